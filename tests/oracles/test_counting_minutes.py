"""Claims Processing Manual chapter 5, 20.2.C: chart and examples, through UNIT001 to UNIT003."""

from __future__ import annotations

import pytest

from tests.judging import judge
from tests.oracles.oracle import UNIT_RULES, Oracle, day, run_oracles, speaking, verify
from tests.oracles.sources import MIDPOINT, UNITS, UNITS_BY_MAC, UNITS_EXAMPLES, Source

AMA = (
    'id = "by-code"\nextends = "commercial-base"\nname = "By code"\nline_of_business = "commercial"'
    '\n[[unit_rule]]\nfrom = 2020-01-01\nvalue = "ama_midpoint"\nGRADE_A',
)


def example(
    name: str,
    billed: str,
    noted: str,
    *faults: str,
    source: Source = UNITS_EXAMPLES,
    open: str = "",
) -> Oracle:
    return Oracle(
        name=name,
        source=source,
        night=day(billed, noted),
        asked=UNIT_RULES,
        faults=faults,
        open=open,
    )


ONE, TWO = "97112 24, 97110 23", "97112 20, 97110 20"
THREE, FOUR = "97110 33, 97140 7", "97110 18, 97140 13, 97116 10, 97035 8"
FIVE = "97112 7, 97110 7, 97140 7"
EITHER = "equal remainders: the manual leaves the choice, so both splits are right here"

EXAMPLES: list[Oracle] = [
    # Example 1: 47 minutes are three units, two of them the longer service's.
    example("1: two and one", "97112 2, 97110 1", ONE),
    example("1: one and two", "97112 1, 97110 2", ONE, "UNIT003"),
    example("1: two and two", "97112 2, 97110 2", ONE, "UNIT001"),
    example("1: all for one service", "97112 3", ONE, "UNIT003"),
    example("1: one each", "97112 1, 97110 1", ONE, "UNIT002"),
    # Example 2: 40 minutes are three units, the third for either, never three for one.
    example("2: two and one", "97112 2, 97110 1", TWO, open=EITHER),
    example("2: one and two", "97112 1, 97110 2", TWO, open=EITHER),
    example("2: all for one service", "97112 3", TWO, "UNIT003"),
    example("2: two and two", "97112 2, 97110 2", TWO, "UNIT001"),
    # Example 3: 40 minutes are three units; 7 minutes are more than the 3 that are left of 33.
    example("3: two and one", "97110 2, 97140 1", THREE),
    example("3: all for one service", "97110 3", THREE, "UNIT003"),
    example("3: two alone", "97110 2", THREE, "UNIT002"),
    # Example 4: 49 minutes are three units, of the three longest services.
    example("4: one each of the three longest", "97110 1, 97140 1, 97116 1", FOUR),
    example("4: one each", "97110 1, 97140 1, 97116 1, 97035 1", FOUR, "UNIT001"),
    example(
        "4: the shortest in the place of a longer", "97110 1, 97140 1, 97035 1", FOUR, "UNIT003"
    ),
    # Example 5: three times 7 minutes are one unit of any of the three.
    *(
        example(f"5: one of {code}", f"{code} 1", FIVE, source=UNITS, open=EITHER)
        for code in ("97112", "97110", "97140")
    ),
    example("5: one and one", "97112 1, 97110 1", FIVE, "UNIT001", source=UNITS),
    # Services of 7 minutes or less: one unit for the longer of them, from 8 minutes together on.
    example("6 and 5: one of the longer", "97110 1", "97110 6, 97140 5", source=UNITS),
    example("6 and 5: one of the shorter", "97140 1", "97110 6, 97140 5", "UNIT003", source=UNITS),
    example("4 and 3: none", "97110 1", "97110 4, 97140 3", "UNIT001", source=UNITS),
    example("4 and 4: one", "97110 1", "97110 4, 97140 4", source=UNITS, open=EITHER),
]


@run_oracles(EXAMPLES)
def test_the_manuals_examples(oracle: Oracle) -> None:
    verify(oracle)


CHART = [(1, 8, 22), (2, 23, 37), (3, 38, 52), (4, 53, 67), (5, 68, 82), (6, 83, 97)]
CHART += [(7, 98, 112), (8, 113, 127)]


@pytest.mark.parametrize(("units", "least", "most"), CHART)
def test_the_chart_of_minutes(units: int, least: int, most: int) -> None:
    """The manual's chart, printed alike by a contractor: both ends of each row."""
    for minutes, faults in (
        (least - 1, {"UNIT001"}),
        (least, set()),
        (most, set()),
        (most + 1, {"UNIT002"}),
    ):
        night = day(f"97110 {units}", f"97110 {minutes}")
        assert speaking(night, UNIT_RULES) == faults, (minutes, UNITS_BY_MAC.url)


@pytest.mark.parametrize(
    ("noted", "by_total", "by_code"),
    [
        # What CPT's own rule makes of the same minutes: no remainders of different codes together.
        ("97110 10, 97112 10, 97530 10", 2, 3),
        ("97110 7, 97112 7", 1, 0),
        ("97110 33, 97140 7", 3, 2),
        ("97110 20, 97112 20", 3, 2),
        ("97110 15, 97112 15", 2, 2),
    ],
)
def test_the_same_minutes_by_the_two_methods(noted: str, by_total: int, by_code: int) -> None:
    """The finding prints both methods' answers, whichever decides: one unit too many is billed."""
    for payer, allowed in (("medicare", by_total), ("by-code", by_code)):
        night = day(f"97110 {allowed + 1}", noted, payer=payer, payers=AMA)
        row = judge(night, "UNIT001").at("C1/1")
        told = {name: row.evidence[name] for name in ("allowed", "cms_units", "midpoint_units")}
        assert told == {"allowed": allowed, "cms_units": by_total, "midpoint_units": by_code}
        assert row.answer == "violates", MIDPOINT.document
