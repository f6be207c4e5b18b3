"""Minutes to units. Medicare Claims Processing Manual, chapter 5, section 20.2.C:

one unit from 8 minutes through 22, two from 23 through 37, three from 38 through 52, four from
53 through 67, five from 68 through 82, six from 83 through 97, seven from 98 through 112, eight
from 113 through 127.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from pipeline.worksheets.unit_methods import (
    OwnTimes,
    most_midpoint_units,
    units_by_midpoint,
    units_for,
)

TABLE = [
    (0, 7, 0), (8, 22, 1), (23, 37, 2), (38, 52, 3), (53, 67, 4), (68, 82, 5), (83, 97, 6),
    (98, 112, 7), (113, 127, 8),
]  # fmt: skip


@pytest.mark.parametrize(("first", "last", "units"), TABLE)
def test_the_manuals_table(first: int, last: int, units: int) -> None:
    minutes = np.arange(first, last + 1)
    assert units_for(minutes).tolist() == [units] * len(minutes)


def test_no_minutes_and_impossible_minutes_are_no_units() -> None:
    assert units_for(np.array([0, -1, -100])).tolist() == [0, 0, 0]


def _best_split(minutes: int, codes: int) -> int:
    """The most units of any split of whole minutes over some codes, by trying all of them."""
    table = {minute: units for low, high, units in TABLE for minute in range(low, high + 1)}
    splits = product(range(minutes + 1), repeat=codes - 1)
    return max(
        sum(table[part] for part in split) + table[minutes - sum(split)]
        for split in splits
        if sum(split) <= minutes
    )


@pytest.mark.parametrize("codes", [1, 2, 3])
def test_the_most_that_a_split_over_codes_could_support(codes: int) -> None:
    minutes = list(range(46))
    expected = [_best_split(minute, codes) for minute in minutes]
    found = most_midpoint_units(np.array(minutes), np.full(len(minutes), codes))
    assert found.tolist() == expected


HOUR, HOUR_AND_HALVES, HALF_AND_QUARTERS = (60, 60), (60, 30), (30, 15)
MIDPOINTS = [
    (HOUR, [30, 31, 90, 91, 150, 151], [0, 1, 1, 2, 2, 3]),
    (HOUR_AND_HALVES, [30, 31, 75, 76, 105, 106], [0, 1, 1, 2, 2, 3]),
    (HALF_AND_QUARTERS, [15, 16, 37, 38, 52, 53], [0, 1, 1, 2, 2, 3]),
    ((15, 15), [7, 8, 22, 23, 37, 38], [0, 1, 1, 2, 2, 3]),
    ((120, 60), [0, 60, 61, 150, 151, 210], [0, 0, 1, 1, 2, 2]),
]


@pytest.mark.parametrize(("lengths", "minutes", "units"), MIDPOINTS)
def test_a_unit_is_attained_when_half_of_its_time_is_passed(
    lengths: tuple[int, int], minutes: list[int], units: list[int]
) -> None:
    first, further = (np.full(len(minutes), length) for length in lengths)
    assert units_by_midpoint(np.array(minutes), first, further).tolist() == units


def test_first_units_that_are_billed_take_a_full_first_time_each() -> None:
    # Of an hour and halves, two and three first units billed: 60 + 31 for the second, 120 + 31 for
    # the third; after 120 full minutes a further half from 16 more.
    minutes = np.array([90, 91, 135, 136, 150, 151])
    repeated = np.array([1, 1, 1, 1, 2, 2])
    times = OwnTimes(0, np.full(6, 60), np.full(6, 30), repeated, np.zeros(6, dtype=np.bool_))
    assert times.units(minutes).tolist() == [1, 2, 2, 3, 2, 3]


def test_a_day_without_codes_supports_nothing() -> None:
    assert most_midpoint_units(np.array([0]), np.array([0])).tolist() == [0]
