"""MOD002: RULES.md MOD; Claims Processing Manual chapter 5, 20.1: one discipline a line."""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("MOD002")

EXAMPLES: list[Example] = [
    violates("GP and GO", Night("code mods / 97110 GP,GO"), severity="block"),
    violates("GP and GN", Night("code mods / 97110 GP,GN"), severity="block"),
    violates("GO and GN", Night("code mods / 97110 GO,GN"), severity="block"),
    violates("all three", Night("code mods / 97110 GP,GO,GN"), shows={"how_many": 3}),
    violates("far apart", Night("code mods / 97110 GP,59,KX,GO"), shows={"how_many": 2}),
    violates("in a joined column", Night("code modifiers / 97110 GP,GO")),
    violates("whoever the payer is", Night("code mods payer / 97110 GP,GO ZNEW")),
    violates("whatever the code is", Night("code mods / 99213 GP,GO")),
    violates("on a GY line", Night("code mods / 97110 GP,GO,GY")),
    violates("one line of two", Night("code mods / 97110 GP / 97140 GP,GO"), at="C1/2"),
    violates("in a two-slot export", Night("code modifier_1 modifier_2 / 97110 GP GO")),
    clear("one of them", Night("code mods / 97110 GP")),
    clear("the same one twice", Night("code mods / 97110 GP,GP")),
    clear("one with others", Night("code mods / 97110 59,GO,CO,KX")),
    clear("two lines, one each", Night("code mods / 97110 GP / 97110 GO")),
    cannot_tell("no modifier column", Night("code / 97110"), missing="modifiers"),
    not_applicable("none of them", Night("code mods / 97110 59")),
    not_applicable("a void", Night("code mods frequency / 97110 GP,GO 8")),
    not_applicable(
        "a version replaced tonight",
        Night("claim code mods frequency replaces / C1 97110 GP,GO 1 - / C2 97110 GP 7 C1"),
        at="C1/1",
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_what_a_finding_says() -> None:
    (row,) = judge(Night("code mods / 97110 GP,GO"), "MOD002").rows
    assert row.observed == "Code 97110 carries GP GO: 2 discipline modifiers on one line."
