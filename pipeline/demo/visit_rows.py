"""Rows of the note system's export: one row for each documented service of a visit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from pipeline.demo import days
from pipeline.demo.codes import CODES, EVALUATIONS
from pipeline.demo.model import Service, Visit
from pipeline.demo.notes import (
    DESCRIPTIONS,
    GOALS,
    JUSTIFICATIONS,
    MEASURES,
    OTHER_DESCRIPTION,
    RESPONSES,
)
from pipeline.demo.writing import ISO, cell

_SERVICE_COLUMNS = (
    "visit_id",
    "procedure_code",
    "minutes",
    "therapist_minutes",
    "assistant_minutes",
    "start_time",
    "stop_time",
    "description",
    "justification",
    "goal_id",
    "goal",
    "measure",
    "response",
)
_VISIT_COLUMNS = (
    "patient_id",
    "service_date",
    "discipline",
    "therapist_id",
    "therapist_credential",
    "therapist_npi",
    "assistant_id",
    "finalized_by",
    "finalized_by_credential",
    "student_supervision",
    "delivery_mode",
    "note_type",
    "note_signed_on",
    "cosigned_on",
    "total_timed_minutes",
    "total_treatment_minutes",
    "location_id",
    "days_of_data",
    "interactive_contact",
)
_PLACE = {name: place for place, name in enumerate(_VISIT_COLUMNS)}
HEADING = (*_SERVICE_COLUMNS, *_VISIT_COLUMNS)
_OTHER = tuple(map(cell, OTHER_DESCRIPTION))
_DESCRIPTIONS = {code: tuple(map(cell, texts)) for code, texts in DESCRIPTIONS.items()}
_GOALS = tuple((name, cell(text)) for name, text in GOALS)
_JUSTIFICATIONS = tuple(map(cell, JUSTIFICATIONS))
_MEASURES = tuple(map(cell, MEASURES))
_RESPONSES = tuple(map(cell, RESPONSES))
_CLOCK = tuple(f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(24 * 60))
_NOT_TIMED = frozenset({"98975", "98977", "98980", "98985"})


def _totals(visit: Visit) -> tuple[str, str]:
    """Stated minutes of the visit: timed and in all."""
    if not visit.totals:
        return "", ""
    known = [(service.code, service.minutes or 0) for service in visit.services]
    timed = sum(minutes for code, minutes in known if CODES[code].timed)
    every = sum(minutes for _, minutes in known)
    if visit.total is not None:
        timed, every = visit.total, max(every, visit.total)
    return str(timed), str(every)


def _furnished_by(visit: Visit, *, alone: bool) -> str:
    if visit.furnisher:
        return visit.furnisher
    if visit.supervision:
        return "STUDENT"
    if visit.assistant and alone:
        return visit.assistant.credential
    return visit.therapist.credential


def _visit_cells(visit: Visit, night: date) -> list[str]:
    therapist, assistant = visit.therapist, visit.assistant
    alone = assistant is not None and all(
        service.assistant == service.minutes for service in visit.services
    )
    timed, every = _totals(visit)
    cosigned = days.add(visit.on, 2) if alone else None
    signed = visit.signed if visit.signed and visit.signed <= night else None
    cells = [
        visit.patient.id,
        ISO[visit.on],
        visit.discipline,
        therapist.id,
        _furnished_by(visit, alone=alone),
        therapist.npi,
        assistant.id if assistant else "",
        assistant.id if assistant and alone else therapist.id,
        visit.finalizer or (assistant.credential if assistant and alone else therapist.credential),
        visit.supervision,
        visit.delivery,
        visit.note_type,
        ISO[signed],
        ISO[cosigned if cosigned and cosigned <= night else None],
        timed,
        every,
        visit.patient.location.id,
        visit.days_of_data,
        visit.contact,
    ]
    if visit.blank:
        cells[_PLACE[visit.blank]] = ""
    return cells


def _wording(service: Service, turn: int, *, first: bool) -> str:
    """Description, justification, goal, measure and response; the first service says most."""
    said = _DESCRIPTIONS.get(service.code, _OTHER)
    description = cell(service.said) or said[turn % len(said)]
    if service.code in EVALUATIONS or service.code in _NOT_TIMED:
        return f"{description},,,,,"
    name, goal = _GOALS[turn % len(_GOALS)]
    if not first:
        return f"{description},,{name},,,"
    return (
        f"{description},{_JUSTIFICATIONS[turn % len(_JUSTIFICATIONS)]},{name},{goal},"
        f"{_MEASURES[turn % len(_MEASURES)]},{_RESPONSES[turn % len(_RESPONSES)]}"
    )


def visit_rows(visits: Iterable[Visit], night: date) -> Iterator[str]:
    """Rows of the visits as the note system stood on a night."""
    yield ",".join(HEADING)
    turn = 0
    for visit in visits:
        tail = ",".join(_visit_cells(visit, night))
        at = visit.start
        for place, service in enumerate(visit.services):
            turn += 1
            minutes = service.minutes
            clock = ","
            parts = ",,"
            if minutes is not None:
                if service.assistant is None:
                    parts = f"{minutes},,"
                else:
                    parts = f"{minutes},{minutes - service.assistant},{service.assistant}"
                if service.clock and service.code not in _NOT_TIMED:
                    at = at if service.at is None else service.at
                    clock = f"{_CLOCK[at]},{_CLOCK[at + minutes]}"
                    at += minutes
            row = (
                f"{visit.id},{service.code},{parts},{clock},"
                f"{_wording(service, turn, first=place == 0)},{tail}"
            )
            yield row
