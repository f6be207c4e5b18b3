"""MOD008: one line holds units that need CQ or CO and units that do not."""

from __future__ import annotations

from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.worksheets.assistant_units import AssistantUnits


@rule(
    id="MOD008",
    name="assistant-units-not-split",
    title="Units of therapist and assistant on one line",
    severity=Severity.BLOCK,
    grain=Grain.DAY,
    seen=(
        "{code}: {by_person}. One line bills {billed} units, {marked} of them with CQ or CO; units "
        "that need it: {needed} ({working})."
    ),
    expected="Two lines: {lines}.",
    rationale=(
        "A modifier speaks of every unit of its line. Units of one code that need CQ or CO and "
        "units that do not stand on two lines; on one, either the assistant's are not marked or "
        "the therapist's are paid less."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Billing examples using CQ/CO modifiers",
            section="units with and without the modifier on lines of their own",
            url=(
                "https://cms.gov/medicare/coding-billing/therapy-services/billing-examples-using-cq/co-modifiers-services-furnished-whole-or-part-ptas-and-otas"
            ),
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 4", "RARC N851"),
    fix=(
        "Have the therapist confirm in the note who furnished which minutes. If they are right, "
        "split the line in two, with the assistant modifier on the line of the assistant's units "
        "only. All else stays the same on both (date, provider, the other modifiers); the charge "
        "is divided by units."
    ),
    not_checked=(
        "Codes that stand on several lines (MOD004, MOD005), and whether the payer wants a further "
        "modifier on the second of two lines with one code."
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
    return Verdict(
        applies=codes.one_line & ~codes.outside,
        violates=codes.mixed_on_one_line,
        unknown={**codes.unknown, "units by the minutes": codes.need.mixed_open},
        severity=codes.lighter,
        shows=codes.shows,
    )
