"""Units as such: UNIT004-UNIT008 (RULES.md "UNIT")."""

from __future__ import annotations

from benchmarks.loop.caps import counts
from benchmarks.loop.context import BLOCK, REVIEW, Entry, Night, Patient, Row, in_groups, marked
from benchmarks.loop.days import Day, Scope, days_of
from benchmarks.loop.furnished import minutes_by_person, minutes_of
from benchmarks.loop.ncci import NOT_LOADED, STALE, Limit, limit_of, places_of, program_of
from benchmarks.loop.rules_discipline import may_be_cut_off

UNTIMED = "untimed"
PER_DAY = 2
"""The kind of limit that is absolute for a day: UNIT004 leaves a second session to a person."""


def judge(night: Night) -> None:
    """Ask UNIT007 of every line, the caps and limits of every day, UNIT008 of every person."""
    for patient in night.patients:
        counted = [line for line in patient.lines if not night.outside_therapy(line)]
        for line in counted:
            if line["tonight"] and (line["units"] <= 0 or line["units"] % 1):
                night.violates("UNIT007", line, BLOCK)
        untimed = [line for line in counted if _is_untimed(night, line)]
        for lines in in_groups(untimed, "procedure_code").values():
            for day in days_of(night, patient, lines):
                _unit004(night, day, day.lines)
        for lines in in_groups(counted, "procedure_code").values():
            for day in days_of(night, patient, lines, "all_disciplines"):
                _unit005(night, day, day.lines)
        _unit006(night, patient, counted)
        _value_units(night, patient, counted)
    _unit008(night)


def _is_untimed(night: Night, line: Row) -> bool:
    return night.base(line["procedure_code"], line["service_date"]) == UNTIMED


def _limits(night: Night, lines: list[Row], day: Day) -> list[Limit]:
    """Return the limits that may answer for a code of a day: one, unless its table is unknown."""
    code = lines[0]["procedure_code"]
    places = sorted({place for line in lines for place in places_of(line)})
    return list(dict.fromkeys(limit_of(night, code, day.date, place) for place in places))


def _unit004(night: Night, day: Day, lines: list[Row]) -> None:
    first = next((line for line in lines if line["tonight"]), None)
    billed = _units(lines)
    sure = max((_units(part) for part in day.sure_parts(night, lines)), default=0)
    if first is None or max(billed, sure) <= 1:
        return
    program, entry = program_of(night, first, "unit_limits")
    limits = [Limit(None, 0, "")]
    if program == "medicare":
        limits = _limits(night, lines, day)
    missing = program in ("", "medicaid") or any(one.standing == NOT_LOADED for one in limits)
    most = {max(1, one.units or 1) for one in limits}
    if missing or min(most) < sure <= max(most) or sure <= max(most) < billed:
        night.cannot_tell("UNIT004", first, "unit limits")
    elif sure > max(most):
        again = any(_another_session(night, line) for line in lines)
        stale = any(one.standing == STALE for one in limits)
        night.violates("UNIT004", first, REVIEW if again or stale else BLOCK, entry)


def _units(lines: list[Row]) -> float:
    """Add units; what is below zero is UNIT007's finding and takes nothing away."""
    return float(sum(max(line["units"], 0) for line in lines))


def _another_session(night: Night, line: Row) -> bool:
    """Return True where a modifier says, or may say, that there was a second session."""
    return marked(line, "XE", "76", "59") or may_be_cut_off(night, line)


def _unit005(night: Night, day: Day, lines: list[Row]) -> None:
    first = next((line for line in lines if line["tonight"]), None)
    if first is None:
        return
    program, entry = program_of(night, first, "unit_limits")
    if program == "none":
        return
    limits = _limits(night, lines, day)
    if program != "medicare" or any(one.standing == NOT_LOADED for one in limits):
        night.cannot_tell("UNIT005", first, "unit limits")
        return
    if _is_untimed(night, first):
        again = any(marked(line, "XE", "76", "59") for line in lines)
        limits = [one for one in limits if again and one.mai == PER_DAY]
    sure = {_over(part, one) for part in day.sure_parts(night, lines) for one in limits}
    whole = {_over(lines, one) for one in limits}
    if len(limits) > 1 and len(whole) > 1:
        night.cannot_tell("UNIT005", first, "bill type")
    elif sure - {""}:
        night.violates("UNIT005", first, (sure - {""}).pop(), entry)
    elif whole - {""}:
        night.cannot_tell("UNIT005", first, "whose day it is")


