"""MOD013: a modifier that the payer does not use."""

from __future__ import annotations

from pipeline.modifiers import ASSISTANT_MODIFIERS
from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines
from pipeline.worksheets.unused_modifiers import ASSISTANT_KNOB, THRESHOLD_KNOB, UnusedModifiers


@rule(
    id="MOD013",
    name="modifier-not-used-by-payer",
    title="Modifier that the payer does not use",
    severity=Severity.REVIEW,
    seen="Code {code} carries {unused}, which this payer does not use.",
    expected="{payer_uses}.",
    rationale=(
        "CQ and CO are Medicare's modifiers for assistants. Some payers have another one or none, "
        "and may pay less for CQ or CO or turn the line back. KX attests necessity beyond a yearly "
        "amount that only some payers have."
    ),
    citations=(
        Citation(
            authority="house",
            document="Payer file of the plan (see the finding's rule source)",
            section="assistant_modifier, threshold_modifier",
            read_on="2026-11-21",
        ),
        Citation(
            authority="CMS",
            document="Medicare Claims Processing Manual (Pub. 100-04), chapter 5",
            section="20.1 (CQ, CO) and 10.3 (KX): whose modifiers they are",
            url="https://www.cms.gov/regulations-and-guidance/guidance/manuals",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 4", "underpayment"),
    fix=(
        "Check the payer's rule for that date. If it does not use the modifier, take it off. "
        "Another one belongs on the line only if this payer asks for it and the note supports it "
        "(MOD012)."
    ),
    not_checked="Whether a modifier of the payer's own is missing (MOD012).",
    needs_payer_policy=True,
)
def check(lines: Lines, unused: UnusedModifiers) -> Verdict:
    """Answer for each line of tonight."""
    marks_assistant = lines.has_modifier(*ASSISTANT_MODIFIERS)
    attests_threshold = lines.has_modifier("KX")
    assistant_unused = marks_assistant & unused.assistant
    threshold_unused = attests_threshold & unused.threshold
    violates = assistant_unused | threshold_unused
    not_exported = lines.column_missing("modifier_1", "modifiers")
    return Verdict(
        applies=marks_assistant | (attests_threshold & unused.threshold_asked) | not_exported,
        violates=violates,
        unknown={
            f"payer:{ASSISTANT_KNOB}": marks_assistant & unused.assistant_unknown & ~violates,
            f"payer:{THRESHOLD_KNOB}": attests_threshold & unused.threshold_unknown & ~violates,
            "modifiers": not_exported,
        },
        severity={Severity.NOTE: unused.only_noted(assistant_unused)},
        shows={
            "code": lambda rows: lines.text("procedure_code", rows),
            "unused": lambda rows: unused.names(assistant_unused, threshold_unused, rows),
            "payer_uses": lambda rows: unused.payer_uses(assistant_unused, threshold_unused, rows),
            "rule_source": lambda rows: unused.sources(assistant_unused, rows),
        },
    )
