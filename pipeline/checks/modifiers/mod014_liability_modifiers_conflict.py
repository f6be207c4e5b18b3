"""MOD014: modifiers on one line that say opposite things about who pays for a denial."""

from __future__ import annotations

from pipeline.modifiers import LIABILITY_MODIFIERS, joined_text
from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines


@rule(
    id="MOD014",
    name="liability-modifiers-conflict",
    title="Liability modifiers contradict each other",
    severity=Severity.REVIEW,
    seen="Code {code} carries {liability}, which contradict each other ({modifiers_billed}).",
    expected="Only one of GA, GY and GZ on a line; GX alone or beside GY.",
    rationale=(
        "GA says that a required advance notice (ABN) was signed, GZ that a denial is expected and "
        "no notice was signed, GY that the law excludes the service, GX that a notice was given by "
        "choice. Where two contradict, it is open who owes a denied line, and the payer denies it "
        "or turns it back."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Medicare Claims Processing Manual (Pub. 100-04), chapter 30",
            section="notices of noncoverage; GA, GX, GY, GZ",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 4", "RARC N519"),
    fix=(
        "Look in the patient's file for a notice signed before the service; one signed afterwards "
        "does not count. Keep the one modifier that the file bears out: GA only where a required "
        "notice was signed, GZ only where none was and a denial is expected, GX only where one was "
        "given by choice, GY only where the law excludes the service."
    ),
    not_checked="Whether a notice is on file, and KX beside one of them (KX005).",
    needs_payer_policy=False,
    decides_always=(
        "The modifiers stand on the line or they do not; only an export without any modifier "
        "column leaves it open."
    ),
)
def check(lines: Lines) -> Verdict:
    """Answer for each line of tonight."""
    signed_notice, voluntary_notice = lines.has_modifier("GA"), lines.has_modifier("GX")
    never_covered, no_notice = lines.has_modifier("GY"), lines.has_modifier("GZ")
    contradict = signed_notice & (no_notice | never_covered)
    contradict |= voluntary_notice & (signed_notice | no_notice)
    contradict |= never_covered & no_notice
    no_modifiers_exported = lines.column_missing("modifier_1", "modifiers")
    return Verdict(
        applies=lines.has_modifier(*LIABILITY_MODIFIERS) | no_modifiers_exported,
        violates=contradict,
        unknown={"modifiers": no_modifiers_exported},
        shows={
            "code": lambda rows: lines.text("procedure_code", rows),
            "modifiers_billed": lambda rows: joined_text(lines, rows),
            "liability": lambda rows: [
                " and ".join(dict.fromkeys(m for m in text.split() if m in LIABILITY_MODIFIERS))
                for text in joined_text(lines, rows)
            ],
        },
    )
