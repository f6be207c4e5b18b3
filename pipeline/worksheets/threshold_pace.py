"""Pace: what a beneficiary spends a day, and the day on which that reaches the year's threshold.

Our own figure (RULES.md KX003): the sure amounts of the last ``pace_days`` up to the as-of date,
over those days, or over the days since our first line where that is later. Two dates of service
are the least to tell a pace from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.bucket import Rules
from pipeline.money import dollars
from pipeline.rule import Mask, Positions
from pipeline.service_lines import ServiceLines
from pipeline.tables import BLANK_DAY, Cents, as_dates
from pipeline.worksheets.accrual import Accrual

_FAR = np.int64(2**40)


@dataclass(frozen=True, kw_only=True)
class Pace:
    """One entry an account.

    Attributes:
        amount: cents of the days measured. days: how many. known: two dates or more.
        left: cents to the limit, below 0 when it is passed. year_over: as-of is past the year.
        projected: the day on which the limit is passed at this pace; ``BLANK_DAY`` where there is
            no pace, or not in the account's year.
    """

    amount: Cents
    days: npt.NDArray[np.int64]
    known: Mask
    left: Cents
    year_over: Mask
    projected: npt.NDArray[np.int64]

    @classmethod
    def of(
        cls,
        accrual: Accrual,
        lines: ServiceLines,
        rules: Rules,
        accounts: Positions,
        left: Cents,
    ) -> Pace:
        """Measure the pace of some accounts.

        Args:
            accrual: every line that counts.
            lines: the service lines.
            rules: as-of date, days of the pace, distance.
            accounts: the accounts asked about.
            left: what is left of each to its limit, cents; below 0 is over.
        """
        groups, as_of, span = accrual.accounts, rules.as_of_day, rules.settings.pace_days
        day = lines.facts.day[accrual.rows].astype(np.int64)
        recent = (day > as_of - span) & (day <= as_of) & accrual.placed & (accrual.counted > 0)
        amount = groups.total(np.where(recent, accrual.counted, 0))[accounts]
        latest = groups.largest(np.where(recent, day, -_FAR))[accounts]
        earliest = -groups.largest(np.where(recent, -day, -_FAR))[accounts]
        first = -groups.largest(np.where(accrual.placed, -day, -_FAR))[accounts]
        days = np.minimum(as_of - first + 1, span)
        known = (latest > earliest) & (amount > 0)
        # Whole days until the sum passes what is left: equal is not over.
        needed = np.maximum(left, 0) * np.maximum(days, 1) // np.maximum(amount, 1) + 1
        year = accrual.year[accrual.first_entry[accounts]] + 1
        year_end = year.astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64) - 1
        projected = as_of + needed
        ahead = known & (left >= 0) & (projected <= year_end)
        return cls(
            amount=amount,
            days=days,
            known=known,
            left=left,
            year_over=as_of > year_end,
            projected=np.where(ahead, projected, np.int64(BLANK_DAY)),
        )

    def texts(self, rows: Positions) -> list[str]:
        """Return the projected days of some accounts, ISO, or why there is none."""
        reasons = np.select(
            [self.year_over[rows], self.known[rows]],
            ["the year is over", "not this year"],
            "no pace yet",
        )
        named = zip(as_dates(self.projected[rows]), reasons.tolist(), strict=True)
        return [day or str(reason) for day, reason in named]

    def outlook(self, rows: Positions) -> list[str]:
        """Say when the threshold is crossed at this pace, or why no day can be named."""
        shown = zip(
            as_dates(self.projected[rows]),
            dollars(self.amount[rows]),
            self.days[rows].tolist(),
            self.known[rows].tolist(),
            self.year_over[rows].tolist(),
            strict=True,
        )
        return [
            "The year is over."
            if over
            else (
                f"At our pace (${amount} in the last {days} days) it is crossed "
                f"{f'on {day}' if day else 'after the end of the year'}."
                if known
                else "One date of service is too few to project the crossing."
            )
            for day, amount, days, known, over in shown
        ]
