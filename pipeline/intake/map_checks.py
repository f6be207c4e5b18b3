"""What is wrong with a column map, before any file is read; never a value of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from payer_rules.errors import nearest
from pipeline.intake.cells import read_distinct
from pipeline.intake.column_map import MOST_SLOTS, SLOT_COLUMNS, MapColumn, MapFile
from pipeline.intake.dates import DateFormat
from pipeline.intake.validation import narrowed
from schemas.columns import Kind
from schemas.tables import CLAIMS, columns_of, required_columns

OF_EACH_ROW = frozenset(
    {"claim_id", "line_number", "visit_id", "patient_id", "member_id", "service_date",
     "service_date_through", "procedure_code", "units", "charge", "allowed_amount", "minutes",
     "plan_id", "start_date", "amount", "document_date", "authorization_number"}
)  # fmt: skip
"""Columns that no constant can give: what is the same on every row says nothing of a row."""
LINE_NUMBER, SLOTS = "line_number", "modifier_slots"
_ISO = (DateFormat.of("%Y-%m-%d"),)


def spelled(heading: str, *, exact: bool) -> str:
    """Return a heading as it is compared: outer blanks and marks off; unless exact, case too."""
    text = heading.strip().strip("\ufeff").strip()
    return text if exact else " ".join(text.split()).casefold()


def faults_of_map(found: MapFile, table: str) -> Iterator[tuple[str, str]]:
    """Yield (key, what is wrong) of a whole map, the one that it extends included."""
    yield from _headings(found)
    yield from _names(found, table)
    for name, column in found.columns.items():
        if name in columns_of(table):
            yield from _column(name, column, table)
    for name, text in found.constants.items():
        if name in columns_of(table):
            key = f"constants.{name}"
            if name in OF_EACH_ROW:
                yield key, "is not the same on every row, so no constant can say it"
            else:
                yield from ((key, f"is {problem}") for problem in _misfits(name, [text], table))
    if found.modifier_slots is not None and table != CLAIMS:
        yield "modifier_slots", "belongs to a map of claims"


def columns_not_given(found: MapFile, table: str) -> list[str]:
    """Return the required columns for which the map names nothing."""
    return [name for name in required_columns(table) if name not in all_columns(found)]


def all_columns(found: MapFile) -> list[str]:
    """Return the columns of ours that the map gives."""
    slots = [f"modifier_{place}" for place, _ in enumerate(found.modifier_slots or (), start=1)]
    fewer = [SLOTS] if 0 < len(slots) < MOST_SLOTS else []
    return [*found.columns, *slots, *fewer, *found.constants]


def used_headings(found: MapFile) -> list[str]:
    """Return the headings that the map reads, each once."""
    used = [heading for column in found.columns.values() for heading in column.headings]
    used += [*(found.modifier_slots or ()), *(kind.heading for kind in found.rows)]
    return list(dict.fromkeys(used))


def _headings(found: MapFile) -> Iterator[tuple[str, str]]:
    headings = found.headings or ()
    compared = [spelled(heading, exact=found.exact_headings) for heading in headings]
    if len(set(compared)) != len(compared):
        yield "headings", "names a heading twice, blanks and letter case aside"
    for heading in found.optional or ():
        if heading not in headings:
            yield "optional", _not_listed(heading, headings)
    for name, column in found.columns.items():
        for heading in column.headings:
            if heading not in headings:
                yield f"columns.{name}", _not_listed(heading, headings)
    for heading in found.modifier_slots or ():
        if heading not in headings:
            yield "modifier_slots", _not_listed(heading, headings)
    for kind in found.rows:
        if kind.heading not in headings:
            yield "rows", _not_listed(kind.heading, headings)


def _not_listed(heading: str, headings: Sequence[str]) -> str:
    return f'names a heading that "headings" does not list{nearest(heading, headings)}'


def _names(found: MapFile, table: str) -> Iterator[tuple[str, str]]:
    known = columns_of(table)
    places: dict[str, Iterable[str]] = {
        "columns": found.columns,
        "constants": found.constants,
        "absent": found.absent or (),
    }
    for place, names in places.items():
        for name in names:
            if name not in known:
                key = "absent" if place == "absent" else f"{place}.{name}"
                yield key, f"names no column of {table}{nearest(name, known)}"
    yield from _given_twice(found)
    for name in found.absent or ():
        if name in known and known[name]["required"]:
            yield "absent", f"names a column that {table} cannot be without"
    filled = SLOT_COLUMNS & {*found.columns, *found.constants}
    if found.modifier_slots and filled:
        yield f"columns.{min(filled)}", 'is there beside "modifier_slots"'


def _given_twice(found: MapFile) -> Iterator[tuple[str, str]]:
    for name in found.constants:
        if name in found.columns:
            yield f"constants.{name}", "is a column of [columns] too"
    for name in found.absent or ():
        if name in {*found.columns, *found.constants}:
            yield "absent", "names a column that the map gives"


def _column(name: str, column: MapColumn, table: str) -> Iterator[tuple[str, str]]:
    key, kind = f"columns.{name}", Kind(str(columns_of(table)[name]["kind"]))
    if column.dates is not None and kind is not Kind.DATE:
        yield key, '"dates" belongs to a column of dates'
    counted = column.number_by is not None or column.in_file_order
    if counted and (name != LINE_NUMBER or table != CLAIMS):
        yield key, "only the line numbers of claims are counted"
    if column.template is not None and kind not in {Kind.ID, Kind.CODE, Kind.TEXT}:
        yield key, "is no text, so it is not built from parts"
    if column.join is not None and kind not in {Kind.CODE, Kind.TEXT}:
        yield key, "is no text, so it is not joined from parts"
    for problem in _misfits(name, (column.values or {}).values(), table):
        yield f"{key}.values", f"gives something that is {problem}"


def _misfits(name: str, texts: Iterable[str], table: str) -> Iterator[str]:
    """Say what is wrong with texts of the map as cells of a column."""
    facts, several = columns_of(table)[name], list(texts)
    if not several:
        return
    schema = narrowed(table, frozenset(columns_of(table))).columns[name]
    reading = read_distinct(several, name, facts, schema, _ISO)
    for number in np.unique(reading.problem[reading.problem > 0]).tolist():
        yield reading.sentences[number - 1]
