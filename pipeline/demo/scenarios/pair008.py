"""PAIR008: the payer wants 59 on 97530, and it stands on 97110 alone.

97530 then lacks its modifier too, so each fault is one of PAIR001 as well.
"""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, tonight
from pipeline.demo.model import Claim
from pipeline.demo.office import Office

RULE = "PAIR008"
_PAYERS = ("PPO1", "PPO2")
_WITH = ("59", "GP")
_PLAIN = ("GP",)


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable days."""
    _faults(office)
    _faults_over_nights(office)
    _near_misses(office)
    _near_misses_over_claims(office)
    for _ in range(3):
        case = new_case(office, "WCOMP", history=0)
        claim = case.visit(tonight(office), "97110x1", "97530x1")
        claim.lines[0].modifiers = ("GP", "59")
        why = "59 on 97110; whether and where the payer wants it nobody could say"
        _label(case, "cannot_tell", "payer-will-not-say", why, claim, 1)


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, place: int, spans: str = "line"
) -> None:
    line = claim.lines[place]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity="review")


def _fault(
    case: Case, name: str, why: str, claim: Claim, place: int = 1, spans: str = "line"
) -> None:
    _label(case, "fault", name, why, claim, place, spans)
    severity = "review" if case.patient.payer.code == "PPO2" else "block"
    case.label(
        "PAIR001",
        "fault",
        "on-the-other-line",
        why,
        claim=claim,
        line=claim.lines[place],
        spans=spans,
        severity=severity,
    )


def _turn(claim: Claim, modifier: str = "59") -> None:
    """The modifier stands on 97110 (first line) in the place of 97530 (second)."""
    claim.lines[0].modifiers = (modifier, "GP")
    claim.lines[1].modifiers = _PLAIN


def _faults(office: Office) -> None:
    for turn in range(5):
        case = new_case(office, _PAYERS[turn % 2], history=0)
        claim = case.visit(tonight(office), "97110x1", "97530x1")
        modifier = ("59", "59", "XS", "XU", "59")[turn]
        _turn(claim, modifier)
        _fault(case, "other-line", f"{modifier} on 97110, none on 97530", claim)
    for _ in range(2):
        case = new_case(office, "PPO1", history=0)
        on = tonight(office)
        case.visit(on, "97110x1").lines[0].modifiers = _WITH
        claim = case.visit(on, "97530x1")
        why = "59 on the 97110 of the other claim, none on 97530"
        _fault(case, "other-claim", why, claim, 0, "claims")


def _faults_over_nights(office: Office) -> None:
    for _ in range(3):
        case = new_case(office, "PPO1", history=0)
        on = last_night(office)
        case.visit(on, "97110x1").lines[0].modifiers = _WITH
        claim = case.visit(on, "97530x1", night=days.TONIGHT)
        why = "97110 went out with 59 last night; tonight's 97530 has none"
        _fault(case, "97110-last-night", why, claim, 0, "nights")
    for _ in range(2):
        case = new_case(office, "PPO1", history=0)
        on = last_night(office)
        case.visit(on, "97530x1")
        claim = case.visit(on, "97110x1", night=days.TONIGHT)
        claim.lines[0].modifiers = _WITH
        why = "97530 went out without 59 last night; tonight's 97110 carries it"
        _fault(case, "97530-last-night", why, claim, 0, "nights")
    for turn in range(3):
        case = new_case(office, _PAYERS[turn % 2], history=0)
        first = case.visit(last_night(office), "97110x1", "97530x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        _turn(claim)
        why = "right last night; the correction moves 59 to 97110"
        _fault(case, "moved-by-correction", why, claim, 1, "correction")


def _near_misses(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, _PAYERS[turn], history=0)
        claim = case.visit(tonight(office), "97110x1", "97530x1")
        claim.lines[0].modifiers = claim.lines[1].modifiers = _WITH
        _label(case, "near_miss", "on-both", "59 on both lines", claim, 1)
    for turn in range(2):
        case = new_case(office, _PAYERS[turn], history=0)
        claim = case.visit(tonight(office), "97110x1", "97530x1")
        _label(case, "near_miss", "where-it-belongs", "59 on 97530", claim, 1)
    for turn in range(2):
        case = new_case(office, _PAYERS[turn], history=0)
        claim = case.visit(tonight(office), "97110x1", "97140x1")
        claim.lines[0].modifiers = _WITH
        why = "59 on 97110 beside 97140: no pair that the payer names"
        _label(case, "near_miss", "no-such-pair", why, claim, 0)
    for code in ("COMM", "MADV"):
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), "97110x1", "97530x1")
        _turn(claim)
        _label(case, "near_miss", "payer-asks-nothing", "this payer names no pair", claim, 1)


def _near_misses_over_claims(office: Office) -> None:
    for _ in range(2):
        case = new_case(office, "PPO2", history=0)
        on = tonight(office)
        case.visit(on, "97110x1").lines[0].modifiers = _WITH
        claim = case.visit(on, "97530x1")
        why = "two claims, and this payer looks at each claim by itself"
        _label(case, "near_miss", "claim-scope", why, claim, 0, "claims")
    for _ in range(2):
        case = new_case(office, "PPO1", history=0)
        on = last_night(office)
        case.visit(on, "97530x1").lines[0].modifiers = _WITH
        claim = case.visit(on, "97110x1", night=days.TONIGHT)
        claim.lines[0].modifiers = _WITH
        why = "97110 has 59 tonight, and so had last night's 97530"
        _label(case, "near_miss", "97530-last-night", why, claim, 0, "nights")
    for turn in range(2):
        case = new_case(office, "PPO1", history=0)
        first = case.visit(last_night(office), "97110x1", "97530x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        _turn(first)
        _label(case, "near_miss", "mended", "the correction puts it right", claim, 1, "correction")
