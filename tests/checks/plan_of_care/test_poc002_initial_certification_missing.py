"""POC002: RULES.md POC; 42 CFR 424.24(c): certified by start + 30, or since 2025 by order and plan.

As-of is 2026-11-20 unless drawn: a start of 10-20 was due on 11-19, of 10-21 is due today.
"""

from __future__ import annotations

from typing import Any

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import NOT_APPLICABLE, judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("POC002")

LINE = "code mods / 97110 GP"
ALL = "start type signed verbal order sent"
HEAD = 'id = "ppo"\nextends = "commercial-base"\nname = "PPO"\nline_of_business = "commercial"\n'


def payer(rest: str, entry: str = "GRADE_A") -> tuple[str, ...]:
    return (f"{HEAD}[[plan_of_care]]\nfrom = 2020-01-01\nrequired = true\n{rest}\n{entry}",)


def plan(row: str, lines: str = LINE) -> Night:
    """A night with one plan: start, type, signed, verbal order, order signed, sent."""
    return Night(lines, plans=f"{ALL} / {row}")


def on_ppo(row: str, payers: tuple[str, ...]) -> Night:
    return Night("code mods payer / 97110 GP ppo", plans=f"{ALL} / {row}", payers=payers)


def january(start: str) -> Night:
    """A plan of the turn of the year 2025 with order and plan sent, in February."""
    return Night(
        "code mods date / 97110 GP 2025-01-10",
        plans=f"{ALL} / {start} initial - - 2024-12-30 2025-01-02",
        as_of="2025-02-15",
    )


SIGNED = "signature_required = true"

