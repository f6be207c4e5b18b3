"""MOD003: the discipline modifier is another one's than the record's."""

from __future__ import annotations

from pipeline.modifiers import DISCIPLINE_MODIFIERS
from pipeline.rule import Citation, Positions, Severity, Verdict, rule
from pipeline.service_lines import Lines
from pipeline.worksheets.discipline_evidence import DisciplineEvidence


@rule(
    id="MOD003",
    name="discipline-modifier-mismatch",
    title="Discipline modifier does not match the record",
    severity=Severity.BLOCK,
    seen="Code {code} carries {modifier}; the record says {record}.",
    expected="{wanted}: that of the discipline that furnished the service under its plan of care.",
    rationale=(
        "The modifier counts the line towards its discipline's plan, threshold and revenue code. "
        "One that belongs to another discipline is turned back, or paid and later recouped."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Medicare Claims Processing Manual (Pub. 100-04), chapter 5",
            section="20.1, 20.2.D; revenue codes 042x, 043x, 044x",
            url="https://www.cms.gov/medicare/coding-billing/therapy-services",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 4", "RARC N519"),
    fix=(
        "Open the note of this visit: who furnished the service, and under which plan of care? If "
        "the note shows the other discipline, change the modifier; an institutional line has 042x, "
        "043x or 044x to match. If the note bears the modifier out, correct what contradicts it: "
        "the discipline of the visit, the evaluation code, or 042x, 043x, 044x."
    ),
    not_checked=(
        "Lines with two discipline modifiers (MOD002) or none (MOD001). The export's own "
        "discipline column is no evidence: it is often filled from the modifier."
    ),
    needs_payer_policy=False,
)
def check(lines: Lines, evidence: DisciplineEvidence) -> Verdict:
    """Answer for each line of tonight with exactly one discipline modifier."""
    carried = evidence.carried
    exactly_one = carried >= 0
    no_modifiers_exported = lines.column_missing("modifier_1", "modifiers")

    def modifier_of(number: int) -> str:
        return DISCIPLINE_MODIFIERS[number]

    def wanted(rows: Positions) -> list[str]:
        named = [[modifier_of(number) for number in evidence.named(row)] for row in rows.tolist()]
        return [" or ".join(modifiers) for modifiers in named]

    return Verdict(
        applies=exactly_one | no_modifiers_exported,
        violates=exactly_one & evidence.differs,
        unknown={
            "modifiers": no_modifiers_exported,
            "visit discipline": ~evidence.known,
        },
        shows={
            "code": lambda rows: lines.text("procedure_code", rows),
            "modifier": lambda rows: [modifier_of(number) for number in carried[rows].tolist()],
            "record": evidence.texts,
            "wanted": wanted,
        },
    )
