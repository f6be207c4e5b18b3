"""PAIR009: a group in the minutes of one-on-one work, or without times of its own.

PPO1 asks for start and stop of each code, the others do not. The group's line carries the label.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, tonight
from pipeline.demo.model import Claim, Visit
from pipeline.demo.office import Office

RULE = "PAIR009"
_PAYERS = ("COMM", "PPO1", "BCBS", "PPO2")
_TEN = 600  # ten o'clock


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable days."""
    _overlaps(office)
    _without_times(office)
    _faults_over_claims(office)
    _faults_over_nights(office)
    _near_misses(office)
    _near_misses_over_claims(office)
    _cannot_tell(office)


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, place: int = 0, spans: str = "line"
) -> None:
    line = claim.lines[place]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity="review")


def _at(visit: Visit, *starts: int) -> None:
    """Start the services of a visit at these minutes after midnight."""
    visit.services = [
        replace(one, at=start) for one, start in zip(visit.services, starts, strict=True)
    ]


def _without_clock(office: Office, claim: Claim) -> None:
    visit = office.visit_of(claim)
    visit.services = [replace(one, clock=False) for one in visit.services]


def _overlaps(office: Office) -> None:
    for turn, code in enumerate(_PAYERS):
        case = new_case(office, code, ("PT", "OT")[turn % 2], history=0)
        claim = case.visit(tonight(office), "97150x1", ("97112x1", "97535x1")[turn % 2])
        start = _TEN + (0, 5, 10, 20)[turn]
        _at(office.visit_of(claim), _TEN, start)
        why = f"group from 10:00 to 10:25, one-on-one from 10:{start - _TEN:02d}"
        _label(case, "fault", "inside-the-group", why, claim)
    for turn in range(2):
        case = new_case(office, ("MCR", "MADV")[turn], history=0)
        claim = case.visit(tonight(office), "97150x1", "97112x1")
        _at(office.visit_of(claim), _TEN, _TEN + 10)
        why = "10:10 lies inside the group of 10:00 to 10:25"
        _label(case, "fault", "marked-as-apart", why, claim)
        second = claim.lines[1]
        said = f"59 says apart, but {why}"
        case.label(
            "PAIR004", "fault", "in-a-group", said, claim=claim, line=second, severity="review"
        )


def _without_times(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, "PPO1", history=0)
        claim = case.visit(tonight(office), "97150x1", "97112x1")
        visit = office.visit_of(claim)
        visit.services[turn] = replace(visit.services[turn], clock=False)
        why = f"{visit.services[turn].code} has no start and stop, and this payer asks for them"
        _label(case, "fault", "no-times", why, claim)


def _faults_over_claims(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, ("COMM", "PPO1")[turn], history=0)
        on = tonight(office)
        other = case.visit(on, "97112x1")
        claim = case.visit(on, "97150x1")
        _at(office.visit_of(other), _TEN + 5)
        _at(office.visit_of(claim), _TEN)
        why = "97112 of the other claim runs from 10:05 to 10:20, in the group's 10:00 to 10:25"
        _label(case, "fault", "two-claims", why, claim, spans="claims")


def _faults_over_nights(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, _PAYERS[turn], history=0)
        on = last_night(office)
        other = case.visit(on, "97112x1")
        claim = case.visit(on, "97150x1", night=days.TONIGHT)
        _at(office.visit_of(other), _TEN + 10)
        _at(office.visit_of(claim), _TEN)
        why = "97112 of 10:10 went out last night; tonight the group of 10:00 to 10:25"
        _label(case, "fault", "one-on-one-last-night", why, claim, spans="nights")
    for turn in range(2):
        case = new_case(office, _PAYERS[turn], history=0)
        first = case.visit(last_night(office), "97150x1", "97112x1")
        _at(office.visit_of(first), _TEN, _TEN + 10)
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        first.lines.pop(0)
        first.lines[0].number = 1
        why = "the correction bills the group too, in whose minutes 97112 lies"
        _label(case, "fault", "added-by-correction", why, claim, 0, "correction")


def _near_misses(office: Office) -> None:
    for turn, code in enumerate((*_PAYERS, "MCR")):
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), "97150x1", "97112x1")
        starts = (_TEN, _TEN + 25) if turn % 2 else (_TEN + 15, _TEN)
        _at(office.visit_of(claim), *starts)
        _label(case, "near_miss", "back-to-back", "one after the other", claim)
    for code in ("COMM", "PPO1"):
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), "97150x1", "G0283x1")
        _at(office.visit_of(claim), _TEN, _TEN)
        why = "stimulation needs nobody's hands and may run in a group"
        _label(case, "near_miss", "supervised", why, claim)
    case = new_case(office, "COMM", history=0)
    claim = case.visit(tonight(office), "97150x1")
    _label(case, "near_miss", "group-alone", "nothing else on the day", claim)


def _near_misses_over_claims(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, _PAYERS[turn], history=0)
        on = last_night(office)
        other = case.visit(on, "97112x1")
        claim = case.visit(on, "97150x1", night=days.TONIGHT)
        _at(office.visit_of(other), _TEN - 15)
        _at(office.visit_of(claim), _TEN)
        why = "97112 of last night ended at 10:00, when tonight's group began"
        _label(case, "near_miss", "one-on-one-last-night", why, claim, spans="nights")
    for turn in range(2):
        case = new_case(office, _PAYERS[turn], history=0)
        at = office.number(len(days.TONIGHT_DAYS) - 1)
        other = case.visit(days.TONIGHT_DAYS[at], "97112x1")
        claim = case.visit(days.TONIGHT_DAYS[at + 1], "97150x1")
        _at(office.visit_of(other), _TEN)
        _at(office.visit_of(claim), _TEN)
        _label(case, "near_miss", "next-day", "the same hour of two days", claim, spans="claims")
    case = new_case(office, "COMM", history=0)
    first = case.visit(last_night(office), "97150x1", "97112x1")
    _at(office.visit_of(first), _TEN, _TEN + 5)
    claim = office.void(first, days.TONIGHT)
    _label(case, "near_miss", "void", "on a void", claim, 0, "correction")


def _cannot_tell(office: Office) -> None:
    for code in ("COMM", "PPO2", "MCR"):
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), "97150x1", "97112x1")
        _without_clock(office, claim)
        why = "no start and stop, and this payer does not ask for them"
        _label(case, "cannot_tell", "no-clock", why, claim)
