"""MOD010: something in the place of a modifier that is none."""

from __future__ import annotations

from pipeline.modifiers import joined_text
from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines
from pipeline.worksheets.modifier_faults import ModifierFaults


@rule(
    id="MOD010",
    name="modifier-malformed",
    title="Invalid modifier",
    severity=Severity.BLOCK,
    seen="Code {code} carries {modifiers_billed}: {problem}.",
    expected=(
        "At most four modifiers, none twice, each of two letters or digits and in force on {date}."
    ),
    rationale=(
        "A service line has room for four modifiers of two characters. One that does not fit, is "
        "repeated or was not in force on the date makes the payer turn the line back."
    ),
    citations=(
        Citation(
            authority="ASC X12N",
            document="Health Care Claim: Professional (837)",
            section="SV101-3 to SV101-6: four modifiers of two characters",
            read_on="2026-11-21",
        ),
        Citation(
            authority="CMS",
            document="HCPCS modifiers and CPT modifiers in force on the date of service",
            section="by date; our table holds those that therapy lines meet",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 4", "RARC N519", "RARC N823"),
    fix=(
        "See in the note and in the billing screen what was meant, and correct the typing. Take "
        "off what is repeated or was not in force on the date; keep a modifier only if the record "
        "supports it. If the published list of that date has a modifier that our table lacks, tell "
        "payer set-up."
    ),
    not_checked=(
        "Whether a valid modifier is right for the line. Our table of modifiers is not complete: "
        "one that it lacks is for review only."
    ),
    needs_payer_policy=False,
    decides_always=(
        "What is written on a line can always be read; only an export without any modifier column "
        "leaves it open."
    ),
)
def check(lines: Lines, faults: ModifierFaults) -> Verdict:
    """Answer for each line of tonight that carries something."""
    no_modifiers_exported = lines.column_missing("modifier_1", "modifiers")
    only_unlisted = faults.unlisted & ~faults.malformed
    return Verdict(
        applies=faults.present | no_modifiers_exported,
        violates=faults.malformed | faults.unlisted,
        unknown={"modifiers": no_modifiers_exported},
        severity={Severity.REVIEW: only_unlisted},
        shows={
            "code": lambda rows: lines.text("procedure_code", rows),
            "modifiers_billed": lambda rows: joined_text(lines, rows),
            "problem": faults.texts,
            "date": lines.dates,
        },
    )
