"""Where the records of a CSV file begin and end, in bytes and in physical lines.

A physical line ends at LF, CR LF or a lone CR, inside quotes too. In a tidy file (see
``scan.Scan``), which is what programs write, the records are found with numpy alone; any other
file is read by the strict csv module, record by record.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import numpy as np
import numpy.typing as npt

from pipeline.intake.scan import STEP, Scan

Int64s = npt.NDArray[np.int64]
_CHUNK = 1 << 18  # stays in the processor's cache
_QUOTE, _LF = 34, 10
BROKEN = -1
_SPACES = b" \t"


@dataclass(frozen=True, slots=True)
class Records:
    """Every record of a file that is not blank, the heading first.

    ``begin`` and ``end`` are offsets into the text, line end included; ``first_line`` counts
    physical lines from 1.
    """

    begin: Int64s
    end: Int64s
    first_line: Int64s
    physical_lines: int
    blank_lines: int
    continuation_lines: int

    def __len__(self) -> int:
        """Return the number of records, the heading included."""
        return len(self.begin)


def locate(data: bytes, start: int, found: Scan) -> Records:
    """Find every record of a tidy file."""
    text = np.frombuffer(data, dtype=np.uint8)
    breaks = np.concatenate(
        [
            np.flatnonzero(text[chunk : chunk + _CHUNK] == _LF) + chunk
            for chunk in range(start, len(text), _CHUNK)
        ]
        or [np.empty(0, dtype=np.int64)]
    )
    physical = len(breaks) + int(len(data) > start and data[-1] != _LF)
    closes = breaks
    line_of_close = np.arange(1, len(breaks) + 1)
    if found.line_breaks:
        outside = np.ones(len(breaks), dtype=np.bool_)
        seen = 0
        for chunk in range(start, len(text), _CHUNK):
            quotes = np.flatnonzero(text[chunk : chunk + _CHUNK] == _QUOTE) + chunk
            low, high = np.searchsorted(breaks, [chunk, chunk + _CHUNK])
            inside = (np.searchsorted(quotes, breaks[low:high]) + seen) % 2 == 1
            outside[low:high] = ~inside
            seen += len(quotes)
        closes, line_of_close = breaks[outside], line_of_close[outside]
    end = closes + 1
    if physical > len(breaks):
        end = np.append(end, len(data))
        line_of_close = np.append(line_of_close, physical)
    begin = np.append(np.int64(start), end[:-1])[: len(end)]
    first_line = np.append(np.int64(1), line_of_close[:-1] + 1)[: len(end)]
    kept = ~_blank(data, text, begin, end)
    blank = int(len(kept) - kept.sum())
    return Records(
        begin=begin[kept],
        end=end[kept],
        first_line=first_line[kept],
        physical_lines=physical,
        blank_lines=blank,
        continuation_lines=found.line_breaks,
    )


def _blank(
    data: bytes, text: npt.NDArray[np.uint8], begin: Int64s, end: Int64s
) -> npt.NDArray[np.bool_]:
    """Mark lines that hold nothing but spaces."""
    blank = np.zeros(len(begin), dtype=np.bool_)
    if len(begin):
        candidate = np.isin(text[begin], np.frombuffer(_SPACES + b"\r\n", dtype=np.uint8))
        for row in np.flatnonzero(candidate):
            blank[row] = not data[begin[row] : end[row]].strip(_SPACES + b"\r\n")
    return blank


def cut_lines(stream: IO[bytes], found: Scan, wanted: Int64s) -> list[bytes]:
    """Return some lines of a file, reading no more than the neighbourhood of each.

    Args:
        stream: the text that was scanned, able to seek.
        found: what the scan found.
        wanted: rising numbers of lines that are there, below the first (line 0); each ends at LF.
    """
    offsets, seen = np.array(found.steps, dtype=np.int64).T
    near = np.searchsorted(seen, wanted) - 1
    lines: list[bytes] = []
    last = -1
    piece, begins = b"", np.empty(0, dtype=np.int64)
    for step, line in zip(near.tolist(), (wanted - seen[near]).tolist(), strict=True):
        if step != last:
            stream.seek(int(offsets[step]))
            piece = stream.read(STEP)
            begins = np.flatnonzero(np.frombuffer(piece, dtype=np.uint8) == _LF) + 1
            last = step
        begin = int(begins[line - 1])
        if line < len(begins):
            lines.append(piece[begin : int(begins[line])])
        else:
            stream.seek(int(offsets[step]) + begin)
            lines.append(stream.readline())
    return lines


class UnclosedQuoteError(Exception):
    """A quote opened on ``line`` that nothing closes."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(f"a quote opened on line {line} is never closed")


@dataclass(frozen=True, slots=True)
class Strict:
    """The records of a file as the strict csv module reads them.

    ``widths`` holds the number of cells of each record, ``BROKEN`` where its quotes do not match.
    ``rewritten`` gives every other record that has a quote in it in tidy quotes.
    """

    records: Records
    widths: Int64s
    rewritten: dict[int, bytes]


def read_strictly(data: bytes, start: int, delimiter: str) -> Strict:
    """Read any file record by record with the strict csv module.

    A record with broken quoting is one physical line long: what follows is read on its own, so
    that a stray quote cannot swallow the lines of other claims.

    Raises:
        UnclosedQuoteError: the last quoted cell is never closed.
    """
    lines = data[start:].splitlines(keepends=True)
    offsets = np.zeros(len(lines) + 1, dtype=np.int64)
    np.cumsum([len(line) for line in lines], out=offsets[1:])
    firsts: list[int] = []
    afters: list[int] = []
    widths: list[int] = []
    rewritten: dict[int, bytes] = {}
    blank = 0
    for first, after, width, tidy in _rows(lines, delimiter):
        if width == 1 and after == first + 1 and not lines[first].strip(_SPACES + b"\r\n"):
            blank += 1
            continue
        if tidy is not None:
            rewritten[len(firsts)] = tidy
        firsts.append(first)
        afters.append(after)
        widths.append(width)
    first_line = np.asarray(firsts, dtype=np.int64)
    next_line = np.asarray(afters, dtype=np.int64)
    records = Records(
        begin=offsets[first_line] + start,
        end=offsets[next_line] + start,
        first_line=first_line + 1,
        physical_lines=len(lines),
        blank_lines=blank,
        continuation_lines=int((next_line - first_line - 1).sum()),
    )
    return Strict(records, np.asarray(widths, dtype=np.int64), rewritten)


def _rows(lines: list[bytes], delimiter: str) -> Iterator[tuple[int, int, int, bytes | None]]:
    """Yield (first line, line after, cells, record in tidy quotes), lines counted from 0."""
    mark = delimiter.encode()
    place = 0
    while place < len(lines):
        if b'"' not in lines[place]:
            yield place, place + 1, lines[place].count(mark) + 1, None
            place += 1
            continue
        reader = csv.reader(
            (lines[number].decode("utf-8") for number in range(place, len(lines))),
            delimiter=delimiter,
            strict=True,
        )
        try:
            row = next(reader)
        except csv.Error as error:
            # The texts of csv.Error are fixed sentences and hold no cell.
            endless = "field larger" in str(error) and reader.line_num > 1
            if endless or "unexpected end of data" in str(error):
                raise UnclosedQuoteError(place + 1) from None
            yield place, place + 1, BROKEN, None
            place += 1
            continue
        yield place, place + reader.line_num, len(row), in_tidy_quotes(row, delimiter)
        place += reader.line_num


def in_tidy_quotes(row: list[str], delimiter: str) -> bytes:
    """Write a record with every cell quoted."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerow(row)
    return text.getvalue().encode()
