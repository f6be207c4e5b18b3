"""Plans of care: what a plan row says on a day (RULES.md "POC").

A row without a type stands when it is signed; unsigned it leaves open what turns on it
(ARCHITECTURE.md "Decisions").
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.loop.context import Entry, Night, Patient, Row, marked

INITIAL, RECERTIFICATION = "initial", "recertification"


def day_after(day: date, days: int) -> date:
    """Return the date a number of days later."""
    return day + timedelta(days=days)


@dataclass(frozen=True)
class Plan:
    """A plan row read under a payer's entry on plans of care, as of a day.

    ``has`` are the headings of the plans file: what stands under no heading is not known, while a
    blank date has not happened. Answers are True, False, or None where that decides.
    """

    row: Row
    entry: Entry
    as_of: date
    has: frozenset[str]

    @property
    def kind(self) -> str | None:
        """Initial, recertification, or None where the row does not say."""
        kind: str | None = self.row.get("certification_type")
        return kind

    @property
    def start(self) -> date:
        """First day of the period."""
        start: date = self.row["start_date"]
        return start

    @property
    def last(self) -> date:
        """Last day of the period: its own end or its 90 days, whichever comes first."""
        return min(self.row.get("end_date") or date.max, self.ninetieth)

    @property
    def ninetieth(self) -> date:
        """The last of the 90 days."""
        return day_after(self.start, self.entry.get("period_days", 90) - 1)

    @property
    def ended_by_days(self) -> bool:
        """True where the 90 days end the period (an end written on that very day says the same)."""
        return self.last == self.ninetieth

    @property
    def due(self) -> date:
        """Day by which an initial certification is to be signed."""
        return day_after(self.start, self.entry.get("certify_within_days", 30))

    @property
    def signed(self) -> date | None:
        """The signature, if it is there by now."""
        return self._by_now("certified_on")

    @property
    def verbal(self) -> date | None:
        """A verbal order in time."""
        ordered = self._by_now("verbal_order_on")
        return ordered if ordered is not None and ordered <= self.due else None

    @property
    def sent_with_order(self) -> bool | None:
        """Path (b): since 2025 a signed order, and the plan sent in time, stand in."""
        since = self.entry.get("order_exception_from")
        if since is None or self.start < since:
            return False
        order, sent = self._by_now("order_signed_on"), self._by_now("sent_on")
        if order is None and "order_signed_on" in self.has:
            return False
        if sent is None and "sent_on" in self.has:
            return False
        if sent is not None and sent > self.due:
            return False
        return order <= sent if order is not None and sent is not None else None

    @property
    def certified(self) -> bool | None:
        """True where either path is met."""
        by_order = self.sent_with_order
        if self.signed is not None or self.verbal is not None or by_order:
            return True
        known = {"certified_on", "verbal_order_on"} <= self.has
        return False if known and by_order is False else None

    @property
    def stands(self) -> bool | None:
        """True where the row makes a certified period.

        An initial one always (POC002 alone speaks of its certification), a recertification or a
        row without a type when it is signed; where no signature is asked for, every row.
        """
        if not self.entry.get("signature_required") or self.kind == INITIAL or self.signed:
            return True
        return False if self.kind is not None and "certified_on" in self.has else None

    def covers(self, day: date) -> bool:
        """Return True where a day lies in the period."""
        return self.start <= day <= self.last

    def _by_now(self, column: str) -> date | None:
        day: date | None = self.row.get(column)
        return day if day is not None and day <= self.as_of else None


def asks(night: Night, line: Row) -> Entry | None:
    """Return the payer's entry on plans of care where it asks for one on a line."""
    if marked(line, "GY") or night.outside_therapy(line):
        return None
    entry = night.policy(line, "plan_of_care")
    return entry if isinstance(entry, Entry) and entry.get("required") else None


def speaks_of(night: Night, line: Row, knob: str) -> bool:
    """Return True where the line's payer has an entry of a knob, on whatever date."""
    if not line["payer"]:
        return False
    return any(knob in layer for layer in night.policies._payers[line["payer"]].layers)


def plans_of(night: Night, patient: Patient, discipline: str, entry: Entry) -> list[Plan]:
    """Return a patient's plan rows of a discipline by start."""
    headings = night.settings.supplied["plans"]
    rows = [row for row in patient.plans if row["discipline"] == discipline]
    plans = [Plan(row, entry, night.as_of, headings) for row in rows]
    return sorted(plans, key=lambda plan: (plan.start, plan.row["plan_id"]))


def discipline_of_visit(patient: Patient, visit: Row) -> str | None:
    """Return a visit row's discipline: its own cell, else the only one that the patient has."""
    if visit.get("discipline"):
        return str(visit["discipline"])
    known = {line["whose"] for line in patient.lines if line["whose"]}
    known |= {row["discipline"] for row in patient.visits if row.get("discipline")}
    return str(known.pop()) if len(known) == 1 else None


def discharges(patient: Patient, discipline: str) -> list[date]:
    """Return the dates of discharge that plans, documents and notes tell of, in order."""
    told = [row.get("discharged_on") for row in patient.plans if row["discipline"] == discipline]
    told += [
        row["document_date"]
        for row in patient.documents
        if row["kind"] == "discharge" and row["discipline"] == discipline
    ]
    told += [
        visit["service_date"]
        for visit in patient.visits
        if visit.get("note_type") == "discharge"
        and discipline_of_visit(patient, visit) == discipline
    ]
    return sorted(day for day in told if day is not None)
