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

from reports.sheet_cells import RowCells, add_sheet, heading_cells, title_cell
from reports.view import Cell, Column, Kind, Table

HEADING_HEIGHT = 32.0
_COLOURS = {
    "Block": ("FFFBE9E8", "FFA3161B"),
    "Review": ("FFFDF1D9", "FF7A4B00"),
    "Note": ("FFE6F0FA", "FF1F5488"),
}


def lines_of(sheet: Worksheet, cells: RowCells, rows: Iterable[Sequence[Cell]]) -> None:
    """Write rows without a heading."""
    for row in rows:
        sheet.append(cells.fill(row))


def table_rows(sheet: Worksheet, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
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


def stacked(sheet: Worksheet, table: Table) -> None:
    """Write a table below what is there, with its caption and its note."""
    columns, rows = _without_bars(table)
    columns = tuple(Column(each.name, each.label, each.kind, 10) for each in columns)
    sheet.append([])
    sheet.append([title_cell(sheet, table.caption)])
    if not table.rows:
        sheet.append([title_cell(sheet, table.empty, 11)])
        return
    sheet.append(heading_cells(sheet, columns, wrap=False))
    lines_of(sheet, RowCells(sheet, columns), rows)
    if table.note:
        sheet.append(RowCells(sheet, columns[:1]).fill((table.note,)))


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


def for_sheet(table: Table) -> Table:
    """Drop what only a page can draw."""
    columns, rows = _without_bars(table)
    return replace(table, columns=columns, rows=tuple(map(tuple, rows)))


def sheet_of_tables(
    book: Workbook, title: str, widths: Sequence[int], tables: Iterable[Table]
) -> None:
    """Write several short tables one below the other."""
    sheet = add_sheet(book, title, widths)
    sheet.append([title_cell(sheet, title, 14)])
    for table in tables:
        stacked(sheet, table)


def colour(sheet: Worksheet, place: int, rows: int) -> None:
    """Colour the severities of a column, beside their words."""
    letter = get_column_letter(place)
    for word, (back, ink) in _COLOURS.items():
        look = DifferentialStyle(
            font=Font(bold=True, color=ink), fill=PatternFill("solid", bgColor=back)
        )
        rule = Rule(type="cellIs", operator="equal", formula=[f'"{word}"'], dxf=look)
        sheet.conditional_formatting.add(f"{letter}2:{letter}{rows + 1}", rule)
