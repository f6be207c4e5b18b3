"""Unsure pools: days whose answer about units turns on a line that names no discipline.

Such a day is kept whole (day_pools) although its codes may fall to several disciplines. Its answer
stands all the same where every way to part the codes gives it. By total time a day is over its
minutes where the minutes beyond 15 a billed unit sum to -8 or less, and supports more where they
sum to 8 or more; code by code the units beyond the billed ones decide. So the least and the most
that any part of the codes can sum to say what stands. Grain: the days of ``TimedUnits``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline import vocabulary as words
from pipeline.rule import Mask, Positions
from pipeline.tables import Visits
from pipeline.worksheets.timed_units import TimedUnits
from pipeline.worksheets.unit_methods import LEAST_MINUTES, UNIT_MINUTES, units_for

Numbers = npt.NDArray[np.float64]


class UnsurePools:
    """One entry a day.

    Attributes:
        over_open: whether too many units are billed turns on the discipline.
        below_open: whether the minutes support more units does, caps aside.
    """

    def __init__(self, over_open: Mask, below_open: Mask) -> None:
        """See ``build``."""
        self.over_open = over_open
        self.below_open = below_open

    @classmethod
    def build(cls, days: TimedUnits, visits: Visits) -> UnsurePools:
        """Look at the days that turn on a discipline.

        Args:
            days: days with timed codes.
            visits: documented services.
        """
        over_open, below_open = days.discipline_unsure.copy(), days.discipline_unsure.copy()
        rows = np.flatnonzero(days.discipline_unsure)
        if len(rows):
            over_stands, below_stands = _that_stand(days, visits, rows)
            over_open[rows[over_stands]] = False
            below_open[rows[below_stands]] = False
        return cls(over_open, below_open)


def _that_stand(days: TimedUnits, visits: Visits, rows: Positions) -> tuple[Mask, Mask]:
    """Say of some days whether their answers stand: too many units, and minutes for more."""
    totals, codes = days.totals, days.totals.codes
    entries, of_day = _numbered(rows, len(days), codes.days.of_row)
    noted, billed = codes.noted[entries], codes.billed[entries]
    by_minutes = _sums(of_day, noted - UNIT_MINUTES * billed)
    by_units = _sums(of_day, units_for(noted) - billed)
    # What falls to one discipline as a whole is a code of one line and of one kind of visit.
    whole = ~of_day.any(_of_several(days, visits, entries) | (billed % 1 != 0))
    known = whole & (totals.by_code_known & ~totals.disagree)[rows]
    too_many = whole & (totals.billed > totals.most_by_midpoint)[rows]
    method = np.array(days.methods(rows))
    fits, fits_codes = by_minutes.least > -LEAST_MINUTES, by_units.least >= 0
    over, over_codes = by_minutes.lowest <= -LEAST_MINUTES, by_units.lowest < 0
    over_stands = _by_method(
        method,
        total=fits | over,
        codes=np.ones(len(rows), dtype=np.bool_),
        lower=(fits & fits_codes) | over | over_codes,
        higher=fits | fits_codes | (over & over_codes),
    )
    full, full_codes = by_minutes.most < LEAST_MINUTES, by_units.most <= 0
    below, below_codes = by_minutes.highest >= LEAST_MINUTES, by_units.highest > 0
    below_stands = _by_method(
        method,
        total=full | below,
        codes=full_codes | below_codes,
        lower=full | full_codes | (below & below_codes),
        higher=(full & full_codes) | below | below_codes,
    )
    return too_many | (known & over_stands), known & below_stands


class _Sums(NamedTuple):
    """What parts of a day's codes can sum to.

    ``least``, ``most``: no part sums to less, or to more. ``lowest``, ``highest``: however the
    codes are parted, some part sums to this or less, or to this or more.
    """

    least: Numbers
    most: Numbers
    lowest: Numbers
    highest: Numbers


def _sums(days: words.Groups, values: Numbers) -> _Sums:
    def summed(part: Numbers) -> Numbers:
        return np.asarray(np.bincount(days.of_row, part, days.count), dtype=np.float64)

    least, most = summed(np.minimum(values, 0)), summed(np.maximum(values, 0))
    low, high = np.full(days.count, np.inf), np.full(days.count, -np.inf)
    np.minimum.at(low, days.of_row, values)
    np.maximum.at(high, days.of_row, values)
    return _Sums(least=least, most=most, lowest=low + most, highest=high + least)


def _numbered(
    wanted: Positions, count: int, of_row: npt.NDArray[np.intp]
) -> tuple[Positions, words.Groups]:
    """Return the rows of some of ``count`` groups, and their groups numbered as ``wanted``."""
    place = np.full(count, -1, dtype=np.intp)
    place[wanted] = np.arange(len(wanted))
    found = place[of_row]
    rows = np.flatnonzero(found >= 0)
    return rows, words.Groups(found[rows], len(wanted))


def _of_several(days: TimedUnits, visits: Visits, entries: Positions) -> Mask:
    """Mark some codes of the days: with several lines, or with visits of several disciplines."""
    codes = days.totals.codes
    count = len(codes.noted)
    _, lines = _numbered(entries, count, codes.of_line)
    pairs, noted = _numbered(entries, count, codes.of_pair)
    whose = visits.coded("discipline").codes[days.counted_visits[pairs]].astype(np.int64)
    several_lines = np.bincount(lines.of_row, minlength=lines.count) > 1
    return np.asarray(several_lines | (noted.largest(whose) != -noted.largest(-whose)))


def _by_method(
    method: npt.NDArray[np.str_], *, total: Mask, codes: Mask, lower: Mask, higher: Mask
) -> Mask:
    """Take each day's mask by its payer's method; none where the method is not known."""
    by_method = {"cms_total": total, "ama_midpoint": codes, "hybrid": lower, "either": higher}
    found = np.zeros(len(method), dtype=np.bool_)
    for name, mask in by_method.items():
        found |= (method == name) & mask
    return found
