"""MOD010: modifiers wrong in shape, twice on a line, or not in the list of the date."""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, put, tonight
from pipeline.demo.model import Claim, Line
from pipeline.demo.office import Office

RULE = "MOD010"
_PAYERS = ("MCR", "COMM", "PPO1", "MADV", "MCDA", "FED")
_MISSHAPEN = ("5", "GPX", "K-", "595", "*", "C.")
_UNLISTED = ("ZZ", "7Q", "SZ")
_VALID = (
    ("GP", "76"),
    ("GP", "RT"),
    ("GP", "97"),
    ("GP", "XS"),
    ("GP", "KX"),
    ("", "GP", "", "59"),
)


def plant(office: Office) -> None:
    """Plant faults and near misses; what a modifier looks like can always be told."""
    _faults(office)
    _faults_over_nights(office)
    _near_misses(office)


def _label(
    case: Case,
    kind: str,
    name: str,
    why: str,
    claim: Claim,
    line: Line,
    severity: str = "block",
    *,
    spans: str = "line",
) -> None:
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity=severity)


def _faults(office: Office) -> None:
    for code, text in zip(_PAYERS, _MISSHAPEN, strict=True):
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        put(claim.lines[0], text)
        why = f"{text!r} is not two characters A-Z or 0-9"
        _label(case, "fault", "misshapen", why, claim, claim.lines[0])
    for turn, modifiers in enumerate((("GP", "GP"), ("59", "GP", "59"), ("GP", "76", "76"))):
        case = new_case(office, ("MCR", "COMM", "FED")[turn], history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        claim.lines[1].modifiers = modifiers
        why = f"{' '.join(modifiers)}: one of them twice"
        _label(case, "fault", "twice", why, claim, claim.lines[1])
    for turn, modifier in enumerate((*_UNLISTED, "ZZ")):
        case = new_case(office, _PAYERS[turn], history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        put(claim.lines[0], modifier)
        why = f"{modifier} is not in the list of 2026"
        _label(case, "fault", "not-listed", why, claim, claim.lines[0], "review")


def _faults_over_nights(office: Office) -> None:
    for turn in range(4):
        case = new_case(office, _PAYERS[turn], history=0)
        first = case.visit(last_night(office), "97112x1", "97140x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn % 2 == 0)
        modifier, severity = (("Q", "block"), ("SZ", "review"))[turn % 2]
        put(claim.lines[1], modifier)
        why = f"the correction adds {modifier}"
        line = claim.lines[1]
        _label(case, "fault", "added-by-correction", why, claim, line, severity, spans="correction")
    for turn in range(4):
        case = new_case(office, _PAYERS[turn + 1], history=0)
        first = case.visit(last_night(office), "97112x1", "97140x1")
        modifier, severity = (("KXX", "block"), ("7Q", "review"))[turn % 2]
        put(first.lines[0], modifier)
        claim = office.resend(first, days.TONIGHT)
        why = f"{modifier} last night and again tonight"
        _label(case, "fault", "still-there", why, claim, claim.lines[0], severity, spans="nights")


def _near_misses(office: Office) -> None:
    for modifiers in _VALID:
        case = new_case(office, "MCR", history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        claim.lines[0].modifiers = modifiers
        why = f"slots {modifiers}: all of the list, none twice"
        _label(case, "near_miss", "valid", why, claim, claim.lines[0])
    for _ in range(2):
        case = new_case(office, "COMM", history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        claim.lines[0].modifiers = ("59", "GP", "76", "RT")
        _label(case, "near_miss", "four", "four modifiers fill the slots", claim, claim.lines[0])
    for _ in range(2):
        case = new_case(office, "MCR", history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        why = "GP on both lines of the claim is not twice on one"
        _label(case, "near_miss", "on-each-line", why, claim, claim.lines[1])
    for turn in range(2):
        case = new_case(office, "MADV", history=0)
        first = case.visit(last_night(office), "97112x1", "97140x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        put(first.lines[0], "GPP")
        why = "GPP last night, not on the correction"
        _label(case, "near_miss", "mended", why, claim, claim.lines[0], spans="correction")
    for _ in range(2):
        case = new_case(office, "FED", history=0)
        first = case.visit(last_night(office), "97112x1")
        put(first.lines[0], "GP")
        claim = office.void(first, days.TONIGHT)
        _label(
            case,
            "near_miss",
            "void",
            "GP twice on a void",
            claim,
            claim.lines[0],
            spans="correction",
        )
