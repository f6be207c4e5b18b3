"""PAIR001: RULES.md PAIR and "Before any rule" 2-4; payers.md 1b. No Medicare pair: payer data."""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import NOT_APPLICABLE, judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("PAIR001")

HEAD = 'id = "ppo"\nextends = "commercial-base"\nname = "PPO"\nline_of_business = "commercial"'


def pair(scope: str = "day", rest: str = "GRADE_C", accepts: str = '"59", "XE", "XP"') -> str:
    return (
        '[[pair_modifier]]\nfrom = 2024-01-01\ncodes = ["97110", "97530"]\ntarget = "97530"\n'
        f'accepts = [{accepts}]\nscope = "{scope}"\n{rest}\n'
    )


GROUP = '[[provider_scope]]\nfrom = 2020-01-01\nvalue = "group"\nGRADE_A\n'
SECOND = (
    '[[pair_modifier]]\nfrom = 2024-01-01\ncodes = ["97140", "97530"]\ntarget = "97530"\n'
    'accepts = ["59"]\nscope = "day"\nGRADE_B\n'
)
UNKNOWN = (
    '[[pair_modifier]]\nfrom = 2026-01-01\ncodes = ["97110", "97530"]\nunknown = true\nGRADE_C'
)
DAY = (f"{HEAD}\n{pair()}",)
CLAIM = (f"{HEAD}\n{pair('claim')}",)
ACROSS = (f"{HEAD}\n{pair('day_all_disciplines')}",)


def night(text: str, earlier: str = "", payers: tuple[str, ...] = DAY) -> Night:
    """A night of the payer "ppo"; the tables are drawn without their payer column."""
    lines = text.replace("code", "payer code", 1).replace(" / ", " / ppo ")
    before = earlier.replace("code", "payer code", 1).replace(" / ", " / ppo ")
    return Night(lines, earlier_lines=before, payers=payers)


def both(target_mods: str, payers: tuple[str, ...] = DAY) -> Night:
    return night(f"code mods / 97110 GP / 97530 {target_mods}", payers=payers)


