"""The words that checks and worksheets are written in: grouping, aligning, accumulating.

All work on plain numpy arrays of one length, keep the order of their rows and hide no merge.
Group numbers are dense (0 … n-1) and in order of first appearance.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.rule import Mask

Ints = npt.NDArray[np.int64]
_LARGEST_KEY = 2**62
_DENSE = 2**24


class Groups(NamedTuple):
    """Rows gathered into groups: the group of each row, and how many groups there are."""

    of_row: npt.NDArray[np.intp]
    count: int  # type: ignore[assignment] # a tuple's own count() is of no use here

    def any(self, mask: Mask) -> Mask:
        """Mark the groups in which the mask holds on some row."""
        found = np.zeros(self.count, dtype=np.bool_)
        found[self.of_row[mask]] = True
        return found

    def every(self, mask: Mask) -> Mask:
        """Mark the groups in which the mask holds on all rows."""
        return ~self.any(~mask)

    def total(self, values: npt.NDArray[np.int64] | npt.NDArray[np.float64]) -> Ints:
        """Sum whole numbers by group (exact below 2**53)."""
        sums = np.bincount(self.of_row, weights=values, minlength=self.count)
        return np.rint(sums).astype(np.int64)

    def largest(self, values: Ints, empty: int = 0) -> Ints:
        """Return the largest value of each group, ``empty`` for a group without rows."""
        result = np.full(self.count, np.iinfo(np.int64).min, dtype=np.int64)
        np.maximum.at(result, self.of_row, values)
        result[result == np.iinfo(np.int64).min] = empty
        return result

    def first(self, rank: Ints, among: Mask) -> npt.NDArray[np.intp]:
        """Return the row of lowest rank among some rows of each group; -1 where there is none."""
        rows = np.flatnonzero(among)
        ordered = rows[np.argsort(rank[rows], kind="stable")][::-1]
        result = np.full(self.count, -1, dtype=np.intp)
        result[self.of_row[ordered]] = ordered
        return result


def packed(*columns: npt.NDArray[np.integer]) -> Ints:
    """Pack integer columns (each at least -1) into one key a row, refusing to overflow."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    span = 1
    for column in columns:
        values = column.astype(np.int64) + 1
        if len(values) and int(values.min()) < 0:
            raise ValueError("packed keys are made of numbers from -1 upwards")
        width = int(values.max()) + 1 if len(values) else 1
        span *= width
        if span > _LARGEST_KEY:
            raise OverflowError("the packed key does not fit 62 bits")
        key *= width
        key += values
    return key


def packed_together(
    left: tuple[npt.NDArray[np.integer], ...], right: tuple[npt.NDArray[np.integer], ...]
) -> tuple[Ints, Ints]:
    """Pack the keys of two tables alike, so that equal rows have equal keys."""
    both = packed(*(np.concatenate(pair) for pair in zip(left, right, strict=True)))
    return both[: len(left[0])], both[len(left[0]) :]


def group_by(*columns: npt.NDArray[np.integer]) -> Groups:
    """Gather rows whose columns are all equal."""
    numbers, distinct = pd.factorize(packed(*columns))
    return Groups(cast("npt.NDArray[np.intp]", numbers), len(distinct))


def align(keys: Ints, table_keys: Ints) -> npt.NDArray[np.intp]:
    """Return for each key its row in a table of distinct keys, -1 where it is absent."""
    return np.asarray(pd.Index(table_keys).get_indexer(pd.Index(keys)), dtype=np.intp)


def neighbours(*columns: npt.NDArray[np.integer]) -> tuple[npt.NDArray[np.intp], Groups]:
    """Gather neighbouring rows whose columns are all equal.

    The lines of one visit mostly stand together, so what depends on person and day alone is
    worked out for a third of the rows. Rows that stand apart are gathered apart.

    Returns:
        The first row of each stretch, and the stretch of each row.
    """
    changes = np.ones(len(columns[0]), dtype=np.bool_)
    if len(changes):
        changes[1:] = False
        for column in columns:
            changes[1:] |= column[1:] != column[:-1]
    first = np.flatnonzero(changes)
    return first, Groups(np.cumsum(changes) - 1, len(first))


def among(keys: Ints, table_keys: Ints) -> Mask:
    """Mark keys that are among those of a table, by hash; the order of neither matters."""
    return np.asarray(pd.Index(keys).isin(table_keys), dtype=np.bool_)


def pairs_of(left: Ints, right: Ints) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return all pairs of rows with equal keys as (left rows, right rows), in left order."""
    if not len(left) or not len(right):
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    order = np.argsort(right, kind="stable")
    begin, length = _places(right[order], left)
    left_rows = np.repeat(np.arange(len(left)), length)
    within = np.arange(len(left_rows)) - np.repeat(np.cumsum(length) - length, length)
    return left_rows, order[np.repeat(begin, length) + within]


def _places(ordered: Ints, wanted: Ints) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return where each wanted key begins in an ordered column, and how often it stands there."""
    low, high = int(ordered[0]), int(ordered[-1])
    span = high - low + 1
    if span > _DENSE:
        begin = np.searchsorted(ordered, wanted, side="left")
        return begin, np.searchsorted(ordered, wanted, side="right") - begin
    # A table of all keys answers sooner than a search for each.
    counts = np.bincount(ordered - low, minlength=span)
    starts = np.cumsum(counts) - counts
    inside = (wanted >= low) & (wanted <= high)
    place = np.where(inside, wanted - low, 0)
    return starts[place], np.where(inside, counts[place], 0)


class RunningTotals:
    """Sums within groups in a total order, up to and without the row itself."""

    def __init__(self, groups: Groups, order: npt.NDArray[np.intp]) -> None:
        """Sort once.

        Args:
            groups: whose totals run apart.
            order: a total order over all rows, set by the caller and never the file's.
        """
        self._by_group = order[np.argsort(groups.of_row[order], kind="stable")]
        of_row = groups.of_row[self._by_group]
        self._starts = np.flatnonzero(np.diff(of_row, prepend=-1))
        self._lengths = np.diff(np.append(self._starts, len(of_row)))

    def before(self, values: Ints) -> Ints:
        """Return the group's total before each row, in the rows' own order."""
        ordered = values[self._by_group]
        running = np.cumsum(ordered) - ordered
        before = np.empty(len(values), dtype=np.int64)
        before[self._by_group] = running - np.repeat(running[self._starts], self._lengths)
        return before


def rows_of(groups: Groups, wanted: npt.NDArray[np.intp], among: Mask) -> list[list[int]]:
    """Return the rows of some groups, in row order, for the few groups that a report shows."""
    position = np.full(groups.count, -1, dtype=np.intp)
    position[wanted] = np.arange(len(wanted))
    rows = np.flatnonzero(among & (position[groups.of_row] >= 0))
    at = position[groups.of_row[rows]]
    ordered = rows[np.argsort(at, kind="stable")].tolist()
    ends = np.cumsum(np.bincount(at, minlength=len(wanted))).tolist()
    return [ordered[begin:end] for begin, end in pairwise([0, *ends])]
