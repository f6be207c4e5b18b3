"""Reading a workbook: one sheet's rows become columns of text (see ``raw``).

The sheet is the one that the site settings name, else the first that a person sees. A second
sheet that could be the same table is never passed over in silence.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.intake import settled, typed_cells
from pipeline.intake.headings import Heading, may_be_heading, name_columns
from pipeline.intake.held import Held, hold
from pipeline.intake.raw import (
    DICTIONARY,
    IDS_AS_NUMBERS,
    Cells,
    Lines,
    Positions,
    RawFile,
    cell_types,
)
from pipeline.intake.settings import IntakeSettings
from pipeline.intake.sheet_cells import shown_texts, typed_text
from pipeline.intake.sheet_rows import Cell, CellType, Row, rows_of
from pipeline.intake.workbooks import Sheet, Workbook, unescaped
from schemas.columns import Kind

_BATCH, _BATCH_TEXT = 1 << 14, 1 << 26
NO_SHEETS = "the workbook has no sheet of cells"
NO_SUCH_SHEET = "the workbook has no sheet of the name that the site settings give"
AMBIGUOUS = (
    "sheets {first} and {second} both have the headings of {table}; keep one of them, or name the "
    "sheet to read in the site settings"
)
ELSEWHERE = (
    "sheet {read} has not the headings of {table}, sheet {number} has; name the sheet to read in "
    "the site settings"
)
ONE_OF_SEVERAL = "{name}: sheet {number} of {count} was read; others hold data and were not used"
BEYOND = "a value in column {column}, where the heading has {expected}"
NOT_CALCULATED = (
    "a formula that was never calculated; open the workbook in Excel, save the file, and run again"
)


@dataclass
class SheetRecords(RawFile):
    """The rows of a sheet below its heading.

    ``sheet`` is the sheet's part of the workbook, ``numbers`` the row number of each record in it.
    """

    sheet: str = field(kw_only=True)
    numbers: Positions = field(kw_only=True)

    def lines(self) -> Lines:
        """Count the rows of the sheet, from its first to the last that holds anything."""
        last = int(self.numbers[-1]) if len(self.numbers) else self.heading.line
        return Lines(last, last - 1 - self.records, 0)

    def begins(self) -> Positions:
        """Return the sheet's row number of every record."""
        return self.numbers

    def raw_texts(self, records: Positions) -> list[str]:
        """Return some records as JSON lists of their cell texts."""
        return [json.dumps(texts, ensure_ascii=False) for texts in self.cells(records)]

    def cells(self, records: Positions) -> list[list[str]]:
        """Return the texts of some records' cells as the sheet shows them, empty ones too."""
        if len(records) == 0:
            return []
        wanted = set(self.numbers[records].tolist())
        width = len(self.heading.names)
        with Workbook(self.file, bound=False) as book:
            sheet = next(sheet for sheet in book.sheets if sheet.part == self.sheet)
            rows = (row for row in rows_of(book, sheet) if row.number in wanted)
            return [shown_texts(book, row, width) for row in islice(rows, len(wanted))]


def read_workbook(
    path: Path,
    name: str,
    table: str,
    settings: IntakeSettings,
    only: Collection[str] | None = None,
    *,
    bound: bool = True,
) -> RawFile:
    """Read one sheet of a workbook.

    Args:
        path: the file.
        name: its safe name.
        table: a name of ``schemas.tables.MODELS``.
        settings: the office's reading rules.
        only: columns to keep; None keeps every column of the table.
        bound: whether to hold the file to the limits of size.

    Raises:
        IntakeError: a file that cannot be used as a whole: not a sound and harmless workbook, no
            heading, two sheets of one heading, a formula that was never calculated.
    """
    file = hold(path, name, settings, settings.max_workbook_bytes if bound else None)
    with Workbook(file, bound=bound) as book:
        sheet = chosen_sheet(book, table, settings)
        remarks = _other_sheets(book, sheet, table, settings)
        rows = rows_of(book, sheet)
        heading = read_heading_row(book, rows, table, settings)
        types = cell_types(heading, table, only)
        facts = heading.facts(table)
        columns = {
            heading.names.index(column) + 1: _Texts(book, facts[column], kind)
            for column, kind in types.items()
        }
        numbers, faults = _read_rows(file, rows, heading, columns)
    texts = dict(zip(types, columns.values(), strict=True))
    numbered = ", ".join(column for column, found in texts.items() if found.id_as_number)
    if numbered:
        remarks.append(IDS_AS_NUMBERS.format(name=name, columns=numbered))
    return SheetRecords(
        file=file,
        heading=heading,
        table=pa.table({column: found.built() for column, found in texts.items()}),
        records=len(numbers),
        faults=faults,
        settled=frozenset(column for column, found in texts.items() if found.any_settled),
        remarks=tuple(remarks),
        sheet=sheet.part,
        numbers=np.array(numbers, dtype=np.int64),
    )


