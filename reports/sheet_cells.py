"""Cells of the workbook: the one place where a value becomes a cell.

A text is never a formula, an error or a number: its value is set and then its type is forced to
text, with the text format, and with Excel's own quote prefix where its first character would be
read as a formula on a later edit. Control characters are shown as escapes, over-long texts are
cut with a mark. Cells are made once a column and filled anew for each row, which openpyxl's
write-only sheets allow because a row is written as it is appended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports import formats
from reports.view import NUMERIC, Cell, Column, Kind, Link, shown

# What a spreadsheet takes for the start of a formula, its full-width forms included.
RISKY_STARTS = tuple("=+-@\t\r＝＋－＠")
DATE_FORMAT = "ddd d mmm yyyy"
MONEY_FORMAT = '"$"#,##0.00'
COUNT_FORMAT = "#,##0"
TEXT_FORMAT = "@"
PHI_NOTICE = "Contains protected health information. Do not forward."
WRAPPED_FROM, NEVER_WRAPPED = 30, 1_000
# Characters of a narrow column's line that stay empty because words are kept whole.
_LOST_AT_BREAKS = 5
_MOST_LINES, _LINE_HEIGHT = 8, 15.0
_FONT = "Calibri"
_HEADING_FONT = Font(name=_FONT, size=11, bold=True, color="FF1C2422")
_HEADING_FILL = PatternFill("solid", fgColor="FFDFE8E4")
_EDIT_FILL = PatternFill("solid", fgColor="FFFDF1D9")
_UNDERLINE = Border(bottom=Side(style="thin", color="FF4B5754"))


class _Sheet(WriteOnlyWorksheet):
    """A write-only sheet that takes ready cells as they are.

    openpyxl's own method first tries to read each cell as a plain value, fails, and then makes a
    fresh cell for the next column; that took as long as writing.
    """

    widths: tuple[int, ...] = ()
    written = 0

    def _values_to_row(
        self, values: Iterable[SheetCell | None], row_idx: int
    ) -> Iterator[SheetCell]:
        self.written = row_idx
        for column, cell in enumerate(values, start=1):
            if cell is not None:
                cell.row, cell.column = row_idx, column
                yield cell


class _FixedCell(SheetCell):
    """A cell whose style is settled once, since it is written again for every row."""

    __slots__ = ("fixed_style",)

    fixed_style: int
    has_style = True

    @property
    def style_id(self) -> int:
        """The number of the cell's style in the workbook."""
        return self.fixed_style

    def settled(self) -> SheetCell:
        """Look the style up, after which it may not change."""
        self.fixed_style = super().style_id
        return self


def set_text(cell: SheetCell, text: str) -> SheetCell:
    """Put a text into a cell so that it stays a text.

    The value goes in without openpyxl's reading of it (which looks for formulas, errors and
    numbers), and the type is text, whatever it holds.
    """
    return _set(cell, formats.visible(text), "s")


def _set(cell: SheetCell, value: object, data_type: str) -> SheetCell:
    cell._value = value  # type: ignore[attr-defined]  # the slot behind `value`
    cell.data_type = data_type
    return cell


def _text_cell(
    sheet: Worksheet, column: Column, wrapped_from: int, *, quoted: bool = False
) -> SheetCell:
    cell = _FixedCell(sheet, 1, 1)
    cell.number_format = TEXT_FORMAT
    figure = column.kind in NUMERIC
    cell.alignment = Alignment(
        horizontal="right" if figure else "left",
        indent=int(not figure),
        vertical="top",
        wrap_text=column.width >= wrapped_from,
    )
    cell.quotePrefix = quoted
    return cell.settled()


def _number_cell(sheet: Worksheet, kind: Kind) -> SheetCell:
    cell = _FixedCell(sheet, 1, 1)
    known = {Kind.MONEY: MONEY_FORMAT, Kind.DATE: DATE_FORMAT}
    cell.number_format = known.get(kind, COUNT_FORMAT)
    is_date = kind is Kind.DATE
    cell.alignment = Alignment(
        horizontal="left" if is_date else "right", indent=int(is_date), vertical="top"
    )
    return cell.settled()


