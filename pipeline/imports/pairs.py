"""Pairs of codes (NCCI): every row of a part is checked, pairs of two therapy codes are kept."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from payer_rules.model import LAST_DAY, day_number
from pipeline.imports.cells import NO_CODE, NO_DATE, code_of, day_of
from pipeline.imports.pair_text import COLUMNS, Column, PairBatches
from pipeline.imports.quarters import Quarter
from pipeline.imports.sources import Source

NONE, VOID = "*", 9
INDICATORS = {b"0": 0, b"1": 1, b"9": VOID}
NO_INDICATOR = "this is none of 0, 1 and 9"
_BAD, _OTHER = -2, -1
_BAD_DAY = -(1 << 30)


class Pair(NamedTuple):
    """One edit: column 1, column 2, first day, last day ("" for none), indicator, part."""

    column1: str
    column2: str
    first: str
    last: str
    indicator: int
    part: int


@dataclass(frozen=True, slots=True)
class PairPart:
    """What was read of one part.

    ``rows`` counts all rows, ``void`` the therapy pairs that never were in force; ``newest`` is
    the last day on which any edit begins, ``lowest`` and ``highest`` the ends of column 1.
    """

    pairs: tuple[Pair, ...]
    rows: int
    void: int
    newest: date
    lowest: str
    highest: str


@dataclass
class _Kept:
    """Columns of the kept rows, batch by batch."""

    one: list[NDArray[np.int32]] = field(default_factory=list)
    two: list[NDArray[np.int32]] = field(default_factory=list)
    first: list[NDArray[np.int32]] = field(default_factory=list)
    last: list[NDArray[np.int32]] = field(default_factory=list)
    indicator: list[NDArray[np.int32]] = field(default_factory=list)
    row: list[NDArray[np.int64]] = field(default_factory=list)


def read_pairs(
    source: Source, batches: PairBatches, quarter: Quarter, part: int, therapy: Collection[str]
) -> PairPart:
    """Read one part of a pair file.

    Args:
        source: the file.
        batches: its rows.
        quarter: the quarter that it is of; no edit may begin after it.
        part: its number.
        therapy: codes of which both must be, for a pair to be kept.

    Raises:
        IntakeError: a row that cannot be what its headings say, named by line and column.
    """
    reader = _Reader(source, batches, quarter, sorted(therapy))
    for columns in batches.read():
        reader.take(columns)
    return reader.done(part)


class _Reader:
    """Turns dictionaries of cells into numbers once, and whole columns by ``take``."""

    def __init__(
        self, source: Source, batches: PairBatches, quarter: Quarter, therapy: list[str]
    ) -> None:
        self._source, self._batches = source, batches
        self._end = day_number(quarter.last_day)
        self._names = therapy
        self._at = {code.encode(): number for number, code in enumerate(therapy)}
        self._codes: dict[bytes, int] = {}
        self._days: dict[bytes, int] = {}
        self._kept = _Kept()
        self._rows = self._void = 0
        self._newest = _BAD_DAY
        self._lowest, self._highest = b"~", b""

    def take(self, columns: list[Column]) -> None:
        """Take the five columns of a batch of rows."""
        if not len(columns[0]):
            return
        one = _numbers(columns[0], self._code)
        two = _numbers(columns[1], self._code)
        first = _numbers(columns[2], self._day)
        last = _numbers(columns[3], self._last_day)
        indicator = _numbers(columns[4], lambda cell: INDICATORS.get(cell.strip(b" "), _BAD))
        self._refuse_first(one, two, first, last, indicator)
        ends = [code.strip(b" ") for code in _used(columns[0])]
        self._lowest = min(self._lowest, *ends)
        self._highest = max(self._highest, *ends)
        self._newest = max(self._newest, int(first.max()))
        kept = np.flatnonzero((one >= 0) & (two >= 0))
        in_force = kept[indicator[kept] != VOID]
        self._void += len(kept) - len(in_force)
        for where, column in (
            (self._kept.one, one),
            (self._kept.two, two),
            (self._kept.first, first),
            (self._kept.last, last),
            (self._kept.indicator, indicator),
        ):
            where.append(column[in_force])
        self._kept.row.append(in_force + self._rows)
        self._rows += len(one)

    def done(self, part: int) -> PairPart:
        """Return what was kept, once every batch was taken."""
        kept = self._kept
        one, two = np.concatenate(kept.one), np.concatenate(kept.two)
        first, last = np.concatenate(kept.first), np.concatenate(kept.last)
        self._refuse_overlaps(one, two, first, last)
        pairs = {
            Pair(self._names[a], self._names[b], iso(begins), iso(ends), ind, part)
            for a, b, begins, ends, ind in zip(
                one.tolist(),
                two.tolist(),
                first.tolist(),
                last.tolist(),
                np.concatenate(kept.indicator).tolist(),
                strict=True,
            )
        }
        return PairPart(
            pairs=tuple(sorted(pairs)),
            rows=self._rows,
            void=self._void,
            newest=date(1970, 1, 1) + timedelta(days=self._newest),
            lowest=self._lowest.decode(),
            highest=self._highest.decode(),
        )

    def _refuse_first(
        self,
        one: NDArray[np.int32],
        two: NDArray[np.int32],
        first: NDArray[np.int32],
        last: NDArray[np.int32],
        indicator: NDArray[np.int32],
    ) -> None:
        """Name the first row that is wrong, if any is."""
        wrong = [
            (one == _BAD, NO_CODE, 0),
            (two == _BAD, NO_CODE, 1),
            (first == _BAD_DAY, NO_DATE, 2),
            (last == _BAD_DAY, f"{NO_DATE[:-1]}, or * for none)", 3),
            (indicator == _BAD, NO_INDICATOR, 4),
            ((one == two) & (one >= 0), "both codes of the pair are the same", 1),
            (first > self._end, "this lies after the end of the file's quarter", 2),
            (last < first, "the edit ends before it begins", 3),
        ]
        found = [
            (int(np.argmax(mask)), order) for order, (mask, _, _) in enumerate(wrong) if mask.any()
        ]
        if found:
            row, order = min(found)
            _, sentence, column = wrong[order]
            line = self._batches.line_of(self._rows + row)
            raise self._source.held.fail(sentence, line, COLUMNS[column])

    def _refuse_overlaps(
        self,
        one: NDArray[np.int32],
        two: NDArray[np.int32],
        first: NDArray[np.int32],
        last: NDArray[np.int32],
    ) -> None:
        """Refuse two periods of one pair that share a day; the same row twice is one row."""
        if not len(one):
            return
        indicator = np.concatenate(self._kept.indicator)
        row = np.concatenate(self._kept.row)
        order = np.lexsort((indicator, last, first, two, one))
        pair = (one[order] == np.roll(one[order], 1)) & (two[order] == np.roll(two[order], 1))
        pair[0] = False
        same = pair & (first[order] == np.roll(first[order], 1))
        same &= (last[order] == np.roll(last[order], 1)) & (
            indicator[order] == np.roll(indicator[order], 1)
        )
        overlaps = pair & ~same & (first[order] <= np.roll(last[order], 1))
        if overlaps.any():
            lines = [
                self._batches.line_of(int(row[order[place]]))
                for place in (int(np.argmax(overlaps)), int(np.argmax(overlaps)) - 1)
            ]
            later, earlier = max(lines), min(lines)
            sentence = f"the period overlaps that of the same pair in line {earlier}"
            raise self._source.held.fail(sentence, later, COLUMNS[2])

    def _code(self, cell: bytes) -> int:
        known = self._codes.get(cell)
        if known is None:
            code = code_of(cell.decode("latin-1"))
            known = _BAD if code is None else self._at.get(code.encode(), _OTHER)
            self._codes[cell] = known
        return known

    def _day(self, cell: bytes) -> int:
        known = self._days.get(cell)
        if known is None:
            day = day_of(cell.decode("latin-1"))
            self._days[cell] = known = _BAD_DAY if day is None else day
        return known

    def _last_day(self, cell: bytes) -> int:
        return LAST_DAY if cell.strip(b" ") == NONE.encode() else self._day(cell)


def iso(day: int) -> str:
    """Return a day as ISO date, blank for one without end."""
    return "" if day == LAST_DAY else (date(1970, 1, 1) + timedelta(days=day)).isoformat()


def _numbers(column: Column, meaning: Callable[[bytes], int]) -> NDArray[np.int32]:
    """Give every row the number of its cell's meaning."""
    values = [meaning(cell) for cell in _used(column)]
    return np.array(values, np.int32).take(column.indices.to_numpy(zero_copy_only=False))


def _used(column: Column) -> list[bytes]:
    """Return the different cells of a column."""
    return [bytes(cell) for cell in column.dictionary.to_pylist() if cell is not None]
