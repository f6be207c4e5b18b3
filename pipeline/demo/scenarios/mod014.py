"""MOD014: liability modifiers on one line that say different things of who pays."""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, put, tonight
from pipeline.demo.model import Claim
from pipeline.demo.office import Office

RULE = "MOD014"
_PAYERS = ("MCR", "COMM", "MADV", "FED", "MCDA")
_CONFLICTS = (("GA", "GZ"), ("GA", "GY"), ("GX", "GA"), ("GX", "GZ"), ("GY", "GZ"))


def plant(office: Office) -> None:
    """Plant faults and near misses; what stands on a line can always be told."""
    _faults(office)
    _near_misses(office)


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, place: int = 0, spans: str = "line"
) -> None:
    line = claim.lines[place]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity="review")


def _faults(office: Office) -> None:
    for turn in range(10):
        case = new_case(office, _PAYERS[turn // 2], history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        both = _CONFLICTS[turn % 5]
        put(claim.lines[turn % 2], *both)
        _label(case, "fault", "both-on-a-line", " with ".join(both), claim, turn % 2)
    for turn in range(4):
        case = new_case(office, _PAYERS[turn], history=0)
        first = case.visit(last_night(office), "97112x1", "97140x1")
        both = _CONFLICTS[turn]
        put(first.lines[0], both[0])
        claim = office.correct(first, days.TONIGHT, same_id=turn % 2 == 0)
        put(claim.lines[0], both[1])
        why = f"{both[0]} last night; the correction adds {both[1]}"
        _label(case, "fault", "second-by-correction", why, claim, 0, "correction")
    for turn in range(3):
        case = new_case(office, _PAYERS[turn], history=0)
        first = case.visit(last_night(office), "97112x1", "97140x1")
        put(first.lines[1], *_CONFLICTS[turn + 1])
        claim = office.resend(first, days.TONIGHT)
        why = f"{' with '.join(_CONFLICTS[turn + 1])} last night and again tonight"
        _label(case, "fault", "still-there", why, claim, 1, "nights")


def _near_misses(office: Office) -> None:
    for turn, alone in enumerate((("GA",), ("GZ",), ("GY",), ("GX",), ("GX", "GY"), ("GX", "GY"))):
        case = new_case(office, ("MCR", "FED")[turn % 2], history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        put(claim.lines[0], *alone)
        why = f"{' '.join(alone)} contradicts nothing"
        _label(case, "near_miss", "agree", why, claim)
    for _ in range(2):
        case = new_case(office, "MCR", history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        put(claim.lines[0], "GA")
        put(claim.lines[1], "GY")
        _label(case, "near_miss", "one-on-each-line", "GA on one line, GY on the other", claim)
    for _ in range(2):
        case = new_case(office, "FED", history=0)
        on = last_night(office)
        put(case.visit(on, "97112x1").lines[0], "GA")
        claim = case.visit(on, "97140x1", night=days.TONIGHT)
        put(claim.lines[0], "GZ")
        why = "GA on last night's claim of the day, GZ on tonight's"
        _label(case, "near_miss", "one-each-night", why, claim, spans="nights")
    for turn in range(2):
        case = new_case(office, "MADV", history=0)
        first = case.visit(last_night(office), "97112x1", "97140x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        put(first.lines[0], "GA", "GZ")
        put(claim.lines[0], "GA")
        _label(
            case, "near_miss", "mended", "the correction leaves GA alone", claim, 0, "correction"
        )
    case = new_case(office, "MCR", history=0)
    first = case.visit(last_night(office), "97112x1")
    put(first.lines[0], "GY", "GZ")
    claim = office.void(first, days.TONIGHT)
    _label(case, "near_miss", "void", "GY with GZ on a void", claim, spans="correction")
