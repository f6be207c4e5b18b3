"""The assistant's share of a day in plain steps, as CMS lists them for dates from 2022.

CMS, billing examples with CQ and CO: full 15 minutes of one person; leftovers of a code; leftovers
of different codes to the largest; ties to either.
"""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

UNIT = 15
LEAST = 8
TWO_LEFT = range(9, 15)


class Hands(NamedTuple):
    """Minutes of one code in a day."""

    therapist: int
    assistant: int


def units_of_total(minutes: int) -> int:
    """Units by the day's total: 8 minutes are one, 23 are two."""
    return (minutes + UNIT - LEAST) // UNIT


def needs_mark(left: Hands) -> bool:
    """Whether one unit out of these leftovers is the assistant's."""
    return left.therapist < LEAST and 10 * left.assistant > sum(left)


def within_code(hands: Hands) -> tuple[int, int, Hands]:
    """Plain units, marked units and what is left of a code by itself."""
    plain, marked = hands.therapist // UNIT, hands.assistant // UNIT
    left = Hands(hands.therapist % UNIT, hands.assistant % UNIT)
    if left.therapist in TWO_LEFT and left.assistant in TWO_LEFT and sum(left) >= UNIT + LEAST:
        return plain + 1, marked + 1, Hands(0, 0)
    if sum(left) >= UNIT:
        if needs_mark(left):
            return plain, marked + 1, Hands(0, sum(left) - UNIT)
        return plain + 1, marked, Hands(0, sum(left) - UNIT)
    return plain, marked, left


def marked_units(day: dict[str, Hands]) -> dict[str, set[tuple[int, int]]]:
    """Every (plain, marked) that a code may have, when the day's total units are given out."""
    by_code = {code: within_code(hands) for code, hands in day.items()}
    wanting = units_of_total(sum(sum(hands) for hands in day.values()))
    wanting -= sum(plain + marked for plain, marked, _ in by_code.values())
    order = sorted((sum(left) for _, _, left in by_code.values()), reverse=True)
    least = order[min(wanting, len(order)) - 1] if wanting > 0 else 10**6
    sure = [code for code, (_, _, left) in by_code.items() if sum(left) > least]
    tied = [code for code, (_, _, left) in by_code.items() if sum(left) == least]
    found: dict[str, set[tuple[int, int]]] = {code: set() for code in day}
    for chosen in combinations(tied, max(0, wanting - len(sure))):
        for code, (plain, marked, left) in by_code.items():
            if code in sure or code in chosen:
                mine = needs_mark(left)
                found[code].add((plain + (not mine), marked + mine))
            else:
                found[code].add((plain, marked))
    return found
