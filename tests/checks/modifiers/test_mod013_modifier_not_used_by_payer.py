"""MOD013: RULES.md MOD: CQ or CO to a payer of another form or none, KX to one without."""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("MOD013")

HEAD = 'id = "ppo"\nextends = "commercial-base"\nname = "PPO"\nline_of_business = "commercial"'
CASE = "code mods payer / 97110 {} ppo"


def assistants(value: str, entry: str = "GRADE_A") -> str:
    return f'[[assistant_modifier]]\nfrom = 2020-01-01\nvalue = "{value}"\n{entry}\n'


def threshold(value: str, entry: str = "GRADE_A") -> str:
    return f'[[threshold_modifier]]\nfrom = 2020-01-01\nvalue = "{value}"\n{entry}\n'


def payer(*entries: str) -> tuple[str, ...]:
    """A payer "ppo" with some entries."""
    return ("\n".join((HEAD, *entries)),)


EXAMPLES: list[Example] = [
    violates(
        "CQ, payer has TF",
        Night(CASE.format("GP,CQ"), payers=payer(assistants("TF"))),
        severity="review",
        shows={
            "unused": "CQ",
            "payer_uses": "No CQ or CO: this payer's modifier for assistants is TF",
        },
    ),
    violates(
        "CO, payer has UB and U5",
        Night(CASE.format("GO,CO"), payers=payer(assistants("UB_U5"))),
        severity="review",
    ),
    violates(
        "CQ, payer has none",
        Night(CASE.format("GP,CQ"), payers=payer(assistants("none"))),
        severity="review",
    ),
    violates(
        "CQ, at grade C",
        Night(CASE.format("GP,CQ"), payers=payer(assistants("none", "GRADE_C"))),
        severity="review",
    ),
    violates(
        "CQ, the entry asks for a note",
        Night(CASE.format("GP,CQ"), payers=payer(assistants("none", 'severity = "note"\nGRADE_A'))),
        severity="note",
    ),
    violates(
        "CQ to Medicare in 2019",
        Night("code mods date / 97110 GP,CQ 2019-12-31"),
        severity="review",
    ),
    clear("CQ to Medicare on the first day", Night("code mods date / 97110 GP,CQ 2020-01-01")),
    clear("CQ to Medicare", Night("code mods / 97110 GP,CQ")),
    clear(
        "CQ, payer has CQ and CO", Night(CASE.format("GP,CQ"), payers=payer(assistants("CQ_CO")))
    ),
    violates(
        "KX, payer has none",
        Night(CASE.format("GP,KX"), payers=payer(threshold("none"))),
        severity="note",
        shows={"unused": "KX", "payer_uses": "No KX: this payer does not read it"},
    ),
    clear("KX, payer has KX", Night(CASE.format("GP,KX"), payers=payer(threshold("KX")))),
    clear("KX to Medicare", Night("code mods / 97110 GP,KX")),
    not_applicable(
        "KX, payer's file says nothing of it", Night(CASE.format("GP,KX"), payers=payer())
    ),
    not_applicable("KX, payer not known", Night("code mods payer / 97110 GP,KX ZNEW")),
    violates(
        "both",
        Night(CASE.format("GP,CQ,KX"), payers=payer(assistants("none"), threshold("none"))),
        severity="review",
        shows={
            "unused": "CQ and KX",
            "payer_uses": (
                "No CQ or CO: this payer has no modifier for assistants; "
                "No KX: this payer does not read it"
            ),
        },
    ),
    violates(
        "KX not used, CQ not known",
        Night(CASE.format("GP,CQ,KX"), payers=payer(threshold("none"))),
        severity="note",
        shows={"unused": "KX"},
    ),
    violates(
        "KX not used, CQ is",
        Night(CASE.format("GP,CQ,KX"), payers=payer(assistants("CQ_CO"), threshold("none"))),
        severity="note",
        shows={"unused": "KX"},
    ),
    cannot_tell(
        "CQ, payer not known",
        Night("code mods payer / 97110 GP,CQ ZNEW"),
        missing="payer:assistant_modifier",
    ),
    cannot_tell(
        "CQ, payer's file says nothing of it",
        Night(CASE.format("GP,CQ"), payers=payer()),
        missing="payer:assistant_modifier",
    ),
    cannot_tell(
        "KX before the payer's entry",
        Night("code mods payer date / 97110 GP,KX ppo 2019-06-03", payers=payer(threshold("none"))),
        missing="payer:threshold_modifier",
    ),
    cannot_tell(
        "KX, marked as not known",
        Night(
            CASE.format("GP,KX"),
            payers=payer("[[threshold_modifier]]\nfrom = 2020-01-01\nunknown = true\nGRADE_A\n"),
        ),
        missing="payer:threshold_modifier",
    ),
    cannot_tell("no modifier column", Night("code / 97110"), missing="modifiers"),
    not_applicable("neither", Night(CASE.format("GP,59"), payers=payer(assistants("none")))),
    not_applicable(
        "a void",
        Night("code mods payer frequency / 97110 GP,CQ ppo 8", payers=payer(assistants("none"))),
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


@pytest.mark.parametrize(
    ("mods", "knob"), [("GP,CQ", "assistant_modifier"), ("GP,KX", "threshold_modifier")]
)
def test_a_finding_names_the_entry_that_decides(mods: str, knob: str) -> None:
    night = Night(CASE.format(mods), payers=payer(assistants("none"), threshold("none")))
    (row,) = judge(night, "MOD013").rows
    assert row.source.endswith(f"#{knob} 2020-01-01")
