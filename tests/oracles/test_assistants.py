"""CMS's four steps and two exceptions for CQ and CO, through MOD004, MOD005 and MOD008.

Noted minutes are the therapist's and the assistant's alone, as 13+23. A line with CQ is drawn as
97110/CQ. Examples that CMS or a trade page prints name it; the others are worked by hand from the
steps: full quarters of an hour by one person, what is left of one code together, what is left of
different codes to the larger, a tie to either.
"""

from __future__ import annotations

from tests.oracles.oracle import ASSISTANT_RULES, UNIT_RULES, Oracle, day, run_oracles, verify
from tests.oracles.sources import (
    ASSISTANTS,
    ASSISTANTS_BY_APTA,
    ASSISTANTS_IN_2020,
    ASSISTANTS_PROPOSED,
    ASSISTANTS_SINCE_2022,
    Source,
)

NOW, IN_2021, IN_2020 = "2026-11-16", "2021-11-16", "2020-06-15"


def example(
    name: str,
    billed: str,
    noted: str,
    *faults: str,
    date: str = NOW,
    source: Source = ASSISTANTS,
    open: str = "",
) -> Oracle:
    return Oracle(
        name=name,
        source=source,
        night=day(billed, noted, date=date),
        asked=(*UNIT_RULES, *ASSISTANT_RULES),
        faults=faults,
        open=open,
    )


# 66 minutes are four units. 97140 has 30 by the therapist; of 97110 the assistant's first 15 are
# one unit, 13 by the therapist and 8 by the assistant are left.
SIXTY_SIX = "97110 13+23, 97140 30+0"
TWO_LEFT = "sources give the two last units as 23 to 28 minutes (final rule) or 24 to 28 (proposed)"
SECOND_CODE = (
    "no source says what becomes of a second unit behind which another code's minutes stand: "
    "either marking is right here"
)

SINCE_2022: list[Oracle] = [
    example(
        "66 minutes: the therapist has 8 or more of the last unit",
        "97110/CQ 1, 97110 1, 97140 2",
        SIXTY_SIX,
    ),
    example("66 minutes: none marked", "97110 1, 97110 1, 97140 2", SIXTY_SIX, "MOD004"),
    example("66 minutes: both marked", "97110/CQ 1, 97110/CQ 1, 97140 2", SIXTY_SIX, "MOD005"),
    example("66 minutes: both on one line", "97110 2, 97140 2", SIXTY_SIX, "MOD008"),
    # 15 minutes: 10 by the assistant are more than a tenth, and the therapist has only 5.
    example("10 and 5: marked", "97110/CQ 1", "97110 5+10", source=ASSISTANTS_PROPOSED),
    example("10 and 5: plain", "97110 1", "97110 5+10", "MOD004", source=ASSISTANTS_PROPOSED),
    # Step 1: full quarters are the person's who furnished them.
    example("step 1: 30 by the therapist", "97110 2", "97110 30+0"),
    example("step 1: 30 by the assistant", "97110/CQ 2", "97110 0+30"),
    example("step 1: 30 and 15", "97110 2, 97110/CQ 1", "97110 30+15"),
    # Step 2 and the first exception: 8 minutes by the therapist keep the last unit plain.
    *(
        example(f"step 2: {minutes}", billed, f"97110 {minutes}", source=ASSISTANTS_SINCE_2022)
        for minutes, billed in (
            ("8+7", "97110 1"),
            ("8+14", "97110 1"),
            ("7+8", "97110/CQ 1"),
            ("7+1", "97110/CQ 1"),
            ("22+23", "97110 1, 97110/CQ 2"),
            ("23+22", "97110 2, 97110/CQ 1"),
            ("23+7", "97110 2"),
        )
    ),
    example("step 2: 7+8, plain", "97110 1", "97110 7+8", "MOD004", source=ASSISTANTS_SINCE_2022),
    # The second exception: two units left, 9 to 14 minutes by each.
    *(
        example(
            f"two left: {minutes}",
            "97110 1, 97110/CQ 1",
            f"97110 {minutes}",
            source=ASSISTANTS_SINCE_2022,
        )
        for minutes in ("12+12", "10+14", "14+14", "14+10")
    ),
    example(
        "two left: 12+12, both marked",
        "97110/CQ 2",
        "97110 12+12",
        "MOD008",
        source=ASSISTANTS_SINCE_2022,
    ),
    example(
        "two left: 23 minutes count with them",
        "97110 1, 97110/CQ 1",
        "97110 9+14",
        source=ASSISTANTS_PROPOSED,
        open=TWO_LEFT,
    ),
    example(
        "two left: 23 minutes, both marked as the proposed text has it",
        "97110/CQ 1, 97110/CQ 1",
        "97110 9+14",
        "MOD005",
        source=ASSISTANTS_PROPOSED,
        open=TWO_LEFT,
    ),
    # Step 3: what is left of different codes goes to the larger, marked if it is the assistant's.
    example("step 3: the assistant's 7", "97110 2, 97140/CQ 1", "97110 33+0, 97140 0+7"),
    example("step 3: plain", "97110 2, 97140 1", "97110 33+0, 97140 0+7", "MOD004"),
    example("step 3: the therapist's 7", "97110/CQ 2, 97140 1", "97110 0+33, 97140 7+0"),
    # Step 4: 20 and 20 leave 5 and 5; whichever code takes the third unit is marked by its person.
    example("step 4: the therapist's code", "97110 2, 97140/CQ 1", "97110 20+0, 97140 0+20"),
    example("step 4: the assistant's code", "97110 1, 97140/CQ 2", "97110 20+0, 97140 0+20"),
    example(
        "step 4: the assistant's code, its second unit plain",
        "97110 1, 97140/CQ 1, 97140 1",
        "97110 20+0, 97140 0+20",
        "MOD004",
    ),
    # 10 and 10 of one code and 4 of another: 24 minutes, both units stand on the first code.
    *(
        example(f"a second code: {name}", billed, "97110 10+10, 97140 4+0", open=SECOND_CODE)
        for name, billed in (
            ("one of each", "97110 1, 97110/CQ 1"),
            ("both marked", "97110/CQ 2"),
            ("both plain", "97110 2"),
        )
    ),
]


