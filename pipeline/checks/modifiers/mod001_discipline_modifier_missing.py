"""MOD001: a therapy line without GP, GO or GN where the payer wants one."""

from __future__ import annotations

from pipeline.modifiers import DISCIPLINE_MODIFIERS, joined_text
from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines
from pipeline.worksheets.discipline_need import KNOB, DisciplineNeed


@rule(
    id="MOD001",
    name="discipline-modifier-missing",
    title="Discipline modifier missing",
    severity=Severity.BLOCK,
    seen="Code {code} is billed with {modifiers_billed}; none of GP, GO, GN is on the line.",
    expected="GP, GO or GN: that of the plan of care under which the service was furnished.",
    rationale=(
        "By this modifier a therapy line says under which discipline's plan of care it was "
        "furnished. Without it the payer rejects the line as unprocessable, or returns an "
        "institutional claim."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Transmittal 3814 (CR 10176)",
            section="always therapy codes",
            read_on="2026-11-21",
        ),
        Citation(
            authority="CMS",
            document="Medicare Claims Processing Manual (Pub. 100-04), chapter 5",
            section="20.1",
            url="https://www.cms.gov/medicare/coding-billing/therapy-services",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 4", "RARC N822", "RARC MA130"),
    fix=(
        "Open the visit note: which discipline furnished the service, and under which plan of "
        "care? If the note shows it, add that discipline's modifier beside those on the line. If "
        "it does not, ask the therapist; other lines of the claim are no proof."
    ),
    not_checked=(
        "Whether a discipline modifier that is there is the right one (MOD002, MOD003), and the "
        "order of modifiers (MOD011)."
    ),
    needs_payer_policy=True,
)
def check(lines: Lines, need: DisciplineNeed) -> Verdict:
    """Answer for each line of tonight."""
    lacks_modifier = ~lines.has_modifier(*DISCIPLINE_MODIFIERS)
    applies = need.asked | (need.listed & ~need.policy_known)
    return Verdict(
        applies=applies,
        violates=need.needed & lacks_modifier,
        unknown={
            f"payer:{KNOB}": lacks_modifier & ~need.policy_known,
            "modifiers": lacks_modifier & lines.modifiers_cut_off,
            "therapist or therapy plan": lacks_modifier & need.furnisher_unknown,
        },
        severity=need.lighter,
        shows={
            "code": lambda rows: lines.text("procedure_code", rows),
            "modifiers_billed": lambda rows: [
                text or "no modifier" for text in joined_text(lines, rows)
            ],
            "rule_source": lambda rows: lines.policy.source(KNOB, rows),
        },
    )