EXAMPLES: list[Example] = [
    violates("neither has one", both("GP"), at="C1/2", severity="review"),
    violates("only the other code has it", night("code mods / 97110 GP,59 / 97530 GP")),
    violates("a modifier that the payer does not accept", both("GP,76")),
    violates("an X modifier that is not on its list", both("GP,XU")),
    violates("GA line", night("code mods / 97110 GP / 97530 GP,GA")),
    violates("a joined column", night("code modifiers / 97110 GP / 97530 GP:KX")),
    violates(
        "two claims of one day",
        night("code claim mods / 97110 C1 GP / 97530 C2 GP"),
        at="C2/1",
    ),
    violates(
        "one target line of two",
        night("code mods / 97530 GP,59 / 97110 GP / 97530 GP"),
        at="C1/3",
    ),
    violates(
        "the other code went out on an earlier night",
        night("code mods / 97530 GP", "code claim mods / 97110 C0 GP"),
        at="C1/1",
    ),
    violates(
        "the target went out on an earlier night without it",
        night("code mods / 97110 GP", "code claim mods / 97530 C0 GP"),
        at="C1/1",
    ),
    violates(
        "grade A asks for review by default",
        both("GP", (f"{HEAD}\n{pair(rest='GRADE_A')}",)),
        severity="review",
    ),
    violates(
        "grade A with severity block",
        both("GP", (HEAD + "\n" + pair(rest='severity = "block"\nGRADE_A'),)),
        severity="block",
    ),
    violates(
        "grade C never blocks by itself",
        both("GP", (HEAD + "\n" + pair(rest='severity = "block"\nGRADE_C'),)),
        severity="review",
    ),
    violates(
        "confirmed by the site with severity block",
        both("GP", (DAY[0], 'id = "ppo"\n' + pair(rest='severity = "block"\nCONFIRMED'))),
        severity="block",
    ),
    violates(
        "the site's list replaces the payer's whole",
        both("GP,XE", (DAY[0], 'id = "ppo"\n' + pair(rest="CONFIRMED", accepts='"59"'))),
    ),
    violates("across disciplines", night("code mods / 97110 GP / 97530 GO", payers=ACROSS)),
    violates("on one claim, where the claim counts", both("GP", CLAIM)),
    violates(
        "two therapists of a payer that counts the group",
        night(
            "code mods npi billing / 97110 GP 1111111111 9 / 97530 GP 2222222222 9",
            payers=(f"{HEAD}\n{GROUP}{pair()}",),
        ),
    ),
    violates(
        "two therapists of a hospital",
        night(
            "code mods npi billing setting / 97110 GP 1111111111 9 institutional"
            " / 97530 GP 2222222222 9 institutional"
        ),
    ),
    violates(
        "two therapists on a hospital's bill type",
        night(
            "code mods npi billing bill_type / 97110 GP 1111111111 9 131"
            " / 97530 GP 2222222222 9 131"
        ),
    ),
    violates("one therapist", night("code mods npi / 97110 GP 1111111111 / 97530 GP 1111111111")),
    violates(
        "a replacement that dropped the modifier",
        night(
            "code claim mods frequency replaces / 97110 C2 GP 1 - / 97530 C1R GP 7 C1",
            "code claim mods / 97530 C1 GP,59",
        ),
        at="C1R/1",
    ),
    *(clear(f"{name} on the target", both(f"GP,{name}")) for name in ("59", "XE", "XP")),
    clear("in the last slot", both("GP,CQ,KX,59")),
    clear("both lines carry it", night("code mods / 97110 GP,59 / 97530 GP,59")),
    clear(
        "the other code went out earlier, tonight's target carries it",
        night("code mods / 97530 GP,59", "code claim mods / 97110 C0 GP"),
    ),
    clear(
        "the earlier target carried it",
        night("code mods / 97110 GP", "code claim mods / 97530 C0 GP,59"),
    ),
    clear(
        "the earlier target without it came again tonight, mended",
        night("code mods / 97110 GP / 97530 GP,59", "code claim mods / 97530 C1 GP"),
    ),
    cannot_tell(
        "the target's discipline is not known",
        night("code mods / 97110 GP / 97530 -"),
        missing="discipline",
    ),
    cannot_tell(
        "both slots of a two-slot export full",
        night("code modifier_1 modifier_2 / 97110 GP - / 97530 GP KX"),
        missing="modifiers",
    ),
    cannot_tell(
        "no modifier column",
        night("code discipline / 97110 PT / 97530 PT"),
        missing="modifiers",
    ),
    cannot_tell(
        "an entry marked unknown",
        both("GP", (DAY[0], f'id = "ppo"\n{UNKNOWN}\nCONFIRMED'.replace("GRADE_C", ""))),
        missing="payer:pair_modifier",
    ),
    not_applicable("the target alone", night("code mods / 97530 GP")),
    not_applicable("the other code alone", night("code mods / 97110 GP")),
    not_applicable("one day apart", night("code date mods / 97110 11-16 GP / 97530 11-17 GP")),
    not_applicable(
        "one day apart on one claim, where the claim counts",
        night("code date mods / 97110 11-16 GP / 97530 11-17 GP", payers=CLAIM),
    ),
    not_applicable(
        "two patients", night("code claim patient mods / 97110 C1 P1 GP / 97530 C2 P2 GP")
    ),
    not_applicable("two disciplines", night("code mods / 97110 GP / 97530 GO")),
    not_applicable(
        "two therapists of a practice",
        night("code mods npi / 97110 GP 1111111111 / 97530 GP 2222222222"),
    ),
    not_applicable(
        "two claims, where the claim counts",
        night("code claim mods / 97110 C1 GP / 97530 C2 GP", payers=CLAIM),
    ),
    not_applicable("GY on the target", both("GP,GY")),
    not_applicable("GY on the other code", night("code mods / 97110 GP,GY / 97530 GP")),
    not_applicable(
        "two payers",
        Night("payer claim code mods / ppo C1 97110 GP / commercial-base C2 97530 GP", payers=DAY),
    ),
    not_applicable(
        "the day before the entry",
        night("code date mods / 97110 2023-12-31 GP / 97530 2023-12-31 GP"),
    ),
    violates(
        "the first day of the entry",
        night("code date mods / 97110 2024-01-01 GP / 97530 2024-01-01 GP"),
    ),
    not_applicable("Medicare has no such pair", Night("code mods / 97110 GP / 97530 GP")),
    not_applicable(
        "both went out on earlier nights",
        night("code date mods / 97140 11-16 GP", "code claim mods / 97110 C0 GP / 97530 C0 GP"),
    ),
    not_applicable(
        "the earlier half is void tonight",
        night(
            "code claim mods frequency / 97530 C1 GP - / 97110 C0 GP 8",
            "code claim mods / 97110 C0 GP",
        ),
    ),
    not_applicable(
        "the other half was replaced tonight by another code",
        night(
            "code claim mods frequency replaces / 97530 C1 GP 1 - / 97140 C0R GP 7 C0",
            "code claim mods / 97110 C0 GP",
        ),
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_one_finding_for_the_day_names_every_line() -> None:
    judged = judge(
        night(
            "code claim mods / 97110 C1 GP / 97530 C2 GP / 97530 C2 GP",
            "code claim mods / 97110 C0 GP",
        ),
        "PAIR001",
    )
    (row,) = judged.rows
    assert (row.anchor, set(row.related)) == ("C2/1", {"C1/1", "C2/2", "C0/1"})
    assert row.observed == "97110 + 97530 on one day, and 97530 carries none of 59, XE, XP."
    assert row.source.endswith("#pair_modifier.97110+97530 2024-01-01")
    assert row.amount_cents == 4 * 6000


def test_where_only_an_earlier_target_lacks_it_the_other_code_is_named() -> None:
    judged = judge(
        night("code mods / 97530 GP,59 / 97110 GP", "code claim mods / 97530 C0 GP"), "PAIR001"
    )
    (row,) = judged.rows
    assert (row.answer, row.anchor) == ("violates", "C1/2")


def test_two_pairs_of_a_day_are_two_findings() -> None:
    payers = (f"{HEAD}\n{pair()}{SECOND}",)
    judged = judge(night("code mods / 97110 GP / 97140 GP / 97530 GP,XE", payers=payers), "PAIR001")
    assert sorted(row.answer for row in judged.rows) == ["clear", "violates"]
    (found,) = [row for row in judged.rows if row.answer == "violates"]
    assert (found.anchor, found.related) == ("C1/3", ("C1/2",))


@pytest.mark.parametrize("payer", ["ZNEW", "ppo"])
def test_lines_of_an_unknown_payer_are_reported_as_not_judged(payer: str) -> None:
    text = f"payer code mods / {payer} 97110 GP / {payer} 97530 GP,59"
    judged = judge(Night(text, payers=DAY), "PAIR001")
    assert judged.groups == ({("ZNEW", "payer:rules"): 2} if payer == "ZNEW" else {})
    assert judged.overall == (NOT_APPLICABLE if payer == "ZNEW" else "clear")
