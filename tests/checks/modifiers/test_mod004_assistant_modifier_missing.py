"""MOD004: RULES.md MOD: lines, payers and notes; the minutes are in test_mod004_minutes."""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("MOD004")

HEAD = 'id = "ppo"\nextends = "commercial-base"\nname = "PPO"\nline_of_business = "commercial"'
TOTAL = '[[unit_rule]]\nfrom = 2020-01-01\nvalue = "{}"\nGRADE_A\n'
MINUTES = "code therapist assistant / 97110 {} {}"
BOTH = "code therapist assistant / 97110 {} {} / 97140 {} {}"
ONE = "code mods units / 97110 GP {}"
TWO = "code mods units / 97110 GP {} / 97110 GP,CQ {}"


def payer(value: str, entry: str = "GRADE_A", unit_rule: str = "cms_total") -> tuple[str, ...]:
    """A payer "ppo" that marks assistants in some way."""
    how = f'[[assistant_modifier]]\nfrom = 2020-01-01\nvalue = "{value}"\n{entry}'
    return (f"{HEAD}\n{TOTAL.format(unit_rule)}{how}",)


def on_ppo(mods: str, units: int = 1) -> str:
    return f"code mods units payer / 97110 {mods} {units} ppo"


EXAMPLES: list[Example] = [
    # -- lines that count, and that do not ---------------------------------------------------
    violates("GY line", Night("code mods / 97110 GP,GY", visits=MINUTES.format(0, 15))),
    violates("GA line", Night("code mods / 97110 GP,GA", visits=MINUTES.format(0, 15))),
    not_applicable(
        "speech", Night("code mods / 97129 GN", visits="code assistant therapist / 97129 15 0")
    ),
    not_applicable(
        "critical access hospital",
        Night("code mods bill_type / 97110 GP 851", visits=MINUTES.format(0, 15)),
    ),
    not_applicable(
        "critical access hospital, four digits",
        Night("code mods bill_type / 97110 GP 0851", visits=MINUTES.format(0, 15)),
    ),
    violates(
        "another hospital",
        Night("code mods bill_type / 97110 GP 131", visits=MINUTES.format(0, 15)),
    ),
    not_applicable(
        "incident to a physician's service",
        Night("code mods incident_to / 97110 GP yes", visits=MINUTES.format(0, 15)),
    ),
    violates(
        "not incident to",
        Night("code mods incident_to / 97110 GP no", visits=MINUTES.format(0, 15)),
    ),
    # -- payers ------------------------------------------------------------------------------
    violates(
        "payer of the same form",
        Night(on_ppo("GP"), visits=MINUTES.format(0, 15), payers=payer("CQ_CO")),
        severity="block",
    ),
    violates(
        "at grade C",
        Night(on_ppo("GP"), visits=MINUTES.format(0, 15), payers=payer("CQ_CO", "GRADE_C")),
        severity="review",
    ),
    clear(
        "rounded test: 2 of 15 are no more than a tenth",
        Night(
            "code mods payer / 97150 GP ppo",
            visits="code therapist assistant / 97150 13 2",
            payers=payer("CQ_CO", 'test = "rounded"\nGRADE_A'),
        ),
    ),
    violates(
        "rounded test: 3 of 15",
        Night(
            "code mods payer / 97150 GP ppo",
            visits="code therapist assistant / 97150 12 3",
            payers=payer("CQ_CO", 'test = "rounded"\nGRADE_A'),
        ),
    ),
    violates(
        "exact test: 2 of 15",
        Night("code mods / 97150 GP", visits="code therapist assistant / 97150 13 2"),
    ),
    violates(
        "midpoint payer: 8 by the assistant stand alone",
        Night(
            "code mods payer / 97110 GP ppo / 97140 GP ppo",
            visits=BOTH.format(15, 0, 0, 8),
            payers=payer("CQ_CO", unit_rule="ama_midpoint"),
        ),
        at="C1/2",
    ),
    not_applicable(
        "payer of another form",
        Night(on_ppo("GP"), visits=MINUTES.format(0, 15), payers=payer("TF")),
    ),
    not_applicable(
        "payer without any", Night(on_ppo("GP"), visits=MINUTES.format(0, 15), payers=payer("none"))
    ),
    cannot_tell(
        "payer not known",
        Night("code mods payer / 97110 GP ZNEW", visits=MINUTES.format(0, 15)),
        missing="payer:assistant_modifier",
    ),
    clear(
        "payer not known, no assistant",
        Night("code mods payer / 97110 GP ZNEW", visits=MINUTES.format(15, 0)),
    ),
    # -- without minutes by person -----------------------------------------------------------
    violates(
        "an assistant furnished it",
        Night(ONE.format(2), visits="code therapist_credential / 97110 PTA"),
        severity="review",
        shows={"needed": "2"},
    ),
    violates(
        "a certified occupational therapy assistant furnished it",
        Night(ONE.format(2).replace("GP", "GO"), visits="code therapist_credential / 97110 COTA"),
        severity="review",
    ),
    violates(
        "an assistant wrote the note, a therapist finalized it",
        Night(ONE.format(1), visits="code assistant_id finalized_by_credential / 97110 A7 PT"),
        severity="review",
    ),
    clear(
        "an assistant furnished it, CQ",
        Night(TWO.format(0, 1), visits="code therapist_credential / 97110 PTA"),
    ),
    violates(
        "minutes by person weigh more than signs",
        Night(
            ONE.format(1),
            visits="code therapist assistant therapist_credential / 97110 0 15 PTA",
        ),
        severity="block",
    ),
    cannot_tell(
        "a therapist furnished it, an assistant may have helped",
        Night(ONE.format(1), visits="code minutes therapist_credential / 97110 15 PT"),
        missing="minutes by person",
    ),
    cannot_tell(
        "all hands alone",
        Night(ONE.format(1), visits="code minutes / 97110 15"),
        missing="minutes by person",
    ),
    cannot_tell("no visits file", Night(ONE.format(1)), missing="minutes by person"),
    cannot_tell(
        "the code is not in the note",
        Night(ONE.format(1), visits="code therapist assistant / 97140 0 15"),
        missing="minutes by person",
    ),
    cannot_tell(
        "minutes that contradict one another",
        Night(ONE.format(1), visits="code minutes therapist assistant / 97110 30 20 15"),
        missing="minutes that agree",
    ),
    cannot_tell(
        "a therapist's above the service's own",
        Night(ONE.format(1), visits="code minutes therapist assistant / 97110 30 31 -"),
        missing="minutes that agree",
    ),
    # -- modifiers, people and days that are not said ------------------------------------------
    cannot_tell(
        "both slots of two full",
        Night("code modifier_1 modifier_2 / 97110 GP 59", visits=MINUTES.format(0, 15)),
        missing="modifiers",
    ),
    clear(
        "both slots of two full, no assistant",
        Night("code modifier_1 modifier_2 / 97110 GP 59", visits=MINUTES.format(15, 0)),
    ),
    cannot_tell(
        "it may be speech",
        Night("code / 97129", visits="code therapist assistant / 97129 0 15"),
        missing="discipline",
    ),
    violates(
        "the note says whose discipline it is",
        Night(
            "code mods / 97129 59",
            visits="code discipline therapist assistant / 97129 OT 0 15",
        ),
    ),
    cannot_tell(
        "one of two lines has no provider",
        Night(
            "code mods npi / 97110 GP 1111111111 / 97110 GP -",
            visits="code therapist assistant / 97110 15 15",
        ),
        missing="provider",
    ),
    # -- earlier nights ----------------------------------------------------------------------
    violates(
        "the assistant's half lies in an earlier night, unmarked",
        Night(
            "claim code mods / C2 97110 GP",
            visits="visit code therapist assistant / V1 97110 15 0",
            earlier_lines="claim code mods / C1 97110 GP",
            earlier_visits="visit code therapist assistant / V0 97110 0 15",
        ),
        at="C2/1",
        shows={"needed": "1", "billed": 2},
    ),
    clear(
        "the assistant's half lies in an earlier night, marked",
        Night(
            "claim code mods / C2 97110 GP",
            visits="visit code therapist assistant / V1 97110 15 0",
            earlier_lines="claim code mods / C1 97110 GP,CQ",
            earlier_visits="visit code therapist assistant / V0 97110 0 15",
        ),
    ),
    violates(
        "the remainder of an earlier code is smaller than tonight's",
        Night(
            "claim code mods / C2 97140 GP",
            visits="visit code therapist assistant / V1 97140 0 7",
            earlier_lines="claim code mods units / C1 97110 GP 2",
            earlier_visits="visit code therapist assistant / V0 97110 33 0",
        ),
        at="C2/1",
    ),
    clear(
        "a correction takes the place of what went out unmarked",
        Night(
            "claim code mods frequency replaces / C1R 97110 GP,CQ 7 C1",
            earlier_lines="claim code mods / C1 97110 GP",
            earlier_visits="code therapist assistant / 97110 0 15",
        ),
    ),
    not_applicable(
        "a void", Night("code mods frequency / 97110 GP 8", visits=MINUTES.format(0, 15))
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_a_finding_tells_the_minutes_and_names_the_code_s_lines() -> None:
    night = Night(
        "claim code mods units / C3 97110 GP 1 / C2 97110 GP 1 / C2 97140 GP 1",
        visits="visit code therapist assistant / V1 97110 22 8 / V1 97140 15 0",
        earlier_lines="claim code mods units / C1 97110 GP 1",
        earlier_visits="visit code therapist assistant / V0 97110 0 15",
    )
    row = judge(night, "MOD004").at("C2/1")
    assert (row.anchor, set(row.related)) == ("C2/1", {"C1/1", "C3/1"})
    assert row.observed == (
        "97110: 22 min by the therapist, 23 by the assistant alone. "
        "Units billed: 3; with CQ or CO: 0."
    )
    assert row.expected == (
        "Units that need CQ: 2 (therapist 22 min: 1 full unit, remainder 7; assistant 23 min: 1 "
        "full unit, remainder 8; units of the code by the day's minutes: 3). As lines: 97110 x 2 "
        "with CQ and 97110 x 1 without."
    )
    assert row.source == "cms_base/cms-base.toml#assistant_modifier 2022-01-01"
