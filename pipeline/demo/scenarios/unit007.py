"""UNIT007: units that are zero, negative or not whole.

Codes that do not go by time, so that minutes have no say in it.
"""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, tonight
from pipeline.demo.model import Claim, Line, Service
from pipeline.demo.office import Office

RULE = "UNIT007"
_PAYERS = ("MCR", "COMM", "PPO1", "MADV", "MCDE", "FED")
_MORE_THAN_ONE = "1.5"  # of a code that cannot be there twice: UNIT004's as well
_WRONG = ("0", "-1", _MORE_THAN_ONE, "0.5", "-2", "0.00")


def plant(office: Office) -> None:
    """Plant faults and near misses; what stands in the cell can always be told."""
    _faults(office)
    _faults_over_nights(office)
    _near_misses(office)


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, line: Line, spans: str = "line"
) -> None:
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans)
    if line.raw == {"units": _MORE_THAN_ONE} and line.code == "92507" and kind == "fault":
        case.label("UNIT004", kind, name, why, claim=claim, line=line, spans=spans)


def _bill(line: Line, units: str) -> None:
    line.raw = {"units": units}


def _faults(office: Office) -> None:
    for code, units in zip(_PAYERS, _WRONG, strict=True):
        case = new_case(office, code, "SLP", history=0)
        claim = case.visit(tonight(office), "92507x1")
        _bill(claim.lines[0], units)
        _label(case, "fault", "untimed", f"{units} units", claim, claim.lines[0])
    for turn in range(3):
        case = new_case(office, _PAYERS[turn], history=0)
        claim = case.visit(tonight(office), "97112x2", "97140x1")
        visit = office.visit_of(claim)
        visit.totals = False
        visit.services = [Service(service.code, None) for service in visit.services]
        _bill(claim.lines[1], _WRONG[turn])
        why = f"{_WRONG[turn]} units of a timed code; the note has no minutes"
        _label(case, "fault", "timed", why, claim, claim.lines[1])
    case = new_case(office, "MCR", bill_type="131", history=0)
    claim = case.visit(tonight(office), "97112x2", "G0283x1")
    _bill(claim.lines[1], "0")
    _label(case, "fault", "hospital", "0 units on a hospital claim", claim, claim.lines[1])


def _faults_over_nights(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, _PAYERS[turn], "SLP", history=0)
        first = case.visit(last_night(office), "92507x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 1)
        _bill(claim.lines[0], _WRONG[turn])
        why = f"1 unit last night, {_WRONG[turn]} on the corrected claim"
        _label(case, "fault", "spoilt-by-correction", why, claim, claim.lines[0], "correction")
    for turn in range(3):
        case = new_case(office, _PAYERS[turn + 3], "SLP", history=0)
        first = case.visit(last_night(office), "92507x1")
        _bill(first.lines[0], _WRONG[turn])
        claim = office.resend(first, days.TONIGHT)
        why = f"{_WRONG[turn]} units last night and again tonight"
        _label(case, "fault", "still-there", why, claim, claim.lines[0], "nights")


def _near_misses(office: Office) -> None:
    for code, units in zip(_PAYERS[:4], ("1.0", "1.00", " 1 ", "1.000"), strict=True):
        case = new_case(office, code, "SLP", history=0)
        claim = case.visit(tonight(office), "92507x1")
        _bill(claim.lines[0], units)
        why = f"{units!r} is one unit, however it is written"
        _label(case, "near_miss", "written-otherwise", why, claim, claim.lines[0])
    for turn in range(2):
        case = new_case(office, "MCR", history=0)
        claim = case.visit(tonight(office), "97112x2", "G8427x1")
        _bill(claim.lines[1], ("0", "0.5")[turn])
        why = "a quality code, which counts nothing"
        _label(case, "near_miss", "quality-code", why, claim, claim.lines[1])
    for _ in range(2):
        case = new_case(office, "COMM", history=0)
        claim = case.visit(tonight(office), "97112x6", "97140x1")
        why = "6 units are many, and whole"
        _label(case, "near_miss", "many", why, claim, claim.lines[0])
    for turn in range(2):
        case = new_case(office, "FED", "SLP", history=0)
        first = case.visit(last_night(office), "92507x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        _bill(first.lines[0], "0")
        why = "0 units last night, 1 on the correction"
        _label(case, "near_miss", "mended", why, claim, claim.lines[0], "correction")
    case = new_case(office, "COMM", "SLP", history=0)
    first = case.visit(last_night(office), "92507x1")
    claim = office.void(first, days.TONIGHT)
    _bill(claim.lines[0], "0")
    _label(case, "near_miss", "void", "0 units on a void", claim, claim.lines[0], "correction")
