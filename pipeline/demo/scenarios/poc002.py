"""POC002: thirty days have passed and neither way of certifying the initial plan is met.

Tonight is 2026-11-20: a plan that began on 2026-10-20 is one day past its thirty days, one of
2026-10-21 has its last day today.
"""

from __future__ import annotations

from datetime import date

from pipeline.demo import days
from pipeline.demo.casework import Case, new_case
from pipeline.demo.model import Claim, Plan
from pipeline.demo.office import Office

RULE = "POC002"
_ONE_DAY_PAST = date(2026, 10, 20)
_LAST_DAY = date(2026, 10, 21)
_LONG_AGO = date(2026, 9, 24)


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable plans."""
    _unsigned(office)
    _almost_certified(office)
    _history_only(office)
    _near_misses(office)
    _certified_in_other_ways(office)
    _kind_unknown(office)


def _unsigned_case(office: Office, start: date, discipline: str = "PT") -> tuple[Case, Plan]:
    """A Medicare patient with an unsigned initial plan and an evaluation of its first day."""
    case = new_case(office, "MCR", discipline, start=start, planned=False, history=1)
    plan = office.plan(case.patient, discipline, start, episode=start)
    return case, plan


def _label(
    case: Case,
    kind: str,
    name: str,
    why: str,
    plan: Plan,
    claim: Claim | None,
    spans: str = "nights",
) -> None:
    line = claim.lines[0] if claim else None
    case.label(RULE, kind, name, why, claim=claim, line=line, plan=plan, spans=spans)


def _unsigned(office: Office) -> None:
    for turn in range(5):
        case, plan = _unsigned_case(office, _ONE_DAY_PAST, "OT" if turn == 0 else "PT")
        claim = case.visit(days.TONIGHT_DAYS[turn], "97112x1", "97140x1")
        why = "began 2026-10-20: the thirty days ended yesterday, nobody has signed"
        _label(case, "fault", "thirty-first-day", why, plan, claim)
    for turn in range(4):
        case, plan = _unsigned_case(office, _LONG_AGO)
        case.visit(days.LAST_NIGHT_DAYS[turn], "97112x1")
        claim = case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        _label(case, "fault", "long-unsigned", "unsigned since 2026-09-24", plan, claim)
    for turn in range(3):
        case, plan = _unsigned_case(office, _LONG_AGO)
        plan.certified, plan.signature_from = date(2026, 11, 21), days.TONIGHT
        claim = case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        _label(case, "fault", "signed-tomorrow", "the signature bears tomorrow's date", plan, claim)


def _almost_certified(office: Office) -> None:
    for _ in range(3):
        case, plan = _unsigned_case(office, _LONG_AGO)
        plan.verbal = days.add(_LONG_AGO, 31)
        claim = case.visit(days.TONIGHT_DAYS[2], "97112x1")
        _label(case, "fault", "verbal-on-day-31", "verbal order one day late", plan, claim)
    for _ in range(3):
        case, plan = _unsigned_case(office, _LONG_AGO)
        plan.order_signed, plan.sent = days.add(_LONG_AGO, -5), days.add(_LONG_AGO, 31)
        claim = case.visit(days.TONIGHT_DAYS[2], "97112x1")
        _label(case, "fault", "sent-on-day-31", "order signed, plan sent a day late", plan, claim)
    for _ in range(3):
        case, plan = _unsigned_case(office, _LONG_AGO)
        plan.order_signed, plan.sent = days.add(_LONG_AGO, 11), days.add(_LONG_AGO, 10)
        claim = case.visit(days.TONIGHT_DAYS[2], "97112x1")
        why = "the order was signed the day after the plan was sent"
        _label(case, "fault", "order-after-sending", why, plan, claim)
    for _ in range(2):
        case, plan = _unsigned_case(office, _LONG_AGO)
        plan.sent = days.add(_LONG_AGO, 4)
        claim = case.visit(days.TONIGHT_DAYS[2], "97112x1")
        _label(case, "fault", "sent-without-order", "sent in time, no signed order", plan, claim)


def _history_only(office: Office) -> None:
    for _ in range(3):
        case, plan = _unsigned_case(office, _ONE_DAY_PAST)
        case.visit(days.LAST_NIGHT_DAYS[2], "97112x1")
        why = "all its lines went out earlier; the thirty days ended yesterday"
        _label(case, "fault", "nothing-tonight", why, plan, None)


def _near_misses(office: Office) -> None:
    for turn in range(5):
        case, plan = _unsigned_case(office, _LAST_DAY)
        claim = case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        _label(case, "near_miss", "thirtieth-day", "the thirtieth day is today", plan, claim)
    for turn in range(4):
        case, plan = _unsigned_case(office, _LONG_AGO)
        plan.certified = days.TONIGHT
        case.visit(days.LAST_NIGHT_DAYS[turn], "97112x1")
        claim = case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        why = "unsigned last night; late, but signed today"
        _label(case, "near_miss", "signed-today", why, plan, claim)
    for _ in range(3):
        case = new_case(office, "MADV", start=_LONG_AGO, planned=False)
        plan = office.plan(case.patient, "PT", _LONG_AGO, episode=_LONG_AGO)
        claim = case.visit(days.TONIGHT_DAYS[3], "97112x1")
        _label(case, "near_miss", "no-signature-asked", "plan on file is enough", plan, claim)


def _certified_in_other_ways(office: Office) -> None:
    for _ in range(3):
        case, plan = _unsigned_case(office, _LONG_AGO)
        plan.verbal = days.add(_LONG_AGO, 30)
        claim = case.visit(days.TONIGHT_DAYS[1], "97112x1")
        _label(case, "near_miss", "verbal-on-day-30", "verbal order on the last day", plan, claim)
    for _ in range(3):
        case, plan = _unsigned_case(office, _LONG_AGO)
        plan.order_signed, plan.sent = days.add(_LONG_AGO, -2), days.add(_LONG_AGO, 30)
        claim = case.visit(days.TONIGHT_DAYS[1], "97112x1")
        why = "order signed before, plan sent on the thirtieth day"
        _label(case, "near_miss", "sent-on-day-30", why, plan, claim)
    for _ in range(3):
        case, plan = _unsigned_case(office, _LONG_AGO)
        plan.order_signed = plan.sent = days.add(_LONG_AGO, 8)
        claim = case.visit(days.TONIGHT_DAYS[1], "97112x1")
        why = "order signed on the day the plan was sent"
        _label(case, "near_miss", "order-on-the-day", why, plan, claim)


def _kind_unknown(office: Office) -> None:
    """Initial or not is not said; both what it must have and what it covers turn on that."""
    for turn in range(5):
        case, plan = _unsigned_case(office, _LONG_AGO)
        plan.kind = ""
        claim = case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        why = "unsigned, and whether it is an initial plan is blank"
        _label(case, "cannot_tell", "kind-blank", why, plan, claim)
        case.label(
            "POC004",
            "cannot_tell",
            "kind-blank",
            "an unsigned recertification would not cover the day, an initial plan would",
            claim=claim,
            line=claim.lines[0],
            plan=plan,
            spans="nights",
        )
