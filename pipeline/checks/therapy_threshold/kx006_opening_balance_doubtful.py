"""KX006: an opening balance that is old, or that leaves low and high far apart."""

from __future__ import annotations

from pipeline.bucket import Rules
from pipeline.money import as_dollars, dollars
from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.tables import as_dates
from pipeline.wording import counted
from pipeline.worksheets.threshold_ledger import ThresholdLedger


@rule(
    id="KX006",
    name="opening-balance-doubtful",
    title="The payer's balance cannot be relied on",
    severity=Severity.NOTE,
    grain=Grain.PATIENT,
    seen=(
        "The payer's balance for {therapy} in {year} is ${balance} as of {balance_day}, {ago} ago. "
        "With our own lines at least ${low} and at most ${high} is counted. {doubt}"
    ),
    expected=("A balance at most {fresh} days old, and counts no further apart than ${differs}."),
    rationale=(
        "Whether KX is due rests on the payer's count. An old balance misses what others have "
        "billed since; one that may or may not hold our last claims leaves the answer open."
    ),
    citations=(
        Citation(
            authority="house",
            document="claimscrub rule catalogue",
            section="the payer's count is only as good as its date: 45 days and the sum are ours",
            read_on="2026-11-21",
        ),
        Citation(
            authority="NGS (MAC)",
            document="Therapy KX modifier thresholds, CY 2024",
            section="accrued amounts by eligibility answer, portal or telephone",
            url="https://www.ngsmedicare.com/",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 119",),
    fix=(
        "Look up a new balance with the payer (eligibility answer or portal) and load it with its "
        "date. If the two counts are still far apart, see in the remittances which of our claims "
        "the balance already holds."
    ),
    not_checked="Patients without a balance: their count is our own ledger alone.",
    needs_payer_policy=True,
    optional=("allowed_amount", "source", "member_id", "received_order"),
    decides_always=(
        "A line without an allowed amount is priced by the fee schedule; a balance without a "
        "source counts our own lines; a patient without a member number is one person; the order "
        "of receipt does not change a sum."
    ),
)
def check(ledger: ThresholdLedger, rules: Rules) -> Verdict:
    """Answer for each beneficiary, year and bucket with a line of tonight."""
    fresh, most = rules.settings.balance_fresh_days, rules.settings.balance_differs
    age = rules.as_of_day - ledger.balance_day
    too_old = age > fresh
    apart = ledger.high - ledger.low
    too_far_apart = apart > most
    doubtful = too_old | too_far_apart
    perhaps = ~doubtful & (apart + ledger.overlap_unpriced + ledger.overlap_unplaced > most)
    return Verdict(
        applies=ledger.has_balance | ledger.policy_missing,
        violates=doubtful,
        unknown={
            "payer:threshold": ledger.policy_missing,
            "discipline": (ledger.discipline_unknown & (doubtful | perhaps))
            | (perhaps & (ledger.overlap_unplaced > 0)),
            "allowed_amount": perhaps,
        },
        shows={
            "balance": lambda rows: dollars(ledger.balance[rows]),
            "balance_day": lambda rows: as_dates(ledger.balance_day[rows]),
            "age": age,
            "ago": lambda rows: counted(age[rows].tolist(), "day"),
            "doubt": lambda rows: [
                _doubt(old, far, between)
                for old, far, between in zip(
                    too_old[rows], too_far_apart[rows], dollars(apart[rows]), strict=True
                )
            ],
            "low": lambda rows: dollars(ledger.low[rows]),
            "high": lambda rows: dollars(ledger.high[rows]),
            "fresh": lambda rows: [fresh] * len(rows),
            "differs": lambda rows: [as_dollars(most)] * len(rows),
            "bucket": ledger.buckets,
            "therapy": ledger.therapy,
            "year": ledger.years,
            "confidence": ledger.confidence,
            "rule_source": ledger.sources,
        },
    )


def _doubt(old: bool, far: bool, apart: str) -> str:
    """Say what is wrong with a balance."""
    parts = ["The balance is too old."] if old else []
    parts += [f"The counts are ${apart} apart."] if far else []
    return " ".join(parts)
