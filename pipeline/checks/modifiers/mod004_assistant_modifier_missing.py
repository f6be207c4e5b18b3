"""MOD004: more units of a code need CQ or CO than carry it."""

from __future__ import annotations

from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.worksheets.assistant_units import AssistantUnits


@rule(
    id="MOD004",
    name="assistant-modifier-missing",
    title="Assistant modifier missing",
    severity=Severity.BLOCK,
    grain=Grain.DAY,
    seen="{code}: {by_person}. {marked} of {billed} units billed carry CQ or CO.",
    expected="CQ or CO on {needed} of them ({working}).",
    rationale=(
        "A unit of which an assistant alone furnished more than a tenth carries CQ beside GP or "
        "CO beside GO and is paid at 85 percent of Medicare's share. Without it the claim says "
        "that a therapist furnished the unit, and what was paid is taken back."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Billing examples using CQ/CO modifiers",
            section="minutes by therapist and assistant",
            url=(
                "https://cms.gov/medicare/coding-billing/therapy-services/"
                "billing-examples-using-cq/co-modifiers-services-furnished-whole-or-part-ptas-and-otas"
            ),
            read_on="2026-11-21",
        ),
        Citation(
            authority="CMS",
            document="Medicare Claims Processing Manual (Pub. 100-04), chapter 5",
            section="20.1",
            url="https://www.cms.gov/regulations-and-guidance/guidance/manuals",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 4", "RARC N519", "RARC N851"),
    fix=(
        "See in the note who furnished which minutes. If they are right, the assistant modifier "
        "goes on a line with as many units as need it; only the therapist may correct minutes, "
        "if the record of that day supports it."
    ),
    not_checked=(
        "Minutes that are not parted by person, unless an assistant alone is named (for review). "
        "One line with both kinds of units (MOD008), and which of CQ and CO it is (MOD006)."
    ),
    needs_payer_policy=True,
    optional=("setting", "bill_type", "incident_to", "rendering_npi"),
    decides_always=(
        "A line without bill type is no critical access hospital's, and one that does not say so "
        "is not incident to a physician's service."
    ),
)
def check(codes: AssistantUnits) -> Verdict:
    """Answer for each code of a day."""
    more_need_it_than_carry_it = codes.need.lacks
    return Verdict(
        applies=~codes.outside & ~codes.mixed_on_one_line,
        violates=more_need_it_than_carry_it,
        unknown={
            **codes.unknown,
            "units by the minutes": codes.need.lacks_open,
            "modifiers": more_need_it_than_carry_it & codes.cut_off,
        },
        severity={
            Severity.REVIEW: codes.lighter[Severity.REVIEW] | codes.by_signs,
            Severity.NOTE: codes.lighter[Severity.NOTE],
        },
        shows=codes.shows,
    )
