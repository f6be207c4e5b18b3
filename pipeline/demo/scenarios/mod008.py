"""MOD008: one line that holds units which need CQ or CO and units which do not."""

from __future__ import annotations

from dataclasses import replace

from pipeline.demo import days
from pipeline.demo.casework import (
    Case,
    assistant_of,
    hide_hands,
    last_night,
    new_case,
    put,
    tonight,
)
from pipeline.demo.codes import CODES
from pipeline.demo.model import Claim
from pipeline.demo.office import Office
from pipeline.demo.services import ASSISTANT_MODIFIER

RULE = "MOD008"
_MARKING = ("MCR", "MADV", "FED")


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable codes."""
    _faults(office)
    _faults_over_claims(office)
    _near_misses(office)
    _near_misses_over_claims(office)
    _cannot_tell(office)


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, place: int = 0, spans: str = "line"
) -> None:
    case.label(RULE, kind, name, why, claim=claim, line=claim.lines[place], spans=spans)


def _faults(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, _MARKING[turn], history=0)
        claim = case.visit(tonight(office), "97112x3/45A23")
        if turn:
            put(claim.lines[0], "CQ")
        why = "therapist 22, assistant 23: one unit plain and two marked, all on one line"
        _label(case, "fault", "twenty-two-and-twenty-three", why, claim)
    for turn, discipline in enumerate(("PT", "OT", "PT")):
        case = new_case(office, _MARKING[turn], discipline, history=0)
        claim = case.visit(tonight(office), "97530x2/30A15", "97140x1")
        if turn == 1:
            put(claim.lines[0], ASSISTANT_MODIFIER[discipline])
        why = "15 minutes by each: one unit plain and one marked, on one line"
        _label(case, "fault", "half-and-half", why, claim)
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        claim = case.visit(tonight(office), "97112x2/25A13", "97140x1")
        why = "two units left, therapist 12 and assistant 13: one of each, on one line"
        _label(case, "fault", "two-left", why, claim)


def _faults_over_claims(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        on = tonight(office)
        case.visit(on, "97140x1", "97112x0/15")
        claim = case.visit(on, "97112x2/15A")
        why = "15 by the therapist in the first visit, 15 by the assistant in the second, one line"
        _label(case, "fault", "two-visits", why, claim, spans="claims")
    for turn in range(3):
        case = new_case(office, _MARKING[turn], history=0)
        on = last_night(office)
        case.visit(on, "97140x1", "97112x0/15")
        claim = case.visit(on, "97112x2/15A", night=days.TONIGHT)
        why = "15 by the therapist in last night's note, 15 by the assistant tonight, one line"
        _label(case, "fault", "noted-last-night", why, claim, spans="nights")
    for turn in range(3):
        case = new_case(office, _MARKING[turn], history=0)
        first = case.visit(last_night(office), "97112x1/15", "97112x1/15A")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        claim.lines = [replace(claim.lines[0], units=2, charge=2 * CODES["97112"].charge)]
        why = "two lines last night, put together on one by the correction"
        _label(case, "fault", "joined-by-correction", why, claim, spans="correction")


def _near_misses(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        claim = case.visit(tonight(office), "97112x2/30A", "97140x1")
        _label(case, "near_miss", "all-by-assistant", "both units by the assistant", claim)
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        claim = case.visit(tonight(office), "97112x2/30A7", "97140x1")
        why = "therapist 23, assistant 7: both units are plain"
        _label(case, "near_miss", "twenty-three-and-seven", why, claim)
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        claim = case.visit(tonight(office), "97530x1/15", "97530x1/15A", "97140x1")
        _label(case, "near_miss", "two-lines", "a line for each", claim)
    for code in ("COMM", "MCDA"):
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), "97112x2/30A15", "97140x1")
        why = "15 by each on one line, for a payer that reads no assistant modifier"
        _label(case, "near_miss", "payer-without", why, claim)
    case = new_case(office, "MCR", bill_type="851", history=0)
    claim = case.visit(tonight(office), "97112x2/30")
    visit = office.visit_of(claim)
    visit.assistant = assistant_of(case.patient, "PT")
    visit.services = [replace(one, assistant=15) for one in visit.services]
    _label(case, "near_miss", "critical-access", "critical access hospital", claim)


def _near_misses_over_claims(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        on = last_night(office)
        case.visit(on, "97112x1/15")
        claim = case.visit(on, "97112x1/15A", night=days.TONIGHT)
        why = "plain last night, marked tonight: each on a line of its own"
        _label(case, "near_miss", "a-line-each-night", why, claim, spans="nights")
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        first = case.visit(last_night(office), "97112x1/15", "97112x1/15A")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        first.lines = [replace(first.lines[0], units=2, charge=2 * CODES["97112"].charge)]
        why = "one line last night, two on the corrected claim"
        _label(case, "near_miss", "mended", why, claim, spans="correction")


def _cannot_tell(office: Office) -> None:
    for turn in range(4):
        case = new_case(office, _MARKING[turn % 3], history=0)
        claim = case.visit(tonight(office), "97112x2")
        hide_hands(office, claim)
        why = "two units with an assistant; whose minutes were whose is not written down"
        _label(case, "cannot_tell", "hands-unknown", why, claim)
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        on = last_night(office)
        hide_hands(office, case.visit(on, "97140x1", "97112x0/15"))
        claim = case.visit(on, "97112x2/15A", night=days.TONIGHT)
        why = "whose the 15 minutes of last night's note were is not written down"
        _label(case, "cannot_tell", "last-night-unknown", why, claim, spans="nights")
