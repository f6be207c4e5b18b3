"""MOD012: a modifier beyond the usual ones, which the payer's own file asks for, is missing."""

from __future__ import annotations

from pipeline.modifiers import joined_text
from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines
from pipeline.worksheets.extra_modifiers import KNOB, ExtraModifiers


@rule(
    id="MOD012",
    name="payer-modifier-missing",
    title="Payer's own modifier missing",
    severity=Severity.REVIEW,
    seen="Code {code} is billed with {modifiers_billed} and without {wanted}.",
    expected="{wanted}: this payer asks for it on {reason}.",
    rationale=(
        "Some payers ask for a modifier of their own, for instance for who furnished a service or "
        "which of their programs pays for it. Without it the line is denied or paid wrongly."
    ),
    citations=(
        Citation(
            authority="house",
            document="Payer file of the plan (see the finding's rule source)",
            section="extra_modifier",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 4", "RARC N519", "RARC N822"),
    fix=(
        "Check in the note that the payer's condition is met ({reason}), and in its entry what the "
        "modifier attests. Add {wanted} only if the note supports both. If it does not, correct "
        "what the claim or the visit has wrong, or have payer set-up correct the entry."
    ),
    not_checked=(
        "Whether a modifier that is there is justified, and conditions that no claim shows, such "
        "as how an assistant was supervised or whether care is acute. Where one code has a line "
        "for the therapist and one for the assistant, which line is whose."
    ),
    needs_payer_policy=True,
)
def check(lines: Lines, extra: ExtraModifiers) -> Verdict:
    """Answer for each line of tonight that some entry of its payer is about, or may be."""
    surely_or_perhaps_lacks = extra.lacks.copy()
    for may_need in extra.turns_on.values():
        surely_or_perhaps_lacks |= may_need
    return Verdict(
        applies=extra.asked | extra.policy_missing,
        violates=extra.lacks,
        unknown={
            f"payer:{KNOB}": extra.policy_missing & ~extra.lacks,
            "modifiers": surely_or_perhaps_lacks & lines.modifiers_cut_off,
            **extra.turns_on,
        },
        severity={Severity.BLOCK: extra.blocks, Severity.NOTE: extra.notes},
        shows={
            "code": lambda rows: lines.text("procedure_code", rows),
            "modifiers_billed": lambda rows: [
                text or "no modifier" for text in joined_text(lines, rows)
            ],
            "wanted": extra.wanted,
            "reason": extra.reasons,
            "rule_source": extra.sources,
        },
    )
