"""UNIT003: RULES.md UNIT: the sum of the units is right, and they stand on the wrong codes.

Sources: Medicare Claims Processing Manual chapter 5, 20.2.C (medicare.md c) and its examples; with
an assistant, medicare.md b. A code has its full 15 minutes' units, the rest goes to the largest
remainders.
"""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("UNIT003")

HEAD = 'extends = "commercial-base"\nline_of_business = "commercial"\n'
PAYERS = tuple(
    f'id = "{method.replace("_", "-")}"\nname = "{method}"\n{HEAD}[[unit_rule]]\n'
    f'from = 2020-01-01\nvalue = "{method}"\nGRADE_A'
    for method in ("ama_midpoint", "hybrid", "either", "value_units")
)
CMS, AMA = "medicare", "ama-midpoint"


def day(billed: str, minutes: str, heading: str = "code minutes", payer: str = CMS) -> Night:
    """A day as "97110 2, 97140 1" billed and "97110 33, 97140 7" noted below a heading."""
    lines = "".join(f" / {payer} GP {part.strip()}" for part in billed.split(","))
    visits = "".join(f" / {part.strip()}" for part in minutes.split(","))
    return Night(f"payer mods code units{lines}", visits=f"{heading}{visits}", payers=PAYERS)


BY_PERSON = "code therapist assistant"
# 97110: therapist 10 and assistant 10; 97140: therapist 8. 28 minutes are two units.
SHARED = "97110 10 10, 97140 8 0"
EARLIER = Night(
    "code mods units / 97140 GP {}",
    visits="visit code minutes / V1 97140 7",
    earlier_lines="claim code mods units / C0 97110 GP {}",
    earlier_visits="visit code minutes / V0 97110 33",
)


def over_two_nights(tonight: int, earlier: int) -> Night:
    """33 minutes of 97110 went out earlier, 7 of 97140 come tonight."""
    return Night(
        EARLIER.lines.format(tonight),
        visits=EARLIER.visits,
        earlier_lines=EARLIER.earlier_lines.format(earlier),
        earlier_visits=EARLIER.earlier_visits,
    )


