"""Draw a report as a workbook.

Sheets in order: Summary, Worklist, Claims, Not checked, Rejected rows, Rules, Run. There is no
formula in it, neither ours nor anybody's: totals are values, the same as on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from reports import formats
from reports.private import open_binary
from reports.sheet_cells import RowCells, add_sheet, heading_cells, title_cell
from reports.view import Cell, Column, Kind, Report, Table

STATUSES = ("Open", "In work", "Waiting", "Fixed", "Accepted")
OWNERS = (
    "front desk", "therapist", "coder", "biller", "credentialing", "payer set-up",
)  # fmt: skip
EDITABLE = ("status", "owner", "due", "notes")
MOST_REJECTED_ROWS = 100_000
WORKLIST_COLUMNS = (
    Column("finding_key", "Finding", Kind.ID, 25),
    Column("disposition", "Claim", width=10),
    Column("severity", "Severity", Kind.SEVERITY, 10),
    Column("status", "Status (fill in)", width=12),
    Column("owner", "Owner (fill in)", width=15),
    Column("due", "Due date (fill in)", Kind.DATE, 14),
    Column("claim_id", "Claim id", Kind.ID, 18),
    Column("line_number", "Line", Kind.COUNT, 7),
    Column("service_date", "Date of service", Kind.DATE, 17),
    Column("payer_id", "Payer", Kind.ID, 16),
    Column("procedure_code", "Code", Kind.ID, 9),
    Column("modifiers", "Modifiers", Kind.ID, 12),
    Column("title", "What is wrong", width=34),
    Column("observed", "What was seen", width=36),
    Column("fix", "How to fix it", width=44),
    Column("amount_cents", "Charge", Kind.MONEY, 12),
    Column("notes", "Notes (fill in)", width=28),
    Column("state", "State", width=12),
    Column("first_seen", "First seen", Kind.DATE, 17),
    Column("nights_open", "Nights open", Kind.COUNT, 8),
    Column("accepted_until", "Accepted until", Kind.DATE, 17),
    Column("patient_id", "Patient", Kind.ID, 18),
    Column("payer_rules_id", "Payer rules", Kind.ID, 20),
    Column("location_id", "Location", Kind.ID, 12),
    Column("therapist_id", "Therapist", Kind.ID, 12),
    Column("discipline", "Discipline", width=10),
    Column("owner_role", "Usually mended by", width=16),
    Column("rule_id", "Rule", Kind.ID, 10),
    Column("rule_name", "Rule's name", width=28),
    Column("cause", "Cause", width=26),
    Column("expected", "Expected", width=36),
    Column("message", "Why", width=50),
    Column("denials", "Denial prevented", width=18),
    Column("citation", "Source", width=44),
    Column("confidence", "Confidence", width=16),
    Column("evidence", "Numbers behind it", width=34),
    Column("related", "Takes part", width=24),
    Column("rule_source", "Entry that answered", width=30),
)
_PRINTED = "notes"
_HEADING_HEIGHT = 32.0
_COLOURS = {
    "Block": ("FFFBE9E8", "FFA3161B"),
    "Review": ("FFFDF1D9", "FF7A4B00"),
    "Note": ("FFE6F0FA", "FF1F5488"),
}
_SUMMARY_WIDTHS = (46, 48, 18, 20, 18, 25, 22, 14, 14, 18)


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
        _worklist(book, report)
        _table_sheet(book, "Claims", report.claims)
    if not report.part_of:
        _table_sheet(book, "Not checked", report.not_checked)
        _table_sheet(book, "Rejected rows", report.rejected, most=MOST_REJECTED_ROWS)
        _table_sheet(book, "Rules", report.rules)
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
    _lines(sheet, text, [(notice,), (report.balance_sentence,)])
    for banner in report.banners:
        sheet.append([])
        sheet.append([title_cell(sheet, banner.heading)])
        _lines(sheet, text, [(sentence,) for sentence in banner.sentences])
    if report.part_of:
        _lines(sheet, text, [(report.worklist_sentence,)])
        return
    _stacked(sheet, report.stages)
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
    _stacked(sheet, glance)
    for name in (
        "files", "by_payer", "changes", "states", "by_cause", "by_rule", "rejected",
        "unknown_payers",
    ):  # fmt: skip
        _stacked(sheet, report.summary_tables[name])
    if index:
        columns = (Column("payer", "Payer"), Column("findings", "Findings", Kind.COUNT),
                   Column("file", "Workbook"))  # fmt: skip
        rows = tuple(
            (part.payer_id or "without a payer", part.findings, f"exceptions-{part.file_part}.xlsx")
            for part in report.parts
        )
        _stacked(sheet, Table(name="parts", caption="One workbook a payer", columns=columns,
                              rows=rows))  # fmt: skip


def _lines(sheet: Worksheet, cells: RowCells, rows: Iterable[Sequence[Cell]]) -> None:
    for row in rows:
        sheet.append(cells.fill(row))


def _table_rows(
    sheet: Worksheet, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]
) -> None:
    """Write the rows below a sheet's heading, each as high as its wrapped texts need."""
    cells = RowCells(sheet, columns)
    for number, row in enumerate(rows, start=2):
        height = cells.height(row)
        if height is not None:
            sheet.row_dimensions[number].height = height
        sheet.append(cells.fill(row))


def _without_bars(table: Table) -> tuple[tuple[Column, ...], list[list[Cell]]]:
    """Drop the columns that only a page can draw."""
    kept = [place for place, column in enumerate(table.columns) if column.kind is not Kind.BAR]
    columns = tuple(table.columns[place] for place in kept)
    return columns, [[row[place] for place in kept] for row in table.rows]