def chosen_sheet(book: Workbook, table: str, settings: IntakeSettings) -> Sheet:
    """Return the sheet to read: the one that is named, else the first that a person sees.

    Raises:
        IntakeError: there is none.
    """
    named = settings.sheets.get(table, "").strip().casefold()
    if named:
        for sheet in book.sheets:
            if sheet.name.strip().casefold() == named:
                return sheet
        raise book.file.fail(NO_SUCH_SHEET)
    if not book.sheets:
        raise book.file.fail(NO_SHEETS)
    return next((sheet for sheet in book.sheets if not sheet.hidden), book.sheets[0])


def _other_sheets(book: Workbook, read: Sheet, table: str, settings: IntakeSettings) -> list[str]:
    """Tell of other sheets that hold data; refuse one that could be the same table."""
    mine = book.sheets.index(read) + 1
    heading = [cell.text for cell in next(rows_of(book, read), Row(0, [])).cells]
    here = may_be_heading(heading, table, settings)
    remarks: list[str] = []
    for number, sheet in enumerate(book.sheets, start=1):
        row = None if sheet is read else next(rows_of(book, sheet), None)
        if row is None:
            continue
        there = may_be_heading([cell.text for cell in row.cells], table, settings)
        if there and not here:
            raise book.file.fail(ELSEWHERE.format(read=mine, table=table, number=number))
        if there and table not in settings.sheets:
            first, second = sorted((mine, number))
            raise book.file.fail(AMBIGUOUS.format(first=first, second=second, table=table))
        count = len(book.sheets)
        remarks = [ONE_OF_SEVERAL.format(name=book.file.name, number=mine, count=count)]
    return remarks


def read_heading_row(
    book: Workbook, rows: Iterator[Row], table: str, settings: IntakeSettings
) -> Heading:
    """Take the heading off the rows of a sheet: the first that is not blank.

    Raises:
        IntakeError: see ``headings.name_columns``.
    """
    row = next(rows, None)
    if row is None:
        raise book.file.fail("the file is empty")
    _refuse_uncalculated(book.file, row, ())
    texts = shown_texts(book, row)
    while texts and not texts[-1].strip():
        texts.pop()
    return name_columns(book.file, texts, table, settings, row.number)


def _read_rows(
    file: Held, rows: Iterator[Row], heading: Heading, columns: Mapping[int, _Texts]
) -> tuple[list[int], dict[int, str]]:
    """Hand the cells of every row to their columns; return row numbers and rows with faults."""
    numbers: list[int] = []
    faults: dict[int, str] = {}
    width = len(heading.names)
    waiting = size = 0
    for row in rows:
        _refuse_uncalculated(file, row, heading.names)
        last = _last_filled(row.cells)
        numbers.append(row.number)
        if last > width:
            faults[len(numbers) - 1] = BEYOND.format(column=last, expected=width)
            continue
        for cell in row.cells:
            if cell.column in columns:
                columns[cell.column].take(waiting, cell)
                size += len(cell.text)
        waiting += 1
        if waiting == _BATCH or size > _BATCH_TEXT:
            for column in columns.values():
                column.close_batch(waiting)
            waiting = size = 0
    for column in columns.values():
        column.close_batch(waiting)
    return numbers, faults


def _refuse_uncalculated(file: Held, row: Row, names: Sequence[str]) -> None:
    for cell in row.cells:
        if cell.holds is CellType.FORMULA:
            known = names[cell.column - 1] if cell.column <= len(names) else ""
            raise file.fail(NOT_CALCULATED, row.number, known or str(cell.column))


def _last_filled(cells: Sequence[Cell]) -> int:
    return max((cell.column for cell in cells if not cell.text.isspace()), default=0)


class _Texts:
    """One column of a sheet as it is gathered, a batch of rows at a time."""

    def __init__(self, book: Workbook, facts: Mapping[str, object], type_: pa.DataType) -> None:
        self._book = book
        self._type = type_
        self._kind = Kind(str(facts["kind"]))
        # A code of a closed list cannot lose a zero.
        self._may_lose_zeros = self._kind in typed_cells.CODED and "values" not in facts
        self._texts: dict[int, str] = {}
        self._batches: list[Cells] = []
        self.id_as_number = self.any_settled = False

    def take(self, row: int, cell: Cell) -> None:
        """Take the cell of a row of the batch."""
        if cell.holds is CellType.TEXT:
            self._texts[row] = unescaped(cell.text)
            return
        text = typed_text(self._book, cell, self._kind)
        if text.startswith(settled.MARK):
            self.any_settled = True
        elif cell.holds is CellType.NUMBER and self._may_lose_zeros:
            self.id_as_number = True
        self._texts[row] = text

    def close_batch(self, rows: int) -> None:
        """Put the batch into Arrow's memory."""
        texts = map(self._texts.get, range(rows), [""] * rows)
        batch: Cells = pa.array(texts, type=pa.string(), size=rows)
        self._batches.append(batch.dictionary_encode() if self._type == DICTIONARY else batch)
        self._texts.clear()

    def built(self) -> Cells:
        """Return the whole column."""
        chunked: Any = pa.chunked_array
        return chunked(self._batches, type=self._type)
