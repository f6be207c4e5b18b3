"""How the assistant's share is told: minutes by person, the working, the two lines."""

from __future__ import annotations

from pipeline.worksheets.unit_methods import UNIT_MINUTES, Minutes

CRITICAL_ACCESS = "a critical access hospital (bill type 85x)"
INCIDENT = "a service incident to a physician's"
_MODIFIER_OF = {"PT": "CQ", "OT": "CO"}
NOT_USED_THERE = "CQ and CO are not used there"
ALL_BY_SIGNS = "by these signs all of it is the assistant's"
ONLY_ASSISTANT = "no minutes by person; the note names an assistant as the only one"


def ranges(low: Minutes, high: Minutes) -> list[str]:
    """Return numbers such as "1", or "1 to 2" where both may be right."""
    return [
        str(least) if least == most else f"{least} to {most}"
        for least, most in zip(low.tolist(), high.tolist(), strict=True)
    ]


def by_person(therapist: int, assistant: int) -> str:
    """Return minutes by person."""
    return f"{therapist} min by the therapist, {assistant} by the assistant alone"


def working(therapist: int, assistant: int, timed: bool, units: str) -> str:
    """Return the working of one code: full 15s and what is left, or the share of the whole."""
    if not timed:
        return f"assistant alone {assistant} of {therapist + assistant} min"
    parts = [
        f"{name} {minutes} = {minutes // UNIT_MINUTES} x {UNIT_MINUTES} + {minutes % UNIT_MINUTES}"
        for name, minutes in (("therapist", therapist), ("assistant", assistant))
    ]
    return f"{parts[0]}; {parts[1]}; the day's minutes give the code {units}"


def two_lines(code: str, discipline: str, marked: str, plain: str) -> str:
    """Return the two lines that a mixed one would be."""
    modifier = _MODIFIER_OF.get(discipline, "CQ or CO")
    return f"{code} x {marked} with {modifier} and {code} x {plain} without"
