"""The vocabulary against plain Python loops over small, drawn tables."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import vocabulary as words

SMALL = st.integers(-1, 4)
ROWS = st.lists(st.tuples(SMALL, SMALL, SMALL), max_size=30)
KEYS = st.lists(st.integers(0, 6), max_size=25)


def _columns(rows: list[tuple[int, int, int]]) -> list[words.Ints]:
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return [table[:, place] for place in range(3)]


def _ints(values: list[int]) -> words.Ints:
    return np.array(values, dtype=np.int64)


@given(ROWS)
def test_packed_keys_are_equal_where_rows_are_equal(rows: list[tuple[int, int, int]]) -> None:
    keys = words.packed(*_columns(rows)).tolist()
    for key, row in zip(keys, rows, strict=True):
        assert [other == key for other in keys] == [other == row for other in rows]


@given(ROWS, ROWS)
def test_two_tables_packed_together_agree(
    left: list[tuple[int, int, int]], right: list[tuple[int, int, int]]
) -> None:
    ours, theirs = words.packed_together(tuple(_columns(left)), tuple(_columns(right)))
    for one, row in zip(ours.tolist(), left, strict=True):
        assert [key == one for key in theirs.tolist()] == [other == row for other in right]


def test_a_packed_key_never_overflows_in_silence() -> None:
    wide = np.array([0, 2**30], dtype=np.int64)
    assert len(set(words.packed(wide, wide[::-1]).tolist())) == 2
    with pytest.raises(OverflowError):
        words.packed(wide, wide, wide)
    with pytest.raises(ValueError, match="-1 upwards"):
        words.packed(np.array([0, -2]))


@given(ROWS)
def test_groups_are_dense_and_in_order_of_first_appearance(
    rows: list[tuple[int, int, int]],
) -> None:
    groups = words.group_by(*_columns(rows))
    number: dict[tuple[int, int, int], int] = {}
    expected = [number.setdefault(row, len(number)) for row in rows]
    assert groups.of_row.tolist() == expected
    assert groups.count == len(number)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-50, 50), st.booleans()), max_size=30))
def test_what_a_group_says(rows: list[tuple[int, int, bool]]) -> None:
    groups = words.group_by(_ints([row[0] for row in rows]))
    values, mask = _ints([row[1] for row in rows]), np.array([row[2] for row in rows], dtype=bool)
    members: defaultdict[int, list[int]] = defaultdict(list)
    for row, group in enumerate(groups.of_row.tolist()):
        members[group].append(row)
    parts = [members[group] for group in range(groups.count)]
    assert groups.any(mask).tolist() == [any(mask[row] for row in part) for part in parts]
    assert groups.every(mask).tolist() == [all(mask[row] for row in part) for part in parts]
    assert groups.total(values).tolist() == [sum(rows[row][1] for row in part) for part in parts]
    assert groups.largest(values).tolist() == [max(rows[r][1] for r in part) for part in parts]
    rank = _ints([row[1] * 100 + place for place, row in enumerate(rows)])
    first = [
        min((row for row in part if mask[row]), key=lambda row: rank[row], default=-1)
        for part in parts
    ]
    assert groups.first(rank, mask).tolist() == first
    wanted = np.arange(groups.count)[::-2].copy()
    found = words.rows_of(groups, wanted, mask)
    assert found == [[row for row in parts[group] if mask[row]] for group in wanted.tolist()]


@given(KEYS, st.lists(st.integers(0, 6), unique=True))
def test_align(keys: list[int], table: list[int]) -> None:
    expected = [table.index(key) if key in table else -1 for key in keys]
    assert words.align(_ints(keys), _ints(table)).tolist() == expected


@given(KEYS, KEYS)
def test_pairs_of(left: list[int], right: list[int]) -> None:
    left_rows, right_rows = words.pairs_of(_ints(left), _ints(right))
    expected = [
        (mine, theirs)
        for mine, key in enumerate(left)
        for theirs, other in enumerate(right)
        if key == other
    ]
    assert list(zip(left_rows.tolist(), right_rows.tolist(), strict=True)) == expected


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(-99, 99)), max_size=30),
    st.randoms(use_true_random=False),
)
def test_running_totals(rows: list[tuple[int, int]], random: object) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined] # hypothesis gives a random.Random
    groups = words.group_by(_ints([row[0] for row in rows]))
    before: dict[int, int] = {}
    counted: defaultdict[int, int] = defaultdict(int)
    for row in order:
        before[row] = counted[rows[row][0]]
        counted[rows[row][0]] += rows[row][1]
    totals = words.RunningTotals(groups, np.array(order, dtype=np.intp))
    found = totals.before(_ints([row[1] for row in rows]))
    assert found.tolist() == [before[row] for row in range(len(rows))]
