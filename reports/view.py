"""The parts of the view model: what a report shows, without a word on how a format draws it.

Values stay raw (cents, ISO dates, numbers) beside their kind; `shown` gives the one text that
every format uses for a kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from reports import formats


class Kind(StrEnum):
    """What a column holds, which settles how it is written and aligned."""

    TEXT = "text"
    ID = "id"
    PATIENT = "patient"
    COUNT = "count"
    MONEY = "money"
    DATE = "date"
    SEVERITY = "severity"
    LINK = "link"
    BAR = "bar"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Link:
    """A text with an address behind it: of the web, or ("#…") of a part of the page.

    The address is "" where none is safe.
    """

    text: str
    url: str = ""


Cell = str | int | None | Link
# A figure is a text of digits (a share, a range), written like a number.
NUMERIC = frozenset({Kind.COUNT, Kind.MONEY, Kind.FIGURE})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a name for programs, a heading for people, its kind and width in characters.

    ``sheet_only``: only the table's own sheet of the workbook has it, the page does not.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    width: int = 14
    sheet_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A captioned table. ``keys`` names its rows for programs that read the totals back.

    ``most_on_page`` is how many rows a page shows of it; the workbook has all. 0 is all.
    ``total`` is the row that adds up all rows, those that a page leaves out included.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    empty: str = "Nothing to show."
    keys: tuple[str, ...] = ()
    most_on_page: int = 0
    total: tuple[Cell, ...] = ()

    @property
    def page_columns(self) -> tuple[Column, ...]:
        """The columns that a page shows."""
        return tuple(column for column in self.columns if not column.sheet_only)

    @property
    def page_rows(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows that a page shows, in its columns."""
        rows = self.rows[: self.most_on_page] if self.most_on_page else self.rows
        return tuple(map(self._on_page, rows))

    @property
    def page_total(self) -> tuple[Cell, ...]:
        """The row of sums in the page's columns."""
        return self._on_page(self.total) if self.total and self.rows else ()

    @property
    def page_note(self) -> str:
        """The note, with how many rows a page leaves to the workbook."""
        left = len(self.rows) - len(self.page_rows)
        more = f"{left:,} more {'is' if left == 1 else 'are'} in the workbook." if left else ""
        return " ".join(part for part in (self.note, more) if part)

    def _on_page(self, row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(
            cell for cell, column in zip(row, self.columns, strict=True) if not column.sheet_only
        )


def without_bars(table: Table) -> Table:
    """Drop the columns that only a page can draw."""
    return _with_columns(table, lambda column: column.kind is not Kind.BAR)


def in_short(table: Table) -> Table:
    """Keep the columns that a summary shows: neither bars nor those of the own sheet alone."""
    return _with_columns(
        table, lambda column: column.kind is not Kind.BAR and not column.sheet_only
    )


def _with_columns(table: Table, wanted: Callable[[Column], bool]) -> Table:
    kept = [place for place, column in enumerate(table.columns) if wanted(column)]

    def of(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(row[place] for place in kept)

    return replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(map(of, table.rows)),
        total=of(table.total) if table.total else (),
    )


def shown(cell: Cell, kind: Kind) -> str:
    """Write a cell for people. A text in a number's column (such as "unknown") stays a text."""
    if cell is None:
        return formats.NONE
    if isinstance(cell, Link):
        return cell.text
    if isinstance(cell, int):
        return formats.money(cell) if kind is Kind.MONEY else f"{cell:,}"
    write = _WRITERS.get(kind)
    return write(cell) if write else cell


_WRITERS: Mapping[Kind, Callable[[str], str]] = {
    Kind.DATE: formats.day,
    Kind.PATIENT: formats.masked,
    Kind.SEVERITY: lambda text: formats.word(formats.SEVERITY_WORDS, text),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """A message above everything else. ``level`` is bad, warn or info."""

    level: str
    heading: str
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One figure of the night with its comparison and the formula behind it."""

    name: str
    label: str
    value: str
    note: str
    formula: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleText:
    """What findings of one rule share: shown in the details of a row, stored once."""

    rule_id: str
    name: str
    title: str
    cause: str
    owner: str
    denials: str
    citations: tuple[Link, ...]
    rationale: str
    not_checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Worklist:
    """Findings as rows of work, by column: ``columns[name][row]``, all in the reading order.

    Texts are safe to show (`formats.visible`), money is cents, dates are ISO. ``patient_id`` is
    whole (for the workbook), ``patient_masked`` is for the page. ``service_lines`` maps a claim
    to its lines, one a text line with tab-separated cells (`LINE_COLUMNS`).
    """

    columns: Mapping[str, Sequence[str | int]]
    size: int
    rules: Mapping[str, RuleText]
    service_lines: Mapping[str, str] = field(default_factory=dict)

    def take(self, rows: Sequence[int]) -> Worklist:
        """Give the worklist of some rows, in the order given."""
        columns = {name: [values[row] for row in rows] for name, values in self.columns.items()}
        wanted = dict.fromkeys(str(claim) for claim in columns["claim_id"])
        return Worklist(
            columns=columns,
            size=len(rows),
            rules=self.rules,
            service_lines={
                claim: self.service_lines[claim] for claim in wanted if claim in self.service_lines
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One payer's share of a night too large for one file."""

    file_part: str
    payer_id: str
    findings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole night ready to draw. Format writers add no figure of their own."""

    title: str
    night: str
    as_of: str
    facts: tuple[tuple[str, str], ...]
    banners: tuple[Banner, ...]
    in_balance: bool
    balance_sentence: str
    stages: Table
    tiles: tuple[Tile, ...]
    summary_tables: Mapping[str, Table]
    worklist: Worklist
    worklist_sentence: str
    claims: Table
    ledgers: Mapping[str, Table]
    not_checked: Table
    missing_facts: Table
    rejected: Table
    rules: Table
    rules_by_family: tuple[Table, ...]
    configuration: tuple[Table, ...]
    run_tables: tuple[Table, ...]
    glossary: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...] = ()
    part_of: str = ""
