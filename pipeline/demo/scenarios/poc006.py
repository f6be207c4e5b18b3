"""POC006: certified by a verbal order only, and the fourteen days to sign it have passed.

Tonight is 2026-11-20: an order given on 2026-11-06 has its last day today.
"""

from __future__ import annotations

from datetime import date

from pipeline.demo import days
from pipeline.demo.casework import Case
from pipeline.demo.model import Plan
from pipeline.demo.office import Office
from pipeline.demo.scenarios.poc003 import begun

RULE = "POC006"


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable plans."""
    _faults(office)
    _half_met(office)
    _near_misses(office)
    _certified_otherwise(office)
    for turn in range(4):
        case, plan = _ordered(office, date(2026, 10, 6), date(2026, 10, 20))
        plan.kind = ""
        case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        why = "verbal order, unsigned; whether it is an initial plan is blank"
        _label(case, "cannot_tell", "kind-blank", why, plan)


def _ordered(office: Office, start: date, verbal: date, code: str = "MCR") -> tuple[Case, Plan]:
    case, plan = begun(office, start, code)
    plan.verbal = verbal
    return case, plan


def _label(case: Case, kind: str, name: str, why: str, plan: Plan) -> None:
    case.label(RULE, kind, name, why, plan=plan, severity="review", spans="nights")


def _faults(office: Office) -> None:
    for turn in range(5):
        case, plan = _ordered(office, date(2026, 10, 7), date(2026, 11, 5))
        case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        _label(case, "fault", "fifteen-days", "ordered 2026-11-05, 15 days ago", plan)
    for turn in range(4):
        case, plan = _ordered(office, date(2026, 9, 28), date(2026, 10, 1))
        case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        _label(case, "fault", "for-weeks", "ordered 2026-10-01, nobody has signed", plan)
    for turn in range(2):
        case, plan = _ordered(office, date(2026, 9, 28), date(2026, 10, 2))
        case.visit(days.LAST_NIGHT_DAYS[turn], "97112x1")
        _label(case, "fault", "nothing-tonight", "its lines went out earlier", plan)


def _half_met(office: Office) -> None:
    for _ in range(2):
        case, plan = _ordered(office, date(2026, 10, 5), date(2026, 10, 8))
        plan.order_signed = date(2026, 10, 1)
        case.visit(days.TONIGHT_DAYS[2], "97112x1")
        why = "an order is signed, but the plan was never sent"
        _label(case, "fault", "not-sent", why, plan)
    for _ in range(2):
        case, plan = _ordered(office, date(2026, 10, 5), date(2026, 10, 8))
        plan.order_signed, plan.sent = date(2026, 10, 1), date(2026, 11, 5)
        case.visit(days.TONIGHT_DAYS[2], "97112x1")
        why = "an order is signed, the plan was sent on its 31st day"
        _label(case, "fault", "sent-on-day-31", why, plan)


def _near_misses(office: Office) -> None:
    for turn in range(4):
        case, plan = _ordered(office, date(2026, 10, 8), date(2026, 11, 6))
        case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        _label(case, "near_miss", "fourteen-days", "ordered 2026-11-06: today is the last", plan)
    for turn in range(2):
        case, plan = _ordered(office, date(2026, 9, 28), date(2026, 10, 1), "MADV")
        case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        _label(case, "near_miss", "no-signature-asked", "this payer asks for none", plan)


def _certified_otherwise(office: Office) -> None:
    for turn in range(3):
        case, plan = _ordered(office, date(2026, 9, 28), date(2026, 9, 30))
        plan.certified = date(2026, 10, 23)
        case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        why = "signed 23 days after the order, within thirty days of the start"
        _label(case, "near_miss", "signed-in-the-end", why, plan)
    for turn in range(2):
        case, plan = _ordered(office, date(2026, 10, 22), date(2026, 10, 26))
        plan.certified, plan.signature_from = days.TONIGHT, days.TONIGHT
        case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        _label(case, "near_miss", "signed-today", "unsigned last night, signed today", plan)
    for turn in range(2):
        case, plan = _ordered(office, date(2026, 10, 1), date(2026, 10, 5))
        plan.order_signed, plan.sent = date(2026, 9, 29), date(2026, 10, 8)
        case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        why = "an order signed before and the plan sent in time need no signature"
        _label(case, "near_miss", "order-and-sending", why, plan)
