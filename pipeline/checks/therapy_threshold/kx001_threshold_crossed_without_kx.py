"""KX001: a line that takes the patient over the year's threshold, or lies beyond it, without KX."""

from __future__ import annotations

import numpy as np

from pipeline.bucket import Rules
from pipeline.money import dollars
from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines
from pipeline.worksheets.accrued_spend import BUCKET_NAMES, BUCKET_WORDS, AccruedSpend

_THRESHOLD = Citation(
    authority="CMS",
    document="Therapy Services page, KX modifier thresholds",
    section="CY 2026 update (CR 14252)",
    url="https://www.cms.gov/medicare/coding-billing/therapy-services",
    read_on="2026-11-21",
)


@rule(
    id="KX001",
    name="threshold-crossed-without-kx",
    title="Over the therapy threshold without KX",
    severity=Severity.BLOCK,
    seen=(
        "${counted} already counted for {therapy} in {year}; {with_this_line}, over the threshold "
        "of ${limit}. The line has no KX."
    ),
    expected=(
        "KX on the line that crosses the threshold and on every later one of the year, if the "
        "record supports medical necessity."
    ),
    rationale=(
        "Above the year's amount the payer denies a therapy line without KX. KX attests that the "
        "service is medically necessary and that the record shows it."
    ),
    citations=(
        _THRESHOLD,
        Citation(
            authority="CMS",
            document="Medicare Claims Processing Manual (Pub. 100-04), chapter 5",
            section="10.3",
            url="https://www.cms.gov/regulations-and-guidance/guidance/manuals",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 119",),
    fix=(
        "Ask the therapist whether the record supports medical necessity beyond the threshold. If "
        "it does, KX may be added to this line and to the later ones. If it does not, KX may not "
        "be used; the patient then owes a denied line only if an ABN was signed before the "
        "service, and needs one before the next visit."
    ),
    not_checked=(
        "What other providers have billed, unless an opening balance is loaded; in which order the "
        "payer receives claims; whether the record supports medical necessity."
    ),
    needs_payer_policy=True,
    optional=("allowed_amount", "bill_type", "source", "member_id", "received_order"),
    decides_always=(
        "A line without an allowed amount is priced by the fee schedule, and the finding says so; "
        "one without a bill type is no critical access hospital's, whose lines count by it too; "
        "a balance without a source counts our own lines; a patient without a member number is one "
        "person; without a receipt order the date decides."
    ),
)
def check(lines: Lines, spend: AccruedSpend, rules: Rules) -> Verdict:
    """Answer for each line of tonight."""
    counts = lines.facts.in_force & ~lines.outside_threshold & ~lines.facts.supply
    has_threshold = lines.policy.known("threshold")
    policy_missing = lines.policy_missing("threshold")
    over_by_itself = spend.low_before > spend.limit
    reaches = spend.low_after
    over = over_by_itself | (reaches > spend.limit)
    accepted = lines.has_modifier("KX")
    accepted |= spend.on_crossing_claim & spend.crossing_claim_has_kx
    at_most = spend.high_after + spend.unpriced_before + spend.unplaced_before
    maybe_over = ~over & (at_most > spend.limit)
    maybe_over |= ~over & ~spend.amount_known & (at_most + lines.facts.charge > spend.limit)
    amounts_missing = ~spend.amount_known | (spend.unpriced_before > 0)
    near = np.abs(reaches - spend.limit) <= rules.settings.near_estimate_percent * spend.limit / 100
    discipline_unknown = has_threshold & (lines.facts.discipline < 0)
    lighter = lines.lighter_by("threshold")
    lighter[Severity.REVIEW] |= spend.estimated & near
    return Verdict(
        applies=counts & (spend.applies | discipline_unknown | policy_missing),
        violates=over & ~accepted,
        unknown={
            "payer:threshold": policy_missing & ~accepted,
            "discipline": (discipline_unknown | (maybe_over & (spend.unplaced_before > 0)))
            & ~accepted,
            "modifiers": over & ~accepted & lines.modifiers_cut_off,
            "allowed_amount": maybe_over & amounts_missing & ~accepted,
            "opening balance": maybe_over & ~accepted,
        },
        severity=lighter,
        shows={
            "counted": lambda rows: dollars(spend.low_before[rows]),
            "adds": lambda rows: dollars(spend.low_after[rows] - spend.low_before[rows]),
            "reaches": lambda rows: dollars(reaches[rows]),
            "limit": lambda rows: dollars(spend.limit[rows]),
            "bucket": lambda rows: [BUCKET_NAMES[number] for number in spend.bucket[rows]],
            "therapy": lambda rows: [BUCKET_WORDS[number] for number in spend.bucket[rows]],
            "year": lambda rows: [day[:4] for day in lines.dates(rows)],
            "own_ledger": lambda rows: dollars(spend.own_before[rows]),
            "opening_balance": lambda rows: [
                text if known else "none"
                for text, known in zip(
                    dollars(spend.balance[rows]), spend.has_balance[rows], strict=True
                )
            ],
            "with_this_line": spend.what_they_add,
            "confidence": spend.confidence,
            "rule_source": lambda rows: lines.policy.source("threshold", rows),
        },
    )
