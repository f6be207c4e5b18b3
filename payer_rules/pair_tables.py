"""Reading pairs of codes: the shipped table, and imported quarters that take its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from payer_rules.errors import PayerRuleError
from payer_rules.ncci import TABLES, PairEdition, PairRow, PairTable, codes_in
from payer_rules.table_text import Row, TableText, read_table

_SHIPPED = ("column1", "column2", "from", "to", "certainty", "source", "basis")
_SETTINGS = ("practitioner", "hospital")
_IMPORTED = ("column1", "column2", "from", "to", "indicator", "part")
_EDITS = (0, 1)
_SURE = 0.97
"""Certainty of a row of a CMS file, as in the other tables."""


def shipped_pairs(name: str, text: str) -> list[PairTable]:
    """Read the shipped pairs; only Medicare's tables have any.

    Raises:
        PayerRuleError: the table is not what it should be; the sentence names the line.
    """
    rows = read_table(name, text, (*_SHIPPED, *_SETTINGS)).rows
    return [
        _shipped(rows, table.removeprefix("medicare-")) if "medicare" in table else PairTable()
        for table in TABLES
    ]


def _shipped(rows: Sequence[Row], setting: str) -> PairTable:
    quarters: defaultdict[tuple[int, int], list[PairRow]] = defaultdict(list)
    manual = []
    for row in rows:
        indicator = _indicator(row, setting)
        first, last = row.period()
        edit = PairRow(
            row.cells["column1"],
            row.cells["column2"],
            first,
            last,
            indicator,
            row.certainty(),
            row.cells["source"],
        )
        if row.one_of("basis", ("quarter", "manual")) == "quarter":
            quarters[first, last].extend([edit] if indicator in _EDITS else [])
        elif indicator in _EDITS:
            manual.append(edit)
    editions = tuple(
        PairEdition(first, last, tuple(edits), codes_in(edits))
        for (first, last), edits in sorted(quarters.items())
        if edits
    )
    return PairTable(editions, tuple(manual))


def _indicator(row: Row, column: str) -> int:
    """Return 0 or 1; -1 where there is no edit (blank, or 9: not in force)."""
    cell = row.one_of(column, ("0", "1", "9", ""))
    return int(cell) if cell in ("0", "1") else -1


def is_whole(table: TableText) -> bool:
    """Say whether an imported quarter has all its parts; one that lacks a part does not answer."""
    return table.said("complete") != "no"


def imported_pairs(table: TableText, source: str, last: int) -> PairEdition:
    """Read an imported quarter, whose rows carry their own dates.

    A comment line ``codes`` lists the codes that were looked for; without it they are those of
    its rows.

    Args:
        table: the file's text, split into rows.
        source: what a finding says of its rows.
        last: last day of the quarter, to which the edition answers exactly.

    Raises:
        PayerRuleError: a cell is not what its column holds, a pair has two codes alike or two
            periods that overlap, or no row is in force; the sentence names the line.
    """
    missing = [column for column in _IMPORTED if column not in table.columns]
    if missing:
        raise PayerRuleError(table.name, "", f'the column "{missing[0]}" is missing')
    edits: list[PairRow] = []
    periods: defaultdict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
    for row in table.rows:
        column1, column2 = row.cells["column1"], row.cells["column2"]
        if not column1 or not column2 or column1 == column2:
            raise row.fault("must name two codes")
        first, until = row.period()
        if first > last:
            raise row.fault("begins after the end of the quarter")
        for begins, ends, line in periods[column1, column2]:
            if first <= ends and begins <= until:
                raise row.fault(f"overlaps line {line}: the same pair")
        periods[column1, column2].append((first, until, row.line))
        indicator = _indicator(row, "indicator")
        if indicator in _EDITS:
            edits.append(PairRow(column1, column2, first, until, indicator, _SURE, source))
    if not any(edit.first <= last <= edit.last for edit in edits):
        raise PayerRuleError(table.name, "", "holds no pair that is in force in its quarter")
    codes = frozenset((table.said("codes") or "").split()) | codes_in(edits)
    return PairEdition(min(edit.first for edit in edits), last, tuple(edits), codes)


def with_imported(shipped: PairTable, imported: Sequence[PairEdition]) -> PairTable:
    """Put the newest imported edition in the place of what it replaces.

    It answers for all days up to the end of its quarter; shipped editions that begin after that
    end stay, and so do the manual's rows, which look-ups hold against the edition in force.
    """
    if not imported:
        return shipped
    newest = max(imported, key=lambda edition: edition.last)
    later = tuple(one for one in shipped.editions if one.first > newest.last)
    return PairTable((newest, *later), shipped.manual)
