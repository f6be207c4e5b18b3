"""Rules on CQ and CO: MOD004, MOD005, MOD007, MOD008 (RULES.md "MOD")."""

from __future__ import annotations

from benchmarks.loop.assistant_work import Test, marked_units, possible_units, units_of
from benchmarks.loop.context import BLOCK, REVIEW, Entry, Night, Patient, Row, marked
from benchmarks.loop.days import Day, days_of
from benchmarks.loop.furnished import (
    Minutes,
    by_assistant_alone,
    minutes_by_person,
    minutes_of,
    own_notes,
)
from benchmarks.loop.rules_discipline import may_be_cut_off
from benchmarks.loop.units_work import POOL, family_of

METHODS = {
    "cms_total": ("cms_total",),
    "ama_midpoint": ("ama_midpoint",),
    "hybrid": ("cms_total", "ama_midpoint"),
    "either": ("cms_total", "ama_midpoint"),
}
RULES = ("MOD004", "MOD005", "MOD008")


def judge(night: Night) -> None:
    """Ask MOD007 of every line, the others of every code of a day."""
    for patient in night.patients:
        for line in patient.tonight:
            _mod007(night, patient, line)
        asked = [line for line in patient.lines if _is_asked(night, line)]
        for day in days_of(night, patient, asked):
            families: dict[tuple[str, bool], list[Row]] = {}
            for line in day.lines:
                family = family_of(night, line["procedure_code"], line)
                families.setdefault((family, _spared(line)), []).append(line)
            for (family, _), lines in families.items():
                if any(line["tonight"] for line in lines):
                    _judge_code(night, day, family, lines)


def _is_asked(night: Night, line: Row) -> bool:
    """Return True for a line whose payer may read CQ and CO on such a code."""
    known = night.policy(line, "assistant_modifier")
    if isinstance(known, Entry) and known.get("value") != "CQ_CO":
        return False
    code, day = line["procedure_code"], line["service_date"]
    if night.tables.row("device_supply", code, day) or line["whose"] == "SLP":
        return False
    listed = ("always_therapy", "sometimes_therapy", "time_bases")
    return any(night.tables.row(table, code, day) for table in listed)


def _spared(line: Row) -> bool:
    """Return True where no assistant modifier applies: critical access, incident to."""
    bill_type = str(line.get("bill_type") or "").lstrip("0")
    return bill_type.startswith("85") or line.get("incident_to") == "yes"


def _test_of(entry: Entry) -> Test:
    return Test(entry.get("test") == "rounded", bool(entry.get("midpoint_exceptions", True)))


def _mod007(night: Night, patient: Patient, line: Row) -> None:
    if not night.evaluation(line["procedure_code"], line["service_date"]):
        return
    notes = own_notes(patient, line)
    known = night.policy(line, "assistant_modifier")
    test = _test_of(known) if isinstance(known, Entry) else Test()
    parted = [minutes_by_person(note) for note in notes]
    if notes and all(parted):
        therapist = sum(by.therapist for by in parted if by)
        assistant = sum(by.assistant for by in parted if by)
        if assistant and not therapist:
            night.violates("MOD007", line, BLOCK)
        elif test.marks(assistant, therapist + assistant):
            night.violates("MOD007", line, REVIEW)
    elif notes and all(by_assistant_alone(note) for note in notes):
        night.violates("MOD007", line, REVIEW)
    else:
        night.cannot_tell("MOD007", line, "who furnished it")


def _judge_code(night: Night, day: Day, family: str, lines: list[Row]) -> None:
    """Hold the units of a code that carry the modifier against those that need it."""
    first = next(line for line in lines if line["tonight"])
    known = night.policy(first, "assistant_modifier")
    if not isinstance(known, Entry):
        _open(night, first, "payer: assistant modifier")
        return
    if _spared(first):
        if any(marked(line, "CQ", "CO") for line in lines):
            night.violates("MOD005", first, REVIEW, known)
        return
    if day.in_doubt or any(line["units"] < 0 or line["units"] % 1 for line in lines):
        _open(night, first, "whose day it is")
        return
    billed = int(sum(line["units"] for line in lines))
    carried = int(sum(line["units"] for line in lines if marked(line, "CQ", "CO")))
    notes = [v for v in day.visits if family_of(night, v["procedure_code"], v) == family]
    parted = [minutes_by_person(note) for note in notes]
    if not notes or not all(parted):
        if notes and all(by_assistant_alone(note) for note in notes) and carried < billed:
            night.violates("MOD004", first, REVIEW, known)
            return
        _open(night, first, "minutes by person")
        return
    by = Minutes(sum(p.therapist for p in parted if p), sum(p.assistant for p in parted if p))
    needs = _needs(night, day, family, by, billed, _test_of(known))
    _answer(night, lines, needs, carried, billed, known)


def _open(night: Night, line: Row, missing: str) -> None:
    for rule in RULES:
        night.cannot_tell(rule, line, missing)


def _needs(
    night: Night, day: Day, family: str, by: Minutes, billed: int, test: Test
) -> set[tuple[int, int]]:
    """Return the ways in which a code's units may rightly fall: all of them, and the marked."""
    line = next(
        line for line in day.lines if family_of(night, line["procedure_code"], line) == family
    )
    if night.base(line["procedure_code"], day.date) != POOL:
        return {(billed, billed if test.marks(by.assistant, by.total) else 0)}
    rule = night.policy(line, "unit_rule")
    methods = METHODS.get(str(rule.get("value")), ()) if isinstance(rule, Entry) else ()
    minutes = _minutes_of_pool(night, day)
    ways: list[int] = list(possible_units(by))
    if methods and minutes is not None:
        ways = [way.get(family, 0) for way in units_of(minutes, methods)]
        ways = [units for units in ways if units == billed] or ways
    return {(units, marked_units(by, units, test)) for units in ways}


def _minutes_of_pool(night: Night, day: Day) -> dict[str, int] | None:
    """Return minutes by family of all timed services of the day, None where one has none."""
    found: dict[str, int] = {}
    for note in day.visits:
        if night.base(note["procedure_code"], day.date) == POOL:
            spent = minutes_of(note)
            if spent is None:
                return None
            family = family_of(night, note["procedure_code"], note)
            found[family] = found.get(family, 0) + spent
    billed = {
        family_of(night, line["procedure_code"], line)
        for line in day.lines
        if night.base(line["procedure_code"], day.date) == POOL
    }
    return found if billed <= set(found) else None


def _least(needs: set[tuple[int, int]], billed: int) -> int:
    """Return the fewest of the billed units that need the modifier, whichever were billed."""
    return min(max(need - max(units - billed, 0), 0) for units, need in needs)


def _answer(
    night: Night,
    lines: list[Row],
    needs: set[tuple[int, int]],
    carried: int,
    billed: int,
    entry: Entry,
) -> None:
    first = next(line for line in lines if line["tonight"])
    if len(lines) == 1 and billed > 1 and all(0 < need < units for units, need in needs):
        night.violates("MOD008", first, BLOCK, entry)
    elif carried < _least(needs, billed):
        cut = any(may_be_cut_off(night, li) and not marked(li, "CQ", "CO") for li in lines)
        if cut:
            night.cannot_tell("MOD004", first, "modifier slots")
        else:
            night.violates("MOD004", first, BLOCK, entry)
    elif carried > max(need + max(billed - units, 0) for units, need in needs):
        night.violates("MOD005", first, REVIEW, entry)
