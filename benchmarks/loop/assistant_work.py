"""How many units of a code an assistant furnished (RULES.md, "Assistant arithmetic")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.loop.furnished import Minutes
from benchmarks.loop.units_work import QUARTER, cms_units, midpoint_units, splits

EIGHT = 8
EACH_OF_TWO = range(9, 15)
BOTH_OF_TWO = range(23, 29)


@dataclass(frozen=True)
class Test:
    """How a payer compares an assistant's share.

    ``rounded``: in rounded tenths, halves up. ``exceptions``: the two of 2022.
    """

    rounded: bool = False
    exceptions: bool = True

    def marks(self, assistant: int, total: int) -> bool:
        """Return True where the assistant's minutes are more than a tenth of the total."""
        if self.rounded:
            return assistant > (total + 5) // 10
        return 10 * assistant > total


def marked_units(by: Minutes, units: int, test: Test) -> int:
    """Return how many of a code's units carry the modifier, when it has so many.

    Full quarters of an hour by one person are that person's units; the leftovers of both form
    the one or two units that remain.
    """
    plain, marked = by.therapist // QUARTER, by.assistant // QUARTER
    therapist, assistant = by.therapist % QUARTER, by.assistant % QUARTER
    left = units - plain - marked
    if left <= 0:
        return marked
    together = therapist + assistant
    if test.exceptions:
        if left == 1 and therapist >= EIGHT:
            return marked
        two = therapist in EACH_OF_TWO and assistant in EACH_OF_TWO and together in BOTH_OF_TWO
        if left == 2 and two:
            return marked + 1
    return marked + left if test.marks(assistant, together) else marked


def units_of(minutes: Mapping[str, int], methods: tuple[str, ...]) -> Iterator[dict[str, int]]:
    """Yield each way in which a day's units may fall to its codes, under each method."""
    for method in methods:
        if method == "ama_midpoint":
            yield {code: midpoint_units(spent, QUARTER) for code, spent in minutes.items()}
        else:
            yield from splits(minutes, cms_units(sum(minutes.values())))


def possible_units(by: Minutes) -> range:
    """Return the units that a code may have when the rest of the day is not known."""
    full = by.therapist // QUARTER + by.assistant // QUARTER
    leftover = by.therapist % QUARTER + by.assistant % QUARTER
    return range(full + leftover // QUARTER, full + -(-leftover // QUARTER) + 1)
