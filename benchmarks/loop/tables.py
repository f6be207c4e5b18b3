"""Code tables read for themselves: one row a code (or family of codes) and period.

A file has comment lines that begin with ``#``, then a heading with ``code, from, to, certainty``
and columns of its own. ``from`` and ``to`` are inclusive, a blank ``to`` has no end. ``G8*`` is
every code that begins so, ``*F`` every code that ends so; a row of the very code answers first.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class _Dated:
    first: date
    last: date
    row: dict[str, str]


class Tables:
    """The code tables of a folder; a file is read when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        """Say where the files are.

        Args:
            folder: the folder of ``always_therapy.csv`` and the rest.
        """
        self._folder = folder
        self._grouped: dict[tuple[str, ...], dict[frozenset[str], list[dict[str, str]]]] = {}
        self._spans: dict[tuple[str, str], tuple[str, str]] = {}
        self._listed: dict[str, list[dict[str, str]]] = {}
        self._codes: dict[str, dict[str, list[_Dated]]] = {}
        self._answers: dict[tuple[str, str, date], dict[str, str] | None] = {}

    def row(self, table: str, code: str, day: date) -> dict[str, str] | None:
        """Return the row of a code in force on a day, None where there is none."""
        key = (table, code, day)
        if key not in self._answers:
            self._answers[key] = self._find(table, code, day)
        return self._answers[key]

    def sure(self, table: str, code: str, day: date) -> bool:
        """Return True where the code's row is certain enough to block (.8 or more)."""
        found = self.row(table, code, day)
        return found is not None and float(found["certainty"]) >= 0.8

    def knows(self, table: str, code: str) -> bool:
        """Return True where the table has a row of the code on any date."""
        return bool(self._rows(table).get(code))

    def listed(self, table: str) -> list[dict[str, str]]:
        """Return every row of a table in its order."""
        if table not in self._listed:
            self._listed[table] = read_rows(self._folder / f"{table}.csv")
        return self._listed[table]

    def grouped(self, table: str, *columns: str) -> dict[frozenset[str], list[dict[str, str]]]:
        """Return a table's rows by what stands in some columns, in whatever order it stands."""
        key = (table, *columns)
        if key not in self._grouped:
            groups: dict[frozenset[str], list[dict[str, str]]] = {}
            for row in self.listed(table):
                groups.setdefault(frozenset(row[column] for column in columns), []).append(row)
            self._grouped[key] = groups
        return self._grouped[key]

    def span(self, table: str, basis: str = "") -> tuple[str, str]:
        """Return the first and the last day of a table's rows (of one ``basis``), as ISO dates."""
        if (table, basis) not in self._spans:
            rows = [row for row in self.listed(table) if not basis or row["basis"] == basis]
            days = (min(row["from"] for row in rows), max(row["to"] for row in rows))
            self._spans[table, basis] = days
        return self._spans[table, basis]

    def _find(self, table: str, code: str, day: date) -> dict[str, str] | None:
        by_code = self._rows(table)
        for name in (code, *(family for family in by_code if _is_in(code, family))):
            for dated in by_code.get(name, ()):
                if dated.first <= day <= dated.last:
                    return dated.row
        return None

    def _rows(self, table: str) -> dict[str, list[_Dated]]:
        if table not in self._codes:
            by_code: dict[str, list[_Dated]] = {}
            for row in self.listed(table):
                last = date.fromisoformat(row["to"]) if row["to"] else date.max
                dated = _Dated(date.fromisoformat(row["from"]), last, row)
                by_code.setdefault(row["code"], []).append(dated)
            self._codes[table] = by_code
        return self._codes[table]


def _is_in(code: str, family: str) -> bool:
    if family.endswith("*"):
        return code.startswith(family[:-1])
    return family.startswith("*") and code.endswith(family[1:])


@cache
def read_rows(path: Path) -> list[dict[str, str]]:
    """Read a file's rows by heading; comment lines and blank lines are left out."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if line.strip() and line[0] != "#"))
