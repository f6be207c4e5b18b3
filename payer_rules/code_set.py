"""One dated table of codes: which row is in force for a code on a day.

A table is a CSV file with ``code, from, to, certainty, source`` and columns of its own; lines
that begin with ``#`` at its top say where it comes from. ``to`` is inclusive, blank for none.
A code may be written whole, or as a family by its beginning (``L*``) or its end (``*F``); a code
written whole comes before its family.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

from payer_rules.categories import TextColumn, categorical, numbers_of
from payer_rules.model import FIRST_DAY, LAST_DAY
from payer_rules.table_text import read_table

Mask: TypeAlias = NDArray[np.bool_]
Rows: TypeAlias = NDArray[np.intp]
_REQUIRED = ("code", "from", "to", "certainty", "source")
_FEW = 12


@dataclass(frozen=True, slots=True)
class CodeSet:
    """A dated table of codes.

    ``columns`` are the file's columns as text, row by row; ``first`` and ``last`` the days in
    force (days since 1970-01-01); ``note`` the comment lines at the top of the file.
    """

    name: str
    columns: Mapping[str, tuple[str, ...]]
    first: tuple[int, ...]
    last: tuple[int, ...]
    note: str
    _by_code: Mapping[str, tuple[int, ...]] = field(repr=False)

    def __len__(self) -> int:
        """Return the number of rows of the table."""
        return len(self.first)

    def rows_on(self, codes: TextColumn, day: NDArray[np.int32]) -> Rows:
        """Return the table's row in force for each code on its day, -1 for none.

        Args:
            codes: codes; missing ones have no row.
            day: days since 1970-01-01, one a code.
        """
        found = [self._rows_of(str(code)) for code in codes.categories]
        edges = {self.first[row] for rows in found for row in rows}
        edges |= {self.last[row] + 1 for rows in found for row in rows}
        bounds = inside(edges, day)
        table = np.full((len(found) + 1, len(bounds)), -1, np.intp)
        for position, rows in enumerate(found, 1):
            # Families first, whole codes over them.
            for row in reversed(rows):
                within = (bounds >= self.first[row]) & (bounds <= self.last[row])
                table[position, within] = row
        number = numbers_of(codes)
        if len(bounds) > 1:
            number *= len(bounds)
            number += interval(bounds, day)
        return table.ravel().take(number)

    def holds(self, codes: TextColumn, day: NDArray[np.int32]) -> Mask:
        """Return True where the code is in the set on its day."""
        return self.rows_on(codes, day) >= 0

    @overload
    def take(
        self, column: str, codes: TextColumn, day: NDArray[np.int32], default: float
    ) -> NDArray[np.float64]: ...

    @overload
    def take(
        self, column: str, codes: TextColumn, day: NDArray[np.int32], default: str | None
    ) -> TextColumn: ...

    def take(
        self,
        column: str,
        codes: TextColumn,
        day: NDArray[np.int32],
        default: float | str | None,
    ) -> NDArray[np.float64] | TextColumn:
        """Return a column's value for each code on its day; see ``numbers`` and ``texts``."""
        rows = self.rows_on(codes, day)
        if isinstance(default, float | int):
            return self.numbers(column, rows, float(default))
        return self.texts(column, rows, default)

    def numbers(self, column: str, rows: Rows, default: float) -> NDArray[np.float64]:
        """Return numbers by row of ``rows_on``; ``default`` where no row or a blank cell."""
        cells = [float(cell) if cell else default for cell in self._column(column)]
        return np.array([*cells, default], np.float64).take(rows)

    def exact(self, column: str, rows: Rows, places: int, default: int) -> NDArray[np.int64]:
        """Return decimals as whole numbers of 10 ** -places, without rounding.

        Raises:
            ValueError: a cell has more decimals than ``places``.
        """
        scaled = [
            Decimal(cell).scaleb(places) if cell else Decimal(default)
            for cell in self._column(column)
        ]
        if any(value != value.to_integral_value() for value in scaled):
            raise ValueError(f"{self.name}.{column} has more than {places} decimals")
        return np.array([*map(int, scaled), default], np.int64).take(rows)

    def texts(self, column: str, rows: Rows, default: str | None) -> TextColumn:
        """Return texts by row of ``rows_on``; ``default`` (None: missing) where none."""
        cells = [cell or default for cell in (*self._column(column), default)]
        names = sorted({cell for cell in cells if cell is not None})
        at = {name: position for position, name in enumerate(names)}
        numbers = np.array([-1 if cell is None else at[cell] for cell in cells], np.int16)
        return categorical(numbers.take(rows), names)

    def certainty(self, codes: TextColumn, day: NDArray[np.int32]) -> NDArray[np.float64]:
        """Return how sure the row in force is, 0 to 1; 0 where there is none."""
        return self.numbers("certainty", self.rows_on(codes, day), 0.0)

    def covers(self, day: NDArray[np.int32]) -> Mask:
        """Return True for the days on which any row is in force."""
        spans = zip(self.first, self.last, strict=True)
        found = np.zeros(len(day), np.bool_)
        for first, last in set(spans):
            found |= (day >= first) & (day <= last)
        return found

    def last_day(self) -> int:
        """Return the last day that the table knows; ``LAST_DAY`` when a row has no end."""
        return max(self.last)

    def between(self, first: int, last: int) -> CodeSet:
        """Return what is in force within some days, each row cut to them."""
        return self._cut([(row, first, last) for row in range(len(self))])

    def without(self, first: int, last: int) -> CodeSet:
        """Return the table without some days; a row that spans them is parted in two."""
        outside = ((FIRST_DAY, first - 1), (last + 1, LAST_DAY))
        return self._cut([(row, *days) for row in range(len(self)) for days in outside])

    def _cut(self, parts: Sequence[tuple[int, int, int]]) -> CodeSet:
        cut = [
            (row, max(self.first[row], first), min(self.last[row], last))
            for row, first, last in parts
        ]
        kept = [one for one in cut if one[1] <= one[2]]
        columns = {
            column: tuple(cells[row] for row, _, _ in kept)
            for column, cells in self.columns.items()
        }
        first, last = tuple(one[1] for one in kept), tuple(one[2] for one in kept)
        return _code_set(self.name, columns, first, last, self.note)

    def _column(self, column: str) -> Sequence[str]:
        if column not in self.columns:
            raise ValueError(f"{self.name} has no column {column}")
        return self.columns[column]

    def _rows_of(self, code: str) -> tuple[int, ...]:
        families = [
            row
            for family, rows in self._by_code.items()
            if "*" in family and _in_family(code, family)
            for row in rows
        ]
        return (*self._by_code.get(code, ()), *families) if "*" not in code else ()


