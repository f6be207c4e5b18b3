"""MOD004: services by assistants without CQ or CO, by the minutes of the whole day.

What needs the modifier is worked out by hand in each reason: full 15 minutes of one person are
that person's; of what is left a unit with 8 minutes or more by the therapist stays plain.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.demo import days
from pipeline.demo.casework import (
    Case,
    assistant_of,
    hide_hands,
    last_night,
    new_case,
    take,
    tonight,
)
from pipeline.demo.model import Claim, Service
from pipeline.demo.office import Office

RULE = "MOD004"
_MARKING = ("MCR", "MADV", "FED")


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable codes."""
    _faults(office)
    _without_minutes(office)
    _faults_over_claims(office)
    _near_misses(office)
    _not_for_this_claim(office)
    _near_misses_over_nights(office)
    _cannot_tell(office)


def _label(
    case: Case,
    kind: str,
    name: str,
    why: str,
    claim: Claim,
    spans: str = "line",
    severity: str = "block",
) -> None:
    """The first line of the code stands for its day."""
    case.label(
        RULE, kind, name, why, claim=claim, line=claim.lines[0], spans=spans, severity=severity
    )


def _unmark(claim: Claim, place: int) -> None:
    take(claim.lines[place], "CQ", "CO")


def _faults(office: Office) -> None:
    for turn, discipline in enumerate(("PT", "OT", "PT")):
        case = new_case(office, _MARKING[turn], discipline, history=0)
        claim = case.visit(tonight(office), "97112x1/15A", "97140x1")
        _unmark(claim, 0)
        _label(case, "fault", "all-by-assistant", "15 minutes, all by the assistant", claim)
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        claim = case.visit(tonight(office), "97112x1/15A8", "97140x1")
        why = "therapist 7, assistant 8: the therapist has no 8 minutes of the unit"
        _label(case, "fault", "seven-by-therapist", why, claim)
    for turn in range(2):
        case = new_case(office, _MARKING[1 + turn], history=0)
        claim = case.visit(tonight(office), "97112x1/12", "97112x1/13A", "97140x1")
        _unmark(claim, 1)
        why = "two units left, 12 and 13 minutes: one of them needs the modifier"
        _label(case, "fault", "two-left", why, claim)
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        claim = case.visit(tonight(office), "97112x2/22", "97112x1/23A")
        why = "therapist 22, assistant 23: two of the three units need it, one carries it"
        _label(case, "fault", "twenty-two-and-twenty-three", why, claim)
    for turn, text in enumerate(("97150x1/25A3", "G0283x1/15A")):
        case = new_case(office, _MARKING[turn], history=0)
        claim = case.visit(tonight(office), text, "97112x1")
        _unmark(claim, 0)
        why = f"{text} (assistant after A): more than a tenth of the whole service"
        _label(case, "fault", "untimed", why, claim)


def _without_minutes(office: Office) -> None:
    for turn in range(4):
        case = new_case(office, _MARKING[turn % 3], history=0)
        claim = case.visit(tonight(office), "97112x2")
        visit = office.visit_of(claim)
        visit.assistant = assistant_of(case.patient, "PT")
        visit.services = [Service("97112", None, None)]
        visit.totals = False
        visit.furnisher = "PTA"
        visit.finalizer = ("PTA", "PT")[turn % 2]
        why = f"no minutes; furnished by a PTA, closed by a {visit.finalizer}"
        _label(case, "fault", "no-minutes", why, claim, severity="review")


