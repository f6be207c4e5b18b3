"""The practice's books: everything that is ever exported is entered here, by way of `book`.

`book` writes a visit and its claim the way a careful office would: minutes support the units,
modifiers are those the payer asks for, amounts follow the fee schedule. Scenarios then change one
thing and say so with a label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from random import Random
from typing import TypeVar

from pipeline.demo import days
from pipeline.demo.codes import (
    CODES,
    EVALUATIONS,
    NOT_A_SERVICE,
    REEVALUATIONS,
    allowed_cents,
)
from pipeline.demo.model import Claim, Item, Label, Line, Night, Plan, Service, Visit
from pipeline.demo.payers import Payer
from pipeline.demo.people import STAFF, TAXONOMY, Patient, Therapist, make_patient

DISCIPLINE_MODIFIER = {"PT": "GP", "OT": "GO", "SLP": "GN"}
ASSISTANT_MODIFIER = {"PT": "CQ", "OT": "CO"}
_REVENUE = {"PT": "042", "OT": "043", "SLP": "044"}
_UNTIMED_MINUTES = {"92507": 40, "92526": 40, "92523": 55, "97150": 25}
_CRITICAL_ACCESS = "851"
_T = TypeVar("_T")


@cache
def order(*texts: str) -> tuple[Item, ...]:
    """Services in short: `97110x2`, `97140x1/13` (13 minutes), `97530x1/15A`, `97112x0/7`."""
    items = []
    for text in texts:
        head, _, tail = text.partition("/")
        code, units = head.split("x")
        hand = "A" if tail.endswith("A") else "T"
        digits = tail.rstrip("A")
        minutes: int | None = int(digits) if digits else usual_minutes(code, int(units))
        items.append(Item(code, int(units), minutes, hand))
    return tuple(items)


def usual_minutes(code: str, units: int) -> int:
    """Minutes that a service of so many units takes in this practice."""
    if CODES[code].timed:
        return 15 * units
    return 35 if code in EVALUATIONS else _UNTIMED_MINUTES.get(code, 15)


def modifiers_for(
    payer: Payer, discipline: str, code: str, *, hand: str, paired: bool, bare: bool
) -> tuple[str, ...]:
    """Modifiers of a careful office: 59 where the payer asks, discipline, assistant."""
    own = DISCIPLINE_MODIFIER[discipline]
    found = ["59"] if paired and code == "97530" else []
    first_look = code in EVALUATIONS or code in REEVALUATIONS
    wanted = {
        "none": not bare,
        "treatment_only": not first_look,
        "all_lines": True,
        "always_therapy": code not in NOT_A_SERVICE,
    }[payer.modifier]
    if wanted:
        found.append(own)
    if hand == "A" and payer.assistants and not first_look and discipline in ASSISTANT_MODIFIER:
        found.append(ASSISTANT_MODIFIER[discipline])
    return tuple(found)


@cache
def priced(
    items: tuple[Item, ...], payer: Payer, discipline: str, institutional: bool, bare: bool
) -> tuple[tuple[tuple[str, int, int, tuple[str, ...], int, str], ...], tuple[Service, ...]]:
    """Claim lines (code, units, charge, modifiers, allowed, revenue) and services of a day."""
    billed = [item for item in items if item.units]
    codes = {item.code for item in billed}
    paired = bool(payer.pair) and {"97110", "97530"} <= codes
    ranked = [
        (CODES[code].expense, allowed_cents(code, first=True), code)
        for code in codes
        if CODES[code].reduced
    ]
    top = max(ranked)[2] if ranked else ""
    lines = []
    for item in billed:
        code, units = item.code, item.units
        full = 1 if code == top else 0
        allowed = full * allowed_cents(code, first=True, percent=payer.percent)
        allowed += (units - full) * allowed_cents(code, first=False, percent=payer.percent)
        revenue = ""
        if institutional:
            revenue = _REVENUE[discipline] + ("4" if code in EVALUATIONS else "0")
        found = modifiers_for(payer, discipline, code, hand=item.hand, paired=paired, bare=bare)
        lines.append((code, units, units * CODES[code].charge, found, allowed, revenue))
    services = tuple(
        Service(item.code, item.minutes, _assistant_minutes(item))
        for item in items
        if item.code not in NOT_A_SERVICE
    )
    return tuple(lines), services


def _assistant_minutes(item: Item) -> int:
    if item.hand == "T" or item.minutes is None:
        return 0
    return item.minutes if item.hand == "A" else int(item.hand[1:])


class Office:
    """The books of the practice for one seed."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(f"claimscrub demo {seed}")
        self.nights = {night: Night() for night in days.NIGHTS}
        self.plans: list[Plan] = []
        self.patients: list[Patient] = []
        self.labels: list[Label] = []
        self._claims = 0
        self._visits = 0

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
        """The therapist who treats the patient (the same all through)."""
        staff = STAFF[patient.location.id, discipline]
        return staff[int(patient.id[-2:]) % len(staff)]

    # ---------------------------------------------------------------- visits and claims
    def claim(self, patient: Patient, discipline: str, night: date) -> Claim:
        """A new claim without lines, entered for a night."""
        self._claims += 1
        made = Claim(
            id=f"C{26000000 + self._claims}",
            patient=patient,
            lines=[],
            rendering=self.therapist(patient, discipline).npi,
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
        if place.bill_type == _CRITICAL_ACCESS:
            items = tuple(item if item.hand == "T" else item._replace(hand="T") for item in items)
        bare = int(patient.id[-1]) % 2 == 0
        lines, services = priced(items, patient.payer, discipline, bool(place.bill_type), bare)
        if visit is not None:
            visit_id, by = visit.id, visit.therapist.id
        else:
            self._visits += 1
            visit_id, by = f"V{400000 + self._visits}", self.therapist(patient, discipline).id
            if on >= days.FIRST_VISIT_EXPORT:
                self._document(visit_id, patient, discipline, on, services, night)
        if claim is None:
            claim = self.claim(patient, discipline, night)
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
    ) -> None:
        """Write the note of a visit."""
        visit = Visit(
            visit_id,
            patient,
            on,
            discipline,
            self.therapist(patient, discipline),
            list(services),
            start=480 + 15 * self.number(34),
            signed=on if on.day % 5 else days.add(on, 1),
        )
        if any(service.assistant for service in services):
            visit.assistant = STAFF[patient.location.id, f"{discipline}A"][0]
        if services and services[0].code in EVALUATIONS:
            visit.note_type = "evaluation"
        elif any(service.code in REEVALUATIONS for service in services):
            visit.note_type = "reevaluation"
        self.nights[night].visits.append(visit)

    def visit_of(self, claim: Claim) -> Visit:
        """The visit behind the last line of a claim (of one of the exported visits)."""
        wanted = claim.lines[-1].visit_id
        for night in self.nights.values():
            for visit in reversed(night.visits):
                if visit.id == wanted:
                    return visit
        raise LookupError("no exported visit behind this claim")

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

    # ---------------------------------------------------------------- plans of care
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
