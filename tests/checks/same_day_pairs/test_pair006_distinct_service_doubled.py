"""PAIR006: RULES.md PAIR; NCCI policy manual (the X modifiers are narrower ways to say 59)."""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import CLEAR, NOT_APPLICABLE, judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("PAIR006")

EXAMPLES: list[Example] = [
    *(
        violates(f"59 with {name}", Night(f"code mods / 97530 GP,59,{name}"), severity="review")
        for name in ("XE", "XP", "XS", "XU")
    ),
    violates("the other way round", Night("code mods / 97530 XU,GP,59")),
    violates("in a joined column", Night("code modifiers / 97530 GP:59:XU")),
    violates("whoever the payer is", Night("code mods payer / 97530 59,XU ZNEW")),
    violates("no therapy code", Night("code mods / 99213 59,XU")),
    violates("one line of two", Night("code mods / 97110 GP,59 / 97530 GP,59,XS"), at="C1/2"),
    violates(
        "a plain line of the same code before it",
        Night("code mods / 97530 GP,59 / 97530 GP,59,XU"),
        at="C1/2",
    ),
    clear("59 alone", Night("code mods / 97530 GP,59")),
    clear("XU alone", Night("code mods / 97530 GP,XU")),
    clear("on two lines", Night("code mods / 97530 GP,59 / 97110 GP,XU")),
    clear("two X modifiers", Night("code mods / 97530 GP,XE,XU")),
    not_applicable("neither", Night("code mods / 97530 GP,76")),
    not_applicable("GY line", Night("code mods / 97530 GP,59,XU,GY")),
    not_applicable("a void", Night("code mods frequency / 97530 GP,59,XU 8")),
    not_applicable("no modifier column", Night("code / 97530")),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_one_finding_for_a_code_of_the_day_names_its_lines() -> None:
    night = Night("claim code mods / C2 97530 GP,59,XU / C1 97530 GP,59,XU / C1 97110 GP,59")
    found = [row for row in judge(night, "PAIR006").rows if row.answer == "violates"]
    assert [(row.anchor, row.related) for row in found] == [("C1/1", ("C2/1",))]


def test_a_line_that_went_out_earlier_is_not_judged_again() -> None:
    gone = "code claim mods / 97530 C0 GP,59,XU"
    alone = Night("code mods / 97110 GP", earlier_lines=gone)
    assert judge(alone, "PAIR006").overall == NOT_APPLICABLE
    beside = Night("code mods / 97530 GP,59", earlier_lines=gone)
    assert judge(beside, "PAIR006").overall == CLEAR


def test_what_a_finding_says() -> None:
    (row,) = judge(Night("code mods / 97530 GP,59,XU"), "PAIR006").rows
    assert row.observed == "Code 97530 carries GP 59 XU."
