"""KX003: a beneficiary of tonight who is close to the year's therapy threshold."""

from __future__ import annotations

import numpy as np

from pipeline.bucket import Rules
from pipeline.money import as_dollars, dollars
from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.worksheets.threshold_ledger import ThresholdLedger


@rule(
    id="KX003",
    name="threshold-near",
    title="Close to the therapy threshold",
    severity=Severity.NOTE,
    grain=Grain.PATIENT,
    seen=(
        "${counted} counted for {therapy} in {year} with tonight's lines (at most ${at_most}), of "
        "a threshold of ${limit}: ${left} left. {outlook}"
    ),
    expected=(
        "Before the line that crosses it the therapist has decided, and written down, whether more "
        "is medically necessary."
    ),
    rationale=(
        "A threshold that is seen coming costs nothing. Once it is crossed, each line without KX "
        "is denied, and it is late to ask whether the record supports it."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Therapy Services page, KX modifier thresholds",
            section="CY 2026 update (CR 14252)",
            url="https://www.cms.gov/medicare/coding-billing/therapy-services",
            read_on="2026-11-21",
        ),
        Citation(
            authority="house",
            document="claimscrub rule catalogue",
            section="distance and pace are the office's own figures",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 119",),
    fix=(
        "Ask the therapist to review the plan of care before the crossing. If the record supports "
        "medical necessity beyond it, KX may be used from the crossing line on. If it does not, "
        "the patient needs an ABN before the service that crosses it."
    ),
    not_checked="What other providers bill from now on; the pace counts our own lines only.",
    needs_payer_policy=True,
    optional=("allowed_amount", "source", "member_id", "received_order"),
    decides_always=(
        "A line without an allowed amount is priced by the fee schedule; a balance without a "
        "source counts our own lines; a patient without a member number is one person; without a "
        "receipt order the date decides."
    ),
)
def check(ledger: ThresholdLedger, rules: Rules) -> Verdict:
    """Answer for each beneficiary, year and bucket with a line of tonight."""
    near = ledger.near_by_low
    only_by_high, perhaps_near = ledger.near_by_high, ledger.perhaps_near
    distance = rules.settings.threshold_near
    return Verdict(
        applies=np.ones(len(ledger), dtype=np.bool_),
        violates=near,
        unknown={
            "payer:threshold": ledger.policy_missing,
            "discipline": (ledger.discipline_unknown & (near | only_by_high | perhaps_near))
            | (perhaps_near & (ledger.unplaced > 0)),
            "allowed_amount": perhaps_near,
            "opening balance": only_by_high,
        },
        shows={
            "counted": lambda rows: dollars(ledger.low[rows]),
            "at_most": lambda rows: dollars(ledger.at_most[rows]),
            "limit": lambda rows: dollars(ledger.limit[rows]),
            "left": lambda rows: dollars(ledger.pace.left[rows]),
            "bucket": ledger.buckets,
            "therapy": ledger.therapy,
            "year": ledger.years,
            "pace_days": lambda rows: ledger.pace.days[rows].tolist(),
            "pace": lambda rows: dollars(ledger.pace.amount[rows]),
            "projected": ledger.pace.texts,
            "outlook": ledger.pace.outlook,
            "near_means": lambda rows: [as_dollars(distance)] * len(rows),
            "confidence": ledger.confidence,
            "rule_source": ledger.sources,
        },
    )
