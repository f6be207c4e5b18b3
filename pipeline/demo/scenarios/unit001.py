"""UNIT001: more timed units than the documented minutes allow.

For payers that count the day's total, three units take 38 minutes; where each code counts by
itself, one unit takes 8 minutes and two take 23.
"""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, tonight
from pipeline.demo.model import Claim, Service
from pipeline.demo.office import Office

RULE = "UNIT001"
_TOTAL = ("MCR", "MADV", "FED")  # count the day's total
_EACH = ("COMM", "PPO2", "BCBS")  # count each code


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable days."""
    _faults_by_total(office)
    _faults_by_code(office)
    _faults_over_claims(office)
    _near_misses_by_total(office)
    _near_misses_by_code(office)
    _near_misses_over_claims(office)
    _cannot_tell(office)


def _label(case: Case, kind: str, name: str, why: str, claim: Claim, spans: str = "line") -> None:
    """The first timed line of the claim stands for the day."""
    first = next(line for line in claim.lines if not line.code.startswith("9716"))
    case.label(RULE, kind, name, why, claim=claim, line=first, spans=spans)


def _faults_by_total(office: Office) -> None:
    for turn in range(6):
        case = new_case(office, _TOTAL[turn % 3], ("PT", "OT")[turn // 4])
        claim = case.visit(tonight(office), "97112x2/22", "97140x1/15")
        _label(case, "fault", "one-minute-short", "22 and 15 are 37 minutes, 3 units", claim)
    for turn in range(3):
        case = new_case(office, _TOTAL[turn])
        claim = case.visit(tonight(office), "97116x1/7")
        _label(case, "fault", "seven-minutes", "7 minutes, 1 unit", claim)
    for _ in range(2):
        case = new_case(office, "MCR", bill_type="131")
        claim = case.visit(tonight(office), "97112x3/37")
        _label(case, "fault", "hospital", "37 minutes, 3 units, hospital claim", claim)
    for _ in range(2):
        on = days.TONIGHT_DAYS[5]
        case = new_case(office, "MADV", start=on, history=-1)
        claim = case.visit(on, "97162x1/45", "97112x2/22")
        why = "22 minutes for 2 units; the 45 of the evaluation do not count"
        _label(case, "fault", "evaluation-minutes", why, claim)


def _faults_by_code(office: Office) -> None:
    for turn in range(5):
        case = new_case(office, _EACH[turn % 3])
        claim = case.visit(tonight(office), "97140x2/22", "97112x1/20")
        why = "97140 has 22 minutes by itself, 2 units; the day's 42 do not help it"
        _label(case, "fault", "own-minutes", why, claim)
    for turn in range(3):
        case = new_case(office, _EACH[turn])
        claim = case.visit(tonight(office), "97112x1/15", "97116x1/7")
        _label(case, "fault", "seven-of-a-code", "97116 has 7 minutes, 1 unit", claim)


def _faults_over_claims(office: Office) -> None:
    for turn in range(4):
        case = new_case(office, _TOTAL[turn % 3])
        on = tonight(office)
        claim = case.visit(on, "97112x1/18")
        case.visit(on, "97140x2/19")
        why = "two visits, 18 and 19 minutes, 3 units on two claims"
        _label(case, "fault", "two-visits", why, claim, "claims")
    for turn in range(3):
        case = new_case(office, _EACH[turn])
        on = tonight(office)
        claim = case.visit(on, "97112x1/11")
        case.visit(on, "97112x1/11")
        why = "97112 twice with 11 minutes: 22 for 2 units of the code"
        _label(case, "fault", "same-code-twice", why, claim, "claims")
    for turn in range(6):
        case = new_case(office, _TOTAL[turn % 3])
        on = last_night(office)
        case.visit(on, "97112x2/25")
        claim = case.visit(on, "97140x1/12", night=days.TONIGHT)
        why = "25 minutes and 2 units went out last night, 12 and 1 more tonight: 37 for 3"
        _label(case, "fault", "second-visit-tonight", why, claim, "nights")
    for turn in range(4):
        case = new_case(office, _TOTAL[turn % 3])
        first = case.visit(last_night(office), "97112x2/30")
        claim = office.correct(first, days.TONIGHT, same_id=turn % 2 == 1)
        claim.lines[0].units, claim.lines[0].charge = 3, 3 * 6_900
        why = "30 minutes; the corrected claim makes 3 units of 2"
        _label(case, "fault", "raised-by-correction", why, claim, "correction")


def _near_misses_by_total(office: Office) -> None:
    for turn in range(5):
        case = new_case(office, _TOTAL[turn % 3])
        claim = case.visit(tonight(office), "97112x2/23", "97140x1/15")
        _label(case, "near_miss", "thirty-eight", "23 and 15 are 38 minutes, 3 units", claim)
    for turn in range(2):
        case = new_case(office, _TOTAL[turn])
        claim = case.visit(tonight(office), "97116x1/8")
        _label(case, "near_miss", "eight-minutes", "8 minutes, 1 unit", claim)
    for turn in range(3):
        case = new_case(office, _TOTAL[turn])
        claim = case.visit(tonight(office), "97112x2/22", "97140x1/15", "97116x0/1")
        why = "37 minutes billed and one minute of gait training not billed: 38"
        _label(case, "near_miss", "unbilled-minute", why, claim)
    for turn in range(2):
        case = new_case(office, _TOTAL[turn])
        claim = case.visit(tonight(office), "97112x2", "97140x1")
        visit = office.visit_of(claim)
        visit.total = 38
        visit.services = [Service(service.code, None) for service in visit.services]
        why = "no minutes by code; the note's total is 38 for 3 units"
        _label(case, "near_miss", "total-only", why, claim)


def _near_misses_by_code(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, _EACH[turn])
        claim = case.visit(tonight(office), "97140x2/23", "97112x1/15")
        _label(case, "near_miss", "twenty-three", "97140 has 23 minutes, 2 units", claim)
    for _ in range(3):
        case = new_case(office, "COMM")
        claim = case.visit(tonight(office), "97110x1/10", "97112x1/10", "97140x1/10")
        why = "three codes of 10 minutes are 3 units by code (2 by total)"
        _label(case, "near_miss", "three-times-ten", why, claim)


def _near_misses_over_claims(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, _TOTAL[turn])
        on = tonight(office)
        claim = case.visit(on, "97112x1/18")
        case.visit(on, "97140x2/20")
        why = "two visits, 18 and 20 minutes: 38 for 3 units"
        _label(case, "near_miss", "two-visits", why, claim, "claims")
    for turn in range(3):
        case = new_case(office, _TOTAL[turn])
        on = last_night(office)
        case.visit(on, "97112x2/25")
        claim = case.visit(on, "97140x1/13", night=days.TONIGHT)
        why = "25 minutes last night and 13 tonight: 38 for 3 units"
        _label(case, "near_miss", "second-visit-tonight", why, claim, "nights")
    for turn in range(3):
        case = new_case(office, _TOTAL[turn])
        first = case.visit(last_night(office), "97112x2/30")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 1)
        first.lines[0].units, first.lines[0].charge = 3, 3 * 6_900
        why = "3 units last night, the correction bills the 2 that 30 minutes allow"
        _label(case, "near_miss", "mended", why, claim, "correction")
    for _ in range(2):
        case = new_case(office, "MADV")
        on = tonight(office)
        office.certify(case.patient, "OT", days.add(on, -11), on)
        claim = case.visit(on, "97112x2/23")
        case.visit(on, "97535x2/23", discipline="OT")
        why = "23 minutes and 2 units in each of two disciplines"
        _label(case, "near_miss", "two-disciplines", why, claim, "claims")


def _cannot_tell(office: Office) -> None:
    for turn in range(6):
        case = new_case(office, (*_TOTAL, *_EACH)[turn])
        claim = case.visit(tonight(office), "97112x2", "97140x1")
        visit = office.visit_of(claim)
        visit.totals = False
        visit.services = [Service(service.code, None) for service in visit.services]
        _label(case, "cannot_tell", "no-minutes", "minutes and totals are blank", claim)
