"""The rows of a pair file, a batch at a time: the five columns that count, as dictionaries.

A text of half a million rows is read by pyarrow; a workbook row by row, in batches of the same
form.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO, TypeAlias, cast

import pyarrow as pa
import pyarrow.csv as pa_csv

from pipeline.imports.heads import Head
from pipeline.imports.names import NCCI
from pipeline.imports.reading import (
    CUT_OFF,
    NO_ROWS,
    QUOTES,
    SAMPLE,
    bad_line,
    column,
    head_of_text,
    is_cut_off,
    records_of_text,
    sheet_of,
)
from pipeline.imports.sources import Source
from pipeline.intake.workbooks import Workbook

Column: TypeAlias = "pa.DictionaryArray[Any, Any]"
COLUMNS = ("column 1", "column 2", "effective date", "deletion date", "modifier indicator")
_HEADED = (
    r"^column ?(1|one)\b",
    r"^column ?(2|two)\b",
    r"\beffective\b",
    r"\bdeletion\b",
    r"\bmodifier\b",
)
_RATIONALE = r"rationale"
_BLOCK = 1 << 23
_SHEET_BATCH = 1 << 15
_DICTIONARY = pa.dictionary(pa.int32(), pa.binary())
_TAIL = 1 << 16
_LINE_END = re.compile(rb"\r\n|\n|\r")
# The reasons that CMS gives; one that a file breaks off in tells that its end is missing.
RATIONALES = (
    "CPT Manual or CMS manual coding instruction",
    "Misuse of Column Two code with Column One code",
    "Mutually exclusive procedures",
    "Standards of medical/surgical practice",
    "HCPCS/CPT procedure code definition",
)
RAGGED = "the line has more or fewer cells than the first row"
UNREADABLE = "the rows cannot be parted into cells; the file is damaged"
OVER_LINES = "a cell runs over several lines"


@dataclass(frozen=True, slots=True)
class Layout:
    """The heading block of a pair file, and where the five columns stand."""

    head: Head
    places: tuple[int, ...]


def layout_of(source: Source, head: Head) -> Layout:
    """Find the columns by their headings.

    Raises:
        IntakeError: a heading is missing, or stands twice.
    """
    places = [
        column(source, head, pattern, told) for pattern, told in zip(_HEADED, COLUMNS, strict=True)
    ]
    return Layout(head, tuple(places))


class PairBatches:
    """Reads one pair file; ``line_of`` finds the place of a row afterwards.

    Attributes:
        layout: headings and columns.
    """

    def __init__(self, source: Source) -> None:
        """Read the heading block.

        Raises:
            IntakeError: not a pair file.
        """
        self._source, self._held = source, source.held
        self._numbers: list[int] = []
        if source.workbook:
            with Workbook(source.held) as book:
                head, _ = sheet_of(source, book, NCCI)
        else:
            head, first, self._delimiter = head_of_text(source, NCCI)
            self._first_line, self._width = first[0], len(first[1])
            filled = max(place + 1 for place, cell in enumerate(first[1]) if cell)
            if filled > head.width:
                raise self._held.fail("a value beyond the last heading", first[0])
        self.layout = layout_of(source, head)
        if not source.workbook and self._width <= max(self.layout.places):
            raise self._held.fail("the line has fewer cells than the headings", self._first_line)

    def read(self) -> Iterator[list[Column]]:
        """Yield the five columns of a batch of rows.

        Raises:
            IntakeError: a row with more or fewer cells, quotes that make no sense, a file that
            ends within a line or changes meanwhile.
        """
        yield from self._of_workbook() if self._source.workbook else self._of_text()
        self._held.check_unchanged()

    def line_of(self, row: int) -> int:
        """Return the line (row of the sheet) of a row, counted from 0."""
        if self._source.workbook:
            return self._numbers[row]
        return next(islice(self._records(), row, None))[0]

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        records = records_of_text(self._held)
        return (record for record in records if record[0] >= self._first_line)

    def _of_workbook(self) -> Iterator[list[Column]]:
        places = self.layout.places
        with Workbook(self._held) as book:
            head, records = sheet_of(self._source, book, NCCI)
            while batch := list(islice(records, _SHEET_BATCH)):
                self._numbers += [line for line, _ in batch]
                for line, cells in batch:
                    if any(cells[head.width :]):
                        raise self._held.fail("a value beyond the last heading", line)
                yield [_encoded([cells[at : at + 1] for _, cells in batch]) for at in places]
        if not self._numbers:
            raise self._held.fail(NO_ROWS, head.line)

    def _of_text(self) -> Iterator[list[Column]]:
        names = [f"f{place}" for place in self.layout.places]
        rows = 0
        with self._held.opened() as stream:
            _skip_lines(stream, self._first_line - 1)
            watched = _Watched(stream, self._held.size - stream.tell())
            try:
                with pa_csv.open_csv(
                    cast(BinaryIO, watched),
                    read_options=pa_csv.ReadOptions(
                        use_threads=False, block_size=_BLOCK, autogenerate_column_names=True
                    ),
                    parse_options=pa_csv.ParseOptions(delimiter=self._delimiter),
                    convert_options=pa_csv.ConvertOptions(
                        include_columns=names,
                        column_types=dict.fromkeys(names, _DICTIONARY),
                        strings_can_be_null=False,
                    ),
                ) as reader:
                    for batch in reader:
                        rows += batch.num_rows
                        yield cast("list[Column]", batch.columns)
            except (pa.ArrowInvalid, pa.ArrowKeyError):
                problem = True
            else:
                problem = False
        if problem:
            raise self._fault()
        self._hold_against(rows, watched)

    def _hold_against(self, rows: int, watched: _Watched) -> None:
        """Refuse a text whose rows are not its lines, or that breaks off in the last of them."""
        if rows != watched.lines:
            read = 0
            try:
                for line, cells in self._records():
                    read += 1
                    if any("\n" in cell for cell in cells):
                        raise self._held.fail(OVER_LINES, line)
            except csv.Error:
                raise self._held.fail(QUOTES, bad_line(self._held)) from None
            if read != rows:
                raise self._held.fail("rows and lines do not agree; the file is damaged")
        if not watched.ended:
            self._refuse_cut_off(watched.tail)

    def _refuse_cut_off(self, tail: bytes) -> None:
        place = self.layout.head.one(_RATIONALE)
        if place is None:
            return
        lines = tail.decode("latin-1").splitlines()
        last = lines[-1].split(self._delimiter)
        before = [line.split(self._delimiter) for line in lines[1:-1]]
        whole = [*RATIONALES, *(cells[place] for cells in before if place < len(cells))]
        if is_cut_off(last[place] if place < len(last) else "", whole):
            raise self._held.fail(CUT_OFF)

    def _fault(self) -> Exception:
        """Find the line that pyarrow stopped at."""
        with suppress(csv.Error):
            for line, cells in self._records():
                if len(cells) != self._width:
                    return self._held.fail(RAGGED, line)
        place = bad_line(self._held)
        return self._held.fail(UNREADABLE if place is None else QUOTES, place)


def _encoded(cells: Sequence[Sequence[str]]) -> Column:
    texts = [cell[0].encode() if cell else b"" for cell in cells]
    return pa.array(texts, pa.binary()).dictionary_encode()


def _skip_lines(stream: BinaryIO, lines: int) -> None:
    """Go past so many lines, counted as everywhere: each line end by itself, of whatever kind."""
    ends = _LINE_END.finditer(stream.read(SAMPLE))
    stream.seek(max((end.end() for end in islice(ends, lines)), default=0))


class _Watched(io.RawIOBase):
    """A stream that counts the lines read from it and remembers how it ends."""

    def __init__(self, stream: BinaryIO, left: int) -> None:
        self._stream = stream
        self.tail = b"\n"
        self._ends = 0
        self._left = left

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        if not piece:
            return piece
        self._left -= len(piece)
        self._ends += piece.count(b"\n") or piece.count(b"\r")
        self.tail = (self.tail + piece)[-_TAIL:]
        # pyarrow does not see a single line that has no end.
        return piece if self._left or self.ended else piece + b"\n"

    @property
    def ended(self) -> bool:
        """Whether the last line has its end."""
        return self.tail.endswith((b"\n", b"\r"))

    @property
    def lines(self) -> int:
        """Number of lines, the last one too where it has no end."""
        return self._ends + (not self.ended)
