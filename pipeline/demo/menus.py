"""What therapists of this practice give on a usual day: services, minutes and who gives them."""

from __future__ import annotations

from functools import cache

from pipeline.demo.codes import CODES, NOT_A_SERVICE
from pipeline.demo.model import Item
from pipeline.demo.payers import Payer
from pipeline.demo.services import order, usual_minutes

_MENUS: dict[str, tuple[tuple[str, ...], ...]] = {
    "PT": (
        ("97110x2", "97140x1"),
        ("97110x1", "97112x1", "97140x1"),
        ("97110x2", "97530x1"),
        ("97110x1", "97530x2"),
        ("97112x1", "97116x1", "97530x1"),
        ("97110x1", "97140x1", "97530x1"),
        ("97110x2", "97112x1", "G0283x1"),
        ("97110x1", "97116x1", "97112x1", "97140x1"),
        ("97140x1", "97112x2", "97035x1"),
        ("97530x2", "97112x1", "97140x1"),
        ("97112x2", "97140x1", "97530x1"),
        ("97116x1", "97112x1", "97530x1", "97140x1"),
        ("97150x1", "97112x2"),
        ("97012x1", "97140x1", "97110x1"),
    ),
    "OT": (
        ("97530x2", "97110x1"),
        ("97535x1", "97530x1", "97110x1"),
        ("97110x1", "97140x1", "97530x1"),
        ("97535x2", "97112x1", "97530x1"),
        ("97112x1", "97530x2", "97140x1"),
        ("97129x1", "97130x1", "97535x1"),
        ("97112x2", "97140x1", "97535x1"),
        ("97150x1", "97535x2"),
    ),
    "SLP": (("92507x1",), ("92526x1",), ("92507x1",), ("97129x1", "97130x2")),
}
_EVALUATIONS: dict[str, tuple[tuple[str, ...], ...]] = {
    "PT": (("97161x1", "97110x1"), ("97162x1", "97112x1"), ("97163x1",), ("97162x1", "97530x1")),
    "OT": (("97165x1", "97535x1"), ("97166x1", "97530x1"), ("97167x1",)),
    "SLP": (("92523x1",), ("92610x1",), ("92524x1",)),
}
# Given by video: what the dated telehealth list surely has.
_AT_A_DISTANCE: dict[str, tuple[tuple[str, ...], ...]] = {
    "PT": (("97110x2", "97530x1"), ("97110x1", "97530x1"), ("97530x2",)),
    "OT": (("97535x1", "97530x1"), ("97535x2",)),
    "SLP": (("92507x1",),),
}
# Therapist and assistant one after the other in one code: a line for each.
_SHARED: dict[str, tuple[tuple[str, ...], ...]] = {
    "PT": (
        ("97110x1/16", "97110x1/15A", "97140x1/14"),
        ("97530x1/22", "97530x2/23A"),
        ("97112x1/12", "97112x1/13A", "97140x1/20"),
    ),
    "OT": (
        ("97530x1/15", "97530x1/17A", "97110x1/13A"),
        ("97535x2/23", "97535x1/22A"),
    ),
    "SLP": (),
}
_REEVALUATION = {"PT": "97164x1", "OT": "97168x1"}
# Minutes above or below 15 a unit, code by code: each code keeps its units by its own minutes,
# and the day's total stays within the same units.
_SWAY = ((0, 0, 0, 0), (2, -2, 1, 0), (-1, 3, -2, 2), (3, -1, 0, -2), (1, 1, -2, 3))


def _swayed(items: tuple[Item, ...], sway: tuple[int, ...]) -> tuple[Item, ...]:
    return tuple(
        item._replace(minutes=usual_minutes(item.code, item.units) + extra)
        if CODES[item.code].timed
        else item
        for item, extra in zip(items, sway, strict=False)
    )


def _by_hand(items: tuple[Item, ...], first: str, rest: str) -> tuple[Item, ...]:
    return tuple(
        item._replace(hand=first if place == 0 else rest) for place, item in enumerate(items)
    )


def _pays(payer: Payer, items: tuple[Item, ...]) -> bool:
    return not any(item.code in payer.avoids for item in items)


@cache
def treatments(
    payer: Payer, discipline: str, *, marked: bool = True
) -> tuple[tuple[Item, ...], ...]:
    """Usual treatment days for a payer; one in four is with an assistant (not in SLP).

    Where assistants' lines are marked (not in a critical access hospital) some days have a code
    on two lines, one for each hand.
    """
    found = []
    for texts in _MENUS[discipline]:
        items = order(*texts)
        if not _pays(payer, items):
            continue
        for place, sway in enumerate(_SWAY):
            given = _swayed(items, sway)
            if discipline != "SLP" and place == 1:
                given = _by_hand(given, "A", "A")
            elif discipline != "SLP" and place == 3:  # noqa: PLR2004 - the fourth pattern
                given = _by_hand(given, "T", "A")
            found.append(given)
    if marked and payer.assistants == "CQ_CO":
        found += [order(*texts) for texts in _SHARED[discipline]]
    return tuple(found)


@cache
def at_a_distance(discipline: str) -> tuple[tuple[Item, ...], ...]:
    """Usual days by video."""
    return tuple(order(*texts) for texts in _AT_A_DISTANCE[discipline])


@cache
def evaluations(payer: Payer, discipline: str) -> tuple[tuple[Item, ...], ...]:
    """First days for a payer; some Medicare ones report a quality code at one cent."""
    found = [order(*texts) for texts in _EVALUATIONS[discipline]]
    found = [items for items in found if _pays(payer, items)]
    if payer.code == "MCR":
        found.append((*found[0], *order("G8427x1")))
    return tuple(found)


@cache
def reevaluation(payer: Payer, discipline: str) -> tuple[Item, ...]:
    """A re-evaluation with treatment (speech has no code of its own for it)."""
    usual = next(items for items in treatments(payer, discipline) if len(items) > 1)
    kept = usual[:2] if not {item.code for item in usual[:2]} & NOT_A_SERVICE else usual[:1]
    return (*order(_REEVALUATION[discipline]), *(item._replace(hand="T") for item in kept))
