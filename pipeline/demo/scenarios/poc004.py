"""POC004: the date of service lies in no certified period.

A period of 90 days that begins on day 0 has day 89 as its last; day 90 is for review because
contractors count differently; from day 91 on the claim is held.
"""

from __future__ import annotations

from datetime import date

from pipeline.demo import days
from pipeline.demo.casework import Case, new_case
from pipeline.demo.model import Claim, Plan
from pipeline.demo.office import Office

RULE = "POC004"


def plant(office: Office) -> None:
    """Plant faults and near misses (undecidable lines are planted with POC002's)."""
    _ninety_days_over(office)
    _own_end(office)
    _recertification_faults(office)
    _moved_by_correction(office)
    _near_misses(office)
    _near_misses_by_signature(office)


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


def _begun(office: Office, start: date, code: str = "MCR") -> tuple[Case, Plan]:
    """A patient with one signed initial plan from `start`, evaluated that day."""
    case = new_case(office, code, start=start, planned=False, history=2)
    plan = office.plan(case.patient, "PT", start, episode=start, certified=days.add(start, 9))
    return case, plan


def _ninety_days_over(office: Office) -> None:
    for turn in range(4):
        on = days.TONIGHT_DAYS[2 + turn]
        case, _ = _begun(office, days.add(on, -90))
        claim = case.visit(on, "97112x1")
        why = "day 90 of a plan of ninety days"
        _label(case, "fault", "day-90", why, claim, severity="review")
    for turn in range(6):
        on = days.TONIGHT_DAYS[1 + turn]
        case, _ = _begun(office, days.add(on, -91), ("MCR", "MADV")[turn % 2])
        claim = case.visit(on, "97112x1", "97140x1")
        for place in (0, 1):
            _label(case, "fault", "day-91", "one day after day 90", claim, place)
    for turn in range(2):
        case, _ = _begun(office, date(2026, 7, 20))
        claim = case.visit(days.TONIGHT_DAYS[turn], "97164x1")
        _label(case, "fault", "re-evaluation-too", "the plan ended in October", claim)


def _own_end(office: Office) -> None:
    for turn in range(4):
        on = days.TONIGHT_DAYS[1 + turn]
        case, plan = _begun(office, date(2026, 9, 21))
        plan.end = days.add(on, -1)
        claim = case.visit(on, "97112x1")
        _label(case, "fault", "day-after-end", "the plan's own end was the day before", claim)
    for turn in range(3):
        on = days.TONIGHT_DAYS[turn]
        case = new_case(office, "MCR", start=on, planned=False, history=-1)
        begins = days.add(on, 1)
        office.plan(case.patient, "PT", begins, episode=begins, certified=on)
        claim = case.visit(on, "97112x1")
        _label(case, "fault", "before-start", "the plan begins tomorrow", claim, spans="line")


def _recertification_faults(office: Office) -> None:
    for turn in range(4):
        case, _ = _begun(office, date(2026, 8, 12))
        office.plan(
            case.patient, "PT", date(2026, 11, 10), kind="recertification", episode=case.start
        )
        claim = case.visit(days.TONIGHT_DAYS[3 + turn], "97112x1")
        why = "the first period ended 2026-11-09, the recertification is not signed"
        _label(case, "fault", "recertification-unsigned", why, claim)
    for _ in range(2):
        case, _ = _begun(office, date(2026, 8, 12))
        office.plan(
            case.patient,
            "PT",
            date(2026, 11, 10),
            kind="recertification",
            episode=case.start,
            certified=date(2026, 11, 21),
            signature_from=days.TONIGHT,
        )
        claim = case.visit(days.TONIGHT_DAYS[4], "97112x1")
        _label(case, "fault", "recertified-tomorrow", "signature of tomorrow", claim)
    for _ in range(3):
        case, _ = _begun(office, date(2026, 8, 3))
        _recertified(case, date(2026, 11, 16), date(2026, 10, 30))
        claim = case.visit(date(2026, 11, 12), "97112x1")
        why = "between the first period (to 2026-10-31) and the next (from 2026-11-16)"
        _label(case, "fault", "in-the-gap", why, claim)


def _recertified(case: Case, start: date, signed: date) -> Plan:
    return case.office.plan(
        case.patient,
        "PT",
        start,
        kind="recertification",
        episode=case.start,
        certified=signed,
    )


def _moved_by_correction(office: Office) -> None:
    for turn in range(5):
        case, plan = _begun(office, date(2026, 9, 14))
        plan.end = days.LAST_NIGHT_DAYS[3]
        first = case.visit(days.LAST_NIGHT_DAYS[3], "97112x1", "97140x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn % 2 == 0)
        moved = days.LAST_NIGHT_DAYS[4]
        for line in claim.lines:
            line.on = moved
        office.visit_of(first).on = moved
        for place in (0, 1):
            why = "the correction moves the date one day past the plan's end"
            _label(case, "fault", "moved-past-end", why, claim, place, spans="correction")


def _near_misses(office: Office) -> None:
    for turn in range(4):
        on = days.TONIGHT_DAYS[2 + turn]
        case, _ = _begun(office, days.add(on, -89))
        claim = case.visit(on, "97112x1")
        _label(case, "near_miss", "day-89", "the last of the ninety days", claim)
    for turn in range(3):
        on = days.TONIGHT_DAYS[1 + turn]
        case, plan = _begun(office, date(2026, 9, 21))
        plan.end = on
        claim = case.visit(on, "97112x1")
        _label(case, "near_miss", "on-the-end", "the plan ends that day", claim)
    for turn in range(3):
        on = days.TONIGHT_DAYS[turn]
        case = new_case(office, "MCR", start=on, planned=False, history=-1)
        office.plan(case.patient, "PT", on, episode=on)
        claim = case.visit(on, "97162x1", "97112x1")
        why = "first day of a plan whose signature is pending"
        _label(case, "near_miss", "on-the-start", why, claim, 1, spans="line")
    for _ in range(3):
        on = days.TONIGHT_DAYS[5]
        case, _ = _begun(office, days.add(on, -120))
        claim = case.visit(on, "97162x1")
        why = "an initial evaluation needs no period yet"
        _label(case, "near_miss", "new-evaluation", why, claim)


def _near_misses_by_signature(office: Office) -> None:
    for turn in range(5):
        case, _ = _begun(office, date(2026, 8, 12))
        plan = _recertified(case, date(2026, 11, 10), date(2026, 11, 6))
        plan.signature_from = days.TONIGHT
        claim = case.visit(days.TONIGHT_DAYS[2 + turn], "97112x1")
        why = "the recertification was unsigned last night; tonight its signature is there"
        _label(case, "near_miss", "recertified-by-tonight", why, claim)
    for _ in range(4):
        case, _ = _begun(office, date(2026, 8, 12))
        _recertified(case, date(2026, 11, 12), date(2026, 11, 9))
        claim = case.visit(date(2026, 11, 12), "97112x1")
        _label(case, "near_miss", "recertification-begins", "its first day", claim)
    for _ in range(3):
        case, _ = _begun(office, date(2026, 7, 27))
        claim = case.visit(days.TONIGHT_DAYS[3], "97116x1")
        claim.lines[0].modifiers = ("GA", "GP")
        why = "the plan is over; billed with GA, an ABN is on file"
        _label(case, "near_miss", "abn", why, claim)
