"""Accrued spend: what each line of tonight finds already counted toward the therapy threshold.

RULES.md KX "Accrual"; the counting itself is done in ``accrual``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline import vocabulary as words
from pipeline.rule import Mask
from pipeline.service_lines import ServiceLines
from pipeline.tables import Cents
from pipeline.worksheets.accrual import BUCKET_NAMES, BUCKET_WORDS, Accrual

__all__ = ["BUCKET_NAMES", "BUCKET_WORDS", "AccruedSpend"]


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
        on_high_crossing: low or high crosses on the line's claim, in whichever bucket, or date.
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
    def build(cls, lines: ServiceLines, accrual: Accrual) -> AccruedSpend:
        """Spread the accrual over tonight's lines.

        Args:
            lines: service lines of whole patients.
            accrual: every line that counts, tonight's and earlier ones.
        """
        facts, rows, accounts = lines.facts, accrual.rows, accrual.accounts
        before = accrual.running.before
        crosses, may_cross = accrual.crosses, accrual.may_cross
        by_claim = words.group_by(accounts.of_row, facts.claim[rows])
        by_day = words.group_by(accounts.of_row, np.maximum(facts.day[rows], 0))
        # KX on any therapy line of the claim is accepted, whatever its bucket.
        whole_claim = words.group_by(facts.claim[rows])
        with_kx = whole_claim.any(lines.has_modifier("KX")[rows])[whole_claim.of_row]
        near = whole_claim.any(crosses | may_cross)[whole_claim.of_row]
        near |= by_day.any(crosses | may_cross)[by_day.of_row]
        priced = accrual.estimated & accrual.known & accrual.placed
        return cls(
            **_tonight(
                lines,
                accrual,
                applies=np.ones(len(rows), dtype=np.bool_),
                limit=accrual.limit,
                amount=accrual.counted,
                amount_known=accrual.known,
                estimated=accrual.estimated | (before(priced.astype(np.int64)) > 0),
                own_before=accrual.own_before,
                low_before=accrual.low_before,
                high_before=accrual.high_before,
                unpriced_before=before(accrual.unpriced),
                unplaced_before=before(accrual.unplaced),
                has_balance=accrual.opening.exists,
                balance_day=accrual.opening.day,
                balance=accrual.opening.amount,
                bucket=accrual.bucket,
                on_crossing_claim=by_claim.any(crosses)[by_claim.of_row],
                on_high_crossing=near,
                crossing_claim_has_kx=with_kx,
            )
        )


def _tonight(lines: ServiceLines, accrual: Accrual, **facts: np.ndarray) -> dict[str, np.ndarray]:
    """Spread facts of accruing rows over tonight's lines; 0 and False elsewhere."""
    tonight = accrual.placed & (accrual.rows < lines.tonight_count)
    spread = {}
    for name, values in facts.items():
        whole = np.zeros(lines.tonight_count, dtype=values.dtype)
        whole[accrual.rows[tonight]] = values[tonight]
        spread[name] = whole
    return spread
