"""Cells of a sheet, written as the texts that a CSV file would hold, or as people see them."""

from __future__ import annotations

from decimal import Decimal

from pipeline.intake import settled, typed_cells
from pipeline.intake.sheet_rows import Cell, CellType, Row
from pipeline.intake.workbooks import Workbook, unescaped
from schemas.columns import Kind


def typed_text(book: Workbook, cell: Cell, kind: Kind) -> str:
    """Write a cell that is no text as the text of its column's kind, or as a settled cell."""
    match cell.holds:
        case CellType.NUMBER if cell.style in book.moments:
            return typed_cells.serial(float(cell.text), kind, book.since)
        case CellType.NUMBER:
            return typed_cells.number(plain_digits(cell.text), kind, exact=False)
        case CellType.ISO_DATE:
            return typed_cells.iso(cell.text, kind)
        case CellType.BOOLEAN:
            return typed_cells.A_BOOLEAN
        case _:
            return typed_cells.AN_ERROR


def plain_digits(text: str) -> str:
    """Write a number of a workbook without exponent, to the 15 digits that it keeps."""
    if text.isdecimal() and len(text) <= typed_cells.SHORT:
        return text
    short = format(float(text), ".15g")
    return format(Decimal(short), "f") if "e" in short else short


def shown_texts(book: Workbook, row: Row, width: int = 0) -> list[str]:
    """Return a row's cells as texts for people, at least ``width`` of them."""
    texts = [""] * max([width, *(cell.column for cell in row.cells)])
    for cell in row.cells:
        if cell.holds in {CellType.TEXT, CellType.ERROR}:
            text = unescaped(cell.text)
        elif cell.holds is CellType.BOOLEAN:
            text = "TRUE" if cell.text == "1" else "FALSE"
        else:
            text = typed_text(book, cell, Kind.TEXT)
        texts[cell.column - 1] = cell.text if text.startswith(settled.MARK) else text
    return texts
