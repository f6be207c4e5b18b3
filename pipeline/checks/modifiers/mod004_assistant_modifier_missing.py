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
    seen="{code}: {by_person}. Units billed: {billed}; with CQ or CO: {marked}.",
    expected="Units that need {modifier}: {needed} ({working}). As lines: {lines}.",
    rationale=(
        "A unit of which an assistant alone furnished more than 10 percent carries CQ beside GP, "
        "or CO beside GO, and is paid at 85 percent. Without it the claim says that a therapist "
        "furnished the unit, and the payer takes back what it paid too much."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Billing examples using CQ/CO modifiers",
            section="minutes by therapist and assistant",
            url=(
                "https://cms.gov/medicare/coding-billing/therapy-services/billing-examples-using-cq/co-modifiers-services-furnished-whole-or-part-ptas-and-otas"
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
    prevents=("CARC 4", "RARC N822", "recoupment"),
    fix=(
        "Have the therapist confirm in the note who furnished which minutes, and which of them "
        "together. If the minutes are right, the assistant modifier goes on as many units as need "
        "it, the others stay on a line without. Only the therapist may correct minutes, if the "
        "record of that day supports it."
    ),
    not_checked=(
        "Minutes that are not given by person, unless the note names an assistant alone (review). "
        "A line that holds both kinds of units (MOD008), and whether CQ or CO goes with the line's "
        "discipline modifier (MOD006)."
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
