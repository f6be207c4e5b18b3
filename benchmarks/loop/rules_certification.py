"""POC002, POC003, POC005, POC006, POC012: the certification of a plan (RULES.md "POC")."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from benchmarks.loop.context import BLOCK, NOTE, REVIEW, Entry, Night, Patient, Row, marked
from benchmarks.loop.plan_rows import (
    INITIAL,
    RECERTIFICATION,
    Plan,
    asks,
    day_after,
    plans_of,
)
from benchmarks.loop.rules_plans import stands

CORF = "75"


def judge(night: Night) -> None:
    """Judge the plans of a night."""
    if not night.has("plans", "plan_id"):
        return
    for patient in night.patients:
        for discipline in ("PT", "OT", "SLP"):
            lines = list(_asked(night, patient, discipline))
            if not lines:
                continue
            entry = lines[0][1]
            plans = plans_of(patient, discipline, entry, night.as_of)
            for plan in plans:
                exposed = [line for line, _ in lines if plan.covers(line["service_date"])]
                certain = [line for line in exposed if not marked(line, "GA", "GZ")]
                _missing(night, plan, certain)
                _late(night, plan, plans, certain)
                _verbal(night, plan, exposed)
                _certifier(night, plan, exposed)
            _due(night, patient, discipline, plans, [line for line, _ in lines])


def _asked(night: Night, patient: Patient, discipline: str) -> Iterator[tuple[Row, Entry]]:
    for line in patient.tonight:
        entry = asks(night, line, "signature_required")
        if entry is not None and line["whose"] == discipline:
            yield line, entry


def _missing(night: Night, plan: Plan, exposed: list[Row]) -> None:
    """POC002: 30 days gone, and neither way of certifying is met."""
    if plan.kind == INITIAL and exposed and night.as_of > plan.due and not plan.certified:
        night.violates("POC002", exposed[0], BLOCK)


def _late(night: Night, plan: Plan, plans: list[Plan], exposed: list[Row]) -> None:
    """POC003: signed late; a look where it is very late and nothing says why."""
    signed = plan.signed
    if signed is None or not exposed or plan.kind is None:
        return
    counted_from, due = plan.start, plan.due
    if plan.kind == RECERTIFICATION:
        before = [other for other in plans if other.start < plan.start]
        if not before:
            return
        counted_from = due = before[-1].last
    elif plan.verbal is not None or plan.sent_with_order:
        return
    if signed <= due:
        return
    noted = day_after(counted_from, plan.entry.get("late_note_days", 60))
    months = plan.entry.get("late_review_months", 6)
    explained = bool(plan.row.get("delay_reason"))
    very = signed > months_after(counted_from, months)
    grave = very or (signed > noted and not explained)
    night.violates("POC003", exposed[0], REVIEW if grave else NOTE)


def _verbal(night: Night, plan: Plan, exposed: list[Row]) -> None:
    """POC006: path (a) rests on a verbal order that nobody signed in time."""
    ordered = plan.verbal
    if plan.kind != INITIAL or not exposed or ordered is None or plan.signed is not None:
        return
    sign_by = day_after(ordered, plan.entry.get("verbal_sign_days", 14))
    if night.as_of > sign_by and not plan.sent_with_order:
        night.violates("POC006", exposed[0], REVIEW)


def _certifier(night: Night, plan: Plan, exposed: list[Row]) -> None:
    """POC012: certified by someone who may not certify."""
    credential = plan.row.get("certifier_credential")
    if not exposed or not credential or not (plan.signed or plan.verbal):
        return
    name = str(credential).strip().upper().replace(".", "")
    row = night.tables.row("certifiers", name, plan.signed or plan.verbal or plan.start)
    if row is None:
        return
    of_corf = [line for line in exposed if str(line.get("bill_type") or "").startswith(CORF)]
    if row["eligible"] == "no":
        night.violates("POC012", exposed[0], REVIEW)
    elif row["corf"] == "no" and of_corf:
        night.violates("POC012", exposed[0], REVIEW)


def _due(
    night: Night, patient: Patient, discipline: str, plans: list[Plan], lines: list[Row]
) -> None:
    """POC005: a certification due within the call list's days, for active patients."""
    notice = timedelta(days=night.setting("certification_notice_days", 30))
    active = timedelta(days=night.setting("active_days", 30))
    dates = [line["service_date"] for line in patient.lines if line["whose"] == discipline]
    dates += [v["service_date"] for v in patient.visits if v.get("discipline") == discipline]
    if not any(night.as_of - active <= day <= night.as_of for day in dates):
        return
    for place, plan in enumerate(plans):
        discharged = plan.row.get("discharged_on")
        if discharged is not None and discharged <= night.as_of:
            continue
        if plan.kind == INITIAL and not plan.certified:
            due = plan.due
        elif stands(plan) and place == len(plans) - 1:
            due = plan.last
        elif plan.kind == RECERTIFICATION and plan.signed is None and place:
            due = plans[place - 1].last
        else:
            continue
        if night.as_of <= due <= night.as_of + notice:
            exposed = [line for line in lines if plan.covers(line["service_date"])]
            night.violates("POC005", exposed[0] if exposed else None, NOTE)


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