def _stacked(sheet: Worksheet, table: Table) -> None:
    """Write a table below what is there, with its caption and its note."""
    columns, rows = _without_bars(table)
    columns = tuple(Column(each.name, each.label, each.kind, 10) for each in columns)
    sheet.append([])
    sheet.append([title_cell(sheet, table.caption)])
    if not table.rows:
        sheet.append([title_cell(sheet, table.empty, 11)])
        return
    sheet.append(heading_cells(sheet, columns, wrap=False))
    _lines(sheet, RowCells(sheet, columns), rows)
    if table.note:
        sheet.append(RowCells(sheet, columns[:1]).fill((table.note,)))


def _filtered(sheet: Worksheet, columns: Sequence[Column], rows: int) -> None:
    """Give a sheet its filter and its repeated heading row."""
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{rows + 1}"
    sheet.print_title_rows = "1:1"


def _table_sheet(book: Workbook, title: str, table: Table, most: int = 1_000_000) -> None:
    size = len(table.rows)
    extent = 1 + min(size, most) + (size == 0 or size > most)
    sheet = add_sheet(book, title, [column.width for column in table.columns], extent)
    sheet.freeze_panes = "B2"
    sheet.row_dimensions[1].height = _HEADING_HEIGHT
    sheet.append(heading_cells(sheet, table.columns))
    _table_rows(sheet, table.columns, table.rows[:most])
    _filtered(sheet, table.columns, min(size, most))
    if not table.rows:
        sheet.append(RowCells(sheet, table.columns[:1]).fill((table.empty,)))
    elif size > most:
        left = f"{size - most:,} more rows are in the data file of this name."
        sheet.append(RowCells(sheet, table.columns[:1]).fill((left,)))
    for place, column in enumerate(table.columns, start=1):
        if column.kind is Kind.SEVERITY and table.rows:
            _colour(sheet, place, len(table.rows))


def _worklist(book: Workbook, report: Report) -> None:
    columns, size = WORKLIST_COLUMNS, report.worklist.size
    extent = 1 + (size or 1)
    sheet = add_sheet(book, "Worklist", [column.width for column in columns], extent)
    sheet.freeze_panes = "B2"
    sheet.row_dimensions[1].height = _HEADING_HEIGHT
    sheet.append(heading_cells(sheet, columns, EDITABLE))
    _table_rows(sheet, columns, zip(*worklist_values(report), strict=True))
    if not size:
        sheet.append(RowCells(sheet, columns[:1]).fill((report.worklist_sentence,)))
        return
    _filtered(sheet, columns, size)
    letters = {column.name: get_column_letter(n) for n, column in enumerate(columns, start=1)}
    for name, choices in (("status", STATUSES), ("owner", OWNERS)):
        choice = DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=True)
        choice.add(f"{letters[name]}2:{letters[name]}{size + 1}")
        sheet.data_validations.append(choice)
    names = [column.name for column in columns]
    _colour(sheet, names.index("severity") + 1, size)
    sheet.print_area = f"A1:{letters[_PRINTED]}{size + 1}"


def worklist_values(report: Report) -> list[Sequence[Cell]]:
    """Give the worklist's columns in the order of `WORKLIST_COLUMNS`."""
    worklist = report.worklist
    given = worklist.columns
    rules = [worklist.rules[str(rule)] for rule in given["rule_id"]]
    made: dict[str, Sequence[Cell]] = {
        "state": [formats.word(formats.STATE_WORDS, str(value)) for value in given["state"]],
        "status": ["Accepted" if value == "accepted" else "Open" for value in given["state"]],
        "owner": [rule.owner if rule.owner in OWNERS else None for rule in rules],
        "due": [None] * worklist.size,
        "notes": [None] * worklist.size,
        "line_number": [
            line if isinstance(line, int) and line >= 0 else None for line in given["line_number"]
        ],
        "title": [rule.title for rule in rules],
        "owner_role": [rule.owner for rule in rules],
        "rule_name": [rule.name for rule in rules],
        "cause": [rule.cause for rule in rules],
        "denials": [rule.denials for rule in rules],
        "citation": [rule.citations[0].text if rule.citations else None for rule in rules],
    }
    return [made.get(column.name, given.get(column.name, ())) for column in WORKLIST_COLUMNS]


def _colour(sheet: Worksheet, place: int, rows: int) -> None:
    letter = get_column_letter(place)
    for word, (back, ink) in _COLOURS.items():
        look = DifferentialStyle(
            font=Font(bold=True, color=ink), fill=PatternFill("solid", bgColor=back)
        )
        rule = Rule(type="cellIs", operator="equal", formula=[f'"{word}"'], dxf=look)
        sheet.conditional_formatting.add(f"{letter}2:{letter}{rows + 1}", rule)


def _run(book: Workbook, report: Report) -> None:
    sheet = add_sheet(book, "Run", (40, 40, 44, 30, 66))
    sheet.append([title_cell(sheet, "This run", 14)])
    pair = (Column("name", "Fact"), Column("value", "Value", width=44))
    sheet.append(heading_cells(sheet, pair))
    _lines(sheet, RowCells(sheet, pair), report.facts)
    for table in report.run_tables:
        _stacked(sheet, table)
    words = Table(
        name="glossary",
        caption="Words and formulas",
        columns=(Column("term", "Word"), Column("meaning", "What it means here")),
        rows=report.glossary,
    )
    _stacked(sheet, words)
