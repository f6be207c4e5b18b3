"""Timed units of a day against its minutes: UNIT001, UNIT002, UNIT003 (RULES.md "UNIT")."""

from __future__ import annotations

from benchmarks.loop.caps import cap_of
from benchmarks.loop.context import BLOCK, NOTE, REVIEW, Entry, Night, Patient, Row, marked
from benchmarks.loop.days import Day, Scope, days_of
from benchmarks.loop.furnished import is_disputed, minutes_of
from benchmarks.loop.units_work import (
    OWN_BASES,
    POOL,
    QUARTER,
    Pool,
    cms_units,
    family_of,
    midpoint_bounds,
    midpoint_units,
    pool_of,
    splits,
    splits_by_person,
)


def judge(night: Night) -> None:
    """Ask the three rules of every day of timed services."""
    for patient in night.patients:
        pooled = [line for line in patient.lines if _has_base(night, line, POOL)]
        for entry, lines in _by_rule(night, pooled):
            if entry is None:
                for line in lines:
                    if line["tonight"]:
                        for rule in ("UNIT001", "UNIT002", "UNIT003"):
                            night.cannot_tell(rule, line, "payer: unit rule")
                continue
            scope: Scope = entry.get("scope", "discipline")
            for day in days_of(night, patient, lines, scope, pooled):
                _judge_pool(night, day, entry)
        _own_bases(night, patient)


def _has_base(night: Night, line: Row, *bases: str) -> bool:
    return night.base(line["procedure_code"], line["service_date"]) in bases


def _by_rule(night: Night, lines: list[Row]) -> list[tuple[Entry | None, list[Row]]]:
    """Part lines by the entry that says how their payer counts; value units are left out."""
    found: dict[int, tuple[Entry | None, list[Row]]] = {}
    for line in lines:
        known = night.policy(line, "unit_rule")
        entry = known if isinstance(known, Entry) else None
        if entry is not None and entry.get("value") == "value_units":
            continue
        found.setdefault(id(entry), (entry, []))[1].append(line)
    return list(found.values())


def _judge_pool(night: Night, day: Day, entry: Entry) -> None:
    pool = pool_of(night, day)
    first = day.tonight[0]
    value = str(entry.get("value"))
    rows = ("UNIT001", "UNIT002", "UNIT003") if value == "cms_total" else ("UNIT001", "UNIT002")
    allowed = [_allowed(pool, value, record) for record in _records(pool)]
    if not allowed:
        for rule in rows:
            night.cannot_tell(rule, first, "minutes")
        return
    if day.in_doubt:
        for rule in rows:
            night.cannot_tell(rule, first, "whose day it is")
        return
    over = [
        _is_over(pool, value, most, record)
        for record, (_, most) in zip(_records(pool), allowed, strict=True)
    ]
    if all(over):
        night.violates("UNIT001", first, BLOCK, entry)
    elif any(pool.units > least for least, _ in allowed):
        night.cannot_tell("UNIT001", first, "minutes by code")
    cap = cap_of(night, day)
    supported = min(least for least, _ in allowed)
    if pool.disputed:
        night.cannot_tell("UNIT002", first, "minutes that agree")
        night.cannot_tell("UNIT003", first, "minutes that agree")
        return
    if supported > pool.units and (cap is None or cap > pool.units):
        night.violates("UNIT002", first, NOTE, entry)
    if value == "cms_total":
        _unit003(night, first, pool, entry)


def _records(pool: Pool) -> list[str]:
    """Name the records of time that there are; both only where they differ."""
    if pool.minutes is None:
        return ["total"] if pool.total is not None else []
    if pool.total is None or pool.total == sum(pool.minutes.values()):
        return ["minutes"]
    return ["minutes", "total"]


def _allowed(pool: Pool, value: str, record: str) -> tuple[int, int]:
    """Return the fewest and most units of a day that a record may allow."""
    time = sum((pool.minutes or {}).values()) if record == "minutes" else pool.total or 0
    total = cms_units(time)
    if value == "cms_total":
        return total, total
    if pool.minutes is not None and record == "minutes":
        alone = sum(midpoint_units(spent, QUARTER) for spent in pool.minutes.values())
        bounds = (alone, alone)
    else:
        bounds = midpoint_bounds(time, pool.codes)
    if value == "ama_midpoint":
        return bounds
    least, most = bounds
    if value == "hybrid":
        return min(total, least), min(total, most)
    return max(total, least), max(total, most)


