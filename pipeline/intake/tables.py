"""From a text file to an Arrow table of cells as text, with every record accounted for."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pacsv

from pipeline.intake.headings import TextHeading
from pipeline.intake.layout import (
    BROKEN,
    Records,
    Strict,
    UnclosedQuoteError,
    cut_lines,
    locate,
    read_strictly,
)
from pipeline.intake.raw import Lines, RawFile, cell_types
from pipeline.intake.settings import IntakeSettings
from pipeline.intake.snapshot import Snapshot

_BLOCK = 1 << 21
RAGGED = "{found} fields, the heading has {expected}"
BROKEN_QUOTES = "the quotes do not match"


@dataclass
class TextRecords(RawFile):
    """A text file's records.

    ``physical_lines`` counts lines where they are the records; else ``located`` counts them.
    """

    file: Snapshot
    heading: TextHeading
    delimiter: str = field(kw_only=True)
    physical_lines: int = field(kw_only=True)
    located: Records | None = field(default=None, kw_only=True)

    @property
    def places(self) -> Records:
        """Every record's place in the file, heading first; worked out when first asked for."""
        if self.located is None:
            self.located = locate(self.file.data, self.file.start, self.file.found)
        return self.located

    @property
    def plain(self) -> bool:
        """Whether record n simply stands on the n-th line after the heading."""
        return self.located is None and not self.file.found.line_breaks

    def lines(self) -> Lines:
        """Count the file's physical lines by what they are."""
        if self.located is None:
            breaks = self.file.found.line_breaks
            return Lines(self.physical_lines, 0, breaks)
        places = self.places
        return Lines(places.physical_lines, places.blank_lines, places.continuation_lines)

    def raw_texts(self, records: npt.NDArray[np.int64]) -> list[str]:
        """Return some records, in rising order, as they stand in the file without line ends."""
        if self.plain:
            with self.file.text() as stream:
                found = cut_lines(stream, self.file.found, records + self.heading.line_ends)
        else:
            begin, end = self.places.begin[records + 1], self.places.end[records + 1]
            spans = zip(begin.tolist(), end.tolist(), strict=True)
            found = [self.file.data[first:last] for first, last in spans]
        return [record.decode("utf-8").rstrip("\r\n") for record in found]

    def cells(self, records: npt.NDArray[np.int64]) -> list[list[str]]:
        """Return the fields of some records, split at every delimiter."""
        texts = (text.split(self.delimiter) for text in self.raw_texts(records))
        return [[part.strip().strip('"') for part in parts] for parts in texts]

    def begins(self) -> npt.NDArray[np.int64] | None:
        """Return the physical line of every record; None when record n is on line n + 2."""
        return None if self.plain else self.places.first_line[1:]


def read_raw(
    file: Snapshot,
    heading: TextHeading,
    table: str,
    settings: IntakeSettings,
    only: Collection[str] | None = None,
) -> TextRecords:
    """Split a file into cells: by pyarrow when it is tidy, else by the strict csv module.

    ``only`` names the columns to keep; None keeps every column of the table.

    Raises:
        IntakeError: a quoted cell that is never closed.
    """
    types = cell_types(heading, table, only)
    raw = None
    if file.found.tidy:
        raw = _by_arrow(file, heading, types, settings)
    return raw if raw is not None else _by_csv(file, heading, types, settings)


def _by_arrow(
    file: Snapshot,
    heading: TextHeading,
    types: dict[str, pa.DataType],
    settings: IntakeSettings,
) -> TextRecords | None:
    """Read a tidy file; None when pyarrow and the line count do not agree."""
    found = file.found
    source = file.cells_from(heading.body) if heading.body < file.end else None
    cells, ragged = _parse(source, heading, types, settings, found.any_quote, found.line_breaks)
    if cells is None:
        return None
    lines = _lines_after_heading(file, heading)
    raw = TextRecords(
        file, heading, cells, cells.num_rows,
        delimiter=settings.delimiter, physical_lines=lines + 1,
    )  # fmt: skip
    if ragged or lines - found.line_breaks != cells.num_rows or heading.line != 1:
        raw.records = len(raw.places) - 1
        raw.faults = _ragged(raw, settings)
        if raw.records != cells.num_rows + len(raw.faults):
            return None
    return raw


