"""MOD005: RULES.md MOD and "Assistant arithmetic"; CMS billing examples for CQ and CO."""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("MOD005")

HEAD = 'id = "ppo"\nextends = "cms-base"\nname = "PPO"\nline_of_business = "commercial"'
MINUTES = "code therapist assistant / 97110 {} {}"
BOTH = "code therapist assistant / 97110 {} {} / 97140 {} {}"
CQ = "code mods units / 97110 GP,CQ {}"
TWO = "code mods units / 97110 GP {} / 97110 GP,CQ {}"
PAIR = "code mods units / 97110 {} {} / 97140 {} {}"


def payer(value: str, entry: str = "GRADE_A") -> tuple[str, ...]:
    """A payer "ppo" that marks assistants in some way."""
    return (f'{HEAD}\n[[assistant_modifier]]\nfrom = 2020-01-01\nvalue = "{value}"\n{entry}',)


EXAMPLES: list[Example] = [
    # -- by the minutes ------------------------------------------------------------------------
    violates(
        "therapist alone",
        Night(CQ.format(1), visits=MINUTES.format(15, 0)),
        severity="review",
        shows={"needed": "0", "marked": 1, "billed": 1},
    ),
    clear("assistant alone", Night(CQ.format(1), visits=MINUTES.format(0, 15))),
    violates(
        "23 and 22: 1 of 3 needs it, 2 carry it",
        Night(TWO.format(1, 2), visits=MINUTES.format(23, 22)),
        shows={"needed": "1", "marked": 2, "billed": 3},
    ),
    clear("23 and 22: 1 of 3", Night(TWO.format(2, 1), visits=MINUTES.format(23, 22))),
    clear("22 and 23: 2 of 3", Night(TWO.format(1, 2), visits=MINUTES.format(22, 23))),
    violates("23 and 7: none of 2", Night(TWO.format(1, 1), visits=MINUTES.format(23, 7))),
    violates(
        "the therapist has 8 minutes of the last unit",
        Night(CQ.format(1), visits=MINUTES.format(8, 14)),
    ),
    clear(
        "the therapist has 7 minutes of the last unit",
        Night(CQ.format(1), visits=MINUTES.format(7, 15 - 1)),
    ),
    violates(
        "both units of 12 and 12",
        Night(CQ.format(1) + " / 97110 GP,CQ,59 1", visits=MINUTES.format(12, 12)),
    ),
    clear("one unit of 12 and 12", Night(TWO.format(1, 1), visits=MINUTES.format(12, 12))),
    not_applicable(
        "both kinds on one line: MOD008", Night(CQ.format(2), visits=MINUTES.format(15, 15))
    ),
    violates(
        "group: 3 of 30",
        Night("code mods / 97150 GP,CQ", visits="code therapist assistant / 97150 27 3"),
    ),
    clear(
        "group: 4 of 30",
        Night("code mods / 97150 GP,CQ", visits="code therapist assistant / 97150 26 4"),
    ),
    violates(
        "rounded test: 2 of 15",
        Night(
            "code mods payer / 97150 GP,CQ ppo",
            visits="code therapist assistant / 97150 13 2",
            payers=payer("CQ_CO", 'test = "rounded"\nGRADE_A'),
        ),
    ),
    clear(
        "2021: 8 and 14",
        Night(
            "code mods date / 97110 GP,CQ 2021-06-01",
            visits="code date therapist assistant / 97110 2021-06-01 8 14",
        ),
    ),
    violates(
        "the last unit is the therapist's other code",
        Night(
            PAIR.format("GP,CQ", 2, "GP,CQ", 1),
            visits=BOTH.format(0, 33, 7, 0),
        ),
        at="C1/2",
    ),
    clear(
        "a tie may go to the assistant's code",
        Night(PAIR.format("GP", 1, "GP,CQ", 2), visits=BOTH.format(20, 0, 0, 20)),
    ),
    clear("GY line", Night("code mods / 97110 GP,GY,CQ", visits=MINUTES.format(0, 15))),
    # -- where it does not apply -----------------------------------------------------------------
    violates(
        "critical access hospital",
        Night("code mods bill_type / 97110 GP,CQ 851", visits=MINUTES.format(0, 15)),
        severity="review",
        shows={"by_person": "billed by a critical access hospital (bill type 85x)"},
    ),
    violates(
        "critical access hospital, no minutes",
        Night("code mods bill_type / 97110 GP,CQ 0857"),
    ),
    clear(
        "another hospital",
        Night("code mods bill_type / 97110 GP,CQ 131", visits=MINUTES.format(0, 15)),
    ),
    violates(
        "incident to a physician's service",
        Night("code mods incident_to / 97110 GP,CQ yes", visits=MINUTES.format(0, 15)),
        shows={"by_person": "billed as incident to a physician's service"},
    ),
    not_applicable(
        "critical access hospital without it", Night("code mods bill_type / 97110 GP 851")
    ),
    # -- payers ------------------------------------------------------------------------------------
    violates(
        "an entry that asks for a note",
        Night(
            "code mods payer / 97110 GP,CQ ppo",
            visits=MINUTES.format(15, 0),
            payers=payer("CQ_CO", 'severity = "note"\nGRADE_A'),
        ),
        severity="note",
    ),
    not_applicable(
        "payer of another form: MOD013",
        Night(
            "code mods payer / 97110 GP,CQ ppo", visits=MINUTES.format(15, 0), payers=payer("TF")
        ),
    ),
    cannot_tell(
        "payer not known",
        Night("code mods payer / 97110 GP,CQ ZNEW", visits=MINUTES.format(15, 0)),
        missing="payer:assistant_modifier",
    ),
    cannot_tell(
        "payer not known, critical access hospital",
        Night("code mods payer bill_type / 97110 GP,CQ ZNEW 851"),
        missing="payer:assistant_modifier",
    ),
    not_applicable("no CQ or CO", Night("code mods / 97110 GP", visits=MINUTES.format(0, 15))),
    not_applicable("speech", Night("code mods / 97129 GN,CQ")),
    not_applicable("a device's supply", Night("code mods / 98977 GP,CQ")),
    # -- facts that are missing ----------------------------------------------------------------
    cannot_tell(
        "all hands alone",
        Night(CQ.format(1), visits="code minutes / 97110 15"),
        missing="minutes by person",
    ),
    cannot_tell("no visits file", Night(CQ.format(1)), missing="minutes by person"),
    clear(
        "an assistant is the only furnisher",
        Night(CQ.format(1), visits="code therapist_credential / 97110 PTA"),
    ),
    cannot_tell(
        "a therapist furnished it, an assistant may have helped",
        Night(CQ.format(1), visits="code therapist_credential / 97110 PT"),
        missing="minutes by person",
    ),
    cannot_tell(
        "no modifier column",
        Night("code / 97110", visits=MINUTES.format(15, 0)),
        missing="modifiers",
    ),
    cannot_tell(
        "a unit too many: the marked one, or the other",
        Night(TWO.format(1, 1), visits=MINUTES.format(15, 0)),
        missing="units by the minutes",
    ),
    violates(
        "a unit too many, both marked",
        Night(CQ.format(1) + " / 97110 GP,CQ,59 1", visits=MINUTES.format(15, 0)),
    ),
    cannot_tell(
        "one unit of two, whose it is not said",
        Night(CQ.format(1), visits=MINUTES.format(15, 15)),
        missing="units by the minutes",
    ),
    # -- earlier nights ----------------------------------------------------------------------------
    violates(
        "an earlier night's line carries it already",
        Night(
            "claim code mods / C2 97110 GP,CQ",
            visits="visit code therapist assistant / V1 97110 15 0",
            earlier_lines="claim code mods / C1 97110 GP,CQ",
            earlier_visits="visit code therapist assistant / V0 97110 0 15",
        ),
        at="C2/1",
        shows={"needed": "1", "marked": 2},
    ),
    clear(
        "the assistant's half lies in an earlier night, without it",
        Night(
            "claim code mods / C2 97110 GP,CQ",
            visits="visit code therapist assistant / V1 97110 15 0",
            earlier_lines="claim code mods / C1 97110 GP",
            earlier_visits="visit code therapist assistant / V0 97110 0 15",
        ),
    ),
    violates(
        "an earlier code's remainder takes the unit",
        Night(
            "claim code mods / C2 97110 GP,CQ",
            visits="visit code therapist assistant / V1 97110 15 5",
            earlier_lines="claim code mods / C1 97140 GP",
            earlier_visits="visit code therapist assistant / V0 97140 8 0",
        ),
        at="C2/1",
        shows={"needed": "0"},
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_a_finding_tells_the_minutes() -> None:
    night = Night(TWO.format(1, 2), visits=MINUTES.format(23, 22))
    (row,) = judge(night, "MOD005").rows
    assert row.observed == (
        "97110: 23 min by the therapist, 22 by the assistant alone. "
        "Units billed: 3; with CQ or CO: 2."
    )
    assert row.expected.startswith(
        "Units that need CQ: 1 (therapist 23 min: 1 full unit, remainder 8;"
    )
    assert (row.anchor, row.related) == ("C1/1", ("C1/2",))
