"""POC007, POC008, POC011: reports, orders and discharge over an episode (RULES.md "POC")."""

from __future__ import annotations

from datetime import date, timedelta

from benchmarks.loop.context import REVIEW, Entry, Night, Patient, Row, marked
from benchmarks.loop.plan_rows import (
    INITIAL,
    RECERTIFICATION,
    asks,
    day_after,
    discharges,
    discipline_of_visit,
)

ORDERS = ("order", "referral")
REPORTS = ("progress", "reevaluation")


def judge(night: Night) -> None:
    """Judge the lines of a night."""
    for patient in night.patients:
        for line in patient.tonight:
            if line["whose"] is None or marked(line, "GY") or night.outside_therapy(line):
                continue
            _order(night, patient, line)
            if not night.evaluation(line["procedure_code"], line["service_date"]):
                _report(night, patient, line)
                _after_discharge(night, patient, line)


# -- POC008 ------------------------------------------------------------------------------------


def _order(night: Night, patient: Patient, line: Row) -> None:
    """POC008: the payer requires an order; there is none, or none young enough."""
    entry = night.policy(line, "referral")
    day: date = line["service_date"]
    if not isinstance(entry, Entry) or not night.has("documents", "kind"):
        return
    kind = night.evaluation(line["procedure_code"], day) or "treatment"
    if entry.get("required_for") not in ("all", kind):
        return
    if entry.get("disciplines") and line["whose"] not in entry.get("disciplines"):
        return
    dates = [
        document["document_date"]
        for document in patient.documents
        if document["kind"] in ORDERS
        and document["discipline"] == line["whose"]
        and (document.get("expires_on") is None or document["expires_on"] >= day)
    ]
    dates += [
        plan["order_signed_on"]
        for plan in patient.plans
        if plan["discipline"] == line["whose"] and plan.get("order_signed_on")
    ]
    oldest = date.min
    if entry.get("max_age_days") is not None:
        oldest = day - timedelta(days=entry.get("max_age_days"))
    if not any(oldest <= ordered <= day for ordered in dates):
        night.violates("POC008", line, REVIEW)


# -- POC011 ------------------------------------------------------------------------------------


def _after_discharge(night: Night, patient: Patient, line: Row) -> None:
    """POC011: treatment after discharge without a new evaluation."""
    day: date = line["service_date"]
    if asks(night, line) is None:
        return
    ended = [when for when in discharges(patient, line["whose"]) if when < day]
    if not ended or not _known_before(night, patient, line["whose"], ended[-1]):
        return
    since = evaluations(night, patient, line["whose"], or_unknown=True)
    since += [
        plan["start_date"]
        for plan in patient.plans
        if plan["discipline"] == line["whose"] and plan.get("certification_type") != RECERTIFICATION
    ]
    if not any(ended[-1] < when <= day for when in since):
        night.violates("POC011", line, REVIEW)


def _known_before(night: Night, patient: Patient, discipline: str, day: date) -> bool:
    """Return False where an evaluation may lie before our data.

    Without a plans file, when nothing of the patient is known as far back as the day.
    """
    seen = [row["service_date"] for row in patient.lines if row["whose"] == discipline]
    seen += [
        row["service_date"]
        for row in patient.visits
        if discipline_of_visit(patient, row) == discipline
    ]
    return night.has("plans", "plan_id") or any(when <= day for when in seen)


def evaluations(
    night: Night, patient: Patient, discipline: str, *, or_unknown: bool = False
) -> list[date]:
    """Return the dates of evaluations, billed or documented.

    Args:
        night: the night.
        patient: the patient.
        discipline: whose they are.
        or_unknown: also those of which it is not known whose they are.
    """
    whose = (discipline, None) if or_unknown else (discipline,)
    dates = [
        line["service_date"]
        for line in patient.lines
        if line["whose"] in whose
        and night.evaluation(line["procedure_code"], line["service_date"]) == "evaluation"
    ]
    dates += [
        visit["service_date"]
        for visit in patient.visits
        if discipline_of_visit(patient, visit) in whose
        and (
            visit.get("note_type") == "evaluation"
            or night.evaluation(visit["procedure_code"], visit["service_date"]) == "evaluation"
        )
    ]
    return dates


