"""How minutes become units: CMS total time and the CPT midpoint.

Source: Medicare Claims Processing Manual, chapter 5, section 20.2 (8-22 minutes are one unit,
23-37 two, and so on by 15); the CPT midpoint applies the same table to each code alone, and to a
code of another length more than half of that.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np
import numpy.typing as npt

from pipeline.rule import Mask

Minutes = npt.NDArray[np.int64]
UNIT_MINUTES = 15
LEAST_MINUTES = 8


class CountedBy(NamedTuple):
    """Days by the method of counting: total time, code by code, the lower, the higher of both."""

    total: Mask
    codes: Mask
    lower: Mask
    higher: Mask


def units_for(minutes: Minutes) -> Minutes:
    """Return the units that minutes of one pool, or of one code, support."""
    above_half = (minutes + (UNIT_MINUTES - LEAST_MINUTES)) // UNIT_MINUTES
    return np.where(minutes >= LEAST_MINUTES, above_half, 0)


def most_midpoint_units(minutes: Minutes, codes: Minutes) -> Minutes:
    """Return the most units that any split of a day's minutes over its codes could support.

    Each code's first unit takes 8 minutes, each further unit 15.
    """
    first_units = np.minimum(codes, minutes // LEAST_MINUTES)
    further = (minutes - LEAST_MINUTES * codes) // UNIT_MINUTES
    every_code = minutes >= LEAST_MINUTES * codes
    return cast("Minutes", np.where(every_code, codes + further, first_units))


def units_by_midpoint(minutes: Minutes, first: Minutes, further: Minutes) -> Minutes:
    """Return the units that minutes of one code, or of a first and an additional one, support.

    Args:
        minutes: documented minutes.
        first: length of the first unit; more than half of it must have passed.
        further: length of each unit after it, counted from the full first one.
    """
    more = (2 * (minutes - first) + further - 1) // (2 * further)
    return np.where(2 * minutes > first, 1 + np.maximum(more, 0), 0)


class OwnTimes(NamedTuple):
    """Codes that count by their own time: rows that come after the days of pooled codes.

    Attributes:
        start: the first such row.
        first, further: length of the first and of each further unit, one entry a row.
        repeated: units of the first code that are billed beyond one.
        first_missing: of a pair only the additional code is billed and noted.
    """

    start: int
    first: Minutes
    further: Minutes
    repeated: Minutes
    first_missing: Mask

    @classmethod
    def none(cls, start: int) -> OwnTimes:
        """Return no rows, after so many days of pooled codes."""
        nothing = np.zeros(0, dtype=np.int64)
        return cls(start, nothing, nothing, nothing, nothing.astype(np.bool_))

    def units(self, minutes: Minutes) -> Minutes:
        """Return the units that minutes of each row support; a first unit counts as it is billed.

        Two units of a first code of 60 minutes need more than 90, whatever the additional one's
        length.
        """
        left = minutes - self.repeated * self.first
        with_repeated = self.repeated + units_by_midpoint(left, self.first, self.further)
        first_alone = units_by_midpoint(minutes, self.first, self.first)
        return np.where(2 * left > self.first, with_repeated, first_alone)
