"""MOD014: RULES.md MOD; Claims Processing Manual chapter 30 (GA, GX, GY, GZ)."""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("MOD014")

EXAMPLES: list[Example] = [
    violates("GA with GZ", Night("code mods / 97110 GP,GA,GZ"), severity="review"),
    violates("GA with GY", Night("code mods / 97110 GP,GA,GY"), severity="review"),
    violates("GX with GA", Night("code mods / 97110 GP,GX,GA"), severity="review"),
    violates("GX with GZ", Night("code mods / 97110 GP,GX,GZ"), severity="review"),
    violates("GY with GZ", Night("code mods / 97110 GP,GY,GZ"), severity="review"),
    violates("in a joined column", Night("code modifiers / 97110 GA,GZ")),
    violates("whoever the payer is", Night("code mods payer / 99213 GA,GZ ZNEW")),
    violates("on an orthotic", Night("code mods / L3908 GA,GY")),
    clear("GX with GY", Night("code mods / 97110 GP,GX,GY")),
    *(clear(f"{name} alone", Night(f"code mods / 97110 GP,{name}")) for name in ("GA", "GZ")),
    clear("GA and GZ on two lines", Night("code mods / 97110 GP,GA / 97140 GP,GZ")),
    clear("GA with KX is KX005's", Night("code mods / 97110 GP,GA,KX")),
    cannot_tell("no modifier column", Night("code / 97110"), missing="modifiers"),
    not_applicable("none of them", Night("code mods / 97110 GP,KX")),
    not_applicable("a void", Night("code mods frequency / 97110 GA,GZ 8")),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_what_a_finding_says() -> None:
    (row,) = judge(Night("code mods / 97110 GP,GA,KX,GZ"), "MOD014").rows
    assert row.observed == (
        "Code 97110 carries GA and GZ, which contradict each other (GP GA KX GZ)."
    )


@pytest.mark.parametrize("pair", ["GZ,GA", "GY,GA", "GA,GX", "GZ,GX", "GZ,GY"])
def test_their_order_does_not_matter(pair: str) -> None:
    assert judge(Night(f"code mods / 97110 {pair}"), "MOD014").overall == "violates"
