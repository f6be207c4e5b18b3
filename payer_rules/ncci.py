"""Pairs of codes that are not paid together (NCCI), by table, edition and day.

A table (Medicare or Medicaid, practitioner or outpatient hospital) has editions, one for each
loaded quarter. The newest edition that began by a day answers for it: exactly up to the end of
its quarter, and as the last known edits (stale) after it. Rows from the policy manual stand over
an edition whose quarter had ended when they began.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from payer_rules.code_set import Mask, inside, interval
from payer_rules.model import FIRST_DAY

Ints: TypeAlias = NDArray[np.intp]
Days: TypeAlias = NDArray[np.int32]
Small: TypeAlias = NDArray[np.int8]

TABLES = (
    "medicare-practitioner",
    "medicare-hospital",
    "medicaid-practitioner",
    "medicaid-hospital",
)
"""The tables by their number; -1 stands for none."""
NO_TABLE = len(TABLES)
EXACT, STALE, NOT_LOADED = 0, 1, 2
"""How an answer stands: from a loaded quarter, the last known edits, or not known."""
NEVER, WITH_MODIFIER, NO_EDIT = 0, 1, -1
"""Indicators; the files' 9 (not in force) is no edit."""
_MANUAL = -1


@dataclass(frozen=True, slots=True)
class PairRow:
    """One edit: its two codes, first and last day (days since 1970-01-01), indicator."""

    column1: str
    column2: str
    first: int
    last: int
    indicator: int
    certainty: float
    source: str


@dataclass(frozen=True, slots=True)
class PairEdition:
    """The edits of one table as of one quarter: it answers exactly from ``first`` to ``last``.

    ``codes`` are the codes that were looked for when its rows were taken.
    """

    first: int
    last: int
    rows: tuple[PairRow, ...]
    codes: frozenset[str]


def codes_in(rows: Iterable[PairRow]) -> frozenset[str]:
    """Return the codes of some rows."""
    return frozenset(code for row in rows for code in (row.column1, row.column2))


@dataclass(frozen=True, slots=True)
class PairTable:
    """One table's editions in order of their first day, and the manual's rows over them."""

    editions: tuple[PairEdition, ...] = ()
    manual: tuple[PairRow, ...] = ()

    def all_rows(self) -> tuple[PairRow, ...]:
        """Return the rows of every edition and of the manual."""
        return (*(row for one in self.editions for row in one.rows), *self.manual)

    def in_force(self, day: int) -> PairEdition | None:
        """Return the newest edition that began by a day."""
        return next((one for one in reversed(self.editions) if one.first <= day), None)


@dataclass(frozen=True, slots=True)
class PairAnswers:
    """What the tables say of candidate pairs, one entry a candidate.

    ``indicator``: 0 never together, 1 with a modifier, -1 no edit in force. ``one_is_first``: the
    first of the two codes asked for is column 1 (False where there is no edit). ``standing``: 0
    exact, 1 stale (the day lies past the newest loaded quarter), 2 not loaded (no table, or a day
    before its first). ``certainty``: how sure the edit is, 0 where there is none.
    """

    indicator: Small
    one_is_first: Mask
    standing: Small
    certainty: NDArray[np.float64]
    _row: NDArray[np.int32]
    _sources: tuple[str, ...]

    def source(self, rows: Ints) -> list[str]:
        """Return where the edits of some candidates stand, empty where there is no edit."""
        return [self._sources[row] for row in self._row.take(rows).tolist()]


