"""POC002, POC003, POC005, POC006, POC012: the certification of a plan (RULES.md "POC")."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TypeGuard

from benchmarks.loop.context import BLOCK, NOTE, REVIEW, Entry, Night, Patient, Row, marked
from benchmarks.loop.plan_rows import (
    INITIAL,
    RECERTIFICATION,
    Plan,
    day_after,
    discharges,
    plans_of,
    speaks_of,
)
from benchmarks.loop.policies import Known
from benchmarks.loop.rules_episodes import evaluations

CORF = "75"


def is_entry(known: Known) -> TypeGuard[Entry]:
    """Return True where a payer's value is known."""
    return isinstance(known, Entry)


def judge(night: Night) -> None:
    """Judge the plans of a night."""
    if not night.has("plans", "plan_id"):
        return
    for patient in night.patients:
        for row in patient.plans:
            _plan(night, patient, row)


def _plan(night: Night, patient: Patient, row: Row) -> None:
    """Judge a plan under what the payer of its first line asks for, tonight's lines first.

    Of a payer that once spoke of plans, and has nothing in force on the line's date, nobody can
    tell; one that asks for no signature, or never spoke of plans, has no part in the plan.
    """
    ours = [line for line in patient.lines if line["whose"] == row["discipline"]]
    ours = [line for line in ours if not marked(line, "GY") and not night.outside_therapy(line)]
    exposed = []
    for line in sorted(ours, key=lambda line: not line["tonight"]):
        entry = night.policy(line, "plan_of_care")
        if is_entry(entry):
            asking = bool(entry.get("required") and entry.get("signature_required"))
        else:
            asking = speaks_of(night, line, "plan_of_care")
        period = entry if is_entry(entry) else Entry({}, night.as_of, False, False)
        if asking and Plan(row, period, night.as_of, frozenset()).covers(line["service_date"]):
            exposed.append((line, entry))
    if not exposed or not is_entry(exposed[0][1]):
        return
    _judge(night, patient, row, exposed[0][1], [line for line, _ in exposed])


def _judge(night: Night, patient: Patient, row: Row, entry: Entry, exposed: list[Row]) -> None:
    plans = plans_of(night, patient, row["discipline"], entry)
    plan = next(one for one in plans if one.row is row)
    within = [line for line in exposed if not marked(line, "GA", "GZ")]
    if within:
        _missing(night, plan, within)
        _late(night, plan, [other for other in plans if other.start < plan.start], within)
    _verbal(night, plan, exposed)
    _certifier(night, plan, exposed)
    if not _discharged(night, patient, plan):
        dates = [o["service_date"] for o in patient.lines if o["whose"] == row["discipline"]]
        _due(night, plan, plans, exposed, dates)


def _discharged(night: Night, patient: Patient, plan: Plan) -> bool:
    """Return True where the plan is ended by now, or the patient discharged and not seen anew."""
    whose = plan.row["discipline"]
    own = plan.row.get("discharged_on")
    if own is not None and own <= night.as_of:
        return True
    told = [day for day in discharges(patient, whose) if plan.start < day <= night.as_of]
    since = evaluations(night, patient, whose, or_unknown=True)
    return bool(told) and not any(day >= max(told) for day in since)


def _anchor(exposed: list[Row]) -> Row | None:
    """Return tonight's first exposed line, None where all were released before."""
    return next((line for line in exposed if line["tonight"]), None)


def _missing(night: Night, plan: Plan, exposed: list[Row]) -> None:
    """POC002: 30 days gone, and neither way of certifying is met."""
    if plan.kind == INITIAL and night.as_of > plan.due and plan.certified is False:
        night.violates("POC002", _anchor(exposed), BLOCK)


def _late(night: Night, plan: Plan, before: list[Plan], exposed: list[Row]) -> None:
    """POC003: signed late; a look where it is very late and nothing says why.

    In time is also a signature under a verbal order in time, within the days that this gives, and
    path (b). A row without a type answers where both readings of it say the same, with the
    lighter weight.
    """
    weights = []
    if plan.kind != RECERTIFICATION:
        late = plan.sent_with_order is False and _under_verbal_order(plan) is False
        weights.append(_weight(plan, plan.start, plan.due) if late else "")
    if plan.kind != INITIAL:
        weights.append(_weight(plan, before[-1].last, before[-1].last) if before else "")
    if all(weights):
        night.violates("POC003", _anchor(exposed), NOTE if NOTE in weights else REVIEW)


def _under_verbal_order(plan: Plan) -> bool | None:
    known = "verbal_order_on" in plan.has
    # Where the column is missing, the last day on which an order could have been in time.
    ordered = plan.verbal if known else plan.due
    if plan.signed is None or ordered is None:
        return False
    in_time = plan.signed <= day_after(ordered, plan.entry.get("verbal_sign_days", 14))
    return in_time if known else (None if in_time else False)


def _weight(plan: Plan, counted_from: date, due: date) -> str:
    """Return how much a late signature weighs, "" where it is in time or not there."""
    if plan.signed is None or plan.signed <= due:
        return ""
    noted = day_after(counted_from, plan.entry.get("late_note_days", 60))
    very = plan.signed > months_after(counted_from, plan.entry.get("late_review_months", 6))
    unexplained = plan.signed > noted and not plan.row.get("delay_reason")
    return REVIEW if very or unexplained else NOTE


def _verbal(night: Night, plan: Plan, exposed: list[Row]) -> None:
    """POC006: path (a) rests on a verbal order that nobody signed in time."""
    if plan.kind != INITIAL or plan.verbal is None or "certified_on" not in plan.has:
        return
    sign_by = day_after(plan.verbal, plan.entry.get("verbal_sign_days", 14))
    if plan.signed is None and plan.sent_with_order is False and night.as_of > sign_by:
        night.violates("POC006", _anchor(exposed), REVIEW)


def _certifier(night: Night, plan: Plan, exposed: list[Row]) -> None:
    """POC012: certified by someone who may not certify."""
    credential = plan.row.get("certifier_credential")
    when = plan.signed or plan.verbal
    if not credential or when is None:
        return
    name = str(credential).strip().upper().replace(".", "")
    row = night.tables.row("certifiers", name, when)
    if row is None:
        return
    of_corf = any(str(line.get("bill_type") or "").startswith(CORF) for line in exposed)
    if row["eligible"] == "no" or (row["corf"] == "no" and of_corf):
        night.violates("POC012", _anchor(exposed), REVIEW)


def _due(night: Night, plan: Plan, plans: list[Plan], exposed: list[Row], seen: list[date]) -> None:
    """POC005: a signature due within the call list's days, for active patients.

    The first certification while it is pending, else the next one before the period ends, unless
    another period ends later. Active is who was billed for a service of the discipline of late
    (``seen``), whoever pays.
    """
    active = timedelta(days=night.setting("active_days", 30))
    if not any(night.as_of - active <= day <= night.as_of for day in seen):
        return
    if not plan.stands or (plan.kind == INITIAL and plan.certified is None):
        return
    due = []
    if plan.kind == INITIAL and plan.certified is False:
        due.append(plan.due)
    if not any(other.stands is not False and other.last > plan.last for other in plans):
        due.append(plan.last)
    notice = timedelta(days=night.setting("certification_notice_days", 30))
    if any(night.as_of <= day <= night.as_of + notice for day in due):
        night.violates("POC005", _anchor(exposed), NOTE)


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
