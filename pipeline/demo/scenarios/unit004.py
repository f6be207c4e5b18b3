"""UNIT004: a code that does not go by time, more often on a day than it can be.

One a day, or as many as the payer's table has: Medicare's allows a hospital two groups. A second
session that is marked as such is for review, and so is what the spring's Medicaid table says.
"""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, put, tonight
from pipeline.demo.codes import CODES
from pipeline.demo.model import Claim
from pipeline.demo.office import Office

RULE = "UNIT004"
_TWICE = (
    ("MCR", "SLP", "92507x2"),
    ("COMM", "SLP", "92526x2"),
    ("MADV", "PT", "G0283x2"),
    ("FED", "PT", "97150x3"),
    ("PPO1", "PT", "97012x2"),
    ("BCBS", "PT", "97150x2"),
    ("PPO2", "SLP", "92507x3"),
)


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable days."""
    _faults(office)
    _marked_sessions(office)
    _faults_over_claims(office)
    _faults_over_nights(office)
    _near_misses(office)
    _near_misses_over_claims(office)
    _cannot_tell(office)


def _label(
    case: Case,
    kind: str,
    name: str,
    why: str,
    claim: Claim,
    spans: str = "line",
    *,
    severity: str = "block",
) -> None:
    """The code's first line stands for the day; scenarios put it first on the claim."""
    line = claim.lines[0]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity=severity)


def _bill(claim: Claim, units: int) -> None:
    line = claim.lines[0]
    line.units, line.charge = units, units * CODES[line.code].charge


def _faults(office: Office) -> None:
    for code, discipline, text in _TWICE:
        case = new_case(office, code, discipline, history=0)
        claim = case.visit(tonight(office), text)
        _label(case, "fault", "several-units", f"{text[-1]} units of one session", claim)
    case = new_case(office, "MCR", history=0)
    claim = case.visit(tonight(office), "G0283x1", "G0283x1", "97112x1")
    _label(case, "fault", "two-lines", "one unit on each of two lines", claim)
    case = new_case(office, "MCR", bill_type="131", history=0)
    claim = case.visit(tonight(office), "97150x3")
    _label(case, "fault", "hospital", "3 groups, a hospital may have 2 a day", claim)
    on = office.pick(days.TONIGHT_DAYS[-4:])
    case = new_case(office, "MADV", start=on, history=-1)
    claim = case.visit(on, "97162x2")
    _label(case, "fault", "evaluation", "2 evaluations by one therapist", claim)
    case = new_case(office, "MCDB", "SLP", history=0)
    claim = case.visit(tonight(office), "92507x2")
    why = "2 units; the newest Medicaid table is of the spring"
    _label(case, "fault", "last-known-table", why, claim, severity="review")


def _marked_sessions(office: Office) -> None:
    for turn, modifier in enumerate(("59", "76", "XE")):
        case = new_case(office, ("MCR", "COMM", "MADV")[turn], "SLP", history=0)
        on = tonight(office)
        claim = case.visit(on, "92507x1")
        put(case.visit(on, "92507x1").lines[0], modifier)
        why = f"two sessions, the second with {modifier}"
        _label(case, "fault", "second-session", why, claim, "claims", severity="review")


def _faults_over_claims(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, ("MCR", "PPO1")[turn], "SLP", history=0)
        on = tonight(office)
        claim = case.visit(on, "92507x1")
        case.visit(on, "92507x1")
        why = "one session on each of two claims, and nothing tells them apart"
        _label(case, "fault", "two-claims", why, claim, "claims")


def _faults_over_nights(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, ("MCR", "COMM", "FED")[turn], "SLP", history=0)
        on = last_night(office)
        case.visit(on, "92507x1")
        claim = case.visit(on, "92507x1", night=days.TONIGHT)
        why = "one session went out last night, tonight the same code again"
        _label(case, "fault", "again-tonight", why, claim, "nights")
    for turn in range(2):
        case = new_case(office, ("MADV", "PPO2")[turn], "SLP", history=0)
        first = case.visit(last_night(office), "92526x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        _bill(claim, 2)
        why = "1 unit last night, 2 on the corrected claim"
        _label(case, "fault", "raised-by-correction", why, claim, "correction")


def _near_misses(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, ("MCR", "COMM")[turn], "SLP", history=0)
        claim = case.visit(tonight(office), "92507x1", "92526x1")
        _label(case, "near_miss", "two-codes", "one of each of two codes", claim)
    case = new_case(office, "MADV", bill_type="131", history=0)
    claim = case.visit(tonight(office), "97150x2")
    _label(case, "near_miss", "hospital", "a hospital may have 2 groups a day", claim)
    for turn in range(2):
        case = new_case(office, ("MCR", "COMM")[turn], history=0)
        claim = case.visit(tonight(office), "97112x3", "97140x1")
        _label(case, "near_miss", "timed", "3 units of a code that goes by time", claim)


def _near_misses_over_claims(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, ("COMM", "MADV")[turn], history=0)
        on = tonight(office)
        office.certify(case.patient, "OT", days.add(on, -11), on)
        claim = case.visit(on, "97150x1")
        case.visit(on, "97150x1", discipline="OT")
        why = "one group in each of two disciplines"
        _label(case, "near_miss", "two-disciplines", why, claim, "claims")
    for turn in range(2):
        case = new_case(office, ("MCR", "FED")[turn], "SLP", history=0)
        at = office.number(len(days.TONIGHT_DAYS) - 1)
        case.visit(days.TONIGHT_DAYS[at], "92507x1")
        claim = case.visit(days.TONIGHT_DAYS[at + 1], "92507x1")
        _label(case, "near_miss", "next-day", "one on each of two days", claim, "claims")
    for turn in range(2):
        case = new_case(office, ("MCR", "COMM")[turn], "SLP", history=0)
        on = last_night(office)
        first = case.visit(on, "92507x1")
        visit = office.visit_of(first)
        office.void(first, days.TONIGHT)
        claim = case.visit(on, "92507x1", night=days.TONIGHT, visit=visit)
        why = "last night's is voided and billed anew"
        _label(case, "near_miss", "voided", why, claim, "correction")
    case = new_case(office, "MADV", "SLP", history=0)
    first = case.visit(last_night(office), "92526x1")
    claim = office.correct(first, days.TONIGHT)
    _bill(first, 2)
    _label(case, "near_miss", "mended", "2 last night, 1 on the correction", claim, "correction")


def _cannot_tell(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, ("MCR", "COMM")[turn], "SLP", history=0)
        on = tonight(office)
        claim = case.visit(on, "92507x1")
        claim.blank = "rendering_npi"
        case.visit(on, "92507x1")
        why = "who gave the first session is blank"
        _label(case, "cannot_tell", "by-whom", why, claim, "claims")
    case = new_case(office, "MCR", bill_type="131", history=0)
    claim = case.visit(tonight(office), "97150x2")
    claim.blank = "bill_type"
    why = "2 groups are right in a hospital only; no type of bill"
    _label(case, "cannot_tell", "which-table", why, claim)
