"""MOD013: CQ or CO to a payer that has another form or none, KX to one without a threshold."""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, put, tonight
from pipeline.demo.model import Claim
from pipeline.demo.office import Office
from pipeline.demo.services import ASSISTANT_MODIFIER

RULE = "MOD013"
_WITHOUT_ASSISTANTS = ("PPO1", "COMM", "MCDA", "MCDB", "MCDE", "MCDC")
_WITHOUT_THRESHOLD = ("COMM", "PPO1", "MADV", "MCDA", "PPO2")


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable lines."""
    _assistants(office)
    _threshold(office)
    _faults_over_nights(office)
    _near_misses(office)
    _cannot_tell(office)


def _label(
    case: Case,
    kind: str,
    name: str,
    why: str,
    claim: Claim,
    severity: str = "review",
    spans: str = "line",
) -> None:
    line = claim.lines[0]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity=severity)


def _assistants(office: Office) -> None:
    for turn, code in enumerate(_WITHOUT_ASSISTANTS):
        discipline = ("PT", "OT")[turn % 2]
        case = new_case(office, code, discipline, history=0)
        claim = case.visit(tonight(office), "97112x1/15A", "97140x1")
        put(claim.lines[0], ASSISTANT_MODIFIER[discipline])
        why = f"{ASSISTANT_MODIFIER[discipline]} to a payer that reads none"
        if case.patient.payer.assistants != "none":
            why = f"{ASSISTANT_MODIFIER[discipline]} to a payer that has another form"
        _label(case, "fault", "assistant", why, claim)


def _threshold(office: Office) -> None:
    for code in _WITHOUT_THRESHOLD:
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        put(claim.lines[0], "KX")
        _label(case, "fault", "threshold", "KX to a payer without threshold", claim, "note")


def _faults_over_nights(office: Office) -> None:
    for turn in range(4):
        case = new_case(office, _WITHOUT_ASSISTANTS[turn], history=0)
        first = case.visit(last_night(office), "97112x1/15A", "97140x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn % 2 == 0)
        put(claim.lines[0], "CQ")
        why = "the corrected claim adds CQ"
        _label(case, "fault", "added-by-correction", why, claim, spans="correction")
    for turn in range(4):
        case = new_case(office, _WITHOUT_THRESHOLD[turn], history=0)
        first = case.visit(last_night(office), "97112x1", "97140x1")
        put(first.lines[0], "KX")
        claim = office.resend(first, days.TONIGHT)
        why = "KX last night and again tonight"
        _label(case, "fault", "still-there", why, claim, "note", "nights")


def _near_misses(office: Office) -> None:
    for turn, code in enumerate(("MCR", "MADV", "FED")):
        discipline = ("PT", "OT")[turn % 2]
        case = new_case(office, code, discipline, history=0)
        claim = case.visit(tonight(office), "97112x1/15A", "97140x1")
        why = "this payer takes CQ and CO"
        _label(case, "near_miss", "assistant", why, claim)
    for code in ("MCDB", "MCDC"):
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), "97112x1/15A", "97140x1")
        why = "the plan's own form, not CQ"
        _label(case, "near_miss", "own-form", why, claim)
    for _ in range(2):
        case = new_case(office, "MCR", history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        put(claim.lines[0], "KX")
        why = "Medicare has a threshold, and nobody knows that it is not reached"
        _label(case, "near_miss", "threshold", why, claim)
    for _ in range(2):
        case = new_case(office, "COMM", history=0)
        claim = case.visit(tonight(office), "97112x1/15A", "97140x1")
        _label(case, "near_miss", "unmarked", "by the assistant, rightly not marked", claim)
    for turn in range(3):
        case = new_case(office, _WITHOUT_ASSISTANTS[turn], history=0)
        first = case.visit(last_night(office), "97112x1/15A", "97140x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        put(first.lines[0], "CQ")
        _label(case, "near_miss", "mended", "the correction has no CQ", claim, spans="correction")
    case = new_case(office, "PPO1", history=0)
    first = case.visit(last_night(office), "97112x1/15A")
    put(first.lines[0], "CQ")
    claim = office.void(first, days.TONIGHT)
    _label(case, "near_miss", "void", "CQ on a void", claim, spans="correction")


def _cannot_tell(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, "SELFINS", history=0)
        claim = case.visit(tonight(office), "97112x1/15A", "97140x1")
        put(claim.lines[0], ("CQ", "KX")[turn % 2])
        why = "what this payer reads nobody knows"
        _label(case, "cannot_tell", "payer-not-set-up", why, claim)
    for code in ("MCDC", "MCDF"):
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        put(claim.lines[0], "KX")
        why = "whether this plan reads KX is not written down"
        _label(case, "cannot_tell", "not-written-down", why, claim)
