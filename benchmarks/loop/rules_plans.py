"""POC001 and POC004: a line and the plan of care that it needs (RULES.md "POC")."""

from __future__ import annotations

from datetime import date

from benchmarks.loop.context import BLOCK, REVIEW, Night, Patient, Row, marked
from benchmarks.loop.plan_rows import asks, day_after, plans_of


def judge(night: Night) -> None:
    """Judge the lines of a night."""
    if not night.has("plans", "plan_id"):
        return
    for patient in night.patients:
        for line in patient.tonight:
            if line["whose"] is not None:
                _no_plan(night, patient, line)
                _outside(night, patient, line)


def _no_plan(night: Night, patient: Patient, line: Row) -> None:
    """POC001: a treatment line and no plan row of the discipline at all."""
    entry = asks(night, line)
    day: date = line["service_date"]
    if entry is None or night.evaluation(line["procedure_code"], day):
        return
    if any(row["discipline"] == line["whose"] for row in patient.plans):
        return
    days = (day - first_visit(night, patient, line["whose"], day)).days
    soon = days <= entry.get("first_visit_days", 7)
    night.violates("POC001", line, REVIEW if soon else BLOCK)


def first_visit(night: Night, patient: Patient, discipline: str, day: date) -> date:
    """Return the first date of the episode that a date of treatment belongs to.

    The newest evaluation by then, for an episode begins with one; without any the first date known.
    Dates are those of billed lines, as the product reads it; RULES.md says "visit".
    """
    by_then: list[tuple[date, str]] = [
        (line["service_date"], line["procedure_code"])
        for line in patient.lines
        if line["whose"] == discipline and line["service_date"] <= day
    ]
    opened = [when for when, code in by_then if night.evaluation(code, when) == "evaluation"]
    return max(opened) if opened else min(when for when, _ in by_then)


def _opens(night: Night, line: Row) -> bool:
    return night.evaluation(line["procedure_code"], line["service_date"]) == "evaluation"


def _outside(night: Night, patient: Patient, line: Row) -> None:
    """POC004: the date is in no certified period, though there are plan rows.

    An initial evaluation is outside: it comes before the plan, or opens the next one.
    """
    entry = asks(night, line)
    day: date = line["service_date"]
    if entry is None or marked(line, "GA", "GZ") or _opens(night, line):
        return
    plans = plans_of(night, patient, line["whose"], entry)
    if not plans or any(plan.stands is not False and plan.covers(day) for plan in plans):
        return
    on_the_edge = any(
        plan.stands and plan.ended_by_days and day_after(plan.ninetieth, 1) == day for plan in plans
    )
    night.violates("POC004", line, REVIEW if on_the_edge else BLOCK)
