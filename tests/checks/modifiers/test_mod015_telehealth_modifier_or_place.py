"""MOD015: RULES.md MOD; NGS on modifier 95 and places from 2024; CMS places 02 and 10."""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("MOD015")


def line(
    mods: str,
    pos: str = "-",
    code: str = "97110",
    date: str = "2026-11-16",
    payer: str = "medicare",
) -> Night:
    return Night(f"code mods pos date payer / {code} {mods} {pos} {date} {payer}")


EXAMPLES: list[Example] = [
    violates(
        "95 in the office",
        line("GP,95", "11"),
        severity="review",
        shows={"place": "11", "problem": "the modifier says telehealth, the place does not"},
    ),
    violates("GT in the office", line("GP,GT", "11")),
    violates("audio only in the office", line("GP,93", "11")),
    violates("95 at home", line("GP,95", "12")),
    violates("another payer", line("GP,95", "11", payer="commercial-base")),
    violates("an unknown payer", line("GP,95", "11", payer="ZNEW")),
    violates(
        "a service by hand over the screen",
        line("GP,95", "10", "97140"),
        shows={"problem": "Medicare does not list the code for telehealth"},
    ),
    violates(
        "both at once",
        line("GP,95", "11", "97140"),
        shows={
            "problem": (
                "the modifier says telehealth, the place does not; "
                "Medicare does not list the code for telehealth"
            )
        },
    ),
    violates("a service by hand, place blank", line("GP,95", "-", "97140")),
    violates("95 in the office, first day it is wrong", line("GP,95", "11", date="2024-01-01")),
    violates(
        "a hospital's service by hand",
        Night("code mods bill_type / 97140 GP,95 131"),
    ),
    clear("95 at 02", line("GP,95", "02")),
    clear("95 at 10", line("GP,95", "10")),
    clear("GT at 10, another payer", line("GP,GT", "10", payer="commercial-base")),
    clear("place alone says it to Medicare", line("GP", "10")),
    clear("95 in the office, last day it was right", line("GP,95", "11", date="2023-12-31")),
    clear(
        "a service by hand of another payer",
        line("GP,95", "10", "97140", payer="commercial-base"),
    ),
    clear("a hospital claim has no place", Night("code mods bill_type / 97110 GP,95 131")),
    cannot_tell("place blank", line("GP,95"), missing="place_of_service"),
    cannot_tell("no place column", Night("code mods / 97110 GP,95"), missing="place_of_service"),
    cannot_tell(
        "a code of which the list is not known",
        line("GP,95", "10", "97537"),
        missing="telehealth list",
    ),
    cannot_tell(
        "the day after the list's end",
        Night(
            "code mods pos date / 97110 GP,95 10 2028-01-01",
            as_of="2028-01-05",
        ),
        missing="telehealth list",
    ),
    clear(
        "the list's last day",
        Night("code mods pos date / 97110 GP,95 10 2027-12-31", as_of="2028-01-05"),
    ),
    cannot_tell(
        "place alone, another payer",
        line("GP", "10", payer="commercial-base"),
        missing="telehealth modifier",
    ),
    violates("place 10 before there was one", line("GP,95", "10", date="2019-06-03")),
    not_applicable("in the office", line("GP", "11")),
    not_applicable("no modifier column, in the office", Night("code pos / 97110 11")),
    not_applicable("a void", Night("code mods pos frequency / 97110 GP,95 11 8")),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


@pytest.mark.parametrize(
    ("date", "answer"), [("2021-12-31", "clear"), ("2022-01-01", "clear"), ("2018-01-01", "clear")]
)
def test_place_02_stands_since_it_is_telehealths_own(date: str, answer: str) -> None:
    night = line("GP,95", "02", date=date, payer="commercial-base")
    assert judge(night, "MOD015").overall == answer


def test_a_place_of_telehealth_is_enough_for_a_service_by_hand() -> None:
    assert judge(line("GP", "02", "97140"), "MOD015").overall == "violates"


def test_what_a_finding_says() -> None:
    (row,) = judge(line("GP,95", "11"), "MOD015").rows
    assert row.observed == (
        "Code 97110 carries GP 95 at place of service 11: "
        "the modifier says telehealth, the place does not."
    )
