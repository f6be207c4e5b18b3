"""POC006: RULES.md POC; manual chapter 15, 220.1.3: a verbal order is signed within 14 days.

As-of is 2026-11-20: the fourteen days of 11-05 ended yesterday, those of 11-06 end today. A plan of
10-10 may be certified by a verbal order until 11-09.
"""

from __future__ import annotations

from typing import Any

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("POC006")

LINE = "code mods / 97110 GP"
ALL = "start type signed verbal order sent"
HEAD = 'id = "ppo"\nextends = "commercial-base"\nname = "PPO"\nline_of_business = "commercial"\n'


def plan(row: str, **more: Any) -> Night:
    """One plan: start, type, signed, verbal order, order signed, sent."""
    return Night(LINE, plans=f"{ALL} / {row}", **more)


def on_ppo(row: str, rest: str, entry: str = "GRADE_A") -> Night:
    text = f"{HEAD}[[plan_of_care]]\nfrom = 2020-01-01\nrequired = true\n{rest}\n{entry}"
    return Night("code mods payer / 97110 GP ppo", plans=f"{ALL} / {row}", payers=(text,))


EXAMPLES: list[Example] = [
    violates(
        "the fourteen days ended yesterday",
        plan("10-10 initial - 11-05 - -"),
        severity="review",
        shows={"sign_by": "2026-11-19", "days_late": 1, "ordered": "2026-11-05", "days": 14},
    ),
    clear("they end today", plan("10-10 initial - 11-06 - -")),
    clear("signed since", plan("10-10 initial 11-20 11-05 - -")),
    violates("to be signed tomorrow", plan("10-10 initial 11-21 11-05 - -")),
    clear("order signed and plan sent in time", plan("10-10 initial - 11-05 10-08 11-09")),
    violates("plan sent a day late", plan("10-10 initial - 11-05 10-08 11-10")),
    violates("order signed, nothing sent", plan("10-10 initial - 11-05 10-08 -")),
    violates(
        "its only line went out on an earlier night",
        Night(
            "code mods date / 97110 GP 09-01",
            plans=f"{ALL} / 10-10 initial - 11-05 - -",
            earlier_lines="claim code mods date / C0 97110 GP 10-12",
        ),
        at="PL1",
    ),
    violates(
        "the payer's own days: 11 of 10",
        on_ppo("10-10 initial - 11-09 - -", "signature_required = true\nverbal_sign_days = 10"),
        shows={"sign_by": "2026-11-19"},
    ),
    clear(
        "the payer's own days: 11 of 14",
        on_ppo("10-10 initial - 11-09 - -", "signature_required = true"),
    ),
    violates(
        "grade C is at most review",
        on_ppo("10-10 initial - 11-05 - -", "signature_required = true", "GRADE_C"),
        severity="review",
    ),
    violates(
        "a payer without the exception",
        on_ppo("10-10 initial - 11-05 10-08 10-12", "signature_required = true"),
    ),
    violates(
        "a GZ line",
        Night("code mods / 97110 GP,GZ", plans=f"{ALL} / 10-10 initial - 11-05 - -"),
    ),
    not_applicable(
        "a GY line",
        Night("code mods / 97110 GP,GY", plans=f"{ALL} / 10-10 initial - 11-05 - -"),
    ),
    not_applicable("no verbal order", plan("10-10 initial - - - -")),
    not_applicable(
        "a verbal order too late certifies nothing: POC002 speaks",
        plan("10-01 initial - 11-01 - -"),
    ),
    not_applicable("a recertification", plan("10-10 recertification - 11-05 - -")),
    not_applicable(
        "payer that asks for no signature",
        on_ppo("10-10 initial - 11-05 - -", "signature_required = false"),
    ),
    not_applicable("no line in its period", plan("11-17 initial - 11-18 - -", as_of="2026-12-20")),
    cannot_tell(
        "it does not say what it is",
        plan("10-10 - - 11-05 - -"),
        missing="certification_type",
    ),
    cannot_tell(
        "no column of signatures",
        Night(LINE, plans="start type verbal order sent / 10-10 initial 11-05 - -"),
        missing="certified_on",
    ),
    cannot_tell(
        "no column of sending",
        Night(LINE, plans="start type signed verbal order / 10-10 initial - 11-05 10-08"),
        missing="sent_on",
    ),
    cannot_tell(
        "no column of verbal orders",
        Night(LINE, plans="start type signed order sent / 10-10 initial - - -"),
        missing="verbal_order_on",
    ),
    clear(
        "no column of verbal orders, and fourteen days not over since the start",
        Night(LINE, plans="start type signed order sent / 11-06 initial - - -"),
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_what_a_finding_says() -> None:
    row = judge(plan("10-10 initial - 11-05 - -"), "POC006").at("PL1")
    assert row.observed == (
        "The PT plan of care of 2026-10-10 rests on a verbal order of 2026-11-05. That was to be "
        "signed by 2026-11-19, 1 day ago, and no signature is on file."
    )
