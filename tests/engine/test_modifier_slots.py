"""How many modifiers an export can hold on a line: by its headings, or line by line."""

from __future__ import annotations

from pipeline.modifiers import slots_are_full
from tests.engine.nights import lines_of
from tests.tables import Night


def _full(night: Night) -> list[bool]:
    return [bool(full) for full in slots_are_full(lines_of(night))]


def test_by_the_headings_of_the_export() -> None:
    two = "code modifier_1 modifier_2\n97110 GP 59\n97530 GP -"
    assert _full(Night(two)) == [True, False]
    assert _full(Night("code mods\n97110 GP,59,KX,CQ")) == [False]
    assert _full(Night("code modifier_1 modifiers\n97110 GP GP:59")) == [False]


def test_line_by_line_where_exports_of_different_width_meet() -> None:
    rows = """
        code  modifier_1 modifier_2 modifier_3 modifier_4 modifier_slots
        97110 KX         59         -          -          2
        97110 KX         -          -          -          2
        97110 KX         59         -          -          -
        97110 KX         59         XS         -          3
        97110 KX         59         XS         CQ         4
    """
    assert _full(Night(rows)) == [True, False, False, True, False]


def test_a_line_of_an_earlier_night_keeps_the_slots_of_its_export() -> None:
    night = Night(
        "code mods\n97110 GP",
        earlier_lines="claim code modifier_1 modifier_2 modifier_slots\nC0 97530 KX 59 2",
    )
    assert _full(night) == [False, True]


def test_a_line_that_does_not_say_goes_by_tonights_headings() -> None:
    night = Night(
        "code modifier_1 modifier_2\n97110 KX 59",
        earlier_lines="claim code modifier_1 modifier_2 modifier_slots\nC0 97530 KX 59 4",
    )
    assert _full(night) == [True, False]
