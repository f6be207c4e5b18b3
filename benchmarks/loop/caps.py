"""Caps on the units of a day that a payer sets for itself."""

from __future__ import annotations

from benchmarks.loop.context import Entry, Night, Row
from benchmarks.loop.days import Day
from benchmarks.loop.units_work import POOL


def counts(night: Night, entry: Entry, line: Row) -> bool:
    """Return True for a line that a cap counts."""
    if entry.get("disciplines") and line["whose"] not in entry.get("disciplines"):
        return False
    if entry.get("timed"):
        return night.base(line["procedure_code"], line["service_date"]) == POOL
    return line["procedure_code"] in entry.get("codes", ())


def cap_of(night: Night, day: Day) -> int | None:
    """Return the lowest cap that counts every line of a day, None without one."""
    caps = [
        int(entry.get("units"))
        for entry in night.entries(day.lines[0], "unit_cap")
        if not entry.unknown and all(counts(night, entry, line) for line in day.lines)
    ]
    return min(caps) if caps else None
