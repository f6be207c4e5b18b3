"""Unit limits of lines, and the rough search for lines that may be over them."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.worksheets import unit_limits
from pipeline.worksheets.unit_limits import UNLIMITED, limits_of, perhaps_over, programs
from tests.engine.nights import lines_of, rules_of
from tests.tables import Night

LINE = st.tuples(
    st.sampled_from(["P1", "P2", "P3"]),
    st.sampled_from(["11-16", "11-17"]),
    st.sampled_from(["97110", "97140"]),
    st.integers(0, 4),
)


@pytest.mark.parametrize("bits", [1, 3, 20])
def test_no_line_over_its_limit_is_missed(bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many sums share a place, lines that sum to more than four units are found."""
    monkeypatch.setattr(unit_limits, "_MOST_BITS", bits)
    monkeypatch.setattr(unit_limits, "_FEWEST_BITS", min(bits, 12))

    @settings(max_examples=15)
    @given(st.lists(LINE, min_size=1, max_size=25))
    def hold(drawn: list[tuple[str, str, str, int]]) -> None:
        rows = "".join(f" / {who} {day} {code} {units}" for who, day, code, units in drawn)
        lines = lines_of(Night(f"patient date code units{rows}"))
        found = perhaps_over(lines, np.arange(len(drawn)), lines.facts.units / 4)
        sums: defaultdict[tuple[str, str, str], int] = defaultdict(int)
        for *key, units in drawn:
            sums[key[0], key[1], key[2]] += units
        over = {place for place, (*key, _) in enumerate(drawn) if sums[key[0], key[1], key[2]] > 4}
        assert over <= set(found.tolist())
        if bits == 20:
            assert over == set(found.tolist())

    hold()


def _limits(text: str) -> list[tuple[int, int]]:
    """(least, most) of each line; ``UNLIMITED`` as -1."""
    night = Night(f"date setting bill_type code{text}")
    lines = lines_of(night)
    rows = np.arange(len(lines))
    found = limits_of(lines, rows, programs(lines)[rows], rules_of(night).code_sets)
    return [
        (-1 if least == UNLIMITED else least, -1 if most == UNLIMITED else most)
        for least, most in zip(found.least.tolist(), found.most.tolist(), strict=True)
    ]


def test_the_table_by_setting_and_bill_type() -> None:
    """97110: 6 for practitioners, 8 for outpatient hospitals; 97010: 0 and 1."""
    assert _limits(
        " / 2026-05-04 - - 97110 / 2026-05-04 institutional 131 97110"
        " / 2026-05-04 - 0131 97110 / 2026-05-04 institutional - 97110"
        " / 2026-05-04 institutional 111 97110 / 2026-05-04 professional 131 97110"
        " / 2026-05-04 - - 97010 / 2026-05-04 institutional - 97010 / 2026-05-04 - - 98984"
    ) == [(6, 6), (8, 8), (8, 8), (6, 8), (6, 6), (6, 6), (-1, -1), (1, -1), (-1, -1)]


def test_before_the_first_edition_the_lowest_limit_known_says_when_to_ask() -> None:
    assert _limits(" / 2020-01-06 - - 97110 / 2020-01-06 institutional 131 97110") == [
        (6, -1),
        (8, -1),
    ]
