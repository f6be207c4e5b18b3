"""PAIR006: 59 and an X modifier on one line; the X modifiers are parts of 59."""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, tonight
from pipeline.demo.model import Claim
from pipeline.demo.office import Office

RULE = "PAIR006"
_PAYERS = ("PPO1", "COMM", "MCR", "PPO2", "MADV", "FED")
_X = ("XS", "XU", "XE", "XP")


def plant(office: Office) -> None:
    """Plant faults and near misses; whether both stand on a line can always be told."""
    _faults(office)
    _near_misses(office)
    _near_misses_over_nights(office)


def _label(case: Case, kind: str, name: str, why: str, claim: Claim, spans: str = "line") -> None:
    """The second line of the claim is the one that carries them."""
    line = claim.lines[1]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity="review")


def _pair(case: Case, office: Office) -> Claim:
    return case.visit(tonight(office), "97110x1", "97530x1")


def _faults(office: Office) -> None:
    for turn in range(8):
        case = new_case(office, _PAYERS[turn % 6], history=0)
        claim = _pair(case, office)
        both = ("59", _X[turn % 4])
        claim.lines[1].modifiers = (*both, "GP") if turn % 2 else (both[1], "GP", both[0])
        _label(case, "fault", "both-on-a-line", " ".join(claim.lines[1].modifiers), claim)
    for turn in range(4):
        case = new_case(office, _PAYERS[turn], history=0)
        first = case.visit(last_night(office), "97110x1", "97530x1")
        first.lines[1].modifiers = ("59", "GP")
        claim = office.correct(first, days.TONIGHT, same_id=turn % 2 == 0)
        claim.lines[1].modifiers = ("59", _X[turn], "GP")
        why = f"59 last night, the correction adds {_X[turn]}"
        _label(case, "fault", "second-by-correction", why, claim, "correction")
    for turn in range(3):
        case = new_case(office, _PAYERS[turn], history=0)
        first = case.visit(last_night(office), "97110x1", "97530x1")
        first.lines[1].modifiers = ("59", "XS", "GP")
        claim = office.resend(first, days.TONIGHT)
        _label(case, "fault", "still-there", "both last night and again tonight", claim, "nights")


def _near_misses(office: Office) -> None:
    for turn, modifiers in enumerate((("59", "GP"), ("XS", "GP"), ("GP", "XU"), ("XE", "GP"))):
        case = new_case(office, _PAYERS[turn], history=0)
        claim = _pair(case, office)
        claim.lines[1].modifiers = modifiers
        _label(case, "near_miss", "one-alone", f"{' '.join(modifiers)}: one of them", claim)
    for code in ("COMM", "FED"):
        case = new_case(office, code, history=0)
        claim = _pair(case, office)
        claim.lines[0].modifiers = ("XS", "GP")
        claim.lines[1].modifiers = ("59", "GP")
        _label(case, "near_miss", "one-on-each-line", "XS on one line, 59 on the other", claim)
    for _ in range(2):
        case = new_case(office, "MCR", history=0)
        claim = _pair(case, office)
        claim.lines[1].modifiers = ("59", "XS", "GY", "GP")
        why = "both, on a line billed GY: no pair is asked about"
        _label(case, "near_miss", "statutory", why, claim)


def _near_misses_over_nights(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, "COMM", history=0)
        first = case.visit(last_night(office), "97110x1", "97530x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        first.lines[1].modifiers = ("59", "XS", "GP")
        claim.lines[1].modifiers = ("59", "GP")
        _label(case, "near_miss", "mended", "the correction leaves 59 alone", claim, "correction")
    case = new_case(office, "PPO1", history=0)
    first = case.visit(last_night(office), "97110x1", "97530x1")
    first.lines[1].modifiers = ("59", "XS", "GP")
    claim = office.void(first, days.TONIGHT)
    _label(case, "near_miss", "void", "both, on a void", claim, "correction")
