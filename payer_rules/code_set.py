"""One dated table of codes: which row is in force for a code on a day.

A table is a CSV file with ``code, from, to, certainty, source`` and columns of its own; lines
that begin with ``#`` at its top say where it comes from. ``to`` is inclusive, blank for none.
A code may be written whole, or as a family by its beginning (``L*``) or its end (``*F``); a code
written whole comes before its family.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

from payer_rules.categories import TextColumn, categorical, numbers_of
from payer_rules.errors import PayerRuleError
from payer_rules.model import FIRST_DAY, LAST_DAY, day_number

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
        bounds = _inside(edges, day)
        table = np.full((len(found) + 1, len(bounds)), -1, np.intp)
        for position, rows in enumerate(found, 1):
            # Families first, whole codes over them.
            for row in reversed(rows):
                within = (bounds >= self.first[row]) & (bounds <= self.last[row])
                table[position, within] = row
        number = numbers_of(codes)
        if len(bounds) > 1:
            number *= len(bounds)
            number += _interval(bounds, day)
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

    def last_day(self) -> int:
        """Return the last day that the table knows; ``LAST_DAY`` when a row has no end."""
        return max(self.last)

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


def _inside(edges: set[int], day: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the starts of the intervals that the days fall into, the first always."""
    if len(day) == 0 or not edges:
        return np.array([FIRST_DAY], np.int64)
    low, high = int(day.min()), int(day.max())
    return np.array([low, *sorted(edge for edge in edges if low < edge <= high)], np.int64)


def _interval(bounds: NDArray[np.int64], day: NDArray[np.int32]) -> NDArray[Any]:
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
    lines = text.splitlines()
    comments = [line for line in lines if line.startswith("#")]
    if lines[: len(comments)] != comments:
        raise PayerRuleError(name, "", "comment lines belong at its top")
    reader = csv.DictReader(lines[len(comments) :], strict=True)
    missing = [column for column in _REQUIRED if column not in (reader.fieldnames or ())]
    if missing:
        raise PayerRuleError(name, "", f'the column "{missing[0]}" is missing')
    records = list(reader)
    by_code: defaultdict[str, list[int]] = defaultdict(list)
    first, last = [], []
    for row, record in enumerate(records):
        where = f"line {row + len(comments) + 2}"
        if None in record or None in record.values():
            raise PayerRuleError(name, where, "has more or fewer cells than the heading")
        first.append(_day(name, where, "from", record["from"]))
        last.append(_day(name, where, "to", record["to"]) if record["to"] else LAST_DAY)
        _certainty(name, where, record["certainty"])
        if last[row] < first[row]:
            raise PayerRuleError(name, where, '"to" lies before "from"')
        for other in by_code[record["code"]]:
            if first[row] <= last[other] and first[other] <= last[row]:
                earlier = other + len(comments) + 2
                raise PayerRuleError(name, where, f"overlaps line {earlier}: the same code")
        by_code[record["code"]].append(row)
    return CodeSet(
        name=name,
        columns={
            column: tuple(record[column] for record in records)
            for column in reader.fieldnames or ()
        },
        first=tuple(first),
        last=tuple(last),
        note="\n".join(line.lstrip("# ") for line in comments),
        _by_code={code: tuple(rows) for code, rows in by_code.items()},
    )


def _day(name: str, where: str, column: str, cell: str) -> int:
    try:
        return day_number(date.fromisoformat(cell))
    except ValueError:
        problem = f'"{column}" must be a date such as 2026-01-31'
        raise PayerRuleError(name, where, problem) from None


def _certainty(name: str, where: str, cell: str) -> None:
    try:
        value = Decimal(cell)
    except InvalidOperation:
        value = Decimal(-1)
    if not 0 <= value <= 1:
        raise PayerRuleError(name, where, '"certainty" must be a number from 0 to 1')
