"""MOD007: an assistant furnished an evaluation, alone or in part."""

from __future__ import annotations

from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines
from pipeline.worksheets.assisted_evaluations import AssistedEvaluations


@rule(
    id="MOD007",
    name="assistant-on-evaluation",
    title="Evaluation by an assistant",
    severity=Severity.BLOCK,
    seen="{code}: {by_person}.",
    expected=(
        "The therapist evaluates; an assistant may take part, but is no more than a tenth of it "
        "alone."
    ),
    rationale=(
        "Evaluations and re-evaluations take a therapist's judgment, which an assistant's license "
        "does not cover. One that an assistant alone furnished is not payable; a larger part by "
        "an assistant puts it in doubt."
    ),
    citations=(
        Citation(
            authority="AOTA",
            document="Payment modifiers for occupational therapy assistants",
            section="evaluations and untimed services",
            read_on="2026-11-21",
        ),
        Citation(
            authority="UnitedHealthcare",
            document="Reimbursement policy on therapy modifiers",
            section="assistants and 97161-97168",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 185", "CARC 4"),
    fix=(
        "See in the note who evaluated. If it was a therapist, the therapist corrects the minutes "
        "or the furnisher where the record of that day supports it. If it was an assistant, the "
        "evaluation cannot be billed."
    ),
    not_checked=(
        "Aides, students and others without a license (DOC017, DOC018), and the rounded test that "
        "some payers use."
    ),
    needs_payer_policy=False,
)
def check(lines: Lines, found: AssistedEvaluations) -> Verdict:
    """Answer for each line of tonight."""
    assistant_alone, assistant_helped = found.alone, found.helped
    return Verdict(
        applies=found.evaluation,
        violates=assistant_alone | assistant_helped | found.alone_by_signs,
        unknown={
            "visit of the line": found.visit_unsure,
            "minutes by person": found.silent,
        },
        severity={Severity.REVIEW: assistant_helped | found.alone_by_signs},
        shows={
            "code": lambda rows: lines.text("procedure_code", rows),
            "by_person": found.by_person,
        },
    )
