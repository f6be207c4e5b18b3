"""CLM007: a number that had ended or had not begun on the day, or is not for Medicare's payers.

97001 to 97004 ended with 2016, 64550 with 2018, 97127 with 2019; 98985 began with 2026; Medicare
has G0283 in the place of 97014.
"""

from __future__ import annotations

from datetime import date

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, tonight
from pipeline.demo.model import Claim, Service
from pipeline.demo.office import Office

RULE = "CLM007"
_ENDED = (
    ("MCR", "PT", "97002"),
    ("COMM", "PT", "97001"),
    ("PPO1", "OT", "97004"),
    ("MADV", "OT", "97003"),
    ("BCBS", "PT", "64550"),
    ("COMM", "SLP", "97127"),
)
_NOT_MEDICARES = "97014"


def plant(office: Office) -> None:
    """Plant faults, near misses and lines of a payer nobody knows."""
    _faults(office)
    _faults_over_nights(office)
    _near_misses(office)
    _cannot_tell(office)


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, place: int = 0, spans: str = "line"
) -> None:
    line = claim.lines[place]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans)


def _renumber(office: Office, claim: Claim, code: str, noted: str) -> None:
    """The first line's number is another one, and the note says `noted`."""
    claim.lines[0].code = code
    visit = office.visit_of(claim)
    visit.services[0] = Service(noted, visit.services[0].minutes, visit.services[0].assistant)


def _faults(office: Office) -> None:
    for code, discipline, number in _ENDED:
        case = new_case(office, code, discipline, history=0)
        rest = ("92507x1",) if discipline == "SLP" else ("97112x1",)
        claim = case.visit(tonight(office), f"{number}x1", *rest)
        _label(case, "fault", "ended", f"{number} ended years ago", claim)
    for code in ("MCR", "MADV", "MCR"):
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), "97014x1", "97112x1")
        _label(case, "fault", "not-medicares", "Medicare's payers take G0283", claim)
    for turn in range(2):
        case = new_case(office, ("COMM", "PPO2")[turn], start=date(2025, 12, 3), history=0)
        claim = case.visit(date(2025, 12, 17 + turn), "98985x1", night=days.TONIGHT)
        why = "98985 began with 2026; the service is of December 2025"
        _label(case, "fault", "not-begun", why, claim)


def _faults_over_nights(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, ("COMM", "MCR")[turn], history=0)
        first = case.visit(last_night(office), "97002x1", "97112x1")
        claim = office.resend(first, days.TONIGHT)
        _label(case, "fault", "still-there", "last night and again tonight", claim, 0, "nights")
    for turn in range(3):
        case = new_case(office, ("MCR", "COMM", "FED")[turn], history=0)
        first = case.visit(last_night(office), "97164x1", "97112x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 1)
        claim.lines[0].code = "97002"
        why = "97164 last night, the old 97002 on the correction"
        _label(case, "fault", "turned-by-correction", why, claim, 0, "correction")


def _near_misses(office: Office) -> None:
    for code in ("COMM", "PPO1", "BCBS"):
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), "97014x1", "97112x1")
        _label(case, "near_miss", "other-payer", "this payer still takes 97014", claim)
    for turn in range(2):
        case = new_case(office, ("COMM", "PPO2")[turn], history=0)
        claim = case.visit(tonight(office), "98985x1")
        _label(case, "near_miss", "begun", "98985 is of 2026", claim)
    for turn in range(2):
        case = new_case(office, ("MCR", "MADV")[turn], history=0)
        claim = case.visit(tonight(office), "G0283x1", "97112x1")
        _label(case, "near_miss", "medicares", "G0283 is what Medicare takes", claim)
    for turn in range(2):
        case = new_case(office, ("COMM", "MCR")[turn], history=0)
        first = case.visit(last_night(office), "97164x1", "97112x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        _renumber(office, first, "97002", "97164")
        _label(case, "near_miss", "mended", "97164 on the correction", claim, 0, "correction")
    case = new_case(office, "COMM", history=0)
    first = case.visit(last_night(office), "97002x1", "97112x1")
    claim = office.void(first, days.TONIGHT)
    _label(case, "near_miss", "void", "97002 on a void", claim, 0, "correction")


def _cannot_tell(office: Office) -> None:
    for _ in range(3):
        case = new_case(office, "SELFINS", history=0)
        claim = case.visit(tonight(office), "97014x1", "97010x1")
        why = "whether this payer goes by Medicare nobody has written down"
        _label(case, "cannot_tell", "payer-unknown", why, claim)
        second = claim.lines[1]
        case.label("CLM020", "cannot_tell", "payer-unknown", why, claim=claim, line=second)
