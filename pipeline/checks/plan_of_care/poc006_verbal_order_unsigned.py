"""POC006: a plan certified by a verbal order that nobody has signed since."""

from __future__ import annotations

from pipeline.bucket import Rules
from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.tables import as_dates
from pipeline.wording import counted
from pipeline.worksheets.certification_paths import CertificationPaths
from pipeline.worksheets.plan_exposure import PlanLines

KNOB = "plan_of_care"


@rule(
    id="POC006",
    name="verbal-order-unsigned",
    title="Verbal order not signed in time",
    severity=Severity.REVIEW,
    grain=Grain.PLAN,
    seen=(
        "The {named} rests on a verbal order of {ordered}. That was to be signed by {sign_by}, "
        "{ago} ago, and no signature is on file."
    ),
    expected="The verbal order signed and dated within {days} days; else certification by {ways}.",
    rationale=(
        "A verbal order certifies an initial plan for the time being; it counts once it is signed "
        "and dated."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Medicare Benefit Policy Manual (Pub. 100-02), chapter 15",
            section="220.1.3",
            url="https://www.cms.gov/regulations-and-guidance/guidance/manuals",
            read_on="2026-11-21",
        ),
        Citation(
            authority="Noridian Healthcare Solutions (MAC)",
            document="Outpatient therapy: certification of the plan of care",
            section="verbal orders",
            url=(
                "https://med.noridianmedicare.com/web/jea/provider-types/"
                "outpatient-therapy-certification-plan-of-care"
            ),
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 50", "RARC N474", "RARC M127"),
    fix=(
        "Obtain the physician's signature, dated the day it is given (a delayed certification is "
        "possible), or find the signed order and the proof that the plan was sent in time, where "
        "those count, and enter the dates."
    ),
    not_checked="Who took the order, and what it says.",
    needs_payer_policy=True,
    owner="front desk",
    optional=("certified_on", "verbal_order_on", "order_signed_on", "sent_on"),
    decides_always="A blank date of signature, order or sending means that it has not happened.",
)
def check(exposure: PlanLines, paths: CertificationPaths, rules: Rules) -> Verdict:
    """Answer for each plan of care."""
    periods, plans = exposure.periods, exposure.periods.plans
    no_verbal_column = plans.column_missing("verbal_order_on")
    unsigned = ~periods.signed & ~paths.by_order
    days_late = rules.as_of_day - paths.sign_by
    days_passed = days_late > 0
    unsigned_too_long = paths.verbal & unsigned & days_passed
    given_at_the_start = periods.start + exposure.whole(KNOB, "verbal_sign_days")
    maybe_too_long = no_verbal_column & unsigned & (given_at_the_start < rules.as_of_day)
    return Verdict(
        applies=exposure.exposed & paths.first & (paths.verbal | no_verbal_column),
        violates=unsigned_too_long,
        unknown={
            f"payer:{KNOB}": exposure.policy_missing,
            "verbal_order_on": maybe_too_long,
            **paths.missing(unsigned_too_long),
        },
        severity=exposure.noted(KNOB),
        shows={
            "plan": exposure.plan_ids,
            "start": lambda rows: as_dates(periods.start[rows]),
            "ordered": lambda rows: as_dates(plans.days("verbal_order_on")[rows]),
            "sign_by": lambda rows: as_dates(paths.sign_by[rows]),
            "named": exposure.named,
            "days_late": days_late,
            "ago": lambda rows: counted(days_late[rows].tolist(), "day"),
            "days": exposure.whole(KNOB, "verbal_sign_days"),
            "ways": paths.ways,
            "rule_source": lambda rows: exposure.sources(KNOB, rows),
        },
    )
