"""KX004: a beneficiary of tonight beyond the amount above which records may be asked for."""

from __future__ import annotations

from pipeline.money import dollars
from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.worksheets.threshold_ledger import ThresholdLedger


@rule(
    id="KX004",
    name="medical-review-range",
    title="In the range of targeted medical review",
    severity=Severity.NOTE,
    grain=Grain.PATIENT,
    seen=(
        "${counted} counted for {therapy} in {year} with tonight's lines, over the ${review} above "
        "which the payer may ask for records."
    ),
    expected="Records that show the medical necessity of each visit, ready to be sent.",
    rationale=(
        "Above this amount the payer picks providers for review and asks for notes before or after "
        "payment. Not every claim is reviewed; what the record lacks then cannot be made good."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Therapy Services page, targeted medical review threshold",
            section="3,000 for PT and SLP together and for OT, through 2028",
            url="https://www.cms.gov/medicare/coding-billing/therapy-services",
            read_on="2026-11-21",
        ),
    ),
    prevents=("medical review",),
    fix=(
        "Check before the claim goes out that evaluation, certified plan of care, progress reports "
        "and daily notes of this patient are complete and signed, and ask the therapist for what "
        "is missing. The claim itself stays as it is."
    ),
    not_checked="Whether the payer has chosen this office or patient for review.",
    needs_payer_policy=True,
    optional=("allowed_amount", "source", "member_id", "received_order"),
    decides_always=(
        "A line without an allowed amount is priced by the fee schedule; a balance without a "
        "source counts our own lines; a patient without a member number is one person; the order "
        "of receipt does not change a sum."
    ),
)
def check(ledger: ThresholdLedger) -> Verdict:
    """Answer for each beneficiary, year and bucket with a line of tonight."""
    names_a_review_amount = ledger.review > 0
    beyond = ledger.low > ledger.review
    perhaps_beyond = ~beyond & (ledger.at_most > ledger.review)
    return Verdict(
        applies=names_a_review_amount | ledger.policy_missing,
        violates=beyond,
        unknown={
            "payer:threshold": ledger.policy_missing,
            "discipline": (ledger.discipline_unknown & (beyond | perhaps_beyond))
            | (perhaps_beyond & (ledger.unplaced > 0)),
            "allowed_amount": perhaps_beyond & (ledger.unpriced > 0),
            "opening balance": perhaps_beyond,
        },
        shows={
            "counted": lambda rows: dollars(ledger.low[rows]),
            "at_most": lambda rows: dollars(ledger.at_most[rows]),
            "review": lambda rows: dollars(ledger.review[rows]),
            "bucket": ledger.buckets,
            "therapy": ledger.therapy,
            "year": ledger.years,
            "confidence": ledger.confidence,
            "rule_source": ledger.sources,
        },
    )
