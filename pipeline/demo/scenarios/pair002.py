"""PAIR002: two codes of a day whose pair a modifier would lift, and none stands there.

The second column of the pair carries the label; Medicare's tables cover the day, Medicaid's quarter
is over, so that its pairs are for review.
"""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, put, take, tonight
from pipeline.demo.model import Claim, Line
from pipeline.demo.office import Office

RULE = "PAIR002"
_MEDICARE = ("MCR", "MADV", "FED")
# Column 1, then column 2, for practitioners.
_PAIRS = (
    ("97150x1", "97112x1"),
    ("97530x2", "97542x1"),
    ("97113x1", "97110x1"),
    ("97012x1", "97140x2"),
    ("95992x1", "97112x1"),
    ("97760x1", "97116x1"),
    ("97140x1", "97750x1"),
)


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable days."""
    _faults(office)
    _faults_over_claims(office)
    _faults_over_nights(office)
    _near_misses(office)
    _near_misses_over_claims(office)
    _cannot_tell(office)


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, place: int = 0, spans: str = "line"
) -> None:
    severity = "review" if case.patient.payer.edits == "medicaid" else "block"
    line = claim.lines[place]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity=severity)


def _bare(claim: Claim) -> Claim:
    """Take 59 off, wherever it stands."""
    for line in claim.lines:
        take(line, "59")
    return claim


def _apart(line: Line, modifier: str = "59") -> None:
    take(line, "59")
    line.modifiers = (modifier, *line.modifiers)


def _faults(office: Office) -> None:
    for turn, texts in enumerate(_PAIRS):
        case = new_case(office, _MEDICARE[turn % 3], history=0)
        claim = _bare(case.visit(tonight(office), *texts))
        why = f"{texts[1][:5]} is part of {texts[0][:5]} unless it is marked as apart"
        _label(case, "fault", "one-claim", why, claim, 1)
    for modifier in ("76", "77"):
        case = new_case(office, "MCR", history=0)
        claim = _bare(case.visit(tonight(office), "97150x1", "97112x1"))
        put(claim.lines[1], modifier)
        why = f"{modifier} says nothing of two services apart"
        _label(case, "fault", "other-modifier", why, claim, 1)
    for code in ("MCDE", "MCDA", "MCDB"):
        case = new_case(office, code, "OT", history=0)
        claim = _bare(case.visit(tonight(office), "97168x1", "97535x2"))
        why = "97168 beside 97535; the newest Medicaid table is of the spring"
        _label(case, "fault", "last-known-table", why, claim)


def _faults_over_claims(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], history=0)
        on = tonight(office)
        case.visit(on, "97150x1")
        claim = case.visit(on, "97112x1")
        why = "the group on one claim, 97112 on the other, one therapist"
        _label(case, "fault", "two-claims", why, claim, spans="claims")
    for turn in range(2):
        case = new_case(office, "MCR", "SLP", bill_type=("131", "851")[turn], history=0)
        on = tonight(office)
        office.certify(case.patient, "OT", days.add(on, -11), on)
        case.visit(on, "92507x1")
        claim = case.visit(on, "97530x2", discipline="OT")
        why = "speech and occupational therapy of one hospital: 97530 falls to 92507"
        _label(case, "fault", "one-hospital", why, claim, spans="claims")


def _faults_over_nights(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, _MEDICARE[turn], history=0)
        on = last_night(office)
        case.visit(on, "97150x1")
        claim = case.visit(on, "97112x1", night=days.TONIGHT)
        why = "the group went out last night; tonight's 97112 of the same day is bare"
        _label(case, "fault", "group-last-night", why, claim, spans="nights")
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], history=0)
        on = last_night(office)
        case.visit(on, "97112x1")
        claim = case.visit(on, "97150x1", night=days.TONIGHT)
        why = "97112 went out bare last night; tonight its group follows"
        _label(case, "fault", "group-tonight", why, claim, spans="nights")
    for turn in range(2):
        case = new_case(office, "MADV", history=0)
        first = case.visit(last_night(office), "97530x2", "97542x1")
        claim = _bare(office.correct(first, days.TONIGHT, same_id=turn == 0))
        why = "right last night; the correction dropped 59"
        _label(case, "fault", "lost-in-correction", why, claim, 1, "correction")


def _near_misses(office: Office) -> None:
    for turn, modifier in enumerate(("59", "XE", "XS", "XU")):
        case = new_case(office, _MEDICARE[turn % 3], history=0)
        texts = _PAIRS[turn]
        claim = case.visit(tonight(office), *texts)
        _apart(claim.lines[1], modifier)
        _label(case, "near_miss", "marked", f"{modifier} on column 2", claim, 1)
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], history=0)
        claim = _bare(case.visit(tonight(office), *_PAIRS[turn]))
        _apart(claim.lines[0])
        why = "59 on column 1: Medicare takes it on either line"
        _label(case, "near_miss", "on-column-one", why, claim, 1)
    case = new_case(office, "MCR", history=0)
    claim = _bare(case.visit(tonight(office), "97012x1", "97140x2"))
    put(claim.lines[1], "LT")
    _label(case, "near_miss", "side", "the side is named, which counts as apart", claim, 1)
    for code in ("COMM", "PPO1"):
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), "97150x1", "97112x1")
        _label(case, "near_miss", "payer-without-table", "this payer has no pairs", claim, 1)
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], history=0)
        claim = case.visit(tonight(office), ("97110x1", "97140x1")[turn], "97530x1")
        _label(case, "near_miss", "no-pair", "these two are no pair", claim, 1)
    case = new_case(office, "MCR", history=0)
    claim = _bare(case.visit(tonight(office), "97150x1", "97112x1"))
    claim.lines[0].modifiers = ("GY", "GP")
    _label(case, "near_miss", "gy", "the group is billed for its denial alone", claim, 1)


def _near_misses_over_claims(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], history=0)
        at = office.number(len(days.TONIGHT_DAYS) - 1)
        case.visit(days.TONIGHT_DAYS[at], "97150x1")
        claim = case.visit(days.TONIGHT_DAYS[at + 1], "97112x1")
        _label(case, "near_miss", "next-day", "two days running", claim, spans="claims")
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn + 1], history=0)
        on = tonight(office)
        office.certify(case.patient, "OT", days.add(on, -11), on)
        case.visit(on, "97535x1", discipline="OT")
        claim = case.visit(on, "97164x1", "97112x1")
        why = "97535 by the occupational, 97164 by the physical therapist"
        _label(case, "near_miss", "two-therapists", why, claim, spans="claims")
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], history=0)
        on = last_night(office)
        office.void(case.visit(on, "97150x1"), days.TONIGHT)
        claim = case.visit(on, "97112x1", night=days.TONIGHT)
        why = "the group of last night is voided tonight"
        _label(case, "near_miss", "group-voided", why, claim, spans="correction")
    case = new_case(office, "MCR", history=0)
    first = case.visit(last_night(office), "97150x1", "97112x1")
    claim = office.correct(first, days.TONIGHT)
    _bare(first)
    _label(case, "near_miss", "mended", "the correction has 59", claim, 1, "correction")


def _cannot_tell(office: Office) -> None:
    for _ in range(2):
        on = office.pick(days.TONIGHT_DAYS[-4:])
        case = new_case(office, "MCR", bill_type="131", start=on, history=-1)
        claim = _bare(case.visit(on, "97162x1", "97750x2"))
        claim.blank = "bill_type"
        why = "never together for practitioners, with 59 in a hospital; no type of bill"
        _label(case, "cannot_tell", "which-table", why, claim, 1)
        case.label("PAIR003", "cannot_tell", "which-table", why, claim=claim, line=claim.lines[1])
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], history=0)
        on = tonight(office)
        case.visit(on, "97150x1").blank = "rendering_npi"
        claim = case.visit(on, "97112x1")
        why = "who gave the group is blank"
        _label(case, "cannot_tell", "by-whom", why, claim, spans="claims")
