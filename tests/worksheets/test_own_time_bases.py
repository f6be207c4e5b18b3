"""Codes with a time of their own: RULES.md UNIT001, the next unit past half of its time."""

from __future__ import annotations

from tests.judging import judge
from tests.tables import Night


def test_a_finding_says_when_the_second_unit_begins() -> None:
    """A unit of 96125 is an hour: the first past 30 minutes, the second past 60 and 30."""
    night = Night("code mods units / 96125 GN 2", visits="code minutes / 96125 90")
    (row,) = judge(night, "UNIT001").rows
    words = "one unit from more than 30 minutes, two from more than 90, and so on by 60"
    assert words in row.expected
