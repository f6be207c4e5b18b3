"""Rules on the modifiers of one line: MOD009-MOD015 (RULES.md "MOD")."""

from __future__ import annotations

import re

from benchmarks.loop.context import (
    BLOCK,
    INSTITUTIONAL,
    NONE,
    NOTE,
    REVIEW,
    UNKNOWN,
    Entry,
    Night,
    Patient,
    Row,
    marked,
)
from benchmarks.loop.furnished import furnisher_of, own_notes
from benchmarks.loop.rules_discipline import SLOTS, Answer, may_be_cut_off

CONFLICTS = (("GA", "GZ"), ("GA", "GY"), ("GX", "GA"), ("GX", "GZ"), ("GY", "GZ"))


def judge(night: Night) -> None:
    """Ask every rule of every line of tonight."""
    for patient in night.patients:
        for line in patient.tonight:
            _mod009(night, line)
            _mod010(night, line)
            _mod011(night, line)
            _mod012(night, patient, line)
            _mod013(night, line)
            _mod014(night, line)
            _mod015(night, line)


def _mod009(night: Night, line: Row) -> None:
    base = night.base(line["procedure_code"], line["service_date"])
    if marked(line, "52") and base == "15min_pool":
        night.violates("MOD009", line, REVIEW)


def _mod010(night: Night, line: Row) -> None:
    marks, day = line["marks"], line["service_date"]
    shaped = all(re.fullmatch(r"[A-Z0-9]{2}", mark) for mark in marks)
    if not shaped or len(set(marks)) < len(marks) or len(marks) > SLOTS:
        night.violates("MOD010", line, BLOCK)
    elif any(night.tables.row("modifiers", mark, day) is None for mark in marks):
        night.violates("MOD010", line, REVIEW)


def _mod011(night: Night, line: Row) -> None:
    entry = night.policy(line, "modifier_order")
    if entry == UNKNOWN and len(line["marks"]) > 1:
        night.cannot_tell("MOD011", line, "payer: modifier order")
    if not isinstance(entry, Entry):
        return
    wanted = list(entry.get("value"))
    places = [wanted.index(mark) for mark in line["marks"] if mark in wanted]
    if places != sorted(places):
        night.violates("MOD011", line, NOTE, entry)


def _mod012(night: Night, patient: Patient, line: Row) -> None:
    open_question = ""
    for entry in night.entries(line, "extra_modifier"):
        if entry.unknown:
            open_question = "payer: extra modifier"
            continue
        if marked(line, *entry.get("accepts")):
            continue
        fits = _fits(night, patient, line, entry)
        if fits == "yes" and not may_be_cut_off(night, line):
            night.violates("MOD012", line, REVIEW, entry)
            return
        if fits != "no":
            open_question = "what the extra modifier asks"
    if open_question:
        night.cannot_tell("MOD012", line, open_question)


def _fits(night: Night, patient: Patient, line: Row, entry: Entry) -> Answer:
    """Say whether a line is one that an extra modifier is asked for on."""
    code = line["procedure_code"]
    kind = "evaluation" if night.tables.knows("evaluation_codes", code) else "treatment"
    if night.outside_therapy(line):
        kind = ""
    if entry.get("service", "any") not in ("any", kind):
        return "no"
    if entry.get("codes") and code not in entry.get("codes"):
        return "no"
    answers: list[Answer] = []
    if entry.get("disciplines"):
        known = line["whose"]
        answers.append("?" if not known else _yes(known in entry.get("disciplines")))
    if entry.get("min_age") is not None or entry.get("max_age") is not None:
        age = age_on(line)
        low, high = entry.get("min_age", 0), entry.get("max_age", 999)
        answers.append("?" if age is None else _yes(low <= age <= high))
    if entry.get("furnished_by", "anyone") != "anyone":
        who = furnisher_of(own_notes(patient, line))
        answers.append("?" if not who else _yes(who == entry.get("furnished_by")))
    if "no" in answers:
        return "no"
    return "?" if "?" in answers else "yes"


def _yes(holds: bool) -> Answer:
    return "yes" if holds else "no"


def age_on(line: Row) -> int | None:
    """Return the patient's age in whole years on the date of service, None without a birthday."""
    born, day = line.get("patient_birth_date"), line["service_date"]
    if born is None:
        return None
    return int(day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


def _mod013(night: Night, line: Row) -> None:
    severity = ""
    resting: Entry | None = None
    if marked(line, "KX"):
        entry = night.policy(line, "threshold_modifier")
        if isinstance(entry, Entry) and entry.get("value") == "none":
            severity, resting = NOTE, entry
        elif not isinstance(entry, Entry) and not isinstance(
            night.policy(line, "threshold"), Entry
        ):
            night.cannot_tell("MOD013", line, "payer: threshold modifier")
    if marked(line, "CQ", "CO"):
        entry = night.policy(line, "assistant_modifier")
        if isinstance(entry, Entry) and entry.get("value") != "CQ_CO":
            severity, resting = REVIEW, entry
        elif entry in (NONE, UNKNOWN):
            night.cannot_tell("MOD013", line, "payer: assistant modifier")
    if severity:
        night.violates("MOD013", line, severity, resting)


def _mod014(night: Night, line: Row) -> None:
    if any(marked(line, one) and marked(line, other) for one, other in CONFLICTS):
        night.violates("MOD014", line, REVIEW)


def _mod015(night: Night, line: Row) -> None:
    code, day = line["procedure_code"], line["service_date"]
    place = line.get("place_of_service")
    if line["kind"] == INSTITUTIONAL:
        place = None
    by_modifier = marked(line, "95", "GT")
    by_place = place in ("02", "10")
    if not by_modifier and not by_place:
        return
    if by_modifier and place and night.tables.row("telehealth_places", place, day) is None:
        night.violates("MOD015", line, REVIEW)
        return
    unplaced = by_modifier and not place and line["kind"] != INSTITUTIONAL
    missing = "place of service" if unplaced else ""
    if line["payer"] and night.policies.business(line["payer"]) == "medicare":
        row = night.tables.row("telehealth_codes", code, day)
        if row is not None and row["listed"] == "no":
            night.violates("MOD015", line, REVIEW)
            return
        if row is None:
            missing = "telehealth list"
    if missing:
        night.cannot_tell("MOD015", line, missing)
