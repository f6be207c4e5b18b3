"""POC005: RULES.md POC. Due within the office's notice (30 days), for patients it still sees.

As-of is 2026-11-20. An initial plan is due 30 days after its start; a period of 90 days from
2026-09-01 ends on 11-29, from 09-22 on 12-20 (30 days ahead), from 08-23 today.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("POC005")

LINE = "code mods date / 97110 GP 11-16"
ALL = "start end type signed verbal order sent discharged_on"
SIGNED = "09-01 - initial 09-08 - - - -"
HEAD = 'id = "ppo"\nextends = "commercial-base"\nname = "PPO"\nline_of_business = "commercial"\n'
OWN = (
    f"{HEAD}[[plan_of_care]]\nfrom = 2020-01-01\nrequired = true\nsignature_required = true\n"
    "certify_within_days = 45\nperiod_days = 60\nGRADE_A",
)


def plans(*rows: str, lines: str = LINE, **more: Any) -> Night:
    """Plan rows: start, end, type, signed, verbal order, order, sent, discharged."""
    return Night(lines, plans=" / ".join([ALL, *rows]), **more)


def began(start: str, rest: str = "initial - - - - -", end: str = "-") -> Night:
    """One plan that nobody has certified yet."""
    return plans(f"{start} {end} {rest}")


def seen(date: str) -> Night:
    """A signed plan of 09-01 whose patient was last seen on an earlier night."""
    earlier = f"claim code mods date / C0 97110 GP {date}"
    return plans(SIGNED, lines="patient code mods / P2 97110 GP", earlier_lines=earlier)


EXAMPLES: list[Example] = [
    violates(
        "the thirtieth day is today",
        began("10-21"),
        severity="note",
        shows={
            "awaited": "certification",
            "due": "2026-11-20",
            "days_left": 0,
            "within": 7,
            "physician": "The plan names no physician.",
        },
    ),
    not_applicable("it was yesterday: POC002 speaks", began("10-20")),
    violates("7 days left", began("10-28"), shows={"days_left": 7, "within": 7}),
    violates("8 days left", began("10-29"), shows={"days_left": 8, "within": 14}),
    violates("14 days left", began("11-04"), shows={"days_left": 14, "within": 14}),
    violates("15 days left", began("11-05"), shows={"days_left": 15, "within": 30}),
    clear("signed", began("10-28", "initial 11-03 - - - -")),
    violates("to be signed tomorrow", began("10-28", "initial 11-21 - - - -")),
    clear("a verbal order: POC006 speaks", began("10-28", "initial - 11-03 - - -")),
    clear("order signed, plan sent", began("10-28", "initial - - 10-26 10-30 -")),
    violates("plan sent without an order", began("10-28", "initial - - - 10-30 -")),
    violates("order signed after the sending", began("10-28", "initial - - 10-31 10-30 -")),
    violates(
        "the period ends in 9 days",
        plans(SIGNED),
        severity="note",
        shows={"awaited": "recertification", "due": "2026-11-29", "days_left": 9, "within": 14},
    ),
    violates(
        "its last day is today", plans("08-23 - initial 09-08 - - - -"), shows={"days_left": 0}
    ),
    clear("it ended yesterday: POC004 speaks", plans("08-22 - initial 09-08 - - - -")),
    not_applicable("it ended before the line", plans("08-01 - initial 09-08 - - - -")),
    violates("30 days ahead", plans("09-22 - initial 09-28 - - - -"), shows={"days_left": 30}),
    clear("31 days ahead", plans("09-23 - initial 09-28 - - - -")),
    violates(
        "the plan's own end comes first",
        began("11-02", "initial - - - - -", "11-25"),
        shows={"awaited": "recertification", "due": "2026-11-25"},
    ),
    violates(
        "its thirtieth day comes first",
        began("10-25", "initial - - - - -", "11-30"),
        shows={"awaited": "certification", "due": "2026-11-24"},
    ),
    clear(
        "signed for the time after",
        plans(SIGNED, "11-30 - recertification 11-18 - - - -"),
        at="PL1",
    ),
    violates(
        "written for the time after, not signed yet",
        plans(SIGNED, "11-30 - recertification - - - - -"),
        at="PL1",
        shows={"due": "2026-11-29"},
    ),
    violates(
        "a recertification ends",
        plans("06-01 - initial 06-08 - - - -", "08-30 - recertification 09-04 - - - -"),
        at="PL2",
        shows={"due": "2026-11-27"},
    ),
    violates("last seen 30 days ago, on an earlier night", seen("10-21")),
    not_applicable("last seen 31 days ago", seen("10-20")),
    not_applicable(
        "seen since in another discipline only",
        plans(
            SIGNED,
            lines="code mods / 97530 GO",
            earlier_lines="claim code mods date / C0 97110 GP 10-19",
        ),
    ),
    not_applicable("discharged in the plan", plans("09-01 - initial 09-08 - - - 11-17"), at="PL1"),
    violates(
        "a discharge that is still to come",
        plans("09-01 - initial 09-08 - - - 11-21"),
    ),
    not_applicable(
        "discharged in a note of an earlier night",
        plans(SIGNED, earlier_visits="date code discipline note_type / 11-16 97110 PT discharge"),
    ),
    not_applicable(
        "discharged in a document",
        plans(SIGNED, documents="kind document_date / discharge 11-17"),
    ),
    violates(
        "discharged before this plan began",
        plans(SIGNED, documents="kind document_date / discharge 08-20"),
    ),
    violates(
        "discharged and evaluated again",
        plans(
            SIGNED,
            lines="code mods date / 97161 GP 11-16",
            documents="kind document_date / discharge 11-02",
        ),
    ),
    clear(
        "the office's own notice: 9 days left of 8",
        plans(SIGNED, site="[house]\ncertification_notice_days = 8\n"),
    ),
    violates(
        "the office's own notice: 40 days",
        plans("09-23 - initial 09-28 - - - -", site="[house]\ncertification_notice_days = 40\n"),
        shows={"days_left": 31, "within": 40},
    ),
    not_applicable(
        "the office's own active days",
        plans(SIGNED, site="[house]\nactive_days = 3\n"),
    ),
    violates(
        "the payer's own days: 45 from 10-10",
        plans(
            "10-10 - initial - - - - -",
            lines="code mods payer / 97110 GP ppo",
            payers=OWN,
        ),
        shows={"due": "2026-11-24"},
    ),
    violates(
        "the payer's own period: 60 from 10-01",
        plans(
            "10-01 - initial 10-02 - - - -",
            lines="code mods payer / 97110 GP ppo",
            payers=OWN,
        ),
        shows={"due": "2026-11-29"},
    ),
    cannot_tell(
        "it does not say what it is",
        began("10-28", "- - - - - -"),
        missing="certification_type",
    ),
    violates("it does not say, but it is signed", plans("09-01 - - 09-08 - - - -")),
    cannot_tell(
        "no column of signatures",
        Night(LINE, plans="start type verbal order sent / 10-28 initial - - -"),
        missing="certified_on",
    ),
    cannot_tell(
        "no column of sending",
        Night(LINE, plans="start type signed verbal order / 10-28 initial - - 10-26"),
        missing="sent_on",
    ),
    cannot_tell(
        "no column of verbal orders",
        Night(LINE, plans="start type signed order sent / 10-28 initial - - -"),
        missing="verbal_order_on",
    ),
    violates("a GA line", plans(SIGNED, lines="code mods / 97110 GP,GA")),
    not_applicable("a GY line", plans(SIGNED, lines="code mods / 97110 GP,GY")),
    not_applicable("an unsigned recertification", began("10-28", "recertification - - - - -")),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_what_a_finding_says() -> None:
    night = Night(LINE, plans=f"{ALL} certifier_npi / {SIGNED} 1033000035")
    row = judge(night, "POC005").at("PL1")
    assert row.observed == (
        "The recertification of the PT plan of care of 2026-09-01 is due on 2026-11-29, in 9 days "
        "(call list of 14 days). Physician: NPI 1033000035."
    )


@pytest.mark.parametrize(("start", "when"), [("08-23", "today"), ("08-24", "in 1 day")])
def test_the_last_days_are_told_in_words(start: str, when: str) -> None:
    """Start and 89 days: 2026-08-23 lasts to 2026-11-20, the night itself."""
    row = judge(Night(LINE, plans=f"{ALL} / {start} {SIGNED.partition(' ')[2]}"), "POC005").at(
        "PL1"
    )
    assert f", {when} (call list of 7 days)." in row.observed
