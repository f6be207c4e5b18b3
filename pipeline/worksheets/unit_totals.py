"""Unit totals: minutes documented and units billed of each day, summed and code by code."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline import vocabulary as words
from pipeline.rule import Mask
from pipeline.worksheets.day_visits import DayVisits
from pipeline.worksheets.unit_methods import Minutes, most_midpoint_units, units_for

Units = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class DayCodes:
    """One entry a day and pooled code (a first and an additional code are one).

    Attributes:
        days: the day of each entry.
        billed: units billed. is_billed: some line bills it.
        noted: documented minutes. is_noted: they are all known. is_written: some visit has it.
        of_line, of_pair: the entry of each pooled line, and of each pooled pair of the visits.
    """

    days: words.Groups
    billed: Units
    is_billed: Mask
    noted: Minutes
    is_noted: Mask
    is_written: Mask
    of_line: npt.NDArray[np.intp]
    of_pair: npt.NDArray[np.intp]


@dataclass(frozen=True, kw_only=True)
class UnitTotals:
    """One entry a day.

    Attributes:
        billed: pooled units billed, tonight and earlier, as they stand on the lines.
        codes_billed: how many pooled codes (families) are billed.
        summed: documented minutes of all pooled codes. by_code_known: every one has its minutes.
        totalled: the visits' own timed totals. total_known: every visit has one.
        midpoint: units code by code, summed. over_midpoint: some code is billed over its own.
        codes: the codes of the days.
    """

    billed: Units
    codes_billed: Minutes
    summed: Minutes
    by_code_known: Mask
    totalled: Minutes
    total_known: Mask
    midpoint: Minutes
    over_midpoint: Mask
    codes: DayCodes

    @property
    def known(self) -> Mask:
        """Mark days whose minutes are known by code or by visit."""
        return self.by_code_known | self.total_known

    @property
    def disagree(self) -> Mask:
        """Mark days whose minutes by code and visit totals are both known and differ."""
        differ: Mask = self.summed != self.totalled
        return self.by_code_known & self.total_known & differ

    @property
    def minutes(self) -> Minutes:
        """Minutes that count: the higher where notes and visit totals disagree."""
        by_code = np.where(self.by_code_known, self.summed, 0)
        return np.maximum(by_code, np.where(self.total_known, self.totalled, 0))

    @property
    def cms(self) -> Minutes:
        """Units by CMS total time."""
        return units_for(self.minutes)

    @property
    def most_by_midpoint(self) -> Minutes:
        """The most units that the day's minutes could support code by code, however split."""
        return most_midpoint_units(self.minutes, self.codes_billed)


def total_units(
    days: words.Groups,
    units: Units,
    family: words.Ints,
    without_visit: Mask,
    matched: DayVisits,
    family_of_visit: words.Ints,
) -> UnitTotals:
    """Add up.

    Args:
        days: the day of each pooled line.
        units: units of each pooled line.
        family: code, or family of codes, of each pooled line.
        without_visit: pooled lines that name a visit of which nothing is on file.
        matched: visit rows matched to the days.
        family_of_visit: code or family of each pooled pair of ``matched``.
    """
    day = np.concatenate([days.of_row, matched.day[matched.pooled]])
    per_code = words.group_by(day, np.concatenate([family, family_of_visit]))
    lines = len(family)
    billed_code = words.Groups(per_code.of_row[:lines], per_code.count)
    noted_code = words.Groups(per_code.of_row[lines:], per_code.count)
    minutes, blank = matched.minutes[matched.pooled], matched.minutes_blank[matched.pooled]
    noted = noted_code.total(np.where(blank, 0, minutes))
    billed = np.asarray(
        np.bincount(billed_code.of_row, weights=units, minlength=per_code.count), dtype=np.float64
    )
    is_billed = billed_code.any(np.ones(lines, dtype=np.bool_))
    is_noted = noted_code.any(~blank) & ~noted_code.any(blank) & ~billed_code.any(without_visit)
    day_of_code = np.zeros(per_code.count, dtype=np.intp)
    day_of_code[per_code.of_row] = day
    by_day = words.Groups(day_of_code, days.count)
    allowed = units_for(noted)
    return UnitTotals(
        billed=np.asarray(np.bincount(days.of_row, units, days.count), dtype=np.float64),
        codes_billed=by_day.total(is_billed.astype(np.int64)),
        summed=by_day.total(noted),
        by_code_known=by_day.every(is_noted),
        totalled=matched.total,
        total_known=matched.total_known & ~days.any(without_visit),
        midpoint=by_day.total(allowed),
        over_midpoint=by_day.any(is_billed & is_noted & (billed > allowed)),
        codes=DayCodes(
            days=by_day,
            billed=billed,
            is_billed=is_billed,
            noted=noted,
            is_noted=is_noted,
            is_written=noted_code.any(np.ones(len(blank), dtype=np.bool_)),
            of_line=billed_code.of_row,
            of_pair=noted_code.of_row,
        ),
    )
