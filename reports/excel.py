"""Draw a report as a workbook.

Sheets in order: Summary, Worklist, Claims, then one for each break-out and ledger, Not checked,
Rejected rows, Rules, Configuration, Run. There is no
formula in it, neither ours nor anybody's: totals are values, the same as on the page.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from openpyxl.workbook import Workbook

from reports import formats
from reports.private import open_binary
from reports.sheet_cells import NEVER_WRAPPED, RowCells, add_sheet, heading_cells, title_cell
from reports.sheet_tables import lines_of, sheet_of_tables, stacked, table_rows, table_sheet
from reports.view import Column, Kind, Report, Table, without_bars
from reports.worklist_sheet import worklist_sheet

MOST_ROWS = 100_000
_TABLE_SHEETS = (
    ("Resolved", "resolved"),
    ("By payer", "by_payer"),
    ("By rule", "by_rule"),
    ("By location", "by_location"),
    ("By provider", "by_provider"),
    ("Deadlines", "deadlines"),
    ("KX ledger", "kx_ledger"),
    ("Plan of care", "plan_of_care"),
    ("Not checked", "not_checked"),
    ("Rejected rows", "rejected_rows"),
    ("Rules", "rules"),
)
_BEFORE_UNITS = "Plan of care"
_UNIT_WIDTHS = (22, 14, 18, 16, 16, 18, 18, 18, 20, 70)
_CONFIGURATION_WIDTHS = (28, 70, 44, 70)
_SUMMARY_WIDTHS = (46, 24, 18, 26, 20, 18, 18, 60, 14, 18)
_RUN_WIDTHS = (40, 40, 56, 30, 66)
_SUMMARY_TABLES = (
    "due_by_kind", "by_payer", "changes", "states", "by_cause", "missing_facts", "files",
    "rejected", "unknown_payers", "resolved_by_rule", "calls",
)  # fmt: skip


def write_workbook(report: Report, path: Path, *, index: bool = False) -> None:
    """Write a report's workbook.

    Args:
        report: The night or one payer's share.
        path: The file to write.
        index: Name one workbook a payer in place of the worklist and the claims.
    """
    book = Workbook(write_only=True)
    _summary(book, report, index=index)
    if not index:
        worklist_sheet(book, report)
        table_sheet(book, "Claims", report.claims)
    if not report.part_of:
        for title, table in _sheets(report):
            table_sheet(book, title, table, most=MOST_ROWS)
            if title == _BEFORE_UNITS:
                units = [report.ledgers["units"], report.ledgers["assistant_units"]]
                sheet_of_tables(book, "Units", _UNIT_WIDTHS, units, NEVER_WRAPPED)
        payers = report.summary_tables["unknown_payers"]
        sheet_of_tables(
            book, "Configuration", _CONFIGURATION_WIDTHS, [*report.configuration, payers]
        )
        _run(book, report)
    as_of = formats.as_date(report.as_of)
    if as_of is not None:  # openpyxl sets `modified` itself on saving
        book.properties.created = datetime(as_of.year, as_of.month, as_of.day)  # noqa: DTZ001
    book.properties.creator = "claimscrub"
    book.properties.title = f"{report.title}, night of {report.night}"
    with open_binary(path) as file:
        book.save(file)


def _summary(book: Workbook, report: Report, *, index: bool) -> None:
    sheet = add_sheet(book, "Summary", _SUMMARY_WIDTHS)
    part = f", payer {report.part_of}" if report.part_of else ""
    sheet.append([title_cell(sheet, f"{report.title}: night of {report.night}{part}", 16)])
    text = RowCells(sheet, (Column("text", "", width=10), Column("value", "", width=10)))
    notice = "CONTAINS PROTECTED HEALTH INFORMATION. Do not forward."
    lines_of(sheet, text, [(notice,), (report.balance_sentence,)])
    for banner in report.banners:
        sheet.append([])
        sheet.append([title_cell(sheet, banner.heading)])
        lines_of(sheet, text, [(sentence,) for sentence in banner.sentences])
    if report.part_of:
        lines_of(sheet, text, [(report.worklist_sentence,)])
        return
    stacked(sheet, report.stages)
    glance = Table(
        name="glance",
        caption="Tonight at a glance",
        columns=(
            Column("label", "Figure"),
            Column("value", "Value"),
            Column("note", "Note"),
        ),
        rows=tuple(
            (tile.label, tile.value, f"{tile.note} {tile.formula}") for tile in report.tiles
        ),
    )
    stacked(sheet, glance, NEVER_WRAPPED)
    tables = _tables(report)
    stacked(sheet, tables["do_first"])
    stacked(sheet, _contents(report), NEVER_WRAPPED)
    for name in _SUMMARY_TABLES:
        stacked(sheet, tables[name])
    if index:
        columns = (Column("payer", "Payer"), Column("findings", "Findings", Kind.COUNT),
                   Column("file", "Workbook"))  # fmt: skip
        rows = tuple(
            (part.payer_id or "without a payer", part.findings, f"exceptions-{part.file_part}.xlsx")
            for part in report.parts
        )
        stacked(sheet, Table(name="parts", caption="One workbook a payer", columns=columns,
                              rows=rows))  # fmt: skip


def _tables(report: Report) -> dict[str, Table]:
    every = {**report.summary_tables, **report.ledgers, "missing_facts": report.missing_facts}
    return {**every, "not_checked": report.not_checked, "rejected_rows": report.rejected,
            "rules": report.rules}  # fmt: skip


def _sheets(report: Report) -> list[tuple[str, Table]]:
    tables = _tables(report)
    return [(title, without_bars(tables[name])) for title, name in _TABLE_SHEETS]


def _contents(report: Report) -> Table:
    """Name the sheets that hold one table each, with their rows and what they hold."""
    return Table(
        name="contents",
        caption="Sheets of this workbook",
        columns=(Column("sheet", "Sheet"), Column("holds", "Holds"),
                 Column("rows", "Rows", Kind.COUNT), Column("note", "How to read it")),
        rows=tuple(
            (title, table.caption, len(table.rows), table.note) for title, table in _sheets(report)
        ),
    )  # fmt: skip


def _run(book: Workbook, report: Report) -> None:
    sheet = add_sheet(book, "Run", _RUN_WIDTHS)
    sheet.append([title_cell(sheet, "This run", 14)])
    pair = (Column("name", "Fact", width=40), Column("value", "Value", width=40))
    sheet.append(heading_cells(sheet, pair))
    table_rows(sheet, pair, report.facts)
    for table in report.run_tables:
        stacked(sheet, table)
    words = Table(
        name="glossary",
        caption="Words and formulas",
        columns=(Column("term", "Word"), Column("meaning", "What it means here")),
        rows=report.glossary,
    )
    stacked(sheet, words, NEVER_WRAPPED)
