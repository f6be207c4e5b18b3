"""UNIT007: RULES.md UNIT and "Before any rule" 3; units are signed decimals on reading."""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("UNIT007")

EXAMPLES: list[Example] = [
    violates("none", Night("code units / 97110 0"), severity="block", shows={"units": "0"}),
    violates("negative", Night("code units / 97110 -1"), severity="block", shows={"units": "-1"}),
    violates("one and a half", Night("code units / 97110 1.5"), shows={"units": "1.5"}),
    violates("half", Night("code units / 97110 0.5"), shows={"units": "0.5"}),
    violates("nearly two", Night("code units / 97110 1.99")),
    violates("an untimed code", Night("code units / 97161 0")),
    violates("no therapy code", Night("code units / 99213 0")),
    violates("whoever the payer is", Night("code units payer / 97110 0 ZNEW")),
    violates("on a GY line", Night("code mods units / 97110 GY 0")),
    violates("one line of two", Night("code units / 97110 1 / 97140 0"), at="C1/2"),
    clear("one", Night("code units / 97110 1")),
    clear("written with a fraction of nothing", Night("code units / 97110 2.0")),
    clear("many are UNIT005's", Night("code units / 97110 40")),
    not_applicable("a quality code", Night("code units charge / G8978 0 0.01")),
    not_applicable("an orthotic", Night("code units / L3908 0")),
    not_applicable("a void", Night("code units frequency / 97110 0 8")),
    not_applicable(
        "a version replaced tonight",
        Night("claim code units frequency replaces / C1 97110 0 1 - / C2 97110 1 7 C1"),
        at="C1/1",
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_what_a_finding_says() -> None:
    (row,) = judge(Night("code units / 97110 1.5"), "UNIT007").rows
    assert row.observed == "Units billed for code 97110: 1.5."
