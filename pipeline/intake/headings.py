"""The heading line: which column of the table each field is."""

from __future__ import annotations

import csv
import difflib
import io
import re
from dataclasses import dataclass

from pipeline.intake.settings import IntakeSettings
from pipeline.intake.snapshot import Snapshot
from schemas.tables import columns_of, required_columns

_OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_PLAIN_HEADING = re.compile(r"\A[a-z][a-z_ .#-]{0,39}\Z")
_CLOSE = 0.75


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of one file.

    ``names`` has one entry a field: the column of the table, or "" for a heading that is not ours.
    ``line`` is its physical line, ``body`` the offset of the first byte after it, ``line_ends``
    the LF bytes before that.
    """

    names: tuple[str, ...]
    line: int
    body: int
    line_ends: int
    warnings: tuple[str, ...]

    @property
    def known(self) -> tuple[str, ...]:
        """The columns of the table that this file has, in the file's order."""
        return tuple(name for name in self.names if name)


def read_heading(file: Snapshot, table: str, settings: IntakeSettings) -> Heading:
    """Read and check the first line that is not blank.

    A file may come without a heading, so an unknown heading may be a patient's value: messages
    say its position, and its text only in a warning, when every required heading is there.

    Raises:
        IntakeError: no heading, too many columns, a required one missing, one given twice.
    """
    cells, line, body = _first_record(file, settings.delimiter)
    if not any(cell.strip() for cell in cells):
        raise file.fail("the file is empty")
    if len(cells) > settings.max_columns:
        raise file.fail(f"{len(cells)} columns, more than the {settings.max_columns} allowed", line)
    found = [cell.strip().strip("\ufeff").strip().casefold() for cell in cells]
    known = columns_of(table)
    _refuse_other_delimiter(file, found, cells[0], line, settings.delimiter)
    names = tuple(name if name in known else "" for name in found)
    _refuse_missing(file, table, found, line)
    _refuse_twice(file, found, line)
    warnings = tuple(
        f"{file.name}: {_shown(name, number)} is not a column of {table} and was not used"
        for number, name in enumerate(found, start=1)
        if name not in known
    )
    line_ends = (file.head if body <= len(file.head) else file.data).count(b"\n", 0, body)
    return Heading(names, line, body, line_ends, warnings)


def _first_record(file: Snapshot, delimiter: str) -> tuple[list[str], int, int]:
    """Return the cells, physical line and end offset of the first record that is not blank."""
    place, line = file.start, 1
    while place < file.end:
        data = file.head
        end, lines = _end_of_record(data, place)
        if end >= len(data) and len(data) < file.end:
            data = file.data
            end, lines = _end_of_record(data, place)
        raw = data[place:end]
        if raw.strip(b" \t\r\n"):
            text = io.StringIO(raw.decode("utf-8"), newline="")
            try:
                return next(csv.reader(text, delimiter=delimiter, strict=True)), line, end
            except (csv.Error, StopIteration):
                pass
            raise file.fail("the quotes of the heading line do not match", line)
        place, line = end, line + lines
    raise file.fail("the file is empty")


def _end_of_record(data: bytes, place: int) -> tuple[int, int]:
    """Return where the line that starts here ends, taking in lines while a quote is open."""
    lines = quotes = 0
    end = place
    while end < len(data):
        ends = [found for mark in (b"\n", b"\r") if (found := data.find(mark, end)) >= 0]
        stop = min(ends) + 1 if ends else len(data)
        if data[stop - 1 : stop + 1] == b"\r\n":
            stop += 1
        quotes += data.count(b'"', end, stop)
        lines += 1
        end = stop
        if quotes % 2 == 0:
            break
    return end, lines


def _refuse_other_delimiter(
    file: Snapshot, found: list[str], first: str, line: int, delimiter: str
) -> None:
    if len(found) > 1:
        return
    for mark, name in _OTHER_DELIMITERS.items():
        if mark != delimiter and mark in first:
            raise file.fail(
                f"the headings are separated by {name}; export the file with commas, "
                "or declare the delimiter in the site file",
                line,
            )


def _refuse_missing(file: Snapshot, table: str, found: list[str], line: int) -> None:
    missing = [name for name in required_columns(table) if name not in found]
    if not missing:
        return
    known = columns_of(table)
    unknown = {name: number for number, name in enumerate(found, start=1) if name not in known}
    hints = []
    for name in missing:
        near = difflib.get_close_matches(name, list(unknown), n=1, cutoff=_CLOSE)
        if near:
            hints.append(f"is the heading of column {unknown[near[0]]} meant to be {name}?")
    listed = ", ".join(missing[1:])
    sentence = "a required heading is missing" + (f" (also missing: {listed})" if listed else "")
    if hints:
        sentence += "; " + " ".join(hints)
    elif len(missing) == len(required_columns(table)):
        sentence += "; the first line must hold the column names"
    raise file.fail(sentence, line, missing[0])


def _refuse_twice(file: Snapshot, found: list[str], line: int) -> None:
    for number, name in enumerate(found, start=1):
        if not name:
            raise file.fail(f"column {number} has no heading", line)
        first = found.index(name) + 1
        if first != number:
            raise file.fail(f"columns {first} and {number} have the same heading", line)


def _shown(name: str, number: int) -> str:
    return f"heading '{name}'" if _PLAIN_HEADING.match(name) else f"the heading of column {number}"