class RowCells:
    """The cells of a table's rows, filled again for every row.

    Texts of columns at least ``wrapped_from`` characters wide are broken into lines.
    """

    def __init__(
        self, sheet: Worksheet, columns: Sequence[Column], wrapped_from: int = WRAPPED_FROM
    ) -> None:
        self._kinds = [column.kind for column in columns]
        self._plain = [_text_cell(sheet, column, wrapped_from) for column in columns]
        self._quoted = [_text_cell(sheet, column, wrapped_from, quoted=True) for column in columns]
        self._numbers = [_number_cell(sheet, column.kind) for column in columns]
        self._wrapped = [
            (place, column.width - (_LOST_AT_BREAKS if column.width < WRAPPED_FROM else 0))
            for place, column in enumerate(columns)
            if column.width >= wrapped_from
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

    def fill(self, values: Iterable[Cell]) -> list[SheetCell | None]:
        """Fill the cells with a row's values; the list is good until the next call."""
        row: list[SheetCell | None] = []
        for place, value in enumerate(values):
            kind = self._kinds[place]
            if value is None or value == "":
                row.append(None)
            elif isinstance(value, int):
                number = value / 100 if kind is Kind.MONEY else value
                row.append(_set(self._numbers[place], number, "n"))
            elif kind is Kind.DATE and (found := formats.as_date(str(value))):
                row.append(_set(self._numbers[place], found, "d"))
            else:
                text = value.text if isinstance(value, Link) else value
                if kind is Kind.SEVERITY:
                    text = shown(text, kind)
                cells = self._quoted if text.startswith(RISKY_STARTS) else self._plain
                row.append(set_text(cells[place], text))
        return row


def heading_cells(
    sheet: Worksheet, columns: Sequence[Column], editable: Sequence[str] = ()
) -> list[SheetCell]:
    """Make a heading row; columns that people fill in have a colour of their own."""
    cells = []
    for column in columns:
        cell = set_text(WriteOnlyCell(sheet), column.label)
        cell.font = _HEADING_FONT
        cell.fill = _EDIT_FILL if column.name in editable else _HEADING_FILL
        cell.border = _UNDERLINE
        numeric = column.kind in NUMERIC
        cell.alignment = Alignment(
            wrap_text=True,
            vertical="bottom",
            horizontal="right" if numeric else "left",
            indent=int(not numeric),
        )
        cells.append(cell)
    return cells


def next_row(sheet: Worksheet) -> int:
    """Give the number of the row that is written next."""
    return cast("_Sheet", sheet).written + 1


def widths_of(sheet: Worksheet) -> tuple[int, ...]:
    """Give the column widths that `add_sheet` was told."""
    return cast("_Sheet", sheet).widths


def title_cell(sheet: Worksheet, text: str, size: int = 12) -> SheetCell:
    """Make a bold cell for a title or a caption."""
    cell = set_text(WriteOnlyCell(sheet), text)
    cell.font = Font(name=_FONT, bold=True, size=size)
    return cell


def add_sheet(book: Workbook, title: str, widths: Sequence[int], rows: int = 0) -> Worksheet:
    """Add a sheet with column widths, landscape, fit to the page's width.

    Args:
        book: A write-only workbook.
        title: The sheet's name.
        widths: Column widths in characters.
        rows: How many rows it will have, heading included, where known: it is then written in
            the sheet's head, which spares readers from counting.
    """
    made = _Sheet(book, title)
    made.widths = tuple(widths)
    book._add_sheet(made)  # type: ignore[attr-defined]  # what create_sheet does
    if rows:
        extent = f"A1:{get_column_letter(len(widths))}{rows}"
        made.calculate_dimension = lambda: extent  # type: ignore[attr-defined]
    # The published types know what we use of a write-only sheet on the ordinary sheet only.
    sheet = cast("Worksheet", made)
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 1  # Letter
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    paper = sheet.HeaderFooter
    if paper.oddHeader is not None and paper.oddFooter is not None:
        paper.oddHeader.center.text = PHI_NOTICE
        paper.oddFooter.right.text = "Page &P of &N"
    return sheet
