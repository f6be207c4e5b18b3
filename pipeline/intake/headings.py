"""The heading of a file: which column of the table each field is."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.intake.held import Held
from pipeline.intake.map_choice import OURS, MapInUse, choose, hint
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
    ``line`` is its physical line, 0 in a file whose columns have names of their own (Parquet).
    ``used`` is the column map of a foreign layout; the names are then the layout's own headings.
    """

    names: tuple[str, ...]
    line: int
    warnings: tuple[str, ...]
    used: MapInUse | None = field(default=None, kw_only=True)

    def facts(self, table: str) -> dict[str, Mapping[str, object]]:
        """Return the facts of the columns that this file has, in the file's order."""
        if self.used is not None:
            kinds = self.used.kinds
            return {name: {"kind": kinds[name]} for name in self.names if name in kinds}
        known = columns_of(table)
        return {name: known[name] for name in self.names if name}

    def ids_in(self, column: str, cells: list[str]) -> tuple[list[str], str]:
        """Return every id that the cells of a record may hold, and the one under its heading."""
        if self.used is not None:
            return self.used.ids_in(column, cells)
        at = self.names.index(column) if column in self.names else len(cells)
        return cells, cells[at] if at < len(cells) else ""

    def wanted(self, only: Collection[str] | None) -> Collection[str]:
        """Return the names to read for these columns of the table (None: for every one)."""
        if self.used is not None:
            return self.used.headings(only)
        return self.names if only is None else only


@dataclass(frozen=True, slots=True)
class TextHeading(Heading):
    """The heading line of a text file.

    ``body`` is the offset of the first byte after it, ``line_ends`` the LF bytes before that.
    """

    body: int
    line_ends: int


def read_heading(file: Snapshot, table: str, settings: IntakeSettings) -> TextHeading:
    """Read and check the first line of a text file that is not blank.

    Raises:
        IntakeError: no heading, too many columns, a required one missing, one given twice.
    """
    cells, line, body = _first_record(file, settings.delimiter)
    _refuse_other_delimiter(file, cells, line, settings.delimiter)
    heading = name_columns(file, cells, table, settings, line)
    line_ends = (file.head if body <= len(file.head) else file.data).count(b"\n", 0, body)
    return TextHeading(heading.names, line, heading.warnings, body, line_ends, used=heading.used)


def name_columns(
    file: Held, cells: Sequence[str], table: str, settings: IntakeSettings, line: int
) -> Heading:
    """Find out which column of the table each heading is, for a file of any kind.

    A file may come without a heading, so an unknown heading may be a patient's value: messages
    say its position, and its text only in a warning, when every required heading is there.

    Raises:
        IntakeError: no heading, too many columns, a required one missing, one given twice.
    """
    if not any(cell.strip() for cell in cells):
        raise file.fail("the file is empty")
    if len(cells) > settings.max_columns:
        sentence = f"{len(cells)} columns, more than the {settings.max_columns} allowed"
        raise file.fail(sentence, line or None)
    maps = settings.column_maps.get(table, ())
    if maps and not holds_required(cells, table):
        used = choose(file, cells, table, maps, line or None)
        if used is not None:
            return Heading(used.names, line, (), used=used)
    found = headings_of(cells)
    known = columns_of(table)
    _refuse_missing(file, table, found, line)
    _refuse_twice(file, found, line)
    warnings = tuple(
        f"{file.name}: {_shown(name, number)} is not a column of {table} and was not used"
        for number, name in enumerate(found, start=1)
        if name not in known
    )
    if maps:
        warnings = (f"{file.name}: {OURS}", *warnings)
    return Heading(tuple(name if name in known else "" for name in found), line, warnings)


def headings_of(cells: Iterable[str]) -> list[str]:
    """Return the headings of a row as they are compared: trimmed, letter case folded."""
    return [cell.strip().strip("\ufeff").strip().casefold() for cell in cells]


def holds_required(cells: Iterable[str], table: str) -> bool:
    """Whether a row could be the heading of a table: every required column is in it."""
    return set(headings_of(cells)).issuperset(required_columns(table))


def may_be_heading(cells: Sequence[str], table: str, settings: IntakeSettings) -> bool:
    """Whether a row could be the heading of a table, ours or that of a layout with a map."""
    maps = settings.column_maps.get(table, ())
    return holds_required(cells, table) or any(one.fits(cells) for one in maps)


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
    file: Snapshot, cells: Sequence[str], line: int, delimiter: str
) -> None:
    if len(cells) > 1:
        return
    for mark, name in _OTHER_DELIMITERS.items():
        if mark != delimiter and mark in cells[0]:
            raise file.fail(
                f"the headings are separated by {name}; export the file with commas, "
                "or declare the delimiter in the site file",
                line,
            )


def _refuse_missing(file: Held, table: str, found: list[str], line: int) -> None:
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
        first = f"the first {file.place} must hold the column names"
        sentence += f"; {first}" if line else "; no column has a name of this table"
    raise file.fail(sentence + hint(found, table), line or None, missing[0])


def _refuse_twice(file: Held, found: list[str], line: int) -> None:
    for number, name in enumerate(found, start=1):
        if not name:
            raise file.fail(f"column {number} has no heading", line or None)
        first = found.index(name) + 1
        if first != number:
            raise file.fail(f"columns {first} and {number} have the same heading", line or None)


def _shown(name: str, number: int) -> str:
    return f"heading '{name}'" if _PLAIN_HEADING.match(name) else f"the heading of column {number}"
