"""UNIT002: fewer timed units billed than the documented minutes support."""

from __future__ import annotations

from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.worksheets.supported_units import SupportedUnits
from pipeline.worksheets.timed_units import TimedUnits
from pipeline.worksheets.unit_day_words import UnitDayWords
from pipeline.worksheets.unit_totals import if_known
from pipeline.worksheets.unsure_pools import UnsurePools


@rule(
    id="UNIT002",
    name="units-below-minutes",
    title="Fewer timed units than minutes support",
    severity=Severity.NOTE,
    grain=Grain.DAY,
    seen="{working}. Billed by code: {billed_by_code}.",
    expected=(
        "Units supported: {supported}, by {method}, only if all minutes were skilled and "
        "one-on-one."
    ),
    rationale=(
        "Units that the note supports and nobody bills are care given away. They may also have "
        "been left out on purpose: rest, set-up or unattended time makes no unit. Codes of "
        "another length than 15 minutes are counted by the midpoint of their own time."
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
    prevents=("units left unbilled",),
    fix=(
        "Ask the therapist whether all minutes of the note were skilled and one-on-one. If they "
        "were, the units may be corrected, each on the code whose minutes bear it; if not, the "
        "claim stays as it is."
    ),
    not_checked="Whether the minutes were skilled; services that are on no claim at all (DOC002).",
    needs_payer_policy=True,
    optional=("setting", "bill_type", "rendering_npi"),
    decides_always=(
        "A line without setting and bill type is a professional one; where no line of a date names "
        "a provider, the date is one provider's."
    ),
)
def check(
    days: TimedUnits, supported: SupportedUnits, pools: UnsurePools, texts: UnitDayWords
) -> Verdict:
    """Answer for each day of a patient with timed codes."""
    totals = days.totals
    total_time, code_by_code = days.method_is("cms_total"), days.method_is("ama_midpoint")
    lower_of_both, higher_of_both = days.method_is("hybrid"), days.method_is("either")
    below_total = totals.billed < supported.total
    below_codes = supported.codes_known & (totals.billed < supported.codes)
    below = total_time & below_total
    below |= code_by_code & below_codes
    below |= lower_of_both & below_total & below_codes
    below |= higher_of_both & (below_total | below_codes)
    within_caps = totals.billed < supported.capped
    violates = below & within_caps
    turns_on_codes = code_by_code | (lower_of_both & below_total) | (higher_of_both & ~below_total)
    perhaps_below = ~supported.codes_known & (totals.billed < supported.most_by_code)
    return Verdict(
        applies=~days.method_is("value_units"),
        violates=violates,
        unknown={
            "payer:unit_rule": ~days.method_known,
            "minutes": ~totals.known,
            "minutes that agree": violates & days.contradicted,
            "payer:unit_cap": violates & supported.cap_unknown,
            "minutes by code": (turns_on_codes & perhaps_below) | (below & supported.cap_unsure),
            "discipline": pools.below_open | (days.discipline_unsure & below & supported.has_cap),
            "provider": days.provider_unsure,
            "visit of the line": days.visit_unsure & violates,
        },
        shows={
            "timed_minutes": totals.minutes,
            "billed": texts.billed,
            "supported": supported.capped,
            "cms_units": supported.total,
            "midpoint_units": if_known(supported.codes, supported.codes_known),
            "method": lambda rows: supported.within_caps(texts.methods(rows), rows),
            "working": texts.working(supported.total, supported.codes, supported.codes_known),
            "billed_by_code": texts.billed_by_code,
            "by_code": texts.by_code,
            "rule_source": texts.sources,
        },
    )