@run_oracles(SINCE_2022)
def test_since_2022(oracle: Oracle) -> None:
    verify(oracle)


TWO_WAYS = (
    "CMS prints two ways to find a tenth: 2 of 15 minutes are more than a tenth by the share, and "
    "not by the rounded tenth and one more (3); the share is right here, a payer file may say else"
)

IN_2020_AND_2021: list[Oracle] = [
    # The tenth was asked of every unit, whatever the therapist had of it.
    *(
        example(f"2020: {minutes}", billed, f"97110 {minutes}", date=IN_2020, source=source)
        for minutes, billed, source in (
            ("10+10", "97110/CQ 1", ASSISTANTS_IN_2020),
            ("8+1", "97110/CQ 1", ASSISTANTS_IN_2020),
            ("11+1", "97110 1", ASSISTANTS_IN_2020),
            ("9+1", "97110 1", ASSISTANTS),
            ("0+15", "97110/CQ 1", ASSISTANTS),
        )
    ),
    example(
        "2020: 8+1, plain",
        "97110 1",
        "97110 8+1",
        "MOD004",
        date=IN_2020,
        source=ASSISTANTS_IN_2020,
    ),
    example("2020: 13+2, by the share", "97110/CQ 1", "97110 13+2", date=IN_2020, open=TWO_WAYS),
    example(
        "2020: 13+2, by the rounded tenth",
        "97110 1",
        "97110 13+2",
        "MOD004",
        date=IN_2020,
        open=TWO_WAYS,
    ),
    # The same example of 66 minutes: 8 of 21 are more than a tenth.
    example("2021: 66 minutes, both marked", "97110/CQ 2, 97140 2", SIXTY_SIX, date=IN_2021),
    example(
        "2021: 66 minutes, one marked",
        "97110/CQ 1, 97110 1, 97140 2",
        SIXTY_SIX,
        "MOD004",
        date=IN_2021,
    ),
    example("2021: 12+12", "97110/CQ 2", "97110 12+12", date=IN_2021),
    example("2021: 23+7", "97110 1, 97110/CQ 1", "97110 23+7", date=IN_2021),
    # Only one unit by the total: the therapist's 15 minutes, not the assistant's 7.
    example(
        "2021: 15 of one code and 7 of another",
        "97140 1",
        "97140 15+0, 97110 0+7",
        date=IN_2021,
        source=ASSISTANTS_BY_APTA,
    ),
]


@run_oracles(IN_2020_AND_2021)
def test_in_2020_and_2021(oracle: Oracle) -> None:
    verify(oracle)


def test_before_2020_nothing_was_marked() -> None:
    night = day("97110 1", "97110 0+15", date="2019-12-30")
    verify(Oracle(name="2019", source=ASSISTANTS, night=night, asked=ASSISTANT_RULES))
