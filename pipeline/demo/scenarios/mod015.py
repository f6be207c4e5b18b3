"""MOD015: 95 or GT where the place of service, or the code, is not one of telehealth.

The list of telehealth services is Medicare's and dated; what is planted as outside it is hands-on
or a machine.
"""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, put, tonight
from pipeline.demo.model import Claim
from pipeline.demo.office import Office

RULE = "MOD015"
_LISTED = ("97110x1", "97530x1", "97535x1", "97110x2")
_HANDS_ON = ("97140x1", "97035x1", "97124x1", "97140x2")
_FEDERAL = ("MCR", "MADV", "FED")


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable lines."""
    _faults(office)
    _faults_over_nights(office)
    _near_misses(office)
    for turn in range(4):
        case = new_case(office, _FEDERAL[turn % 3], history=0)
        claim = _video(case, office, _LISTED[turn])
        claim.blank = "place_of_service"
        why = "95, and the place of service is blank"
        _label(case, "cannot_tell", "place-blank", why, claim)


def _label(case: Case, kind: str, name: str, why: str, claim: Claim, spans: str = "line") -> None:
    line = claim.lines[0]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity="review")


def _video(case: Case, office: Office, text: str, place: str = "10", modifier: str = "95") -> Claim:
    """One line by video."""
    claim = case.visit(tonight(office), text)
    _by_video(office, claim, place, modifier)
    return claim


def _by_video(office: Office, claim: Claim, place: str, modifier: str = "95") -> None:
    put(claim.lines[0], modifier)
    claim.place = place
    office.visit_of(claim).delivery = "telehealth"


def _faults(office: Office) -> None:
    for turn, text in enumerate(_LISTED):
        case = new_case(office, ("MCR", "COMM", "MADV", "FED")[turn], history=0)
        claim = _video(case, office, text, "", ("95", "GT")[turn % 2])
        where = case.patient.location.place
        why = f"{claim.lines[0].modifiers[-1]} with place of service {where}"
        _label(case, "fault", "place-in-person", why, claim)
    case = new_case(office, "MCR", "SLP", history=0)
    claim = _video(case, office, "92507x1", "11")
    _label(case, "fault", "place-in-person", "95 with place of service 11", claim)
    for turn, text in enumerate(_HANDS_ON):
        case = new_case(office, "MCR", history=0)
        claim = _video(case, office, text, ("10", "02")[turn % 2])
        why = f"{claim.lines[0].code} is not on the telehealth list"
        _label(case, "fault", "not-listed", why, claim)


def _faults_over_nights(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, _FEDERAL[turn], history=0)
        first = case.visit(last_night(office), _LISTED[turn])
        _by_video(office, first, "10")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 1)
        claim.place = "11"
        why = "the corrected claim keeps 95 and says place of service 11"
        _label(case, "fault", "place-by-correction", why, claim, "correction")
    for turn in range(3):
        case = new_case(office, _FEDERAL[turn], history=0)
        first = case.visit(last_night(office), _LISTED[turn])
        _by_video(office, first, "11")
        claim = office.resend(first, days.TONIGHT)
        why = "95 with place of service 11, last night and again tonight"
        _label(case, "fault", "still-there", why, claim, "nights")


def _near_misses(office: Office) -> None:
    for turn, text in enumerate(_LISTED):
        case = new_case(office, ("MCR", "COMM", "MADV", "FED")[turn], history=0)
        claim = _video(case, office, text, ("10", "02")[turn % 2], ("95", "95", "GT", "95")[turn])
        why = f"{claim.lines[0].modifiers[-1]} with place of service {claim.place}, code listed"
        _label(case, "near_miss", "agree", why, claim)
    for _ in range(2):
        case = new_case(office, "MCR", "SLP", history=0)
        claim = _video(case, office, "92507x1", "02")
        _label(case, "near_miss", "speech", "92507 by video", claim)
    for text in _HANDS_ON[:2]:
        case = new_case(office, "MCR", history=0)
        claim = case.visit(tonight(office), text)
        _label(case, "near_miss", "in-person", "not on the list, and given in person", claim)
    for turn in range(2):
        case = new_case(office, "FED", history=0)
        first = case.visit(last_night(office), "97110x1")
        _by_video(office, first, "10")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        first.place = "11"
        _label(case, "near_miss", "mended", "the correction says place 10", claim, "correction")
    case = new_case(office, "MCR", history=0)
    first = case.visit(last_night(office), "97110x1")
    _by_video(office, first, "11")
    claim = office.void(first, days.TONIGHT)
    _label(case, "near_miss", "void", "95 with place 11 on a void", claim, "correction")
