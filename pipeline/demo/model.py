"""Records of the demo's exports: what a claim, a visit, a plan of care and a label hold.

Money is in cents, time in minutes. `raw` on a line holds cells that are written as they stand
(a charge with letters in it, a payer code in lower case).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from pipeline.demo.people import Patient, Therapist


@dataclass(slots=True)
class Line:
    """A service line of a claim."""

    number: int
    on: date
    code: str
    units: int
    charge: int
    modifiers: tuple[str, ...]
    allowed: int | None
    discipline: str
    visit_id: str
    therapist_id: str
    revenue: str = ""
    pointers: str = "1"
    through: date | None = None
    note: str = ""
    raw: dict[str, str] | None = None


@dataclass(slots=True)
class Claim:
    """A claim as it goes out on one night."""

    id: str
    patient: Patient
    lines: list[Line]
    rendering: str
    taxonomy: str
    frequency: str = "1"
    replaces: str = ""
    control: str = ""
    sequence: str = "P"
    secondary: str = ""
    adjudicated: date | None = None
    authorization: str = ""
    incident_to: str = "no"
    place: str = ""  # place of service, where it is not the location's
    blank: str = ""  # one optional column that the export left empty


class Item(NamedTuple):
    """A service as it was given: units billed, minutes documented, by whom.

    `hand` is T (therapist), A (assistant alone) or any text of the form `A7` (seven of the minutes
    by the assistant alone; the line is marked only by who asks for it). Units of 0 mean
    documented and not billed.
    """

    code: str
    units: int
    minutes: int | None
    hand: str = "T"


@dataclass(frozen=True, slots=True)
class Service:
    """One documented service of a visit.

    Attributes:
        code: procedure code.
        minutes: of all hands; None where the note does not say.
        assistant: of these by the assistant alone; None where the note does not part them.
        at: start in minutes after midnight; None: right after the service before.
        clock: the note gives start and stop.
        said: description, where it is not the usual wording.
    """

    code: str
    minutes: int | None
    assistant: int | None = 0
    at: int | None = None
    clock: bool = True
    said: str = ""


@dataclass(slots=True)
class Visit:
    """A documented visit."""

    id: str
    patient: Patient
    on: date
    discipline: str
    therapist: Therapist
    services: list[Service]
    assistant: Therapist | None = None
    note_type: str = "daily"
    start: int = 540  # minutes after midnight
    totals: bool = True  # the note states its total minutes
    total: int | None = None  # the stated timed total, where it is not the sum of the services
    blank: str = ""
    signed: date | None = None
    days_of_data: str = ""
    contact: str = ""
    delivery: str = "individual"
    furnisher: str = ""  # credential of who furnished it, where the minutes do not show it
    finalizer: str = ""  # credential of who closed the note, likewise
    supervision: str = ""


@dataclass(slots=True)
class Plan:
    """A certified or to-be-certified period; rows appear in the files from `known_from` on."""

    id: str
    patient_id: str
    discipline: str
    start: date
    kind: str = "initial"
    episode: date | None = None
    end: date | None = None
    certified: date | None = None
    certifier: str = ""
    credential: str = "MD"
    verbal: date | None = None
    order_signed: date | None = None
    sent: date | None = None
    delay_reason: str = ""
    discharged: date | None = None
    known_from: date | None = None
    signature_from: date | None = None  # the signature reaches the export on this night


@dataclass(slots=True)
class Spend:
    """An opening balance of the therapy threshold; amount in cents."""

    patient_id: str
    year: int
    bucket: str
    amount: int
    as_of: date
    source: str = ""


@dataclass(slots=True)
class Document:
    """A paper without a service: a report, an order, a discharge note."""

    patient_id: str
    discipline: str
    kind: str
    on: date
    author: str
    signed: date | None
    expires: date | None = None
    known_from: date | None = None  # reaches the export on this night


@dataclass(frozen=True, slots=True)
class Label:
    """What a scenario planted: the answer that tonight's run owes."""

    rule_id: str
    kind: str  # fault, near_miss, cannot_tell
    scenario: str
    spans: str  # line, claims, nights, correction
    claim_id: str | None
    line_number: int | None
    patient_id: str | None
    plan_id: str | None
    payer_id: str | None
    severity: str
    why: str
    subject: str | None = None  # person and date, where the answer is about these


@dataclass(slots=True)
class Night:
    """All that one night's export holds, besides the plans (the office keeps those)."""

    claims: list[Claim] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    spend: list[Spend] = field(default_factory=list)
