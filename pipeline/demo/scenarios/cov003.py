"""COV003: covered in general, but not at this age, in this place, by this provider.

MCDA pays 97113 up to age 20 (confirmed by the office: the claim is held); unconfirmed (review) are
97150 in clinics only, 97542 by occupational therapists only, 97750 in institutions only from
2026-11-01, and 97016 for adults in institutions only.
"""

from __future__ import annotations

from datetime import date

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, tonight
from pipeline.demo.model import Claim, Service
from pipeline.demo.office import Office
from pipeline.demo.people import LOCATIONS

RULE = "COV003"
_CONFIRMED = "97113"
_AT_HOME, _CLINIC = "L05", "L02"
_OUTPATIENT = "131"


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable lines."""
    _ages(office)
    _places(office)
    _providers(office)
    _settings(office)
    _adults(office)
    _over_nights(office)
    _other_payers_and_lines(office)
    _cannot_tell(office)


def _case(office: Office, discipline: str = "PT", *, years: int = 40, at: str = _CLINIC) -> Case:
    """A patient of MCDA with an age in whole years (tonight) and a place."""
    case = new_case(office, "MCDA", discipline)
    case.patient.birth = date(days.TONIGHT.year - years, 3, 2)
    case.patient.location = next(place for place in LOCATIONS if place.id == at)
    case.patient.feed = at == _CLINIC
    return case


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, place: int = 0, spans: str = "line"
) -> None:
    line = claim.lines[place]
    severity = "block" if line.code == _CONFIRMED else "review"
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity=severity)


def _ages(office: Office) -> None:
    """97113 is paid up to the day before the twenty-first birthday."""
    for kind, name, shift in (
        ("fault", "twenty-one-today", 0),
        ("near_miss", "twenty-one-tomorrow", 1),
    ):
        for turn in range(4):
            case = _case(office)
            on = days.TONIGHT_DAYS[turn]
            case.patient.birth = days.add(on.replace(year=on.year - 21), shift)
            claim = case.visit(on, "97112x1", "97113x1")
            why = f"97113, born {case.patient.birth.isoformat()}, seen {on.isoformat()}"
            _label(case, kind, name, why, claim, 1)


def _places(office: Office) -> None:
    for kind, name, at in (("fault", "at-home", _AT_HOME), ("near_miss", "in-clinic", _CLINIC)):
        for _ in range(3):
            case = _case(office, at=at)
            claim = case.visit(tonight(office), "97150x1")
            place = case.patient.location.place
            _label(case, kind, name, f"97150 at place of service {place}", claim)


def _providers(office: Office) -> None:
    for kind, name, discipline in (("fault", "by-pt", "PT"), ("near_miss", "by-ot", "OT")):
        for _ in range(3):
            case = _case(office, discipline)
            claim = case.visit(tonight(office), "97542x1")
            _label(case, kind, name, f"97542 by a {discipline}", claim)


def _settings(office: Office) -> None:
    for _ in range(3):
        case = _case(office)
        claim = case.visit(tonight(office), "97750x2")
        _label(case, "fault", "professional", "97750 on a professional claim", claim)
    for _ in range(2):
        case = new_case(office, "MCDA", bill_type=_OUTPATIENT)
        claim = case.visit(tonight(office), "97750x2")
        _label(case, "near_miss", "institutional", "97750 by a hospital", claim)
    for _ in range(2):
        case = _case(office)
        claim = case.visit(date(2026, 10, 30), "97750x2", night=days.TONIGHT)
        why = "97750 of 2026-10-30: the condition begins in November"
        _label(case, "near_miss", "before-the-condition", why, claim)


def _adults(office: Office) -> None:
    for kind, name, years in (("fault", "adult", 35), ("near_miss", "child", 15)):
        for _ in range(2):
            case = _case(office, years=years)
            claim = case.visit(tonight(office), "97112x1", "97016x1")
            _label(case, kind, name, f"97016 at age {years} on a professional claim", claim, 1)


def _over_nights(office: Office) -> None:
    for turn in range(3):
        case = _case(office)
        first = case.visit(last_night(office), "97112x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        claim.lines[0].code = _CONFIRMED
        office.visit_of(first).services[0] = Service(_CONFIRMED, 15)
        why = "the correction puts 97113 in the place of 97112, at age 40"
        _label(case, "fault", "by-correction", why, claim, 0, "correction")
    for _ in range(2):
        case = _case(office, at=_AT_HOME)
        first = case.visit(last_night(office), "97150x1")
        claim = office.resend(first, days.TONIGHT)
        why = "97150 at home, last night and again tonight"
        _label(case, "fault", "sent-again", why, claim, 0, "nights")
    for _ in range(2):
        case = _case(office)
        first = case.visit(last_night(office), "97113x1")
        claim = office.void(first, days.TONIGHT)
        _label(case, "near_miss", "void", "97113 on a void", claim, 0, "correction")


def _other_payers_and_lines(office: Office) -> None:
    for _ in range(2):
        case = new_case(office, "MCDB")
        claim = case.visit(tonight(office), "97113x1")
        why = "97113 for an adult; this plan has no such condition"
        _label(case, "near_miss", "other-payer", why, claim)
    for _ in range(2):
        case = _case(office)
        claim = case.visit(tonight(office), "97112x1", "97113x1")
        claim.lines[1].modifiers = ("GY", "GP")
        _label(case, "near_miss", "statutory", "billed with GY", claim, 1)


def _cannot_tell(office: Office) -> None:
    for blank, text, at in (
        ("patient_birth_date", "97113x1", _CLINIC),
        ("place_of_service", "97150x1", _AT_HOME),
        ("rendering_taxonomy", "97542x1", _CLINIC),
    ):
        for _ in range(2):
            case = _case(office, at=at)
            claim = case.visit(tonight(office), text)
            claim.blank = blank
            why = f"{claim.lines[0].code} turns on {blank}, which is blank"
            _label(case, "cannot_tell", f"{blank.replace('_', '-')}-blank", why, claim)
