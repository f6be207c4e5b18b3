"""MOD006: an assistant modifier that does not go with the line's discipline modifier."""

from __future__ import annotations

from pipeline.modifiers import ASSISTANT_MODIFIERS, DISCIPLINE_MODIFIERS, joined_text
from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines
from pipeline.worksheets.discipline_need import KNOB, DisciplineNeed

_GOES_WITH = {"CQ": "GP", "CO": "GO"}


@rule(
    id="MOD006",
    name="assistant-modifier-mispaired",
    title="Assistant modifier does not match the discipline",
    severity=Severity.BLOCK,
    seen="Code {code} carries {modifiers_billed}: {problem}.",
    expected="CQ beside GP only, CO beside GO only, never both on one line.",
    rationale=(
        "CQ stands for a physical therapist assistant, CO for an occupational therapy assistant; "
        "speech-language pathology has neither. The payer rejects either beside another "
        "discipline's modifier."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Billing examples using CQ/CO modifiers",
            section="general rules",
            url=(
                "https://cms.gov/medicare/coding-billing/therapy-services/billing-examples-using-cq/co-modifiers-services-furnished-whole-or-part-ptas-and-otas"
            ),
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 4", "RARC N519", "RARC N823"),
    fix=(
        "See in the note which discipline furnished the service, under which plan of care, and "
        "whether an assistant did. Correct the modifier that the note does not bear out: the "
        "discipline modifier if the discipline is wrong or missing, the assistant modifier if it "
        "is the other discipline's or no assistant took part."
    ),
    not_checked="Whether an assistant modifier is needed at all (MOD004, MOD005).",
    needs_payer_policy=True,
)
def check(lines: Lines, need: DisciplineNeed) -> Verdict:
    """Answer for each line of tonight."""
    pt_assistant, ot_assistant = lines.has_modifier("CQ"), lines.has_modifier("CO")
    crossed = pt_assistant & lines.has_modifier("GO", "GN")
    crossed |= ot_assistant & lines.has_modifier("GP", "GN")
    crossed |= pt_assistant & ot_assistant
    alone = pt_assistant & ~lines.has_modifier("GP")
    alone |= ot_assistant & ~lines.has_modifier("GO")
    alone &= ~crossed
    no_modifiers_exported = lines.column_missing("modifier_1", "modifiers")
    return Verdict(
        applies=lines.has_modifier(*ASSISTANT_MODIFIERS) | no_modifiers_exported,
        violates=crossed | (alone & need.needed),
        unknown={
            f"payer:{KNOB}": alone & ~need.policy_known,
            "modifiers": no_modifiers_exported | (alone & need.asked & lines.modifiers_cut_off),
            "therapist or therapy plan": alone & need.furnisher_unknown,
        },
        severity={weight: alone & lighter for weight, lighter in need.lighter.items()},
        shows={
            "code": lambda rows: lines.text("procedure_code", rows),
            "modifiers_billed": lambda rows: joined_text(lines, rows),
            "problem": lambda rows: [_problem(text.split()) for text in joined_text(lines, rows)],
        },
    )


def _problem(carried: list[str]) -> str:
    """Say which modifiers of a line do not go together."""
    assistants = [name for name in ASSISTANT_MODIFIERS if name in carried]
    if len(assistants) > 1:
        return "CQ and CO together"
    (assistant,) = assistants
    own = _GOES_WITH[assistant]
    others = [name for name in DISCIPLINE_MODIFIERS if name in carried and name != own]
    return f"{assistant} beside {' and '.join(others)}" if others else f"{assistant} without {own}"
