"""MOD011: modifiers in another order than the payer has asked for.

Northern Blue wants 59 (or an X modifier) first, then the discipline, then the side; the State Fund
wants the discipline first. To everybody else modifiers are a set.
"""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, tonight
from pipeline.demo.model import Claim
from pipeline.demo.office import Office
from pipeline.demo.payers import BY_RULES_ID

RULE = "MOD011"
_BLUE, _FUND = BY_RULES_ID["northern-blue"], BY_RULES_ID["state-fund-comp"]
_WRONG = (
    (_BLUE, ("GP", "59")),
    (_FUND, ("59", "GP")),
    (_BLUE, ("RT", "GP")),
    (_FUND, ("GP", "RT", "59")),
    (_BLUE, ("59", "LT", "GP")),
    (_FUND, ("XS", "GP")),
)
_RIGHT = (
    (_BLUE, ("59", "GP")),
    (_FUND, ("GP", "59")),
    (_BLUE, ("GP", "RT")),
    (_FUND, ("GP", "XU", "LT")),
    (_BLUE, ("GP",)),
    (_FUND, ("GP",)),
)


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable lines."""
    _faults(office)
    _near_misses(office)
    for _ in range(3):
        case = new_case(office, "SELFINS", history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        claim.lines[0].modifiers = ("GP", "59")
        why = "which order this payer wants nobody knows"
        _label(case, "cannot_tell", "payer-not-set-up", why, claim)


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, place: int = 0, spans: str = "line"
) -> None:
    line = claim.lines[place]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity="note")


def _faults(office: Office) -> None:
    for payer, modifiers in _WRONG:
        case = new_case(office, payer, history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        claim.lines[0].modifiers = modifiers
        why = f"{' '.join(modifiers)}; this payer's order is another"
        _label(case, "fault", "other-order", why, claim)
    for _ in range(2):
        case = new_case(office, _BLUE, history=0)
        on = tonight(office)
        case.visit(on, "97140x1")
        claim = case.visit(on, "97112x1")
        claim.lines[0].modifiers = ("GP", "XE")
        why = "the second visit of the day: XE belongs before GP"
        _label(case, "fault", "second-visit", why, claim, spans="claims")
    for turn in range(4):
        payer, modifiers = _WRONG[turn]
        case = new_case(office, payer, history=0)
        first = case.visit(last_night(office), "97112x1", "97140x1")
        first.lines[1].modifiers = _RIGHT[turn][1]
        claim = office.correct(first, days.TONIGHT, same_id=turn % 2 == 0)
        claim.lines[1].modifiers = modifiers
        why = f"{' '.join(modifiers)} on the correction, in order before"
        _label(case, "fault", "turned-by-correction", why, claim, 1, "correction")
    for turn in range(3):
        payer, modifiers = _WRONG[turn]
        case = new_case(office, payer, history=0)
        first = case.visit(last_night(office), "97112x1", "97140x1")
        first.lines[0].modifiers = modifiers
        claim = office.resend(first, days.TONIGHT)
        why = f"{' '.join(modifiers)} last night and again tonight"
        _label(case, "fault", "still-turned", why, claim, spans="nights")


def _near_misses(office: Office) -> None:
    for payer, modifiers in _RIGHT:
        case = new_case(office, payer, history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        claim.lines[0].modifiers = modifiers
        why = f"{' '.join(modifiers)}, as this payer wants it"
        _label(case, "near_miss", "in-order", why, claim)
    for turn in range(4):
        case = new_case(office, ("COMM", "PPO1", "MCR", "FED")[turn], history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        claim.lines[0].modifiers = (("GP", "59"), ("59", "GP"))[turn % 2]
        _label(case, "near_miss", "payer-without-order", "to this payer it is a set", claim)
    for turn in range(2):
        payer, modifiers = _WRONG[turn]
        case = new_case(office, payer, history=0)
        first = case.visit(last_night(office), "97112x1", "97140x1")
        first.lines[0].modifiers = _RIGHT[turn][1]
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        first.lines[0].modifiers = modifiers
        _label(
            case, "near_miss", "mended", "the correction puts them right", claim, 0, "correction"
        )
    case = new_case(office, _FUND, history=0)
    first = case.visit(last_night(office), "97112x1")
    first.lines[0].modifiers = ("59", "GP")
    claim = office.void(first, days.TONIGHT)
    _label(case, "near_miss", "void", "the wrong order on a void", claim, spans="correction")
