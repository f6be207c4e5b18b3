"""PAIR004: 59 or an X modifier on 97530 beside 97110 that the day's note contradicts.

PPO1 asks for start and stop of each code, PPO2 does not.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, take, tonight
from pipeline.demo.model import Claim, Visit
from pipeline.demo.office import Office

RULE = "PAIR004"
_PAYERS = ("PPO1", "PPO2")
_SAME = "therapeutic exercise and activity for the shoulder, see flow sheet"
_TEN = 600  # ten o'clock


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable days."""
    _overlaps(office)
    _too_few_minutes(office)
    _one_description(office)
    _faults_over_claims(office)
    _near_misses(office)
    _near_misses_over_claims(office)
    _cannot_tell(office)


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, place: int = 1, spans: str = "line"
) -> None:
    """The line that carries the modifier stands for the pair."""
    line = claim.lines[place]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity="review")


def _at(visit: Visit, *starts: int) -> None:
    """Start the services of a visit at these minutes after midnight."""
    visit.services = [
        replace(one, at=start) for one, start in zip(visit.services, starts, strict=True)
    ]


def _overlaps(office: Office) -> None:
    for turn, modifier in enumerate(("59", "XS", "XU", "59")):
        case = new_case(office, _PAYERS[turn % 2], ("PT", "OT")[turn // 3], history=0)
        claim = case.visit(tonight(office), "97110x1", "97530x1")
        take(claim.lines[1], "59")
        claim.lines[1].modifiers = (modifier, *claim.lines[1].modifiers)
        _at(office.visit_of(claim), _TEN, _TEN + (0, 5, 8, 10)[turn])
        why = f"{modifier}; 97530 begins while the 15 minutes of 97110 from 10:00 still run"
        _label(case, "fault", "blocks-overlap", why, claim)


def _too_few_minutes(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, _PAYERS[turn % 2], history=0)
        claim = case.visit(tonight(office), "97110x1/10", "97530x1/5")
        why = "10 and 5 minutes cannot hold two services of 8 minutes or more"
        _label(case, "fault", "too-few-minutes", why, claim)
        case.label("UNIT001", "fault", "five-minutes", why, claim=claim, line=claim.lines[0])


def _one_description(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, _PAYERS[turn % 2], history=0)
        claim = case.visit(tonight(office), "97110x1", "97530x1")
        visit = office.visit_of(claim)
        visit.services = [replace(one, said=_SAME) for one in visit.services]
        _label(case, "fault", "same-description", "one text for both codes", claim)


def _faults_over_claims(office: Office) -> None:
    for _ in range(2):
        case = new_case(office, "PPO1", history=0)
        on = tonight(office)
        one = case.visit(on, "97110x1")
        claim = case.visit(on, "97530x1")
        claim.lines[0].modifiers = ("59", "GP")
        _at(office.visit_of(one), _TEN)
        _at(office.visit_of(claim), _TEN + 7)
        why = "two claims; 10:07 lies inside the 97110 of 10:00 to 10:15"
        _label(case, "fault", "two-claims", why, claim, 0, "claims")
    for _ in range(4):
        case = new_case(office, "PPO1", history=0)
        on = last_night(office)
        one = case.visit(on, "97110x1")
        claim = case.visit(on, "97530x1", night=days.TONIGHT)
        claim.lines[0].modifiers = ("59", "GP")
        _at(office.visit_of(one), _TEN)
        _at(office.visit_of(claim), _TEN + 5)
        why = "97110 of 10:00 to 10:15 went out last night; tonight's 97530 began at 10:05"
        _label(case, "fault", "97110-last-night", why, claim, 0, "nights")
    for turn in range(2):
        case = new_case(office, _PAYERS[turn], history=0)
        first = case.visit(last_night(office), "97110x1", "97530x1")
        _at(office.visit_of(first), _TEN, _TEN + 5)
        take(first.lines[1], "59")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        claim.lines[1].modifiers = ("59", "GP")
        why = "the correction adds 59; last night's note has the blocks overlap"
        _label(case, "fault", "59-by-correction", why, claim, 1, "correction")


def _near_misses(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, _PAYERS[turn], history=0)
        claim = case.visit(tonight(office), "97110x1", "97530x1")
        _at(office.visit_of(claim), _TEN, _TEN + 15)
        why = "10:00 to 10:15 and 10:15 to 10:30: back to back"
        _label(case, "near_miss", "back-to-back", why, claim)
    for turn in range(2):
        case = new_case(office, _PAYERS[turn], history=0)
        claim = case.visit(tonight(office), "97110x1", "97530x1")
        _at(office.visit_of(claim), _TEN + 25, _TEN)
        why = "97530 first, 97110 ten minutes after it"
        _label(case, "near_miss", "other-way-round", why, claim)
    for turn in range(2):
        case = new_case(office, _PAYERS[turn], history=0)
        claim = case.visit(tonight(office), "97110x1/8", "97530x1/8")
        _label(case, "near_miss", "eight-each", "8 minutes of each code", claim)
    for _ in range(2):
        case = new_case(office, "COMM", history=0)
        claim = case.visit(tonight(office), "97110x1", "97530x1")
        visit = office.visit_of(claim)
        visit.services = [replace(one, said=_SAME) for one in visit.services]
        why = "one text for both codes, but nobody says that they are distinct"
        _label(case, "near_miss", "no-modifier", why, claim)


def _near_misses_over_claims(office: Office) -> None:
    for _ in range(2):
        case = new_case(office, "PPO1", history=0)
        on = last_night(office)
        one = case.visit(on, "97110x1")
        claim = case.visit(on, "97530x1", night=days.TONIGHT)
        claim.lines[0].modifiers = ("59", "GP")
        _at(office.visit_of(one), _TEN)
        _at(office.visit_of(claim), _TEN + 30)
        why = "97110 of 10:00 to 10:15 went out last night; tonight's 97530 began at 10:30"
        _label(case, "near_miss", "97110-last-night", why, claim, 0, "nights")
    for _ in range(2):
        case = new_case(office, "PPO1", history=0)
        at = office.number(len(days.TONIGHT_DAYS) - 1)
        one = case.visit(days.TONIGHT_DAYS[at], "97110x1")
        claim = case.visit(days.TONIGHT_DAYS[at + 1], "97530x1")
        claim.lines[0].modifiers = ("59", "GP")
        _at(office.visit_of(one), _TEN)
        _at(office.visit_of(claim), _TEN)
        why = "the same hour on two days running"
        _label(case, "near_miss", "next-day", why, claim, 0, "claims")
    case = new_case(office, "PPO1", history=0)
    first = case.visit(last_night(office), "97110x1", "97530x1")
    _at(office.visit_of(first), _TEN, _TEN + 5)
    claim = office.void(first, days.TONIGHT)
    _label(case, "near_miss", "void", "blocks overlap, on a void", claim, 1, "correction")


def _cannot_tell(office: Office) -> None:
    for _ in range(4):
        case = new_case(office, "PPO2", history=0)
        claim = case.visit(tonight(office), "97110x1", "97530x1")
        visit = office.visit_of(claim)
        visit.services = [replace(one, clock=False) for one in visit.services]
        why = "no start and stop, and this payer does not ask for them"
        _label(case, "cannot_tell", "no-clock", why, claim)