EXAMPLES: list[Example] = [
    clear("33 + 7: two and one", day("97110 2, 97140 1", "97110 33, 97140 7")),
    violates(
        "33 + 7: three and none",
        day("97110 3", "97110 33, 97140 7"),
        severity="review",
        shows={"timed_minutes": 40, "billed": 3, "split": "97110 x 2, 97140 x 1"},
    ),
    violates("33 + 7: one and two", day("97110 1, 97140 2", "97110 33, 97140 7")),
    # -- the manual's examples -----------------------------------------------------------------
    clear("24 + 23: two and one", day("97112 2, 97110 1", "97112 24, 97110 23")),
    violates(
        "24 + 23: one and two",
        day("97112 1, 97110 2", "97112 24, 97110 23"),
        shows={"split": "97110 x 1, 97112 x 2"},
    ),
    clear("20 + 20: two and one", day("97112 2, 97110 1", "97112 20, 97110 20")),
    clear("20 + 20: one and two, a tie", day("97112 1, 97110 2", "97112 20, 97110 20")),
    violates(
        "20 + 20: three and none",
        day("97112 3", "97112 20, 97110 20"),
        shows={"split": "97110 x 1, 97112 x 1, and 1 more for any of 97110, 97112"},
    ),
    clear(
        "18 + 13 + 10 + 8: one each of the three longest",
        day("97110 1, 97140 1, 97116 1", "97110 18, 97140 13, 97116 10, 97035 8"),
    ),
    violates(
        "18 + 13 + 10 + 8: one to the shortest",
        day("97110 1, 97140 1, 97035 1", "97110 18, 97140 13, 97116 10, 97035 8"),
    ),
    clear("7 + 7 + 7: one to any", day("97140 1", "97110 7, 97112 7, 97140 7")),
    clear("7 + 3: one to the longer", day("97110 1", "97110 7, 97140 3")),
    violates("7 + 3: one to the shorter", day("97140 1", "97110 7, 97140 3")),
    violates("15 minutes without their unit, on no line", day("97110 2", "97110 15, 97140 15")),
    violates("10 + 10 + 10: two on one code", day("97110 2", "97110 10, 97112 10, 97140 10")),
    # -- a first and an additional code are one ------------------------------------------------
    clear(
        "23 + 7 of a family are 30: two units, whichever has the minutes",
        day("97129 1, 97130 1, 97110 1", "97129 23, 97130 7, 97110 8"),
    ),
    violates(
        "a family short of its second unit",
        day("97129 1, 97110 2", "97129 15, 97130 15, 97110 8"),
        shows={"split": "97110 x 1, 97129+97130 x 2"},
    ),
    # -- sums that other rules speak of --------------------------------------------------------
    clear("more units than minutes allow", day("97110 4", "97110 33, 97140 7")),
    clear("fewer than they support", day("97140 2", "97110 33, 97140 7")),
    clear("one code alone", day("97110 2", "97110 30")),
    # -- assistants ----------------------------------------------------------------------------
    clear(
        "by code: the remainders 5 and 8",
        day("97110 1, 97140 1", SHARED, BY_PERSON),
    ),
    clear("by person: the remainders 10, 10 and 8", day("97110 2", SHARED, BY_PERSON)),
    violates("neither by code nor by person", day("97140 2", SHARED, BY_PERSON)),
    violates(
        "the same minutes by a therapist alone",
        day("97110 2", "97110 20 0, 97140 8 0", BY_PERSON),
    ),
    violates(
        "the same minutes by an assistant alone",
        day("97110 2", "97110 20 PTA, 97140 8 PT", "code minutes therapist_credential"),
    ),
    cannot_tell(
        "an assistant is named, minutes by person are not",
        day("97110 2", "97110 20 A1, 97140 8 -", "code minutes assistant_id"),
        missing="minutes by person",
    ),
    cannot_tell(
        "CQ on a line, minutes by person are not known",
        Night(
            "code mods units / 97110 GP,CQ 2 / 97140 GP 0",
            visits="code minutes / 97110 20 / 97140 8",
        ),
        missing="minutes by person",
    ),
    clear(
        "an assistant is named, and it is right by code",
        day("97110 1, 97140 1", "97110 20 A1, 97140 8 -", "code minutes assistant_id"),
    ),
    # -- earlier nights ------------------------------------------------------------------------
    violates(
        "one for 33 minutes of an earlier night, two for 7 of tonight",
        over_two_nights(2, 1),
        at="C1/1",
    ),
    clear("two for 33 minutes of an earlier night, one for 7 of tonight", over_two_nights(1, 2)),
    # -- cannot tell ---------------------------------------------------------------------------
    cannot_tell(
        "the visit's total alone: 40 are three",
        day("97110 3", "97110 - 40, 97140 - 40", "code minutes total"),
        missing="minutes by code",
    ),
    clear(
        "the visit's total alone, another sum",
        day("97110 2", "97110 - 40, 97140 - 40", "code minutes total"),
    ),
    clear("the visit's total of one code", day("97110 3", "97110 - 40", "code minutes total")),
    cannot_tell("no visits", Night("code mods units / 97110 GP 1"), missing="minutes"),
    cannot_tell(
        "one code without minutes",
        day("97110 2, 97140 1", "97110 33, 97140 -"),
        missing="minutes",
    ),
    cannot_tell(
        "unknown payer",
        day("97110 3", "97110 33, 97140 7", payer="ZNEW"),
        missing="payer:unit_rule",
    ),
    cannot_tell(
        "a line of unknown discipline",
        Night(
            "code mods units / 97110 GP 3 / 97140 - 0",
            visits="code minutes / 97110 33 / 97140 7",
        ),
        missing="discipline",
    ),
    cannot_tell(
        "a line of unknown provider",
        Night(
            "code mods units npi / 97110 GP 3 1111111111 / 97140 GP 0 -",
            visits="code minutes / 97110 33 / 97140 7",
        ),
        missing="provider",
    ),
    # -- other methods -------------------------------------------------------------------------
    *(
        not_applicable(name, day("97110 3", "97110 33, 97140 7", payer=name))
        for name in (AMA, "hybrid", "either", "value-units")
    ),
    not_applicable("untimed codes alone", day("97161 1", "97161 40")),
    not_applicable("codes of another length", day("92607 2", "92607 60, 92608 16")),
    not_applicable(
        "codes of another length, unknown payer",
        day("92607 2", "92607 60, 92608 16", payer="ZNEW"),
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


@pytest.mark.parametrize(
    ("payer", "billed", "sum_of_units", "split"),
    [
        (CMS, "97110 2, 97140 1", "clear", "clear"),
        (CMS, "97110 3", "clear", "violates"),
        (CMS, "97110 2", "clear", "clear"),
        (AMA, "97110 2", "clear", "not_applicable"),
        (AMA, "97110 2, 97140 1", "violates", "not_applicable"),
    ],
)
def test_33_and_7_minutes_are_two_and_one_by_cms_and_two_and_none_by_midpoint(
    payer: str, billed: str, sum_of_units: str, split: str
) -> None:
    night = day(billed, "97110 33, 97140 7", payer=payer)
    assert judge(night, "UNIT001").overall == sum_of_units
    assert judge(night, "UNIT003").overall == split


def test_where_codes_and_visit_give_another_sum_nothing_is_said() -> None:
    """Codes say 40 minutes, three units; the visit says 37, two: DOC015 speaks of that."""
    night = day("97110 3", "97110 33 37, 97140 7 37", "code minutes total")
    assert judge(night, "UNIT003").overall == "clear"


def test_what_a_finding_says() -> None:
    (row,) = judge(day("97110 3", "97110 33, 97140 7"), "UNIT003").rows
    assert row.observed == (
        "97110 33 min (2 full, 3 left), 97140 7 min (0 full, 7 left): 40 minutes make 3 units by "
        "CMS total time; by the midpoint of each code 2; billed 3. Billed by code: 97110 3, 97140 "
        "0. The sum is right, the split is not."
    )
    assert row.expected == "By CMS total time: 97110 x 2, 97140 x 1."
