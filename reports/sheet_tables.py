"""Tables on the workbook's sheets: one a sheet with a filter, or several below one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.sheet_cells import (
    WRAPPED_FROM,
    RowCells,
    add_sheet,
    heading_cells,
    next_row,
    title_cell,
    widths_of,
)
from reports.view import Cell, Column, Kind, Table, in_short

HEADING_HEIGHT = 32.0
_WRAPPED_IN_STACKS = 16
# A note runs on over the empty cells beside it.
_NOTE = Column("note", "", width=10)
_COLOURS = {
    "Block": ("FFFBE9E8", "FFA3161B"),
    "Review": ("FFFDF1D9", "FF7A4B00"),
    "Note": ("FFE6F0FA", "FF1F5488"),
}


def lines_of(sheet: Worksheet, cells: RowCells, rows: Iterable[Sequence[Cell]]) -> None:
    """Write rows without a heading."""
    for row in rows:
        sheet.append(cells.fill(row))


def table_rows(
    sheet: Worksheet,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    wrapped_from: int = WRAPPED_FROM,
) -> None:
    """Write the rows below a heading, each as high as its wrapped texts need."""
    cells = RowCells(sheet, columns, wrapped_from)
    for number, row in enumerate(rows, start=next_row(sheet)):
        height = cells.height(row)
        if height is not None:
            sheet.row_dimensions[number].height = height
        sheet.append(cells.fill(row))


def stacked(sheet: Worksheet, table: Table, wrapped_from: int = _WRAPPED_IN_STACKS) -> None:
    """Write a table below what is there, with its caption and its note, in the sheet's widths."""
    table = in_short(table)
    columns = tuple(
        replace(column, width=width)
        for column, width in zip(table.columns, widths_of(sheet), strict=False)
    )
    sheet.append([])
    sheet.append([title_cell(sheet, table.caption)])
    if not table.rows:
        sheet.append(RowCells(sheet, (_NOTE,)).fill((table.empty,)))
        return
    sheet.row_dimensions[next_row(sheet)].height = HEADING_HEIGHT
    sheet.append(heading_cells(sheet, columns))
    last = [table.total] if table.total else []
    table_rows(sheet, columns, [*table.rows, *last], wrapped_from)
    if table.note:
        sheet.append(RowCells(sheet, (_NOTE,)).fill((table.note,)))


def filtered(sheet: Worksheet, columns: Sequence[Column], rows: int) -> None:
    """Give a sheet its filter and its repeated heading row."""
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{rows + 1}"
    sheet.print_title_rows = "1:1"


def table_sheet(book: Workbook, title: str, table: Table, most: int = 1_000_000) -> None:
    """Give a table a sheet of its own, with its filter and repeated heading."""
    size = len(table.rows)
    extent = 1 + min(size, most) + (size == 0 or size > most)
    sheet = add_sheet(book, title, [column.width for column in table.columns], extent)
    sheet.freeze_panes = "B2"
    sheet.row_dimensions[1].height = HEADING_HEIGHT
    sheet.append(heading_cells(sheet, table.columns))
    table_rows(sheet, table.columns, table.rows[:most])
    filtered(sheet, table.columns, min(size, most))
    if not table.rows:
        sheet.append(RowCells(sheet, table.columns[:1]).fill((table.empty,)))
    elif size > most:
        left = f"{size - most:,} more rows are in the data file of this name."
        sheet.append(RowCells(sheet, table.columns[:1]).fill((left,)))
    for place, column in enumerate(table.columns, start=1):
        if column.kind is Kind.SEVERITY and table.rows:
            colour(sheet, place, len(table.rows))


def sheet_of_tables(
    book: Workbook,
    title: str,
    widths: Sequence[int],
    tables: Iterable[Table],
    wrapped_from: int = _WRAPPED_IN_STACKS,
) -> None:
    """Write several short tables one below the other."""
    sheet = add_sheet(book, title, widths)
    sheet.append([title_cell(sheet, title, 14)])
    for table in tables:
        stacked(sheet, table, wrapped_from)


def colour(sheet: Worksheet, place: int, rows: int) -> None:
    """Colour the severities of a column, beside their words."""
    letter = get_column_letter(place)
    for word, (back, ink) in _COLOURS.items():
        look = DifferentialStyle(
            font=Font(bold=True, color=ink), fill=PatternFill("solid", bgColor=back)
        )
        rule = Rule(type="cellIs", operator="equal", formula=[f'"{word}"'], dxf=look)
        sheet.conditional_formatting.add(f"{letter}2:{letter}{rows + 1}", rule)
