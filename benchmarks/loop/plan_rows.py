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
    """A plan row read under a payer's entry on plans of care, as of a day."""

    row: Row
    entry: Entry
    as_of: date

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
        """True where the 90 days end the period, not its own end."""
        end = self.row.get("end_date")
        return end is None or end > self.ninetieth

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
    def sent_with_order(self) -> bool:
        """Path (b): since 2025 a signed order, and the plan sent in time, stand in."""
        since = self.entry.get("order_exception_from")
        order, sent = self._by_now("order_signed_on"), self._by_now("sent_on")
        if since is None or self.start < since or order is None or sent is None:
            return False
        return order <= sent <= self.due

    @property
    def certified(self) -> bool:
        """True where either path is met."""
        return self.signed is not None or self.verbal is not None or self.sent_with_order

    def covers(self, day: date) -> bool:
        """Return True where a day lies in the period."""
        return self.start <= day <= self.last

    def _by_now(self, column: str) -> date | None:
        day: date | None = self.row.get(column)
        return day if day is not None and day <= self.as_of else None


def asks(night: Night, line: Row, what: str) -> Entry | None:
    """Return the payer's entry on plans of care where it asks for something on a line.

    Args:
        night: the night.
        line: a line.
        what: ``required`` or ``signature_required``.
    """
    if marked(line, "GY") or night.outside_therapy(line):
        return None
    entry = night.policy(line, "plan_of_care")
    return entry if isinstance(entry, Entry) and entry.get("required") and entry.get(what) else None


def plans_of(patient: Patient, discipline: str, entry: Entry, as_of: date) -> list[Plan]:
    """Return a patient's plan rows of a discipline by start."""
    rows = [row for row in patient.plans if row["discipline"] == discipline]
    return sorted((Plan(row, entry, as_of) for row in rows), key=lambda plan: plan.start)
