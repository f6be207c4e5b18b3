"""UNIT001: more timed units billed than the documented minutes allow."""

from __future__ import annotations

import numpy as np

from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.worksheets.timed_units import TimedUnits
from pipeline.worksheets.unit_totals import if_known
from pipeline.worksheets.unsure_pools import UnsurePools


@rule(
    id="UNIT001",
    name="units-exceed-minutes",
    title="More timed units than minutes",
    severity=Severity.BLOCK,
    grain=Grain.DAY,
    seen="Timed minutes: {timed_minutes}; timed units billed: {billed} ({working}).",
    expected="Units at most: {allowed}, by {method}. {comparison}",
    rationale=(
        "Units of 15-minute codes follow from minutes. Medicare adds up the minutes of the day and "
        "reads the units from one table; many commercial payers read the same table for each code "
        "alone. Codes of another length count by the midpoint of their own time. Units above that "
        "are denied or recouped."
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
        "stand twice, or an additional one alone."
    ),
    needs_payer_policy=True,
    optional=("setting", "bill_type", "rendering_npi"),
    decides_always=(
        "A line without setting and bill type is a professional one; where no line of a date names "
        "a provider, the date is one provider's."
    ),
)
def check(days: TimedUnits, pools: UnsurePools) -> Verdict:
    """Answer for each day of a patient with timed codes."""
    totals = days.totals
    total_time = days.method_is("cms_total")
    code_by_code = days.method_is("ama_midpoint")
    lower_of_both = days.method_is("hybrid")
    higher_of_both = days.method_is("either")
    over_total = totals.billed > totals.cms
    over_any_split = totals.billed > totals.most_by_midpoint
    over_code = np.where(totals.by_code_known, totals.over_midpoint, True)
    over_sum = np.where(totals.by_code_known, totals.billed > totals.midpoint, True)
    over_by_code = over_code & (over_any_split | ~totals.disagree)
    over_midpoint = over_sum & (over_any_split | ~totals.disagree)
    violates = total_time & over_total
    violates |= code_by_code & over_by_code
    violates |= lower_of_both & (over_total | over_midpoint)
    violates |= higher_of_both & over_total & over_midpoint
    needs_codes = code_by_code | (lower_of_both & ~over_total) | (higher_of_both & over_total)
    cms, midpoint = totals.cms, totals.midpoint
    shown_midpoint = if_known(midpoint, totals.by_code_known)
    allowed = np.where(total_time, cms, midpoint)
    allowed = np.where(lower_of_both, np.minimum(cms, midpoint), allowed)
    allowed = np.where(higher_of_both, np.maximum(cms, midpoint), allowed)
    return Verdict(
        applies=~days.method_is("value_units"),
        violates=violates,
        unknown={
            "payer:unit_rule": ~days.method_known,
            "minutes": ~totals.known,
            "minutes by code": needs_codes & ~totals.by_code_known & ~over_any_split,
            "discipline": pools.over_open,
            "provider": days.provider_unsure,
            "visit of the line": days.visit_unsure & ~violates,
            "first unit": violates & totals.first_unsure,
        },
        severity=days.lighter,
        shows={
            "timed_minutes": totals.minutes,
            "billed": days.units_billed,
            "allowed": allowed,
            "cms_units": cms,
            "midpoint_units": shown_midpoint,
            "method": days.method_names,
            "comparison": lambda rows: days.comparisons(rows, cms, shown_midpoint),
            "working": days.minutes_by_code,
            "rule_source": days.sources,
        },
    )