def _over(lines: list[Row], limit: Limit) -> str:
    if not limit.units:
        return ""
    by_line = limit.mai == 1
    most = max(line["units"] for line in lines) if by_line else _units(lines)
    if most <= limit.units:
        return ""
    return REVIEW if limit.mai not in (1, 2) or limit.standing == STALE else BLOCK


def _unit006(night: Night, patient: Patient, lines: list[Row]) -> None:
    asked: dict[int, tuple[Entry, list[Row]]] = {}
    for line in lines:
        for entry in night.entries(line, "unit_cap"):
            if entry.unknown:
                if line["tonight"]:
                    night.cannot_tell("UNIT006", line, "payer: unit cap")
            elif counts(night, entry, line):
                asked.setdefault(id(entry), (entry, []))[1].append(line)
    for entry, counted in asked.values():
        for listed in in_groups(counted, "service_date", "payer").values():
            for day in _scoped(night, patient, listed, entry.get("scope")):
                _capped(night, day, entry)


def _scoped(night: Night, patient: Patient, lines: list[Row], scope: str) -> list[Day]:
    """Part the counted lines of a date as the cap's scope says."""
    if scope in ("provider", "provider_discipline"):
        parted: Scope = "all_disciplines" if scope == "provider" else "discipline"
        return days_of(night, patient, lines, parted)
    columns = {"code": "procedure_code", "discipline": "whose", "patient": "patient_id"}
    groups = in_groups(lines, columns[scope])
    in_doubt = scope == "discipline" and (None,) in groups and len(groups) > 1
    parts = [lines] if in_doubt else list(groups.values())
    return [Day(patient, part[0]["service_date"], part, [], in_doubt) for part in parts]


def _capped(night: Night, day: Day, entry: Entry) -> None:
    most = entry.get("units")
    if not day.tonight or _units(day.lines) <= most:
        return
    if any(_units(part) > most for part in day.sure_parts(night, day.lines)):
        night.violates("UNIT006", day.tonight[0], REVIEW, entry)
    else:
        night.cannot_tell("UNIT006", day.tonight[0], "whose day it is")


def _value_units(night: Night, patient: Patient, lines: list[Row]) -> None:
    """Add up a day's value units over all practitioners against the payer's cap."""
    for listed in in_groups(lines, "service_date", "payer").values():
        tonight = [line for line in listed if line["tonight"]]
        known = night.policy(listed[0], "value_unit_cap")
        if not tonight or not isinstance(known, Entry):
            continue
        values = known.get("values") or {}
        unknown = any(line["procedure_code"] not in values for line in listed)
        kinds = {night.evaluation(li["procedure_code"], li["service_date"]) for li in listed}
        cap = known.cents("daily")
        if "reevaluation" in kinds:
            cap = known.cents("with_reevaluation") or cap
        if "evaluation" in kinds:
            cap = known.cents("with_evaluation") or cap
        worth = sum(
            _hundredths(values.get(line["procedure_code"], "0")) * max(line["units"], 0)
            for line in listed
        )
        if cap is not None and worth > cap:
            night.violates("UNIT006", tonight[0], REVIEW, known)
        elif unknown:
            night.cannot_tell("UNIT006", tonight[0], "value units of a code")


def _hundredths(text: str) -> int:
    whole, _, rest = text.partition(".")
    return int(whole) * 100 + int((rest + "00")[:2])


def _unit008(night: Night) -> None:
    """Add up the one-on-one minutes of each person and date."""
    spent: dict[tuple[str, object], int] = {}
    for patient in night.patients:
        for visit in patient.visits:
            if visit.get("delivery_mode") == "group" or not _one_on_one(night, visit):
                continue
            by = minutes_by_person(visit)
            parts = (
                (("therapist_id", by.therapist), ("assistant_id", by.assistant))
                if by
                else (("therapist_id", minutes_of(visit) or 0),)
            )
            for column, minutes in parts:
                if visit.get(column):
                    key = (visit[column], visit["service_date"])
                    spent[key] = spent.get(key, 0) + minutes
    for total in spent.values():
        if total > night.setting("therapist_day_minutes", 600):
            night.violates("UNIT008", None, REVIEW)


def _one_on_one(night: Night, visit: Row) -> bool:
    code, day = visit["procedure_code"], visit["service_date"]
    return code != "97150" and night.tables.row("supervised_modalities", code, day) is None
