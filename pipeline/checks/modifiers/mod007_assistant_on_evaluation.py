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
    seen="Evaluation code {code}: {by_person}.",
    expected=(
        "The therapist furnishes the evaluation; an assistant may help, but furnishes no more than "
        "10 percent of its minutes alone."
    ),
    rationale=(
        "Evaluations and re-evaluations take a therapist's judgment, which an assistant's license "
        "does not cover. One that an assistant furnished alone is not payable; a larger part by an "
        "assistant puts it in doubt."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Medicare Benefit Policy Manual (Pub. 100-02), chapter 15",
            section="230.1.C: assistants do not evaluate or assess",
            url="https://www.cms.gov/regulations-and-guidance/guidance/manuals",
            read_on="2026-11-21",
        ),
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
        "See in the note who evaluated. If a therapist did, the therapist corrects the minutes or "
        "the furnisher, where the record of that day supports it. If an assistant only helped, the "
        "therapist confirms in the record which part was whose before the claim goes out. If an "
        "assistant evaluated, it cannot be billed, and a therapist still has to evaluate."
    ),
    not_checked=(
        "Aides, students and others without a license (DOC017, DOC018), and the rounded test that "
        "some payers use."
    ),
    needs_payer_policy=False,
    owner="therapist",
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
