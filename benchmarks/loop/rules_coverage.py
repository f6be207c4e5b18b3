"""What a plan covers: COV001, COV002, COV003 (RULES.md "COV and ELG")."""

from __future__ import annotations

from benchmarks.loop.context import BLOCK, NOTE, REVIEW, Entry, Night, Row, marked
from benchmarks.loop.rules_modifiers import age_on

Answer = bool | None
"""None where a fact is missing."""


def judge(night: Night) -> None:
    """Ask COV001 and COV003 of every line, COV002 of every plan of the night."""
    unknown_plans: set[str] = set()
    for patient in night.patients:
        for line in patient.tonight:
            if marked(line, "GY") or not line["payer"]:
                continue
            _cov001(night, line)
            _cov003(night, line)
            if night.policies.business(line["payer"]) == "medicaid" and not any(
                not entry.unknown for entry in night.entries(line, "coverage")
            ):
                unknown_plans.add(line["payer_id"].strip().casefold())
    for _ in unknown_plans:
        night.violates("COV002", None, NOTE)


def _weight(entry: Entry) -> str:
    """Only a fact that the site confirms blocks, whatever its grade."""
    return BLOCK if entry.confirmed else REVIEW


def _cov001(night: Night, line: Row) -> None:
    code = line["procedure_code"]
    known = [entry for entry in night.entries(line, "coverage") if not entry.unknown]
    speaking = [(entry, _speaks_of(line, entry)) for entry in known]
    sure = [entry for entry, speaks in speaking if speaks]
    perhaps = [entry for entry, speaks in speaking if speaks is None]
    excluded = [e for e in sure if not e.get("covered") and code in e.get("codes")]
    covered = [e for e in sure if e.get("covered") and code in e.get("codes")]
    complete = [e for e in sure if e.get("complete") and code not in e.get("codes")]
    open_questions = [
        e
        for e in perhaps
        if (code in e.get("codes")) != bool(e.get("covered"))
        and (e.get("complete") or not e.get("covered"))
    ]
    against = excluded or ([] if covered else complete)
    if against:
        strongest = max(against, key=lambda entry: entry.confirmed)
        night.violates("COV001", line, _weight(strongest), strongest)
    elif open_questions or not known:
        night.cannot_tell("COV001", line, "coverage")


def _speaks_of(line: Row, entry: Entry) -> Answer:
    """Say whether an entry speaks of a line's discipline, setting and age."""
    answers: list[Answer] = []
    if entry.get("disciplines"):
        answers.append(line["whose"] in entry.get("disciplines") if line["whose"] else None)
    if entry.get("settings"):
        answers.append(line["kind"] in entry.get("settings") if line["kind"] else None)
    if entry.get("min_age") is not None or entry.get("max_age") is not None:
        answers.append(_aged(line, entry.get("min_age"), entry.get("max_age")))
    return _all(answers)


def _aged(line: Row, low: int | None, high: int | None) -> Answer:
    age = age_on(line)
    if age is None:
        return None
    return (low is None or low <= age) and (high is None or age <= high)


def _all(answers: list[Answer]) -> Answer:
    if False in answers:
        return False
    return None if None in answers else True


def _cov003(night: Night, line: Row) -> None:
    against: list[Entry] = []
    missing = False
    for entry in night.entries(line, "coverage_condition"):
        if entry.unknown:
            missing = True
            continue
        concerned, met = _concerned(line, entry), _met(line, entry)
        if concerned is True and met is False:
            against.append(entry)
        elif concerned is not False and met is not True:
            missing = True
    if against:
        strongest = max(against, key=lambda entry: entry.confirmed)
        night.violates("COV003", line, _weight(strongest), strongest)
    elif missing:
        night.cannot_tell("COV003", line, "age, setting or provider")


def _concerned(line: Row, entry: Entry) -> Answer:
    answers: list[Answer] = []
    if entry.get("codes"):
        answers.append(line["procedure_code"] in entry.get("codes"))
    if entry.get("disciplines"):
        answers.append(line["whose"] in entry.get("disciplines") if line["whose"] else None)
    if entry.get("from_age") is not None or entry.get("to_age") is not None:
        answers.append(_aged(line, entry.get("from_age"), entry.get("to_age")))
    if entry.get("except_settings"):
        known = line["kind"]
        answers.append(known not in entry.get("except_settings") if known else None)
    return _all(answers)


def _met(line: Row, entry: Entry) -> Answer:
    answers: list[Answer] = []
    if entry.get("settings"):
        answers.append(line["kind"] in entry.get("settings") if line["kind"] else None)
    if entry.get("places"):
        place = line.get("place_of_service")
        answers.append(place in entry.get("places") if place else None)
    if entry.get("taxonomies"):
        taxonomy = line.get("rendering_taxonomy")
        beginnings = tuple(entry.get("taxonomies"))
        answers.append(taxonomy.startswith(beginnings) if taxonomy else None)
    if entry.get("min_age") is not None or entry.get("max_age") is not None:
        answers.append(_aged(line, entry.get("min_age"), entry.get("max_age")))
    return _all(answers)
