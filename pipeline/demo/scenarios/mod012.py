"""MOD012: modifiers that four Medicaid plans ask for by condition.

MCDB: TF on treatment by an assistant, and 96 or 97 under 21. MCDC: UB by an assistant, U5 by a
therapist. MCDF: AT, and MCDE: 97, on physical and occupational treatment. Evaluations need none
of them.
"""

from __future__ import annotations

from datetime import date

from pipeline.demo import days
from pipeline.demo.casework import (
    Case,
    hide_hands,
    last_night,
    new_case,
    noted_last_night,
    put,
    take,
    tonight,
)
from pipeline.demo.model import Claim
from pipeline.demo.office import Office

RULE = "MOD012"
# payer, what was given, the modifier that is asked for
_ASKED = (
    ("MCDB", "97112x1/15A", "TF"),
    ("MCDC", "97112x1/15A", "UB"),
    ("MCDC", "97112x1", "U5"),
    ("MCDF", "97112x1", "AT"),
    ("MCDB", "97140x1/15A", "TF"),
    ("MCDF", "97530x1", "AT"),
    ("MCDE", "97110x1", "97"),
)


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable lines."""
    _faults(office)
    _ages(office)
    _faults_over_nights(office)
    _near_misses(office)
    _near_misses_over_nights(office)
    _cannot_tell(office)


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, place: int = 0, spans: str = "line"
) -> None:
    line = claim.lines[place]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity="review")


def _case(office: Office, code: str, discipline: str = "PT") -> Case:
    """An adult, so that only what is said of hands and codes counts."""
    case = new_case(office, code, discipline, history=0)
    case.patient.birth = date(1980, 3, 1 + office.number(28))
    return case


def _faults(office: Office) -> None:
    for code, text, modifier in _ASKED:
        case = _case(office, code)
        claim = case.visit(tonight(office), text)
        take(claim.lines[0], modifier)
        _label(case, "fault", "taken-off", f"{modifier} was taken off {text}", claim)
    for _ in range(2):
        case = _case(office, "MCDC", "OT")
        claim = case.visit(tonight(office), "97535x1/15A", "97530x1")
        claim.lines[0].modifiers = ("GO", "U5")
        why = "U5 says a therapist; the assistant gave all 15 minutes, so UB is asked for"
        _label(case, "fault", "the-other-one", why, claim)


def _ages(office: Office) -> None:
    """96 or 97 is asked for through the last day before the twenty-first birthday."""
    for kind, name, shift in (("fault", "still-twenty", 1), ("near_miss", "twenty-one-today", 0)):
        for turn in range(3):
            case = new_case(office, "MCDB", history=0)
            on = days.TONIGHT_DAYS[turn]
            case.patient.birth = days.add(on.replace(year=on.year - 21), shift)
            claim = case.visit(on, "97112x1", "97140x1")
            take(claim.lines[0], "96")
            why = f"born {case.patient.birth.isoformat()}, seen {on.isoformat()}, without 96 or 97"
            _label(case, kind, name, why, claim)


def _faults_over_nights(office: Office) -> None:
    for turn in range(3):
        code, text, modifier = _ASKED[turn]
        case = _case(office, code)
        claim = case.visit(last_night(office), text, night=days.TONIGHT)
        noted_last_night(office, claim)
        take(claim.lines[0], modifier)
        why = f"last night's note says who gave it; tonight's line lacks {modifier}"
        _label(case, "fault", "noted-last-night", why, claim, spans="nights")
    for turn in range(3):
        code, text, modifier = _ASKED[turn]
        case = _case(office, code)
        first = case.visit(last_night(office), text)
        claim = office.correct(first, days.TONIGHT, same_id=turn == 1)
        take(claim.lines[0], modifier)
        why = f"the corrected claim dropped {modifier}"
        _label(case, "fault", "lost-in-correction", why, claim, spans="correction")
    case = _case(office, "MCDF")
    first = case.visit(last_night(office), "97112x1")
    take(first.lines[0], "AT")
    claim = office.resend(first, days.TONIGHT)
    _label(
        case, "fault", "still-missing", "AT missing last night and tonight", claim, spans="nights"
    )


def _near_misses(office: Office) -> None:
    for code, text, modifier in _ASKED[:4]:
        case = _case(office, code)
        claim = case.visit(tonight(office), text)
        _label(case, "near_miss", "there", f"{modifier} stands on the line", claim)
    for _ in range(2):
        case = new_case(office, "MCDB", history=0)
        case.patient.birth = date(2014, 5, 9)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        take(claim.lines[0], "96")
        put(claim.lines[0], "97")
        _label(case, "near_miss", "either", "97 in the place of 96", claim)
    for code in ("MCDB", "MCDC", "MCDF"):
        on = office.pick(days.TONIGHT_DAYS[-4:])
        case = new_case(office, code, start=on, history=-1)
        claim = case.visit(on, "97162x1", "97112x1")
        why = "an evaluation; only treatment needs more than GP"
        _label(case, "near_miss", "evaluation", why, claim)
    for _ in range(2):
        case = _case(office, "MCDF", "SLP")
        claim = case.visit(tonight(office), "92507x1")
        _label(case, "near_miss", "speech", "AT is asked for in PT and OT only", claim)
    for code in ("MCDA", "COMM"):
        case = _case(office, code)
        claim = case.visit(tonight(office), "97112x1/15A")
        _label(case, "near_miss", "other-plan", "this plan asks for nothing more", claim)


def _near_misses_over_nights(office: Office) -> None:
    for turn in range(2):
        code, text, modifier = _ASKED[turn]
        case = _case(office, code)
        first = case.visit(last_night(office), text)
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        take(first.lines[0], modifier)
        why = f"{modifier} was missing last night, the correction has it"
        _label(case, "near_miss", "mended", why, claim, spans="correction")
    case = _case(office, "MCDF")
    first = case.visit(last_night(office), "97112x1")
    take(first.lines[0], "AT")
    claim = office.void(first, days.TONIGHT)
    _label(case, "near_miss", "void", "without AT, on a void", claim, spans="correction")


def _cannot_tell(office: Office) -> None:
    for _ in range(3):
        case = new_case(office, "MCDB", history=0)
        case.patient.birth = date(2012, 8, 17)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        claim.blank = "patient_birth_date"
        for line in claim.lines:
            take(line, "96")
        _label(case, "cannot_tell", "birth-date-blank", "neither 96 nor 97, age unknown", claim)
    for turn in range(2):
        case = _case(office, "MCDB")
        claim = case.visit(last_night(office), "97112x2", night=days.TONIGHT)
        hide_hands(office, claim)
        visit = office.visit_of(claim)
        visit.assistant, visit.blank = None, "therapist_credential"
        if turn:
            noted_last_night(office, claim)
        why = "no TF, and nothing says whether a therapist or an assistant treated"
        spans = "nights" if turn else "line"
        _label(case, "cannot_tell", "hands-unknown", why, claim, spans=spans)
