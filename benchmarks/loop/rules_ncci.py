"""NCCI pairs and group sessions: PAIR002, PAIR003, PAIR005, PAIR009 (RULES.md "PAIR")."""

from __future__ import annotations

from datetime import date
from itertools import combinations

from benchmarks.loop.context import (
    BLOCK,
    INSTITUTIONAL,
    REVIEW,
    Entry,
    Night,
    Patient,
    Row,
    in_groups,
    marked,
)
from benchmarks.loop.days import Day, days_of
from benchmarks.loop.furnished import minutes_of
from benchmarks.loop.ncci import EXACT, NOT_LOADED, Pair, Place, pair_of, places_of, program_of
from benchmarks.loop.rules_discipline import may_be_cut_off
from benchmarks.loop.rules_pairs import DISTINCT, blocks_overlap, has_times

EITHER_LINE_FROM = date(2019, 7, 1)
GROUP = "97150"


def judge(night: Night) -> None:
    """Ask each rule of every patient's days, all disciplines together."""
    for patient in night.patients:
        lines = [line for line in patient.lines if not marked(line, "GY")]
        for day in days_of(night, patient, lines, "all_disciplines"):
            _edits(night, day)
            _pair005(night, patient, day)
            _pair009(night, day)


def lifts(night: Night, line: Row) -> bool:
    """Return True where a line carries a modifier that lifts an edit on that line."""
    day = line["service_date"]
    for mark in line["marks"]:
        known = night.tables.row("modifiers", mark, day)
        if known is None or known["ncci"] != "yes":
            continue
        scope = night.tables.row("modifier_scopes", mark, day)
        if scope is None or _within(line, scope["only_on"]):
            return True
    return False


def _within(line: Row, only_on: str) -> bool:
    if only_on == INSTITUTIONAL:
        return bool(line["kind"] == INSTITUTIONAL)
    code = line["procedure_code"]
    return any(
        code.startswith(name[:-1]) if name.endswith("*") else code == name
        for name in only_on.split()
    )


def _places(lines: list[Row]) -> list[Place]:
    return sorted({place for line in lines for place in places_of(line)})


def _edits(night: Night, day: Day) -> None:
    """Look up every two codes of a day."""
    by_code = in_groups(day.lines, "procedure_code")
    for (one,), (other,) in combinations(sorted(by_code), 2):
        lines = [*by_code[one,], *by_code[other,]]
        tonight = [line for line in lines if line["tonight"]]
        if not tonight:
            continue
        program, entry = program_of(night, tonight[0], "pair_edits")
        if program == "none":
            continue
        pairs = {pair_of(night, one, other, day.date, place) for place in _places(lines)}
        if program != "medicare":
            _open(night, tonight, "payer: pair edits")
            continue
        answers = {_answer(night, pair, by_code, (one, other), day.date) for pair in pairs}
        if len(answers) > 1 or (day.in_doubt and answers != {("", "")}):
            _open(night, tonight, "bill type")
            continue
        rule, severity = answers.pop()
        if rule == "?":
            _open(night, tonight, "pair edits of the date")
        elif rule:
            second = other if next(iter(pairs)).first == one else one
            _violated(night, (rule, severity, entry), by_code[second,], tonight)


def _open(night: Night, tonight: list[Row], missing: str) -> None:
    first = min(tonight, key=lambda line: line["order"])
    for rule in ("PAIR002", "PAIR003"):
        night.cannot_tell(rule, first, missing)


def _answer(
    night: Night,
    pair: Pair,
    by_code: dict[tuple[str], list[Row]],
    codes: tuple[str, str],
    day: date,
) -> tuple[str, str]:
    """Return the rule that the pair breaks with its weight; "?" where the table is not loaded."""
    if pair.standing == NOT_LOADED:
        return "?", ""
    if pair.indicator is None:
        return "", ""
    severity = BLOCK if pair.standing == EXACT else REVIEW
    if pair.indicator == 0:
        return "PAIR003", severity
    second = codes[1] if pair.first == codes[0] else codes[0]
    bare = [line for line in by_code[second,] if not lifts(night, line)]
    bare_first = [line for line in by_code[pair.first,] if not lifts(night, line)]
    if not bare or not (bare_first or day < EITHER_LINE_FROM):
        return "", ""
    cut = any(may_be_cut_off(night, line) for line in (*bare, *bare_first))
    return ("?", "") if cut else ("PAIR002", severity)


