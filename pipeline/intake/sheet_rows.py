"""The rows of a sheet, one after another, each with its cells as the file spells them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from pipeline.intake.package import BOMB, MOST_OF_A_PART
from pipeline.intake.workbooks import LONGEST_CELL, TOO_LONG, Sheet, Workbook

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
OUT_OF_ORDER = "the rows or cells of a sheet are out of order; the workbook is damaged"
_LETTERS = re.compile(r"\A[A-Z]{1,3}\Z", re.ASCII)
_NUMBER = re.compile(r"\A[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?\Z", re.ASCII)


class CellType(StrEnum):
    """What a cell holds; ``FORMULA`` is one whose value was never worked out."""

    TEXT = "s"
    NUMBER = "n"
    BOOLEAN = "b"
    ERROR = "e"
    ISO_DATE = "d"
    FORMULA = "f"


class Cell(NamedTuple):
    """One cell that is not empty: column (1 = A), what it holds, its text, number of its style."""

    column: int
    holds: CellType
    text: str
    style: int


class Row(NamedTuple):
    """One row of the sheet that has cells, as numbered in the sheet (from 1)."""

    number: int
    cells: list[Cell]


def rows_of(book: Workbook, sheet: Sheet) -> Iterator[Row]:
    """Read the rows of a sheet that are not blank.

    A cell of a formula has the value that was stored with it. Merged cells hold their value in
    the first of them; hidden rows and columns are rows and columns.

    Raises:
        IntakeError: the sheet is damaged, or larger than a sheet can be.
    """
    reader = _SheetReader(book)
    events = book.package.events(sheet.part, reader.start, reader.end, reader.text)
    for _ in events:
        yield from reader.rows
        reader.rows.clear()
        if reader.done:
            return


class _SheetReader:
    """Takes the events of a sheet's part and gathers rows."""

    def __init__(self, book: Workbook) -> None:
        self.fail = book.file.fail
        self.texts = book.texts
        self.rows: list[Row] = []
        self.done = False
        self._values_missing = book.uncalculated
        self._columns: dict[str, int] = {}
        self._cells: list[Cell] = []
        self._row = self._column = self._style = self._length = self._beside = 0
        self._row_text = self._kind = ""
        self._unfolded = 0
        self._pieces: list[str] = []
        self._within = self._taking = self._formula = self._filled = False

    def start(self, name: str, facts: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if name == "c":
            self._begin_cell(facts)
        elif name in {"v", "t"}:
            self._taking = self._within and not self._beside
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._begin_row(facts.get("r"))
        elif name == "rPh":
            self._beside += 1
        elif name == "sheetData":
            self._within = True

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if name == "c":
            self._end_cell()
        elif name in {"v", "t"}:
            self._taking = False
        elif name == "row":
            if self._filled and not self.done:
                self.rows.append(Row(self._row, self._cells))
        elif name == "rPh":
            self._beside -= 1
        elif name == "sheetData":
            self._within, self.done = False, True

    def text(self, piece: str) -> None:
        """Take a piece of a cell's text."""
        if self._taking:
            self._length += len(piece)
            if self._length > LONGEST_CELL:
                raise self.fail(TOO_LONG, self._row)
            self._pieces.append(piece)

    def _begin_row(self, number: str | None) -> None:
        before = self._row
        self._row = before + 1 if number is None else int(number)
        if not before < self._row <= MOST_ROWS:
            raise self.fail(OUT_OF_ORDER)
        self._row_text = str(self._row)
        self._cells = []
        self._column, self._filled = 0, False

    def _begin_cell(self, facts: dict[str, str]) -> None:
        before = self._column
        place = facts.get("r")
        if place is None:
            self._column = before + 1
        else:
            letters = place[: -len(self._row_text)] if place.endswith(self._row_text) else ""
            self._column = self._columns.get(letters) or self._column_of(letters)
        if not before < self._column <= MOST_COLUMNS:
            raise self.fail(OUT_OF_ORDER, self._row)
        self._kind = facts.get("t", "n")
        style = facts.get("s")
        self._style = 0 if style is None else int(style)
        self._pieces = []
        self._length = 0
        self._formula = False

    def _column_of(self, letters: str) -> int:
        if not _LETTERS.match(letters):
            raise self.fail(OUT_OF_ORDER, self._row)
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - ord("A") + 1
        self._columns[letters] = column
        return column

    def _end_cell(self) -> None:
        text = "".join(self._pieces)
        kind = self._kind
        if self._formula and (self._values_missing or (not text and kind != "str")):
            self._add(CellType.FORMULA, "")
        elif not text:
            return
        elif kind == "s":
            if not text.isdecimal():
                raise ValueError
            self._add(CellType.TEXT, self.texts[int(text)])
        elif kind in {"str", "inlineStr"}:
            self._add(CellType.TEXT, text)
        elif kind == "n":
            if not _NUMBER.match(text) or not math.isfinite(float(text)):
                raise ValueError
            self._add(CellType.NUMBER, text)
        else:
            self._add(CellType(kind), text)

    def _add(self, holds: CellType, text: str) -> None:
        if holds is CellType.TEXT and not text:
            return
        self._unfolded += len(text)
        if self._unfolded > MOST_OF_A_PART:
            raise self.fail(BOMB)
        self._cells.append(Cell(self._column, holds, text, self._style))
        self._filled = self._filled or holds is not CellType.TEXT or not text.isspace()
