"""KX005: RULES.md KX; medicare.md d: KX says necessary, GA, GX, GY and GZ say the opposite."""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("KX005")

EXAMPLES: list[Example] = [
    *(
        violates(f"KX and {name}", Night(f"code mods / 97110 GP,KX,{name}"), severity="review")
        for name in ("GA", "GX", "GY", "GZ")
    ),
    violates("KX in another slot", Night("code mods / 97110 GP,GA,59,KX")),
    violates("in one column", Night("code modifiers / 97110 GP:KX:GZ")),
    violates("in a two-slot export", Night("code modifier_1 modifier_2 / 97110 KX GZ")),
    clear("KX alone", Night("code mods / 97110 GP,KX")),
    clear("KX and another one", Night("code mods / 97110 GP,KX,59")),
    clear("on two lines", Night("code mods / 97110 GP,KX / 97140 GP,GA"), at="C1/1"),
    not_applicable("GA alone", Night("code mods / 97110 GP,GA")),
    not_applicable("neither", Night("code mods / 97110 GP")),
    cannot_tell(
        "KX with both slots of a two-slot export full",
        Night("code modifier_1 modifier_2 / 97110 GP KX"),
        missing="modifiers",
    ),
    cannot_tell(
        "GA with both slots of a two-slot export full",
        Night("code modifier_1 modifier_2 / 97110 GP GA"),
        missing="modifiers",
    ),
    cannot_tell("no modifier column", Night("code discipline / 97110 PT"), missing="modifiers"),
    cannot_tell(
        "unknown payer", Night("payer code mods / ZNEW 97110 GP,KX,GA"), missing="payer:threshold"
    ),
    cannot_tell(
        "a year whose amount is not known",
        Night("code mods date / 97110 GP,KX,GA 2027-01-04", as_of="2027-01-05"),
        missing="payer:threshold",
    ),
    not_applicable(
        "payer without a threshold", Night("payer code mods / commercial-base 97110 GP,KX,GA")
    ),
    not_applicable("an orthotic", Night("code mods / L3908 GO,KX,GY")),
    not_applicable("a void", Night("code mods frequency / 97110 GP,KX,GA 8")),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


@pytest.mark.parametrize(
    ("mods", "named"), [("GP,KX,GA", "GA"), ("GX,KX,GY", "GX and GY"), ("GZ,GA,KX", "GZ and GA")]
)
def test_a_finding_names_what_stands_beside_kx(mods: str, named: str) -> None:
    row = judge(Night(f"code mods / 97110 {mods}"), "KX005").at("C1/1")
    assert row.observed == f"Code 97110 carries KX and {named} ({mods.replace(',', ' ')})."