def _parse(
    source: Any,
    heading: TextHeading,
    types: dict[str, pa.DataType],
    settings: IntakeSettings,
    quotes: bool,
    line_breaks: int,
    block: int = _BLOCK,
) -> tuple[pa.Table | None, int]:
    """Let pyarrow split the text below the heading; return the cells and the ragged rows."""
    ragged = 0

    def count(_: pacsv.InvalidRow) -> Literal["skip", "error"]:
        nonlocal ragged
        ragged += 1
        return "skip"

    if source is None:
        return pa.table({name: pa.array([], type=kind) for name, kind in types.items()}), 0
    # Names for headings that are not ours: their position, which no column of ours is called.
    names = [name or str(number) for number, name in enumerate(heading.names)]
    try:
        cells = pacsv.read_csv(
            source,
            read_options=pacsv.ReadOptions(column_names=names, block_size=block),
            parse_options=pacsv.ParseOptions(
                delimiter=settings.delimiter,
                quote_char='"' if quotes else False,
                newlines_in_values=line_breaks > 0,
                invalid_row_handler=count,
            ),
            convert_options=pacsv.ConvertOptions(
                check_utf8=False,
                null_values=[],
                column_types=types,
                include_columns=list(types),
            ),
        )
    except pa.ArrowInvalid:  # its text may hold a row
        return None, 0
    return cells, ragged


def _lines_after_heading(file: Snapshot, heading: TextHeading) -> int:
    lines = file.found.line_ends - heading.line_ends
    return lines + int(file.found.ends_open and file.end > heading.body)


def _ragged(raw: TextRecords, settings: IntakeSettings) -> dict[int, str]:
    """Find the records with a wrong number of fields."""
    faults: dict[int, str] = {}
    data, mark = raw.file.data, settings.delimiter.encode()
    expected = len(raw.heading.names)
    places = zip(raw.places.begin[1:].tolist(), raw.places.end[1:].tolist(), strict=True)
    for record, (begin, end) in enumerate(places):
        found = data.count(mark, begin, end) + 1
        if raw.file.found.any_quote and data.find(b'"', begin, end) >= 0:
            text = io.StringIO(data[begin:end].decode("utf-8"), newline="")
            try:
                found = len(next(csv.reader(text, delimiter=settings.delimiter, strict=True)))
            except csv.Error:
                faults[record] = BROKEN_QUOTES
                continue
        if found != expected:
            faults[record] = RAGGED.format(found=found, expected=expected)
    return faults


def _by_csv(
    file: Snapshot,
    heading: TextHeading,
    types: dict[str, pa.DataType],
    settings: IntakeSettings,
) -> TextRecords:
    """Read a file that is not tidy: the strict csv module finds the records, pyarrow the cells."""
    try:
        strict = read_strictly(file.data, file.start, settings.delimiter)
    except UnclosedQuoteError as error:
        line = error.line
    else:
        return _from_strict(file, heading, types, settings, strict)
    raise file.fail("a quote opened on this line is never closed", line)


def _from_strict(
    file: Snapshot,
    heading: TextHeading,
    types: dict[str, pa.DataType],
    settings: IntakeSettings,
    strict: Strict,
) -> TextRecords:
    places = strict.records
    expected = len(heading.names)
    faults = {
        int(record): _wrong_width(int(strict.widths[record + 1]), expected)
        for record in np.flatnonzero(strict.widths[1:] != expected)
    }
    pieces: list[bytes] = []
    longest = 0
    begin, end = places.begin.tolist(), places.end.tolist()
    for record in range(1, len(places)):
        if record - 1 not in faults:
            tidy = strict.rewritten.get(record)
            piece = file.data[begin[record] : end[record]] if tidy is None else tidy
            pieces.append(piece)
            longest = max(longest, len(piece))
    source = pa.BufferReader(b"".join(pieces)) if pieces else None
    block = max(_BLOCK, 2 * longest)
    cells, _ = _parse(source, heading, types, settings, True, len(strict.rewritten), block)
    if cells is None or cells.num_rows != len(pieces):
        raise file.fail("its records could not be told apart")
    return TextRecords(
        file, heading, cells, len(places) - 1, faults,
        delimiter=settings.delimiter, physical_lines=places.physical_lines, located=places,
    )  # fmt: skip


def _wrong_width(found: int, expected: int) -> str:
    return BROKEN_QUOTES if found == BROKEN else RAGGED.format(found=found, expected=expected)
