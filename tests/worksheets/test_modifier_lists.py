"""Modifier lists: every line has the list that stands on it, however many lists there are."""

from __future__ import annotations

import itertools

from pipeline.worksheets.modifier_lists import ModifierList, ModifierLists
from tests.engine.nights import judged
from tests.judging import rule_of
from tests.tables import Night

MOD010 = rule_of("MOD010")


def _lists(night: Night) -> list[ModifierList]:
    lists = judged(night, MOD010).workbench.get(ModifierLists)
    return [lists.lists[number] for number in lists.of_line.tolist()]


def test_slots_in_their_order_then_what_only_the_joined_column_has() -> None:
    (found,) = _lists(
        Night("code modifier_1 modifier_2 modifier_3 modifiers / 97110 59 - GP GP:KX")
    )
    assert (found.slots, found.joined) == (("59", "GP"), ("GP", "KX"))
    assert found.modifiers == ("59", "GP", "KX")
    assert found.carries("KX", "76")
    assert not found.carries("76")


def test_equal_lines_share_a_list_and_different_ones_do_not() -> None:
    night = Night("code mods / 97110 GP,59 / 97140 GP,59 / 97530 59,GP / 97112 -")
    lists = judged(night, MOD010).workbench.get(ModifierLists)
    first, second, third, fourth = lists.of_line.tolist()
    assert first == second
    assert len({first, third, fourth}) == 3
    assert lists.carried("59").tolist() == [True, True, True, False]


def test_earlier_lines_follow_tonights() -> None:
    night = Night("code mods / 97110 GP", earlier_lines="claim code mods / C0 97530 GP,59")
    lists = judged(night, MOD010).workbench.get(ModifierLists)
    assert lists.tonight(lambda found: found.carries("59")).tolist() == [False]
    assert lists.everywhere(lambda found: found.carries("59")).tolist() == [False, True]


def test_more_different_cells_than_fit_a_dense_table() -> None:
    """40 values in each of four slots are 41 ** 4, some 2.8 million, possible keys."""
    names = [f"{first}{second}" for first in "ABCDEFGH" for second in "12345"]
    rows = [",".join(names[(turn * step) % 40] for step in (1, 3, 7, 9)) for turn in range(40)]
    rows += [",".join(pair) for pair in itertools.pairwise(names)]
    night = Night("\n".join(["code mods", *(f"97110 {row}" for row in rows)]))
    assert [",".join(found.slots) for found in _lists(night)] == rows
