"""KX002: KX on a line although the year's threshold is surely not reached."""

from __future__ import annotations

from pipeline.bucket import Rules
from pipeline.money import dollars
from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines
from pipeline.tables import as_dates
from pipeline.worksheets.accrued_spend import BUCKET_NAMES, BUCKET_WORDS, AccruedSpend


@rule(
    id="KX002",
    name="kx-below-threshold",
    title="KX before the threshold is reached",
    severity=Severity.REVIEW,
    seen=(
        "With this line at most ${at_most} is counted for {therapy} in {year}, of a threshold of "
        "${limit}; the payer's balance of ${balance} is dated {balance_day}. The line carries KX."
    ),
    expected="KX only on the line that crosses the year's threshold, and on later ones.",
    rationale=(
        "KX is an attestation. Used by habit before it is due it invites review of every claim "
        "that carries it."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Therapy Services page, KX modifier thresholds",
            section="CY 2026 update (CR 14252)",
            url="https://www.cms.gov/medicare/coding-billing/therapy-services",
            read_on="2026-11-21",
        ),
    ),
    prevents=("medical review",),
    fix=(
        "Look up the accrued amount with the payer (eligibility answer or portal). If the "
        "threshold is not reached, take KX off. If it is, KX stays where the record supports it, "
        "and the newer balance is to be loaded."
    ),
    not_checked=(
        "Spending with other providers after the date of the payer's balance; patients without a "
        "recent one."
    ),
    needs_payer_policy=True,
    optional=("allowed_amount",),
    decides_always="A line without an allowed amount is priced by the fee schedule.",
)
def check(lines: Lines, spend: AccruedSpend, rules: Rules) -> Verdict:
    """Answer for each line of tonight."""
    counts = lines.facts.in_force & ~lines.outside_threshold & ~lines.facts.supply
    no_modifiers_exported = lines.column_missing("modifier_1", "modifiers")
    with_kx = lines.has_modifier("KX") | no_modifiers_exported
    discipline_unknown = lines.policy.known("threshold") & (lines.facts.discipline < 0)
    policy_missing = lines.policy_missing("threshold")
    age = rules.as_of_day - spend.balance_day
    fresh_balance = spend.has_balance & (age <= rules.settings.balance_fresh_days)
    at_most = spend.high_after
    amounts_missing = ~spend.amount_known | (spend.unpriced_before > 0)
    surely_over = spend.low_after > spend.limit
    may_be_due = surely_over | spend.on_high_crossing
    within_known_amounts = (at_most <= spend.limit) & ~may_be_due
    return Verdict(
        applies=counts
        & with_kx
        & ((spend.applies & fresh_balance) | discipline_unknown | policy_missing),
        violates=within_known_amounts & fresh_balance,
        unknown={
            "payer:threshold": policy_missing,
            "modifiers": no_modifiers_exported,
            "discipline": discipline_unknown
            | (within_known_amounts & (at_most + spend.unplaced_before > spend.limit)),
            "allowed_amount": within_known_amounts & amounts_missing,
        },
        shows={
            "at_most": lambda rows: dollars(at_most[rows]),
            "limit": lambda rows: dollars(spend.limit[rows]),
            "bucket": lambda rows: [BUCKET_NAMES[number] for number in spend.bucket[rows]],
            "therapy": lambda rows: [BUCKET_WORDS[number] for number in spend.bucket[rows]],
            "year": lambda rows: [day[:4] for day in lines.dates(rows)],
            "balance": lambda rows: dollars(spend.balance[rows]),
            "balance_day": lambda rows: as_dates(spend.balance_day[rows]),
            "rule_source": lambda rows: lines.policy.source("threshold", rows),
        },
    )
