"""POC002: an initial plan of care past its date, certified by neither path."""

from __future__ import annotations

from pipeline.bucket import Rules
from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.tables import as_dates
from pipeline.wording import counted
from pipeline.worksheets.certification_paths import CertificationPaths
from pipeline.worksheets.plan_exposure import PlanExposure

KNOB = "plan_of_care"


@rule(
    id="POC002",
    name="initial-certification-missing",
    title="Initial certification missing",
    severity=Severity.BLOCK,
    grain=Grain.PLAN,
    seen=(
        "The {named} was to be certified by {due}, {ago} ago. There is no signature, no verbal "
        "order in time, and no signed order with the plan sent in time. Dates of service already "
        "released: {released_dates}."
    ),
    expected="Certification by {ways}.",
    rationale=(
        "The initial plan of care is certified within 30 days of first treatment. Since 2025 a "
        "signed order and the plan sent in time can stand in for the signature, on the initial "
        "plan only. Without either the payer denies the lines, or takes back what it paid."
    ),
    citations=(
        Citation(
            authority="CFR",
            document="42 CFR 424.24",
            section="(c)",
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
        "Look in the chart for the dated signature, or for the signed order and the proof that the "
        "plan was sent in time where those count, and enter the dates. If there is neither, obtain "
        "a delayed certification: the physician's dated signature, with the reason. Until then "
        "hold the plan's lines; if it cannot be had, the dates already released are to be "
        "corrected."
    ),
    not_checked="Whether the person who signed may certify (POC012).",
    needs_payer_policy=True,
    owner="front desk",
    optional=("certified_on", "verbal_order_on", "order_signed_on", "sent_on"),
    decides_always="A blank date of signature, order or sending means that it has not happened.",
)
def check(exposure: PlanExposure, paths: CertificationPaths, rules: Rules) -> Verdict:
    """Answer for each plan of care."""
    periods, plans = exposure.periods, exposure.periods.plans
    overdue = (paths.due < rules.as_of_day) & ~paths.certified
    days_late = rules.as_of_day - paths.due
    return Verdict(
        applies=exposure.exposed & paths.first,
        violates=overdue,
        unknown={
            f"payer:{KNOB}": exposure.policy_missing,
            "verbal_order_on": overdue & plans.column_missing("verbal_order_on"),
            **paths.missing(overdue),
        },
        severity=exposure.lighter_by(KNOB),
        shows={
            "plan": exposure.plan_ids,
            "start": lambda rows: as_dates(periods.start[rows]),
            "due": lambda rows: as_dates(paths.due[rows]),
            "named": exposure.named,
            "days_late": days_late,
            "ago": lambda rows: counted(days_late[rows].tolist(), "day"),
            "ways": paths.ways,
            "released_dates": exposure.earlier_dates,
            "rule_source": lambda rows: exposure.sources(KNOB, rows),
        },
    )
