"""POC003: certified late. A note up to the sixtieth day; later a reason is asked for.

Tonight is 2026-11-20. A recertification is late from the end of the period before it; how late it
may be before it is looked at is read in more than one way between one and sixty days without a
reason, so nothing is planted there.
"""

from __future__ import annotations

from datetime import date

from pipeline.demo import days
from pipeline.demo.casework import Case, new_case
from pipeline.demo.model import Plan
from pipeline.demo.office import Office

RULE = "POC003"
_REASON = "physician on leave, covering office signed"


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable plans."""
    _late(office)
    _looked_at(office)
    _half_a_year(office)
    _recertified_late(office)
    _nothing_tonight(office)
    _in_time(office)
    _recertified_in_time(office)
    _other_ways(office)
    _kind_unknown(office)


def begun(office: Office, start: date, code: str = "MCR") -> tuple[Case, Plan]:
    """A patient evaluated on the first day of an initial plan that nobody has signed yet."""
    case = new_case(office, code, start=start, planned=False, history=1)
    return case, office.plan(case.patient, "PT", start, episode=start)


def again(case: Case, start: date, signed: date) -> Plan:
    """A recertification from `start`."""
    return case.office.plan(
        case.patient,
        "PT",
        start,
        kind="recertification",
        episode=case.start,
        certified=signed,
    )


def _label(
    case: Case,
    kind: str,
    name: str,
    why: str,
    plan: Plan,
    severity: str = "note",
    spans: str = "nights",
) -> None:
    case.label(RULE, kind, name, why, plan=plan, severity=severity, spans=spans)


def _late(office: Office) -> None:
    for turn in range(4):
        case, plan = begun(office, date(2026, 10, 20))
        plan.certified = days.TONIGHT
        case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        _label(case, "fault", "day-31", "began 2026-10-20, signed today: one day late", plan)
    for turn in range(3):
        case, plan = begun(office, date(2026, 9, 21))
        plan.certified = days.TONIGHT
        case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        _label(case, "fault", "day-60", "began 2026-09-21, signed 60 days later", plan)
    for _ in range(2):
        case, plan = begun(office, date(2026, 9, 11))
        plan.certified, plan.delay_reason = date(2026, 11, 16), _REASON
        case.visit(days.TONIGHT_DAYS[4], "97112x1")
        why = "signed 66 days after the start, with the reason on file"
        _label(case, "fault", "with-a-reason", why, plan)


def _looked_at(office: Office) -> None:
    for turn in range(3):
        case, plan = begun(office, date(2026, 9, 18))
        plan.certified = date(2026, 11, 18)
        case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        why = "began 2026-09-18, signed 61 days later, no reason on file"
        _label(case, "fault", "day-61", why, plan, "review")


def _half_a_year(office: Office) -> None:
    for _ in range(2):
        case, plan = begun(office, date(2026, 4, 6))
        plan.certified, plan.delay_reason = date(2026, 10, 20), _REASON
        again(case, date(2026, 6, 22), date(2026, 6, 19))
        again(case, date(2026, 9, 8), date(2026, 9, 4))
        case.visit(days.TONIGHT_DAYS[3], "97112x1")
        why = "began 2026-04-06, signed 2026-10-20: more than six months, whatever the reason"
        _label(case, "fault", "half-a-year", why, plan, "review")


def _recertified_late(office: Office) -> None:
    for _ in range(2):
        case, plan = begun(office, date(2026, 7, 6))
        plan.certified = date(2026, 7, 15)
        late = again(case, date(2026, 10, 4), date(2026, 11, 12))
        late.delay_reason = _REASON
        case.visit(days.TONIGHT_DAYS[3], "97112x1")
        why = "the period before ended 2026-10-03; signed 40 days later, with the reason"
        _label(case, "fault", "recertified-with-a-reason", why, late)
    for _ in range(3):
        case, plan = begun(office, date(2026, 5, 18))
        plan.certified = date(2026, 5, 28)
        late = again(case, date(2026, 8, 16), date(2026, 11, 4))
        again(case, date(2026, 11, 9), date(2026, 11, 6))
        case.visit(days.TONIGHT_DAYS[0], "97112x1")
        why = "the period before ended 2026-08-15; signed 81 days later, no reason on file"
        _label(case, "fault", "recertified-long-after", why, late, "review")


def _nothing_tonight(office: Office) -> None:
    for turn in range(2):
        case, plan = begun(office, date(2026, 10, 16))
        plan.certified = days.TONIGHT
        case.visit(days.LAST_NIGHT_DAYS[turn], "97112x1")
        why = "its lines went out earlier; signed today, 35 days after 2026-10-16"
        _label(case, "fault", "nothing-tonight", why, plan)


def _in_time(office: Office) -> None:
    for turn in range(4):
        case, plan = begun(office, date(2026, 10, 19))
        plan.certified = date(2026, 11, 18)
        case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        _label(case, "near_miss", "day-30", "began 2026-10-19, signed on its thirtieth day", plan)
    for turn in range(2):
        case, plan = begun(office, date(2026, 10, 2), "MADV")
        plan.certified = date(2026, 11, 17)
        case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        _label(case, "near_miss", "no-signature-asked", "this payer asks for none", plan)


def _recertified_in_time(office: Office) -> None:
    for _ in range(4):
        case, plan = begun(office, date(2026, 8, 12))
        plan.certified = date(2026, 8, 20)
        next_one = again(case, date(2026, 11, 10), date(2026, 11, 9))
        case.visit(days.TONIGHT_DAYS[2], "97112x1")
        why = "signed on 2026-11-09, the last day of the period before"
        _label(case, "near_miss", "last-day-of-the-period", why, next_one)


def _other_ways(office: Office) -> None:
    for _ in range(2):
        case, plan = begun(office, date(2026, 10, 1))
        plan.order_signed, plan.sent = date(2026, 9, 28), date(2026, 10, 6)
        case.visit(days.TONIGHT_DAYS[4], "97112x1")
        _label(case, "near_miss", "order-and-sending", "certified without a signature", plan)
    for _ in range(2):
        case, plan = begun(office, date(2026, 10, 12))
        claim = case.visit(days.TONIGHT_DAYS[4], "97112x1")
        case.label(
            "POC002",
            "fault",
            "long-unsigned",
            "began 2026-10-12, nobody has signed",
            claim=claim,
            line=claim.lines[0],
            plan=plan,
            spans="nights",
        )
        _label(case, "near_miss", "not-signed-at-all", "missing, not late", plan)


def _kind_unknown(office: Office) -> None:
    """Late for an initial plan, in time for a recertification."""
    for turn in range(4):
        case, plan = begun(office, date(2026, 9, 1))
        plan.certified, plan.end = date(2026, 9, 9), date(2026, 11, 16)
        unclear = again(case, date(2026, 10, 5), date(2026, 11, 10))
        unclear.kind = ""
        case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        why = "signed 36 days after its start and before the period before it ended; kind blank"
        _label(case, "cannot_tell", "kind-blank", why, unclear)
