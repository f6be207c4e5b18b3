"""MOD011: RULES.md MOD; the order is payer data (everywhere else modifiers are a set)."""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("MOD011")

HEAD = 'id = "ppo"\nextends = "commercial-base"\nname = "PPO"\nline_of_business = "commercial"'
FIRST_59 = '"59", "XE", "XU", "GP", "GO", "GN", "CQ", "CO", "KX"'
FIRST_GP = '"GP", "GO", "GN", "59"'


def payer(order: str = FIRST_59, start: str = "2024-01-01", rest: str = "GRADE_C") -> str:
    return f"{HEAD}\n[[modifier_order]]\nfrom = {start}\nvalue = [{order}]\n{rest}"


def on_ppo(mods: str, order: str = FIRST_59) -> Night:
    return Night(f"code mods payer / 97110 {mods} ppo", payers=(payer(order),))


EXAMPLES: list[Example] = [
    violates("GP before 59", on_ppo("GP,59"), severity="note", shows={"wanted": "59 GP"}),
    violates(
        "KX before CQ",
        on_ppo("59,GP,KX,CQ"),
        shows={"modifiers_billed": "59 GP KX CQ", "wanted": "59 GP CQ KX"},
    ),
    violates(
        "one that the list does not name stands between",
        on_ppo("GP,76,59"),
        shows={"wanted": "59 GP"},
    ),
    violates("the other payer wants GP first", on_ppo("59,GP", FIRST_GP)),
    violates(
        "in a joined column",
        Night("code modifiers payer / 97110 GP:59 ppo", payers=(payer(),)),
    ),
    violates(
        "an empty slot between",
        Night("code modifier_1 modifier_2 modifier_3 payer / 97110 GP - 59 ppo", payers=(payer(),)),
    ),
    violates("an evaluation", Night("code mods payer / 97161 GP,59 ppo", payers=(payer(),))),
    clear("the payer's order", on_ppo("59,GP,CQ,KX")),
    clear("some of it", on_ppo("GP,KX")),
    clear("one that the list does not name may stand anywhere", on_ppo("76,59,GP")),
    clear("GP first, as this payer wants", on_ppo("GP,59", FIRST_GP)),
    cannot_tell(
        "the day before the entry",
        Night(
            "code mods payer date / 97110 GP,59 ppo 2023-12-31",
            payers=(payer(),),
        ),
        missing="payer:modifier_order",
    ),
    violates(
        "the first day of the entry",
        Night("code mods payer date / 97110 GP,59 ppo 2024-01-01", payers=(payer(),)),
    ),
    cannot_tell(
        "an entry marked unknown",
        Night(
            "code mods payer / 97110 GP,59 ppo",
            payers=(f"{HEAD}\n[[modifier_order]]\nfrom = 2024-01-01\nunknown = true\nGRADE_C",),
        ),
        missing="payer:modifier_order",
    ),
    cannot_tell(
        "an unknown payer",
        Night("code mods payer / 97110 GP,59 ZNEW"),
        missing="payer:modifier_order",
    ),
    cannot_tell(
        "no modifier column",
        Night("code payer / 97110 ppo", payers=(payer(),)),
        missing="modifiers",
    ),
    not_applicable("a payer without an order", Night("code mods / 97110 GP,59")),
    not_applicable("one modifier", on_ppo("GP")),
    not_applicable("one that the list names", on_ppo("GP,76")),
    not_applicable(
        "a void", Night("code mods payer frequency / 97110 GP,59 ppo 8", payers=(payer(),))
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_each_payer_has_its_own_order() -> None:
    other = payer(FIRST_GP).replace('"ppo"', '"hmo"')
    night = Night(
        "claim code mods payer / C1 97110 GP,59 ppo / C2 97110 GP,59 hmo",
        payers=(payer(), other),
    )
    assert judge(night, "MOD011").answers == {"C1/1": "violates", "C2/1": "clear"}


def test_what_a_finding_says() -> None:
    (row,) = judge(on_ppo("GP,59"), "MOD011").rows
    assert row.observed == "Code 97110 carries GP 59, in this order."
    assert row.expected == "59 GP: the order in which this payer reads them."
    assert row.source.endswith("#modifier_order 2024-01-01")
