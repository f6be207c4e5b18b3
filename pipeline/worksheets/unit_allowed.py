"""Allowed units: the most timed units of a day, by the payer's method of counting.

RULES.md UNIT001. Minutes that contradict one another (therapist's and assistant's do not add up to
those of the service) are not guessed: a day is over if it is with the higher ones, and an open
question where only the lower ones make it so. Grain: the days of ``TimedUnits``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.rule import Mask
from pipeline.worksheets.timed_units import TimedUnits
from pipeline.worksheets.unit_methods import CountedBy, Minutes
from pipeline.worksheets.unit_totals import UnitTotals


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """What a method makes of each day.

    Attributes:
        allowed: the most units; by minutes of each code where these are known.
        over: more are billed, as far as the minutes that are known can tell.
        needs_codes: ``over`` turns on minutes of each code, which are not known.
    """

    allowed: Minutes
    over: Mask
    needs_codes: Mask


def allowance(totals: UnitTotals, by: CountedBy) -> Allowance:
    """Hold the billed units of each day against its minutes.

    Args:
        totals: minutes and units of the days.
        by: how each day's payer counts.
    """
    over_total = totals.billed > totals.cms
    over_any_split = totals.billed > totals.most_by_midpoint
    over_code = np.where(totals.by_code_known, totals.over_midpoint, True)
    over_sum = np.where(totals.by_code_known, totals.billed > totals.midpoint, True)
    over_by_code = over_code & (over_any_split | ~totals.disagree)
    over_midpoint = over_sum & (over_any_split | ~totals.disagree)
    over = by.total & over_total
    over |= by.codes & over_by_code
    over |= by.lower & (over_total | over_midpoint)
    over |= by.higher & over_total & over_midpoint
    needs_codes = by.codes | (by.lower & ~over_total) | (by.higher & over_total)
    cms, midpoint = totals.cms, totals.midpoint
    allowed = np.where(by.total, cms, midpoint)
    allowed = np.where(by.lower, np.minimum(cms, midpoint), allowed)
    allowed = np.where(by.higher, np.maximum(cms, midpoint), allowed)
    return Allowance(
        allowed=allowed,
        over=over,
        needs_codes=needs_codes & ~totals.by_code_known & ~over_any_split,
    )


class AllowedUnits:
    """One entry a day.

    Attributes:
        by_payer: what the payer's own method makes of the day.
        minutes_open: too many units by the lower of minutes that contradict one another alone.
    """

    def __init__(self, days: TimedUnits) -> None:
        """See ``build``."""
        self.by_payer = allowance(days.totals, days.counted_by)
        self.minutes_open: Mask = np.zeros(len(days), dtype=np.bool_)
        if days.contradicted.any():
            fewer = days.totals.with_noted(days.totals.codes.noted - days.spare)
            with_fewer = allowance(fewer, days.counted_by)
            self.minutes_open = days.contradicted & with_fewer.over & ~self.by_payer.over

    @classmethod
    def build(cls, days: TimedUnits) -> AllowedUnits:
        """Work out the days."""
        return cls(days)