def _violated(
    night: Night,
    said: tuple[str, str, Entry | None],
    second: list[Row],
    tonight: list[Row],
) -> None:
    """Hang the finding on the column-2 line, or on the other one where that went out before."""
    rule, severity, entry = said
    lacking = [line for line in second if line["tonight"]]
    if rule == "PAIR002":
        lacking = [line for line in lacking if not lifts(night, line)]
    anchors = lacking or tonight
    night.violates(rule, min(anchors, key=lambda line: line["order"]), severity, entry)


def _pair005(night: Night, patient: Patient, day: Day) -> None:
    """Ask of each line with 59 or an X modifier whether any edit could want it."""
    for line in day.tonight:
        if not marked(line, *DISTINCT):
            continue
        again = [li for li in patient.lines if _same_service(li, line)]
        if len(again) > 1:
            continue
        program, _ = program_of(night, line, "pair_edits")
        codes = {li["procedure_code"] for li in day.lines}
        asked = [
            entry
            for entry in night.entries(line, "pair_modifier")
            if set(entry.get("codes")) <= codes and line["procedure_code"] in entry.get("codes")
        ]
        if any(not entry.unknown for entry in asked):
            continue
        said = {_needed(night, day, line, codes, place) for place in places_of(line)}
        unclear = bool(asked) or program != "medicare" or day.in_doubt or len(said) > 1
        if program == "none" and not asked:
            night.violates("PAIR005", line, REVIEW)
        elif unclear:
            night.cannot_tell("PAIR005", line, "payer: pair edits")
        elif said == {"no"}:
            night.violates("PAIR005", line, REVIEW)
        elif said == {"?"}:
            night.cannot_tell("PAIR005", line, "pair edits of the date")


def _same_service(one: Row, other: Row) -> bool:
    columns = ("procedure_code", "service_date", "payer_id")
    return all(one[column] == other[column] for column in columns)


def _needed(night: Night, day: Day, line: Row, codes: set[str], place: Place) -> str:
    """Say whether a pair in force explains the modifier: yes, no, or ? where the table is short."""
    code = line["procedure_code"]
    pairs = [pair_of(night, code, other, day.date, place) for other in codes - {code}]
    if any(pair.indicator is not None for pair in pairs):
        return "yes"
    listed = night.tables.grouped("ncci_pairs", "column1", "column2").items()
    known = {name for pair, rows in listed if any(row[place] for row in rows) for name in pair}
    loaded = pair_of(night, code, code, day.date, place).standing == EXACT
    return "no" if loaded and codes <= known else "?"


def _pair009(night: Night, day: Day) -> None:
    """Hold a group session against the one-on-one services of the same patient and day."""
    groups = [line for line in day.tonight if line["procedure_code"] == GROUP]
    alone = [line for line in day.lines if _one_on_one(night, line)]
    if not groups and any(line["procedure_code"] == GROUP for line in day.lines):
        groups = [line for line in alone if line["tonight"]]
    if not groups or not alone:
        return
    first = groups[0]
    session = [v for v in day.visits if v["procedure_code"] == GROUP]
    codes = {line["procedure_code"] for line in alone}
    others = [v for v in day.visits if v["procedure_code"] in codes]
    asked = night.policy(first, "time_record")
    wants = str(asked.get("value")) if isinstance(asked, Entry) else ""
    lacking = {
        "in_out": not all(has_times(note) for note in (*session, *others)),
        "per_code": any(minutes_of(note) is None for note in (*session, *others)),
    }
    noted = {note["procedure_code"] for note in others}
    if blocks_overlap(session, others):
        night.violates("PAIR009", first, REVIEW)
    elif not session or not noted:
        night.cannot_tell("PAIR009", first, "visit of the line")
    elif lacking.get(wants, False):
        night.violates("PAIR009", first, REVIEW, asked if isinstance(asked, Entry) else None)
    elif lacking["in_out"]:
        night.cannot_tell("PAIR009", first, "clock times")


def _one_on_one(night: Night, line: Row) -> bool:
    code, day = line["procedure_code"], line["service_date"]
    apart = ("supervised_modalities", "group_codes", "quality_codes", "supply_codes")
    if any(night.tables.row(table, code, day) for table in apart):
        return False
    return night.base(code, day) not in ("", "monitoring")
