"""Parts of a pair file joined into one edition a table and quarter, with those read before."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from payer_rules.errors import PayerRuleError
from payer_rules.table_text import TableText, read_table
from pipeline.failures import ArgumentsError
from pipeline.imports.edition import NewEdition, no_therapy, settled, table_text
from pipeline.imports.names import NCCI
from pipeline.imports.pair_text import PairBatches
from pipeline.imports.pairs import Pair, PairPart, read_pairs
from pipeline.imports.quarters import Quarter, Said
from pipeline.imports.sources import Source

COLUMNS = ("column1", "column2", "from", "to", "indicator", "part")
TITLE = "NCCI pairs"
# Parts follow one another by column 1; one that ends before these codes is not the last.
MOST_THERAPY = "97"
_OLD = timedelta(days=365)
_PART = re.compile(r"(.+); rows ([0-9]+); from (\S+) to (\S+); sha256 ([0-9a-f]{64})", re.ASCII)
DAMAGED = "the edition written before cannot be read; take {name} away and import all parts anew"
OTHER_VERSION = (
    "the parts read before are of another version; import all parts of this one in one call"
)
OTHER_CODES = (
    "the parts read before were taken for another list of therapy codes; import all parts of the "
    "quarter in one call"
)
GAP = "part {missing} is missing between those given; give all parts of the quarter"
TWICE = "two files are part {part} of {title}"
SAME_PAIR = "a pair of part {other} stands in part {one} too, for the same days"
NO_NUMBER = "its name does not say which part it is; end it with -f1, -f2 and so on"


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of an edition: its pairs, and the line that the edition keeps of its file."""

    pairs: tuple[Pair, ...]
    file: str
    rows: int
    lowest: str
    highest: str
    sha256: str

    def __str__(self) -> str:
        return (
            f"{self.file}; rows {self.rows}; from {self.lowest} to {self.highest}; "
            f"sha256 {self.sha256}"
        )


@dataclass(frozen=True, slots=True)
class PairFile:
    """A part as read, with what is known of its file."""

    source: Source
    said: Said
    read: PairPart

    @property
    def table(self) -> str:
        """Name of its table."""
        return f"{self.said.program}-{self.said.setting}"

    @property
    def quarter(self) -> Quarter:
        """Its quarter."""
        assert self.said.quarter is not None
        return self.said.quarter

    @property
    def part(self) -> int:
        """Its number; a file without one is the whole."""
        return self.said.part or 1


def read_pair_file(source: Source, asked: Said, therapy: Collection[str]) -> PairFile:
    """Read one file of pairs.

    Raises:
        IntakeError: the file cannot be what it says. ArgumentsError: nobody says what it is.
    """
    batches = PairBatches(source)
    needed = ("program", "setting", "quarter")
    said = settled(source, batches.layout.head.says(), asked, needed)
    assert said.quarter is not None
    read = read_pairs(source, batches, said.quarter, said.part or 1, therapy)
    return PairFile(source, said, read)


def pair_editions(
    files: Sequence[PairFile], folder: Path, therapy: Collection[str]
) -> list[NewEdition]:
    """Join parts by table and quarter, those of the folder's editions with them.

    Raises:
        IntakeError: parts that do not belong together. ArgumentsError: two files for one part.
    """
    groups: defaultdict[tuple[str, Quarter], list[PairFile]] = defaultdict(list)
    for file in files:
        groups[file.table, file.quarter].append(file)
    return [
        _edition(groups[key], folder, " ".join(sorted(therapy)))
        for key in sorted(groups, key=lambda key: (key[0], key[1]))
    ]


def _edition(files: Sequence[PairFile], folder: Path, codes: str) -> NewEdition:
    first = files[0]
    table, quarter = first.table, first.quarter
    name = f"ncci-{table}-{quarter.label}.csv"
    title = f"{TITLE}, {table}, {quarter}"
    given = _given(files, title)
    version, parts = _with_stored(first, given, folder / name, _version(files), codes)
    pairs = sorted(pair for part in parts.values() for pair in part.pairs)
    _refuse_twice(first, pairs)
    last_day = quarter.last_day.isoformat()
    missing = missing_parts(sorted(parts), max(part.highest for part in parts.values()))
    if not any(missing or pair.first <= last_day <= (pair.last or last_day) for pair in pairs):
        raise no_therapy(first.source, NCCI)
    remarks = [f"{missing}; until it is there, this quarter does not answer"] if missing else []
    newest = max(file.read.newest for file in files)
    if newest < quarter.first_day - _OLD:
        remarks.append(f"no edit begins after {newest}: is this really the file of {quarter}?")
    comments: dict[str, object] = {
        "table": table,
        "quarter": quarter,
        "quarter first day": quarter.first_day,
        "quarter last day": quarter.last_day,
        "version": version,
        "parts": " ".join(map(str, sorted(parts))),
        "complete": "no" if missing else "yes",
        **({"missing": missing} if missing else {}),
        **{f"part {number}": parts[number] for number in sorted(parts)},
        "codes": codes,
        "rows": len(pairs),
    }
    return NewEdition(
        name=name,
        text=table_text(comments, title, COLUMNS, pairs),
        title=title,
        rows=sum(file.read.rows for file in files),
        kept=len(pairs),
        parts=tuple(sorted(parts)),
        complete=not missing,
        first=date.fromisoformat(min(pair.first for pair in pairs)),
        last=quarter.last_day,
        remarks=tuple(remarks),
    )


