"""POC001: RULES.md POC; 42 CFR 410.61. No plan row of the discipline at all."""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("POC001")

NO_ROWS = "plan_row patient discipline start"
TREATED = "code mods / 97110 GP"
EVALUATED = "claim code mods date / C0 97161 GP {}"
HEAD = 'id = "ppo"\nextends = "commercial-base"\nname = "PPO"\nline_of_business = "commercial"\n'


def payer(rest: str, entry: str = "GRADE_A") -> tuple[str, ...]:
    return (f"{HEAD}[[plan_of_care]]\nfrom = 2020-01-01\n{rest}\n{entry}",)


def after(evaluation: str, lines: str = TREATED, plans: str = NO_ROWS) -> Night:
    """Treatment on 2026-11-16 after an evaluation that went out on an earlier night."""
    return Night(lines, plans=plans, earlier_lines=EVALUATED.format(evaluation))


REQUIRED = "required = true\nsignature_required = false"

EXAMPLES: list[Example] = [
    violates(
        "8 days after the evaluation of an earlier night",
        after("11-08"),
        severity="block",
        shows={"days_after": 8, "discipline": "PT"},
    ),
    violates("7 days after it", after("11-09"), severity="review", shows={"days_after": 7}),
    violates(
        "8 days after the first treatment that we know of",
        Night(TREATED, plans=NO_ROWS, earlier_lines="claim code mods date / C0 97110 GP 11-08"),
        severity="block",
    ),
    violates(
        "7 days after the first treatment that we know of",
        Night(TREATED, plans=NO_ROWS, earlier_lines="claim code mods date / C0 97110 GP 11-09"),
        severity="review",
    ),
    violates(
        "the first treatment that we know of", Night(TREATED, plans=NO_ROWS), severity="review"
    ),
    violates(
        "treatment on the day of the evaluation",
        Night("code mods / 97161 GP / 97110 GP", plans=NO_ROWS),
        at="C1/2",
        severity="review",
    ),
    violates(
        "a new episode began with its own evaluation",
        Night(
            TREATED,
            plans=NO_ROWS,
            earlier_lines="claim code mods date / C0 97161 GP 08-03 / C9 97161 GP 11-10",
        ),
        severity="review",
        shows={"days_after": 6},
    ),
    violates(
        "an evaluation after the line begins nothing for it",
        Night("code mods date / 97110 GP 11-16 / 97161 GP 11-17", plans=NO_ROWS),
        at="C1/1",
        severity="review",
        shows={"days_after": 0},
    ),
    violates(
        "an evaluation that was voided tonight",
        Night(
            "claim code mods date frequency / C1 97110 GP 11-16 - / C0 97161 GP 11-08 8",
            plans=NO_ROWS,
            earlier_lines=EVALUATED.format("11-08"),
        ),
        at="C1/1",
        severity="review",
    ),
    violates(
        "a plan of another discipline",
        after("11-08", plans="discipline start / OT 11-02"),
        severity="block",
    ),
    violates("a plan of another patient", after("11-08", plans="patient start / P2 11-02")),
    violates("GA line", after("11-08", "code mods / 97110 GP,GA")),
    violates("untimed treatment", after("11-08", "code mods / G0283 GP"), severity="block"),
    violates(
        "the payer's own days: 4 of 3",
        Night(
            "code mods payer / 97110 GP ppo",
            plans=NO_ROWS,
            earlier_lines="claim code mods payer date / C0 97161 GP ppo 11-12",
            payers=payer(REQUIRED + "\nfirst_visit_days = 3"),
        ),
        severity="block",
    ),
    violates(
        "the payer's own days: 3 of 3",
        Night(
            "code mods payer / 97110 GP ppo",
            plans=NO_ROWS,
            earlier_lines="claim code mods payer date / C0 97161 GP ppo 11-13",
            payers=payer(REQUIRED + "\nfirst_visit_days = 3"),
        ),
        severity="review",
    ),
    violates(
        "grade C is at most review",
        Night(
            "code mods payer / 97110 GP ppo",
            plans=NO_ROWS,
            earlier_lines="claim code mods payer date / C0 97161 GP ppo 11-02",
            payers=payer(REQUIRED, "GRADE_C"),
        ),
        severity="review",
    ),
    clear("a plan", after("11-08", plans="start / 11-08")),
    clear("a plan that is over is POC004's", after("11-08", plans="start end / 01-05 02-05")),
    clear("an unsigned plan is POC002's", after("11-08", plans="start signed / 11-08 -")),
    cannot_tell("no plans file", Night(TREATED), missing="plans"),
    cannot_tell(
        "discipline not known",
        Night("code mods / 97110 -", plans="discipline start / PT 11-02"),
        missing="discipline",
    ),
    cannot_tell(
        "unknown payer",
        Night("code mods payer / 97110 GP ZNEW", plans=NO_ROWS),
        missing="payer:plan_of_care",
    ),
    cannot_tell(
        "before the policy begins",
        Night("code mods date / 97110 GP 2017-12-29", plans=NO_ROWS),
        missing="payer:plan_of_care",
    ),
    not_applicable("an evaluation alone", Night("code mods / 97161 GP", plans=NO_ROWS)),
    not_applicable(
        "the evaluation beside treatment",
        Night("code mods / 97161 GP / 97110 GP", plans=NO_ROWS),
        at="C1/1",
    ),
    not_applicable("a re-evaluation", after("11-02", "code mods / 97164 GP")),
    not_applicable("GY line", after("11-02", "code mods / 97110 GP,GY")),
    not_applicable("an orthotic", after("11-02", "code mods / L3908 GP")),
    not_applicable("a quality code", after("11-02", "code mods / G8978 GP")),
    not_applicable(
        "payer of whom no such rule is known",
        Night("code mods payer / 97110 GP commercial-base", plans=NO_ROWS),
    ),
    not_applicable(
        "payer that asks for no plan",
        Night("code mods payer / 97110 GP ppo", plans=NO_ROWS, payers=payer("required = false")),
    ),
    not_applicable("a void", Night("code mods frequency / 97110 GP 8", plans=NO_ROWS), at="C1/1"),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_what_a_finding_says() -> None:
    row = judge(after("11-08"), "POC001").at("C1/1")
    assert row.observed == (
        "PT treatment on 2026-11-16, 8 days after the episode's first visit, and no PT plan of "
        "care on file."
    )


def test_each_discipline_has_its_own_episode() -> None:
    night = Night(
        "code mods / 97110 GP / 97530 GO",
        plans=NO_ROWS,
        earlier_lines="claim code mods date / C0 97161 GP 11-02 / C9 97165 GO 11-12",
    )
    judged = judge(night, "POC001")
    assert [judged.at(f"C1/{n}").severity for n in (1, 2)] == ["block", "review"]
