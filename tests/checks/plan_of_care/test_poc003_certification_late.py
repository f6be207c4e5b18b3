"""POC003: RULES.md POC; manual chapter 15, 220.1.3.D.

A plan of 2026-01-05 is due on 02-04 (day 30), day 60 is 03-06, six months are over after 07-05. Its
90 days end on 04-04: a recertification is due by then, day 60 is 06-03, six months 10-04.
"""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("POC003")

AS_OF = "2026-10-20"
ALL = "start end type signed verbal order sent delay_reason"
LINES = "code mods date / 97110 GP 01-20 / 97110 GP 04-20"
FIRST = "01-05 - initial 01-12 - - - -"
HEAD = 'id = "ppo"\nextends = "commercial-base"\nname = "PPO"\nline_of_business = "commercial"\n'


def payer(rest: str, entry: str = "GRADE_A") -> tuple[str, ...]:
    text = f"{HEAD}[[plan_of_care]]\nfrom = 2020-01-01\nrequired = true\n{rest}\n{entry}"
    return (text,)


def plan(rest: str, start: str = "01-05", as_of: str = AS_OF) -> Night:
    """One plan: type, signed, verbal order, order signed, sent, reason of the delay."""
    return Night(LINES, plans=f"{ALL} / {start} - {rest}", as_of=as_of)


def again(
    signed: str, reason: str = "-", first: str = FIRST, kind: str = "recertification"
) -> Night:
    """A second period from 04-05 after a first one."""
    row = f"04-05 - {kind} {signed} - - - {reason}"
    return Night(LINES, plans=f"{ALL} / {first} / {row}", as_of=AS_OF)


def on_ppo(signed: str, rest: str) -> Night:
    return Night(
        "code mods payer date / 97110 GP ppo 01-20",
        plans=f"{ALL} / 01-05 - initial {signed} - - - -",
        payers=payer(rest),
        as_of=AS_OF,
    )


