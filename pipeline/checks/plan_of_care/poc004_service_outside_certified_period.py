"""POC004: a date of service that no certified period covers."""

from __future__ import annotations

from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines
from pipeline.tables import Plans, as_dates
from pipeline.worksheets.certified_intervals import CertifiedIntervals
from pipeline.worksheets.episodes import Episodes

KNOB = "plan_of_care"


@rule(
    id="POC004",
    name="service-outside-certified-period",
    title="Service outside the certified period",
    severity=Severity.BLOCK,
    seen="{discipline} service on {day}; {period}.",
    expected=(
        "A date of service within a certified period: the initial one, or one recertified since."
    ),
    rationale=(
        "A certification covers at most 90 days. What is furnished after them needs a signed "
        "recertification; without it the payer denies the line."
    ),
    citations=(
        Citation(
            authority="CFR",
            document="42 CFR 424.24",
            section="(c)(4)",
            url="https://www.ecfr.gov/current/title-42/section-424.24",
            read_on="2026-11-21",
        ),
        Citation(
            authority="CMS",
            document="Medicare Benefit Policy Manual (Pub. 100-02), chapter 15",
            section="220.1.3",
            url="https://www.cms.gov/regulations-and-guidance/guidance/manuals",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 50", "RARC N473", "RARC M127"),
    fix=(
        "{step} Enter the date of the signature; without a signed recertification the line cannot "
        "be billed."
    ),
    not_checked="Whether the delay of a late signature is explained (POC003).",
    needs_payer_policy=True,
    optional=("certified_on", "end_date"),
    decides_always=(
        "A blank signature date is a plan not signed yet; a blank end date is a plan of 90 days."
    ),
)
def check(lines: Lines, plans: Plans, intervals: CertifiedIntervals, episodes: Episodes) -> Verdict:
    """Answer for each line of tonight."""
    required = lines.policy.flag(KNOB, "required")
    policy_missing = lines.policy_missing(KNOB)
    judged = ~episodes.evaluation & ~lines.facts.supply & ~lines.outside_threshold
    discipline_unknown = lines.facts.discipline < 0
    nothing_known = lines.everywhere(not plans.supplied)
    rows_on_file = intervals.has_plan | discipline_unknown | nothing_known
    outside = ~intervals.covered
    no_signature_column = lines.everywhere("certified_on" not in plans.supplied)
    lighter = lines.lighter_by(KNOB)
    lighter[Severity.REVIEW] |= intervals.day_after_limit
    return Verdict(
        applies=judged & ((required & rows_on_file) | policy_missing),
        violates=outside,
        unknown={
            f"payer:{KNOB}": policy_missing,
            "plans": nothing_known,
            "discipline": discipline_unknown,
            "certified_on": outside & intervals.unsigned_cover & no_signature_column,
            "certification_type": outside & intervals.untyped_cover,
        },
        severity=lighter,
        shows={
            "discipline": lines.discipline_names,
            "day": lines.dates,
            "last_day": lambda rows: [
                text or "none" for text in as_dates(intervals.last_day[rows])
            ],
            "period": intervals.texts,
            "step": lambda rows: [
                "Obtain the delayed recertification: the physician's dated signature on the plan "
                "that covers the date, with the reason for the delay."
                if waits
                else "Find the plan that covers the date, if there is one; else ask the therapist "
                "for a recertification (a delayed one is possible, with the reason)."
                for waits in intervals.unsigned_cover[rows]
            ],
            "rule_source": lambda rows: lines.policy.source(KNOB, rows),
        },
    )