def missing_parts(parts: Sequence[int], highest: str) -> str:
    """Say which parts of an edition are missing, "" for none that can be known.

    Args:
        parts: numbers of those that are there, in order.
        highest: the last column 1 among all their rows.
    """
    gaps = [str(number) for number in range(1, parts[-1]) if number not in parts]
    if gaps:
        return f"part {', '.join(gaps)} is missing"
    if highest < MOST_THERAPY:
        return f"what follows part {parts[-1]}, which ends before most therapy codes, is missing"
    return ""


def _given(files: Sequence[PairFile], title: str) -> dict[int, _Part]:
    """Return the parts of this call by number."""
    given: dict[int, _Part] = {}
    for file in files:
        if file.part in given:
            unnumbered = [one for one in files if one.said.part is None]
            if unnumbered:
                raise ArgumentsError(f"{unnumbered[0].source.held.name}: {NO_NUMBER}")
            raise ArgumentsError(TWICE.format(part=file.part, title=title))
        held, read = file.source.held, file.read
        given[file.part] = _Part(
            read.pairs, held.name, read.rows, read.lowest, read.highest, held.sha256()
        )
    return given


def _version(files: Sequence[PairFile]) -> str:
    versions = {file.said.version for file in files if file.said.version}
    if len(versions) > 1:
        known = next(file for file in files if file.said.version != files[0].said.version)
        raise known.source.held.fail("the parts given are of two versions")
    return versions.pop() if versions else ""


def _with_stored(
    file: PairFile, given: Mapping[int, _Part], path: Path, version: str, codes: str
) -> tuple[str, dict[int, _Part]]:
    """Lay the parts of this call over those of the edition that is there; return its version."""
    numbers = sorted(given)
    table, stored = _stored(file, path) if path.exists() else (None, {})
    if table is not None and not stored.keys() <= given.keys():
        before = table.said("version") or version
        if file.said.part is None:
            raise ArgumentsError(f"{file.source.held.name}: {NO_NUMBER}")
        if version and version != before:
            raise file.source.held.fail(OTHER_VERSION)
        if table.said("codes") != codes:
            raise file.source.held.fail(OTHER_CODES)
        version = before
    else:
        stored = {}
    parts = {**stored, **given}
    missing = [number for number in range(numbers[0], numbers[-1]) if number not in parts]
    if missing:
        raise file.source.held.fail(GAP.format(missing=", ".join(map(str, missing))))
    return version, parts


def _refuse_twice(file: PairFile, pairs: Sequence[Pair]) -> None:
    """Refuse a pair that stands in two parts with periods that share a day."""
    for one, other in pairwise(pairs):
        same = (one.column1, one.column2) == (other.column1, other.column2)
        if same and other.first <= (one.last or other.first):
            raise file.source.held.fail(SAME_PAIR.format(one=one.part, other=other.part))


def _stored(file: PairFile, path: Path) -> tuple[TableText, dict[int, _Part]]:
    """Read the edition that an earlier call wrote."""
    damaged = file.source.held.fail(DAMAGED.format(name=path.name))
    try:
        table = read_table(path.name, path.read_text(encoding="utf-8"), COLUMNS)
        pairs: defaultdict[int, list[Pair]] = defaultdict(list)
        for row in table.rows:
            one, two, begins, ends, indicator, part = (row.cells[name] for name in COLUMNS)
            pairs[int(part)].append(Pair(one, two, begins, ends, int(indicator), int(part)))
        parts = {}
        for number in map(int, (table.said("parts") or "").split()):
            told = _PART.fullmatch(table.said(f"part {number}") or "")
            if told is None:
                raise ValueError
            read = tuple(pairs.pop(number, []))
            parts[number] = _Part(read, told[1], int(told[2]), told[3], told[4], told[5])
    except (PayerRuleError, ValueError, UnicodeDecodeError):
        raise damaged from None
    if pairs or not parts or table.said("rows") != str(len(table.rows)):
        raise damaged
    return table, parts
