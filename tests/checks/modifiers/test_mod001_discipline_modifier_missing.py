"""MOD001: RULES.md MOD, "Before any rule" 1, 3, 5; CMS list of therapy codes (CR 10176)."""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("MOD001")


def payer(value: str, entry: str = "GRADE_A") -> tuple[str, ...]:
    """A payer "ppo" that asks for discipline modifiers in one of the four ways."""
    head = 'id = "ppo"\nextends = "commercial-base"\nname = "PPO"\nline_of_business = "commercial"'
    return (f'{head}\n[[discipline_modifier]]\nfrom = 2020-01-01\nvalue = "{value}"\n{entry}',)


def override(entry: str) -> str:
    """A site's own entry laid over Medicare's."""
    return f'id = "medicare"\n[[discipline_modifier]]\nfrom = 2026-01-01\n{entry}\nCONFIRMED'


SOMETIMES = "code mods discipline / {code} - {discipline}"


def sometimes(code: str = "97597", discipline: str = "-") -> str:
    return SOMETIMES.format(code=code, discipline=discipline)


EXAMPLES: list[Example] = [
    violates(
        "always-therapy code without any modifier",
        Night("code mods / 97110 -"),
        severity="block",
        shows={"code": "97110", "modifiers_billed": "no modifier"},
    ),
    violates(
        "four other modifiers, none of the three",
        Night("code mods / 97110 59,KX,CQ,76"),
        severity="block",
    ),
    violates("an evaluation is always therapy", Night("code mods / 97165 -"), severity="block"),
    violates("GY line: the modifier must still be right", Night("code mods / 97110 GY")),
    violates("GA line: the modifier must still be right", Night("code mods / 97110 GA")),
    violates("one line of two", Night("code mods / 97110 GP / 97140 -"), at="C1/2"),
    clear("its neighbour has one", Night("code mods / 97110 GP / 97140 -"), at="C1/1"),
    violates(
        "sometimes-therapy code by a therapist, at certainty .8",
        Night(sometimes(discipline="PT")),
        severity="block",
    ),
    violates(
        "sometimes-therapy code below certainty .8 never blocks",
        Night(sometimes("97610", "PT")),
        severity="review",
    ),
    violates(
        "sometimes-therapy code by the rendering taxonomy",
        Night("code mods rendering_taxonomy / 97597 - 225100000X"),
    ),
    violates(
        "sometimes-therapy code by the discipline of its visit",
        Night("code mods visit / 97597 - V1", visits="visit code discipline / V1 97597 PT"),
    ),
    violates(
        "sometimes-therapy code under a therapy plan of care",
        Night(sometimes(), plans="start end / 10-01 11-16"),
    ),
    violates(
        "sometimes-therapy code on a hospital therapy revenue code",
        Night("code mods setting revenue_code / 97597 - institutional 0420"),
    ),
    violates("first day of the requirement", Night("code mods date / 97110 - 2018-01-01")),
    violates(
        "payer asks on all lines", Night("code mods payer / 20560 - ppo", payers=payer("all_lines"))
    ),
    violates(
        "payer asks on treatment only: treatment",
        Night("code mods payer / 97110 - ppo", payers=payer("treatment_only")),
    ),
    violates(
        "grade C is at most review",
        Night("code mods payer / 97110 - ppo", payers=payer("always_therapy", "GRADE_C")),
        severity="review",
    ),
    violates(
        "grade C confirmed by the site counts as B",
        Night(
            "code mods payer / 97110 - ppo", payers=payer("always_therapy", "GRADE_C\nCONFIRMED")
        ),
        severity="block",
    ),
    violates(
        "a site's override is confirmed",
        Night("code mods / 20560 -", payers=(override('value = "all_lines"'),)),
        severity="block",
    ),
    violates(
        "a two-slot export with a free slot", Night("code modifier_1 modifier_2 / 97110 59 -")
    ),
    clear("GP", Night("code mods / 97110 GP")),
    clear("GO", Night("code mods / 97110 GO")),
    clear("GN", Night("code mods / 92507 GN")),
    clear("in the fourth slot", Night("code mods / 97110 59,KX,CQ,GP")),
    clear("in a joined column", Night("code modifiers / 97110 59:GP")),
    clear("two different ones are MOD002's", Night("code mods / 97110 GP,GO")),
    clear("sometimes-therapy code with one", Night("code mods discipline / 97597 GP PT")),
    clear("whatever an unknown payer asks", Night("code mods payer / 97110 GP ZNEW")),
    clear(
        "both slots of two full, one of them GP", Night("code modifier_1 modifier_2 / 97110 GP 59")
    ),
    cannot_tell(
        "both slots of a two-slot export full",
        Night("code modifier_1 modifier_2 / 97110 59 KX"),
        missing="modifiers",
    ),
    cannot_tell("no modifier column", Night("code / 97110"), missing="modifiers"),
    cannot_tell(
        "unknown payer",
        Night("code mods payer / 97110 - ZNEW"),
        missing="payer:discipline_modifier",
    ),
    cannot_tell(
        "payer of whom no such rule is known",
        Night("code mods payer / 97110 - commercial-base"),
        missing="payer:discipline_modifier",
    ),
    cannot_tell(
        "an entry marked unknown stops the search",
        Night("code mods / 97110 -", payers=(override("unknown = true"),)),
        missing="payer:discipline_modifier",
    ),
    cannot_tell(
        "the last day before the requirement",
        Night("code mods date / 97161 - 2017-12-31"),
        missing="payer:discipline_modifier",
    ),
    cannot_tell(
        "a treatment code on the last day before the requirement",
        Night("code mods date / 97110 - 2017-12-31"),
        missing="payer:discipline_modifier",
    ),
    cannot_tell(
        "sometimes-therapy code, nothing known of who furnished it",
        Night(sometimes()),
        missing="therapist or therapy plan",
    ),
    cannot_tell(
        "sometimes-therapy code the day after the plan ended",
        Night(sometimes(), plans="start end / 10-01 11-15"),
        missing="therapist or therapy plan",
    ),
    not_applicable("no therapy code", Night("code mods / 99213 -")),
    not_applicable("no therapy code, unknown payer", Night("code mods payer / 99213 - ZNEW")),
    not_applicable("a quality code", Night("code mods charge / G8978 - 0.01")),
    not_applicable("an orthotic", Night("code mods / L3908 -")),
    not_applicable(
        "an orthotic where all lines carry one",
        Night("code mods payer / L3908 - ppo", payers=payer("all_lines")),
    ),
    not_applicable(
        "payer asks for none", Night("code mods payer / 97110 - ppo", payers=payer("none"))
    ),
    not_applicable(
        "payer asks on treatment only: evaluation",
        Night("code mods payer / 97161 - ppo", payers=payer("treatment_only")),
    ),
    not_applicable(
        "payer asks on treatment only: re-evaluation",
        Night("code mods payer / 97164 - ppo", payers=payer("treatment_only")),
    ),
    not_applicable("a void", Night("code mods frequency / 97110 - 8")),
    not_applicable(
        "a version replaced tonight",
        Night("claim code mods frequency replaces / C1 97110 - 1 - / C2 97110 GP 7 C1"),
        at="C1/1",
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_what_a_finding_says() -> None:
    (row,) = judge(Night("code mods / 97110 59,KX"), "MOD001").rows
    assert row.observed == ("Code 97110 is billed with 59 KX; none of GP, GO, GN is on the line.")
    assert row.anchor == "C1/1"
    assert row.source == "cms_base/cms-base.toml#discipline_modifier 2018-01-01"
    assert row.amount_cents == 6000


def test_a_payer_without_the_policy_is_one_group() -> None:
    night = Night("code mods payer / 97110 - ZNEW / 97140 - ZNEW / 97530 GP ZNEW")
    assert judge(night, "MOD001").groups == {("ZNEW", "payer:discipline_modifier"): 2}
