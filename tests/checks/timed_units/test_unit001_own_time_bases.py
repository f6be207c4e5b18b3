"""UNIT001 outside the 15-minute pool: codes that count by the midpoint of their own time.

Source: RULES.md UNIT "Pool", medicare.md c "Other time bases" (96125 and 96105 an hour; 92607 and
96112 a first hour, 92608 and 96113 each further 30 minutes; 97545 two hours, 97546 each further
hour; 97550 30 minutes, 97551 each further 15), and the CPT time rule: a unit is attained when the
midpoint is passed. Worked by hand:

- an hour: one unit from 31 minutes, two from 60 + 31 = 91;
- a first hour and further halves: 31, 60 + 16 = 76, 90 + 16 = 106;
- two hours and further hours: 61, 120 + 31 = 151, 180 + 31 = 211;
- 30 minutes and further quarters: 16, 30 + 8 = 38, 45 + 8 = 53.
"""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.worksheets.timed_units import TimedUnits
from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.checks.timed_units.test_unit001_methods import AMA, CMS, EITHER, HYBRID, PAYERS
from tests.engine.nights import judged
from tests.judging import judge, rule_of
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("UNIT001")


def day(billed: str, minutes: str, who: str = CMS) -> Night:
    """A day as "92607 1, 92608 1" billed and "92607 60, 92608 16" noted."""
    lines = "".join(f" / {who} GN {part.strip()}" for part in billed.split(","))
    visits = "".join(f" / {part.strip()}" for part in minutes.split(","))
    return Night(f"payer mods code units{lines}", visits=f"code minutes{visits}", payers=PAYERS)


def with_earlier(code: str, minutes: int, earlier_code: str, earlier_minutes: int) -> Night:
    """One unit tonight and one of the same day that went out on an earlier night."""
    return Night(
        f"code mods units / {code} GN 1",
        visits=f"visit code minutes / V1 {code} {minutes}",
        earlier_lines=f"claim code mods units / C0 {earlier_code} GN 1",
        earlier_visits=f"visit code minutes / V0 {earlier_code} {earlier_minutes}",
    )


PAIRS = [
    ("92607", "92608", 30, 75, 105),
    ("96112", "96113", 30, 75, 105),
    ("97545", "97546", 60, 150, 210),
    ("97550", "97551", 15, 37, 52),
]
"""First and additional code, and the last minute that gives no unit, one, and two."""
POOL_BESIDE = "code mods units / 97110 GN {} / 96125 GN {}"

