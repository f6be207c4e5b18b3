"""The practice's books: everything that is ever exported is entered here, by way of `book`.

`book` writes a visit and its claim the way a careful office would: minutes support the units,
modifiers are those the payer asks for, amounts follow the fee schedule. Scenarios then change one
thing and say so with a label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import TypeVar

from pipeline.demo import days
from pipeline.demo.codes import EVALUATIONS, REEVALUATIONS
from pipeline.demo.model import Claim, Document, Item, Label, Line, Night, Plan, Service, Visit
from pipeline.demo.payers import Payer
from pipeline.demo.people import STAFF, TAXONOMY, Patient, Therapist, make_patient
from pipeline.demo.services import priced

CRITICAL_ACCESS = "851"
_FULL_DAY = 450  # minutes with patients; the next one is a colleague's
_T = TypeVar("_T")


def whole_years(birth: date, on: date) -> int:
    """Age on a day."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


class Office:
    """The books of the practice for one seed."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(f"claimscrub demo {seed}")
        self.nights = {night: Night() for night in days.NIGHTS}
        self.plans: list[Plan] = []
        self.patients: list[Patient] = []
        self.labels: list[Label] = []
        self.documents: list[Document] = []
        self.kept: set[tuple[str, str]] = set()  # (patient, kind): papers that a scenario keeps
        self.held: set[str] = set()  # claims of earlier nights that never went out
        self._claims = 0
        self._visits = 0
        self._noted: dict[str, Visit] = {}
        self._busy: dict[tuple[str, date], int] = {}  # when a patient's last visit ends
        self._duty: dict[tuple[str, str, date], Therapist] = {}
        self._worked: dict[tuple[str, date], int] = {}  # minutes of a person's day

    # ---------------------------------------------------------------- people and chance
    def number(self, below: int) -> int:
        """A whole number from 0 to below - 1."""
        return int(self.rng.random() * below)

    def pick(self, values: Sequence[_T]) -> _T:
        """One of the values."""
        return values[int(self.rng.random() * len(values))]

    def patient(self, payer: Payer, discipline: str) -> Patient:
        """A new patient."""
        made = make_patient(self.rng, 100001 + 7 * len(self.patients), payer, discipline)
        self.patients.append(made)
        return made

    def therapist(self, patient: Patient, discipline: str) -> Therapist:
        """The therapist who treats the patient in ordinary course."""
        staff = STAFF[patient.location.id, discipline]
        return staff[int(patient.id[-2:]) % len(staff)]

    def on_duty(self, patient: Patient, role: str, on: date, minutes: int) -> Therapist:
        """Who has the patient on a day (PT, PTA …): the usual one, or a colleague with time."""
        found = self._duty.get((patient.id, role, on))
        if found is None:
            staff = STAFF[patient.location.id, role]
            first = int(patient.id[-2:]) % len(staff)
            turn = [*staff[first:], *staff[:first]]
            worked = [self._worked.get((one.id, on), 0) for one in turn]
            free = [n for n, given in enumerate(worked) if given + minutes <= _FULL_DAY]
            found = turn[free[0] if free else worked.index(min(worked))]
            self._duty[patient.id, role, on] = found
        self._worked[found.id, on] = self._worked.get((found.id, on), 0) + minutes
        return found

    # ---------------------------------------------------------------- visits and claims
    def claim(self, patient: Patient, discipline: str, night: date, who: Therapist) -> Claim:
        """A new claim without lines, entered for a night."""
        self._claims += 1
        made = Claim(
            id=f"C{26000000 + self._claims}",
            patient=patient,
            lines=[],
            rendering=who.npi,
            taxonomy=TAXONOMY[discipline],
        )
        self.nights[night].claims.append(made)
        return made

    def book(
        self,
        patient: Patient,
        discipline: str,
        on: date,
        items: tuple[Item, ...],
        *,
        night: date | None = None,
        claim: Claim | None = None,
        visit: Visit | None = None,
    ) -> Claim:
        """Enter a visit and its lines.

        Args:
            patient: who came.
            discipline: PT, OT or SLP.
            on: date of service.
            items: what was given, in the order of the claim's lines.
            night: the night that sends it; in ordinary course by the date.
            claim: add the lines to this claim instead of a new one.
            visit: the lines belong to this visit, which documents the services already.
        """
        night = night or days.night_of(on)
        place = patient.location
        if place.bill_type == CRITICAL_ACCESS:
            items = tuple(item if item.hand == "T" else item._replace(hand="T") for item in items)
        bare = int(patient.id[-1]) % 2 == 0
        # Only a payer that asks by age is looked at by age.
        age = whole_years(patient.birth, on) if patient.payer.extras else 0
        lines, services = priced(items, patient.payer, discipline, bool(place.bill_type), bare, age)
        alone = sum(service.assistant or 0 for service in services)
        length = sum(service.minutes or 0 for service in services)
        who = self.on_duty(patient, discipline, on, 0 if visit else length - alone)
        if visit is not None:
            visit_id, by = visit.id, visit.therapist.id
        else:
            self._visits += 1
            visit_id, by = f"V{400000 + self._visits}", who.id
            if on >= days.FIRST_VISIT_EXPORT:
                self._document(visit_id, patient, discipline, on, services, night, who)
        if claim is None:
            claim = self.claim(patient, discipline, night, who)
        number = len(claim.lines)
        for code, units, charge, found, allowed, revenue in lines:
            number += 1
            claim.lines.append(
                Line(
                    number,
                    on,
                    code,
                    units,
                    charge,
                    found,
                    allowed,
                    discipline,
                    visit_id,
                    by,
                    revenue,
                )
            )
        return claim

    def _document(
        self,
        visit_id: str,
        patient: Patient,
        discipline: str,
        on: date,
        services: tuple[Service, ...],
        night: date,
        therapist: Therapist,
    ) -> None:
        """Write the note of a visit."""
        start = 480 + 15 * self.number(30)
        start = max(start, self._busy.get((patient.id, on), 0))
        length = sum(service.minutes or 0 for service in services)
        self._busy[patient.id, on] = start + length + 15
        visit = Visit(
            visit_id,
            patient,
            on,
            discipline,
            therapist,
            list(services),
            start=start,
            signed=on if on.day % 5 else days.add(on, 1),
        )
        alone = sum(service.assistant or 0 for service in services)
        if alone:
            visit.assistant = self.on_duty(patient, f"{discipline}A", on, alone)
        if services and services[0].code in EVALUATIONS:
            visit.note_type = "evaluation"
        elif any(service.code in REEVALUATIONS for service in services):
            visit.note_type = "reevaluation"
        self.nights[night].visits.append(visit)
        self._noted[visit_id] = visit

    def visit_of(self, claim: Claim) -> Visit:
        """The visit behind the last line of a claim.

        Raises:
            KeyError: the visit is older than the note system.
        """
        return self._noted[claim.lines[-1].visit_id]

    def _copy(self, claim: Claim, night: date, **changes: str) -> Claim:
        lines = [replace(line) for line in claim.lines]
        made: Claim = replace(claim, lines=lines, blank="", **changes)  # type: ignore[arg-type]
        self.nights[night].claims.append(made)
        return made

    def correct(self, claim: Claim, night: date, *, same_id: bool = False) -> Claim:
        """A replacement (frequency 7) of a claim, equal to it until a scenario changes it."""
        if same_id:
            return self._copy(claim, night, frequency="7", control=f"ICN{claim.id[1:]}")
        self._claims += 1
        return self._copy(
            claim,
            night,
            id=f"C{26000000 + self._claims}",
            frequency="7",
            replaces=claim.id,
            control=f"ICN{claim.id[1:]}",
        )

    def void(self, claim: Claim, night: date) -> Claim:
        """A void (frequency 8) of a claim."""
        self._claims += 1
        return self._copy(
            claim,
            night,
            id=f"C{26000000 + self._claims}",
            frequency="8",
            replaces=claim.id,
            control=f"ICN{claim.id[1:]}",
        )

    def resend(self, claim: Claim, night: date) -> Claim:
        """The same claim again on a later night (held before, or exported once more)."""
        return self._copy(claim, night)

    # ---------------------------------------------------------------- papers and plans of care
    def write(
        self,
        patient: Patient,
        discipline: str,
        kind: str,
        on: date,
        *,
        author: str = "",
        expires: date | None = None,
        known_from: date | None = None,
    ) -> Document:
        """A paper of `on`, signed that day; the author in ordinary course is the therapist."""
        made = Document(
            patient.id, discipline, kind, on, author or discipline, on, expires, known_from
        )
        self.documents.append(made)
        return made

    def plan(self, patient: Patient, discipline: str, start: date, **facts: object) -> Plan:
        """A period of a plan of care; `facts` are further fields of `Plan`."""
        made = Plan(
            id=f"POC{7000 + len(self.plans)}",
            patient_id=patient.id,
            discipline=discipline,
            start=start,
            certifier=patient.referring,
            **facts,  # type: ignore[arg-type]
        )
        self.plans.append(made)
        return made

    def certify(self, patient: Patient, discipline: str, start: date, last: date) -> Plan:
        """Plans that cover every day from `start` to `last`, all signed in good time.

        Returns:
            The initial plan.
        """
        signed: date | None = days.add(start, 2 + self.number(16))
        if signed and signed > days.TONIGHT:
            signed = None  # pending: the thirty days still run
        initial = self.plan(patient, discipline, start, episode=start, certified=signed)
        begins = start
        while (last - begins).days > 85:  # noqa: PLR2004 - a few days before the 90 are over
            begins = days.add(begins, 70 + self.number(12))
            self.plan(
                patient,
                discipline,
                begins,
                kind="recertification",
                episode=start,
                certified=days.add(begins, self.number(7) - 6),
            )
        return initial