def _is_over(pool: Pool, value: str, most: int, record: str) -> bool:
    """Return True for more units than allowed: of any code where codes stand alone."""
    if value != "ama_midpoint" or pool.minutes is None or record == "total":
        return pool.units > most
    return any(
        units > midpoint_units(pool.minutes.get(code, 0), QUARTER)
        for code, units in pool.billed.items()
    )


def _unit003(night: Night, first: Row, pool: Pool, entry: Entry) -> None:
    if pool.minutes is None:
        night.cannot_tell("UNIT003", first, "minutes by code")
        return
    units = min(cms_units(sum(pool.minutes.values())), _total_units(pool))
    if pool.units != units:
        return
    billed = {code: pool.billed.get(code, 0) for code in pool.minutes}
    fair = list(splits(pool.minutes, units))
    if pool.parted is not None and any(by.assistant for by in pool.parted.values()):
        fair += splits_by_person(pool.parted, units)
    helped = any(marked(line, "CQ", "CO") for line in pool.lines)
    if billed not in fair and helped and pool.parted is None:
        night.cannot_tell("UNIT003", first, "minutes by person")
    elif billed not in fair:
        night.violates("UNIT003", first, REVIEW, entry)


def _total_units(pool: Pool) -> int:
    return cms_units(pool.total) if pool.total is not None else 10**6


def _own_bases(night: Night, patient: Patient) -> None:
    """Hold each family with its own time base against the midpoint of that base."""
    own = [line for line in patient.lines if _has_base(night, line, *OWN_BASES)]
    for entry, lines in _by_rule(night, own):
        if entry is None:
            continue
        families: dict[str, list[Row]] = {}
        for line in lines:
            families.setdefault(family_of(night, line["procedure_code"], line), []).append(line)
        for family, listed in families.items():
            for day in days_of(night, patient, listed, every=own):
                _judge_family(night, day, family, entry)


def _judge_family(night: Night, day: Day, family: str, entry: Entry) -> None:
    notes = [v for v in day.visits if family_of(night, v["procedure_code"], v) == family]
    pool = pool_of(night, Day(day.patient, day.date, day.lines, notes, day.in_doubt))
    minutes = _minutes(notes)
    first = day.tonight[0]
    codes = {line["procedure_code"] for line in day.lines}
    noted = {v["procedure_code"] for v in notes}
    there = {v["visit_id"] for v in day.visits}
    gone = any(line.get("visit_id") and line["visit_id"] not in there for line in day.lines)
    if minutes is None or gone or not codes <= noted:
        night.cannot_tell("UNIT001", first, "minutes")
        night.cannot_tell("UNIT002", first, "minutes")
        return
    most = _family_units(night, day, minutes)
    if len(codes | noted) == 1:
        row = night.tables.row("time_bases", codes.pop(), day.date)
        most = midpoint_units(minutes, int(row["minutes"]) if row else QUARTER)
    if day.in_doubt:
        night.cannot_tell("UNIT001", first, "whose day it is")
    elif pool.units > most:
        night.violates("UNIT001", first, BLOCK, entry)
    elif pool.units < most and _may_be_more(night, day, notes):
        night.violates("UNIT002", first, NOTE, entry)


def _may_be_more(night: Night, day: Day, notes: list[Row]) -> bool:
    """Return True where minutes agree and the first code of the family is there."""
    rows = [night.tables.row("time_bases", v["procedure_code"], day.date) for v in notes]
    first = any(row is not None and row["part"] != "additional" for row in rows)
    return first and not any(is_disputed(note) for note in notes)


def _minutes(notes: list[Row]) -> int | None:
    spent = [minutes_of(note) for note in notes]
    return None if None in spent or not spent else sum(m for m in spent if m is not None)


def _family_units(night: Night, day: Day, minutes: int) -> int:
    """Return the units of a first code and its additional ones together."""
    row = night.tables.row("time_bases", day.lines[0]["procedure_code"], day.date)
    assert row is not None
    if not row["family"]:
        return midpoint_units(minutes, int(row["minutes"]))
    parts = {
        listed["part"]: int(listed["minutes"])
        for listed in night.tables.listed("time_bases")
        if listed["family"] == row["family"]
    }
    first = min(midpoint_units(minutes, parts["first"]), 1)
    more = midpoint_units(max(minutes - parts["first"], 0), parts["additional"])
    return first + more
