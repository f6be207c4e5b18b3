"""Who furnished a documented service, and for how many minutes each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.loop.context import Row

ASSISTANTS = frozenset({"PTA", "OTA", "COTA", "SLPA"})
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
    """Return a visit row's minutes of all hands, derived from both persons' where blank."""
    if note.get("minutes") is not None:
        return int(note["minutes"])
    both = minutes_by_person(note)
    return both.total if both else None


def by_assistant_alone(note: Row) -> bool:
    """Return True where the visit's only furnisher is an assistant, whatever the minutes.

    The furnisher's credential says so, or an assistant documented and a therapist finalized.
    """
    return str(note.get("therapist_credential") or "").upper() in ASSISTANTS


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
