"""The words and formulas that the report explains."""

from __future__ import annotations

TERMS: tuple[tuple[str, str], ...] = (
    (
        "Clean claim rate",
        "Claims that are neither Hold nor Review, divided by the claims accepted into tonight's "
        "run. It is measured before submission and says nothing about acceptance by a payer. "
        "Over several nights, add up the counts; do not average the percentages.",
    ),
    (
        "Dollars held",
        "The charges of all claims on Hold, each claim once, however many findings it has. "
        "Charges are what was billed, not what a payer would pay.",
    ),
    ("Hold", "A claim with an open Block finding, or with a line that could not be read."),
    (
        "Review",
        "A claim without a Block finding that has an open Review finding, or that a rule which "
        "failed tonight should have judged. A person decides before it goes out.",
    ),
    ("Release", "Every other claim. Notes do not hold a claim back."),
    (
        "Released, fully checked",
        "Released claims for which no rule lacked a fact. The remaining released claims went out "
        "with at least one check that could not be made.",
    ),
    (
        "Block, Review, Note",
        "How much a finding weighs: the claim stops, a person decides, or it is worth knowing.",
    ),
    (
        "New, recurring, reopened",
        "New: first seen tonight. Recurring: open since an earlier night. Reopened: it was "
        "resolved and is back.",
    ),
    (
        "Resolved",
        "Seen on an earlier night; tonight's files hold the claim and the rule found it clear, "
        "or the claim was replaced or is gone.",
    ),
    (
        "Nights open",
        "Calendar days from the night a finding was first seen to tonight's as-of date.",
    ),
    (
        "Not checked",
        "A rule applied to a line but a fact that would decide was missing. That is neither a "
        "pass nor a finding. A line counts once for each rule that could not judge it.",
    ),
    (
        "Held by this alone",
        "Charges of the claims on Hold that no other rule blocks: what is free to go once this one "
        "fault is fixed.",
    ),
    (
        "Falls due",
        "Certifications and recertifications to be signed, verbal orders to be signed, the day on "
        "which a patient reaches the therapy threshold at the present pace, and the end of "
        "findings that the office accepted. Exposed: charges of dates of service that no "
        "certification covers.",
    ),
    (
        "Charges of a group",
        "In the tables by rule and by cause, and in what to do first: the charges of the claims in "
        "that row, each claim once within the row. A claim with several findings stands in "
        "several rows, so the rows do not add up to the total.",
    ),
    (
        "Amount of a finding",
        "The charge of the line that the finding hangs on together with its related lines.",
    ),
    (
        "In balance",
        "Every record of every file was accepted, rejected, set aside or recognised as a "
        "duplicate, and the accepted claims, lines and charges equal those released, for review "
        "and held.",
    ),
    (
        "Rejected, set aside, duplicate",
        "Rejected: the row could not be read. Set aside: its code is not billable. Duplicate: "
        "the identical row came again. The money of a rejected row is unknown, never zero.",
    ),
    (
        "Confidence",
        "Exact: decided by facts in the files. Estimate: a price or a balance was worked out. "
        "Outside spending unknown: the payer may have counted more than our own ledger holds.",
    ),
)
