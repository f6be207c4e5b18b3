"""UNIT003: as many units as the day's total allows, on the wrong codes.

Each code has a unit for each full 15 minutes; the units left over go to the largest remainders.
"""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, tonight
from pipeline.demo.codes import CODES
from pipeline.demo.model import Claim, Service
from pipeline.demo.office import Office

RULE = "UNIT003"
_TOTAL = ("MCR", "MADV", "FED")
# what was billed, why it is wrong
_WRONG = (
    (("97112x3/33", "97140x0/7"), "33 and 7: two of 97112 and one of 97140, remainders 3 and 7"),
    (("97112x3/24", "97140x0/15"), "the 15 minutes of 97140 have no unit"),
    (("97112x1/30", "97140x2/15"), "the second 15 minutes of 97112 have no unit"),
    (("97112x2/16", "97140x1/24"), "remainders 1 and 9: the third unit is of 97140"),
    (("97116x2/17", "97530x1/21", "97140x1/22"), "remainders 2, 6 and 7: the fourth is of 97140"),
)
_RIGHT = (
    (("97112x2/33", "97140x1/7"), "33 and 7: remainders 3 and 7"),
    (("97112x2/22", "97140x1/22"), "22 and 22: remainders equal, either may have the third"),
    (("97112x1/22", "97140x2/22"), "22 and 22: remainders equal, either may have the third"),
    (("97112x1/16", "97140x2/24"), "remainders 1 and 9"),
    (("97116x1/17", "97530x1/21", "97140x2/22"), "remainders 2, 6 and 7"),
)


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable days."""
    _faults(office)
    _faults_over_claims(office)
    _near_misses(office)
    _near_misses_over_claims(office)
    _cannot_tell(office)


def _label(case: Case, kind: str, name: str, why: str, claim: Claim, spans: str = "line") -> None:
    """The first timed line stands for the day."""
    line = claim.lines[0]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity="review")


def _faults(office: Office) -> None:
    for turn, (texts, why) in enumerate(_WRONG):
        case = new_case(office, _TOTAL[turn % 3], ("PT", "OT")[turn % 2], history=0)
        claim = case.visit(tonight(office), *texts)
        _label(case, "fault", "wrong-split", why, claim)
    for turn in range(2):
        case = new_case(office, "MCDA", ("PT", "OT")[turn], history=0)
        claim = case.visit(tonight(office), *_WRONG[2][0])
        _label(case, "fault", "wrong-split", _WRONG[2][1], claim)


def _faults_over_claims(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, _TOTAL[turn], history=0)
        on = tonight(office)
        claim = case.visit(on, "97112x1/30")
        case.visit(on, "97140x2/15")
        why = "two visits: 30 minutes of 97112 with one unit, 15 of 97140 with two"
        _label(case, "fault", "two-visits", why, claim, "claims")
    for turn in range(4):
        case = new_case(office, _TOTAL[turn % 3], history=0)
        on = last_night(office)
        case.visit(on, "97112x1/22")
        claim = case.visit(on, "97140x2/19", night=days.TONIGHT)
        why = (
            "97112 with 22 minutes and 1 unit last night, 97140 with 19 and 2 tonight: of the 3 "
            "units of 41 minutes the third is of 97112, remainders 7 and 4"
        )
        _label(case, "fault", "second-visit-tonight", why, claim, "nights")
    for turn in range(3):
        case = new_case(office, _TOTAL[turn], history=0)
        first = case.visit(last_night(office), "97112x2/30", "97140x1/15")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 1)
        for line, units in zip(claim.lines, (1, 2), strict=True):
            line.units, line.charge = units, units * CODES[line.code].charge
        why = "30 and 15 minutes; the corrected claim moves a unit from 97112 to 97140"
        _label(case, "fault", "moved-by-correction", why, claim, "correction")


def _near_misses(office: Office) -> None:
    for turn, (texts, why) in enumerate(_RIGHT):
        case = new_case(office, _TOTAL[turn % 3], ("PT", "OT")[turn % 2], history=0)
        claim = case.visit(tonight(office), *texts)
        _label(case, "near_miss", "right-split", why, claim)
    for _ in range(2):
        case = new_case(office, "MCR", "SLP", history=0)
        claim = case.visit(tonight(office), "97129x1/38", "97130x2/7")
        why = "first and additional code are one: 45 minutes, three units"
        _label(case, "near_miss", "one-family", why, claim)
    for code in ("COMM", "PPO1"):
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), "97112x2/23", "97140x1/8")
        why = "this payer counts code by code, 23 and 8 minutes"
        _label(case, "near_miss", "code-by-code", why, claim)
    for turn in range(2):
        case = new_case(office, _TOTAL[turn], history=0)
        claim = case.visit(tonight(office), "97112x2/22", "97140x1/22A")
        why = "a tie of 7 and 7, the one by the therapist, the other by the assistant"
        _label(case, "near_miss", "tie-of-two-hands", why, claim)


def _near_misses_over_claims(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, _TOTAL[turn], history=0)
        on = last_night(office)
        case.visit(on, "97112x1/19")
        claim = case.visit(on, "97140x2/22", night=days.TONIGHT)
        why = "19 minutes and 1 unit last night, 22 and 2 tonight: remainders 4 and 7"
        _label(case, "near_miss", "second-visit-tonight", why, claim, "nights")
    for turn in range(2):
        case = new_case(office, _TOTAL[turn], history=0)
        first = case.visit(last_night(office), "97112x2/30", "97140x1/15")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        for line, units in zip(first.lines, (1, 2), strict=True):
            line.units, line.charge = units, units * CODES[line.code].charge
        _label(case, "near_miss", "mended", "the correction splits 2 and 1", claim, "correction")


def _cannot_tell(office: Office) -> None:
    for turn in range(4):
        case = new_case(office, _TOTAL[turn % 3], history=0)
        claim = case.visit(tonight(office), "97112x1/30", "97140x2/15")
        _total_only(office, claim, 45)
        why = "45 minutes in all are three units; how they part nobody wrote down"
        _label(case, "cannot_tell", "total-only", why, claim)
    for turn in range(2):
        case = new_case(office, _TOTAL[turn], history=0)
        on = last_night(office)
        _total_only(office, case.visit(on, "97112x1/22"), 22)
        claim = case.visit(on, "97140x2/19", night=days.TONIGHT)
        why = "last night's note has a total only, so 41 minutes in all are known and no split"
        _label(case, "cannot_tell", "last-night-total", why, claim, "nights")


def _total_only(office: Office, claim: Claim, total: int) -> None:
    visit = office.visit_of(claim)
    visit.total = total
    visit.services = [Service(service.code, None) for service in visit.services]
