"""Who furnished a documented service, and for how many minutes each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.loop.context import Patient, Row

ASSISTANTS = frozenset({"PTA", "LPTA", "CPTA", "OTA", "COTA"})
"""Those who have a modifier of their own."""
THERAPISTS = frozenset({"PT", "OT", "SLP"})


class Minutes(NamedTuple):
    """Minutes of a service: ``therapist`` includes those together, ``assistant`` is alone."""

    therapist: int
    assistant: int

    @property
    def total(self) -> int:
        """All hands."""
        return self.therapist + self.assistant


def minutes_by_person(note: Row) -> Minutes | None:
    """Return a visit row's minutes by person, None where two of the three are blank.

    One blank is derived: together they are ``minutes``; three that do not add up say nothing.
    """
    total, therapist, assistant = (
        note.get("minutes"),
        note.get("therapist_minutes"),
        note.get("assistant_minutes"),
    )
    if therapist is not None and assistant is not None:
        adds_up = total in (None, therapist + assistant)
        return Minutes(therapist, assistant) if adds_up else None
    if total is not None and assistant is not None and assistant <= total:
        return Minutes(total - assistant, assistant)
    if total is not None and therapist is not None and therapist <= total:
        return Minutes(therapist, total - therapist)
    return None


def minutes_of(note: Row) -> int | None:
    """Return a visit row's minutes of all hands, the most where its cells do not add up."""
    total, therapist, assistant = (
        note.get("minutes"),
        note.get("therapist_minutes"),
        note.get("assistant_minutes"),
    )
    if therapist is None or assistant is None:
        return None if total is None else int(total)
    return max(int(therapist) + int(assistant), int(total or 0))


def is_disputed(note: Row) -> bool:
    """Return True where both persons' minutes do not add up to those of all hands."""
    therapist, assistant = note.get("therapist_minutes"), note.get("assistant_minutes")
    if therapist is None or assistant is None or note.get("minutes") is None:
        return False
    return bool(note["minutes"] != therapist + assistant)


def by_assistant_alone(note: Row) -> bool:
    """Return True where the service's only furnisher is an assistant, whatever the minutes.

    The furnisher's credential says so, or an assistant documented and a therapist finalized.
    """
    credential = str(note.get("therapist_credential") or "").upper()
    finalized = str(note.get("finalized_by_credential") or "").upper()
    documented = bool(note.get("assistant_id")) and not credential and not note.get("therapist_id")
    return credential in ASSISTANTS or (documented and finalized in THERAPISTS)


def own_notes(patient: Patient, line: Row) -> list[Row]:
    """Return the visit rows of the line's code in its own visit, none where that is not clear.

    A line that names no visit has the only one of its date with the code that no claim names,
    when no other claim of that date bills the code without a name either.
    """
    code, day = line["procedure_code"], line["service_date"]
    notes = [v for v in patient.visits_on(day) if v["procedure_code"] == code]
    if line.get("visit_id"):
        return [v for v in notes if v["visit_id"] == line["visit_id"]]
    others = [li for li in patient.lines if li["claim_id"] != line["claim_id"]]
    named = {li.get("visit_id") for li in others}
    nameless = [
        li
        for li in others
        if not li.get("visit_id") and (li["procedure_code"], li["service_date"]) == (code, day)
    ]
    free = [v for v in notes if v["visit_id"] not in named]
    return free if len({v["visit_id"] for v in free}) == 1 and not nameless else []


def furnisher_of(notes: Sequence[Row]) -> str:
    """Return "assistant", "therapist" or "" where it is not known or was both."""
    who = set()
    for note in notes:
        parted = minutes_by_person(note)
        if parted is not None and parted.total:
            who |= {"therapist"} if parted.therapist else set()
            who |= {"assistant"} if parted.assistant else set()
        elif by_assistant_alone(note):
            who.add("assistant")
        elif str(note.get("therapist_credential") or "").upper() in THERAPISTS:
            who.add("therapist")
        else:
            return ""
    return who.pop() if len(who) == 1 else ""
