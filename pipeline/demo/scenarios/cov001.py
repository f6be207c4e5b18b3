"""COV001: codes that a Medicaid plan does not pay, by its exclusions or by its complete list.

MCDA pays no 97110 in physical therapy from 2026-11-01 (confirmed by the office: the claim is
held) and no 97533 from age 21; MCDE has a complete list that nobody has confirmed (review).
"""

from __future__ import annotations

from datetime import date

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, tonight
from pipeline.demo.model import Claim, Service
from pipeline.demo.office import Office

RULE = "COV001"
_NOT_LISTED = ("97542x1", "97533x1", "97750x1", "97016x1")
_LAST_PAID_DAY = date(2026, 10, 30)  # a Friday; the exclusion begins on Sunday


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable lines."""
    _faults(office)
    _faults_over_nights(office)
    _near_misses(office)
    _near_misses_over_nights(office)
    _ages(office)


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, place: int, spans: str = "line"
) -> None:
    severity = "block" if case.patient.payer.code == "MCDA" else "review"
    line = claim.lines[place]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity=severity)


def _faults(office: Office) -> None:
    for _ in range(6):
        case = new_case(office, "MCDA")
        claim = case.visit(tonight(office), "97530x1", "97110x1")
        _label(case, "fault", "excluded", "97110 after the end of October", claim, 1)
    for turn in range(6):
        case = new_case(office, "MCDE")
        claim = case.visit(tonight(office), "97112x1", _NOT_LISTED[turn % 4])
        why = f"{claim.lines[1].code} is not on the complete list"
        _label(case, "fault", "not-listed", why, claim, 1)


def _faults_over_nights(office: Office) -> None:
    for turn in range(5):
        case = new_case(office, "MCDA")
        first = case.visit(days.LAST_NIGHT_DAYS[2 + turn], "97530x1", "97112x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn % 2 == 0)
        claim.lines[1].code = "97110"
        visit = office.visit_of(first)
        visit.services[1] = Service("97110", 15)
        why = "the corrected claim puts 97110 in the place of 97112"
        _label(case, "fault", "excluded-by-correction", why, claim, 1, "correction")
    for turn in range(5):
        case = new_case(office, "MCDE")
        first = case.visit(last_night(office), "97530x1", _NOT_LISTED[turn % 4])
        claim = office.resend(first, days.TONIGHT)
        why = "not on the list last night, and sent again unchanged"
        _label(case, "fault", "still-not-listed", why, claim, 1, "nights")


def _near_misses(office: Office) -> None:
    for _ in range(4):
        case = new_case(office, "MCDA")
        claim = case.visit(_LAST_PAID_DAY, "97530x1", "97110x1", night=days.TONIGHT)
        why = "97110 of 2026-10-30, the last working day on which it was paid"
        _label(case, "near_miss", "last-paid-day", why, claim, 1)
    for _ in range(4):
        case = new_case(office, "MCDA", "OT")
        claim = case.visit(tonight(office), "97535x1", "97110x1")
        _label(case, "near_miss", "occupational", "the exclusion names PT only", claim, 1)
    for _ in range(3):
        case = new_case(office, "MCDE")
        claim = case.visit(tonight(office), "97530x1", "97110x1")
        _label(case, "near_miss", "listed", "97110 is on the complete list", claim, 1)
    for _ in range(3):
        case = new_case(office, "MCDA")
        claim = case.visit(tonight(office), "97530x1", "97110x1")
        claim.lines[1].modifiers = ("GY", "GP")
        _label(case, "near_miss", "statutory", "billed with GY", claim, 1)


def _near_misses_over_nights(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, "MCDA")
        first = case.visit(days.LAST_NIGHT_DAYS[2 + turn], "97530x1", "97112x1")
        claim = office.correct(first, days.TONIGHT)
        first.lines[1].code = "97110"
        why = "97110 on the claim of last night, 97112 on its correction"
        _label(case, "near_miss", "mended", why, claim, 1, "correction")
    for turn in range(3):
        case = new_case(office, "MCDA")
        first = case.visit(days.LAST_NIGHT_DAYS[2 + turn], "97530x1", "97110x1")
        claim = office.void(first, days.TONIGHT)
        _label(case, "near_miss", "void", "97110 on a void", claim, 1, "correction")


def _ages(office: Office) -> None:
    """97533 is not paid from the twenty-first birthday on."""
    for kind, name, years, shift in (
        ("fault", "twenty-one-today", 21, 0),
        ("near_miss", "twenty-one-tomorrow", 21, 1),
        ("cannot_tell", "birth-date-blank", 30, 0),
    ):
        for turn in range(5):
            case = new_case(office, "MCDA", "OT")
            on = days.TONIGHT_DAYS[turn]
            case.patient.birth = days.add(on.replace(year=on.year - years), shift)
            claim = case.visit(on, "97530x1", "97533x1")
            if kind == "cannot_tell":
                claim.blank = "patient_birth_date"
            why = f"97533, born {case.patient.birth.isoformat()}, seen {on.isoformat()}"
            _label(case, kind, name, why, claim, 1)
