"""Units never exceed minutes; a price lies between half and full; neither goes by row order."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.worksheets.pricing import price_lines
from pipeline.worksheets.timed_units import TimedUnits
from pipeline.worksheets.unit_methods import most_midpoint_units, units_for
from tests.engine.nights import judged, lines_of, named, rules_of
from tests.judging import rule_of
from tests.tables import Night

UNIT001 = rule_of("UNIT001")
POOL = st.sampled_from(["97110", "97112", "97140", "97530"])
NOTES = st.lists(st.tuples(POOL, st.integers(0, 60)), min_size=1, max_size=5)
CENTS = {"97110": (29_06, 22_21), "97112": (32_73, 24_88), "97140": (27_72, 21_21),
         "97530": (35_07, 25_05), "97161": (97_86, 74_82)}  # fmt: skip
"""National amounts of 2026, full and with half the practice expense."""
BILLED = st.lists(
    st.tuples(st.sampled_from(sorted(CENTS)), st.integers(1, 6)), min_size=1, max_size=5
)


@given(st.lists(st.integers(0, 1_440), min_size=1, max_size=50))
def test_every_unit_but_the_last_is_fifteen_minutes_and_the_last_at_least_eight(
    minutes: list[int],
) -> None:
    for minute, units in zip(minutes, units_for(np.array(minutes)).tolist(), strict=True):
        assert 15 * (units - 1) + 8 <= minute or units == 0
        assert minute < 15 * units + 8


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6))
def test_no_split_over_codes_gives_more_than_the_most(parts: list[int]) -> None:
    by_code = int(units_for(np.array(parts)).sum())
    most = most_midpoint_units(np.array([sum(parts)]), np.array([len(parts)]))
    assert by_code <= int(most[0])
    assert int(units_for(np.array([sum(parts)]))[0]) <= int(most[0])


def _day(notes: list[tuple[str, int]]) -> tuple[int, int, int]:
    codes = dict.fromkeys(code for code, _ in notes)
    lines = "code discipline\n" + "\n".join(f"{code} PT" for code in codes)
    visits = "code minutes\n" + "\n".join(f"{code} {minutes}" for code, minutes in notes)
    days = judged(Night(lines, visits=visits), UNIT001).workbench.get(TimedUnits).totals
    return int(days.minutes[0]), int(days.cms[0]), int(days.midpoint[0])


@settings(max_examples=15)
@given(NOTES)
def test_a_days_minutes_are_those_of_its_notes_in_any_order(notes: list[tuple[str, int]]) -> None:
    total = sum(minutes for _, minutes in notes)
    found = _day(notes)
    assert found[0] == total
    assert found[1] * 15 <= total + 7
    assert found[2] * 8 <= total or found[2] == 0
    # Row order, and one note parted into two of half its minutes, change nothing.
    assert _day(notes[::-1]) == found
    (code, minutes), *others = notes
    assert _day([(code, minutes // 2), *others, (code, minutes - minutes // 2)]) == found


def _prices(billed: list[tuple[str, int]], order: list[int]) -> dict[str, int]:
    rows = [f"{place + 1} {billed[place][0]} {billed[place][1]}" for place in order]
    night = Night("line code units\n" + "\n".join(rows))
    lines = lines_of(night)
    prices = price_lines(lines, np.arange(len(lines)), rules_of(night))
    assert prices.known.all()
    return {named(lines, row): int(cents) for row, cents in enumerate(prices.cents.tolist())}


@settings(max_examples=15)
@given(BILLED, st.data())
def test_a_price_lies_between_half_and_full_and_one_unit_a_day_is_full(
    billed: list[tuple[str, int]], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(billed))))
    prices = _prices(billed, list(order))
    assert prices == _prices(billed, list(range(len(billed))))
    for place, (code, units) in enumerate(billed, 1):
        full, half = CENTS[code]
        assert half * units <= prices[f"C1/{place}"] <= half * units + (full - half)
    # Just one unit is paid in full: the one whose practice expense is highest.
    codes = [code for code, _ in billed]
    expense = {"97161": 138, "97530": 60, "97112": 47, "97110": 41, "97140": 39}
    top = max(codes, key=lambda code: expense[code])
    cut = sum(CENTS[code][1] * units for code, units in billed)
    assert sum(prices.values()) == cut + CENTS[top][0] - CENTS[top][1]
