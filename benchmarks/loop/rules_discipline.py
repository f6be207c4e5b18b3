"""Rules on GP, GO and GN, and CQ and CO beside them: MOD001, MOD002, MOD003, MOD006."""

from __future__ import annotations

from datetime import date
from typing import Literal

from benchmarks.loop.context import (
    BLOCK,
    DISCIPLINE_OF,
    REVENUE,
    REVIEW,
    Entry,
    Night,
    Patient,
    Row,
    in_groups,
    marked,
)

Answer = Literal["yes", "no", "?"]

THERAPISTS = ("2251", "225X", "235Z")
"""How the taxonomies of therapists begin."""
SLOTS = 4
SURE = 0.8
"""From this certainty on a list may block."""


def judge(night: Night) -> None:
    """Ask every rule of every line of tonight."""
    for patient in night.patients:
        for line in patient.tonight:
            _mod001(night, patient, line)
            _mod002(night, line)
            _mod003(night, patient, line)
            _mod006(night, patient, line)


def may_be_cut_off(night: Night, line: Row) -> bool:
    """Return True where a modifier may stand on the claim and not in the export.

    The export has no modifiers, or holds fewer than four of them and all are filled.
    """
    if not night.has("claims", "modifiers") and not night.has("claims", "modifier_1"):
        return True
    headings = sum(night.has("claims", f"modifier_{number}") for number in range(1, SLOTS + 1))
    of_export = SLOTS if night.has("claims", "modifiers") else headings
    slots = line.get("modifier_slots") or of_export
    return slots < SLOTS and len(line["marks"]) >= slots


def needs_discipline(night: Night, patient: Patient, line: Row) -> Answer:
    """Say whether the payer needs GP, GO or GN on a line."""
    entry = night.policy(line, "discipline_modifier")
    if not isinstance(entry, Entry):
        return "?"
    code, day = line["procedure_code"], line["service_date"]
    value = entry.get("value")
    spared = value == "treatment_only" and night.evaluation(code, day)
    if value == "none" or spared or night.outside_therapy(line):
        return "no"
    if value == "all_lines" or night.tables.row("always_therapy", code, day):
        return "yes"
    sometimes = night.tables.row("sometimes_therapy", code, day)
    return _is_therapy(patient, line) if sometimes else "no"


def _is_therapy(patient: Patient, line: Row) -> Answer:
    """Say whether a sometimes-therapy service is by a therapist or under a therapy plan."""
    credentials = {v.get("therapist_credential") for v in patient.notes_of(line)} - {None, ""}
    if line.get("discipline") or credentials & {"PT", "OT", "SLP", "PTA", "OTA", "SLPA"}:
        return "yes"
    if any(str(line.get("rendering_taxonomy") or "").startswith(t) for t in THERAPISTS):
        return "yes"
    if any(_in_plan(plan, line["service_date"]) for plan in patient.plans):
        return "yes"
    return "?"


def _in_plan(plan: Row, day: date) -> bool:
    start, end = plan["start_date"], plan.get("end_date")
    return bool(start <= day and (day <= end if end else (day - start).days < 90))


def _mod001(night: Night, patient: Patient, line: Row) -> None:
    if marked(line, "GP", "GO", "GN"):
        return
    needed = needs_discipline(night, patient, line)
    if needed == "no":
        return
    if needed == "?":
        night.cannot_tell("MOD001", line, "discipline modifier needed")
    elif may_be_cut_off(night, line):
        night.cannot_tell("MOD001", line, "modifier slots")
    else:
        entry = night.policy(line, "discipline_modifier")
        assert isinstance(entry, Entry)
        night.violates("MOD001", line, _weight(night, line, entry), entry)


def _weight(night: Night, line: Row, entry: Entry) -> str:
    """Return REVIEW where the code's place on the therapy lists is too unsure to block."""
    if entry.get("value") == "all_lines":
        return BLOCK
    code, day = line["procedure_code"], line["service_date"]
    lists = ("always_therapy", "sometimes_therapy")
    return BLOCK if any(night.tables.sure(name, code, day) for name in lists) else REVIEW


def _mod002(night: Night, line: Row) -> None:
    if len({mark for mark in line["marks"] if mark in DISCIPLINE_OF}) > 1:
        night.violates("MOD002", line, BLOCK)


def _mod003(night: Night, patient: Patient, line: Row) -> None:
    marks = {mark for mark in line["marks"] if mark in DISCIPLINE_OF}
    if len(marks) != 1:
        return
    said = DISCIPLINE_OF[marks.pop()]
    code, day = line["procedure_code"], line["service_date"]
    locked = night.tables.row("evaluation_codes", code, day)
    revenue = REVENUE.get(str(line.get("revenue_code") or "")[:3])
    told = _by_visit(patient, line)
    if locked and locked["discipline"]:
        told.add(locked["discipline"])
    if revenue:
        told.add(revenue)
    if not told and not _perhaps(patient, line, said):
        plans = {plan["discipline"] for plan in patient.plans}
        told = plans if len(plans) == 1 else set()
    if not told:
        night.cannot_tell("MOD003", line, "discipline of the visit")
    elif told != {said}:
        sure = told == {said} or not locked or float(locked["certainty"]) >= SURE
        night.violates("MOD003", line, BLOCK if sure else REVIEW)


def _by_visit(patient: Patient, line: Row) -> set[str]:
    """Return the discipline of the line's own visit as a set of one, empty where it is not known.

    A line that names no visit has those of its date that hold its code.
    """
    rows = [v for v in patient.visits if v["visit_id"] == line.get("visit_id")]
    if not line.get("visit_id"):
        today = patient.visits_on(line["service_date"])
        ids = {v["visit_id"] for v in today if v["procedure_code"] == line["procedure_code"]}
        rows = [v for v in today if v["visit_id"] in ids]
    told: set[str | None] = set()
    for visit in in_groups(rows, "visit_id").values():
        said = {v.get("discipline") for v in visit} - {None}
        told.add(said.pop() if len(said) == 1 else None)
    return {name for name in told if name} if len(told) == 1 else set()


def _perhaps(patient: Patient, line: Row, said: str) -> bool:
    """Return True where a plan of another discipline proves nothing.

    A visit of that date is in the modifier's discipline, or the line's own does not say.
    """
    today = patient.visits_on(line["service_date"])
    code = line["procedure_code"]
    return any(
        v.get("discipline") == said or (not line.get("visit_id") and v["procedure_code"] == code)
        for v in today
    )


def _mod006(night: Night, patient: Patient, line: Row) -> None:
    if not marked(line, "CQ", "CO"):
        return
    crossed = (
        marked(line, "CQ") and marked(line, "GO", "GN"),
        marked(line, "CO") and marked(line, "GP", "GN"),
        marked(line, "CQ") and marked(line, "CO"),
    )
    if any(crossed):
        night.violates("MOD006", line, BLOCK)
        return
    if marked(line, "GP" if marked(line, "CQ") else "GO"):
        return
    needed = needs_discipline(night, patient, line)
    if needed == "no":
        return
    if needed == "?" or may_be_cut_off(night, line):
        night.cannot_tell("MOD006", line, "discipline modifier needed")
        return
    entry = night.policy(line, "discipline_modifier")
    assert isinstance(entry, Entry)
    night.violates("MOD006", line, _weight(night, line, entry), entry)
