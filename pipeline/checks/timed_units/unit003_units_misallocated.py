"""UNIT003: the day's timed units are right in sum and stand on the wrong codes."""

from __future__ import annotations

from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.worksheets.timed_units import TimedUnits
from pipeline.worksheets.unit_day_words import UnitDayWords
from pipeline.worksheets.unit_split import UnitSplit


@rule(
    id="UNIT003",
    name="units-misallocated",
    title="Timed units on the wrong codes",
    severity=Severity.REVIEW,
    grain=Grain.DAY,
    seen="{working}. Billed by code: {billed_by_code}. The sum is right, the split is not.",
    expected="By CMS total time: {split}.",
    rationale=(
        "Each full 15 minutes of a code are a unit of that code; a unit made of remainders belongs "
        "to the code with the largest one. A unit on another code says that something else was "
        "done."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Medicare Claims Processing Manual (Pub. 100-04), chapter 5",
            section="20.2.C",
            url="https://www.cms.gov/regulations-and-guidance/guidance/manuals",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 151", "medical review"),
    fix=(
        "Compare the note's minutes by code with the units. If the minutes are right, bill the "
        "units on the codes that they belong to; a code of the note that the claim lacks gets a "
        "line, one without units loses its own, and the sum stays. Only the therapist may correct "
        "minutes, and only if the record of that day supports it."
    ),
    not_checked=(
        "Payers that count code by code, or by the higher or lower of both. Units that are wrong "
        "in sum (UNIT001, UNIT002), and the marks of an assistant's units (MOD004, MOD005)."
    ),
    needs_payer_policy=True,
    optional=("setting", "bill_type", "rendering_npi"),
    decides_always=(
        "A line without setting and bill type is a professional one; where no line of a date names "
        "a provider, the date is one provider's."
    ),
)
def check(days: TimedUnits, split: UnitSplit, texts: UnitDayWords) -> Verdict:
    """Answer for each day of a patient with pooled codes."""
    totals = days.totals
    several_codes = split.several | ~days.visit_found
    only_visit_totals = totals.total_known & ~totals.by_code_known
    return Verdict(
        applies=days.pooled & (days.method_is("cms_total") | ~days.method_known),
        violates=split.wrong,
        unknown={
            "payer:unit_rule": ~days.method_known,
            "minutes": ~totals.known & several_codes,
            "minutes by code": only_visit_totals & split.total_right & several_codes,
            "minutes that agree": days.contradicted & split.total_right & several_codes,
            "minutes by person": split.person_unknown,
            "discipline": days.discipline_unsure & several_codes,
            "provider": days.provider_unsure & several_codes,
            "visit of the line": days.visit_unsure & several_codes,
        },
        shows={
            "timed_minutes": totals.minutes,
            "billed": texts.billed,
            "working": texts.working(totals.cms, totals.midpoint, totals.by_code_known),
            "billed_by_code": texts.billed_by_code,
            "split": split.texts,
            "by_code": texts.by_code,
            "rule_source": texts.sources,
        },
    )
