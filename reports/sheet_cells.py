"""Cells of the workbook: the one place where a value becomes a cell.

A text is never a formula, an error or a number: its value is set and then its type is forced to
text, with the text format, and with Excel's own quote prefix where its first character would be
read as a formula on a later edit. Control characters are shown as escapes, over-long texts are
cut with a mark. Cells are made once a column and filled anew for each row, which openpyxl's
write-only sheets allow because a row is written as it is appended.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import cast

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.worksheet.properties import PageSetupProperties

from reports import formats
from reports.view import Cell, Column, Kind, Link, shown

# What a spreadsheet takes for the start of a formula, its full-width forms included.
RISKY_STARTS = tuple("=+-@\t\r＝＋－＠")
DATE_FORMAT = "ddd d mmm yyyy"
MONEY_FORMAT = '"$"#,##0.00'
COUNT_FORMAT = "#,##0"
TEXT_FORMAT = "@"
PHI_NOTICE = "Contains protected health information. Do not forward."
_WRAPPED_FROM = 30
_MOST_LINES, _LINE_HEIGHT = 8, 15.0
_FONT = "Calibri"
_HEADING_FONT = Font(name=_FONT, size=11, bold=True, color="FF1C2422")
_HEADING_FILL = PatternFill("solid", fgColor="FFDFE8E4")
_EDIT_FILL = PatternFill("solid", fgColor="FFFDF1D9")
_UNDERLINE = Border(bottom=Side(style="thin", color="FF4B5754"))


def set_text(cell: SheetCell, text: str) -> SheetCell:
    """Put a text into a cell so that it stays a text."""
    cell.value = formats.visible(text)
    cell.data_type = "s"
    return cell


class RowCells:
    """The cells of a table's rows, filled again for every row."""

    def __init__(self, sheet: Worksheet, columns: Sequence[Column]) -> None:
        self._kinds = [column.kind for column in columns]
        self._plain = [self._text_cell(sheet, column) for column in columns]
        self._quoted = [self._text_cell(sheet, column) for column in columns]
        for cell in self._quoted:
            cell.quotePrefix = True
        self._numbers = [self._number_cell(sheet, column.kind) for column in columns]
        self._wrapped = [
            (place, column.width)
            for place, column in enumerate(columns)
            if column.width >= _WRAPPED_FROM
        ]

    def height(self, values: Sequence[Cell]) -> float | None:
        """Estimate the height in points that wrapped texts need; None for one line."""
        lines = 1
        for place, width in self._wrapped:
            value = values[place]
            text = value.text if isinstance(value, Link) else value
            if isinstance(text, str) and (len(text) > width or "\n" in text):
                lines = max(lines, sum(1 + len(part) // width for part in text.split("\n")))
        return min(lines, _MOST_LINES) * _LINE_HEIGHT if lines > 1 else None

    @staticmethod
    def _text_cell(sheet: Worksheet, column: Column) -> SheetCell:
        cell = WriteOnlyCell(sheet)
        cell.number_format = TEXT_FORMAT
        cell.alignment = Alignment(
            horizontal="left", indent=1, vertical="top", wrap_text=column.width >= _WRAPPED_FROM
        )
        return cell

    @staticmethod
    def _number_cell(sheet: Worksheet, kind: Kind) -> SheetCell:
        cell = WriteOnlyCell(sheet)
        known = {Kind.MONEY: MONEY_FORMAT, Kind.DATE: DATE_FORMAT}
        cell.number_format = known.get(kind, COUNT_FORMAT)
        date_like = kind is Kind.DATE
        cell.alignment = Alignment(
            horizontal="left" if date_like else "right", indent=int(date_like), vertical="top"
        )
        return cell

    def fill(self, values: Iterable[Cell]) -> list[SheetCell | None]:
        """Fill the cells with a row's values; the list is good until the next call."""
        row: list[SheetCell | None] = []
        for place, value in enumerate(values):
            kind = self._kinds[place]
            if value is None or value == "":
                row.append(None)
            elif isinstance(value, int):
                cell = self._numbers[place]
                cell.value = value / 100 if kind is Kind.MONEY else value
                row.append(cell)
            elif kind is Kind.DATE and (found := formats.as_date(str(value))):
                row.append(self._date(place, found))
            else:
                text = value.text if isinstance(value, Link) else value
                if kind is Kind.SEVERITY:
                    text = shown(text, kind)
                cells = self._quoted if text.startswith(RISKY_STARTS) else self._plain
                row.append(set_text(cells[place], text))
        return row

    def _date(self, place: int, value: date) -> SheetCell:
        cell = self._numbers[place]
        cell.value = value
        cell.number_format = DATE_FORMAT
        return cell


def heading_cells(
    sheet: Worksheet, columns: Sequence[Column], editable: Sequence[str] = (), *, wrap: bool = True
) -> list[SheetCell]:
    """Make a heading row; columns that people fill in have a colour of their own."""
    cells = []
    for column in columns:
        cell = set_text(WriteOnlyCell(sheet), column.label)
        cell.font = _HEADING_FONT
        cell.fill = _EDIT_FILL if column.name in editable else _HEADING_FILL
        cell.border = _UNDERLINE
        numeric = column.kind in (Kind.COUNT, Kind.MONEY)
        cell.alignment = Alignment(
            wrap_text=wrap,
            vertical="bottom",
            horizontal="right" if numeric else "left",
            indent=int(not numeric),
        )
        cells.append(cell)
    return cells


def title_cell(sheet: Worksheet, text: str, size: int = 12) -> SheetCell:
    """Make a bold cell for a title or a caption."""
    cell = set_text(WriteOnlyCell(sheet), text)
    cell.font = Font(name=_FONT, bold=True, size=size)
    return cell


def add_sheet(book: Workbook, title: str, widths: Sequence[int]) -> Worksheet:
    """Add a sheet with column widths, landscape, fit to the page's width."""
    # A write-only sheet; the published types know what we use of it on the ordinary sheet only.
    sheet: Worksheet = book.create_sheet(title)
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 1  # Letter
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    paper = sheet.HeaderFooter
    if paper.oddHeader and paper.oddFooter:
        paper.oddHeader.center.text = PHI_NOTICE
        paper.oddFooter.right.text = "Page &P of &N"
    return sheet
