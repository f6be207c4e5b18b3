"""UNIT001: the working that a finding tells, minutes that contradict one another, two payers.

Sources: the examples of Medicare Claims Processing Manual chapter 5, 20.2.C, and the CPT midpoint:
33 and 7 minutes are 3 units by total time, 2 code by code; 10 and 10 are 1 and 2; 7 and 7 are 1
and none.
"""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("UNIT001")

HEAD = 'extends = "commercial-base"\nline_of_business = "commercial"\n'
PAYERS = tuple(
    f'id = "{method.replace("_", "-")}"\nname = "{method}"\n{HEAD}[[unit_rule]]\n'
    f'from = 2020-01-01\nvalue = "{method}"\nGRADE_A'
    for method in ("ama_midpoint", "hybrid", "either", "value_units")
)
CMS, AMA, HYBRID, EITHER = "medicare", "ama-midpoint", "hybrid", "either"
STRICTEST = '[site]\nid = "o"\n[house]\nsecondary_units = "strictest"\n'
OFFICE = f'{STRICTEST}[payers]\n"MCR2" = "medicare"\n'


def day(payer: str, billed: str, minutes: str, total: str = "") -> Night:
    """A day as "97110 2, 97140 1" billed and "97110 33, 97140 7" noted; ``total`` of the visit."""
    lines = "".join(f" / {payer} GP {part.strip()}" for part in billed.split(","))
    visits = "".join(f" / {part.strip()} {total or '-'}" for part in minutes.split(","))
    return Night(
        f"payer mods code units{lines}", visits=f"code minutes total{visits}", payers=PAYERS
    )


def hands(billed: int, minutes: str, more: str = "", payer: str = CMS) -> Night:
    """A day of 97110; minutes as "minutes therapist assistant", ``more`` of 97140."""
    other = f" / 97140 {more}" if more else ""
    return Night(
        f"payer code mods units / {payer} 97110 GP {billed}"
        + (f" / {payer} 97140 GP 1" if more else ""),
        visits=f"code minutes therapist assistant / 97110 {minutes}{other}",
        payers=PAYERS,
    )


def two_payers(
    primary: str, secondary: str, billed: str, minutes: str, site: str = STRICTEST, who: str = "P"
) -> Night:
    """A day that a primary and a secondary payer count; ``who`` is the claim's payer sequence."""
    lines = "".join(
        f" / {primary} {secondary} {who} GP {part.strip()}" for part in billed.split(",")
    )
    visits = "".join(f" / {part.strip()}" for part in minutes.split(","))
    return Night(
        f"payer secondary_payer_id payer_sequence mods code units{lines}",
        visits=f"code minutes{visits}",
        payers=PAYERS,
        site=site,
    )


THREE_OF_40 = ("97110 2, 97140 1", "97110 33, 97140 7")
TWO_OF_20 = ("97110 1, 97140 1", "97110 10, 97140 10")

