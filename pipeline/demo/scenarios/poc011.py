"""POC011: treated after discharge, and not evaluated anew."""

from __future__ import annotations

from datetime import date

from pipeline.demo import days
from pipeline.demo.casework import Case, new_case
from pipeline.demo.model import Claim, Service
from pipeline.demo.office import Office
from pipeline.demo.services import order

RULE = "POC011"
_ASKING = ("MCR", "MADV", "MCDA", "MCDE")
_START = date(2026, 9, 28)
_DISCHARGED = date(2026, 10, 29)


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable lines."""
    _by_the_plan(office)
    _by_the_note(office)
    _not_evaluated_in_this(office)
    _near_misses(office)
    _evaluated_anew(office)
    _not_after_all(office)
    _cannot_tell(office)


def _case(office: Office, code: str, *, on: date | None, history: int = 1) -> Case:
    """A patient of physical therapy, discharged by the plan where a day is given."""
    case = new_case(office, code, start=_START, history=history)
    if case.plan is not None:
        case.plan.discharged = on
    return case


def _note(case: Case, on: date, discipline: str = "PT") -> None:
    case.office.write(case.patient, discipline, "discharge", on)


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, place: int = 0, spans: str = "nights"
) -> None:
    line = claim.lines[place]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity="review")


def _by_the_plan(office: Office) -> None:
    for turn in range(4):
        case = _case(office, _ASKING[turn], on=_DISCHARGED)
        claim = case.visit(days.TONIGHT_DAYS[turn], "97112x1", "97140x1")
        for place in (0, 1):
            why = "the plan says discharged 2026-10-29"
            _label(case, "fault", "by-the-plan", why, claim, place)
    for turn in range(2):
        on = days.TONIGHT_DAYS[turn]
        case = _case(office, _ASKING[turn], on=on)
        case.visit(on, "97112x1")
        claim = case.visit(days.TONIGHT_DAYS[turn + 1], "97112x1")
        _label(case, "fault", "day-after", "discharged the visit before", claim, spans="claims")


def _by_the_note(office: Office) -> None:
    for turn in range(4):
        case = _case(office, _ASKING[turn], on=None)
        last = days.LAST_NIGHT_DAYS[turn]
        case.visit(last, "97112x1")
        _note(case, last)
        claim = case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        _label(case, "fault", "by-the-note", f"discharge note of {last.isoformat()}", claim)


def _not_evaluated_in_this(office: Office) -> None:
    for turn in range(2):
        case = _case(office, _ASKING[turn], on=_DISCHARGED)
        office.certify(case.patient, "OT", days.LAST_NIGHT_DAYS[3], days.TONIGHT)
        case.visit(days.LAST_NIGHT_DAYS[3], "97165x1", discipline="OT")
        claim = case.visit(days.TONIGHT_DAYS[2], "97112x1")
        why = "discharged from PT 2026-10-29; the new evaluation is for OT"
        _label(case, "fault", "evaluated-elsewhere", why, claim)
    for turn in range(2):
        case = _case(office, _ASKING[turn], on=date(2026, 11, 3))
        first = case.visit(days.LAST_NIGHT_DAYS[5], "97161x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        line = claim.lines[0]
        line.code, line.charge, line.allowed = "97116", 6_100, 2_906
        visit = office.visit_of(first)
        visit.services[0], visit.note_type = Service("97116", 15), "daily"
        why = "discharged 2026-11-03; the correction makes treatment of the new evaluation"
        _label(case, "fault", "by-correction", why, claim, spans="correction")


def _near_misses(office: Office) -> None:
    for turn in range(4):
        on = days.TONIGHT_DAYS[turn]
        case = _case(office, _ASKING[turn], on=on if turn % 2 else None)
        claim = case.visit(on, "97112x1")
        _note(case, on)
        _label(case, "near_miss", "last-day", "discharged on that day", claim, spans="line")
    for turn in range(3):
        case = _case(office, _ASKING[turn], on=None)
        office.certify(case.patient, "OT", _START, days.TONIGHT)
        case.visit(_START, "97165x1", discipline="OT")
        _note(case, _DISCHARGED, "OT")
        claim = case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        _label(case, "near_miss", "other-discipline", "discharged from OT, treated in PT", claim)


def _evaluated_anew(office: Office) -> None:
    for turn in range(3):
        case = _case(office, _ASKING[turn], on=date(2026, 10, 23))
        case.visit(days.LAST_NIGHT_DAYS[turn], "97162x1", "97112x1")
        claim = case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        why = "discharged 2026-10-23, evaluated anew before last night"
        _label(case, "near_miss", "evaluated-anew", why, claim)
    for turn in range(2):
        case = _case(office, _ASKING[turn], on=date(2026, 10, 23))
        claim = case.visit(days.TONIGHT_DAYS[turn], "97161x1", "97112x1")
        why = "evaluated anew and treated on one day"
        _label(case, "near_miss", "evaluated-and-treated", why, claim, 1)


def _not_after_all(office: Office) -> None:
    for turn in range(2):
        case = _case(office, "COMM", on=None)
        _note(case, _DISCHARGED)
        claim = case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        _label(case, "near_miss", "payer-asks-none", "this payer asks for no plan", claim)
    for turn in range(2):
        case = _case(office, _ASKING[turn], on=_DISCHARGED)
        first = case.visit(days.LAST_NIGHT_DAYS[3], "97112x1")
        claim = office.void(first, days.TONIGHT)
        _label(case, "near_miss", "void", "the treatment is voided", claim, spans="correction")


def _cannot_tell(office: Office) -> None:
    """Discharged from physical therapy; whose treatment the line was nobody says."""
    for _ in range(4):
        case = new_case(office, "MCR", planned=False, history=-1)
        _note(case, _DISCHARGED)
        on = office.pick(days.TONIGHT_DAYS)
        claim = office.book(case.patient, "PT", on, order("95992x1"))
        office.nights[days.TONIGHT].visits.pop()
        line = claim.lines[0]
        line.modifiers, line.discipline, line.visit_id, line.therapist_id = (), "", "", ""
        claim.rendering, claim.taxonomy = case.patient.referring, ""
        why = "nothing says whose treatment this was"
        _label(case, "cannot_tell", "discipline-unknown", why, claim, spans="line")
