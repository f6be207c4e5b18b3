"""POC011: RULES.md POC. Treatment after a discharge, without a new evaluation since."""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("POC011")

LINE = "code mods date / 97110 GP 11-16"
PLAN = "start type discharged_on / 10-05 initial {}"
BEFORE = "claim code mods date / C0 97161 GP 10-05"
HEAD = 'id = "ppo"\nextends = "commercial-base"\nname = "PPO"\nline_of_business = "commercial"\n'
NOTE = "visit date code discipline note_type / V0 {} 97110 {} {}"


def left(day: str, lines: str = LINE, more: str = "") -> Night:
    """An episode since 10-05, its plan with a discharge, and more earlier lines."""
    return Night(lines, plans=PLAN.format(day), earlier_lines=BEFORE + more)


EXAMPLES: list[Example] = [
    violates(
        "discharged the day before",
        left("11-15"),
        severity="review",
        shows={"discharged": "2026-11-15", "days_after": 1},
    ),
    clear("discharged on the day", left("11-16")),
    clear("not discharged", left("-")),
    clear("discharged later", left("11-17")),
    clear(
        "evaluated again on the day", left("11-10", "code mods / 97110 GP / 97161 GP"), at="C1/1"
    ),
    clear("evaluated again, on an earlier night", left("11-10", more=" / C9 97162 GP 11-12")),
    violates(
        "the evaluation came before the discharge", left("11-10", more=" / C9 97162 GP 11-09")
    ),
    violates(
        "an evaluation after the line",
        left("11-10", "code mods date / 97110 GP 11-16 / 97161 GP 11-17"),
        at="C1/1",
    ),
    violates("a re-evaluation is none", left("11-10", more=" / C9 97164 GP 11-12")),
    violates("an evaluation in another discipline", left("11-10", more=" / C9 97165 GO 11-12")),
    clear(
        "discharged in another discipline",
        Night(LINE, plans="discipline start discharged_on / OT 10-05 11-10", earlier_lines=BEFORE),
    ),
    violates(
        "a discharge note of an earlier night",
        Night(
            LINE,
            plans=PLAN.format("-"),
            earlier_lines=BEFORE,
            earlier_visits=NOTE.format("11-10", "PT", "discharge"),
        ),
        shows={"discharged": "2026-11-10"},
    ),
    violates(
        "a discharge among the documents",
        Night(
            LINE,
            plans=PLAN.format("-"),
            earlier_lines=BEFORE,
            documents="kind document_date / discharge 11-10",
        ),
    ),
    clear(
        "an evaluation that was not billed",
        Night(
            LINE,
            plans=PLAN.format("11-10"),
            earlier_lines=BEFORE,
            earlier_visits=NOTE.format("11-12", "PT", "evaluation"),
        ),
    ),
    clear(
        "a new initial plan since",
        Night(
            LINE,
            plans="start type discharged_on / 10-05 initial 11-10 / 11-12 initial -",
            earlier_lines=BEFORE,
        ),
    ),
    violates(
        "a recertification is no new evaluation",
        Night(
            LINE,
            plans="start type discharged_on / 10-05 initial 11-10 / 11-12 recertification -",
            earlier_lines=BEFORE,
        ),
    ),
    violates(
        "discharged twice, evaluated between",
        Night(
            LINE,
            plans="start type discharged_on / 08-03 initial 09-01 / 10-05 initial 11-10",
            earlier_lines=BEFORE,
        ),
        shows={"discharged": "2026-11-10"},
    ),
    violates("the first line that we know of", Night(LINE, plans=PLAN.format("11-10"))),
    cannot_tell(
        "a plan since that does not say what it is",
        Night(
            LINE,
            plans="start type discharged_on / 10-05 initial 11-10 / 11-12 - -",
            earlier_lines=BEFORE,
        ),
        missing="certification_type",
    ),
    cannot_tell(
        "a discharge note without discipline, of a patient with two",
        Night(
            "code mods date / 97110 GP 11-16 / 97530 GO 11-09",
            plans="discipline start type / PT 10-05 initial / OT 10-05 initial",
            earlier_visits=NOTE.format("11-10", "-", "discharge"),
        ),
        at="C1/1",
        missing="visit of the line",
    ),
    violates(
        "a discharge note without discipline, of a patient with one",
        Night(LINE, plans=PLAN.format("-"), earlier_visits=NOTE.format("11-10", "-", "discharge")),
    ),
    cannot_tell(
        "no plans file, and our data begin after the discharge",
        Night(LINE, documents="kind document_date / discharge 11-10"),
        missing="evaluation since",
    ),
    violates(
        "no plans file, and our data begin before it",
        Night(LINE, documents="kind document_date / discharge 11-10", earlier_lines=BEFORE),
    ),
    clear("nothing on file tells of a discharge", Night(LINE)),
    violates("a GA line", left("11-15", "code mods / 97110 GP,GA")),
    not_applicable("a GY line", left("11-15", "code mods / 97110 GP,GY")),
    not_applicable("an evaluation", left("11-15", "code mods / 97161 GP")),
    not_applicable("a re-evaluation", left("11-15", "code mods / 97164 GP")),
    not_applicable("an orthotic", left("11-15", "code mods / L3908 GP")),
    not_applicable(
        "payer that asks for no plan",
        Night(
            "code mods payer / 97110 GP ppo",
            plans=PLAN.format("11-10"),
            payers=(f"{HEAD}[[plan_of_care]]\nfrom = 2020-01-01\nrequired = false\nGRADE_A",),
        ),
    ),
    cannot_tell(
        "unknown payer",
        left("11-15", "code mods payer / 97110 GP ZNEW"),
        missing="payer:plan_of_care",
    ),
    cannot_tell("discipline not known", left("11-15", "code mods / 97110 -"), missing="discipline"),
    cannot_tell(
        "discipline not known, discharged in one that no line has",
        Night(
            "code mods / 97110 -",
            plans="discipline start discharged_on / OT 10-05 11-10",
        ),
        missing="discipline",
    ),
    cannot_tell(
        "discipline not known, a discharge note of an earlier night",
        Night("code mods / 97110 -", earlier_visits=NOTE.format("11-10", "PT", "discharge")),
        missing="discipline",
    ),
    cannot_tell(
        "discipline not known, a discharge among the documents",
        Night("code mods / 97110 -", documents="kind document_date / discharge 11-10"),
        missing="discipline",
    ),
    clear("discipline not known, never discharged", left("-", "code mods / 97110 -")),
    clear("discipline not known, nothing on file", Night("code mods / 97110 -")),
    clear("discipline not known, discharged on the day", left("11-16", "code mods / 97110 -")),
    clear(
        "discipline not known, another patient was discharged",
        Night("code mods / 97110 -", plans="patient_id start discharged_on / P2 10-05 11-10"),
    ),
    clear(
        "discipline not known, evaluated again where discharged",
        left("11-10", "code mods / 97110 -", more=" / C9 97162 GP 11-12"),
    ),
    cannot_tell(
        "discipline not known, evaluated again elsewhere",
        left("11-10", "code mods / 97110 -", more=" / C9 97165 GO 11-12"),
        missing="discipline",
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_what_a_finding_says() -> None:
    row = judge(left("11-09"), "POC011").at("C1/1")
    assert row.observed == (
        "PT treatment on 2026-11-16, 7 days after the discharge of 2026-11-09, and no evaluation "
        "since."
    )
