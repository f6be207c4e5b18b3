"""UNIT003: the right split in words."""

from __future__ import annotations

from tests.judging import judge
from tests.tables import Night


def test_a_tie_says_how_many_units_are_left_for_whom() -> None:
    """35 and 35 minutes are 70, five units: two full ones each, and one for either."""
    night = Night(
        "code mods units / 97110 GP 4 / 97140 GP 1", visits="code minutes / 97110 35 / 97140 35"
    )
    (row,) = judge(night, "UNIT003").rows
    words = "97110 x 2, 97140 x 2, and 1 more for any of 97110, 97140"
    assert words in f"{row.observed} {row.expected} {row.fix}"
