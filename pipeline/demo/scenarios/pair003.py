"""PAIR003: two codes of a day that are never paid together, whatever the modifier."""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, tonight
from pipeline.demo.model import Claim
from pipeline.demo.office import Office

RULE = "PAIR003"
_MEDICARE = ("MCR", "MADV", "FED")


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable days."""
    _faults(office)
    _on_the_first_day(office)
    _faults_over_claims(office)
    _faults_over_nights(office)
    _near_misses(office)
    _near_misses_over_claims(office)
    _cannot_tell(office)


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, place: int = 1, spans: str = "line"
) -> None:
    """Column 2 stands for the pair."""
    severity = "review" if case.patient.payer.edits == "medicaid" else "block"
    line = claim.lines[place]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity=severity)


def _faults(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, _MEDICARE[turn], history=0)
        claim = case.visit(tonight(office), "97140x1", "97124x1")
        _label(case, "fault", "one-claim", "massage is part of manual therapy", claim)
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], "SLP", history=0)
        claim = case.visit(tonight(office), "92526x1", "G0283x1")
        why = "for practitioners stimulation is part of swallowing treatment"
        _label(case, "fault", "practitioner", why, claim)
    case = new_case(office, "FED", history=0)
    claim = case.visit(tonight(office), "97750x2", "97150x1")
    _label(case, "fault", "one-claim", "a group beside a performance test", claim)
    for modifier in ("59", "XS"):
        case = new_case(office, "MADV", history=0)
        claim = case.visit(tonight(office), "97140x1", "97124x1")
        claim.lines[1].modifiers = (modifier, *claim.lines[1].modifiers)
        _label(case, "fault", "marked-in-vain", f"{modifier} does not lift this pair", claim)
    for code in ("MCDB", "MCDC"):
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), "97140x1", "97124x1")
        why = "97124 beside 97140; the newest Medicaid table is of the spring"
        _label(case, "fault", "last-known-table", why, claim)


def _on_the_first_day(office: Office) -> None:
    for turn, other in enumerate(("97750x2", "97164x1")):
        on = office.pick(days.TONIGHT_DAYS[-4:])
        case = new_case(office, _MEDICARE[turn], start=on, history=-1)
        claim = case.visit(on, "97162x1", other)
        why = f"{other[:5]} is part of the evaluation of the day"
        _label(case, "fault", "evaluation-day", why, claim)


def _faults_over_claims(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], history=0)
        on = tonight(office)
        case.visit(on, "97140x1")
        claim = case.visit(on, "97124x1")
        why = "manual therapy on one claim, massage on the other"
        _label(case, "fault", "two-claims", why, claim, 0, "claims")
    case = new_case(office, "MCR", bill_type="131", history=0)
    on = tonight(office)
    office.certify(case.patient, "OT", days.add(on, -11), on)
    case.visit(on, "97140x1")
    claim = case.visit(on, "97124x1", discipline="OT")
    why = "two disciplines of one hospital"
    _label(case, "fault", "one-hospital", why, claim, 0, "claims")


def _faults_over_nights(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, _MEDICARE[turn], history=0)
        on = last_night(office)
        case.visit(on, "97140x1")
        claim = case.visit(on, "97124x1", night=days.TONIGHT)
        why = "97140 went out last night; tonight 97124 of the same day"
        _label(case, "fault", "column-one-last-night", why, claim, 0, "nights")
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], history=0)
        on = last_night(office)
        case.visit(on, "97124x1")
        claim = case.visit(on, "97140x1", night=days.TONIGHT)
        why = "97124 went out last night; tonight 97140 of the same day"
        _label(case, "fault", "column-two-last-night", why, claim, 0, "nights")
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], history=0)
        first = case.visit(last_night(office), "97140x1", "97124x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        first.lines.pop()
        why = "the correction adds massage to manual therapy"
        _label(case, "fault", "added-by-correction", why, claim, 1, "correction")


def _near_misses(office: Office) -> None:
    case = new_case(office, "MCR", "SLP", bill_type="131", history=0)
    claim = case.visit(tonight(office), "92526x1", "G0283x1")
    _label(case, "near_miss", "hospital", "a hospital may mark this pair as apart", claim)
    on = office.pick(days.TONIGHT_DAYS[-4:])
    case = new_case(office, "MADV", bill_type="851", start=on, history=-1)
    claim = case.visit(on, "97162x1", "97750x2")
    _label(case, "near_miss", "hospital", "a hospital may mark this pair as apart", claim)
    for turn in range(2):
        case = new_case(office, "MCR", history=0)
        claim = case.visit(tonight(office), "97140x1", "97124x1")
        claim.lines[1 - turn].modifiers = ("GY", "GP")
        _label(case, "near_miss", "gy", "one of them is billed for its denial alone", claim)
    for code in ("COMM", "BCBS"):
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), "97140x1", "97124x1")
        _label(case, "near_miss", "payer-without-table", "this payer has no pairs", claim)
    case = new_case(office, "MCR", history=0)
    claim = case.visit(tonight(office), "97124x1", "97112x1")
    _label(case, "near_miss", "no-pair", "massage without manual therapy", claim, 0)


def _near_misses_over_claims(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], history=0)
        at = office.number(len(days.TONIGHT_DAYS) - 1)
        case.visit(days.TONIGHT_DAYS[at], "97140x1")
        claim = case.visit(days.TONIGHT_DAYS[at + 1], "97124x1")
        _label(case, "near_miss", "next-day", "two days running", claim, 0, "claims")
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn + 1], history=0)
        on = tonight(office)
        office.certify(case.patient, "OT", days.add(on, -11), on)
        case.visit(on, "97140x1")
        claim = case.visit(on, "97124x1", discipline="OT")
        why = "two therapists, each with a number of their own"
        _label(case, "near_miss", "two-therapists", why, claim, 0, "claims")
    case = new_case(office, "MADV", history=0)
    on = last_night(office)
    office.void(case.visit(on, "97140x1/7"), days.TONIGHT)
    claim = case.visit(on, "97124x1", night=days.TONIGHT)
    why = "the 97140 of last night, 7 minutes, is voided tonight"
    _label(case, "near_miss", "voided", why, claim, 0, "correction")
    case = new_case(office, "FED", history=0)
    first = case.visit(last_night(office), "97140x1", "97124x1/7")
    claim = office.correct(first, days.TONIGHT)
    claim.lines.pop()
    why = "both last night, the correction has 97140 alone"
    _label(case, "near_miss", "mended", why, claim, 0, "correction")


def _cannot_tell(office: Office) -> None:
    """Two more, with the type of bill missing, are in PAIR002."""
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], history=0)
        on = tonight(office)
        case.visit(on, "97140x1").blank = "rendering_npi"
        claim = case.visit(on, "97124x1")
        why = "who gave the manual therapy is blank"
        _label(case, "cannot_tell", "by-whom", why, claim, 0, "claims")
