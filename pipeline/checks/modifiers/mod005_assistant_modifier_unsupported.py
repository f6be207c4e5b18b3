"""MOD005: more units of a code carry CQ or CO than need it."""

from __future__ import annotations

from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.worksheets.assistant_units import AssistantUnits


@rule(
    id="MOD005",
    name="assistant-modifier-unsupported",
    title="Assistant modifier on more units than need it",
    severity=Severity.REVIEW,
    grain=Grain.DAY,
    seen="{code}: {by_person}. Units billed: {billed}; with CQ or CO: {marked}.",
    expected="Units that need {modifier}: {needed} ({working}). As lines: {lines}.",
    rationale=(
        "A unit is the therapist's where the assistant alone furnished no more than 10 percent of "
        "it, where both worked together, or where the therapist furnished 8 minutes or more of a "
        "code's last one. CQ or CO on it gives away about 12 percent of its allowed amount. "
        "Critical access hospitals and services incident to a physician's do not use them at all."
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
        Citation(
            authority="CMS",
            document="Medicare Benefit Policy Manual (Pub. 100-02), chapter 15",
            section="230.1.C: assistants' services are not billed as incident to a physician's",
            url="https://www.cms.gov/regulations-and-guidance/guidance/manuals",
            read_on="2026-11-21",
        ),
    ),
    prevents=("underpayment", "RARC N851"),
    fix=(
        "See in the note who furnished which minutes, and which of them together. If fewer units "
        "are the assistant's, take the modifier off the others; if the minutes are wrong, the "
        "therapist may correct them only where the record of that day supports it. For a critical "
        "access hospital check the bill type first. Where the line is incident to a physician's "
        "service and an assistant did furnish it, hold it: taking the modifier off does not make "
        "it payable."
    ),
    not_checked=(
        "Minutes that are not given by person; a line that holds both kinds of units (MOD008)."
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
    not_exported = codes.modifiers_not_exported
    more_carry_it_than_need_it = codes.need.exceeds & ~codes.outside
    carried_where_it_does_not_apply = codes.carries & codes.outside
    return Verdict(
        applies=(codes.carries | not_exported) & ~codes.mixed_on_one_line,
        violates=more_carry_it_than_need_it | carried_where_it_does_not_apply,
        unknown={
            **codes.unknown,
            "units by the minutes": codes.need.exceeds_open & ~codes.outside,
            "modifiers": not_exported,
        },
        severity={Severity.NOTE: codes.lighter[Severity.NOTE]},
        shows=codes.shows,
    )
