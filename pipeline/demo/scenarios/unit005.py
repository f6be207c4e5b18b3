"""UNIT005: more units of a code, patient, day and provider than the payer's table has.

Practitioners 4 of 97112 (hospitals 6), 6 of 97110, 97530 and 97140, 2 of 97035, 1 of 97129; the
last by policy, so that it blocks, the others by usual practice. Medicaid's table is of the spring.
"""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, tonight
from pipeline.demo.codes import CODES
from pipeline.demo.model import Claim, Service
from pipeline.demo.office import Office

RULE = "UNIT005"
_MEDICARE = ("MCR", "MADV", "FED")
_OVER = (
    ("PT", "97112x5", 4),
    ("PT", "97110x7", 6),
    ("PT", "97035x3", 2),
    ("OT", "97530x7", 6),
    ("PT", "97140x7", 6),
)
_POLICY = "97129"


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable days."""
    _faults(office)
    _faults_over_claims(office)
    _faults_over_nights(office)
    _near_misses(office)
    _near_misses_over_claims(office)
    _cannot_tell(office)


def _label(case: Case, kind: str, name: str, why: str, claim: Claim, spans: str = "line") -> None:
    """The code's first line of tonight stands for the day."""
    line = claim.lines[0]
    severity = "block" if line.code == _POLICY else "review"
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity=severity)


def _faults(office: Office) -> None:
    for turn, (discipline, text, most) in enumerate(_OVER):
        case = new_case(office, _MEDICARE[turn % 3], discipline, history=0)
        claim = case.visit(tonight(office), text)
        _label(case, "fault", "over", f"{text[-1]} units, {most} are usual", claim)
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], ("SLP", "OT")[turn], history=0)
        claim = case.visit(tonight(office), "97129x2")
        _label(case, "fault", "by-policy", "2 units of a first quarter of an hour", claim)
    case = new_case(office, "MADV", history=0)
    claim = case.visit(tonight(office), "97112x3/45", "97112x2/30A")
    _label(case, "fault", "two-lines", "3 and 2 units on two lines are 5 of 97112", claim)
    case = new_case(office, "MCR", bill_type="131", history=0)
    claim = case.visit(tonight(office), "97112x7")
    _label(case, "fault", "hospital", "7 units, 6 are usual in a hospital", claim)
    for code in ("MCDB", "MCDC"):
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), "97112x5")
        why = "5 units; the newest Medicaid table is of the spring and has 4"
        _label(case, "fault", "last-known-table", why, claim)


def _faults_over_claims(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], history=0)
        on = tonight(office)
        claim = case.visit(on, "97112x3")
        second = case.visit(on, "97112x2")
        second.lines[0].modifiers = ("59", *second.lines[0].modifiers)
        why = "3 and 2 units in two sessions are 5 of 97112"
        _label(case, "fault", "two-sessions", why, claim, "claims")
    case = new_case(office, "MCR", bill_type="131", history=0)
    on = tonight(office)
    office.certify(case.patient, "OT", days.add(on, -11), on)
    claim = case.visit(on, "97530x4")
    case.visit(on, "97530x3", discipline="OT")
    why = "4 and 3 units of two disciplines of one hospital"
    _label(case, "fault", "one-hospital", why, claim, "claims")


def _faults_over_nights(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, _MEDICARE[turn], history=0)
        on = last_night(office)
        case.visit(on, "97112x3")
        claim = case.visit(on, "97112x2", night=days.TONIGHT)
        why = "3 units went out last night, 2 more tonight: 5 of 97112"
        _label(case, "fault", "more-tonight", why, claim, "nights")
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], history=0)
        first = case.visit(last_night(office), "97112x4")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        claim.lines[0].units, claim.lines[0].charge = 5, 5 * CODES["97112"].charge
        office.visit_of(first).services = [Service("97112", 75)]
        why = "4 units last night, 5 on the corrected claim"
        _label(case, "fault", "raised-by-correction", why, claim, "correction")


def _near_misses(office: Office) -> None:
    for turn, (discipline, text, most) in enumerate(_OVER):
        case = new_case(office, _MEDICARE[turn % 3], discipline, history=0)
        claim = case.visit(tonight(office), f"{text[:6]}{most}")
        _label(case, "near_miss", "just-within", f"{most} units are usual", claim)
    case = new_case(office, "MADV", bill_type="131", history=0)
    claim = case.visit(tonight(office), "97112x6")
    _label(case, "near_miss", "hospital", "6 units are usual in a hospital", claim)
    for code in ("COMM", "PPO1"):
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), "97112x5")
        _label(case, "near_miss", "payer-without-table", "this payer has no such table", claim)


def _near_misses_over_claims(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn + 1], history=0)
        on = tonight(office)
        office.certify(case.patient, "OT", days.add(on, -11), on)
        claim = case.visit(on, "97112x3")
        case.visit(on, "97112x2", discipline="OT")
        why = "3 and 2 units by two therapists"
        _label(case, "near_miss", "two-therapists", why, claim, "claims")
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], history=0)
        on = last_night(office)
        first = case.visit(on, "97112x3")
        visit = office.visit_of(first)
        office.void(first, days.TONIGHT)
        claim = case.visit(on, "97112x3", night=days.TONIGHT, visit=visit)
        why = "last night's 3 are voided and billed anew: 3, not 6"
        _label(case, "near_miss", "voided", why, claim, "correction")
    case = new_case(office, "MCR", history=0)
    at = office.number(len(days.TONIGHT_DAYS) - 1)
    case.visit(days.TONIGHT_DAYS[at], "97112x3")
    claim = case.visit(days.TONIGHT_DAYS[at + 1], "97112x2")
    _label(case, "near_miss", "next-day", "on two days", claim, "claims")


def _cannot_tell(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], history=0)
        on = tonight(office)
        claim = case.visit(on, "97112x3")
        claim.blank = "rendering_npi"
        case.visit(on, "97112x2")
        why = "who gave the first 3 units is blank"
        _label(case, "cannot_tell", "by-whom", why, claim, "claims")
    case = new_case(office, "MCR", bill_type="131", history=0)
    claim = case.visit(tonight(office), "97112x5")
    claim.blank = "bill_type"
    why = "5 units are usual in a hospital only; no type of bill"
    _label(case, "cannot_tell", "which-table", why, claim)
