"""MOD010: RULES.md MOD and "SCH" (readable but wrong is a rule's finding); 837P SV101."""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("MOD010")

EXAMPLES: list[Example] = [
    violates(
        "four characters in one slot",
        Night("code mods / 97110 GP59"),
        severity="block",
        shows={"problem": '"GP59" is not two letters or digits'},
    ),
    violates("one character", Night("code mods / 97110 GP,5"), severity="block"),
    violates("three characters", Night("code mods / 97110 GPX"), severity="block"),
    violates("a sign", Night("code mods / 97110 GP,5-"), severity="block"),
    violates(
        "two modifiers in one slot",
        Night("code | modifier_1 | modifier_2\n97110 | GP 59 | KX"),
        severity="block",
        shows={"problem": '"GP 59" is not two letters or digits'},
    ),
    violates(
        "the same one twice",
        Night("code mods / 97110 GP,KX,GP"),
        severity="block",
        shows={"problem": "GP is repeated"},
    ),
    violates("twice in a joined column", Night("code modifiers / 97110 59:GP:59")),
    violates(
        "five in a joined column",
        Night("code modifiers / 97110 GP:59:KX:CQ:76"),
        severity="block",
        shows={"problem": "5 modifiers where a line has room for 4"},
    ),
    violates(
        "four slots and one more in the joined column",
        Night(
            "code modifier_1 modifier_2 modifier_3 modifier_4 modifiers / 97110 GP 59 KX CQ GP:76"
        ),
        severity="block",
    ),
    violates("malformed in a joined column", Night("code modifiers / 97110 GP/59")),
    violates(
        "well formed, on no list",
        Night("code mods / 97110 GP,ZZ"),
        severity="review",
        shows={"problem": "ZZ is not in our table of modifiers of that date"},
    ),
    violates(
        "malformed and unlisted weighs as malformed",
        Night("code mods / 97110 GP,ZZ,ZZ"),
        severity="block",
        shows={"problem": "ZZ is repeated; ZZ is not in our table of modifiers of that date"},
    ),
    violates(
        "XU the day before it began",
        Night("code mods date / 97110 GP,XU 2014-12-31"),
        severity="review",
    ),
    violates(
        "SZ the day after it ended",
        Night("code mods date / 97110 GP,SZ 2018-01-01"),
        severity="review",
    ),
    violates(
        "one line of two on its date",
        Night("code mods date / 97110 GP,SZ 2017-12-31 / 97110 GP,SZ 2018-01-01"),
        at="C1/2",
    ),
    violates("whoever the payer is", Night("code mods payer / 97110 GP,GP ZNEW")),
    clear("one", Night("code mods / 97110 GP")),
    clear("four different ones", Night("code mods / 97110 GP,59,KX,CQ")),
    clear("four in a joined column", Night("code modifiers / 97110 GP,59,KX,CQ")),
    clear("an empty slot between", Night("code modifier_1 modifier_2 modifier_3 / 97110 GP - KX")),
    clear("XU on its first day", Night("code mods date / 97110 GP,XU 2015-01-01")),
    clear("SZ on its last day", Night("code mods date / 97110 GP,SZ 2017-12-31")),
    clear("one of a state's own", Night("code mods payer / 97110 U5 ZNEW")),
    clear(
        "slots and joined column repeat each other",
        Night("code modifier_1 modifier_2 modifiers / 97110 GP 59 GP:59"),
    ),
    cannot_tell("no modifier column", Night("code / 97110"), missing="modifiers"),
    not_applicable("no modifier", Night("code mods / 97110 -")),
    not_applicable("a void", Night("code mods frequency / 97110 GP,GP 8")),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_what_a_finding_says() -> None:
    (row,) = judge(Night("code mods / 97110 GP59"), "MOD010").rows
    assert row.observed == 'Code 97110 carries GP59: "GP59" is not two letters or digits.'