def _in_family(code: str, family: str) -> bool:
    if family.endswith("*"):
        return code.startswith(family[:-1])
    return code.endswith(family[1:])


def inside(edges: set[int], day: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the starts of the intervals that the days fall into, the first always."""
    if len(day) == 0 or not edges:
        return np.array([FIRST_DAY], np.int64)
    low, high = int(day.min()), int(day.max())
    return np.array([low, *sorted(edge for edge in edges if low < edge <= high)], np.int64)


def interval(bounds: NDArray[np.int64], day: NDArray[np.int32]) -> NDArray[Any]:
    """Return the number of the interval of ``inside`` that each day lies in."""
    if len(bounds) <= _FEW:
        # A few comparisons of whole columns cost less than a search in each row.
        passed = np.zeros(len(day), np.int8)
        for bound in bounds[1:].tolist():
            passed += day >= bound
        return passed
    return np.searchsorted(bounds, day, side="right") - 1


def parse_code_set(name: str, text: str) -> CodeSet:
    """Read a table of codes.

    Raises:
        PayerRuleError: a column is missing, a cell is not a date or number, or two rows of one
            code overlap. The sentence names the line, never the cell.
    """
    table = read_table(name, text, _REQUIRED)
    by_code: defaultdict[str, list[int]] = defaultdict(list)
    first: list[int] = []
    last: list[int] = []
    for number, row in enumerate(table.rows):
        begins, ends = row.period()
        row.certainty()
        for other in by_code[row.cells["code"]]:
            if begins <= last[other] and first[other] <= ends:
                raise row.fault(f"overlaps line {table.rows[other].line}: the same code")
        first.append(begins)
        last.append(ends)
        by_code[row.cells["code"]].append(number)
    columns = {column: tuple(row.cells[column] for row in table.rows) for column in table.columns}
    return _code_set(name, columns, tuple(first), tuple(last), table.note)


def join_code_sets(parts: Sequence[CodeSet]) -> CodeSet:
    """Return tables that never overlap as one, with the columns and the name of the first."""
    columns = {
        column: tuple(cell for part in parts for cell in part.columns[column])
        for column in parts[0].columns
    }
    first = tuple(day for part in parts for day in part.first)
    last = tuple(day for part in parts for day in part.last)
    return _code_set(parts[0].name, columns, first, last, parts[0].note)


def _code_set(
    name: str,
    columns: Mapping[str, tuple[str, ...]],
    first: tuple[int, ...],
    last: tuple[int, ...],
    note: str,
) -> CodeSet:
    by_code: defaultdict[str, list[int]] = defaultdict(list)
    for row, code in enumerate(columns["code"]):
        by_code[code].append(row)
    rows = {code: tuple(found) for code, found in by_code.items()}
    return CodeSet(name=name, columns=columns, first=first, last=last, note=note, _by_code=rows)
