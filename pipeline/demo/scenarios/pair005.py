"""PAIR005: 59 or an X modifier that nothing on the day asks for.

What other scenarios do with 59 in passing is labelled by `distinct`.
"""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, put, take, tonight
from pipeline.demo.model import Claim
from pipeline.demo.office import Office

RULE = "PAIR005"
_MEDICARE = ("MCR", "MADV", "FED")


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable days."""
    _faults(office)
    _faults_over_claims(office)
    _faults_over_nights(office)
    _near_misses(office)
    _near_misses_over_claims(office)
    _cannot_tell(office)


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, place: int = 1, spans: str = "line"
) -> None:
    line = claim.lines[place]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity="review")


def _mark(claim: Claim, place: int = 1, modifier: str = "59") -> Claim:
    line = claim.lines[place]
    take(line, "59")
    line.modifiers = (modifier, *line.modifiers)
    return claim


def _faults(office: Office) -> None:
    for turn, modifier in enumerate(("59", "XU", "XS", "XE")):
        case = new_case(office, _MEDICARE[turn % 3], ("PT", "OT")[turn % 2], history=0)
        claim = _mark(case.visit(tonight(office), "97110x1", "97530x1"), 1, modifier)
        why = f"{modifier} on 97530 beside 97110, which is no pair of Medicare's"
        _label(case, "fault", "classic", why, claim)
    for turn, texts in enumerate((("97140x1", "97530x1"), ("97116x1", "97112x1"))):
        case = new_case(office, ("MCR", "COMM")[turn], history=0)
        claim = _mark(case.visit(tonight(office), *texts))
        _label(case, "fault", "no-pair", "these two are no pair", claim)
    case = new_case(office, "MADV", history=0)
    claim = _mark(case.visit(tonight(office), "97112x2"), 0)
    _label(case, "fault", "alone", "97112 is all there is on the day", claim, 0)
    case = new_case(office, "MCR", bill_type="131", history=0)
    claim = _mark(case.visit(tonight(office), "97530x1", "97116x1"))
    _label(case, "fault", "hospital", "no pair in the hospitals' table either", claim)


def _faults_over_claims(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], history=0)
        on = tonight(office)
        case.visit(on, "97110x1")
        claim = _mark(case.visit(on, "97530x1"), 0)
        why = "97110 stands on the other claim, and it is no pair"
        _label(case, "fault", "two-claims", why, claim, 0, "claims")
    case = new_case(office, "MADV", history=0)
    at = office.number(len(days.TONIGHT_DAYS) - 1)
    case.visit(days.TONIGHT_DAYS[at], "97150x1")
    claim = _mark(case.visit(days.TONIGHT_DAYS[at + 1], "97112x1"), 0)
    why = "the group of the pair was the day before"
    _label(case, "fault", "day-before", why, claim, 0, "claims")


def _faults_over_nights(office: Office) -> None:
    for turn, code in enumerate(("MCR", "COMM", "MADV")):
        case = new_case(office, code, history=0)
        on = last_night(office)
        case.visit(on, "97110x1")
        claim = _mark(case.visit(on, "97530x1", night=days.TONIGHT), 0, ("59", "XE", "59")[turn])
        why = "97110 went out last night; the two are no pair"
        _label(case, "fault", "first-half-last-night", why, claim, 0, "nights")
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], history=0)
        first = case.visit(last_night(office), "97112x1", "97530x1")
        claim = _mark(office.correct(first, days.TONIGHT, same_id=turn == 0))
        _label(
            case, "fault", "added-by-correction", "the correction adds 59", claim, 1, "correction"
        )
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], history=0)
        on = last_night(office)
        office.void(case.visit(on, "97150x1"), days.TONIGHT)
        claim = _mark(case.visit(on, "97112x1", night=days.TONIGHT), 0)
        why = "the group of last night is voided tonight"
        _label(case, "fault", "group-voided", why, claim, 0, "correction")


def _near_misses(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], history=0)
        claim = case.visit(tonight(office), "97150x1", "97112x1")
        _label(case, "near_miss", "pair", "a pair of Medicare's", claim)
    case = new_case(office, "FED", history=0)
    claim = case.visit(tonight(office), "97530x2", "97542x1")
    take(claim.lines[1], "59")
    _mark(claim, 0)
    _label(case, "near_miss", "on-column-one", "on column 1 of the pair", claim, 0)
    case = new_case(office, "MCR", history=0)
    claim = _mark(case.visit(tonight(office), "97140x1", "97124x1"))
    why = "the pair is in force, though 59 does not lift it"
    _label(case, "near_miss", "pair-never-lifted", why, claim)
    case.label("PAIR003", "fault", "marked-in-vain", why, claim=claim, line=claim.lines[1])
    case = new_case(office, "PPO1", history=0)
    claim = case.visit(tonight(office), "97110x1", "97530x1")
    _label(case, "near_miss", "payer-asks", "this payer asks for it", claim)
    for turn, side in enumerate(("RT", "LT")):
        case = new_case(office, ("MCR", "COMM")[turn], history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        put(claim.lines[1], side)
        _label(case, "near_miss", "side", "a side is no claim of separate services", claim)
    case = new_case(office, "MCR", history=0)
    claim = case.visit(tonight(office), "97112x1", "97124x1")
    claim.lines[1].modifiers = ("59", "GY", "GP")
    _label(case, "near_miss", "gy", "billed for its denial alone", claim)


def _near_misses_over_claims(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, (*_MEDICARE[:2], "COMM")[turn], history=0)
        on = tonight(office)
        case.visit(on, "97112x1")
        claim = _mark(case.visit(on, "97112x1"), 0)
        why = "a second session of the same code"
        _label(case, "near_miss", "second-session", why, claim, 0, "claims")
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], history=0)
        on = last_night(office)
        case.visit(on, "97116x1")
        claim = _mark(case.visit(on, "97116x1", night=days.TONIGHT), 0)
        why = "the first session of the code went out last night"
        _label(case, "near_miss", "session-last-night", why, claim, 0, "nights")
    for turn in range(2):
        case = new_case(office, _MEDICARE[turn], history=0)
        on = last_night(office)
        case.visit(on, "97150x1")
        claim = _mark(case.visit(on, "97112x1", night=days.TONIGHT), 0)
        why = "its group went out last night"
        _label(case, "near_miss", "group-last-night", why, claim, 0, "nights")
    case = new_case(office, "MCR", "SLP", bill_type="131", history=0)
    on = tonight(office)
    office.certify(case.patient, "OT", days.add(on, -11), on)
    case.visit(on, "92507x1")
    claim = _mark(case.visit(on, "97530x2", discipline="OT"), 0)
    why = "a pair of one hospital's two disciplines"
    _label(case, "near_miss", "one-hospital", why, claim, 0, "claims")
    case = new_case(office, "MCR", history=0)
    first = _mark(case.visit(last_night(office), "97110x1", "97530x1"))
    claim = office.void(first, days.TONIGHT)
    _label(case, "near_miss", "void", "on a void", claim, 1, "correction")


def _cannot_tell(office: Office) -> None:
    for code in ("MCDE", "MCDB"):
        case = new_case(office, code, history=0)
        claim = _mark(case.visit(tonight(office), "97112x1", "97530x1"))
        why = "the newest Medicaid table is of the spring"
        _label(case, "cannot_tell", "table-too-old", why, claim)
    for _ in range(2):
        case = new_case(office, "MCR", history=0)
        claim = _mark(case.visit(tonight(office), "20560x1", "97530x1"))
        why = "20560 is not among the codes that the table was read for"
        _label(case, "cannot_tell", "code-outside", why, claim)
    case = new_case(office, "WCOMP", history=0)
    claim = case.visit(tonight(office), "97110x1", "97530x1")
    put(claim.lines[1], "59")
    why = "whether the payer wants it nobody could say"
    _label(case, "cannot_tell", "payer-will-not-say", why, claim)
