"""PAIR001: 97110 and 97530 of one day where the payer wants 59 (or an X modifier) on 97530."""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, tonight
from pipeline.demo.model import Claim
from pipeline.demo.office import Office

RULE = "PAIR001"


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable days."""
    _faults(office)
    _faults_over_nights(office)
    _near_misses(office)
    _near_misses_over_claims(office)
    for _ in range(5):
        case = new_case(office, "WCOMP")
        claim = case.visit(tonight(office), "97110x1", "97530x1")
        _label(case, "cannot_tell", "payer-will-not-say", "the entry is unknown", claim, 1)


def _label(
    case: Case,
    kind: str,
    name: str,
    why: str,
    claim: Claim,
    place: int,
    spans: str = "line",
) -> None:
    severity = "review" if case.patient.payer.code == "PPO2" else "block"
    line = claim.lines[place]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity=severity)


def _drop(claim: Claim, place: int, *instead: str) -> None:
    line = claim.lines[place]
    line.modifiers = (*instead, *(m for m in line.modifiers if m != "59"))


def _faults(office: Office) -> None:
    for turn, code in enumerate(5 * ["PPO1"] + 4 * ["PPO2"]):
        case = new_case(office, code, ("PT", "PT", "PT", "OT")[turn % 4])
        claim = case.visit(tonight(office), "97110x1", "97530x1", "97140x1")
        _drop(claim, 1)
        _label(case, "fault", "one-claim", "59 was taken off 97530", claim, 1)
    for _ in range(6):
        case = new_case(office, "PPO1")
        on = tonight(office)
        case.visit(on, "97110x2")
        claim = case.visit(on, "97530x1", "97140x1")
        why = "97110 on another claim of the day, 97530 without 59"
        _label(case, "fault", "two-claims", why, claim, 0, "claims")


def _faults_over_nights(office: Office) -> None:
    for _ in range(6):
        case = new_case(office, "PPO1")
        on = last_night(office)
        first = case.visit(on, "97110x1", "97530x0/15")
        visit = office.visit_of(first)
        claim = case.visit(on, "97530x1", night=days.TONIGHT, visit=visit)
        why = "97110 went out last night; tonight's 97530 of the same day has no 59"
        _label(case, "fault", "97110-last-night", why, claim, 0, "nights")
    for _ in range(4):
        case = new_case(office, "PPO1")
        on = last_night(office)
        first = case.visit(on, "97530x1", "97110x0/15")
        visit = office.visit_of(first)
        claim = case.visit(on, "97110x1", night=days.TONIGHT, visit=visit)
        why = "97530 went out last night without 59; tonight its 97110 follows"
        _label(case, "fault", "97530-last-night", why, claim, 0, "nights")
    for turn in range(4):
        case = new_case(office, "PPO1")
        first = case.visit(last_night(office), "97110x1", "97530x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn % 2 == 0)
        _drop(claim, 1)
        why = "the corrected claim dropped 59"
        _label(case, "fault", "lost-in-correction", why, claim, 1, "correction")


def _near_misses(office: Office) -> None:
    for turn in range(8):
        case = new_case(office, "PPO1" if turn % 4 else "PPO2")
        claim = case.visit(tonight(office), "97110x1", "97530x1")
        accepted = ("59", "XS", "XU", "XE")[turn % 4]
        _drop(claim, 1, accepted)
        _label(case, "near_miss", "accepted", f"{accepted} is there", claim, 1)
    for _ in range(4):
        case = new_case(office, "PPO1")
        at = office.number(len(days.TONIGHT_DAYS) - 1)
        case.visit(days.TONIGHT_DAYS[at], "97110x1", "97140x1")
        claim = case.visit(days.TONIGHT_DAYS[at + 1], "97530x1", "97140x1")
        why = "the codes stand on two days running"
        _label(case, "near_miss", "next-day", why, claim, 0, "claims")
    for _ in range(3):
        case = new_case(office, "COMM")
        claim = case.visit(tonight(office), "97110x1", "97530x1")
        _label(case, "near_miss", "other-payer", "this payer asks for nothing", claim, 1)


def _near_misses_over_claims(office: Office) -> None:
    for _ in range(4):
        case = new_case(office, "PPO2")
        on = tonight(office)
        case.visit(on, "97110x1")
        claim = case.visit(on, "97530x1")
        why = "two claims, and this payer looks at each claim by itself"
        _label(case, "near_miss", "claim-scope", why, claim, 0, "claims")
    for _ in range(3):
        case = new_case(office, "PPO1")
        on = tonight(office)
        office.certify(case.patient, "OT", days.add(on, -15), on)
        case.visit(on, "97110x1")
        claim = case.visit(on, "97530x1", discipline="OT")
        why = "97110 in physical, 97530 in occupational therapy"
        _label(case, "near_miss", "two-disciplines", why, claim, 0, "claims")
    for _ in range(3):
        case = new_case(office, "PPO1")
        on = last_night(office)
        first = case.visit(on, "97110x1/7", "97530x0/15")
        visit = office.visit_of(first)
        office.void(first, days.TONIGHT)
        claim = case.visit(on, "97530x1", night=days.TONIGHT, visit=visit)
        why = "the 97110 of last night, 7 minutes, is voided tonight"
        _label(case, "near_miss", "97110-voided", why, claim, 0, "correction")
    for _ in range(3):
        case = new_case(office, "PPO1")
        first = case.visit(last_night(office), "97110x1", "97530x1")
        claim = office.correct(first, days.TONIGHT)
        _drop(first, 1)
        why = "last night without 59, the correction has it"
        _label(case, "near_miss", "mended", why, claim, 1, "correction")
