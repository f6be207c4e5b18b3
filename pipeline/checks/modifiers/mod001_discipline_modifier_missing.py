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
    seen="Code {code} carries {modifiers_billed} and none of GP, GO, GN.",
    expected="GP, GO or GN, by the plan of care under which the service was furnished.",
    rationale=(
        "A therapy line must say under which discipline's plan it was furnished. Without that the "
        "payer rejects the line or returns the claim."
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
        "Look up the discipline of the visit and its plan of care; add that discipline's "
        "modifier, if the record shows one."
    ),
    not_checked="Whether the modifier that is there is the right one (MOD002, MOD003).",
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