EXAMPLES: list[Example] = [
    clear("signed on day 30", plan("initial 02-04 - - - -")),
    violates(
        "signed on day 31",
        plan("initial 02-05 - - - -"),
        severity="note",
        shows={
            "days": 31,
            "signed": "2026-02-05",
            "due": "2026-02-04",
            "event": "the first treatment",
        },
    ),
    violates("signed on day 60", plan("initial 03-06 - - - -"), severity="note"),
    violates("signed on day 61 without a reason", plan("initial 03-07 - - - -"), severity="review"),
    violates("signed on day 61 with a reason", plan("initial 03-07 - - - leave"), severity="note"),
    violates(
        "six months to the day, with a reason",
        plan("initial 07-05 - - - leave"),
        severity="note",
        shows={"reason": "A reason is on file."},
    ),
    violates("a day over six months", plan("initial 07-06 - - - leave"), severity="review"),
    violates(
        "six months end on a month's last day",
        Night(
            "code mods date / 97110 GP 2025-09-10",
            plans=f"{ALL} / 2025-08-31 - initial 2026-03-01 - - - leave",
            as_of=AS_OF,
        ),
        severity="review",
    ),
    violates(
        "and that day itself",
        Night(
            "code mods date / 97110 GP 2025-09-10",
            plans=f"{ALL} / 2025-08-31 - initial 2026-02-28 - - - leave",
            as_of=AS_OF,
        ),
        severity="note",
    ),
    clear("a verbal order in time, signed within 14 days", plan("initial 02-18 02-04 - - -")),
    violates("a verbal order in time, signed on day 15", plan("initial 02-19 02-04 - - -")),
    violates("a verbal order too late", plan("initial 02-10 02-05 - - -")),
    clear("order and sending stood in for it", plan("initial 04-20 - 01-02 01-10 -")),
    violates("the plan was sent too late for that", plan("initial 04-20 - 01-02 02-05 -")),
    clear("a recertification on the last day of the period before", again("04-04"), at="PL2"),
    violates(
        "a recertification a day later",
        again("04-05"),
        at="PL2",
        severity="note",
        shows={
            "days": 1,
            "due": "2026-04-04",
            "counted_from": "2026-04-04",
            "event": "the end of the period before",
        },
    ),
    violates("60 days after the end", again("06-03"), at="PL2", severity="note"),
    violates("61 days after the end", again("06-04"), at="PL2", severity="review"),
    violates("61 days, with a reason", again("06-04", "leave"), at="PL2", severity="note"),
    violates("six months after the end", again("10-04", "leave"), at="PL2", severity="note"),
    violates("a day more", again("10-05", "leave"), at="PL2", severity="review"),
    violates(
        "the period before ended by its own date",
        again("04-25", first="01-05 03-20 initial 01-12 - - - -"),
        at="PL2",
        severity="note",
        shows={"days": 36, "counted_from": "2026-03-20"},
    ),
    clear(
        "signed before its own first day, after a gap",
        again("04-04", first="01-05 02-10 initial 01-12 - - - -"),
        at="PL2",
    ),
    clear(
        "the latest of two periods before",
        Night(
            LINES,
            plans=f"{ALL} / {FIRST} / 02-20 - recertification 02-20 - - - - "
            "/ 04-05 - recertification 05-20 - - - -",
            as_of=AS_OF,
        ),
        at="PL3",
    ),
    violates(
        "its only line went out on an earlier night",
        Night(
            "code mods date / 97110 GP 09-01",
            plans=f"{ALL} / 01-05 - initial 02-05 - - - -",
            earlier_lines="claim code mods date / C0 97110 GP 01-20",
            as_of=AS_OF,
        ),
        at="PL1",
        severity="note",
    ),
    violates(
        "late by both readings of a row without a type",
        again("05-06", kind="-"),
        at="PL2",
    ),
    violates(
        "the payer's own days: 11 of 10",
        on_ppo("01-16", "signature_required = true\ncertify_within_days = 10"),
        severity="note",
    ),
    violates(
        "the payer's own days without a reason: 21 of 20",
        on_ppo("01-26", "signature_required = true\ncertify_within_days = 10\nlate_note_days = 20"),
        severity="review",
    ),
    violates(
        "the payer's own months",
        on_ppo("03-06", "signature_required = true\nlate_review_months = 2"),
        severity="review",
    ),
    *(
        not_applicable(
            f"{modifier} lines alone",
            Night(
                f"code mods date / 97110 GP,{modifier} 01-20",
                plans=f"{ALL} / 01-05 - initial 03-07 - - - -",
                as_of=AS_OF,
            ),
        )
        for modifier in ("GA", "GY", "GZ")
    ),
    not_applicable("not signed", plan("initial - - - - -")),
    not_applicable("to be signed tomorrow", plan("initial 02-11 - - - -", as_of="2026-02-10")),
    not_applicable(
        "payer that asks for no signature", on_ppo("03-20", "signature_required = false")
    ),
    cannot_tell(
        "late by one reading of a row without a type",
        again("05-05", kind="-"),
        at="PL2",
        missing="certification_type",
    ),
    cannot_tell(
        "the period before is not on file",
        plan("recertification 05-20 - - - -", start="04-05"),
        missing="period before",
    ),
    clear(
        "not on file, but signed before its own first day",
        plan("recertification 04-04 - - - -", start="04-05"),
    ),
    cannot_tell(
        "no column of signatures",
        Night(LINES, plans="start type / 01-05 initial", as_of=AS_OF),
        missing="certified_on",
    ),
    cannot_tell(
        "no column of verbal orders, one might have given 14 days more",
        Night(
            LINES,
            plans="start type signed order sent / 01-05 initial 02-18 - -",
            as_of=AS_OF,
        ),
        missing="verbal_order_on",
    ),
    violates(
        "no column of verbal orders, and later than any",
        Night(
            LINES,
            plans="start type signed order sent / 01-05 initial 02-19 - -",
            as_of=AS_OF,
        ),
    ),
    cannot_tell(
        "no column of sending",
        Night(
            LINES,
            plans="start type signed verbal order / 01-05 initial 03-19 - 01-02",
            as_of=AS_OF,
        ),
        missing="sent_on",
    ),
    cannot_tell(
        "exposed on a date before the policy begins",
        Night(
            "code mods date / 97110 GP 2017-12-29",
            plans=f"{ALL} / 2017-12-01 - initial 2018-01-20 - - - -",
            as_of="2018-02-01",
        ),
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_what_a_finding_says() -> None:
    row = judge(plan("initial 03-07 - - - -"), "POC003").at("PL1")
    assert row.observed == (
        "The PT plan of care of 2026-01-05 was signed on 2026-03-07, 61 days after the first "
        "treatment (2026-01-05); 2026-02-04 was the last day in time. No reason is on file."
    )
    assert row.expected == "A dated signature by 2026-02-04."


@pytest.mark.parametrize("order", [("0", "1"), ("1", "0")])
def test_the_order_of_plan_rows_does_not_matter(order: tuple[str, str]) -> None:
    rows = {"0": f"A {FIRST}", "1": "B 04-05 - recertification 05-05 - - - -"}
    table = " / ".join([f"plan_row {ALL}", *(rows[name] for name in order)])
    judged = judge(Night(LINES, plans=table, as_of=AS_OF), "POC003")
    assert judged.answers == {name: judged.answers[name] for name in ("A", "B")}
    assert (judged.at("A").answer, judged.at("B").answer) == ("clear", "violates")
