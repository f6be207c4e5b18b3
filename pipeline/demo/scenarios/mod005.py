"""MOD005: CQ or CO on more units than the assistant's minutes ask for, or where neither applies."""

from __future__ import annotations

from dataclasses import replace

from pipeline.demo import days
from pipeline.demo.casework import (
    Case,
    assistant_of,
    hide_hands,
    last_night,
    new_case,
    put,
    tonight,
)
from pipeline.demo.model import Claim
from pipeline.demo.office import Office
from pipeline.demo.services import ASSISTANT_MODIFIER

RULE = "MOD005"
_MARKING = ("MCR", "MADV", "FED")


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable codes."""
    _faults(office)
    _where_none_applies(office)
    _faults_over_claims(office)
    _faults_over_nights(office)
    _near_misses(office)
    _near_misses_over_nights(office)
    _cannot_tell(office)


def _label(case: Case, kind: str, name: str, why: str, claim: Claim, spans: str = "line") -> None:
    """The first line of the code stands for its day."""
    line = claim.lines[0]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity="review")


def _mark(claim: Claim, discipline: str = "PT") -> None:
    put(claim.lines[0], ASSISTANT_MODIFIER[discipline])


def _faults(office: Office) -> None:
    for turn, discipline in enumerate(("PT", "OT", "PT")):
        case = new_case(office, _MARKING[turn], discipline, history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        _mark(claim, discipline)
        _label(case, "fault", "therapist-alone", "all 15 minutes by the therapist", claim)
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        claim = case.visit(tonight(office), "97112x1/15A7", "97140x1")
        _mark(claim)
        why = "therapist 8, assistant 7: the unit is plain"
        _label(case, "fault", "eight-by-therapist", why, claim)
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        claim = case.visit(tonight(office), "97150x1/20A2", "97112x1")
        _mark(claim)
        _label(case, "fault", "exactly-a-tenth", "2 of 20 minutes are not more than 2", claim)
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        claim = case.visit(tonight(office), "97112x1/23", "97112x2/22A")
        why = "therapist 23, assistant 22: one of three units needs it, two carry it"
        _label(case, "fault", "twenty-three-and-twenty-two", why, claim)


def _where_none_applies(office: Office) -> None:
    for _ in range(2):
        case = new_case(office, "MCR", bill_type="851", history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        visit = office.visit_of(claim)
        visit.assistant = assistant_of(case.patient, "PT")
        visit.services = [replace(one, assistant=one.minutes) for one in visit.services]
        _mark(claim)
        _label(case, "fault", "critical-access", "CQ of a critical access hospital", claim)
    for _ in range(2):
        case = new_case(office, "MCR", history=0)
        claim = case.visit(tonight(office), "97112x1/15A", "97140x1")
        claim.incident_to = "yes"
        _label(case, "fault", "incident-to", "CQ incident to a physician's service", claim)


def _faults_over_claims(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        on = tonight(office)
        claim = case.visit(on, "97112x1/15")
        _mark(claim)
        case.visit(on, "97112x1/15A")
        why = "two visits, 15 minutes by each: one unit needs it, both carry it"
        _label(case, "fault", "two-visits", why, claim, "claims")


def _faults_over_nights(office: Office) -> None:
    for turn in range(4):
        case = new_case(office, _MARKING[turn % 3], history=0)
        on = last_night(office)
        case.visit(on, "97112x1/23")
        claim = case.visit(on, "97112x1/8A", night=days.TONIGHT)
        why = (
            "8 minutes by the assistant tonight; with the therapist's 23 of last night the last "
            "unit has 8 minutes of hers and stays plain"
        )
        _label(case, "fault", "last-night-decides", why, claim, "nights")
    for turn in range(3):
        case = new_case(office, _MARKING[turn], history=0)
        first = case.visit(last_night(office), "97112x1", "97140x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 1)
        _mark(claim)
        why = "the corrected claim adds CQ to the therapist's 15 minutes"
        _label(case, "fault", "added-by-correction", why, claim, "correction")


def _near_misses(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        claim = case.visit(tonight(office), "97112x1/15A8", "97140x1")
        _mark(claim)
        _label(case, "near_miss", "seven-by-therapist", "therapist 7, assistant 8", claim)
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        claim = case.visit(tonight(office), "97150x1/20A3", "97112x1")
        _mark(claim)
        _label(case, "near_miss", "over-a-tenth", "3 of 20 minutes", claim)
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        claim = case.visit(tonight(office), "97140x2/22A", "97112x1/22")
        why = "7 minutes left of each code, one by each: the unit may go to the marked one"
        _label(case, "near_miss", "tie", why, claim)
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        claim = case.visit(tonight(office), "97112x1/22", "97112x2/23A")
        why = "therapist 22, assistant 23: two of three units need it and two carry it"
        _label(case, "near_miss", "twenty-two-and-twenty-three", why, claim)


def _near_misses_over_nights(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, _MARKING[turn], history=0)
        on = last_night(office)
        case.visit(on, "97112x1/15A7")
        claim = case.visit(on, "97112x1/15A7", night=days.TONIGHT)
        _mark(claim)
        why = (
            "alone tonight's therapist 8 and assistant 7 would be plain; with the same of last "
            "night the second unit has 1 minute of the therapist"
        )
        _label(case, "near_miss", "last-night-decides", why, claim, "nights")
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        first = case.visit(last_night(office), "97112x1", "97140x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        _mark(first)
        _label(case, "near_miss", "mended", "the correction takes CQ off", claim, "correction")
    case = new_case(office, "FED", history=0)
    first = case.visit(last_night(office), "97112x1")
    _mark(first)
    claim = office.void(first, days.TONIGHT)
    _label(case, "near_miss", "void", "CQ on a void", claim, "correction")


def _cannot_tell(office: Office) -> None:
    for turn in range(4):
        case = new_case(office, _MARKING[turn % 3], history=0)
        claim = case.visit(tonight(office), "97112x2")
        hide_hands(office, claim)
        _mark(claim)
        why = "an assistant took part; whose minutes were whose is not written down"
        _label(case, "cannot_tell", "hands-unknown", why, claim)
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        on = last_night(office)
        first = case.visit(on, "97112x1/15")
        hide_hands(office, first)
        claim = case.visit(on, "97112x1/15A7", night=days.TONIGHT)
        _mark(claim)
        why = "whose the 15 minutes of last night were is not written down"
        _label(case, "cannot_tell", "last-night-unknown", why, claim, "nights")
