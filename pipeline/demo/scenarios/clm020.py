"""CLM020: a code that the payer's fee schedule pays with something else, or never.

Hot and cold packs (97010) and simple wound care (97602) on Medicare's schedule, by which MADV pays
too; the commercial payers have schedules of their own.
"""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, tonight
from pipeline.demo.model import Claim
from pipeline.demo.office import Office

RULE = "CLM020"


def plant(office: Office) -> None:
    """Plant faults and near misses; lines of a payer that nobody knows are in CLM007."""
    _faults(office)
    _faults_over_nights(office)
    _near_misses(office)


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, place: int = 1, spans: str = "line"
) -> None:
    line = claim.lines[place]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity="note")


def _faults(office: Office) -> None:
    for turn in range(5):
        case = new_case(office, ("MCR", "MCR", "MADV")[turn % 3], history=0)
        claim = case.visit(tonight(office), ("97112x2", "97140x1")[turn % 2], "97010x1")
        _label(case, "fault", "bundled", "97010 is paid with what else was done", claim)
    for code in ("MCR", "MADV"):
        case = new_case(office, code, bill_type="131", history=0)
        claim = case.visit(tonight(office), "97112x2", "97010x1")
        _label(case, "fault", "facility", "97010 is bundled in a hospital too", claim)
    for code in ("MCR", "MADV"):
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), "97112x1", "97602x1")
        _label(case, "fault", "wound-care", "97602 is paid with other services", claim)


def _faults_over_nights(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, ("MCR", "MADV", "MCR")[turn], history=0)
        first = case.visit(last_night(office), "97112x1", "97010x1")
        claim = office.resend(first, days.TONIGHT)
        _label(case, "fault", "still-there", "last night and again tonight", claim, 1, "nights")
    for turn in range(2):
        case = new_case(office, ("MCR", "MADV")[turn], history=0)
        first = case.visit(last_night(office), "97112x1", "97010x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        first.lines.pop()
        why = "the correction adds 97010"
        _label(case, "fault", "added-by-correction", why, claim, 1, "correction")


def _near_misses(office: Office) -> None:
    for code in ("COMM", "PPO1", "WCOMP", "BCBS"):
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), "97112x1", "97010x1")
        _label(case, "near_miss", "own-schedule", "this payer has a schedule of its own", claim)
    for turn in range(3):
        case = new_case(office, ("MCR", "MADV", "FED")[turn], history=0)
        claim = case.visit(tonight(office), "97112x1", ("97012x1", "G0283x1", "97016x1")[turn])
        _label(case, "near_miss", "paid", "this one is paid", claim)
    case = new_case(office, "MCR", history=0)
    first = case.visit(last_night(office), "97112x1", "97010x1")
    claim = office.void(first, days.TONIGHT)
    _label(case, "near_miss", "void", "97010 on a void", claim, 1, "correction")
    case = new_case(office, "MCR", history=0)
    first = case.visit(last_night(office), "97112x1", "97010x1")
    claim = office.correct(first, days.TONIGHT)
    claim.lines.pop()
    _label(case, "near_miss", "mended", "the correction leaves it out", claim, 0, "correction")