def _faults_over_claims(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        on = tonight(office)
        claim = case.visit(on, "97112x1/15")
        _unmark(case.visit(on, "97112x1/15A"), 0)
        why = "two visits, 15 minutes by each: one of two units needs it, none carries it"
        _label(case, "fault", "two-visits", why, claim, "claims")
    for turn in range(4):
        case = new_case(office, _MARKING[turn % 3], history=0)
        on = last_night(office)
        case.visit(on, "97112x1/15A7")
        claim = case.visit(on, "97112x1/15A7", night=days.TONIGHT)
        why = (
            "therapist 8 and assistant 7 both last night and tonight: 16 and 14 in the day, one "
            "full unit of the therapist and one with 1 minute of hers"
        )
        _label(case, "fault", "second-visit-tonight", why, claim, "nights")
    for turn in range(3):
        case = new_case(office, _MARKING[turn], history=0)
        first = case.visit(last_night(office), "97112x1/15A", "97140x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 1)
        _unmark(claim, 0)
        why = "marked last night; the corrected claim dropped the modifier"
        _label(case, "fault", "lost-in-correction", why, claim, "correction")


def _near_misses(office: Office) -> None:
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        claim = case.visit(tonight(office), "97112x1/15A7", "97140x1")
        why = "therapist 8, assistant 7: the unit stays plain"
        _label(case, "near_miss", "eight-by-therapist", why, claim)
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        claim = case.visit(tonight(office), "97150x1/20A2", "97112x1")
        why = "2 of 20 minutes are a tenth, not more"
        _label(case, "near_miss", "exactly-a-tenth", why, claim)
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        claim = case.visit(tonight(office), "97112x1/12", "97112x1/13A", "97140x1")
        why = "two units left, 12 and 13 minutes: one plain and one marked"
        _label(case, "near_miss", "two-left", why, claim)
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        claim = case.visit(tonight(office), "97112x2/23", "97112x1/22A")
        why = "therapist 23, assistant 22: two plain, one marked"
        _label(case, "near_miss", "twenty-three-and-twenty-two", why, claim)
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        claim = case.visit(tonight(office), "97112x2/22", "97140x1/22A")
        why = "7 minutes left of each code, one by each: the unit may go to the plain one"
        _label(case, "near_miss", "tie", why, claim)


def _not_for_this_claim(office: Office) -> None:
    for _ in range(2):
        case = new_case(office, "MCR", bill_type="851", history=0)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        visit = office.visit_of(claim)
        visit.assistant = assistant_of(case.patient, "PT")
        visit.services = [replace(one, assistant=one.minutes) for one in visit.services]
        _label(case, "near_miss", "critical-access", "critical access hospital", claim)
    for _ in range(2):
        case = new_case(office, "MCR", history=0)
        claim = case.visit(tonight(office), "97112x1/15A", "97140x1")
        _unmark(claim, 0)
        claim.incident_to = "yes"
        _label(case, "near_miss", "incident-to", "incident to a physician's service", claim)
    for code in ("COMM", "MCDA"):
        case = new_case(office, code, history=0)
        claim = case.visit(tonight(office), "97112x1/15A", "97140x1")
        why = "by the assistant, for a payer that reads no assistant modifier"
        _label(case, "near_miss", "payer-without", why, claim)


def _near_misses_over_nights(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, _MARKING[turn], history=0)
        on = last_night(office)
        case.visit(on, "97112x1/23")
        claim = case.visit(on, "97112x1/8A", night=days.TONIGHT)
        _unmark(claim, 0)
        why = (
            "8 minutes by the assistant tonight; with the therapist's 23 of last night the last "
            "unit has 8 minutes of hers"
        )
        _label(case, "near_miss", "last-night-decides", why, claim, "nights")
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        first = case.visit(last_night(office), "97112x1/15A", "97140x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        _unmark(first, 0)
        _label(case, "near_miss", "mended", "the correction marks it", claim, "correction")
    case = new_case(office, "MCR", history=0)
    first = case.visit(last_night(office), "97112x1/15A")
    _unmark(first, 0)
    claim = office.void(first, days.TONIGHT)
    _label(case, "near_miss", "void", "unmarked, on a void", claim, "correction")


def _cannot_tell(office: Office) -> None:
    for turn in range(4):
        case = new_case(office, _MARKING[turn % 3], history=0)
        claim = case.visit(tonight(office), "97112x2")
        hide_hands(office, claim)
        why = "an assistant took part; whose minutes were whose is not written down"
        _label(case, "cannot_tell", "hands-unknown", why, claim)
    for turn in range(2):
        case = new_case(office, _MARKING[turn], history=0)
        on = last_night(office)
        hide_hands(office, case.visit(on, "97112x1/23"))
        claim = case.visit(on, "97112x1/8A", night=days.TONIGHT)
        _unmark(claim, 0)
        why = "whether the therapist had 8 minutes left is not in last night's note"
        _label(case, "cannot_tell", "last-night-unknown", why, claim, "nights")
