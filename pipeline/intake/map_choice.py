"""Which column map a file is read by: its headings say so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from pipeline.intake.column_map import MOST_SLOTS, MapColumn, RowKind
from pipeline.intake.held import Held
from pipeline.intake.map_checks import LINE_NUMBER, SLOTS
from pipeline.intake.map_files import ColumnMap, shipped_maps
from schemas.columns import Kind
from schemas.tables import columns_of, required_columns

OURS = "its headings are ours already, so no column map was used"
SEVERAL = "its headings fit several column maps: {names}; keep the one that is meant"
NEEDED = "a heading that the column map {name} needs is missing"
LACKING = (
    "the column map {name} makes {column} of this heading, and the export has none; "
    "turn it on in the export"
)
TWICE = "columns {first} and {second} are both the heading that the column map {name} reads"
LOOKS_LIKE = '; these are headings of {layout}: say column_map = "{name}" below [intake.{table}]'
_DIRECT, _ID, _TEXT = 2, 1, 0
_MOST_IDS = 10_000


@dataclass(frozen=True)
class MapInUse:
    """A map and the headings of one file; ``names`` has one entry a field, "" where not read."""

    map: ColumnMap
    names: tuple[str, ...]

    @cached_property
    def columns(self) -> Mapping[str, MapColumn]:
        """The columns of ours that this file can give, modifier slots among them."""
        here = set(self.names)
        found = {
            name: column
            for name, column in self.map.rules.columns.items()
            if (any if column.join else all)(heading in here for heading in column.headings)
        }
        for place, heading in enumerate(self._slots, start=1):
            found[f"modifier_{place}"] = MapColumn.model_validate({"from": heading})
        return found

    @property
    def _slots(self) -> list[str]:
        return [name for name in self.map.rules.modifier_slots or () if name in self.names]

    @cached_property
    def constants(self) -> Mapping[str, str]:
        """The columns of ours that are the same on every row."""
        fewer = {SLOTS: str(len(self._slots))} if 0 < len(self._slots) < MOST_SLOTS else {}
        return {**self.map.rules.constants, **fewer}

    @property
    def filters(self) -> tuple[RowKind, ...]:
        """What says which rows are service lines."""
        return tuple(kind for kind in self.map.rules.rows if kind.heading in self.names)

    def wanted(self, only: Collection[str] | None) -> list[str]:
        """Return the columns of ours to make, in the table's order."""
        given = {*self.columns, *self.constants}
        return [
            name
            for name in columns_of(self.map.table)
            if name in given and (only is None or name in only)
        ]

    def headings(self, only: Collection[str] | None) -> set[str]:
        """Return the headings to read for these columns; those that tell rows apart always."""
        wanted = set(self.wanted(only))
        if LINE_NUMBER in wanted:
            wanted.add("claim_id")
        used = {name for column in wanted & set(self.columns) for name in self.of(column)}
        return used | {kind.heading for kind in self.filters}

    def of(self, column: str) -> tuple[str, ...]:
        """Return the headings of this file that a column of ours is made of."""
        made = self.columns.get(column)
        return tuple(name for name in made.headings if name in self.names) if made else ()

    def ids_in(self, column: str, cells: list[str]) -> tuple[list[str], str]:
        """Return every id that the cells of a record may make, and the one under its headings."""
        made = self.columns[column]
        under = {name: cell for name, cell in zip(self.names, cells, strict=False) if name and cell}
        if made.source is not None:
            return cells, under.get(made.source, "")
        pieces, headings = made.parts[::2], made.parts[1::2]

        def build(found: Sequence[str]) -> str:
            return "".join(map("".join, zip(pieces, (*found, ""), strict=True)))

        different = sorted({cell for cell in cells if cell})
        few = len(different) ** len(headings) <= _MOST_IDS
        every = [build(found) for found in product(different, repeat=len(headings))] if few else []
        whole = all(heading in under for heading in headings)
        return every, build([under[heading] for heading in headings]) if whole else ""

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """What the cells under each heading are read as, where they have a type of their own.

        A day beats everything else; a part of an id is an id; what is translated is a text.
        """
        facts = columns_of(self.map.table)
        best: dict[str, tuple[int, Kind]] = {}
        for name, column in self.columns.items():
            kind = Kind(str(facts[name]["kind"]))
            if column.as_it_stands or column.dates is not None:
                rank = _DIRECT + (kind is Kind.DATE)
            elif column.template is not None or column.number_by is not None:
                rank, kind = _ID, Kind.ID
            else:
                rank, kind = _TEXT, Kind.TEXT
            for heading in column.headings:
                if rank > best.get(heading, (-1, kind))[0]:
                    best[heading] = rank, kind
        found = {heading: kind for heading, (_, kind) in best.items()}
        return {kind.heading: Kind.TEXT for kind in self.filters} | found


def choose(
    file: Held, cells: Sequence[str], table: str, maps: Sequence[ColumnMap], line: int | None
) -> MapInUse | None:
    """Find the map by which a file is to be read.

    Args:
        file: the file.
        cells: its headings.
        table: a name of ``schemas.tables.MODELS``.
        maps: the maps that the site file names for the table.
        line: the physical line of the heading.

    Returns:
        The map in use; None for a file that is nearer to our own headings than to any map.

    Raises:
        IntakeError: a heading that the map needs is missing or there twice, or two maps fit.
    """
    fitting = [one for one in maps if one.fits(cells)]
    if len(fitting) > 1:
        names = ", ".join(one.name for one in fitting)
        raise file.fail(SEVERAL.format(names=names), line)
    if not fitting:
        hits = [set(one.found_in(cells)) - {""} for one in maps]
        nearest, here = max(zip(maps, hits, strict=True), key=lambda pair: len(pair[1]))
        ours = {cell.strip().casefold() for cell in cells} & set(required_columns(table))
        if ours and len(ours) >= len(here):
            return None
        missing = [name for name in nearest.needed if name not in here]
        listed = f" (also missing: {', '.join(missing[1:])})" if missing[1:] else ""
        raise file.fail(NEEDED.format(name=nearest.name) + listed, line, missing[0])
    found = MapInUse(fitting[0], tuple(fitting[0].found_in(cells)))
    _refuse_twice(file, found, line)
    _refuse_lacking(file, found, line)
    return found


def hint(cells: Sequence[str], table: str) -> str:
    """Say that headings which are not ours are those of a layout whose map ships, "" if not."""
    for one in shipped_maps():
        if one.table == table and one.fits(cells):
            return LOOKS_LIKE.format(layout=one.rules.layout, name=one.name, table=table)
    return ""


def _refuse_twice(file: Held, found: MapInUse, line: int | None) -> None:
    for name, times in Counter(name for name in found.names if name).items():
        if times > 1:
            first = found.names.index(name)
            second = found.names.index(name, first + 1)
            sentence = TWICE.format(first=first + 1, second=second + 1, name=found.map.name)
            raise file.fail(sentence, line, name)


def _refuse_lacking(file: Held, found: MapInUse, line: int | None) -> None:
    for column in required_columns(found.map.table):
        if column not in found.columns and column not in found.constants:
            headings = found.map.rules.columns[column].headings
            heading = next(name for name in headings if name not in found.names)
            raise file.fail(LACKING.format(name=found.map.name, column=column), line, heading)
