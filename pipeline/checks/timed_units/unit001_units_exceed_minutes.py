"""UNIT001: more timed units billed than the documented minutes allow."""

from __future__ import annotations

from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.worksheets.timed_units import TimedUnits
from pipeline.worksheets.unit_allowed import AllowedUnits
from pipeline.worksheets.unit_day_words import UnitDayWords
from pipeline.worksheets.unit_secondary import SecondaryUnits
from pipeline.worksheets.unit_totals import if_known
from pipeline.worksheets.unsure_pools import UnsurePools


@rule(
    id="UNIT001",
    name="units-exceed-minutes",
    title="More timed units than minutes",
    severity=Severity.BLOCK,
    grain=Grain.DAY,
    seen="{working}. Billed by code: {billed_by_code}.",
    expected="Units at most: {allowed}, by {method}.",
    rationale=(
        "Units of 15-minute codes follow from minutes. Medicare adds up the minutes of the day and "
        "reads the units from one table; many commercial payers read the same table for each code "
        "alone. Codes of another length count by the midpoint of their own time. Units above that "
        "are denied or recouped; a secondary payer that counts otherwise may deny them later."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Medicare Claims Processing Manual (Pub. 100-04), chapter 5",
            section="20.2",
            url="https://www.cms.gov/regulations-and-guidance/guidance/manuals",
            read_on="2026-11-21",
        ),
        Citation(
            authority="AMA",
            document="CPT time rule (midpoint)",
            section="time",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 151", "RARC N362"),
    fix=(
        "Compare the note's minutes with the units. If the minutes are right, take off the units "
        "that they do not support, from the code whose minutes bear its units least. Only the "
        "therapist may correct minutes, and only if the record of that day supports it."
    ),
    not_checked=(
        "How the units are split over the codes (UNIT003), and daily caps (UNIT006). Of codes "
        "outside the pool: whether the minutes hold all time that counts, whether a first code may "
        "stand twice, or an additional one alone. Of the secondary payer: whether it pools other "
        "disciplines or providers; without the office's setting only its number is told."
    ),
    needs_payer_policy=True,
    optional=("setting", "bill_type", "rendering_npi", "secondary_payer_id", "payer_sequence"),
    decides_always=(
        "A line without setting and bill type is a professional one; where no line of a date names "
        "a provider, the date is one provider's. A line that names no secondary payer has none, "
        "and one without a payer sequence is billed to the primary."
    ),
)
def check(
    days: TimedUnits,
    units: AllowedUnits,
    secondary: SecondaryUnits,
    pools: UnsurePools,
    texts: UnitDayWords,
) -> Verdict:
    """Answer for each day of a patient with timed codes."""
    totals, held = days.totals, units.by_payer
    violates = held.over | secondary.over
    known = totals.by_code_known
    return Verdict(
        applies=~days.method_is("value_units"),
        violates=violates,
        unknown={
            "payer:unit_rule": ~days.method_known | secondary.method_unknown,
            "minutes": ~totals.known,
            "minutes by code": held.needs_codes | secondary.needs_codes,
            "minutes that agree": units.minutes_open & ~violates,
            "discipline": pools.over_open | (secondary.over & days.discipline_unsure),
            "provider": days.provider_unsure,
            "visit of the line": days.visit_unsure & ~violates,
            "first unit": violates & totals.first_unsure,
        },
        severity={
            Severity.REVIEW: days.lighter[Severity.REVIEW] | secondary.over,
            Severity.NOTE: days.lighter[Severity.NOTE],
        },
        shows={
            "timed_minutes": totals.minutes,
            "billed": texts.billed,
            "allowed": held.allowed,
            "cms_units": totals.cms,
            "midpoint_units": if_known(totals.midpoint, known),
            **({"secondary_units": secondary.numbers} if secondary.differs.any() else {}),
            "method": lambda rows: secondary.told(texts.methods(rows), rows),
            "working": texts.working(totals.cms, totals.midpoint, known),
            "billed_by_code": texts.billed_by_code,
            "by_code": texts.by_code,
            "rule_source": texts.sources,
        },
    )
