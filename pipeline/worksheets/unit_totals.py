"""Unit totals: minutes documented and units billed of each day, summed and code by code.

A day is one of pooled codes, or of one family that counts by its own time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypedDict

import numpy as np
import numpy.typing as npt

from pipeline import vocabulary as words
from pipeline.rule import Mask, Positions
from pipeline.tables import Codes
from pipeline.worksheets.day_visits import DayVisits
from pipeline.worksheets.unit_methods import (
    Minutes,
    OwnTimes,
    most_midpoint_units,
    units_by_midpoint,
    units_for,
)

Units = npt.NDArray[np.float64]
UnitsShown = Callable[[Positions], list[int | str]]


def if_known(units: Minutes, known: Mask) -> UnitsShown:
    """Return what shows units of some rows, or that nobody knows them."""
    return lambda rows: [
        count if is_known else "an unknown number"
        for count, is_known in zip(units[rows].tolist(), known[rows], strict=True)
    ]


@dataclass(frozen=True, kw_only=True)
class DayCodes:
    """One entry a day and timed code (a first and an additional code are one).

    Attributes:
        days: the day of each entry.
        billed: units billed. is_billed: some line bills it.
        noted: documented minutes. is_noted: they are all known. is_written: some visit has it.
        of_line, of_pair: the entry of each counted line, and of each counted pair of the visits.
    """

    days: words.Groups
    billed: Units
    is_billed: Mask
    noted: Minutes
    is_noted: Mask
    is_written: Mask
    of_line: npt.NDArray[np.intp]
    of_pair: npt.NDArray[np.intp]


class _ByCode(TypedDict):
    """What the minutes of single codes come to; see ``UnitTotals``."""

    summed: Minutes
    midpoint: Minutes
    over_midpoint: Mask


@dataclass(frozen=True, kw_only=True)
class UnitTotals:
    """One entry a day.

    Attributes:
        billed: units billed, tonight and earlier, as they stand on the lines.
        codes_billed: how many codes (families) are billed.
        summed: documented minutes of all codes. by_code_known: every one has its minutes.
        totalled: the visits' own timed totals. total_known: every visit has one.
        midpoint: units code by code, summed. over_midpoint: some code is billed over its own.
        codes: the codes of the days. own_times: the days that count by their own time.
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
    own_times: OwnTimes

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
        return self.units(self.minutes)

    @property
    def most_by_midpoint(self) -> Minutes:
        """The most units that the day's minutes could support code by code, however split."""
        return self.most(self.minutes, self.codes_billed)

    @property
    def first_unsure(self) -> Mask:
        """Mark days of an additional code alone: only with a first unit elsewhere would it do."""
        times = self.own_times
        alone = units_by_midpoint(self.summed[times.start :], times.further, times.further)
        marks = np.zeros(len(self.billed), dtype=np.bool_)
        marks[times.start :] = times.first_missing & (self.billed[times.start :] <= alone)
        return marks

    def units(self, minutes: Minutes) -> Minutes:
        """Return the units that so many minutes of each day support, taken together."""
        return self._with_own_times(units_for(minutes), minutes)

    def most(self, minutes: Minutes, codes: Minutes) -> Minutes:
        """Return the most that any split of each day's minutes over its codes could support."""
        return self._with_own_times(most_midpoint_units(minutes, codes), minutes)

    def with_noted(self, noted: Minutes) -> UnitTotals:
        """Return the same days with other documented minutes of their codes.

        Args:
            noted: minutes of each of ``codes``.
        """
        codes = replace(self.codes, noted=noted)
        return replace(self, codes=codes, **_by_code(codes, self.own_times))

    def _with_own_times(self, units: Minutes, minutes: Minutes) -> Minutes:
        start = self.own_times.start
        units[start:] = self.own_times.units(minutes[start:])
        return units


def total_units(
    days: words.Groups,
    units: Units,
    family: Codes,
    without_visit: Mask,
    matched: DayVisits,
    family_of_visit: Codes,
    own_times: OwnTimes,
) -> UnitTotals:
    """Add up.

    Args:
        days: the day of each line.
        units: units of each line.
        family: code, or family of codes, of each line.
        without_visit: lines that name a visit of which nothing is on file.
        matched: visit rows matched to the days.
        family_of_visit: code or family of each counted pair of ``matched``.
        own_times: the days, after all others, that count by their own time; one code each.
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
    codes = DayCodes(
        days=by_day,
        billed=billed,
        is_billed=is_billed,
        noted=noted,
        is_noted=is_noted,
        is_written=noted_code.any(np.ones(len(blank), dtype=np.bool_)),
        of_line=billed_code.of_row,
        of_pair=noted_code.of_row,
    )
    return UnitTotals(
        billed=np.asarray(np.bincount(days.of_row, units, days.count), dtype=np.float64),
        codes_billed=by_day.total(is_billed.astype(np.int64)),
        by_code_known=by_day.every(is_noted),
        totalled=matched.total,
        total_known=matched.total_known & ~days.any(without_visit),
        codes=codes,
        own_times=own_times,
        **_by_code(codes, own_times),
    )


def units_by_code(codes: DayCodes, own_times: OwnTimes) -> Minutes:
    """Return the units that the minutes of each code alone support."""
    allowed = units_for(codes.noted)
    day = codes.days.of_row
    own = np.flatnonzero(day >= own_times.start)
    minutes = codes.days.total(codes.noted)[own_times.start :]
    allowed[own] = own_times.units(minutes)[day[own] - own_times.start]
    return allowed


def _by_code(codes: DayCodes, own_times: OwnTimes) -> _ByCode:
    allowed = units_by_code(codes, own_times)
    over = codes.is_billed & codes.is_noted & (codes.billed > allowed)
    return {
        "summed": codes.days.total(codes.noted),
        "midpoint": codes.days.total(allowed),
        "over_midpoint": codes.days.any(over),
    }
