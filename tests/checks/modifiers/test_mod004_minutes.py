"""MOD004 by the minutes: how many units of a code need the modifier, and how many carry it.

RULES.md "Assistant arithmetic" with its vectors; CMS billing examples for CQ and CO; the quiz of a
trade page on the rule of 2020.
"""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("MOD004")

MINUTES = "code therapist assistant / 97110 {} {}"
BOTH = "code therapist assistant / 97110 {} {} / 97140 {} {}"
ONE = "code mods units / 97110 GP {}"
TWO = "code mods units / 97110 GP {} / 97110 GP,CQ {}"
PAIR = "code mods units / 97110 GP {} / 97140 {} {}"


def in_2021(mods: str, units: int, therapist: int, assistant: int) -> Night:
    return Night(
        f"code mods units date / 97110 {mods} {units} 2021-06-01",
        visits=f"code date therapist assistant / 97110 2021-06-01 {therapist} {assistant}",
    )


EXAMPLES: list[Example] = [
    # -- one code ----------------------------------------------------------------------------
    violates(
        "assistant alone",
        Night(ONE.format(1), visits=MINUTES.format(0, 15)),
        severity="block",
        shows={"needed": "1", "marked": 0, "billed": 1},
    ),
    clear("assistant alone, CQ", Night(TWO.format(0, 1), visits=MINUTES.format(0, 15))),
    clear(
        "assistant alone, CO",
        Night("code mods / 97530 GO,CO", visits="code assistant therapist / 97530 15 0"),
    ),
    clear("therapist alone", Night(ONE.format(1), visits=MINUTES.format(15, 0))),
    violates(
        "22 and 23: 2 of 3 need it, 1 carries it",
        Night(TWO.format(2, 1), visits=MINUTES.format(22, 23)),
        severity="block",
        shows={"needed": "2", "marked": 1, "billed": 3},
    ),
    clear("22 and 23: 2 of 3", Night(TWO.format(1, 2), visits=MINUTES.format(22, 23))),
    clear("23 and 22: 1 of 3", Night(TWO.format(2, 1), visits=MINUTES.format(23, 22))),
    clear("23 and 7: none of 2", Night(ONE.format(2), visits=MINUTES.format(23, 7))),
    clear("therapist has 8 of the last", Night(ONE.format(1), visits=MINUTES.format(8, 7))),
    violates("therapist has 7 of the last", Night(ONE.format(1), visits=MINUTES.format(7, 8))),
    violates("a minute of 8", Night(ONE.format(1), visits=MINUTES.format(7, 1))),
    clear(
        "12 and 12: one each",
        Night(TWO.format(1, 1), visits=MINUTES.format(12, 12)),
    ),
    violates(
        "12 and 12 on two plain lines",
        Night(
            "code mods units / 97110 GP 1 / 97110 GP,59 1",
            visits=MINUTES.format(12, 12),
        ),
        shows={"needed": "1"},
    ),
    not_applicable(
        "both kinds on one line: MOD008", Night(ONE.format(2), visits=MINUTES.format(15, 15))
    ),
    clear(
        "minutes together are the therapist's",
        Night(ONE.format(2), visits="code minutes therapist / 97110 30 30"),
    ),
    violates(
        "the assistant's minutes follow from the rest",
        Night(ONE.format(1), visits="code minutes therapist / 97110 15 0"),
    ),
    # -- 2020 and 2021 -----------------------------------------------------------------------
    violates("2021: 10 and 10", in_2021("GP", 1, 10, 10)),
    violates("2021: 8 and 1", in_2021("GP", 1, 8, 1)),
    clear("2021: 11 and 1", in_2021("GP", 1, 11, 1)),
    clear("2022 rule: 10 and 10", Night(ONE.format(1), visits=MINUTES.format(10, 10))),
    not_applicable(
        "2019: not asked for yet",
        Night(
            "code mods date / 97110 GP 2019-06-03",
            visits="code date therapist assistant / 97110 2019-06-03 0 15",
        ),
    ),
    # -- several codes -----------------------------------------------------------------------
    violates(
        "33 and the assistant's 7: the third unit is the assistant's",
        Night(PAIR.format(2, "GP", 1), visits=BOTH.format(33, 0, 0, 7)),
        at="C1/2",
        shows={"needed": "1"},
    ),
    clear(
        "33 and the assistant's 7: the therapist's two stay plain",
        Night(PAIR.format(2, "GP", 1), visits=BOTH.format(33, 0, 0, 7)),
        at="C1/1",
    ),
    clear(
        "a tie, the unit billed to the therapist's code",
        Night(PAIR.format(2, "GP,CQ", 1), visits=BOTH.format(20, 0, 0, 20)),
    ),
    clear(
        "a tie, the unit billed to the assistant's code",
        Night(PAIR.format(1, "GP,CQ", 2), visits=BOTH.format(20, 0, 0, 20)),
    ),
    violates(
        "a tie, the assistant's code billed without",
        Night(PAIR.format(1, "GP", 2), visits=BOTH.format(20, 0, 0, 20)),
        at="C1/2",
        shows={"needed": "2"},
    ),
    # -- untimed services --------------------------------------------------------------------
    clear(
        "group: 3 of 30",
        Night("code mods / 97150 GP", visits="code therapist assistant / 97150 27 3"),
    ),
    violates(
        "group: 4 of 30",
        Night("code mods / 97150 GP", visits="code therapist assistant / 97150 26 4"),
    ),
    violates(
        "evaluation: 5 of 40",
        Night("code mods / 97161 GP", visits="code therapist assistant / 97161 35 5"),
    ),
    not_applicable(
        "a device's supply",
        Night("code mods / 98977 GP", visits="code assistant therapist / 98977 10 0"),
    ),
    violates(
        "monitoring time",
        Night("code mods / 98980 GP", visits="code assistant therapist / 98980 20 0"),
    ),
    # -- units other than those of the minutes ------------------------------------------------
    violates(
        "a unit too many, all the assistant's",
        Night("code mods units / 97110 GP 1 / 97110 GP,59 2", visits=MINUTES.format(0, 30)),
        shows={"needed": "2", "billed": 3},
    ),
    clear(
        "a unit too many, enough carry it",
        Night(TWO.format(2, 1), visits=MINUTES.format(15, 15)),
    ),
    clear(
        "a unit that 5 minutes by the assistant do not earn",
        Night(ONE.format(2), visits=MINUTES.format(15, 5)),
    ),
    cannot_tell(
        "one unit of two, whose it is not said",
        Night(ONE.format(1), visits=MINUTES.format(15, 15)),
        missing="units by the minutes",
    ),
    violates(
        "one unit of three, both others the assistant's",
        Night("code mods units / 97110 GP 1 / 97110 GP,59 1", visits=MINUTES.format(15, 30)),
        shows={"needed": "1 to 2"},
    ),
    cannot_tell(
        "half a unit",
        Night(ONE.format("1.5"), visits=MINUTES.format(0, 22)),
        missing="units by the minutes",
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)
