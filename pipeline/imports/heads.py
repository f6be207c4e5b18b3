"""The heading block of a published file: its title lines, its columns by their stacked words."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from pipeline.imports.names import (
    FEES,
    GPCI,
    MONTHS,
    MUE,
    NCCI,
    quarter_in,
    setting_in,
)
from pipeline.imports.quarters import Quarter, Said

Record: TypeAlias = tuple[int, list[str]]
"""The line (or row of a sheet) on which a record begins, and its cells."""
SEARCHED = 60
"""Records in which a heading block is looked for."""
_MOST_STACKED = 4
_LONG_NUMBER = re.compile(r"[0-9]{8}", re.ASCII)
_BLANKS = re.compile(r"\s+")
_YEAR = re.compile(r"(?<![0-9/])(20[0-9]{2})(?![0-9])", re.ASCII)
_MONTH = re.compile(r"\b(january|april|july|october)\b", re.ASCII)
_RELEASED = re.compile(r"released\s+([0-9]{1,2})/([0-9]{1,2})/(20[0-9]{2})", re.ASCII)
_EFFECTIVE = re.compile(r"effective\s+([0-9]{1,2})[-/]([0-9]{1,2})[-/](20[0-9]{2})", re.ASCII)
_VERSION = re.compile(r"\bv(?:ersion)?\s*([0-9]{2})\.([0-9])\b", re.ASCII)
_FEW_TABS = 3
_NUMBERED = ("1", "2")
_CODE_COLUMN = re.compile(r"column(?: ?(?:[12]|one|two))?(?: code)?$", re.ASCII)
_GOES_ON = ("", "1", "2", "one", "two", "code")


@dataclass(frozen=True, slots=True)
class Head:
    """A heading block: of which kind, its title texts, and the words above each column.

    ``columns`` holds the words of all stacked records, ``lowest`` those of the last alone, both
    folded and with single blanks; ``line`` is where the last record of the block begins.
    """

    kind: str
    titles: tuple[str, ...]
    columns: tuple[str, ...]
    lowest: tuple[str, ...]
    line: int

    def one(self, pattern: str) -> int | None:
        """Return the only column whose words match a pattern, None for none or several."""
        found = [place for place, words in enumerate(self.columns) if re.search(pattern, words)]
        return found[0] if len(found) == 1 else None

    @property
    def width(self) -> int:
        """Number of columns with words."""
        return max((place + 1 for place, words in enumerate(self.columns) if words), default=0)

    def says(self) -> Said:
        """Return what title lines and headings say of the file."""
        titles = " | ".join(title for title in self.titles if "copyright" not in title)
        settings = (setting_in(" ".join(self.columns)), setting_in(titles))
        program = next((word for word in ("medicaid", "medicare") if word in titles), None)
        quarter = _quarter(titles)
        return Said(
            program=program if self.kind in (NCCI, MUE) else None,
            setting=next(filter(None, settings), None) if self.kind in (NCCI, MUE) else None,
            quarter=quarter,
            year=quarter.year if quarter else None,
        )

    def years(self) -> set[int]:
        """Return every year that title lines and headings name, but for copyright and release."""
        titles = [title for title in self.titles if "copyright" not in title]
        text = " | ".join([*titles, *self.columns])
        return {int(year) for year in _YEAR.findall(_RELEASED.sub("", text))}

    def released(self) -> date | None:
        """Return the day of a ``RELEASED`` line, None where there is none or it is no date."""
        found = _RELEASED.search(" | ".join(self.titles))
        return _date(found) if found else None


def _quarter(titles: str) -> Quarter | None:
    if found := _EFFECTIVE.search(titles):
        day = _date(found)
        return Quarter.beginning(day) if day else None
    if found := _VERSION.search(titles):
        return Quarter.of_version(int(found[1]), int(found[2]))
    if spelled := quarter_in(titles):
        return spelled
    year, month = _year(titles), _MONTH.search(titles)
    return Quarter(year, MONTHS[month[1][:3]]) if year and month else None


def _year(text: str) -> int | None:
    years = {int(year) for year in _YEAR.findall(_RELEASED.sub("", text))}
    return years.pop() if len(years) == 1 else None


def _date(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[3]), int(found[1]), int(found[2]))
    except ValueError:
        return None


def folded(cell: str) -> str:
    """Return a heading's words in lower case with single blanks."""
    return _BLANKS.sub(" ", cell.replace("\ufeff", "")).strip().casefold()


def find_head(records: Iterable[Record]) -> tuple[Head | None, list[Record]]:
    """Find the heading block at the top of a file, of whatever kind it is.

    Returns:
        The block, None where there is none, and the records read after it.
    """
    above: list[list[str]] = []
    iterator = iter(records)
    for line, raw in iterator:
        cells = [folded(cell) for cell in raw]
        kind = _kind_of(cells)
        if kind == NCCI:
            return _stacked_below(line, cells, above, iterator)
        if kind:
            stacked = _stack([*above, cells] if kind == FEES else [cells], len(cells))
            return Head(kind, _titles(above), stacked, tuple(cells), line), []
        above.append(cells)
        if len(above) == SEARCHED:
            break
    return None, []


def _kind_of(cells: Sequence[str]) -> str:
    """Return the kind whose (lowest) heading record this is, "" for none."""
    if sum(bool(_CODE_COLUMN.match(cell)) for cell in cells) == len(_NUMBERED):
        return NCCI
    if any(cell.endswith("mue values") for cell in cells):
        return MUE
    if cells[:2] == ["hcpcs", "mod"]:
        return FEES
    return GPCI if any("pe gpci" in cell for cell in cells) else ""


def _stacked_below(
    line: int, cells: list[str], above: Sequence[list[str]], records: Iterator[Record]
) -> tuple[Head, list[Record]]:
    """Gather the records below "Column 1" that go on with its headings."""
    stack = [cells]
    codes = [place for place, cell in enumerate(cells) if _CODE_COLUMN.match(cell)]
    read: list[Record] = []
    for number, raw in records:
        more = [folded(cell) for cell in raw]
        goes_on = len(more) > codes[-1] and all(more[place] in _GOES_ON for place in codes)
        if not goes_on or any(map(_LONG_NUMBER.search, more)) or len(stack) == _MOST_STACKED:
            read.append((number, raw))
            break
        stack.append(more)
        line = number
    columns = _stack(stack, len(cells))
    return Head(NCCI, _titles(above), columns, tuple(stack[-1]), line), read


def _stack(records: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    """Return the words above each column; a record of one cell is a title and no heading."""
    rows = [row for row in records if sum(map(bool, row)) > 1]
    return tuple(
        " ".join(row[place] for row in rows if place < len(row) and row[place])
        for place in range(width)
    )


def _titles(above: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(cell for row in above for cell in row if cell)


def delimiter_of(text: str) -> str:
    """Return what stands between the cells of a text: a tab where any line has several."""
    lines = text[: 1 << 18].splitlines()[:SEARCHED]
    return "\t" if any(line.count("\t") >= _FEW_TABS for line in lines) else ","


def text_records(lines: Iterable[str], delimiter: str) -> Iterator[Record]:
    """Part lines into records that are not blank, each with the line on which it begins.

    Raises:
        csv.Error: a quote that does not end where a cell ends, or never.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    before = 0
    for cells in reader:
        if any(cells):
            yield before + 1, cells
        before = reader.line_num
