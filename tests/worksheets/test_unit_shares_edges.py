"""Shares of units at the edges: days without a code, and minutes that nobody is named for."""

from __future__ import annotations

import numpy as np

from pipeline.vocabulary import Groups
from pipeline.worksheets.unit_shares import CodeMinutes, Methods, UnitShares, share_units
from pipeline.worksheets.unit_split import shares_of


def test_a_last_day_without_minutes_leaves_the_days_before_alone() -> None:
    """20 minutes are one unit, and the 5 beyond it none; the second day has no minutes."""
    shares = shares_of(Groups(np.array([0, 1]), 2), np.array([0]), np.array([20]))
    assert (shares.least.tolist(), shares.tied.tolist()) == ([1, 0], [0, 0])


def _whole_day(minutes: list[int], method: str, split_known: bool = True) -> UnitShares:
    """The shares of one day; what is known by person is the therapist's."""
    count, day = len(minutes), np.array([True])
    noted = np.array(minutes)
    return share_units(
        CodeMinutes(
            days=Groups(np.zeros(count, dtype=np.intp), 1),
            minutes=noted,
            minutes_known=np.full(count, True),
            therapist=noted if split_known else np.zeros(count, dtype=np.int64),
            assistant=np.zeros(count, dtype=np.int64),
            split_known=np.full(count, split_known),
        ),
        Methods(
            total=day & (method == "total"),
            midpoint=day & (method == "midpoint"),
            lower=day & (method == "lower"),
            higher=day & (method == "higher"),
            whole=day,
        ),
    )


def _ranges(shares: UnitShares) -> list[tuple[int, int]]:
    return list(zip(shares.least.tolist(), shares.most.tolist(), strict=True))


def test_minutes_that_nobody_is_named_for_are_shared_by_code_alone() -> None:
    """60 minutes are four units, whether or not the note says whose they were."""
    shares = _whole_day([60], "total", split_known=False)
    assert (_ranges(shares), shares.of_day.tolist()) == ([(4, 4)], [4])


def test_by_midpoint_the_days_total_neither_gives_nor_takes_a_unit() -> None:
    """7 and 7 minutes: one unit by the total of 14, none by midpoint; 8 and 8: one and two."""
    assert _ranges(_whole_day([7, 7], "total")) == [(0, 1), (0, 1)]
    assert _ranges(_whole_day([7, 7], "midpoint")) == [(0, 0), (0, 0)]
    assert _ranges(_whole_day([8, 8], "total")) == [(0, 1), (0, 1)]
    assert _ranges(_whole_day([8, 8], "midpoint")) == [(1, 1), (1, 1)]
