"""NCCI pairs and medically unlikely units: which table, which edition, which answer."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from benchmarks.loop.context import INSTITUTIONAL, Entry, Night, Row

Place = Literal["practitioner", "hospital"]
HOSPITAL = ("12", "13", "22", "23", "34", "74", "75", "85")
EXACT, STALE, NOT_LOADED = "exact", "stale", "not loaded"


class Limit(NamedTuple):
    """Most units of a code (None: none known), its kind, and how the edition stands."""

    units: int | None
    mai: int
    standing: str


class Pair(NamedTuple):
    """Indicator (None: no edit), the column-1 code, and how the edition stands."""

    indicator: int | None
    first: str
    standing: str


def places_of(line: Row) -> tuple[Place, ...]:
    """Return which table a line is held against; both for an institutional one of no known type.

    A line without setting and bill type is taken for a professional one.
    """
    bill_type = str(line.get("bill_type") or "").lstrip("0")
    if bill_type:
        return ("hospital",) if bill_type.startswith(HOSPITAL) else ("practitioner",)
    return ("practitioner", "hospital") if line["kind"] == INSTITUTIONAL else ("practitioner",)


def program_of(night: Night, line: Row, knob: str) -> tuple[str, Entry | None]:
    """Return "medicare", "medicaid", "none", or "" where the payer's file does not say."""
    known = night.policy(line, knob)
    return (str(known.get("value")), known) if isinstance(known, Entry) else ("", None)


def limit_of(night: Night, code: str, day: date, place: Place) -> Limit:
    """Return Medicare's limit of a code on a day."""
    rows = night.tables.grouped("unit_limits", "code").get(frozenset({code}), [])
    first, last = night.tables.span("unit_limits")
    asked = day.isoformat()
    if asked < first:
        return Limit(None, 0, NOT_LOADED)
    standing = STALE if asked > last else EXACT
    for row in rows:
        if row["from"] <= min(asked, last) <= row["to"] and row[place]:
            return Limit(int(row[place]), int(row[f"{place}_mai"]), standing)
    return Limit(None, 0, standing)


def pair_of(night: Night, one: str, other: str, day: date, place: Place) -> Pair:
    """Return what Medicare's edits say of two codes on a day.

    Rows that the policy manual supports answer exactly for their dates; those of the quarterly
    file answer exactly within their quarter and as the last known ones after it.
    """
    asked = day.isoformat()
    begins, ends = night.tables.span("ncci_pairs", "quarter")
    standing = NOT_LOADED if asked < begins else STALE if asked > ends else EXACT
    best: Pair | None = None
    pairs = night.tables.grouped("ncci_pairs", "column1", "column2")
    for row in pairs.get(frozenset({one, other}), []):
        if not row[place]:
            continue
        if row["from"] <= asked <= row["to"]:
            return Pair(int(row[place]), row["column1"], EXACT)
        if asked > row["to"] and standing == STALE:
            best = Pair(int(row[place]), row["column1"], STALE)
    return best or Pair(None, "", standing)