# -- POC007 ------------------------------------------------------------------------------------


def _report(night: Night, patient: Patient, line: Row) -> None:
    """POC007: too many treatment dates since the evaluation or a therapist's last report."""
    entry = asks(night, line)
    day: date = line["service_date"]
    if entry is None or not entry.get("progress_days"):
        return
    if not night.has("documents", "kind") and not night.has("visits", "note_type"):
        return
    limit, grace = entry.get("progress_days"), entry.get("progress_grace_days", 7)
    sure, perhaps = _reports(night, patient, line["whose"])
    dates = _treatment_dates(night, patient, line["whose"])
    if day not in dates:
        return
    opened = evaluations(night, patient, line["whose"])
    opened += [
        plan["start_date"]
        for plan in patient.plans
        if plan["discipline"] == line["whose"]
        and plan.get("certification_type") == INITIAL
        # Where our data begin later, reports since then may be missing.
        and min(dates) <= plan["start_date"]
    ]
    # A report ends a count with its own day; an evaluation's day is the first of one.
    begins = [(when, 1) for when in sure if when < day] + [(w, 0) for w in opened if w <= day]
    if not begins:
        return
    begin, skips = max(begins)
    counted = sorted(d for d in dates if begin <= d <= day and not (skips and d == begin))
    if len(counted) <= limit:
        return
    in_time = day_after(counted[limit - 1], grace)
    if not any(begin < when <= in_time for when in [*sure, *perhaps] if when > begin):
        night.violates("POC007", line, REVIEW)


def _treatment_dates(night: Night, patient: Patient, discipline: str) -> set[date]:
    """Return the dates on which the patient was treated; monitoring at home is no visit."""
    rows = [line for line in patient.lines if line["whose"] == discipline]
    rows += [row for row in patient.visits if discipline_of_visit(patient, row) == discipline]
    return {
        row["service_date"]
        for row in rows
        if not night.outside_therapy(row)
        and night.base(row["procedure_code"], row["service_date"]) != "monitoring"
    }


def _reports(night: Night, patient: Patient, discipline: str) -> tuple[list[date], list[date]]:
    """Return the dates of reports that count, and of those that may."""
    sure: list[date] = []
    perhaps: list[date] = []
    for line in patient.lines:
        kind = night.evaluation(line["procedure_code"], line["service_date"])
        if kind and line["whose"] is None:
            perhaps.append(line["service_date"])
        elif kind == "reevaluation" and line["whose"] == discipline:
            sure.append(line["service_date"])
    for document in patient.documents:
        if document["kind"] in REPORTS and document["discipline"] == discipline:
            writes = _writes(night, document.get("author_credential"), document["document_date"])
            _put(document["document_date"], writes, sure, perhaps)
    for visit in patient.visits:
        whose = discipline_of_visit(patient, visit)
        if whose in (discipline, None) and visit.get("note_type") in REPORTS:
            writes = _writes(night, visit.get("therapist_credential"), visit["service_date"])
            counts = None if writes and whose is None else writes
            _put(visit["service_date"], counts, sure, perhaps)
    for plan in patient.plans:
        if plan["discipline"] == discipline and plan.get("certification_type") != INITIAL:
            _recertified(night, plan, sure, perhaps)
    return sure, perhaps


def _recertified(night: Night, plan: Row, sure: list[date], perhaps: list[date]) -> None:
    """Note a recertification by now, which is the therapist's report too."""
    signed = plan.get("certified_on")
    if plan["start_date"] > night.as_of:
        return
    if signed is not None and signed <= night.as_of:
        known = plan.get("certification_type") == RECERTIFICATION
        _put(signed, True if known else None, sure, perhaps)
    elif not night.has("plans", "certified_on"):
        perhaps.append(plan["start_date"])


def _put(day: date, counts: bool | None, sure: list[date], perhaps: list[date]) -> None:
    if counts is not False:
        (perhaps if counts is None else sure).append(day)


def _writes(night: Night, credential: object, day: date) -> bool | None:
    """Say whether a report by a holder of the credential counts, None where nobody knows."""
    name = str(credential or "").strip().upper().replace(".", "")
    row = night.tables.row("report_authors", name, day)
    return None if row is None else row["writes"] == "yes"
