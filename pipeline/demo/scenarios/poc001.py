"""POC001: treatment without any plan of care of the discipline."""

from __future__ import annotations

from datetime import date

from pipeline.demo import days
from pipeline.demo.casework import Case, new_case
from pipeline.demo.model import Claim, Service
from pipeline.demo.office import Office

RULE = "POC001"
_FIRST = {"PT": "97162x1", "OT": "97166x1"}


def plant(office: Office) -> None:
    """Plant faults and near misses (undecidable lines are planted with MOD001's)."""
    _faults(office)
    _within_the_week(office)
    _faults_of_other_kinds(office)
    _near_misses(office)
    _near_misses_over_nights(office)


def _label(
    case: Case,
    kind: str,
    name: str,
    why: str,
    claim: Claim,
    place: int = 0,
    *,
    spans: str = "nights",
    severity: str = "block",
) -> None:
    line = claim.lines[place]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity=severity)


def _without_plan(office: Office, code: str, evaluated: date, discipline: str = "PT") -> Case:
    """A patient without a plan row whose only earlier visit is the evaluation."""
    case = new_case(office, code, discipline, start=evaluated, planned=False, history=-1)
    case.visit(evaluated, _FIRST[discipline])
    return case


def _faults(office: Office) -> None:
    for turn in range(6):
        on = days.TONIGHT_DAYS[turn]
        case = _without_plan(office, ("MCR", "MADV")[turn % 2], days.add(on, -8))
        claim = case.visit(on, "97112x1", "97140x1")
        for place in (0, 1):
            _label(case, "fault", "eighth-day", "8 days after the evaluation", claim, place)
    for turn in range(4):
        on = days.TONIGHT_DAYS[3 + turn]
        case = _without_plan(office, "MCR", date(2026, 10, 12), ("OT", "PT")[turn % 2])
        claim = case.visit(on, "97112x1")
        _label(case, "fault", "weeks-later", "weeks after the evaluation of 2026-10-12", claim)


def _within_the_week(office: Office) -> None:
    for turn in range(5):
        on = days.TONIGHT_DAYS[turn]
        case = _without_plan(office, ("MCR", "MADV", "MCDA")[turn % 3], days.add(on, -7))
        claim = case.visit(on, "97112x1")
        why = "7 days after the evaluation: to be looked at, not held"
        _label(case, "fault", "seventh-day", why, claim, severity="review")
    for _ in range(3):
        on = days.TONIGHT_DAYS[-2]
        case = new_case(office, "MCR", start=on, planned=False, history=-1)
        claim = case.visit(on, "97161x1", "97112x1")
        why = "treated on the day of the evaluation"
        _label(case, "fault", "same-day", why, claim, 1, spans="line", severity="review")


def _faults_of_other_kinds(office: Office) -> None:
    for _ in range(3):
        case = new_case(office, "MCR", planned=False, history=-1)
        case.visit(date(2026, 10, 26), "97112x1")
        claim = case.visit(days.TONIGHT_DAYS[4], "97116x1")
        why = "no evaluation known; first seen 2026-10-26"
        _label(case, "fault", "no-evaluation-known", why, claim)
    for _ in range(3):
        case = new_case(office, "MADV")
        case.visit(date(2026, 11, 2), "97165x1", discipline="OT")
        claim = case.visit(days.TONIGHT_DAYS[5], "97535x1", discipline="OT")
        why = "a plan for PT, none for OT, evaluated 2026-11-02"
        _label(case, "fault", "other-discipline-planned", why, claim)
    for turn in range(4):
        case = _without_plan(office, "MCR", date(2026, 10, 15))
        first = case.visit(days.LAST_NIGHT_DAYS[turn], "97164x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 1)
        line = claim.lines[0]
        line.code, line.charge, line.allowed = "97116", 6_100, 2_906
        visit = office.visit_of(first)
        visit.services[0] = Service("97116", 15)
        visit.note_type = "daily"
        why = "the corrected claim turns the re-evaluation into treatment; no plan"
        _label(case, "fault", "treatment-by-correction", why, claim, spans="correction")


def _near_misses(office: Office) -> None:
    for turn in range(5):
        on = days.TONIGHT_DAYS[turn]
        case = new_case(office, ("MCR", "MADV")[turn % 2], start=on, planned=False, history=-1)
        claim = case.visit(on, "97163x1")
        _label(case, "near_miss", "evaluation-only", "evaluated only", claim, spans="line")
    for _ in range(3):
        case = _without_plan(office, "MCR", date(2026, 10, 13))
        claim = case.visit(days.TONIGHT_DAYS[3], "97164x1")
        _label(case, "near_miss", "re-evaluation", "a re-evaluation is no treatment line", claim)
    for _ in range(3):
        case = _without_plan(office, "MCR", date(2026, 10, 13))
        claim = case.visit(days.TONIGHT_DAYS[3], "97116x1")
        claim.lines[0].modifiers = ("GY", "GP")
        _label(case, "near_miss", "statutory", "billed with GY", claim)
    for turn in range(5):
        case = _without_plan(office, ("COMM", "FED", "PPO2")[turn % 3], date(2026, 10, 13))
        claim = case.visit(days.TONIGHT_DAYS[2], "97116x1")
        _label(case, "near_miss", "payer-asks-none", "this payer asks for no plan", claim)
    for _ in range(2):
        case = _without_plan(office, "MADV", date(2026, 10, 13), "OT")
        claim = case.visit(days.TONIGHT_DAYS[2], "97168x1", "L3908x1")
        _label(case, "near_miss", "supply", "a splint is no treatment", claim, 1)


def _near_misses_over_nights(office: Office) -> None:
    for turn in range(4):
        evaluated = date(2026, 10, 27)
        case = _without_plan(office, "MCR", evaluated)
        case.visit(days.LAST_NIGHT_DAYS[3], "97112x1")
        office.plan(
            case.patient,
            "PT",
            evaluated,
            episode=evaluated,
            certified=days.add(days.TONIGHT, -turn),
            known_from=days.TONIGHT,
        )
        claim = case.visit(days.TONIGHT_DAYS[4], "97112x1")
        _label(case, "near_miss", "plan-came-tonight", "the plan reached us tonight", claim)
    for _ in range(3):
        case = _without_plan(office, "MCR", date(2026, 10, 14))
        first = case.visit(days.LAST_NIGHT_DAYS[4], "97112x1")
        claim = office.void(first, days.TONIGHT)
        _label(case, "near_miss", "void", "treatment voided", claim, spans="correction")
