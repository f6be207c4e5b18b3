"""Medically unlikely units (MUE): the most units of a code, by table, edition and day.

An edition answers from its first day until the next one begins; past the end of the newest one's
quarter its values are the last known (stale).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from payer_rules.categories import TextColumn, numbers_of
from payer_rules.code_set import inside, interval
from payer_rules.errors import PayerRuleError
from payer_rules.ncci import EXACT, NO_TABLE, NOT_LOADED, STALE, TABLES, Days, Ints, Small
from payer_rules.table_text import Row, TableText, read_table

_SETTINGS = ("practitioner", "hospital")
_SHIPPED = ("code", "from", "to", "certainty", "source")
_IMPORTED = ("code", "units", "mai")
_MAIS = ("1", "2", "3", "")
_SURE = 0.97
NO_LIMIT = -1


@dataclass(frozen=True, slots=True)
class UnitLimit:
    """Most units of a code, and how the limit works (mai 1-3, 0 not known)."""

    units: int
    mai: int
    certainty: float
    source: str


@dataclass(frozen=True, slots=True)
class LimitEdition:
    """One table's limits as of a quarter: from ``first``; ``last`` is the end of the quarter."""

    first: int
    last: int
    limits: Mapping[str, UnitLimit]


@dataclass(frozen=True, slots=True)
class LimitAnswers:
    """What the tables say of codes, one entry a line.

    ``limit``: most units, -1 where none is known (0: not payable). ``mai``: 1 by line, 2 by day
    and absolute, 3 by day and open to appeal, 0 not known. ``standing``: 0 exact, 1 stale, 2 not
    loaded. ``certainty``: how sure the limit is, 0 where there is none.
    """

    limit: NDArray[np.int64]
    mai: Small
    standing: Small
    certainty: NDArray[np.float64]
    _row: Ints
    _sources: tuple[str, ...]

    def source(self, rows: Ints) -> list[str]:
        """Return where the limits of some lines stand, empty where there is none."""
        return [self._sources[row] for row in self._row.take(rows).tolist()]


class UnitLimitTables:
    """The loaded tables of unit limits."""

    def __init__(self, tables: Sequence[Sequence[LimitEdition]]) -> None:
        """Take each table's editions, in the order of ``ncci.TABLES`` and of their first days."""
        self._tables = tuple(tuple(editions) for editions in tables)

    def look_up(self, codes: TextColumn, day: Days, table: Small) -> LimitAnswers:
        """Return the limit of each line.

        Args:
            codes: codes; missing ones have no limit.
            day: day of service, in days since 1970-01-01.
            table: number of the table (``ncci.TABLES``), -1 for none.
        """
        edges = {
            edge
            for editions in self._tables
            for one in editions
            for edge in (one.first, one.last + 1)
        }
        bounds = inside(edges, day)
        limits = [UnitLimit(NO_LIMIT, 0, 0.0, "")]
        row_of = np.zeros((NO_TABLE + 1, len(bounds), len(codes.categories) + 1), np.intp)
        standing = np.full((NO_TABLE + 1, len(bounds)), NOT_LOADED, np.int8)
        for number, editions in enumerate(self._tables):
            for at, today in enumerate(bounds.tolist()):
                edition = _in_force(editions, today)
                if edition is None:
                    continue
                newest = edition is editions[-1]
                standing[number, at] = STALE if newest and today > edition.last else EXACT
                for position, code in enumerate(codes.categories, 1):
                    limit = edition.limits.get(str(code))
                    if limit is not None:
                        row_of[number, at, position] = len(limits)
                        limits.append(limit)
        where = np.where(table < 0, NO_TABLE, table).astype(np.intp)
        where *= len(bounds)
        if len(bounds) > 1:
            where += interval(bounds, day)
        row = row_of.reshape(-1).take(where * row_of.shape[2] + numbers_of(codes))
        return LimitAnswers(
            limit=np.array([one.units for one in limits], np.int64).take(row),
            mai=np.array([one.mai for one in limits], np.int8).take(row),
            standing=standing.reshape(-1).take(where),
            certainty=np.array([one.certainty for one in limits], np.float64).take(row),
            _row=row,
            _sources=tuple(one.source for one in limits),
        )

    def covered(self, table: int) -> tuple[int, int] | None:
        """Return the first and the last service day of a table's loaded quarters, if any."""
        editions = self._tables[table] if 0 <= table < len(self._tables) else ()
        return (editions[0].first, editions[-1].last) if editions else None


def _in_force(editions: Sequence[LimitEdition], day: int) -> LimitEdition | None:
    return next((one for one in reversed(editions) if one.first <= day), None)


def shipped_limits(name: str, text: str) -> list[list[LimitEdition]]:
    """Read the shipped limits; only Medicare's tables have any.

    Raises:
        PayerRuleError: the table is not what it should be; the sentence names the line.
    """
    columns = [column for setting in _SETTINGS for column in (setting, f"{setting}_mai")]
    rows = read_table(name, text, (*_SHIPPED, *columns)).rows
    return [
        _shipped(rows, table.removeprefix("medicare-")) if "medicare" in table else []
        for table in TABLES
    ]


def _shipped(rows: Sequence[Row], setting: str) -> list[LimitEdition]:
    found: defaultdict[tuple[int, int], dict[str, UnitLimit]] = defaultdict(dict)
    for row in rows:
        limits = found[row.period()]
        _put(limits, row, setting, f"{setting}_mai", row.certainty(), row.cells["source"])
    return [LimitEdition(first, last, limits) for (first, last), limits in sorted(found.items())]


def _put(
    limits: dict[str, UnitLimit], row: Row, units: str, mai: str, certainty: float, source: str
) -> None:
    code, most = row.cells["code"], row.whole(units)
    way = row.one_of(mai, _MAIS)
    if code in limits:
        raise row.fault("names a code twice")
    if most >= 0:
        limits[code] = UnitLimit(most, int(way or 0), certainty, source)


def imported_limits(table: TableText, source: str, first: int, last: int) -> LimitEdition:
    """Read an imported quarter of one table.

    Args:
        table: the file's text, split into rows.
        source: what a finding says of its rows.
        first: first day of the quarter.
        last: its last day.

    Raises:
        PayerRuleError: a cell is not what its column holds, a code stands twice, or there is no
            row; the sentence names the line.
    """
    missing = [column for column in _IMPORTED if column not in table.columns]
    if missing:
        raise PayerRuleError(table.name, "", f'the column "{missing[0]}" is missing')
    limits: dict[str, UnitLimit] = {}
    for row in table.rows:
        if not row.cells["code"]:
            raise row.fault("names no code")
        if not row.cells["units"]:
            raise row.fault("names no units")
        _put(limits, row, "units", "mai", _SURE, source)
    if not limits:
        raise PayerRuleError(table.name, "", "holds no limit")
    return LimitEdition(first, last, limits)


def with_imported(
    shipped: Sequence[LimitEdition], imported: Sequence[LimitEdition]
) -> list[LimitEdition]:
    """Return all editions in order; an imported one replaces a shipped one of the same quarter."""
    by_end = {one.first: one for one in shipped}
    by_end |= {one.first: one for one in imported}
    return [by_end[first] for first in sorted(by_end)]
