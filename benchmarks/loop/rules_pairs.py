"""Pairs that a payer names, and what the record says of 59: PAIR001, PAIR004, PAIR006, PAIR008."""

from __future__ import annotations

from itertools import combinations

from benchmarks.loop.context import REVIEW, Entry, Night, Patient, Row, in_groups, marked
from benchmarks.loop.days import Day, Scope, days_of
from benchmarks.loop.furnished import minutes_of
from benchmarks.loop.units_work import POOL, QUARTER

DISTINCT = ("59", "XE", "XP", "XS", "XU")
X_MODIFIERS = DISTINCT[1:]


def judge(night: Night) -> None:
    """Ask each rule of every patient's days."""
    for patient in night.patients:
        lines = [line for line in patient.lines if not marked(line, "GY")]
        for line in lines:
            if line["tonight"] and marked(line, "59") and marked(line, *X_MODIFIERS):
                night.violates("PAIR006", line, REVIEW)
        _payer_pairs(night, patient, lines)
        for day in days_of(night, patient, lines):
            _pair004(night, day)


def _payer_pairs(night: Night, patient: Patient, lines: list[Row]) -> None:
    asked: dict[int, tuple[Entry, list[Row]]] = {}
    for line in lines:
        for entry in night.entries(line, "pair_modifier"):
            if line["procedure_code"] not in entry.get("codes"):
                continue
            if entry.unknown:
                if line["tonight"]:
                    night.cannot_tell("PAIR001", line, "payer: pair modifier")
            else:
                asked.setdefault(id(entry), (entry, []))[1].append(line)
    for entry, listed in asked.values():
        scope: Scope = "discipline" if entry.get("scope", "day") == "day" else "all_disciplines"
        for day in days_of(night, patient, listed, scope):
            parts = [day.lines]
            if entry.get("scope") == "claim":
                parts = list(in_groups(day.lines, "claim_id").values())
            for part in parts:
                _judge_pair(night, day, part, entry)


def _judge_pair(night: Night, day: Day, lines: list[Row], entry: Entry) -> None:
    wanted = [line for line in lines if line["procedure_code"] == entry.get("target")]
    others = [line for line in lines if line["procedure_code"] != entry.get("target")]
    if not wanted or not others or not any(line["tonight"] for line in lines):
        return
    accepts = entry.get("accepts")
    lacking = [line for line in wanted if not marked(line, *accepts)]
    carrying = [line for line in others if marked(line, *accepts)]
    tonight = [line for line in lines if line["tonight"]]
    if day.in_doubt:
        night.cannot_tell("PAIR001", tonight[0], "whose day it is")
        return
    if lacking:
        here = [line for line in lacking if line["tonight"]] or tonight
        night.violates("PAIR001", here[0], REVIEW, entry)
    if carrying and len(lacking) == len(wanted):
        here = [line for line in wanted if line["tonight"]] or tonight
        night.violates("PAIR008", here[0], REVIEW)


def _pair004(night: Night, day: Day) -> None:
    """Hold each two services of which one says that it was distinct against the record."""
    by_code = in_groups([line for line in day.lines if _one_on_one(night, line)], "procedure_code")
    for (one,), (other,) in combinations(sorted(by_code), 2):
        lines = sorted([*by_code[one,], *by_code[other,]], key=lambda line: line["order"])
        marking = [line for line in lines if _is_distinct(night, line)]
        tonight = [line for line in lines if line["tonight"]]
        if not marking or not tonight:
            continue
        anchor = next((line for line in marking if line["tonight"]), tonight[0])
        said = _contradicted(night, day, anchor, (one, other))
        if said == "yes" and not day.in_doubt:
            night.violates("PAIR004", anchor, REVIEW)
        elif said != "no":
            night.cannot_tell("PAIR004", anchor, "clock times")


def _is_distinct(night: Night, line: Row) -> bool:
    return any(_kind_of(night, mark, line) in ("distinct", "anatomic") for mark in line["marks"])


def _one_on_one(night: Night, line: Row) -> bool:
    """Return True for a therapy service by a person: no modality, no monitoring by device."""
    code, day = line["procedure_code"], line["service_date"]
    listed = ("always_therapy", "sometimes_therapy")
    if (
        night.tables.row("supervised_modalities", code, day)
        or night.base(code, day) == "monitoring"
    ):
        return False
    return any(night.tables.row(table, code, day) for table in listed)


def _kind_of(night: Night, mark: str, line: Row) -> str:
    row = night.tables.row("modifiers", mark, line["service_date"])
    return str(row["kind"]) if row else ""


def blocks_overlap(one: list[Row], other: list[Row], least: int = 1) -> bool:
    """Return True where blocks of two services share so many minutes."""
    return any(
        min(a["stop_time"], b["stop_time"]) - max(a["start_time"], b["start_time"]) >= least
        for a in one
        for b in other
        if has_times(a) and has_times(b)
    )


def has_times(note: Row) -> bool:
    """Return True for a block with both clock times in order."""
    start, stop = note.get("start_time"), note.get("stop_time")
    return start is not None and stop is not None and stop > start


def _contradicted(night: Night, day: Day, line: Row, codes: tuple[str, str]) -> str:
    """Say whether the record contradicts that two services were apart: yes, no or ?."""
    ours, theirs = ([v for v in day.visits if v["procedure_code"] == code] for code in codes)
    if blocks_overlap(ours, theirs) or _too_short(night, day, codes):
        return "yes"
    said = [_words(note) for note in ours if _words(note)]
    if any(words in [_words(note) for note in theirs] for words in said):
        return "yes"
    asked = night.policy(line, "time_record")
    if not isinstance(asked, Entry) or not ours or not theirs:
        return "?"
    if all(has_times(note) for note in (*ours, *theirs)):
        return "no"
    return "yes" if asked.get("value") == "in_out" else "?"


def _words(note: Row) -> str:
    return " ".join(str(note.get("description") or "").casefold().split())


def _too_short(night: Night, day: Day, codes: tuple[str, str]) -> bool:
    """Return True where the minutes of two timed services cannot hold the units of both.

    A unit takes 8 minutes at least, each further one of the code 15.
    """
    spent = wanted = 0.0
    for code in codes:
        minutes = [minutes_of(v) for v in day.visits if v["procedure_code"] == code]
        if night.base(code, day.date) != POOL or not minutes or None in minutes:
            return False
        units = sum(line["units"] for line in day.lines if line["procedure_code"] == code)
        spent += sum(m for m in minutes if m is not None)
        wanted += max(QUARTER * units - QUARTER // 2, QUARTER - QUARTER // 2)
    return spent < wanted