class PairEdits:
    """The loaded tables of pairs; see the module for which edition answers."""

    def __init__(self, tables: Sequence[PairTable]) -> None:
        """Take the tables in the order of ``TABLES``."""
        self._tables = tuple(tables)

    def look_up(
        self, names: Sequence[str], one: Ints, other: Ints, day: Days, table: Small
    ) -> PairAnswers:
        """Return the edit of each candidate pair.

        Args:
            names: the distinct codes.
            one: position in ``names`` of a candidate's one code, -1 for none.
            other: of its other code; the order does not matter.
            day: day of service, in days since 1970-01-01.
            table: number of the table, -1 for none.
        """
        rows = self._rows
        width = len(self._index) + 1
        at = np.array([*(self._index.get(name, 0) for name in names), 0], np.intp)
        left, right = at.take(one), at.take(other)
        where = np.where(table < 0, NO_TABLE, table).astype(np.intp)
        slot = self._slots.take((where * width + left) * width + right).astype(np.intp)
        bounds = inside(self._edges, day)
        number = interval(bounds, day) if len(bounds) > 1 else 0
        in_force, exact, standing = self._on(bounds)
        slot *= len(bounds)
        slot += number
        row = in_force.take(slot)
        stands = standing.take(where * len(bounds) + number)
        stands[exact.take(slot)] = EXACT
        return PairAnswers(
            indicator=rows.indicator.take(row),
            one_is_first=(rows.low_first.take(row) == (left <= right)) & (row > 0),
            standing=stands,
            certainty=rows.certainty.take(row),
            _row=row,
            _sources=rows.sources,
        )

    def knows(self, names: Sequence[str], table: int) -> Mask:
        """Return which codes are inside the loaded code set of a table.

        It is, when every edition of the table was taken with an eye to it: that no pair names a
        code is an answer only then.
        """
        if not 0 <= table < len(self._tables) or not self._tables[table].editions:
            return np.zeros(len(names), np.bool_)
        known = frozenset.intersection(*(one.codes for one in self._tables[table].editions))
        return np.array([name in known for name in names], np.bool_)

    def covered(self, table: int) -> tuple[int, int] | None:
        """Return the first and the last service day of a table's loaded quarters, if any."""
        if not 0 <= table < len(self._tables) or not self._tables[table].editions:
            return None
        editions = self._tables[table].editions
        return editions[0].first, max(one.last for one in editions)

    @cached_property
    def _index(self) -> dict[str, int]:
        """Each code of any table with its number, from 1."""
        codes = codes_in(row for table in self._tables for row in table.all_rows())
        return {code: number for number, code in enumerate(sorted(codes), 1)}

    @cached_property
    def _rows(self) -> _Rows:
        return _Rows.of(self._tables, self._index)

    @cached_property
    def _slots(self) -> NDArray[np.int32]:
        """Number of the pair, by table and both codes in either order; 0 for no row ever."""
        rows, width = self._rows, len(self._index) + 1
        slots = np.zeros((NO_TABLE + 1, width, width), np.int32)
        slots[rows.table, rows.low, rows.high] = rows.slot
        slots[rows.table, rows.high, rows.low] = rows.slot
        slots[:, 0, 0] = 0
        return slots.ravel()

    @cached_property
    def _edges(self) -> set[int]:
        """First days of everything that may change an answer."""
        spans: list[PairEdition | PairRow] = []
        for table in self._tables:
            spans += [*table.editions, *table.all_rows()]
        return {one.first for one in spans} | {one.last + 1 for one in spans}

    def _on(self, bounds: NDArray[np.int64]) -> tuple[NDArray[np.int32], Mask, Small]:
        """Return, by interval: the row of each slot, whether it is exact, how each table stands."""
        rows = self._rows
        in_force = np.zeros((int(rows.slot.max()) + 1, len(bounds)), np.int32)
        exact = np.zeros(in_force.shape, np.bool_)
        standing = np.full((NO_TABLE + 1, len(bounds)), NOT_LOADED, np.int8)
        for at, day in enumerate(bounds.tolist()):
            for number, table in enumerate(self._tables):
                edition = table.in_force(day)
                if edition is None:
                    continue
                standing[number, at] = STALE if day > edition.last else EXACT
                asked = min(day, edition.last)
                own = rows.of_edition(number, table.editions.index(edition))
                found = own[(rows.first[own] <= asked) & (asked <= rows.last[own])]
                in_force[rows.slot[found], at] = found
                own = rows.of_edition(number, _MANUAL)
                found = own[(rows.first[own] <= day) & (rows.first[own] > edition.last)]
                in_force[rows.slot[found], at] = found
                exact[rows.slot[found], at] = day <= rows.last[found]
        return in_force.ravel(), exact.ravel(), standing.ravel()


@dataclass(frozen=True, slots=True)
class _Rows:
    """All rows of all tables as columns; row 0 is "no edit"."""

    table: Ints
    edition: Ints
    low: Ints
    high: Ints
    slot: Ints
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    indicator: Small
    low_first: Mask
    certainty: NDArray[np.float64]
    sources: tuple[str, ...]

    @classmethod
    def of(cls, tables: Sequence[PairTable], index: dict[str, int]) -> _Rows:
        """Lay all rows out; what began later, then the harder edit, comes last and so wins."""
        laid = [
            (number, edition, row)
            for number, table in enumerate(tables)
            for edition, rows in (
                *enumerate(one.rows for one in table.editions),
                (_MANUAL, table.manual),
            )
            for row in rows
        ]
        laid.sort(key=lambda one: (one[2].first, -one[2].indicator))
        none = PairRow("", "", FIRST_DAY, FIRST_DAY, NO_EDIT, 0.0, "")
        laid.insert(0, (NO_TABLE, _MANUAL, none))
        one = np.array([index.get(row.column1, 0) for _, _, row in laid], np.intp)
        two = np.array([index.get(row.column2, 0) for _, _, row in laid], np.intp)
        low, high = np.minimum(one, two), np.maximum(one, two)
        number = np.array([number for number, _, _ in laid], np.intp)
        # The row of "no edit" has the table and codes of the first slot or of none.
        pair = (number * (len(index) + 1) + low) * (len(index) + 1) + high
        pair[0] = -1
        return cls(
            table=number,
            edition=np.array([edition for _, edition, _ in laid], np.intp),
            low=low,
            high=high,
            slot=np.unique(pair, return_inverse=True)[1].astype(np.intp),
            first=np.array([row.first for _, _, row in laid], np.int64),
            last=np.array([row.last for _, _, row in laid], np.int64),
            indicator=np.array([row.indicator for _, _, row in laid], np.int8),
            low_first=one <= two,
            certainty=np.array([row.certainty for _, _, row in laid], np.float64),
            sources=tuple(row.source for _, _, row in laid),
        )

    def of_edition(self, table: int, edition: int) -> Ints:
        """Return the rows of a table's edition."""
        return np.flatnonzero((self.table == table) & (self.edition == edition))
