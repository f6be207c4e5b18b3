"""MOD009: 52 on codes that are counted in units of 15 minutes."""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, put, tonight
from pipeline.demo.model import Claim
from pipeline.demo.office import Office

RULE = "MOD009"
_PAYERS = ("MCR", "COMM", "PPO1", "MADV", "MCDA", "FED")
_TIMED = ("97112x1", "97140x1", "97530x1", "97535x1", "97116x1", "97112x2")


def plant(office: Office) -> None:
    """Plant faults, near misses and lines whose time base nobody knows."""
    _faults(office)
    _faults_over_nights(office)
    _near_misses(office)
    for _ in range(3):
        case = new_case(office, "COMM", history=0)
        claim = case.visit(tonight(office), "97139x1", "97112x1")
        put(claim.lines[0], "52")
        why = "97139 is unlisted: whether it goes by time is not known"
        _label(case, "cannot_tell", "unlisted", why, claim)


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, place: int = 0, spans: str = "line"
) -> None:
    line = claim.lines[place]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity="review")


def _faults(office: Office) -> None:
    for code, text in zip(_PAYERS, _TIMED, strict=True):
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), text)
        put(claim.lines[0], "52")
        _label(case, "fault", "timed", f"52 on {claim.lines[0].code}", claim)
    case = new_case(office, "MCR", "SLP", history=0)
    claim = case.visit(tonight(office), "97129x1", "97130x1")
    put(claim.lines[1], "52")
    _label(case, "fault", "additional-unit", "52 on the additional 15 minutes", claim, 1)
    for code in ("MCR", "FED"):
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), "97116x1/7")
        put(claim.lines[0], "52")
        why = "52 for 7 minutes, which are no unit"
        _label(case, "fault", "seven-minutes", why, claim)
        case.label("UNIT001", "fault", "seven-with-52", why, claim=claim, line=claim.lines[0])


def _faults_over_nights(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, _PAYERS[turn], history=0)
        first = case.visit(last_night(office), "97112x1", "97140x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 1)
        put(claim.lines[1], "52")
        _label(
            case, "fault", "added-by-correction", "the correction adds 52", claim, 1, "correction"
        )
    for turn in range(3):
        case = new_case(office, _PAYERS[turn + 2], history=0)
        first = case.visit(last_night(office), "97112x1", "97140x1")
        put(first.lines[0], "52")
        claim = office.resend(first, days.TONIGHT)
        why = "52 last night and again tonight"
        _label(case, "fault", "still-there", why, claim, 0, "nights")


def _near_misses(office: Office) -> None:
    for code, discipline, text in (
        ("MCR", "PT", "97150x1"),
        ("COMM", "PT", "G0283x1"),
        ("FED", "SLP", "92507x1"),
        ("MADV", "PT", "97164x1"),
    ):
        case = new_case(office, code, discipline, history=0)
        claim = case.visit(tonight(office), text)
        put(claim.lines[0], "52")
        why = f"52 on {claim.lines[0].code}, which does not go by time"
        _label(case, "near_miss", "untimed", why, claim)
    for code in ("MCR", "COMM"):
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), "97150x1", "97112x1")
        put(claim.lines[0], "52")
        _label(case, "near_miss", "on-the-other-line", "52 on the untimed line", claim, 1)
    for _ in range(2):
        case = new_case(office, "COMM", history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        put(claim.lines[0], "22")
        _label(case, "near_miss", "another-modifier", "22 is not 52", claim)
    for turn in range(2):
        case = new_case(office, "MADV", history=0)
        first = case.visit(last_night(office), "97112x1", "97140x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        put(first.lines[0], "52")
        _label(case, "near_miss", "mended", "the correction has no 52", claim, spans="correction")
    case = new_case(office, "MCR", history=0)
    first = case.visit(last_night(office), "97112x1")
    put(first.lines[0], "52")
    claim = office.void(first, days.TONIGHT)
    _label(case, "near_miss", "void", "52 on a void", claim, spans="correction")
