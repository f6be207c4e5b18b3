"""PAIR009: RULES.md PAIR and "Before any rule" 2-4; NCCI policy manual chapter 11."""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.checks.same_day_pairs.distinct_nights import HEAD, IN_OUT, NOTED, night, timed
from tests.judging import CANNOT_TELL, CLEAR, VIOLATES, judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("PAIR009")

PER_CODE = IN_OUT.replace("in_out", "per_code")
TIMES, MINUTES = HEAD + IN_OUT, HEAD + PER_CODE
PAIR = "code mods / 97110 GP / 97150 GP"
INSIDE = timed("97150 10:00 10:30 30", "97110 10:10 10:25 15")
APART = timed("97150 10:00 10:30 30", "97110 10:30 10:45 15")
UNTIMED = timed("97150 - - 30", "97110 - - 15")
ONE, OTHER = "1111111111", "2222222222"

EXAMPLES: list[Example] = [
    violates(
        "the one-on-one service lies within the group",
        night(PAIR, INSIDE, HEAD),
        at="C1/2",
        severity="review",
        shows={
            "group": "97150",
            "one_on_one": "97110",
            "fault": "97150 10:00-10:30 and 97110 10:10-10:25 share minutes",
        },
    ),
    violates(
        "the group lies within the one-on-one service",
        night(PAIR, timed("97150 10:10 10:20 10", "97110 10:00 10:45 45"), HEAD),
    ),
    violates(
        "they share one minute",
        night(PAIR, timed("97150 10:00 10:31 31", "97110 10:30 10:45 15"), HEAD),
    ),
    violates(
        "with or without a modifier",
        night("code mods / 97110 GP,59 / 97150 GP", INSIDE, HEAD),
    ),
    violates(
        "an evaluation in the minutes of the group",
        night(
            "code mods / 97161 GP / 97150 GP",
            timed("97150 10:00 10:30 30", "97161 10:15 10:45 30"),
            HEAD,
        ),
    ),
    violates(
        "the second of two one-on-one codes",
        night(
            "code mods / 97110 GP / 97140 GP / 97150 GP",
            timed("97150 10:00 10:30 30", "97110 10:30 10:45 15", "97140 10:20 10:30 10"),
            HEAD,
        ),
        shows={
            "one_on_one": "97110, 97140",
            "fault": "97150 10:00-10:30 and 97140 10:20-10:30 share minutes",
        },
    ),
    violates(
        "two disciplines of one provider",
        night(
            f"code mods npi / 97530 GO {ONE} / 97150 GP {ONE}",
            timed("97150 10:00 10:30 30", "97530 10:10 10:25 15"),
            HEAD,
        ),
    ),
    violates(
        "the payer wants times in and out, the group has none",
        night(PAIR, timed("97150 - - 30", "97110 10:00 10:15 15"), TIMES),
        shows={"fault": "the payer wants times in and out of each code, and the note lacks them"},
    ),
    violates(
        "the payer wants times, the one-on-one service has no end",
        night(PAIR, timed("97150 10:00 10:30 30", "97110 10:30 - 15"), TIMES),
    ),
    violates(
        "the payer wants minutes of each code, the group has none",
        night(PAIR, timed("97150 - - -", "97110 - - 15"), MINUTES),
        shows={"fault": "the payer wants minutes of each code, and the note lacks them"},
    ),
    violates(
        "the group went out on an earlier night",
        night(
            "code mods / 97110 GP",
            timed("97110 10:10 10:25 15"),
            HEAD,
            earlier="code claim mods / 97150 C0 GP",
            earlier_visits=timed("97150 10:00 10:30 30", visit="V0"),
        ),
        at="C1/1",
    ),
    violates("Medicare", Night(PAIR, visits=INSIDE)),
    clear("one begins as the other ends", night(PAIR, APART, HEAD)),
    clear("the payer wants times, all are there", night(PAIR, APART, TIMES)),
    clear(
        "the payer wants minutes, the clock gives them",
        night(PAIR, timed("97150 10:00 10:30 -", "97110 10:30 10:45 -"), MINUTES),
    ),
    clear(
        "a supervised modality may share the group's minutes",
        night(
            "code mods / 97110 GP / G0283 GP / 97150 GP",
            timed("97150 10:00 10:30 30", "97110 10:30 10:45 15", "G0283 10:00 10:15 15"),
            HEAD,
        ),
    ),
    clear(
        "what is not billed does not count",
        night(
            PAIR,
            timed("97150 10:00 10:30 30", "97110 10:30 10:45 15", "97140 10:00 10:10 10"),
            HEAD,
        ),
    ),
    cannot_tell(
        "no clock times, and the payer does not ask for them",
        night(PAIR, UNTIMED, HEAD),
        missing="clock times",
    ),
    cannot_tell(
        "minutes of each code are there, the clock is not",
        night(PAIR, UNTIMED, MINUTES),
        missing="clock times",
    ),
    cannot_tell("no visit on file", night(PAIR, "", TIMES), missing="clock times"),
    cannot_tell(
        "the visits have no columns for times",
        night(PAIR, "visit code minutes / V1 97150 30 / V1 97110 15", TIMES),
        missing="clock times",
    ),
    cannot_tell(
        "the group is not documented",
        night(PAIR, timed("97110 10:00 10:15 15"), TIMES),
        missing="clock times",
    ),
    cannot_tell(
        "a block that ends before it begins",
        night(PAIR, timed("97150 10:30 10:00 30", "97110 10:30 10:45 15"), TIMES),
        missing="clock times",
    ),
    cannot_tell(
        "a line does not name its therapist",
        night(f"code mods npi / 97110 GP {ONE} / 97150 GP -", INSIDE, HEAD),
        missing="provider",
    ),
    not_applicable("the group alone", night("code mods / 97150 GP", INSIDE, HEAD)),
    not_applicable("no group", night("code mods / 97110 GP / 97530 GP", INSIDE, HEAD)),
    not_applicable(
        "a supervised modality alone beside it", night("code mods / G0283 GP / 97150 GP", "", HEAD)
    ),
    not_applicable(
        "two therapists of a practice",
        night(f"code mods npi / 97110 GP {ONE} / 97150 GP {OTHER}", INSIDE, HEAD),
    ),
    not_applicable("GY on the group", night("code mods / 97110 GP / 97150 GP,GY", INSIDE, HEAD)),
    not_applicable(
        "both went out on earlier nights",
        night(
            "code mods / 97140 GP",
            INSIDE,
            HEAD,
            earlier="code claim date mods / 97150 C0 11-13 GP / 97110 C0 11-13 GP",
        ),
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


@pytest.mark.parametrize("column", ["start_time", "stop_time"])
@pytest.mark.parametrize(("payer", "answer"), [(HEAD, CANNOT_TELL), (TIMES, VIOLATES)])
def test_a_blank_time_of_the_columns_that_the_card_names(
    column: str, payer: str, answer: str
) -> None:
    rows = [row.split() for row in INSIDE.split(" / ")]
    rows[1][rows[0].index(column)] = "-"
    drawn = " / ".join(" ".join(row) for row in rows)
    assert judge(night(PAIR, drawn, payer), "PAIR009").overall == answer
    assert judge(night(PAIR, APART, payer), "PAIR009").overall == CLEAR


def test_a_finding_names_every_line_of_the_two() -> None:
    judged = judge(
        night(
            "code claim mods / 97110 C1 GP / 97140 C2 GP / 97150 C2 GP / G0283 C2 GP",
            INSIDE + timed("97140 10:30 10:45 15").removeprefix(NOTED),
            HEAD,
        ),
        "PAIR009",
    )
    (row,) = judged.rows
    assert (row.anchor, set(row.related)) == ("C2/2", {"C1/1", "C2/1"})
    assert row.observed == (
        "97150 and one-on-one 97110, 97140 on one day: 97150 10:00-10:30 and 97110 10:10-10:25 "
        "share minutes."
    )
