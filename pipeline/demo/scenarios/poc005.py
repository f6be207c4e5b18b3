"""POC005: a certification falls due within thirty days, for a patient who still comes.

Tonight is 2026-11-20; thirty days ahead is 2026-12-20, the 90th day of a plan of 2026-09-22. The
plans of everybody else are labelled by their dates (`pipeline.demo.certifications`).
"""

from __future__ import annotations

from datetime import date

from pipeline.demo import days
from pipeline.demo.casework import Case, new_case
from pipeline.demo.model import Plan
from pipeline.demo.office import Office
from pipeline.demo.scenarios.poc003 import again, begun

RULE = "POC005"


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable plans."""
    _initial_due(office)
    _period_ends(office)
    _not_due(office)
    _met_otherwise(office)
    _no_longer_active(office)
    _kind_unknown(office)


def _label(case: Case, kind: str, name: str, why: str, plan: Plan, spans: str = "nights") -> None:
    case.label(RULE, kind, name, why, plan=plan, severity="note", spans=spans)


def _initial_due(office: Office) -> None:
    for start, ahead in (
        (date(2026, 10, 21), 0),
        (date(2026, 10, 22), 1),
        (date(2026, 10, 28), 7),
        (date(2026, 11, 4), 14),
    ):
        for turn in range(2):
            case, plan = begun(office, start)
            case.visit(days.TONIGHT_DAYS[turn], "97112x1")
            why = f"began {start.isoformat()}, nobody has signed: due in {ahead} days"
            _label(case, "fault", "initial", why, plan)
    for _ in range(2):
        case = new_case(office, "MCR", start=days.TONIGHT, planned=False, history=-1)
        plan = office.plan(case.patient, "PT", days.TONIGHT, episode=days.TONIGHT)
        case.visit(days.TONIGHT, "97162x1", "97112x1")
        _label(case, "fault", "initial-of-today", "evaluated today: due in 30 days", plan, "line")


def _period_ends(office: Office) -> None:
    for turn in range(3):
        case, plan = begun(office, date(2026, 9, 22))
        plan.certified = date(2026, 9, 30)
        case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        _label(case, "fault", "ninety-days", "its 90th day is 2026-12-20, in 30 days", plan)
    for turn in range(3):
        case, plan = begun(office, date(2026, 9, 28))
        plan.certified, plan.end = date(2026, 10, 8), days.TONIGHT
        case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        _label(case, "fault", "ends-today", "the plan's own end is today", plan)
    for _ in range(2):
        case, plan = begun(office, date(2026, 9, 8))
        plan.order_signed, plan.sent = date(2026, 9, 2), date(2026, 9, 10)
        case.visit(days.TONIGHT_DAYS[3], "97112x1")
        why = "an order and the sending stood in for the first signature, not for the next"
        _label(case, "fault", "after-the-order", why, plan)
    for turn in range(2):
        case, plan = begun(office, date(2026, 9, 10))
        plan.certified = date(2026, 9, 18)
        case.visit(days.LAST_NIGHT_DAYS[3 + turn], "97112x1")
        why = "seen last in early November, nothing tonight; its 90th day is 2026-12-08"
        _label(case, "fault", "nothing-tonight", why, plan)


def _not_due(office: Office) -> None:
    for turn in range(4):
        case, plan = begun(office, date(2026, 9, 23))
        plan.certified = date(2026, 10, 1)
        case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        _label(case, "near_miss", "thirty-one-days", "its 90th day is 2026-12-21", plan)
    for turn in range(2):
        case, plan = begun(office, date(2026, 9, 8), "MADV")
        case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        _label(case, "near_miss", "no-signature-asked", "this payer asks for none", plan)


def _met_otherwise(office: Office) -> None:
    for _ in range(2):
        case, plan = begun(office, date(2026, 10, 26))
        plan.order_signed, plan.sent = date(2026, 10, 22), date(2026, 10, 30)
        case.visit(days.TONIGHT_DAYS[3], "97112x1")
        _label(case, "near_miss", "order-and-sending", "no signature is waited for", plan)
    for turn in range(3):
        case, plan = begun(office, date(2026, 8, 31))
        plan.certified = date(2026, 9, 9)
        again(case, date(2026, 11, 17), date(2026, 11, 16))
        case.visit(days.TONIGHT_DAYS[5 + turn], "97112x1")
        why = "its 90th day is 2026-11-28, and the next period is signed"
        _label(case, "near_miss", "recertified", why, plan)


def _no_longer_active(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, "MCR", start=date(2026, 9, 8), planned=False, history=-1)
        case.visit(date(2026, 9, 8), "97162x1")
        plan = office.plan(case.patient, "PT", case.start, episode=case.start)
        plan.certified = date(2026, 9, 18)
        case.visit((date(2026, 10, 20), date(2026, 10, 16), date(2026, 10, 9))[turn], "97112x1")
        _label(case, "near_miss", "stays-away", "last seen 31 days ago or longer", plan)
    for _ in range(2):
        case, plan = begun(office, date(2026, 9, 9))
        plan.certified = date(2026, 9, 18)
        case.visit(days.LAST_NIGHT_DAYS[4], "97112x1")
        plan.discharged = date(2026, 11, 12)
        office.write(case.patient, "PT", "discharge", plan.discharged)
        why = "its 90th day is 2026-12-07, but discharged on 2026-11-12"
        _label(case, "near_miss", "discharged", why, plan)


def _kind_unknown(office: Office) -> None:
    for turn in range(4):
        case, plan = begun(office, date(2026, 10, 27))
        plan.kind = ""
        case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        why = "due on 2026-11-26 if it is an initial plan; whether it is one is blank"
        _label(case, "cannot_tell", "kind-blank", why, plan)
