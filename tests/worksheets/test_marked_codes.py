"""PAIR006: on which line of a code a finding hangs."""

from __future__ import annotations

from tests.judging import judge
from tests.tables import Night


def test_a_finding_hangs_on_the_line_with_both_though_it_comes_later() -> None:
    (row,) = judge(Night("code mods / 97530 GP,59 / 97530 GP,59,XU"), "PAIR006").rows
    assert (row.anchor, row.related) == ("C1/2", ())


def test_the_first_of_two_lines_with_both() -> None:
    night = Night("code mods / 97530 GP,59 / 97530 GP,59,XU / 97530 GP,59,XS")
    (row,) = judge(night, "PAIR006").rows
    assert (row.anchor, row.related) == ("C1/2", ("C1/3",))
