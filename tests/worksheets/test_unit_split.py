"""How a day's units fall to its codes, against a plain listing of all splits."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.vocabulary import Groups
from pipeline.worksheets.unit_split import shares_of

DAY = st.lists(st.integers(0, 50), min_size=1, max_size=5)


def units(total: int) -> int:
    """The manual's table: 8 to 22 minutes are one unit, each 15 more another one."""
    return sum(1 for least in range(8, 600, 15) if total >= least)


def every_split(minutes: list[int]) -> set[tuple[int, ...]]:
    """Every way to give the spare units, one each, to codes that nobody left out exceeds."""
    full = [part // 15 for part in minutes]
    rest = [part % 15 for part in minutes]
    spare = units(sum(minutes)) - sum(full)
    codes = range(len(minutes))
    found = set()
    for chosen in combinations(codes, spare):
        left_out = [rest[code] for code in codes if code not in chosen]
        if all(rest[code] >= other for code in chosen for other in left_out):
            found.add(tuple(full[code] + (code in chosen) for code in codes))
    return found


def shared(days: list[list[int]]) -> list[set[tuple[int, ...]]]:
    """The splits that the worksheet accepts, day by day."""
    day = np.repeat(np.arange(len(days)), [len(minutes) for minutes in days])
    minutes = np.array([part for parts in days for part in parts], dtype=np.int64)
    shares = shares_of(Groups(day, len(days)), np.arange(len(minutes)), minutes)
    accepted = []
    for number, parts in enumerate(days):
        own = day == number
        ranges = [
            range(least, least + tied + 1)
            for least, tied in zip(
                shares.least[own].tolist(), shares.tied[own].tolist(), strict=True
            )
        ]
        right = units(sum(parts))
        accepted.append({split for split in product(*ranges) if sum(split) == right})
    return accepted


@given(st.lists(DAY, min_size=1, max_size=4))
def test_the_accepted_splits_are_those_of_the_manual(days: list[list[int]]) -> None:
    assert shared(days) == [every_split(minutes) for minutes in days]


def test_the_manuals_fourth_example() -> None:
    """18, 13, 10 and 8 minutes: one each to the three longest."""
    assert shared([[18, 13, 10, 8]]) == [{(1, 1, 1, 0)}]


def test_a_tie_leaves_either() -> None:
    assert shared([[20, 20], [33, 7]]) == [{(2, 1), (1, 2)}, {(2, 1)}]


def test_parts_of_one_code_by_two_persons() -> None:
    """10 and 10 minutes of one code, 8 of another: two units, both of the first code."""
    day, entry = np.array([0, 0]), np.array([0, 0, 1])
    shares = shares_of(Groups(day, 1), entry, np.array([10, 10, 8]))
    assert (shares.least.tolist(), shares.tied.tolist()) == ([2, 0], [0, 0])


def test_without_minutes_there_is_nothing_to_share() -> None:
    shares = shares_of(Groups(np.array([0, 0]), 1), np.zeros(0, np.intp), np.zeros(0, np.int64))
    assert (shares.least.tolist(), shares.tied.tolist()) == ([0, 0], [0, 0])
