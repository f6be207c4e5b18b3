"""MOD008: RULES.md MOD and "Assistant arithmetic"; CMS: units of both kinds on two lines."""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("MOD008")

HEAD = 'id = "ppo"\nextends = "cms-base"\nname = "PPO"\nline_of_business = "commercial"'
MINUTES = "code therapist assistant / 97110 {} {}"
PLAIN = "code mods units / 97110 GP {}"
MARKED = "code mods units / 97110 GP,CQ {}"


def payer(value: str, entry: str = "GRADE_A") -> tuple[str, ...]:
    """A payer "ppo" that marks assistants in some way."""
    return (f'{HEAD}\n[[assistant_modifier]]\nfrom = 2020-01-01\nvalue = "{value}"\n{entry}',)


EXAMPLES: list[Example] = [
    violates(
        "15 and 15 on a plain line",
        Night(PLAIN.format(2), visits=MINUTES.format(15, 15)),
        severity="block",
        shows={"lines": "97110 x 1 with CQ and 97110 x 1 without"},
    ),
    violates("15 and 15 on a marked line", Night(MARKED.format(2), visits=MINUTES.format(15, 15))),
    violates(
        "22 and 23",
        Night(MARKED.format(3), visits=MINUTES.format(22, 23)),
        shows={"lines": "97110 x 2 with CQ and 97110 x 1 without"},
    ),
    violates(
        "occupational therapy",
        Night(
            "code mods units / 97530 GO 2",
            visits="code therapist assistant / 97530 15 15",
        ),
        shows={"lines": "97530 x 1 with CO and 97530 x 1 without"},
    ),
    violates("12 and 12", Night(PLAIN.format(2), visits=MINUTES.format(12, 12))),
    clear("23 and 7: both plain", Night(PLAIN.format(2), visits=MINUTES.format(23, 7))),
    clear("therapist alone", Night(PLAIN.format(2), visits=MINUTES.format(30, 0))),
    violates(
        "22 and 8: the last one is the assistant's",
        Night(PLAIN.format(2), visits=MINUTES.format(22, 8)),
    ),
    clear("assistant alone", Night(MARKED.format(2), visits=MINUTES.format(0, 30))),
    not_applicable("one unit", Night(PLAIN.format(1), visits=MINUTES.format(7, 8))),
    not_applicable(
        "two lines",
        Night("code mods units / 97110 GP 1 / 97110 GP,CQ 1", visits=MINUTES.format(15, 15)),
    ),
    not_applicable(
        "two plain lines: MOD004",
        Night("code mods units / 97110 GP 2 / 97110 GP,59 1", visits=MINUTES.format(15, 30)),
    ),
    not_applicable(
        "untimed",
        Night("code mods units / G0283 GP 2", visits="code therapist assistant / G0283 15 15"),
    ),
    not_applicable(
        "critical access hospital",
        Night("code mods units bill_type / 97110 GP 2 851", visits=MINUTES.format(15, 15)),
    ),
    not_applicable(
        "payer of another form",
        Night(
            "code mods units payer / 97110 GP 2 ppo",
            visits=MINUTES.format(15, 15),
            payers=payer("TF"),
        ),
    ),
    violates(
        "at grade C",
        Night(
            "code mods units payer / 97110 GP 2 ppo",
            visits=MINUTES.format(15, 15),
            payers=payer("CQ_CO", "GRADE_C"),
        ),
        severity="review",
    ),
    violates(
        "the export cut modifiers off: mixed all the same",
        Night("code modifier_1 modifier_2 units / 97110 GP 59 2", visits=MINUTES.format(15, 15)),
    ),
    violates(
        "a unit too many: one of each kind is left",
        Night(PLAIN.format(3), visits=MINUTES.format(15, 15)),
        shows={"lines": "97110 x 1 with CQ and 97110 x 1 without"},
    ),
    cannot_tell(
        "two units of three: whose they are is not said",
        Night(PLAIN.format(2), visits=MINUTES.format(15, 30)),
        missing="units by the minutes",
    ),
    cannot_tell(
        "all hands alone",
        Night(PLAIN.format(2), visits="code minutes / 97110 30"),
        missing="minutes by person",
    ),
    cannot_tell(
        "payer not known",
        Night("code mods units payer / 97110 GP 2 ZNEW", visits=MINUTES.format(15, 15)),
        missing="payer:assistant_modifier",
    ),
    clear(
        "an assistant is the only furnisher",
        Night(PLAIN.format(2), visits="code therapist_credential / 97110 PTA"),
    ),
    # -- earlier nights ----------------------------------------------------------------------
    violates(
        "the assistant's half lies in an earlier night's visit",
        Night(
            "code mods units / 97110 GP 2",
            visits="visit code therapist assistant / V1 97110 15 0",
            earlier_visits="visit code therapist assistant / V0 97110 0 15",
        ),
    ),
    not_applicable(
        "the code stands on a line of an earlier night too",
        Night(
            "claim code mods units / C2 97110 GP 2",
            visits="visit code therapist assistant / V1 97110 15 15",
            earlier_lines="claim code mods units / C1 97110 GP,CQ 1",
            earlier_visits="visit code therapist assistant / V0 97110 0 15",
        ),
    ),
    violates(
        "a correction that is still one line",
        Night(
            "claim code mods units frequency replaces / C1R 97110 GP,CQ 2 7 C1",
            earlier_lines="claim code mods units / C1 97110 GP 2",
            earlier_visits="code therapist assistant / 97110 15 15",
        ),
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_where_it_speaks_the_other_two_do_not() -> None:
    for lines in (PLAIN.format(2), MARKED.format(2)):
        night = Night(lines, visits=MINUTES.format(15, 15))
        assert judge(night, "MOD008").overall == "violates"
        for other in ("MOD004", "MOD005"):
            assert judge(night, other).overall == "not_applicable"


def test_a_finding_gives_the_two_lines() -> None:
    (row,) = judge(Night(MARKED.format(3), visits=MINUTES.format(22, 23)), "MOD008").rows
    assert row.observed == (
        "97110: 22 min by the therapist, 23 by the assistant alone. One line bills 3 units, 3 of "
        "them with CQ or CO; units that need it: 2 (therapist 22 min: 1 full unit, remainder 7; "
        "assistant 23 min: 1 full unit, remainder 8; units of the code by the day's minutes: 3)."
    )
    assert row.expected == "Two lines: 97110 x 2 with CQ and 97110 x 1 without."
    assert row.evidence["needed"] == "2"
