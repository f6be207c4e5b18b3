"""What scenarios are made of: a patient with a clean episode, and the labels put on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from pipeline.demo import days
from pipeline.demo.model import Claim, Label, Line, Plan, Visit
from pipeline.demo.office import Office
from pipeline.demo.payers import Payer, payer
from pipeline.demo.people import LOCATIONS, STAFF, Patient, Therapist
from pipeline.demo.services import order

_FIRST = {
    "PT": ("97162x1", "97112x1"),
    "OT": ("97166x1", "97535x1"),
    "SLP": ("92523x1",),
}
EPISODE_STARTS = days.workdays(date(2026, 9, 14), date(2026, 10, 14))


@dataclass(slots=True)
class Case:
    """One patient with a clean episode, to be changed in one place by a scenario."""

    office: Office
    patient: Patient
    discipline: str
    start: date
    plan: Plan | None

    def visit(
        self,
        on: date,
        *texts: str,
        night: date | None = None,
        claim: Claim | None = None,
        visit: Visit | None = None,
        discipline: str = "",
    ) -> Claim:
        """Book a day in short form (see `order`)."""
        return self.office.book(
            self.patient,
            discipline or self.discipline,
            on,
            order(*texts),
            night=night,
            claim=claim,
            visit=visit,
        )

    def label(
        self,
        rule_id: str,
        kind: str,
        scenario: str,
        why: str,
        *,
        claim: Claim | None = None,
        line: Line | None = None,
        spans: str = "line",
        severity: str = "block",
        plan: Plan | None = None,
    ) -> None:
        """Say what was planted; `line` None means the label is about the claim or the plan."""
        self.office.labels.append(
            Label(
                rule_id=rule_id,
                kind=kind,
                scenario=scenario,
                spans=spans,
                claim_id=claim.id if claim else None,
                line_number=line.number if line else None,
                patient_id=self.patient.id,
                plan_id=plan.id if plan else None,
                payer_id=self.patient.payer.code,
                severity=severity,
                why=why,
            )
        )


def new_case(
    office: Office,
    payer_or_code: Payer | str,
    discipline: str = "PT",
    *,
    start: date | None = None,
    planned: bool = True,
    history: int = 1,
    bill_type: str = "",
) -> Case:
    """A patient with an evaluation in the backlog, a signed plan and a few clean visits.

    Args:
        office: the books.
        payer_or_code: a payer, or the office's code of one.
        discipline: PT, OT or SLP.
        start: first treatment day; in ordinary course some weeks ago.
        planned: with a plan of care.
        history: clean treatment visits of the backlog besides the evaluation; -1 leaves the
            evaluation out too.
        bill_type: institutional place with this bill type; empty: a professional one.
    """
    whose = payer(payer_or_code) if isinstance(payer_or_code, str) else payer_or_code
    patient = office.patient(whose, discipline)
    _move(office, patient, bill_type)
    start = start or office.pick(EPISODE_STARTS)
    plan = office.certify(patient, discipline, start, days.TONIGHT) if planned else None
    case = Case(office, patient, discipline, start, plan)
    if history >= 0:
        case.visit(start, *_FIRST[discipline])
        between = days.workdays(days.add(start, 1), days.BACKLOG_DAYS[-1])
        texts = ("92507x1",) if discipline == "SLP" else ("97112x2", "97140x1")
        for on in between[2 : 2 + 3 * history : 3]:
            case.visit(on, *texts)
    return case


def _move(office: Office, patient: Patient, bill_type: str) -> None:
    """Put the patient at a place of the wished kind, within the state that the payer has."""
    if patient.location.bill_type == bill_type:
        return
    state = patient.payer.state
    fitting = [
        place
        for place in LOCATIONS
        if place.bill_type == bill_type and (not state or place.state == state)
    ]
    patient.location = office.pick(fitting)
    patient.feed = patient.location.id in {"L02", "L04", "L07"}


def tonight(office: Office) -> date:
    """A working day whose services are sent tonight."""
    return office.pick(days.TONIGHT_DAYS)


def last_night(office: Office) -> date:
    """A working day whose services were sent last night."""
    return office.pick(days.LAST_NIGHT_DAYS)


def put(line: Line, *modifiers: str) -> None:
    """Add modifiers behind those that the line has."""
    line.modifiers = (*line.modifiers, *modifiers)


def take(line: Line, *modifiers: str) -> None:
    """Take modifiers off a line."""
    line.modifiers = tuple(m for m in line.modifiers if m not in modifiers)


def hide_hands(office: Office, claim: Claim) -> None:
    """The note does not say whose minutes were whose; outside speech it names an assistant."""
    visit = office.visit_of(claim)
    if visit.discipline != "SLP":
        visit.assistant = assistant_of(claim.patient, visit.discipline)
    visit.services = [replace(service, assistant=None) for service in visit.services]


def assistant_of(patient: Patient, discipline: str) -> Therapist:
    """The assistant at the patient's place."""
    return STAFF[patient.location.id, f"{discipline}A"][-1]


def noted_last_night(office: Office, claim: Claim) -> None:
    """The note came with last night's export; the claim follows tonight."""
    visit = office.visit_of(claim)
    office.nights[days.TONIGHT].visits.remove(visit)
    office.nights[days.LAST_NIGHT].visits.append(visit)
