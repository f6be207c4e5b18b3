"""UNIT002: fewer timed units than the documented minutes would allow.

By the total of the day three units take 38 minutes; code by code two units of a code take 23.
"""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, tonight
from pipeline.demo.model import Claim, Service
from pipeline.demo.office import Office

RULE = "UNIT002"
_TOTAL = ("MCR", "MADV", "FED")
_EACH = ("COMM", "PPO1", "BCBS")


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable days."""
    _faults(office)
    _faults_over_claims(office)
    _near_misses(office)
    _near_misses_over_claims(office)
    _cannot_tell(office)


def _label(case: Case, kind: str, name: str, why: str, claim: Claim, spans: str = "line") -> None:
    """The first timed line stands for the day."""
    first = next(line for line in claim.lines if not line.code.startswith("9716"))
    case.label(RULE, kind, name, why, claim=claim, line=first, spans=spans, severity="note")


def _faults(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, _TOTAL[turn], ("PT", "OT")[turn % 2], history=0)
        claim = case.visit(tonight(office), "97112x1/23", "97140x1/15")
        _label(case, "fault", "thirty-eight", "23 and 15 are 38 minutes, 2 units billed", claim)
    for turn in range(2):
        case = new_case(office, _EACH[turn], history=0)
        claim = case.visit(tonight(office), "97112x1/23", "97140x1/15")
        _label(case, "fault", "own-minutes", "97112 has 23 minutes by itself, 1 unit", claim)
    for turn in range(2):
        case = new_case(office, _TOTAL[turn], history=0)
        claim = case.visit(tonight(office), "97112x1/15", "97140x1/15", "97116x0/8")
        why = "8 minutes of gait training not billed: 38 in all, 2 units billed"
        _label(case, "fault", "unbilled-service", why, claim)
    case = new_case(office, "MCR", history=0)
    claim = case.visit(tonight(office), "97112x1", "97140x1")
    visit = office.visit_of(claim)
    visit.total = 40
    visit.services = [Service(service.code, None) for service in visit.services]
    why = "no minutes by code; the note's total is 40 for 2 units"
    _label(case, "fault", "total-only", why, claim)


def _faults_over_claims(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, _TOTAL[turn], history=0)
        on = tonight(office)
        claim = case.visit(on, "97112x1/20")
        case.visit(on, "97140x1/18")
        why = "two visits, 20 and 18 minutes: 38, 2 units on two claims"
        _label(case, "fault", "two-visits", why, claim, "claims")
    for turn in range(4):
        case = new_case(office, _TOTAL[turn % 3], history=0)
        on = last_night(office)
        case.visit(on, "97112x1/22")
        claim = case.visit(on, "97140x1/16", night=days.TONIGHT)
        why = "22 minutes last night and 16 tonight: 38, 1 unit each"
        _label(case, "fault", "second-visit-tonight", why, claim, "nights")
    for turn in range(3):
        case = new_case(office, _TOTAL[turn], history=0)
        first = case.visit(last_night(office), "97112x2/30", "97140x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 1)
        claim.lines[0].units, claim.lines[0].charge = 1, 6_900
        why = "45 minutes; the corrected claim takes one of three units away"
        _label(case, "fault", "lowered-by-correction", why, claim, "correction")


def _near_misses(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, _TOTAL[turn], history=0)
        claim = case.visit(tonight(office), "97112x1/22", "97140x1/15")
        _label(case, "near_miss", "thirty-seven", "22 and 15 are 37 minutes: 2 units", claim)
    for turn in range(2):
        case = new_case(office, _EACH[turn], history=0)
        claim = case.visit(tonight(office), "97112x1/22", "97140x1/22")
        why = "22 minutes of each code; the total of 44 does not count here"
        _label(case, "near_miss", "twenty-two-each", why, claim)
    for _ in range(2):
        case = new_case(office, "PPO2", history=0)
        claim = case.visit(tonight(office), "97112x2/38", "97140x1", "97116x1")
        why = "97112 has 38 minutes, 3 units; with them the day has 5 and the payer pays 4"
        _label(case, "near_miss", "capped", why, claim)
    for turn in range(2):
        on = days.TONIGHT_DAYS[4 + turn]
        case = new_case(office, _TOTAL[turn], start=on, history=-1)
        claim = case.visit(on, "97162x1/45", "97112x1/20")
        why = "the 45 minutes of the evaluation do not count"
        _label(case, "near_miss", "evaluation-minutes", why, claim)


def _near_misses_over_claims(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, _TOTAL[turn], history=0)
        on = last_night(office)
        case.visit(on, "97112x1/22")
        claim = case.visit(on, "97140x1/15", night=days.TONIGHT)
        why = "22 minutes last night and 15 tonight: 37, 1 unit each"
        _label(case, "near_miss", "second-visit-tonight", why, claim, "nights")
    for turn in range(2):
        case = new_case(office, _TOTAL[turn], history=0)
        first = case.visit(last_night(office), "97112x2/30", "97140x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        first.lines[0].units, first.lines[0].charge = 1, 6_900
        why = "2 units last night, the correction bills the 3 that 45 minutes allow"
        _label(case, "near_miss", "mended", why, claim, "correction")
    for _ in range(2):
        case = new_case(office, "MADV", history=0)
        on = tonight(office)
        office.certify(case.patient, "OT", days.add(on, -11), on)
        claim = case.visit(on, "97112x1/19")
        case.visit(on, "97535x1/19", discipline="OT")
        why = "19 minutes in each of two disciplines are 1 unit each"
        _label(case, "near_miss", "two-disciplines", why, claim, "claims")


def _cannot_tell(office: Office) -> None:
    for turn in range(4):
        case = new_case(office, (*_TOTAL, "COMM")[turn], history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        _forget(office, claim)
        _label(case, "cannot_tell", "no-minutes", "minutes and totals are blank", claim)
    for turn in range(2):
        case = new_case(office, _TOTAL[turn], history=0)
        on = last_night(office)
        _forget(office, case.visit(on, "97112x1"))
        claim = case.visit(on, "97140x1/16", night=days.TONIGHT)
        why = "last night's visit of the day has neither minutes nor a total"
        _label(case, "cannot_tell", "last-night-unknown", why, claim, "nights")


def _forget(office: Office, claim: Claim) -> None:
    visit = office.visit_of(claim)
    visit.totals = False
    visit.services = [Service(service.code, None) for service in visit.services]