EXAMPLES: list[Example] = [
    violates(
        "an hour: half of it is not passed",
        day("96125 1", "96125 30"),
        severity="block",
        shows={"timed_minutes": 30, "billed": 1, "allowed": 0},
    ),
    clear("an hour: half of it is passed", day("96125 1", "96125 31")),
    violates("two hours: 60 + 30", day("96125 2", "96125 90"), shows={"allowed": 1}),
    clear("two hours: 60 + 31", day("96125 2", "96125 91")),
    violates("the other hour code", day("96105 1", "96105 30")),
    clear("the other hour code, passed", day("96105 1", "96105 31")),
    violates("no minutes at all", day("96125 1", "96125 0")),
    *(violates(f"{a}: none yet", day(f"{a} 1", f"{a} {none}")) for a, _, none, _, _ in PAIRS),
    *(clear(f"{a}: one", day(f"{a} 1", f"{a} {none + 1}")) for a, _, none, _, _ in PAIRS),
    *(
        violates(f"{a} and {b}: one", day(f"{a} 1, {b} 1", f"{a} {one}"), shows={"allowed": 1})
        for a, b, _, one, _ in PAIRS
    ),
    *(
        clear(f"{a} and {b}: two", day(f"{a} 1, {b} 1", f"{a} {one + 1}"))
        for a, b, _, one, _ in PAIRS
    ),
    *(
        violates(f"{a} and {b}: two, three billed", day(f"{a} 1, {b} 2", f"{a} {two}"))
        for a, b, _, _, two in PAIRS
    ),
    *(
        clear(f"{a} and {b}: three", day(f"{a} 1, {b} 2", f"{a} {two + 1}"))
        for a, b, _, _, two in PAIRS
    ),
    clear("noted on both: 60 + 16", day("92607 1, 92608 1", "92607 60, 92608 16")),
    violates("noted on both: 60 + 15", day("92607 1, 92608 1", "92607 60, 92608 15")),
    violates(
        "the further unit begins after a full first one: 31 + 16 = 47",
        day("92607 1, 92608 1", "92607 31, 92608 16"),
    ),
    # -- a first code twice, an additional one alone ---------------------------------------------
    violates(
        "two first units of two hours: 120 + 60 is not passed",
        day("97545 2", "97545 180"),
        shows={"allowed": 1},
    ),
    clear("two first units: 120 + 61", day("97545 2", "97545 181")),
    violates("minutes of a further unit make no second first one", day("92607 2", "92607 76")),
    violates(
        "two first units and a further one: 120 + 15",
        day("92607 2, 92608 1", "92607 135"),
        shows={"allowed": 2},
    ),
    clear("two first units and a further one: 120 + 16", day("92607 2, 92608 1", "92607 136")),
    cannot_tell(
        "an additional code alone, with its own midpoint passed",
        day("92608 1", "92608 16"),
        missing="first unit",
    ),
    violates("an additional code alone, not even its own midpoint", day("92608 1", "92608 15")),
    clear("the first unit is noted and not billed: 60 + 16", day("92608 1", "92607 60, 92608 16")),
    violates("the first unit is noted and short: 10 + 16", day("92608 1", "92607 10, 92608 16")),
    # -- beside the pool, and beside each other --------------------------------------------------
    violates(
        "minutes of the pool are no help to the hour",
        Night(POOL_BESIDE.format(1, 1), visits="code minutes / 97110 22 / 96125 30"),
        at="C1/2",
    ),
    clear(
        "the pool beside an hour that is not passed",
        Night(POOL_BESIDE.format(1, 1), visits="code minutes / 97110 22 / 96125 30"),
        at="C1/1",
    ),
    violates(
        "minutes of the hour are no help to the pool",
        Night(POOL_BESIDE.format(2, 1), visits="code minutes / 97110 22 / 96125 59"),
        at="C1/1",
    ),
    clear(
        "the hour beside a pool that is over",
        Night(POOL_BESIDE.format(2, 1), visits="code minutes / 97110 22 / 96125 59"),
        at="C1/2",
    ),
    violates(
        "each family alone: 31 and 30", day("96105 1, 96125 1", "96105 31, 96125 30"), at="C1/2"
    ),
    clear("each family alone: 31", day("96105 1, 96125 1", "96105 31, 96125 30"), at="C1/1"),
    violates(
        "two visits are one day: 45 + 45",
        Night(
            "code mods units / 96125 GN 2", visits="visit code minutes / V1 96125 45 / V2 96125 45"
        ),
    ),
    clear(
        "two visits are one day: 45 + 46",
        Night(
            "code mods units / 96125 GN 2", visits="visit code minutes / V1 96125 45 / V2 96125 46"
        ),
    ),
    violates(
        "two therapists are two days: 30",
        Night(
            "code mods npi billing / 96125 GN 1111111111 9 / 96125 GN 2222222222 9",
            visits="visit code minutes therapist_npi"
            " / V1 96125 61 1111111111 / V2 96125 30 2222222222",
        ),
        at="C1/2",
    ),
    # -- every method counts them alike ----------------------------------------------------------
    *(
        violates(f"{who}: 30 minutes", day("96125 1", "96125 30", who), shows={"allowed": 0})
        for who in (AMA, HYBRID, EITHER)
    ),
    *(
        clear(f"{who}: 31 minutes", day("96125 1", "96125 31", who))
        for who in (AMA, HYBRID, EITHER)
    ),
    not_applicable("value units", day("96125 1", "96125 30", "value-units")),
    cannot_tell("unknown payer", day("96125 1", "96125 30", "ZNEW"), missing="payer:unit_rule"),
    # -- earlier nights --------------------------------------------------------------------------
    violates(
        "45 minutes of an earlier night and 45 of tonight",
        with_earlier("96125", 45, "96125", 45),
        at="C1/1",
        shows={"timed_minutes": 90, "billed": 2, "allowed": 1},
    ),
    clear(
        "45 minutes of an earlier night and 46 of tonight", with_earlier("96125", 46, "96125", 45)
    ),
    clear(
        "the first unit of an earlier night is full: 60 + 16",
        with_earlier("92608", 16, "92607", 60),
    ),
    violates(
        "the first unit of an earlier night is not full: 59 + 16",
        with_earlier("92608", 16, "92607", 59),
    ),
    not_applicable(
        "a void alone",
        Night("code mods units frequency / 96125 GN 1 8", visits="code minutes / 96125 8"),
    ),
    # -- cannot tell -----------------------------------------------------------------------------
    cannot_tell("no visits", Night("code mods / 96125 GN"), missing="minutes"),
    cannot_tell("minutes blank", day("96125 1", "96125 -"), missing="minutes"),
    cannot_tell(
        "the visit's total is not the code's",
        Night("code mods / 96125 GN", visits="code minutes total / 96125 - 60"),
        missing="minutes",
    ),
    cannot_tell(
        "the first code's minutes are blank",
        day("92607 1, 92608 1", "92607 -, 92608 80"),
        missing="minutes",
    ),
    cannot_tell(
        "one of two lines names no discipline",
        Night("code mods units / 96125 GN 1 / 96125 - 1", visits="code minutes / 96125 91"),
        missing="discipline",
    ),
    clear(
        "a pooled line without a discipline is no matter",
        Night(
            "code mods units / 96125 GN 1 / 97110 - 1",
            visits="code minutes / 96125 31 / 97110 15",
        ),
        at="C1/1",
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


@pytest.mark.parametrize(
    ("billed", "minutes", "expected"),
    [
        (
            "96125 1",
            "96125 30",
            "Units at most: 0, by the midpoint of its own time (96125: one unit from more than 30 "
            "minutes, two from more than 90, and so on by 60).",
        ),
        (
            "97550 1, 97551 1",
            "97550 30, 97551 7",
            "Units at most: 1, by the midpoint of its own time (97550+97551: one unit from more "
            "than 15 minutes, two from more than 37.5, and so on by 15).",
        ),
    ],
)
def test_a_finding_says_the_time_of_the_code(billed: str, minutes: str, expected: str) -> None:
    (row,) = judge(day(billed, minutes), "UNIT001").rows
    assert row.expected == expected
    assert " min: " in row.observed
    assert " by the midpoint of its own time; billed " in row.observed


def test_each_family_is_a_row_of_its_own() -> None:
    night = Night(
        "code mods units / 97110 GN 1 / 92607 GN 1 / 92608 GN 1 / 96125 GN 1",
        visits="code minutes / 97110 15 / 92607 60 / 92608 15 / 96125 30",
    )
    answers = {
        row.anchor: (row.answer, row.related) for row in judge(night, "UNIT001").rows if row.anchor
    }
    assert answers == {"C1/2": ("violates", ("C1/3",)), "C1/4": ("violates", ())}
    days = judged(night, rule_of("UNIT001")).workbench.get(TimedUnits)
    assert days.discriminators(np.arange(len(days))) == [
        "2026-11-16 SLP",
        "2026-11-16 SLP 92607+92608",
        "2026-11-16 SLP 96125",
    ]
