"""PAIR008: RULES.md PAIR; CR 11168 (either line since 2019-07-01). Payer data says which line."""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import CLEAR, NOT_APPLICABLE, VIOLATES, judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("PAIR008")

HEAD = 'id = "ppo"\nextends = "commercial-base"\nname = "PPO"\nline_of_business = "commercial"'


PPO = (
    f'{HEAD}\n[[pair_modifier]]\nfrom = 2024-01-01\ncodes = ["97110", "97530"]\n'
    f'target = "97530"\naccepts = ["59", "XU"]\nscope = "day"\nGRADE_B',
)
UNKNOWN = (
    f'{HEAD}\n[[pair_modifier]]\nfrom = 2024-01-01\ncodes = ["97110", "97530"]\n'
    "unknown = true\nGRADE_C",
)


def night(text: str, earlier: str = "", payers: tuple[str, ...] = PPO) -> Night:
    """A night of the payer "ppo"; the tables are drawn without their payer column."""
    lines = text.replace("code", "payer code", 1).replace(" / ", " / ppo ")
    before = earlier.replace("code", "payer code", 1).replace(" / ", " / ppo ")
    return Night(lines, earlier_lines=before, payers=payers)


def both(other: str, target: str, payers: tuple[str, ...] = PPO) -> Night:
    return night(f"code mods / 97110 {other} / 97530 {target}", payers=payers)


EXAMPLES: list[Example] = [
    violates(
        "59 on the other code alone",
        both("GP,59", "GP"),
        at="C1/2",
        severity="review",
        shows={"target": "97530", "other": "97110", "accepted": "59, XU"},
    ),
    violates("XU on the other code alone", both("GP,XU", "GP")),
    violates("in a joined column", night("code modifiers / 97110 GP:59 / 97530 GP")),
    violates(
        "the other line went out on an earlier night",
        night("code mods / 97530 GP", "code claim mods / 97110 C0 GP,59"),
        at="C1/1",
    ),
    violates(
        "the target went out on an earlier night without it",
        night("code mods / 97110 GP,59", "code claim mods / 97530 C0 GP"),
        at="C1/1",
    ),
    violates(
        "two claims of one day",
        night("code claim mods / 97110 C1 GP,59 / 97530 C2 GP"),
        at="C2/1",
    ),
    violates(
        "a modifier that does not count stands on the target",
        both("GP,59", "GP,76"),
    ),
    clear("on the target", both("GP", "GP,59")),
    clear("on both", both("GP,59", "GP,59")),
    clear(
        "on the other and on one target line of two",
        night("code mods / 97110 GP,59 / 97530 GP / 97530 GP,59"),
    ),
    cannot_tell(
        "the target's discipline is not known",
        night("code mods / 97110 GP,59 / 97530 -"),
        missing="discipline",
    ),
    cannot_tell(
        "both slots of a two-slot export full",
        night("code modifier_1 modifier_2 / 97110 GP 59 / 97530 GP KX"),
        missing="modifiers",
    ),
    cannot_tell(
        "an entry marked unknown",
        both("GP,59", "GP", UNKNOWN),
        missing="payer:pair_modifier",
    ),
    not_applicable("no modifier anywhere is PAIR001's", both("GP", "GP")),
    not_applicable("an entry marked unknown, no modifier", both("GP", "GP", UNKNOWN)),
    not_applicable("a modifier that the payer does not accept", both("GP,XS", "GP")),
    not_applicable("the other code alone", night("code mods / 97110 GP,59")),
    not_applicable("two disciplines", night("code mods / 97110 GP,59 / 97530 GO")),
    not_applicable("GY on the target", both("GP,59", "GP,GY")),
    not_applicable(
        "the day before the entry",
        night("code date mods / 97110 2023-12-31 GP,59 / 97530 2023-12-31 GP"),
    ),
    not_applicable("Medicare has no such pair", Night("code mods / 97110 GP,59 / 97530 GP")),
    not_applicable(
        "the earlier half is void tonight",
        night(
            "code claim mods frequency / 97530 C1 GP - / 97110 C0 GP,59 8",
            "code claim mods / 97110 C0 GP,59",
        ),
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


@pytest.mark.parametrize(
    ("other", "target", "missing", "misplaced"),
    [
        ("GP", "GP", VIOLATES, NOT_APPLICABLE),
        ("GP", "GP,59", CLEAR, CLEAR),
        ("GP,59", "GP", VIOLATES, VIOLATES),
        ("GP,59", "GP,59", CLEAR, CLEAR),
    ],
)
def test_beside_the_rule_of_the_missing_modifier(
    other: str, target: str, missing: str, misplaced: str
) -> None:
    """On the wrong line it is missing on the right one as well: both say so."""
    asked = both(other, target)
    assert [judge(asked, rule).overall for rule in ("PAIR001", "PAIR008")] == [missing, misplaced]


def test_what_a_finding_says() -> None:
    (row,) = judge(both("GP,59", "GP"), "PAIR008").rows
    assert row.observed == (
        "97110 + 97530 on one day: 97110 carries the modifier, 97530 none of 59, XU."
    )
    assert (row.anchor, row.related) == ("C1/2", ("C1/1",))
    assert row.source.endswith("#pair_modifier.97110+97530 2024-01-01")
