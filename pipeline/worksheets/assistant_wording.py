"""How the assistant's share is told: minutes by person, the working, the two lines."""

from __future__ import annotations

from pipeline.wording import counted
from pipeline.worksheets.unit_methods import UNIT_MINUTES, Minutes

CRITICAL_ACCESS = "billed by a critical access hospital (bill type 85x)"
INCIDENT = "billed as incident to a physician's service"
_MODIFIER_OF = {"PT": "CQ", "OT": "CO"}
NOT_USED_THERE = "CQ and CO are not used there"
ALL_BY_SIGNS = "without other minutes all of it counts as the assistant's"
ONLY_ASSISTANT = "no minutes by person, and the note names an assistant only"


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
    """Return the working of one code: full units and remainders, or the share of the whole."""
    if not timed:
        whole = therapist + assistant
        share = f" = {100 * assistant / whole:.3g} percent" if whole else ""
        return f"assistant alone {assistant} of {whole} min{share}"
    full = counted((therapist // UNIT_MINUTES, assistant // UNIT_MINUTES), "full unit")
    return (
        f"therapist {therapist} min: {full[0]}, remainder {therapist % UNIT_MINUTES}; "
        f"assistant {assistant} min: {full[1]}, remainder {assistant % UNIT_MINUTES}; "
        f"units of the code by the day's minutes: {units}"
    )


def modifier_of(discipline: str) -> str:
    """Return the assistant modifier of a discipline, both where it is not known."""
    return _MODIFIER_OF.get(discipline, "CQ or CO")


def lines_that_say_so(code: str, modifier: str, marked: str, plain: str) -> str:
    """Return the lines of a code, such as "97110 x 2 with CQ and 97110 x 1 without".

    Args:
        code: the code.
        modifier: the assistant modifier of its discipline.
        marked: how many units need it, "0" for none.
        plain: how many do not.
    """
    if marked == "0":
        return f"{code} x {plain} without {modifier}"
    if plain == "0":
        return f"{code} x {marked} with {modifier}"
    return f"{code} x {marked} with {modifier} and {code} x {plain} without"