EXAMPLES: list[Example] = [
    # -- minutes that contradict one another -------------------------------------------------------
    violates("30 or 33 minutes, three units", hands(3, "30 18 15"), shows={"timed_minutes": 33}),
    clear("30 or 33 minutes, two units", hands(2, "30 18 15")),
    cannot_tell("22 or 23 minutes, two units", hands(2, "22 15 8"), missing="minutes that agree"),
    cannot_tell("23 or 22 minutes, two units", hands(2, "23 15 7"), missing="minutes that agree"),
    cannot_tell("one hand above the whole", hands(2, "22 23 -"), missing="minutes that agree"),
    cannot_tell(
        "code by code as well",
        hands(2, "22 15 8", more="15 15 0", payer=AMA),
        missing="minutes that agree",
    ),
    violates("another code is over all the same", hands(1, "22 15 8", more="7 7 0", payer=AMA)),
    # -- a secondary payer -------------------------------------------------------------------------
    violates(
        "too many for the secondary, where the stricter one answers",
        two_payers(CMS, AMA, *THREE_OF_40),
        severity="review",
        shows={"allowed": 3, "secondary_units": 2},
    ),
    clear("the primary alone answers by default", two_payers(CMS, AMA, *THREE_OF_40, site="")),
    clear("right for both", two_payers(CMS, AMA, "97110 2", "97110 33, 97140 7")),
    violates(
        "the other way round",
        two_payers(AMA, CMS, *TWO_OF_20),
        severity="review",
        shows={"allowed": 2, "secondary_units": 1},
    ),
    violates(
        "by the office's own name of the secondary payer",
        two_payers(AMA, "MCR2", *TWO_OF_20, site=OFFICE),
        severity="review",
    ),
    violates(
        "too many for both is held",
        two_payers(CMS, AMA, "97110 3, 97140 1", "97110 33, 97140 7"),
        severity="block",
        shows={"secondary_units": 2},
    ),
    clear("alike", two_payers(CMS, "tricare", *THREE_OF_40)),
    clear("a secondary payer that allows more", two_payers(CMS, EITHER, *THREE_OF_40)),
    clear("value units are no units", two_payers(CMS, "value-units", *THREE_OF_40)),
    clear("a claim that goes to the secondary payer", two_payers(CMS, AMA, *THREE_OF_40, who="S")),
    violates("a blank sequence is the primary's", two_payers(CMS, AMA, *THREE_OF_40, who="-")),
    cannot_tell(
        "a secondary payer without a file, and one method allows fewer",
        two_payers(CMS, "ZNEW", *THREE_OF_40),
        missing="payer:unit_rule",
    ),
    clear(
        "a secondary payer without a file, and every method allows as many",
        two_payers(CMS, "ZNEW", "97110 2", "97110 33"),
    ),
    clear("without the setting nobody asks", two_payers(CMS, "ZNEW", *THREE_OF_40, site="")),
    violates(
        "units of an earlier night, for the secondary payer",
        Night(
            f"payer secondary_payer_id claim mods code units / {CMS} {AMA} C1 GP 97140 1",
            visits="visit code minutes / V1 97140 7",
            earlier_lines="payer claim mods code units / medicare C0 GP 97110 2",
            earlier_visits="visit code minutes / V0 97110 33",
            payers=PAYERS,
            site=STRICTEST,
        ),
        severity="review",
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_the_visits_total_alone_leaves_the_secondarys_midpoint_open() -> None:
    night = two_payers(CMS, AMA, *THREE_OF_40)
    totals = Night(
        night.lines,
        visits="code minutes total / 97110 - 40 / 97140 - 40",
        payers=PAYERS,
        site=STRICTEST,
    )
    (row,) = judge(totals, "UNIT001").rows
    assert (row.answer, row.missing) == ("cannot_tell", "minutes by code")


def test_a_finding_says_both_payers_numbers() -> None:
    (row,) = judge(two_payers(CMS, AMA, *THREE_OF_40), "UNIT001").rows
    assert row.expected == (
        "Units at most: 3, by CMS total time; the secondary payer allows 2 by the midpoint of "
        "each code."
    )
    (row,) = judge(two_payers(HYBRID, CMS, *THREE_OF_40, site=""), "UNIT001").rows
    assert row.expected == (
        "Units at most: 2, by the lower of CMS total time and midpoint; the secondary payer "
        "allows 3 by CMS total time."
    )


def test_contradictory_minutes_are_told() -> None:
    (row,) = judge(hands(3, "30 18 15"), "UNIT001").rows
    assert row.observed.startswith(
        "97110 33 min (2 full, 3 left), 30 or 33 noted: 33 minutes make 2 units by CMS total time;"
    )


@pytest.mark.parametrize("rule", ["UNIT002", "UNIT003"])
def test_nothing_else_is_guessed_of_contradictory_minutes(rule: str) -> None:
    """38 or 30 minutes and two units; 33 or 20 and 7, three units on one code."""
    night = hands(2, "38 15 15") if rule == "UNIT002" else hands(2, "33 15 5", more="7 7 0")
    (row,) = judge(night, rule).rows
    assert (row.answer, row.missing) == ("cannot_tell", "minutes that agree")


def test_33_and_7_minutes_are_three_units_by_total_time_and_two_by_midpoint() -> None:
    """CMS ch. 5 20.2.C: 40 minutes are 3 units; 33 alone are 2, 7 alone none; 33 = 2 x 15 + 3."""
    (row,) = judge(day(AMA, "97110 2, 97140 1", "97110 33, 97140 7"), "UNIT001").rows
    assert row.observed == (
        "97110 33 min (2 full, 3 left), 97140 7 min (0 full, 7 left): 40 minutes make 3 units by "
        "CMS total time; by the midpoint of each code 2; billed 3. Billed by code: 97110 2, 97140 "
        "1."
    )
    assert row.expected == "Units at most: 2, by the midpoint of each code (97110 2, 97140 0)."
    assert row.evidence["by_code"] == [
        {"code": "97110", "billed": 2, "minutes": 33, "full": 2, "left": 3, "midpoint": 2},
        {"code": "97140", "billed": 1, "minutes": 7, "full": 0, "left": 7, "midpoint": 0},
    ]


def test_a_code_over_its_own_minutes_is_seen_though_the_sum_is_right() -> None:
    (row,) = judge(day(AMA, "97110 2, 97140 1", "97110 22, 97140 30"), "UNIT001").rows
    assert row.expected == "Units at most: 3, by the midpoint of each code (97110 1, 97140 2)."
    assert row.observed.endswith("; billed 3. Billed by code: 97110 2, 97140 1.")


def test_without_minutes_by_code_their_units_are_not_known() -> None:
    (row,) = judge(day(CMS, "97110 2, 97140 1", "97110 20, 97140 -", total="37"), "UNIT001").rows
    assert row.observed == (
        "97110 20 min (1 full, 5 left), 97140 no minutes noted: by the visit 37 minutes make 2 "
        "units by CMS total time; by the midpoint of each code not known; billed 3. Billed by "
        "code: 97110 2, 97140 1."
    )
    assert row.evidence["by_code"][1] == {"code": "97140", "billed": 1}


def test_minutes_by_code_and_of_the_visit_that_differ_are_both_told() -> None:
    (row,) = judge(day(CMS, "97110 3", "97110 20", total="23"), "UNIT001").rows
    assert row.observed == (
        "97110 20 min (1 full, 5 left): 20 minutes by code, 23 by the visit: 23 minutes make 2 "
        "units by CMS total time; by the midpoint of each code 1; billed 3. Billed by code: 97110 "
        "3."
    )


def test_a_family_is_told_as_one_code_and_one_minute_as_one() -> None:
    (row,) = judge(day(AMA, "97129 1, 97130 1", "97129 22"), "UNIT001").rows
    assert row.observed.startswith("97129+97130 22 min (1 full, 7 left): 22 minutes make 1 unit by")
    (row,) = judge(day(CMS, "97110 1", "97110 1"), "UNIT001").rows
    assert ": 1 minute makes 0 units by CMS total time; by" in row.observed
