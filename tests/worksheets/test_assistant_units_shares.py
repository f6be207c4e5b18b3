"""How a day's units fall to its codes: Claims Processing Manual chapter 5, section 20.2.C."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.vocabulary import Groups
from pipeline.worksheets.unit_shares import CodeMinutes, Methods, UnitShares, share_units

Day = list[tuple[int, int]]
"""(therapist, assistant) minutes of each code of a day."""


def _shares(*days: Day, method: str = "total", whole: bool = True, unknown: int = -1) -> UnitShares:
    """Share out the units of some days; the code at ``unknown`` has no minutes on file."""
    of_row = np.array([number for number, day in enumerate(days) for _ in day], dtype=np.intp)
    therapist = np.array([minutes for day in days for minutes, _ in day])
    assistant = np.array([minutes for day in days for _, minutes in day])
    known = np.arange(len(of_row)) != unknown
    codes = CodeMinutes(
        days=Groups(of_row, len(days)),
        minutes=np.where(known, therapist + assistant, 0),
        minutes_known=known,
        therapist=therapist,
        assistant=assistant,
        split_known=known,
    )
    of_day = np.ones(len(days), dtype=np.bool_)
    return share_units(
        codes,
        Methods(
            total=of_day & (method == "total"),
            midpoint=of_day & (method == "midpoint"),
            lower=of_day & (method == "lower"),
            higher=of_day & (method == "higher"),
            whole=of_day & whole,
        ),
    )


def _ranges(shares: UnitShares) -> list[tuple[int, int]]:
    return list(zip(shares.least.tolist(), shares.most.tolist(), strict=True))


@pytest.mark.parametrize(
    ("minutes", "units"),
    [
        # Examples of the manual and of a contractor's article.
        ([24, 23], [(2, 2), (1, 1)]),
        ([33, 7], [(2, 2), (1, 1)]),
        ([18, 13, 10, 8], [(1, 1), (1, 1), (1, 1), (0, 0)]),
        ([35, 7], [(2, 2), (1, 1)]),
        # Ties: either code may have the unit.
        ([20, 20], [(1, 2), (1, 2)]),
        ([7, 7, 7], [(0, 1), (0, 1), (0, 1)]),
        ([7], [(0, 0)]),
        ([8], [(1, 1)]),
        ([15, 15], [(1, 1), (1, 1)]),
    ],
)
def test_total_time(minutes: list[int], units: list[tuple[int, int]]) -> None:
    assert _ranges(_shares([(each, 0) for each in minutes])) == units


def test_midpoint_leaves_every_code_alone() -> None:
    day: Day = [(33, 0), (7, 0), (10, 0)]
    assert _ranges(_shares(day, method="midpoint")) == [(2, 2), (0, 0), (1, 1)]
    assert _shares(day, method="midpoint").of_day.tolist() == [3, 3, 3]


def test_lower_and_higher_take_either_reading_of_a_code() -> None:
    # Total time: 40 minutes are 3 (2 and 1); code by code 33 is 2 and 7 none.
    day: Day = [(33, 0), (7, 0)]
    assert _ranges(_shares(day, method="lower")) == [(2, 2), (0, 1)]
    assert _shares(day, method="lower").of_day.tolist() == [2, 2]
    assert _shares(day, method="higher").of_day.tolist() == [3, 3]


def test_a_method_that_is_not_known_takes_both_readings_and_no_total() -> None:
    shares = _shares([(33, 0), (7, 0)], method="")
    assert _ranges(shares) == [(2, 2), (0, 1)]
    assert shares.of_day.tolist() == [-1, -1]


def test_remainders_by_person_are_a_second_reading() -> None:
    # 97110: 22 by the therapist and 7 by the assistant, another code 8. By code the unit beyond
    # the full one goes to 97110 (14 minutes left), by person to the other (8 against 7 and 7).
    assert _ranges(_shares([(22, 7), (8, 0)])) == [(1, 2), (0, 1)]


def test_equal_remainders_of_two_persons_in_one_code_are_no_choice() -> None:
    assert _ranges(_shares([(10, 10)])) == [(1, 1)]


def test_days_stand_alone() -> None:
    shares = _shares([(33, 0), (7, 0)], [(20, 0)], [(9, 7), (23, 0)])
    assert _ranges(shares) == [(2, 2), (1, 1), (1, 1), (1, 1), (2, 2)]
    assert shares.of_day.tolist() == [3, 3, 1, 3, 3]


def test_an_unknown_code_leaves_one_unit_more_open() -> None:
    shares = _shares([(33, 0), (15, 0), (0, 0)], unknown=2)
    assert _ranges(shares)[:2] == [(2, 3), (1, 1)]
    assert shares.of_day.tolist() == [-1, -1, -1]
    assert _ranges(_shares([(33, 0), (15, 0)], whole=False)) == [(2, 3), (1, 1)]


def test_billed_units_are_right_where_they_lie_within_and_the_day_adds_up() -> None:
    shares = _shares([(20, 0), (20, 0)])
    both = np.array([1, 2])
    assert shares.right(both, np.array([3, 3])).tolist() == [True, True]
    assert shares.right(np.array([2, 2]), np.array([4, 4])).tolist() == [False, False]
    assert shares.right(np.array([3, 0]), np.array([3, 3])).tolist() == [False, False]
    # Where there is no choice, another code's units are not asked.
    assert _shares([(33, 0), (7, 0)]).right(np.array([2, 0]), np.array([2, 2])).tolist() == [
        True,
        False,
    ]


def test_no_codes_at_all() -> None:
    assert _ranges(_shares()) == []
