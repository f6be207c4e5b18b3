"""UNIT006: more units a day than the payer pays.

PPO2 pays 4 timed units a discipline, the first listed; BCBS of North Dakota 2 of 97112, 97530 and
97535 each; MCDB 8 a patient over all disciplines; the State Fund 12.00 value units a day, 18.00
with an evaluation and 15.00 with a re-evaluation (97112, 97530: 3.00; 97140, 97116, 97535: 2.75;
evaluations 9.00, re-evaluations 6.50).
"""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, tonight
from pipeline.demo.codes import CODES
from pipeline.demo.model import Claim, Service
from pipeline.demo.office import Office
from pipeline.demo.payers import BY_RULES_ID, Payer

RULE = "UNIT006"
_BLUE = BY_RULES_ID["northern-blue"]
_OVER: tuple[tuple[Payer | str, tuple[str, ...], str], ...] = (
    ("PPO2", ("97112x2", "97140x2", "97116x1"), "5 timed units, 4 are paid"),
    ("PPO2", ("97112x3", "97140x2"), "5 timed units, 4 are paid"),
    (_BLUE, ("97112x3", "97140x1"), "3 units of 97112, 2 are paid"),
    (_BLUE, ("97530x3",), "3 units of 97530, 2 are paid"),
    ("WCOMP", ("97112x3", "97140x2"), "9.00 and 5.50 are 14.50 value units, 12.00 are paid"),
    ("WCOMP", ("97530x2", "97112x1", "97140x2"), "6.00, 3.00 and 5.50 are 14.50 value units"),
)
_WITHIN: tuple[tuple[Payer | str, tuple[str, ...], str], ...] = (
    ("PPO2", ("97112x2", "97140x2"), "4 timed units"),
    ("PPO2", ("97112x2", "97140x2", "G0283x1"), "4 timed units; G0283 does not go by time"),
    (_BLUE, ("97112x2", "97530x2", "97140x2"), "2 of each code, 97140 is not limited"),
    (_BLUE, ("97140x3",), "97140 is not limited"),
    ("WCOMP", ("97530x2", "97112x2"), "6.00 and 6.00: exactly 12.00 value units"),
    ("MCDA", ("97112x3", "97140x2"), "this payer has no limit"),
)


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable days."""
    _faults(office)
    _patient_over_disciplines(office)
    _value_units(office)
    _faults_over_nights(office)
    _near_misses(office)
    _near_misses_over_nights(office)
    for _ in range(4):
        case = new_case(office, "WCOMP", history=0)
        claim = case.visit(tonight(office), "97542x2", "97112x2", "97140x1")
        why = "what 97542 counts in value units is not written down; the rest is 8.75"
        _label(case, "cannot_tell", "value-unknown", why, claim)


def _label(case: Case, kind: str, name: str, why: str, claim: Claim, spans: str = "line") -> None:
    line = claim.lines[0]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity="review")


def _faults(office: Office) -> None:
    for payer, texts, why in _OVER:
        case = new_case(office, payer, history=0)
        claim = case.visit(tonight(office), *texts)
        _label(case, "fault", "over", why, claim)
    case = new_case(office, "PPO2", history=0)
    on = tonight(office)
    claim = case.visit(on, "97112x2", "97140x1")
    case.visit(on, "97116x2")
    why = "3 and 2 timed units on two claims, 4 are paid"
    _label(case, "fault", "two-visits", why, claim, "claims")


def _patient_over_disciplines(office: Office) -> None:
    for turn in range(4):
        case = new_case(office, "MCDB", history=0)
        on = tonight(office)
        office.certify(case.patient, "OT", days.add(on, -11), on)
        claim = case.visit(on, "97112x2", "97140x2")
        over = turn % 2 == 0
        case.visit(on, "97535x3", f"97530x{1 + over}", discipline="OT")
        kind = "fault" if over else "near_miss"
        why = f"4 units of PT and {4 + over} of OT, 8 a patient are paid"
        _label(case, kind, "both-disciplines", why, claim, "claims")


def _value_units(office: Office) -> None:
    for kind, texts, why in (
        ("fault", ("97162x1", "97112x2", "97140x2"), "9.00, 6.00 and 5.50 are over 18.00"),
        ("near_miss", ("97162x1", "97112x1", "97530x2"), "9.00 and 9.00: exactly 18.00"),
    ):
        on = office.pick(days.TONIGHT_DAYS[-4:])
        case = new_case(office, "WCOMP", start=on, history=-1)
        claim = case.visit(on, *texts)
        _label(case, kind, "evaluation-day", why, claim)
    for kind, texts, why in (
        ("fault", ("97164x1", "97112x2", "97140x1"), "6.50, 6.00 and 2.75 are 15.25, over 15.00"),
        ("near_miss", ("97164x1", "97112x1", "97140x2"), "6.50, 3.00 and 5.50: exactly 15.00"),
    ):
        case = new_case(office, "WCOMP", history=0)
        claim = case.visit(tonight(office), *texts)
        _label(case, kind, "re-evaluation-day", why, claim)


def _faults_over_nights(office: Office) -> None:
    for turn in range(4):
        case = new_case(office, ("PPO2", "WCOMP")[turn % 2], history=0)
        on = last_night(office)
        case.visit(on, "97112x2", "97140x1")
        claim = case.visit(on, "97116x2", night=days.TONIGHT)
        why = (
            "3 timed units last night and 2 tonight, 4 are paid",
            "8.75 value units last night and 5.50 tonight, 12.00 are paid",
        )[turn % 2]
        _label(case, "fault", "second-visit-tonight", why, claim, "nights")
    for _ in range(2):
        case = new_case(office, _BLUE, history=0)
        on = last_night(office)
        case.visit(on, "97530x2")
        claim = case.visit(on, "97530x1", night=days.TONIGHT)
        why = "2 units of 97530 last night, a third tonight"
        _label(case, "fault", "third-unit-tonight", why, claim, "nights")
    for turn in range(3):
        case = new_case(office, "PPO2", history=0)
        first = case.visit(last_night(office), "97112x3", "97140x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 1)
        claim.lines[1].units, claim.lines[1].charge = 2, 2 * CODES["97140"].charge
        visit = office.visit_of(first)
        visit.services[1] = Service("97140", 30)
        why = "4 timed units last night, 5 on the corrected claim"
        _label(case, "fault", "raised-by-correction", why, claim, "correction")


def _near_misses(office: Office) -> None:
    for payer, texts, why in _WITHIN:
        case = new_case(office, payer, history=0)
        claim = case.visit(tonight(office), *texts)
        _label(case, "near_miss", "within", why, claim)


def _near_misses_over_nights(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, ("PPO2", "WCOMP")[turn], history=0)
        on = last_night(office)
        case.visit(on, "97112x2", "97140x1")
        claim = case.visit(on, "97116x1", night=days.TONIGHT)
        why = ("3 and 1 timed units", "8.75 and 2.75 value units")[turn]
        _label(case, "near_miss", "second-visit-tonight", why, claim, "nights")
    for _ in range(2):
        case = new_case(office, "PPO2", history=0)
        on = last_night(office)
        first = case.visit(on, "97112x2", "97140x1")
        office.void(first, days.TONIGHT)
        visit = office.visit_of(first)
        claim = case.visit(on, "97112x2", "97140x1", night=days.TONIGHT, visit=visit)
        why = "the 3 units of last night are voided and billed anew: 3, not 6"
        _label(case, "near_miss", "voided", why, claim, "correction")
