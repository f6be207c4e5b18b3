"""The folder of imported editions: quarters of pairs and unit limits, fees and factors of a year.

``claimscrub import`` writes them, one file an edition, and the name says which: ``ncci-<table>-
<year>q<1-4>.csv``, ``mue-<table>-<year>q<1-4>.csv``, ``fees-<first day>.csv``, ``gpci-<year>.csv``.
Other files of the folder are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import InvalidOperation
from pathlib import Path

import numpy as np

from payer_rules.code_set import CodeSet, join_code_sets
from payer_rules.errors import PayerRuleError
from payer_rules.model import day_number
from payer_rules.ncci import TABLES
from payer_rules.table_text import TableText, read_table

FOLDER_NAME = "code_sets/imported"
_KINDS = ("ncci", "mue", "fees", "gpci")
_NAME = re.compile(r"(ncci|mue|fees|gpci)-(.+)\.csv", re.ASCII)
_QUARTER = re.compile(r"(.+)-(\d{4})q([1-4])", re.ASCII)
_FIRST_MONTH = {"1": 1, "2": 4, "3": 7, "4": 10}

_PLACES: Mapping[str, Mapping[str, int]] = {
    "fees": {
        "work": 2,
        "pe_nonfacility": 2,
        "pe_facility": 2,
        "mp": 2,
        "mult_proc": 0,
        "conversion_factor": 4,
    },
    "gpci": {"work": 3, "pe": 3, "mp": 3},
}


@dataclass(frozen=True, slots=True)
class Edition:
    """One imported file: what it is, for which table (of ``TABLES``, else empty), and its days.

    ``first`` and ``last`` are the days (since 1970-01-01) of its quarter or year.
    """

    kind: str
    table: str
    label: str
    first: int
    last: int
    path: Path

    @property
    def name(self) -> str:
        """The file as messages and manifests name it."""
        return f"{FOLDER_NAME}/{self.path.name}"

    def text(self) -> str:
        """Return the file's text.

        Raises:
            PayerRuleError: it cannot be read, or is no text.
        """
        try:
            return self.path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            raise PayerRuleError(self.name, "", "cannot be read as text") from None

    def rows(self) -> TableText:
        """Return the file's rows, held against what its comment lines promise.

        Raises:
            PayerRuleError: a comment line names another quarter or number of rows.
        """
        table = read_table(self.name, self.text(), ())
        for key, day in (("quarter first day", self.first), ("quarter last day", self.last)):
            said = table.said(key)
            if said is not None and said != _iso(day):
                raise PayerRuleError(self.name, "", f'"{key}" is not that of its name')
        promised = table.said("rows")
        if promised is not None and promised != str(len(table.rows)):
            raise PayerRuleError(
                self.name, "", "has another number of rows than it was written with"
            )
        return table


def imported_editions(folder: Path | None) -> list[Edition]:
    """Return a folder's editions in order of kind, table and first day; none without a folder.

    Raises:
        PayerRuleError: the folder is a file, or a name says no edition.
    """
    if folder is None or not folder.exists():
        return []
    if not folder.is_dir():
        raise PayerRuleError(FOLDER_NAME, "", "is not a folder")
    found = [
        _edition(path)
        for path in sorted(folder.glob("*.csv"))
        if path.name.split("-", 1)[0] in _KINDS
    ]
    return sorted(found, key=lambda one: (_KINDS.index(one.kind), one.table, one.first))


def _edition(path: Path) -> Edition:
    matched = _NAME.fullmatch(path.name)
    if matched is None:
        raise _no_edition(path)
    kind, label = matched.groups()
    if kind in ("ncci", "mue"):
        quarter = _QUARTER.fullmatch(label)
        if quarter is None or quarter[1] not in TABLES:
            raise _no_edition(path)
        first = date(int(quarter[2]), _FIRST_MONTH[quarter[3]], 1)
        following = first.replace(day=28) + timedelta(days=70)
        last = following.replace(day=1) - timedelta(days=1)
        table, label = quarter[1], f"{quarter[2]}q{quarter[3]}"
    else:
        try:
            first = date.fromisoformat(label if kind == "fees" else f"{label}-01-01")
        except ValueError:
            raise _no_edition(path) from None
        last, table = date(first.year, 12, 31), ""
    return Edition(kind, table, label, day_number(first), day_number(last), path)


def _no_edition(path: Path) -> PayerRuleError:
    name = f"{FOLDER_NAME}/{path.name}"
    return PayerRuleError(name, "", "has a name that says no table with its quarter, day or year")


def spliced(shipped: CodeSet, editions: Sequence[tuple[Edition, CodeSet]]) -> CodeSet:
    """Put imported editions of a dated table in the place of shipped rows for their days.

    An edition answers from its first day to the end of its year, or to the day before the next.

    Raises:
        PayerRuleError: an edition lacks a column, holds no row, or a row outside its year.
    """
    kept = shipped
    windows: list[CodeSet] = []
    for number, (edition, table) in enumerate(editions):
        _hold_against(edition, table, shipped)
        last = edition.last
        if number + 1 < len(editions):
            last = min(last, editions[number + 1][0].first - 1)
        kept = kept.without(edition.first, last)
        windows.append(table.between(edition.first, last))
    return join_code_sets([kept, *windows])


def _hold_against(edition: Edition, table: CodeSet, shipped: CodeSet) -> None:
    missing = [column for column in shipped.columns if column not in table.columns]
    if missing:
        raise PayerRuleError(edition.name, "", f'the column "{missing[0]}" is missing')
    if not len(table):
        raise PayerRuleError(edition.name, "", "holds no row")
    every = np.arange(len(table))
    for column, places in _PLACES[edition.kind].items():
        try:
            table.exact(column, every, places, 0)
        except (ValueError, InvalidOperation):
            problem = f'"{column}" must be numbers of at most {places} decimals'
            raise PayerRuleError(edition.name, "", problem) from None
    if min(table.first) < edition.first or max(table.last) > edition.last:
        raise PayerRuleError(edition.name, "", "has a row outside the days that its name says")


def _iso(day: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()
