"""PAIR004, the record: RULES.md PAIR; NCCI policy manual chapter 11 (never the same 15 minutes)."""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.checks.same_day_pairs.distinct_nights import (
    APART,
    NOTED,
    PAIR,
    TIMES,
    TOGETHER,
    UNTIMED,
    described,
    night,
    timed,
)
from tests.judging import CANNOT_TELL, CLEAR, VIOLATES, judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("PAIR004")

EXAMPLES: list[Example] = [
    violates(
        "the blocks share ten minutes",
        night(PAIR, TOGETHER),
        at="C1/2",
        severity="review",
        shows={
            "pair": "97110 + 97530",
            "marked": "97530 with GP 59",
            "contradiction": "97110 10:00-10:15 and 97530 10:05-10:20 share minutes",
        },
    ),
    violates(
        "they share one minute",
        night(PAIR, timed("97110 10:00 10:16 16", "97530 10:15 10:30 15")),
    ),
    violates(
        "one lies within the other",
        night(PAIR, timed("97110 10:00 10:45 45", "97530 10:10 10:25 15")),
    ),
    violates(
        "the second blocks of the day overlap",
        night(
            PAIR,
            timed(
                "97110 10:00 10:15 15",
                "97110 11:00 11:15 15",
                "97530 10:15 10:30 15",
                "97530 11:10 11:25 15",
            ),
        ),
        shows={"contradiction": "97110 11:00-11:15 and 97530 11:10-11:25 share minutes"},
    ),
    violates(
        "the blocks of two visits overlap",
        night(
            PAIR,
            timed("97110 10:00 10:15 15")
            + timed("97530 10:05 10:20 15", visit="V2").removeprefix(NOTED),
        ),
    ),
    violates(
        "an untimed service in the minutes of another",
        night(
            "code mods / 97161 GP,59 / 97140 GP",
            timed("97161 10:00 10:30 30", "97140 10:20 10:35 15"),
        ),
    ),
    violates(
        "15 minutes for a unit of each: one short of 16",
        night(PAIR, timed("97110 10:00 10:08 8", "97530 10:08 10:15 7")),
        shows={
            "contradiction": (
                "the note has 15 minutes for both, and the units billed take at least 16"
            ),
            "minutes": 15,
            "minutes_needed": 16,
        },
    ),
    violates(
        "30 minutes for two and one units: one short of 31",
        night(
            "code mods units / 97110 GP 2 / 97530 GP,59 1",
            timed("97110 - - 20", "97530 - - 10"),
        ),
    ),
    violates(
        "too few minutes without any clock time",
        night(PAIR, timed("97110 - - 8", "97530 - - 7")),
    ),
    violates(
        "too few by the blocks, no minutes noted",
        night(PAIR, timed("97110 10:00 10:05 -", "97530 10:05 10:10 -")),
    ),
    violates(
        "the same description",
        night(PAIR, described("squats and steps", "squats and steps")),
        shows={"contradiction": "both have the same description"},
    ),
    violates(
        "the same but for case and blanks, without clock times",
        night(
            PAIR,
            described("Squats and steps", "squats  and Steps.", clock=False).replace(
                "Steps.", "Steps"
            ),
        ),
    ),
    violates(
        "the payer asks for times in and out, one is missing",
        night(PAIR, timed("97110 10:00 10:15 15", "97530 10:15 - 15"), TIMES),
        shows={"contradiction": "the payer asks for times in and out, and one is missing"},
    ),
    clear("one begins as the other ends", night(PAIR, APART)),
    clear("the payer asks for times, all are there", night(PAIR, APART, TIMES)),
    clear(
        "16 minutes for a unit of each",
        night(PAIR, timed("97110 10:00 10:08 8", "97530 10:08 10:16 8")),
    ),
    clear(
        "33 and 7 minutes for two units and one",
        night(
            "code mods units / 97110 GP 2 / 97530 GP,59 1",
            timed("97110 10:00 10:33 33", "97530 10:33 10:40 7"),
        ),
    ),
    clear(
        "7 and 7 minutes, and 14 of two codes without units round them up",
        night(
            "code mods units / 97110 GP 1 / 97530 GP,59 1",
            timed(
                "97110 10:00 10:07 7",
                "97530 10:07 10:14 7",
                "97112 10:14 10:21 7",
                "97140 10:21 10:28 7",
            ),
        ),
    ),
    clear("different descriptions", night(PAIR, described("squats", "carrying a tray"))),
    clear("one description alone", night(PAIR, described("squats", "-"))),
    clear(
        "one goal for both",
        night(
            PAIR,
            "visit code start_time stop_time minutes goal_id"
            " / V1 97110 10:00 10:15 15 G1 / V1 97530 10:15 10:30 15 G1",
        ),
    ),
    clear(
        "an untimed service has no least minutes",
        night(
            "code mods / 97161 GP,59 / 97140 GP",
            timed("97161 10:00 10:02 2", "97140 10:20 10:35 15"),
        ),
    ),
    cannot_tell(
        "no clock times, and the payer does not ask for them",
        night(PAIR, UNTIMED),
        missing="clock times",
    ),
    cannot_tell(
        "the day before the payer asked for them",
        night(
            "code date mods / 97110 2024-12-31 GP / 97530 2024-12-31 GP,59",
            "date visit code minutes / 2024-12-31 V1 97110 15 / 2024-12-31 V1 97530 15",
            TIMES,
        ),
        missing="clock times",
    ),
    cannot_tell("Medicare asks for the total alone", Night(PAIR, visits=UNTIMED)),
    cannot_tell("no visit on file", night(PAIR, "", TIMES), missing="clock times"),
    cannot_tell(
        "only one of the two is documented",
        night(PAIR, timed("97110 10:00 10:15 15"), TIMES),
        missing="clock times",
    ),
    cannot_tell(
        "a block that ends before it begins is a fault of its own",
        night(PAIR, timed("97110 10:00 10:15 15", "97530 10:30 10:15 15"), TIMES),
        missing="clock times",
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


@pytest.mark.parametrize(
    ("column", "answer"),
    [("start_time", CANNOT_TELL), ("stop_time", CANNOT_TELL), ("description", CLEAR)],
)
def test_blanks_of_the_columns_that_the_card_names(column: str, answer: str) -> None:
    whole = TOGETHER if column != "description" else described("squats", "squats")
    rows = whole.replace(" / ", "\n").split("\n")
    mark = "|" if "|" in whole else None
    heading, *cells = ([cell.strip() for cell in row.split(mark)] for row in rows)
    cells[1][heading.index(column)] = "-"
    blanked = "\n".join(" | ".join(row) for row in [heading, *cells])
    assert judge(night(PAIR, whole), "PAIR004").overall == VIOLATES
    assert judge(night(PAIR, blanked), "PAIR004").overall == answer


def test_what_a_finding_says() -> None:
    (row,) = judge(night(PAIR, TOGETHER), "PAIR004").rows
    assert row.observed == (
        "97110 + 97530 on one day, 97530 with GP 59: "
        "97110 10:00-10:15 and 97530 10:05-10:20 share minutes."
    )
