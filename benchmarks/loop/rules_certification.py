"""POC002, POC003, POC005, POC006, POC012: the certification of a plan (RULES.md "POC")."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from benchmarks.loop.context import BLOCK, NOTE, REVIEW, Entry, Night, Patient, Row, marked
from benchmarks.loop.plan_rows import (
    INITIAL,
    RECERTIFICATION,
    Plan,
    asks,
    day_after,
    discharges,
    plans_of,
)

CORF = "75"


def judge(night: Night) -> None:
    """Judge the plans of a night."""
    if not night.has("plans", "plan_id"):
        return
    for patient in night.patients:
        for discipline in ("PT", "OT", "SLP"):
            for entry, lines in _by_entry(night, patient, discipline):
                _plans(night, patient, discipline, entry, lines)


def _by_entry(night: Night, patient: Patient, discipline: str) -> list[tuple[Entry, list[Row]]]:
    """Return the lines of a discipline that need a signed plan, by what their payer asks for."""
    by_entry: dict[int, tuple[Entry, list[Row]]] = {}
    for line in patient.lines:
        entry = asks(night, line)
        if entry is not None and entry.get("signature_required") and line["whose"] == discipline:
            by_entry.setdefault(id(entry), (entry, []))[1].append(line)
    return list(by_entry.values())


def _plans(
    night: Night, patient: Patient, discipline: str, entry: Entry, lines: list[Row]
) -> None:
    plans = plans_of(night, patient, discipline, entry)
    ended = discharges(patient, discipline)
    for place, plan in enumerate(plans):
        exposed = [line for line in lines if plan.covers(line["service_date"])]
        within = [line for line in exposed if not marked(line, "GA", "GZ")]
        if within:
            _missing(night, plan, within)
            _late(night, plan, plans[:place], within)
        if exposed:
            _verbal(night, plan, exposed)
            _certifier(night, plan, exposed)
            if not any(plan.start <= day <= night.as_of for day in ended):
                _due(night, plan, plans, exposed)


def _anchor(exposed: list[Row]) -> Row | None:
    """Return tonight's first exposed line, None where all were released before."""
    return next((line for line in exposed if line["tonight"]), None)


def _missing(night: Night, plan: Plan, exposed: list[Row]) -> None:
    """POC002: 30 days gone, and neither way of certifying is met."""
    if plan.kind == INITIAL and night.as_of > plan.due and plan.certified is False:
        night.violates("POC002", _anchor(exposed), BLOCK)


def _late(night: Night, plan: Plan, before: list[Plan], exposed: list[Row]) -> None:
    """POC003: signed late; a look where it is very late and nothing says why.

    A row without a type answers where both readings of it say the same, the lighter weight.
    """
    weights = []
    if plan.kind != RECERTIFICATION:
        weights.append(_weight(plan, plan.start, plan.due) if plan.sent_with_order is False else "")
    if plan.kind != INITIAL:
        earlier = [other for other in before if other.start < plan.start]
        weights.append(_weight(plan, earlier[-1].last, earlier[-1].last) if earlier else "")
    if all(weights):
        night.violates("POC003", _anchor(exposed), NOTE if NOTE in weights else REVIEW)


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


def _due(night: Night, plan: Plan, plans: list[Plan], exposed: list[Row]) -> None:
    """POC005: a signature due within the call list's days, for active patients.

    The first certification while it is pending, else the next one before the period ends, unless
    another period ends later.
    """
    active = timedelta(days=night.setting("active_days", 30))
    if not any(night.as_of - active <= line["service_date"] <= night.as_of for line in exposed):
        return
    if not plan.stands:
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
