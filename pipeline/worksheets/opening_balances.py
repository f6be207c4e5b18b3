"""Opening balances: what the payer said it had counted, beside our own ledger.

RULES.md KX "Accrual": the newest balance of the year only. It counts through ``as_of`` (last
processed), ours included, unless its source is ``other-providers``. A line released after it is
surely not in it; one released in the lag before it may not be in it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline import vocabulary as words
from pipeline.bucket import Rules
from pipeline.rule import Mask, Positions
from pipeline.service_lines import ServiceLines
from pipeline.tables import BLANK_DAY, Cents, Codes, Spend

_OTHERS = "other-providers"


@dataclass(frozen=True, kw_only=True)
class OpeningBalances:
    """The opening balance of each accruing row's account.

    Attributes:
        exists, amount (cents), day (as-of, ``BLANK_DAY`` without one): the balance.
        from_others: ours are not in it.
        surely_not_in_it: the row's night came after the balance, or the row first goes out
            tonight: no balance holds a line that has not left.
        maybe_not_in_it: the row's night came after the balance less the lag.
    """

    exists: Mask
    amount: Cents
    day: words.Ints
    from_others: Mask
    surely_not_in_it: Mask
    maybe_not_in_it: Mask

    def bounds(
        self, own: Cents, after: Cents, after_lag: Cents, rows: Positions | None = None
    ) -> tuple[Cents, Cents]:
        """Return what is surely and at most counted.

        Args:
            own: our own ledger.
            after: its part that is surely not in the balance.
            after_lag: its part that may not be in it.
            rows: entries whose balances are meant, where not all in their order.
        """
        of = slice(None) if rows is None else rows
        exists, amount = self.exists[of], self.amount[of]
        low = np.where(exists, np.maximum(own, amount + after), own)
        high = np.maximum(np.where(exists, amount + after_lag, own), low)
        elsewhere = exists & self.from_others[of]
        low = np.where(elsewhere, own + amount, low)
        return low, np.where(elsewhere, own + amount, high)

    def decides(self, own: Cents, after: Cents, rows: Positions | None = None) -> Mask:
        """Mark where the sure count is the balance and what came after it, not our own ledger.

        Args:
            own: our own ledger.
            after: its part that is surely not in the balance.
            rows: entries whose balances are meant, where not all in their order.
        """
        of = slice(None) if rows is None else rows
        ours_in_it = self.exists[of] & ~self.from_others[of]
        return np.asarray(ours_in_it & (self.amount[of] + after > own))

    @classmethod
    def build(
        cls,
        lines: ServiceLines,
        rows: Positions,
        people: words.Ints,
        year: words.Ints,
        bucket: words.Ints,
        spend: Spend,
        rules: Rules,
    ) -> OpeningBalances:
        """Find each account's newest balance, under whichever of a person's patient ids it came.

        Args:
            lines: the service lines. ``rows`` are the accruing ones.
            rows: rows that accrue.
            people: the beneficiary of each row.
            year: calendar year of service, counted from 1970.
            bucket: 0 for PT and SLP, 1 for OT.
            spend: the balances supplied.
            rules: as-of date and lag.
        """
        facts = lines.facts
        count = len(rows)
        person = _people_of(spend, facts.patient[rows], people)
        newest = _newest(spend, person, rules.as_of_day)
        if not len(newest):
            nothing = np.zeros(count, dtype=np.bool_)
            return cls(
                exists=nothing,
                amount=np.zeros(count, dtype=np.int64),
                day=np.full(count, BLANK_DAY, dtype=np.int64),
                from_others=nothing,
                surely_not_in_it=nothing,
                maybe_not_in_it=nothing,
            )
        balance_bucket = np.array([*(int(v == "OT") for v in spend.coded("bucket").values), -1])
        row_key, balance_key = words.packed_together(
            (people, year, bucket),
            (
                person[newest],
                spend.cents("year")[newest] - 1970,
                balance_bucket[spend.coded("bucket").codes[newest]],
            ),
        )
        balance = words.align(row_key, balance_key)
        exists = balance >= 0
        day = np.where(exists, spend.days("as_of")[newest][balance], BLANK_DAY).astype(np.int64)
        others = spend.is_one_of("source", _OTHERS)[newest]
        night = facts.night[rows].astype(np.int64)
        lag = rules.settings.balance_lag_days
        first_goes_out = (rows < lines.tonight_count) & (night == rules.as_of_day)
        return cls(
            exists=exists,
            amount=np.where(exists, spend.cents("amount")[newest][balance], 0),
            day=day,
            from_others=exists & others[balance],
            surely_not_in_it=first_goes_out | (night > day),
            maybe_not_in_it=first_goes_out | (night > day - lag),
        )


def _people_of(spend: Spend, patient: Codes, people: words.Ints) -> words.Ints:
    """Return the beneficiary of each balance; a patient without a line is a person alone."""
    count = int(max(spend.patient.max(initial=-1), patient.max(initial=-1))) + 1
    person = np.arange(count, dtype=np.int64)
    person[patient] = people
    return person[spend.patient]


def _newest(spend: Spend, person: words.Ints, as_of_day: int) -> Positions:
    """Return the newest balance by person, year and bucket; of equal dates the larger."""
    day = spend.days("as_of")
    if not len(day):
        return np.zeros(0, dtype=np.intp)
    known = np.flatnonzero(day <= as_of_day)
    amount = spend.cents("amount")
    ordered = known[np.lexsort((amount[known], day[known]))][::-1]
    key = words.packed(
        person[ordered], spend.cents("year")[ordered], spend.coded("bucket").codes[ordered]
    )
    _, first = np.unique(key, return_index=True)
    return ordered[np.sort(first)]
