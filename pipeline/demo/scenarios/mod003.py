"""MOD003: GP, GO or GN against the visit, the evaluation, the revenue code or the plan."""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, noted_last_night, tonight
from pipeline.demo.model import Claim
from pipeline.demo.office import Office

RULE = "MOD003"
# payer, discipline of the visit, modifier on the line
_CROSSED = (
    ("COMM", "OT", "GP"),
    ("FED", "PT", "GO"),
    ("MCR", "PT", "GN"),
    ("PPO1", "OT", "GN"),
    ("MADV", "SLP", "GP"),
)
# payer, discipline, evaluation, modifier
_LOCKED = (
    ("MCR", "PT", "97162x1", "GO"),
    ("COMM", "OT", "97166x1", "GP"),
    ("FED", "SLP", "92524x1", "GO"),
)


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable lines."""
    _against_the_visit(office)
    _against_the_code(office)
    _against_the_plan(office)
    _faults_over_nights(office)
    _near_misses(office)
    _near_misses_over_nights(office)
    _cannot_tell(office)


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, place: int = 0, spans: str = "line"
) -> None:
    case.label(RULE, kind, name, why, claim=claim, line=claim.lines[place], spans=spans)


def _day(case: Case, office: Office) -> Claim:
    texts = ("92507x1",) if case.discipline == "SLP" else ("97112x1", "97140x1")
    return case.visit(tonight(office), *texts)


def _unrecorded(office: Office, claim: Claim) -> None:
    """Neither line nor note says whose treatment it was."""
    office.nights[days.TONIGHT].visits.remove(office.visit_of(claim))
    claim.taxonomy = ""
    for line in claim.lines:
        line.discipline, line.visit_id, line.therapist_id = "", "", ""


def _against_the_visit(office: Office) -> None:
    for code, discipline, modifier in _CROSSED:
        case = new_case(office, code, discipline, history=0)
        claim = _day(case, office)
        claim.lines[0].modifiers = (modifier,)
        why = f"{modifier} on a line of a {discipline} visit"
        _label(case, "fault", "against-the-visit", why, claim)
    for _ in range(2):
        case = new_case(office, "COMM", history=0)
        on = tonight(office)
        case.visit(on, "97112x1")
        claim = case.visit(on, "97535x1", discipline="OT")
        claim.lines[0].modifiers = ("GP",)
        why = "the other claim of the day is physical therapy; this visit is occupational"
        _label(case, "fault", "other-claim-of-the-day", why, claim, spans="claims")


def _against_the_code(office: Office) -> None:
    for turn, (code, discipline, evaluation, modifier) in enumerate(_LOCKED):
        on = office.pick(days.TONIGHT_DAYS[-4:])
        case = new_case(office, code, discipline, start=on, history=-1)
        claim = case.visit(on, evaluation)
        if turn == 1:
            _unrecorded(office, claim)
        claim.lines[0].modifiers = (modifier,)
        why = f"{claim.lines[0].code} belongs to {discipline} and carries {modifier}"
        _label(case, "fault", "locked-evaluation", why, claim)
    for code in ("MCR", "MADV"):
        case = new_case(office, code, bill_type="131", history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        claim.lines[1].revenue = "0430"
        why = "GP beside revenue code 0430, which is occupational therapy"
        _label(case, "fault", "revenue-code", why, claim, 1)


def _against_the_plan(office: Office) -> None:
    for _ in range(2):
        case = new_case(office, "COMM", history=0)
        claim = case.visit(tonight(office), "97112x2")
        _unrecorded(office, claim)
        claim.lines[0].modifiers = ("GO",)
        why = "no visit; the patient's only plan is physical therapy"
        _label(case, "fault", "only-plan", why, claim)


def _faults_over_nights(office: Office) -> None:
    for code in ("COMM", "FED", "PPO1"):
        case = new_case(office, code, history=0)
        claim = case.visit(last_night(office), "97112x1", night=days.TONIGHT)
        noted_last_night(office, claim)
        claim.lines[0].modifiers, claim.lines[0].discipline = ("GO",), ""
        why = "the note of this PT visit came last night; tonight's line of it carries GO"
        _label(case, "fault", "visit-of-last-night", why, claim, spans="nights")
    for turn, (code, discipline, modifier) in enumerate(_CROSSED[:4]):
        case = new_case(office, code, discipline, history=0)
        first = case.visit(last_night(office), "97112x1", "97140x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn % 2 == 0)
        claim.lines[1].modifiers = (modifier,)
        why = f"right last night; the corrected claim carries {modifier}"
        _label(case, "fault", "crossed-by-correction", why, claim, 1, "correction")


def _near_misses(office: Office) -> None:
    for _ in range(2):
        case = new_case(office, "COMM", history=0)
        on = tonight(office)
        case.visit(on, "97112x1")
        claim = case.visit(on, "97535x1", discipline="OT")
        why = "GP on the physical, GO on the occupational line of one day"
        _label(case, "near_miss", "each-its-own", why, claim, spans="claims")
    for _ in range(2):
        case = new_case(office, "COMM", "OT", history=0)
        claim = case.visit(tonight(office), "92610x1")
        why = "92610 is not tied to a discipline; the visit is occupational therapy"
        _label(case, "near_miss", "not-locked", why, claim)
    for code in ("MCR", "MADV"):
        case = new_case(office, code, "OT", bill_type="131", history=0)
        claim = case.visit(tonight(office), "97535x1", "97530x1")
        _label(case, "near_miss", "revenue-code-agrees", "GO and revenue code 0430", claim)
    for _ in range(2):
        case = new_case(office, "COMM", history=0)
        claim = case.visit(tonight(office), "97112x2")
        _unrecorded(office, claim)
        why = "no visit; the only plan is physical therapy, as GP says"
        _label(case, "near_miss", "only-plan-agrees", why, claim)
    for _ in range(2):
        case = new_case(office, "PPO2", history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        claim.lines[0].modifiers = ()
        why = "no discipline modifier at all contradicts nothing"
        _label(case, "near_miss", "none-there", why, claim)


def _near_misses_over_nights(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, "MADV", history=0)
        first = case.visit(last_night(office), "97112x1", "97140x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        first.lines[0].modifiers = ("GO",)
        why = "GO on a PT visit last night, GP on the corrected claim"
        _label(case, "near_miss", "mended", why, claim, spans="correction")
    for _ in range(2):
        case = new_case(office, "FED", history=0)
        first = case.visit(last_night(office), "97112x1")
        first.lines[0].modifiers = ("GO",)
        claim = office.void(first, days.TONIGHT)
        _label(case, "near_miss", "void", "GO on a void", claim, spans="correction")
    for _ in range(2):
        case = new_case(office, "COMM", history=0)
        claim = case.visit(last_night(office), "97112x1", night=days.TONIGHT)
        noted_last_night(office, claim)
        claim.lines[0].discipline = ""
        why = "GP on a line whose PT visit came last night"
        _label(case, "near_miss", "visit-of-last-night", why, claim, spans="nights")


def _cannot_tell(office: Office) -> None:
    for _ in range(4):
        case = new_case(office, "COMM", history=0)
        on = tonight(office)
        office.certify(case.patient, "OT", days.add(on, -20), on)
        claim = case.visit(on, "97112x2")
        _unrecorded(office, claim)
        claim.lines[0].modifiers = ("GO",)
        why = "no visit, and the patient has plans of two disciplines"
        _label(case, "cannot_tell", "two-plans", why, claim)
