"""MOD009: RULES.md MOD; CPT time rule: a short timed service has fewer units, not a 52."""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("MOD009")

EXAMPLES: list[Example] = [
    violates("52 on 97110", Night("code mods / 97110 GP,52"), severity="review"),
    violates("52 in a joined column", Night("code modifiers / 97140 52:GP")),
    violates("52 on a cognitive code", Night("code mods / 97129 GO,52")),
    violates("52 on an added quarter hour outside the pool", Night("code mods / 97551 GP,52")),
    violates("whoever the payer is", Night("code mods payer / 97110 52 ZNEW")),
    violates("on a GY line", Night("code mods / 97110 GP,52,GY")),
    violates("one line of two", Night("code mods / 97110 GP / 97530 GP,52"), at="C1/2"),
    clear("52 on an untimed code", Night("code mods / 97012 GP,52")),
    clear("52 on an evaluation", Night("code mods / 97161 GP,52")),
    clear("52 on the hour code", Night("code mods / 96125 GO,52")),
    clear("52 on a code of unknown time", Night("code mods / 99213 52")),
    clear(
        "52 on a timed code after it ended",
        Night("code mods date / 97532 GO,52 2018-01-01"),
    ),
    violates(
        "52 on a timed code on its last day",
        Night("code mods date / 97532 GO,52 2017-12-31"),
    ),
    cannot_tell("no modifier column", Night("code / 97110"), missing="modifiers"),
    not_applicable("no 52", Night("code mods / 97110 GP,53")),
    not_applicable("a void", Night("code mods frequency / 97110 GP,52 8")),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_what_a_finding_says() -> None:
    (row,) = judge(Night("code mods / 97110 GP,52"), "MOD009").rows
    assert row.observed == (
        "Code 97110, timed in units of 15 minutes, carries GP 52; units billed: 1."
    )
