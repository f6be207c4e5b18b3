"""MOD006: RULES.md MOD; CMS billing examples for CQ and CO (CQ beside GP, CO beside GO)."""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("MOD006")

HEAD = 'id = "ppo"\nextends = "commercial-base"\nname = "PPO"\nline_of_business = "commercial"'


def payer(value: str, entry: str = "GRADE_A") -> tuple[str, ...]:
    """A payer "ppo" that asks for discipline modifiers in one of the four ways."""
    return (f'{HEAD}\n[[discipline_modifier]]\nfrom = 2020-01-01\nvalue = "{value}"\n{entry}',)


def on_ppo(mods: str, code: str = "97110") -> str:
    return f"code mods payer / {code} {mods} ppo"


EXAMPLES: list[Example] = [
    violates("CQ with GO", Night("code mods / 97530 GO,CQ"), severity="block"),
    violates("CQ with GN", Night("code mods / 92507 GN,CQ"), severity="block"),
    violates("CO with GP", Night("code mods / 97110 GP,CO"), severity="block"),
    violates("CO with GN", Night("code mods / 92507 GN,CO"), severity="block"),
    violates("CQ and CO with GP", Night("code mods / 97110 GP,CQ,CO"), severity="block"),
    violates("CQ and CO alone", Night("code mods / 97110 CQ,CO"), severity="block"),
    violates("CQ with GP and GO", Night("code mods / 97110 GP,GO,CQ"), severity="block"),
    violates("crossed, unknown payer", Night("code mods payer / 97110 GO,CQ ZNEW")),
    violates(
        "crossed, payer asks for no modifier",
        Night(on_ppo("GO,CQ"), payers=payer("none")),
        severity="block",
    ),
    violates(
        "crossed weighs the same at grade C",
        Night(on_ppo("GO,CQ"), payers=payer("always_therapy", "GRADE_C")),
        severity="block",
    ),
    violates("crossed on an orthotic", Night("code mods / L3908 GO,CQ")),
    violates("crossed on a GY line", Night("code mods / 97110 GO,CQ,GY")),
    violates("crossed, both slots of two full", Night("code modifier_1 modifier_2 / 97110 GO CQ")),
    violates("CQ alone where GP is needed", Night("code mods / 97110 CQ"), severity="block"),
    violates("CO alone where GO is needed", Night("code mods / 97530 CO"), severity="block"),
    violates("CQ alone among others", Night("code mods / 97110 59,CQ,KX"), severity="block"),
    violates(
        "CQ alone on a sometimes-therapy code by a therapist",
        Night("code mods discipline / 97597 CQ PT"),
        severity="block",
    ),
    violates(
        "CQ alone on a code of certainty .7",
        Night("code mods discipline / 97610 CQ PT"),
        severity="review",
    ),
    violates(
        "CQ alone at grade C",
        Night(on_ppo("CQ"), payers=payer("always_therapy", "GRADE_C")),
        severity="review",
    ),
    violates(
        "CQ alone at grade C, confirmed",
        Night(on_ppo("CQ"), payers=payer("always_therapy", "GRADE_C\nCONFIRMED")),
        severity="block",
    ),
    clear("CQ with GP", Night("code mods / 97110 GP,CQ")),
    clear("CO with GO", Night("code mods / 97530 GO,CO")),
    clear("CQ with GP, last slot", Night("code mods / 97110 GP,59,KX,CQ")),
    clear("CQ with GP, unknown payer", Night("code mods payer / 97110 GP,CQ ZNEW")),
    clear("CQ alone, payer asks for none", Night(on_ppo("CQ"), payers=payer("none"))),
    clear(
        "CQ alone on an evaluation, payer asks on treatment only",
        Night(on_ppo("CQ", "97161"), payers=payer("treatment_only")),
    ),
    clear("CQ alone on no therapy code", Night("code mods / 99213 CQ")),
    cannot_tell(
        "CQ alone, unknown payer",
        Night("code mods payer / 97110 CQ ZNEW"),
        missing="payer:discipline_modifier",
    ),
    cannot_tell(
        "CQ alone, payer of whom no such rule is known",
        Night("code mods payer / 97110 CQ commercial-base"),
        missing="payer:discipline_modifier",
    ),
    cannot_tell(
        "CQ with something else, both slots of two full",
        Night("code modifier_1 modifier_2 / 97110 CQ 59"),
        missing="modifiers",
    ),
    cannot_tell(
        "CQ alone on a sometimes-therapy code, nothing known of who furnished it",
        Night("code mods / 97597 CQ"),
        missing="therapist or therapy plan",
    ),
    cannot_tell("no modifier column", Night("code / 97110"), missing="modifiers"),
    not_applicable("no assistant modifier", Night("code mods / 97110 GP")),
    not_applicable("no modifier", Night("code mods / 97110 -")),
    not_applicable("a void", Night("code mods frequency / 97110 GO,CQ 8")),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


@pytest.mark.parametrize(
    ("mods", "problem"),
    [
        ("GO,CQ", "CQ beside GO"),
        ("GP,GN,CO", "CO beside GP and GN"),
        ("GP,CQ,CO", "CQ and CO together"),
        ("59,CO", "CO without GO"),
    ],
)
def test_a_finding_says_what_does_not_go_together(mods: str, problem: str) -> None:
    (row,) = judge(Night(f"code mods / 97110 {mods}"), "MOD006").rows
    assert row.observed == f"Code 97110 carries {mods.replace(',', ' ')}: {problem}."


@pytest.mark.parametrize("mods", ["GO,CQ", "GP,CO", "GP,CQ,CO"])
def test_order_of_modifiers_does_not_matter(mods: str) -> None:
    turned = ",".join(reversed(mods.split(",")))
    for text in (mods, turned):
        assert judge(Night(f"code mods / 97110 {text}"), "MOD006").overall == "violates"
