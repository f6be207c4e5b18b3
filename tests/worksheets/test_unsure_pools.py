"""Days with a line that names no discipline: what stands, against every way to part the codes.

Expected: every parting of the codes is tried, each part counted by the table of the Medicare Claims
Processing Manual, chapter 5, 20.2.C. An answer may stay open without need, but never the reverse.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from pipeline.worksheets.timed_units import TimedUnits
from pipeline.worksheets.unsure_pools import UnsurePools
from tests.engine.nights import judged, named
from tests.judging import rule_of
from tests.tables import Night

UNIT001 = rule_of("UNIT001")
TABLE = [(0, 7, 0), (8, 22, 1), (23, 37, 2), (38, 52, 3), (53, 67, 4), (68, 82, 5)]
METHODS = ("cms_total", "ama_midpoint", "hybrid", "either")
HEAD = 'extends = "commercial-base"\nline_of_business = "commercial"\n'
PAYERS = tuple(
    f'id = "{method.replace("_", "-")}"\nname = "{method}"\n{HEAD}[[unit_rule]]\n'
    f'from = 2020-01-01\nvalue = "{method}"\nGRADE_A'
    for method in METHODS
)
CODES = ("97110", "97140", "97530")
NOTED = (6, 10, 15, 24)
Billed = tuple[int, ...]
DAYS = [
    (minutes, units)
    for minutes, units in product(product(NOTED, repeat=3), product((0, 1, 2), repeat=3))
    if units[0] and units[2]
][::7]
"""Minutes and units of the three codes of a day; the last line names no discipline."""


def _units(minutes: int) -> int:
    return next(units for first, last, units in TABLE if first <= minutes <= last)


def _partings(places: list[int]) -> Iterator[list[list[int]]]:
    if not places:
        yield []
        return
    head, *rest = places
    for parting in _partings(rest):
        yield [[head], *parting]
        for number, part in enumerate(parting):
            yield [*parting[:number], [head, *part], *parting[number + 1 :]]


def _of_part(method: str, part: list[int], minutes: Billed, units: Billed) -> tuple[bool, bool]:
    """Say whether a part of the codes is over its minutes, and whether it is under them."""
    billed = sum(units[place] for place in part)
    total = _units(sum(minutes[place] for place in part))
    by_code = sum(_units(minutes[place]) for place in part)
    if method == "ama_midpoint":
        over = any(units[place] > _units(minutes[place]) for place in part)
        return over, billed < by_code
    allowed = {"cms_total": total, "hybrid": min(total, by_code), "either": max(total, by_code)}
    return billed > allowed[method], billed < allowed[method]


def _answers(method: str, minutes: Billed, units: Billed) -> tuple[set[bool], set[bool]]:
    """Return what the partings answer: is some part over, is some part under."""
    found = [
        [_of_part(method, part, minutes, units) for part in parting]
        for parting in _partings([0, 1, 2])
    ]
    return {any(over for over, _ in parts) for parts in found}, {
        any(under for _, under in parts) for parts in found
    }


@pytest.mark.parametrize("method", METHODS)
def test_what_stands_stands_for_every_parting(method: str) -> None:
    payer = method.replace("_", "-")
    lines = visits = ""
    for number, (minutes, units) in enumerate(DAYS):
        for place, code in enumerate(CODES):
            mods = "-" if place == len(CODES) - 1 else "GP"
            lines += f" / {payer} C{number} P{number} {code} {mods} {units[place]}"
            visits += f" / V{number} P{number} {code} {minutes[place]}"
    night = Night(
        f"payer claim patient code mods units{lines}",
        visits=f"visit patient code minutes{visits}",
        payers=PAYERS,
    )
    result = judged(night, UNIT001)
    days, pools = result.workbench.get(TimedUnits), result.workbench.get(UnsurePools)
    assert days.discipline_unsure.all()
    row_of = {named(result.lines, line): row for row, line in enumerate(days.sample().tolist())}
    settled = 0
    for number, (minutes, units) in enumerate(DAYS):
        row = row_of[f"C{number}/1"]
        over, under = _answers(method, minutes, units)
        assert pools.over_open[row] or len(over) == 1, (minutes, units)
        assert pools.below_open[row] or len(under) == 1, (minutes, units)
        settled += (not pools.over_open[row]) + (not pools.below_open[row])
    # Most of what could be settled is.
    could = sum(
        len(answer) == 1 for minutes, units in DAYS for answer in _answers(method, minutes, units)
    )
    assert settled >= 0.9 * could
