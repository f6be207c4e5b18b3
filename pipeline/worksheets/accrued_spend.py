"""Accrued spend: what each line of tonight finds already counted toward the therapy threshold.

RULES.md KX "Accrual"; the counting itself is done in ``accrual``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline import vocabulary as words
from pipeline.money import dollars
from pipeline.rule import Mask, Positions
from pipeline.service_lines import ServiceLines
from pipeline.tables import Cents, Codes
from pipeline.worksheets.accrual import BUCKET_NAMES, BUCKET_WORDS, Accrual

__all__ = ["BUCKET_NAMES", "BUCKET_WORDS", "AccruedSpend"]


@dataclass(frozen=True, kw_only=True)
class AccruedSpend:
    """One entry a line of tonight; zero and False where the payer has no threshold.

    Attributes:
        applies: lines that count toward a threshold in force on their date.
        limit: the year's amount for the bucket, cents.
        amount: what the line adds, cents. amount_known: allowed or priced. priced: by us.
        estimated: the line, or one in the sure count before it, is priced by us.
        own_before: our own ledger before the line.
        low_before, high_before: what is surely, and at most, counted before the line.
        low_after, high_after: the same with the line.
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
    priced: Mask
    estimated: Mask
    own_before: Cents
    low_before: Cents
    high_before: Cents
    low_after: Cents
    high_after: Cents
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
        rows = accrual.rows
        claim, day = lines.facts.claim[rows], lines.facts.day[rows]
        crosses, may_cross = accrual.crosses, accrual.may_cross
        adds = accrual.low_after > accrual.low_before
        # KX on any therapy line of the claim is accepted, whatever its bucket.
        with_kx = _of_claims(claim, lines.has_modifier("KX")[rows])
        near = _of_claims(claim, crosses | may_cross)
        near |= _alike(accrual, day, crosses | may_cross)
        return cls(
            **_tonight(
                lines,
                accrual,
                applies=np.ones(len(rows), dtype=np.bool_),
                limit=accrual.limit,
                amount=accrual.counted,
                amount_known=accrual.known,
                priced=accrual.estimated,
                estimated=(accrual.estimated & adds) | accrual.estimated_before(),
                own_before=accrual.own_before,
                low_before=accrual.low_before,
                high_before=accrual.high_before,
                low_after=accrual.low_after,
                high_after=accrual.high_after,
                unpriced_before=accrual.before(accrual.unpriced),
                unplaced_before=accrual.before(accrual.unplaced),
                has_balance=accrual.opening.exists,
                balance_day=accrual.opening.day,
                balance=accrual.opening.amount,
                bucket=accrual.bucket,
                on_crossing_claim=_alike(accrual, claim, crosses),
                on_high_crossing=near,
                crossing_claim_has_kx=with_kx,
            )
        )

    def what_they_add(self, rows: Positions) -> list[str]:
        """Say of some lines what they add and which sum they reach."""
        reached = dollars(self.low_after[rows])
        told = zip(
            self.amount_known[rows].tolist(),
            dollars(self.low_after[rows] - self.low_before[rows]),
            self.priced[rows].tolist(),
            reached,
            strict=True,
        )
        return [
            f"this line adds ${adds}{' by the fee schedule' if priced else ''}: ${reaches}"
            if known
            else "what this line adds is not known"
            for known, adds, priced, reaches in told
        ]

    def confidence(self, rows: Positions) -> list[str]:
        """Say how sure the count at some lines is, as ``findings.jsonl`` has it."""
        pairs = zip(self.estimated[rows].tolist(), self.has_balance[rows].tolist(), strict=True)
        return [
            "estimate" if guessed else ("exact" if known else "outside-spend-unknown")
            for guessed, known in pairs
        ]


def _of_claims(claim: Codes, marked: Mask) -> Mask:
    """Mark the entries of claims of which some entry is marked."""
    found = np.zeros(int(claim.max(initial=-1)) + 1, dtype=np.bool_)
    found[claim[marked]] = True
    return found[claim]


def _alike(accrual: Accrual, of_entry: npt.NDArray[np.int32], marked: Mask) -> Mask:
    """Mark the entries that share account and claim, or account and date, with a marked one.

    Crossings are few, so only their accounts are looked at.
    """
    account = accrual.accounts.of_row
    crossed = np.zeros(accrual.accounts.count, dtype=np.bool_)
    crossed[account[marked]] = True
    some = np.flatnonzero(crossed[account])
    groups = words.group_by(account[some], np.maximum(of_entry[some], 0))
    found = np.zeros(len(account), dtype=np.bool_)
    found[some] = groups.any(marked[some])[groups.of_row]
    return found


def _tonight(lines: ServiceLines, accrual: Accrual, **facts: np.ndarray) -> dict[str, np.ndarray]:
    """Spread facts of accruing rows over tonight's lines; 0 and False elsewhere."""
    tonight = accrual.placed & (accrual.rows < lines.tonight_count)
    kept = slice(None) if tonight.all() else np.flatnonzero(tonight)
    at = accrual.rows[kept]
    spread = {}
    for name, values in facts.items():
        whole = np.zeros(lines.tonight_count, dtype=values.dtype)
        whole[at] = values[kept]
        spread[name] = whole
    return spread