EXAMPLES: list[Example] = [
    violates(
        "30 days passed yesterday",
        plan("10-20 initial - - - -"),
        at="PL1",
        severity="block",
        shows={"due": "2026-11-19", "days_late": 1, "released_dates": "none"},
    ),
    clear("due today", plan("10-21 initial - - - -"), at="PL1"),
    clear("signed in time", plan("10-20 initial 11-19 - - -")),
    clear("signed late is signed", plan("09-01 initial 11-20 - - -")),
    violates("to be signed tomorrow", plan("10-20 initial 11-21 - - -")),
    clear("a verbal order on the last day", plan("10-20 initial - 11-19 - -")),
    violates("a verbal order a day late", plan("10-20 initial - 11-20 - -")),
    clear("order, and plan sent on the last day", plan("09-21 initial - - 09-18 10-21")),
    violates("plan sent a day late", plan("09-21 initial - - 09-18 10-22")),
    clear("order signed on the day of sending", plan("09-21 initial - - 10-05 10-05")),
    violates("order signed a day after sending", plan("09-21 initial - - 10-06 10-05")),
    violates("order, and nothing sent", plan("09-21 initial - - 09-18 -")),
    violates("plan sent without an order", plan("09-21 initial - - - 10-05")),
    clear("first treatment on 2025-01-01: the order stands in", january("2025-01-01")),
    violates("first treatment a day before: it does not", january("2024-12-31")),
    violates(
        "the payer's own days: due 10-30",
        on_ppo("10-20 initial - - - -", payer(SIGNED + "\ncertify_within_days = 10")),
        shows={"due": "2026-10-30"},
    ),
    violates(
        "a payer without the exception",
        on_ppo("09-21 initial - - 09-18 10-05", payer(SIGNED)),
        severity="block",
    ),
    violates(
        "grade C is at most review",
        on_ppo("10-20 initial - - - -", payer(SIGNED, "GRADE_C")),
        severity="review",
    ),
    violates(
        "its only exposed line went out on an earlier night",
        Night(
            "code mods date / 97110 GP 11-19",
            plans=f"{ALL} end / 10-19 initial - - - - 11-17 / 11-18 recertification 11-19 - - - -",
            earlier_lines="claim code mods date / C0 97110 GP 11-10",
        ),
        at="PL1",
        shows={"released_dates": "2026-11-10"},
    ),
    cannot_tell(
        "overdue, and it does not say what it is",
        plan("10-20 - - - - -"),
        missing="certification_type",
    ),
    clear("not overdue, and it does not say what it is", plan("10-21 - - - - -")),
    cannot_tell(
        "no column of signatures",
        Night(LINE, plans="start type verbal order sent / 10-20 initial - - -"),
        missing="certified_on",
    ),
    cannot_tell(
        "no column of sending",
        Night(LINE, plans="start type signed verbal order / 09-21 initial - - 09-18"),
        missing="sent_on",
    ),
    cannot_tell(
        "no column of signed orders",
        Night(LINE, plans="start type signed verbal sent / 09-21 initial - - 10-05"),
    ),
    cannot_tell(
        "no column of verbal orders",
        Night(LINE, plans="start type signed order sent / 10-20 initial - - -"),
    ),
    cannot_tell(
        "exposed on a date before the policy begins",
        Night(
            "code mods date / 97110 GP 2017-12-29",
            plans=f"{ALL} / 2017-12-01 initial - - - -",
            as_of="2018-02-01",
        ),
    ),
    not_applicable("a recertification", plan("10-20 recertification - - - -")),
    not_applicable(
        "lines of another discipline alone", plan("10-20 initial - - - -", "code mods / 97110 GO")
    ),
    not_applicable(
        "no line in its period",
        Night("code mods date / 97110 GP 10-19", plans=f"{ALL} / 10-20 initial - - - -"),
    ),
    not_applicable("GA lines alone", plan("10-20 initial - - - -", "code mods / 97110 GP,GA")),
    not_applicable("GZ lines alone", plan("10-20 initial - - - -", "code mods / 97110 GP,GZ")),
    not_applicable("GY lines alone", plan("10-20 initial - - - -", "code mods / 97110 GP,GY")),
    not_applicable("orthotics alone", plan("10-20 initial - - - -", "code mods / L3908 GP")),
    not_applicable(
        "payer that asks for no signature",
        on_ppo("10-20 initial - - - -", payer("signature_required = false")),
    ),
    not_applicable(
        "its only exposed line is void tonight",
        Night(
            "claim code mods frequency / C0 97110 GP 8",
            plans=f"{ALL} / 10-20 initial - - - -",
            earlier_lines="claim code mods / C0 97110 GP",
        ),
    ),
    violates("exposed by an evaluation", plan("10-20 initial - - - -", "code mods / 97161 GP")),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_the_finding_hangs_on_tonights_first_exposed_line() -> None:
    night = Night(
        "claim code mods date / C2 97110 GP 11-16 / C1 97110 GP 11-17 / C1 97110 GP 10-19",
        plans=f"{ALL} / 10-20 initial - - - -",
    )
    row = judge(night, "POC002").at("PL1")
    assert (row.anchor, row.related) == ("C1/1", ("C2/1",))


def test_it_hangs_on_no_line_where_none_of_tonight_is_exposed() -> None:
    night = Night(
        "code mods date / 97110 GP 10-19",
        plans=f"{ALL} / 10-20 initial - - - -",
        earlier_lines="claim code mods date / C0 97110 GP 11-12 / C9 97110 GP 11-10",
    )
    row = judge(night, "POC002").at("PL1")
    assert (row.answer, row.anchor) == ("violates", "")
    assert row.evidence["released_dates"] == "2026-11-10, 2026-11-12"


def test_the_text_names_no_exception_that_the_payer_does_not_have() -> None:
    row = judge(on_ppo("10-20 initial - - - -", payer(SIGNED)), "POC002").at("PL1")
    assert row.answer == "violates"
    assert row.expected == "Certification by a dated signature."


def test_plans_of_two_people_under_one_plan_id_are_two_findings() -> None:
    night = Night(
        "code mods date / 97110 GP 10-19",
        plans=f"patient plan_row {ALL} / P2 1 10-20 initial - - - - / P3 1 10-20 initial - - - -",
        earlier_lines="claim patient code mods / C2 P2 97110 GP / C3 P3 97110 GP",
    )
    findings = judge(night, "POC002").result.findings
    assert len(findings) == 2
    assert findings["finding_key"].is_unique


def test_lines_of_an_unknown_payer_are_reported_as_not_judged() -> None:
    night = Night("code mods payer / 97110 GP ZNEW", plans=f"{ALL} / 10-20 initial - - - -")
    judged = judge(night, "POC002")
    assert judged.overall == NOT_APPLICABLE
    assert judged.groups == {("ZNEW", "payer:rules"): 1}


def test_the_worked_date_and_what_went_out_before_the_first_night() -> None:
    """A start of 2026-01-05 is due on 02-04; on 02-05 the finding lists the released dates."""
    parts: dict[str, Any] = {
        "lines": "code mods date / 97110 GP 02-03",
        "plans": f"{ALL} / 01-05 initial - - - -",
        "earlier_lines": "claim code mods date / C8 97161 GP 01-05 / C9 97110 GP 01-12",
    }
    due = judge(Night(**parts, as_of="2026-02-04"), "POC002").at("PL1")
    over = judge(Night(**parts, as_of="2026-02-05"), "POC002").at("PL1")
    assert (due.answer, over.answer, over.severity) == ("clear", "violates", "block")
    assert over.evidence["due"] == "2026-02-04"
    assert over.evidence["released_dates"] == "2026-01-05, 2026-01-12"
