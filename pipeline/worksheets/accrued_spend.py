"""Accrued spend: what each line finds already counted toward the therapy threshold.

RULES.md KX "Accrual": allowed amounts by beneficiary, calendar year of service and bucket
(PT and SLP together, OT alone), in the order of the nights on which lines were last seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline import vocabulary as words
from pipeline.bucket import Rules
from pipeline.rule import Mask, Positions
from pipeline.service_lines import DISCIPLINE_NUMBER, ServiceLines
from pipeline.tables import Cents, Spend
from pipeline.worksheets.beneficiaries import beneficiaries
from pipeline.worksheets.opening_balances import OpeningBalances
from pipeline.worksheets.pricing import price_lines

OT = DISCIPLINE_NUMBER["OT"]
BUCKET_NAMES = ("PT_SLP", "OT")


@dataclass(frozen=True, kw_only=True)
class AccruedSpend:
    """One entry a line of tonight; zero and False where the payer has no threshold.

    Attributes:
        applies: lines that count toward a threshold in force on their date.
        limit: the year's amount for the bucket, cents.
        amount: what the line adds, cents. amount_known: allowed or priced.
        estimated: the line, or one counted before it, is priced by us.
        own_before: our own ledger before the line.
        low_before, high_before: what is surely, and at most, counted before the line.
        unpriced_before: charges of earlier lines without any amount: the most they could add.
        unplaced_before: amounts of earlier lines that may count in another bucket.
        has_balance, balance_day, balance: the opening balance, when there is one.
        bucket: number of the bucket (see ``BUCKET_NAMES``). on_crossing_claim,
        on_crossing_day: the line's claim or date is one in which low crosses the limit.
        on_high_crossing: the same for high, claim or date.
        crossing_claim_has_kx: some therapy line of the line's crossing claim carries KX.
    """

    applies: Mask
    limit: Cents
    amount: Cents
    amount_known: Mask
    estimated: Mask
    own_before: Cents
    low_before: Cents
    high_before: Cents
    unpriced_before: Cents
    unplaced_before: Cents
    has_balance: Mask
    balance_day: words.Ints
    balance: Cents
    bucket: words.Ints
    on_crossing_claim: Mask
    on_high_crossing: Mask
    crossing_claim_has_kx: Mask

    @classmethod
    def build(cls, lines: ServiceLines, spend: Spend, rules: Rules) -> AccruedSpend:
        """Accrue every line of a threshold payer, tonight's and earlier ones.

        Args:
            lines: service lines of whole patients.
            spend: opening balances; may be empty.
            rules: code sets for pricing, site settings.
        """
        facts, policy = lines.facts, lines.policy
        counts = policy.known("threshold") & facts.in_force & ~lines.outside_threshold
        counts &= ~facts.supply
        placed_rows = np.flatnonzero(counts & (facts.discipline >= 0))
        # A line of unknown discipline may count in either bucket: it stands in both, as a maybe.
        loose = np.flatnonzero(counts & (facts.discipline < 0))
        rows = np.concatenate([placed_rows, loose, loose])
        placed = np.arange(len(rows)) < len(placed_rows)
        amount, known, estimated = _amounts(lines, rows, rules)
        bucket = np.concatenate(
            [facts.discipline[placed_rows] == OT, loose < 0, loose >= 0]
        ).astype(np.int64)
        year = facts.day[rows].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
        group, _ = policy.number_of("threshold", "group")
        accounts = words.group_by(beneficiaries(lines, rows), group[rows], year, bucket)
        order = _order(lines, rows, accounts)
        opening = OpeningBalances.build(lines, rows, accounts, year, bucket, spend, rules)
        counted = np.where(known & placed, amount, 0)

        before = words.RunningTotals(accounts, order).before
        own = before(counted)
        after = before(np.where(opening.surely_not_in_it, counted, 0))
        after_lag = before(np.where(opening.maybe_not_in_it, counted, 0))
        low = np.where(opening.exists, np.maximum(own, opening.amount + after), own)
        high = np.where(opening.exists, opening.amount + after_lag, own)
        elsewhere = opening.exists & opening.from_others
        low = np.where(elsewhere, own + opening.amount, low)
        high = np.where(elsewhere, own + opening.amount, np.maximum(high, low))
        limit = np.where(
            bucket == 0,
            policy.cents("threshold", "pt_slp")[rows],
            policy.cents("threshold", "ot")[rows],
        )
        low_cross = (low <= limit) & (low + counted > limit)
        high_cross = (high <= limit) & (high + counted > limit)
        by_claim = words.group_by(accounts.of_row, facts.claim[rows])
        by_day = words.group_by(accounts.of_row, np.maximum(facts.day[rows], 0))
        crossing = by_claim.any(low_cross)[by_claim.of_row]
        near = by_claim.any(low_cross | high_cross)[by_claim.of_row]
        near |= by_day.any(low_cross | high_cross)[by_day.of_row]
        # KX on any therapy line of the claim is accepted, whatever its bucket.
        whole_claim = words.group_by(facts.claim[rows])
        with_kx = whole_claim.any(lines.has_modifier("KX")[rows])[whole_claim.of_row]
        estimates = before((estimated & known & placed).astype(np.int64)) > 0
        charge = np.maximum(facts.charge[rows], 0)
        return cls(
            **_tonight(
                lines,
                rows,
                placed,
                applies=np.ones(len(rows), dtype=np.bool_),
                limit=limit,
                amount=counted,
                amount_known=known,
                estimated=estimated | estimates,
                own_before=own,
                low_before=low,
                high_before=high,
                unpriced_before=before(np.where(known | ~placed, 0, charge)),
                unplaced_before=before(np.where(placed, 0, np.where(known, amount, charge))),
                has_balance=opening.exists,
                balance_day=opening.day,
                balance=opening.amount,
                bucket=bucket,
                on_crossing_claim=crossing,
                on_high_crossing=near,
                crossing_claim_has_kx=with_kx,
            )
        )


def _tonight(
    lines: ServiceLines, rows: Positions, placed: Mask, **facts: np.ndarray
) -> dict[str, np.ndarray]:
    """Spread facts of accruing rows over tonight's lines; 0 and False elsewhere."""
    tonight = placed & (rows < lines.tonight_count)
    spread = {}
    for name, values in facts.items():
        whole = np.zeros(lines.tonight_count, dtype=values.dtype)
        whole[rows[tonight]] = values[tonight]
        spread[name] = whole
    return spread


def _amounts(lines: ServiceLines, rows: Positions, rules: Rules) -> tuple[Cents, Mask, Mask]:
    """Return the amount of each row, whether it is known, and whether it is our estimate."""
    facts = lines.facts
    amount = facts.allowed[rows].copy()
    blank = facts.allowed_blank[rows]
    known = ~blank
    estimated = np.zeros(len(rows), dtype=np.bool_)
    if blank.any():
        prices = price_lines(lines, rows[blank], rules)
        amount[blank] = prices.cents
        known[blank] = prices.known
        estimated[blank] = True
    return amount, known, estimated


def _order(lines: ServiceLines, rows: Positions, accounts: words.Groups) -> Positions:
    """Return a total order of the rows, since claim and line are a key within a night.

    It goes by ledger place, then tonight's receipt where every line of the account says it,
    else date, claim, line.
    """
    facts = lines.facts
    tonight = rows < lines.tonight_count
    silent = accounts.any(tonight & lines.blank("received_order")[rows])[accounts.of_row]
    received = np.where(tonight & ~silent, lines.cents("received_order")[rows], 0)
    keys = (lines.claim_line_rank[rows], facts.day[rows], received, facts.place[rows])
    return np.lexsort(keys)
