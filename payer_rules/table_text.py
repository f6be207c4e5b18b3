"""The text of a table: comment lines at its top, a heading, rows; and what its cells may hold."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from payer_rules.errors import PayerRuleError
from payer_rules.model import LAST_DAY, day_number


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells by column, and the place for an error."""

    name: str
    where: str
    line: int
    cells: dict[str, str]

    def fault(self, problem: str) -> PayerRuleError:
        """Return the error that names this row; ``problem`` never holds a cell."""
        return PayerRuleError(self.name, self.where, problem)

    def day(self, column: str) -> int:
        """Return a date as days since 1970-01-01.

        Raises:
            PayerRuleError: the cell is not a date.
        """
        try:
            return day_number(date.fromisoformat(self.cells[column]))
        except ValueError:
            raise self.fault(f'"{column}" must be a date such as 2026-01-31') from None

    def period(self) -> tuple[int, int]:
        """Return ``from`` and ``to``, both inclusive; a blank ``to`` is ``LAST_DAY``.

        Raises:
            PayerRuleError: not dates, or out of order.
        """
        first = self.day("from")
        last = self.day("to") if self.cells["to"] else LAST_DAY
        if last < first:
            raise self.fault('"to" lies before "from"')
        return first, last

    def certainty(self) -> float:
        """Return how sure the row is.

        Raises:
            PayerRuleError: not a number from 0 to 1.
        """
        try:
            value = Decimal(self.cells["certainty"])
        except InvalidOperation:
            value = Decimal(-1)
        if not 0 <= value <= 1:
            raise self.fault('"certainty" must be a number from 0 to 1')
        return float(value)

    def whole(self, column: str) -> int:
        """Return a whole number, -1 for a blank cell.

        Raises:
            PayerRuleError: the cell is neither blank nor digits.
        """
        cell = self.cells[column]
        if not cell:
            return -1
        if not (cell.isascii() and cell.isdigit() and len(cell) <= 6):  # noqa: PLR2004 - no table has more
            raise self.fault(f'"{column}" must be a whole number')
        return int(cell)

    def one_of(self, column: str, allowed: Sequence[str]) -> str:
        """Return a cell that holds one of a few words.

        Raises:
            PayerRuleError: it holds another one.
        """
        if self.cells[column] not in allowed:
            raise self.fault(f'"{column}" must be one of {", ".join(filter(None, allowed))}')
        return self.cells[column]


@dataclass(frozen=True, slots=True)
class TableText:
    """A table read as text: its comment lines, its columns, its rows."""

    name: str
    comments: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def note(self) -> str:
        """The comment lines without their sign."""
        return "\n".join(line.lstrip("# ") for line in self.comments)

    def said(self, key: str) -> str | None:
        """Return what a comment line ``# key: value`` says, None where there is none."""
        for line in self.comments:
            name, colon, value = line.lstrip("# ").partition(":")
            if colon and name.strip().casefold() == key:
                return value.strip()
        return None


def read_table(name: str, text: str, required: Sequence[str]) -> TableText:
    """Split a table into its comment lines and rows.

    Raises:
        PayerRuleError: comment lines elsewhere than at the top, a column is missing, or a row has
            more or fewer cells than the heading.
    """
    lines = text.splitlines()
    comments = [line for line in lines if line.startswith("#")]
    if lines[: len(comments)] != comments:
        raise PayerRuleError(name, "", "comment lines belong at its top")
    reader = csv.DictReader(lines[len(comments) :], strict=True)
    columns = tuple(reader.fieldnames or ())
    missing = [column for column in required if column not in columns]
    if missing:
        raise PayerRuleError(name, "", f'the column "{missing[0]}" is missing')
    rows = []
    for number, cells in enumerate(_records(name, reader), len(comments) + 2):
        row = Row(name, f"line {number}", number, cells)
        if None in cells or None in cells.values():
            raise row.fault("has more or fewer cells than the heading")
        rows.append(row)
    return TableText(name, tuple(comments), columns, tuple(rows))


def _records(name: str, reader: csv.DictReader[str]) -> Iterator[dict[str, str]]:
    try:
        yield from reader
    except csv.Error:
        raise PayerRuleError(name, "", "is not a table of comma-separated cells") from None
