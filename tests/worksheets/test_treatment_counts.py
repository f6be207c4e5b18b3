"""Treatment dates since an evaluation or report, against a plain count one line at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.worksheets.care_events import SURE, Events
from pipeline.worksheets.treatment_counts import Asked, Counted, _ascending, count_dates

DAY = st.integers(0, 25)
Things = Sequence[tuple[int, int]]
THINGS = st.lists(st.tuples(st.integers(0, 2), DAY), max_size=30)
BASE = 20_500


def _events(things: Things) -> Events:
    person = np.array([person for person, _ in things], dtype=np.int64)
    day = np.array([day + BASE for _, day in things], dtype=np.int64)
    return Events(person, day, np.full(len(things), SURE, dtype=np.int8))


def _counted(
    lines: Things, dates: Things, evaluations: Things, reports: Things, limit: int, grace: int
) -> Counted:
    asked = _events(lines)
    first = np.array(
        [min((d for p, d in dates if p == person), default=10**6) + BASE for person in range(3)]
    )
    many = np.ones(len(lines), dtype=np.int64)
    return count_dates(
        Asked(asked.person, asked.day, many * limit, many * grace),
        _events(dates),
        _events(evaluations),
        _events(reports),
        first,
    )


@given(THINGS, THINGS, THINGS, THINGS, st.integers(1, 6), st.integers(0, 8))
def test_it_equals_a_plain_count(
    lines: Things, dates: Things, evaluations: Things, reports: Things, limit: int, grace: int
) -> None:
    dates = [*dates, *lines]
    got = _counted(lines, dates, evaluations, reports, limit, grace)
    for place, (person, day) in enumerate(lines):
        known = sorted({d for p, d in dates if p == person})
        # (day, comes after the date of its own day)
        begins = [(d, False) for p, d in evaluations if p == person and known[0] <= d <= day]
        begins += [(d, True) for p, d in reports if p == person and d < day]
        assert got.begun[place] == bool(begins)
        if not begins:
            continue
        begin, by_report = max(begins)
        counted = [d for d in known if (d > begin or (d == begin and not by_report)) and d <= day]
        assert got.number[place] == len(counted)
        assert (got.begin[place], got.by_report[place]) == (begin + BASE, by_report)
        assert got.from_start[place] == (known[0] <= begin)
        if len(counted) > limit:
            last = counted[limit - 1]
            assert got.last_day[place] == last + BASE
            in_time = [d for p, d in reports if p == person and day <= d <= last + grace]
            assert got.written[place] == bool(in_time)


def test_nothing_asked_and_nothing_known() -> None:
    assert len(_counted([], [], [], [], 10, 7).number) == 0
    assert not _counted([(0, 3)], [(0, 3)], [], [], 10, 7).begun.any()


@pytest.mark.parametrize("far", [0, 2**40])
def test_people_and_days_may_lie_far_apart(far: int) -> None:
    """Few numbers are marked on one axis, many are sorted; the answer is the same."""
    values = np.array([7, 3, 7, 0, 3], dtype=np.int64) + far
    assert (_ascending(values) - far).tolist() == [0, 3, 7]
