"""From a held file to its heading block and its records, whatever its format.

Texts are read as UTF-8, else byte by byte: only codes, dates and numbers are kept of them, and what
is kept has to be plain ASCII.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain

from pipeline.imports.heads import Head, Record, delimiter_of, find_head, text_records
from pipeline.imports.sources import Source
from pipeline.intake.held import Held
from pipeline.intake.sheet_cells import plain_digits
from pipeline.intake.sheet_rows import CellType, Row, rows_of
from pipeline.intake.typed_cells import serial
from pipeline.intake.workbooks import Sheet, Workbook, unescaped
from schemas.columns import Kind

MOST_OF_A_SMALL_FILE = 64 * 1024**2
SAMPLE = 1 << 18
TOLD = {
    "ncci": "pairs of codes (NCCI)",
    "mue": "unit limits (MUE)",
    "fees": "relative values (PPRRVU)",
    "gpci": "geographic factors (GPCI)",
}
NO_HEAD = "the heading block of a file of {told} is missing"
ANOTHER_KIND = "the headings are those of {other}, not of {told}; use: claimscrub import {command}"
CUT_OFF = "the file ends within a line; it was not downloaded whole"
NO_ROWS = "there is no row below the headings"
QUOTES = "a quote that does not end where its cell ends"
NOT_CALCULATED = "a formula that was never calculated; take the file as CMS publishes it"


def check_kind(source: Source, head: Head | None, kind: str) -> Head:
    """Refuse a file without a heading block, or with that of another kind."""
    told = TOLD[kind]
    if head is None:
        raise source.held.fail(NO_HEAD.format(told=told))
    if head.kind != kind:
        other = TOLD[head.kind]
        sentence = ANOTHER_KIND.format(other=other, told=told, command=head.kind)
        raise source.held.fail(sentence, head.line)
    return head


def column(source: Source, head: Head, pattern: str, told: str) -> int:
    """Return the column that a heading names.

    Raises:
        IntakeError: none does, or several.
    """
    place = head.one(pattern)
    if place is None:
        raise source.held.fail(f"no single column is headed {told}", head.line)
    return place


def read_records(source: Source, kind: str) -> tuple[Head, list[Record]]:
    """Read a file that is small as a whole.

    Returns:
        Its heading block, and its records with as many cells as the heading.

    Raises:
        IntakeError: not text or not a workbook, another kind, no row, or a row with more or fewer
        cells than the headings.
    """
    try:
        head, records = (
            _of_workbook(source, kind) if source.workbook else _of_text(source.held, kind)
        )
    except csv.Error:
        raise source.held.fail(QUOTES, bad_line(source.held)) from None
    head = check_kind(source, head, kind)
    width = len(head.lowest)
    squared = [_squared(source, record, width) for record in records]
    source.held.check_unchanged()
    if not squared:
        raise source.held.fail(NO_ROWS, head.line)
    return head, squared


def _squared(source: Source, record: Record, width: int) -> Record:
    line, cells = record
    is_note = sum(map(bool, cells)) == 1 and bool(cells[0])
    if any(cells[width:]):
        raise source.held.fail("a value beyond the last heading", line)
    if len(cells) < width and not (source.workbook or is_note):
        raise source.held.fail("the line has fewer cells than the headings", line)
    return line, (cells + [""] * width)[:width]


def _of_text(held: Held, kind: str) -> tuple[Head | None, list[Record]]:
    if held.size > MOST_OF_A_SMALL_FILE:
        raise held.fail(f"the file is larger than any file of {TOLD[kind]}")
    with held.opened() as stream:
        text = decoded(held, stream.read())
    records = text_records(io.StringIO(text, newline=None), delimiter_of(text))
    head, read = find_head(records)
    rows = [*read, *records] if head is not None else []
    if len(rows) > 1 and not text.endswith(("\n", "\r")):
        *before, (_, last) = rows
        if len(last) > 1 and is_cut_off(last[-1], [cells[-1] for _, cells in before]):
            raise held.fail(CUT_OFF)
    return head, rows


def _of_workbook(source: Source, kind: str) -> tuple[Head | None, list[Record]]:
    with Workbook(source.held) as book:
        head, records = sheet_of(source, book, kind)
        return head, list(records)


def sheet_of(source: Source, book: Workbook, kind: str) -> tuple[Head, Iterator[Record]]:
    """Return the heading block and the records of the only sheet that has the headings of a kind.

    Raises:
        IntakeError: there is none, or more than one.
    """
    others: list[Head] = []
    found: list[tuple[Sheet, Head]] = []
    for sheet in book.sheets:
        head, _ = find_head(_sheet_records(source.held, book, sheet))
        if head is not None and head.kind == kind:
            found.append((sheet, head))
        elif head is not None:
            others.append(head)
    if not found:
        check_kind(source, others[0] if others else None, kind)
    if len(found) != 1:
        raise source.held.fail(f"more than one sheet has the headings of {TOLD[kind]}")
    sheet, head = found[0]
    records = _sheet_records(source.held, book, sheet)
    return head, (record for record in records if record[0] > head.line)


def _sheet_records(held: Held, book: Workbook, sheet: Sheet) -> Iterator[Record]:
    for row in rows_of(book, sheet):
        yield row.number, _texts(held, book, row)


def _texts(held: Held, book: Workbook, row: Row) -> list[str]:
    texts = [""] * max((cell.column for cell in row.cells), default=0)
    for cell in row.cells:
        if cell.holds is CellType.FORMULA:
            raise held.fail(NOT_CALCULATED, row.number, str(cell.column))
        text = unescaped(cell.text)
        if cell.holds is CellType.NUMBER:
            text = _number(book, cell.text, cell.style)
        elif cell.holds is CellType.ISO_DATE:
            text = cell.text[:10].replace("-", "")
        texts[cell.column - 1] = text
    while texts and not texts[-1].strip():
        texts.pop()
    return texts


def _number(book: Workbook, text: str, style: int) -> str:
    """Write a number as the published text has it: dates YYYYMMDD, the zeros that Excel shows."""
    if style in book.moments:
        return serial(float(text), Kind.DATE, book.since).replace("-", "")
    plain = plain_digits(text)
    shown = book.formats[style] if style < len(book.formats) else ""
    zeros = len(shown) if shown and set(shown) == {"0"} else 0
    return plain.zfill(zeros) if plain.isdecimal() else plain


def decoded(held: Held, data: bytes) -> str:
    """Return the text of a published file.

    Raises:
        IntakeError: it is no plain text.
    """
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise held.fail("the text is UTF-16; take the file as CMS publishes it")
    if data.startswith(b"PK\x03\x04"):
        raise held.fail("this is a zip or a workbook under the name of a text")
    if b"\0" in data:
        raise held.fail("the file holds NUL bytes; it is damaged or no text")
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def sample_of(held: Held) -> str:
    """Return the beginning of a text, cut after its last whole line."""
    with held.opened() as stream:
        data = stream.read(SAMPLE)
    if held.size > SAMPLE:
        end = max(data.rfind(b"\n"), data.rfind(b"\r"))
        data = data[: end + 1]
    return decoded(held, data)


def head_of_text(source: Source, kind: str) -> tuple[Head, Record, str]:
    """Return the heading block of a large text, its first record below it, and its delimiter.

    Raises:
        IntakeError: see ``read_records``.
    """
    text = sample_of(source.held)
    delimiter = delimiter_of(text)
    try:
        records = text_records(io.StringIO(text, newline=None), delimiter)
        head, read = find_head(records)
        first = next(chain(read, records), None)
    except csv.Error:
        raise source.held.fail(QUOTES, bad_line(source.held)) from None
    head = check_kind(source, head, kind)
    if first is None:
        raise source.held.fail(NO_ROWS, head.line)
    return head, first, delimiter


def records_of_text(held: Held) -> Iterator[Record]:
    """Read every record of a text once more, however large it is: to find the place of a fault.

    Raises:
        csv.Error: a quote that does not end where a cell ends, or never.
    """
    delimiter = delimiter_of(sample_of(held))
    with held.path.open(encoding="latin-1", newline=None) as stream:
        yield from text_records(stream, delimiter)


def is_cut_off(cell: str, whole: Iterable[str]) -> bool:
    """Say whether the last cell of a text without a last line end is the beginning of others'."""
    begun, others = cell.strip().casefold(), {other.strip().casefold() for other in whole}
    return begun not in others and any(other.startswith(begun) for other in others)


def bad_line(held: Held) -> int | None:
    """Return the line of the record whose quotes make no sense."""
    reached = 0
    try:
        for line, _ in records_of_text(held):
            reached = line
    except csv.Error:
        return reached + 1
    return None
