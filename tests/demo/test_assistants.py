"""Assistants' lines, worked out again from the files: what is flagged is what was planted."""

from __future__ import annotations

from collections import defaultdict

import pytest

from pipeline.demo import DemoNight
from pipeline.demo.model import Label
from tests.demo.hands import Hands, marked_units, within_code
from tests.demo.ledger import Billed, Ledger, Place, Read, Row, planted

MARKING = {"MCR", "MADV", "FED"}
ASSISTANT = {"CQ", "CO"}
TIMED = {
    *("97035", "97110", "97112", "97113", "97116", "97124", "97129", "97130", "97140"),
    *("97530", "97533", "97535", "97542", "97750", "97760"),
}
OUTSIDE = {"98975", "98977", "98980", "G8427", "L3908", "L3808"}
EVALUATIONS = {"97161", "97162", "97163", "97164", "97165", "97166", "97167", "97168"}

Found = dict[str, dict[Place, str]]


def test_vectors() -> None:
    assert within_code(Hands(22, 23))[:2] == (1, 2)
    assert within_code(Hands(23, 22))[:2] == (2, 1)
    assert within_code(Hands(23, 7))[:2] == (2, 0)
    assert marked_units({"97112": Hands(22, 0), "97140": Hands(0, 22)}) == {
        "97112": {(1, 0), (2, 0)},
        "97140": {(0, 1), (0, 2)},
    }


@pytest.fixture(scope="module")
def found(ledger: Ledger) -> Found:
    """MOD004, MOD005 and MOD008 of every code of every day."""
    answers: Found = {"MOD004": {}, "MOD005": {}, "MOD008": {}}
    for (patient, on, discipline), lines in ledger.days().items():
        if lines[0].payer not in MARKING or discipline == "SLP":
            continue
        notes = ledger.given(patient, on, discipline)
        by_code: dict[str, list[Billed]] = defaultdict(list)
        for line in lines:
            if line.code not in OUTSIDE:
                by_code[line.code].append(line)
        for code, mine in by_code.items():
            first = next((line.place for line in mine if line.tonight), None)
            answer = _answer(code, mine, notes)
            if first and answer:
                answers[answer[0]][first] = answer[1]
    return answers


def _answer(code: str, lines: list[Billed], notes: list[Row]) -> tuple[str, str] | None:
    carried = sum(line.units for line in lines if ASSISTANT & set(line.modifiers))
    if lines[0].critical_access or lines[0].row["incident_to"] == "yes":
        return ("MOD005", "review") if carried else None
    own = [row for row in notes if row["procedure_code"] == code]
    if own and all(_by_assistant_without_minutes(row) for row in own):
        return None if carried else ("MOD004", "review")
    billed = sum(line.units for line in lines)
    needs = _needs(code, _minutes(notes), int(billed))
    if not needs or carried in needs:
        return None
    if len(lines) == 1 and not needs & {0, billed}:
        return "MOD008", "block"
    return ("MOD004", "block") if carried < min(needs) else ("MOD005", "review")


def _by_assistant_without_minutes(row: Row) -> bool:
    return not row["minutes"] and row["therapist_credential"] in {"PTA", "OTA"}


def _minutes(notes: list[Row]) -> dict[str, Hands | None]:
    """Minutes by code; None where a row does not say whose they were."""
    day: dict[str, Hands | None] = {}
    for row in notes:
        code = row["procedure_code"]
        before = day.get(code, Hands(0, 0))
        if not row["therapist_minutes"] or before is None:
            day[code] = None
        else:
            day[code] = Hands(
                before.therapist + int(row["therapist_minutes"]),
                before.assistant + int(row["assistant_minutes"]),
            )
    return day


def _needs(code: str, minutes: dict[str, Hands | None], billed: int) -> set[int]:
    """How many of the billed units need the modifier; several where codes tie, none if unknown."""
    day = {other: hands for other, hands in minutes.items() if hands is not None}
    if code not in day:
        return set()
    hands = day[code]
    if code not in TIMED:
        return {billed if 10 * hands.assistant > sum(hands) else 0}
    if not hands.assistant or not hands.therapist:
        return {0 if hands.therapist else billed}
    ways = marked_units({c: h for c, h in day.items() if c in TIMED})[code]
    assert any(plain + marked == billed for plain, marked in ways), (code, day, billed)
    return {marked for plain, marked in ways if plain + marked == billed}


@pytest.mark.parametrize("rule", ["MOD004", "MOD005", "MOD008"])
def test_marks(found: Found, labels: list[Label], rule: str) -> None:
    assert found[rule] == planted(labels, rule)


def test_evaluations(ledger: Ledger, labels: list[Label]) -> None:
    flagged: dict[Place, str] = {}
    for line in ledger.tonight():
        if line.code not in EVALUATIONS:
            continue
        for row in ledger.notes[line.visit]:
            if row["procedure_code"] != line.code or not row["assistant_minutes"]:
                continue
            minutes, assistant = int(row["minutes"]), int(row["assistant_minutes"])
            if 10 * assistant > minutes:
                flagged[line.place] = "block" if assistant == minutes else "review"
    assert flagged == planted(labels, "MOD007")


def test_some_ordinary_days_share_a_code(ledger: Ledger, labels: list[Label]) -> None:
    planned = {label.patient_id for label in labels}
    shared = [
        lines
        for (patient, _, _), lines in ledger.days().items()
        if patient not in planned and len({line.code for line in lines}) < len(lines)
    ]
    assert sum(bool(ASSISTANT & {m for x in one for m in x.modifiers}) for one in shared) > 20


def test_hands_add_up(demo: DemoNight, read: Read) -> None:
    for row in read(demo.tonight.visits):
        if row["therapist_minutes"]:
            both = int(row["therapist_minutes"]) + int(row["assistant_minutes"])
            assert both == int(row["minutes"])
