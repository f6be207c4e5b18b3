"""POC003: a plan of care signed after its time."""

from __future__ import annotations

from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.tables import as_dates
from pipeline.wording import counted
from pipeline.worksheets.certification_paths import CertificationPaths
from pipeline.worksheets.late_signatures import LateSignatures
from pipeline.worksheets.plan_exposure import PlanExposure

KNOB = "plan_of_care"


@rule(
    id="POC003",
    name="certification-late",
    title="Certified late",
    severity=Severity.NOTE,
    grain=Grain.PLAN,
    seen=(
        "The {named} was signed on {signed}, {after} after {event} ({counted_from}); {due} was the "
        "last day in time. {reason}"
    ),
    expected="A dated signature by {due}.",
    rationale=(
        "A delayed certification still certifies and is no ground for denial by itself. Soon after "
        "its time it needs no explanation; later the record says why; very late the payer may ask "
        "what shows that the patient was under the physician's care."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Medicare Benefit Policy Manual (Pub. 100-02), chapter 15",
            section="220.1.3.D",
            url="https://www.cms.gov/regulations-and-guidance/guidance/manuals",
            read_on="2026-11-21",
        ),
        Citation(
            authority="CFR",
            document="42 CFR 424.24",
            section="(c)",
            url="https://www.ecfr.gov/current/title-42/section-424.24",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 50", "RARC N474", "RARC M127"),
    fix=(
        "{step} Past {months} months keep with it what shows that the patient was under the "
        "physician's care. A signature is never dated back."
    ),
    not_checked="What the reason says, and whether the record bears it out.",
    needs_payer_policy=True,
    optional=(
        *("certified_on", "verbal_order_on", "order_signed_on", "sent_on"),
        *("delay_reason", "end_date"),
    ),
    decides_always=(
        "A blank signature date is a plan not signed yet, of which POC002 and POC004 speak; a "
        "blank date of order or sending, or a blank reason, means that there is none; a blank end "
        "date is a plan of 90 days."
    ),
)
def check(exposure: PlanExposure, paths: CertificationPaths, late: LateSignatures) -> Verdict:
    """Answer for each plan of care."""
    periods, plans = exposure.periods, exposure.periods.plans
    no_signature_column = plans.column_missing("certified_on")
    excused_by_order = late.late & paths.first & paths.maybe_by_order
    days_over = late.days - exposure.whole(KNOB, "certify_within_days")
    maybe_verbal = days_over <= exposure.whole(KNOB, "verbal_sign_days")
    excused_by_call = late.late & paths.first & maybe_verbal
    weights = {Severity.REVIEW: late.needs_look, **exposure.noted(KNOB)}
    return Verdict(
        applies=exposure.exposed & (periods.signed | no_signature_column),
        violates=late.late,
        unknown={
            f"payer:{KNOB}": exposure.policy_missing,
            "certified_on": no_signature_column,
            "certification_type": late.open_type,
            "period before": late.open_before,
            "order_signed_on": excused_by_order & plans.column_missing("order_signed_on"),
            "sent_on": excused_by_order & plans.column_missing("sent_on"),
            "verbal_order_on": excused_by_call & plans.column_missing("verbal_order_on"),
        },
        severity=weights,
        shows={
            "plan": exposure.plan_ids,
            "start": lambda rows: as_dates(periods.start[rows]),
            "signed": lambda rows: as_dates(paths.signed_on[rows]),
            "named": exposure.named,
            "days": late.days,
            "after": lambda rows: counted(late.days[rows].tolist(), "day"),
            "counted_from": lambda rows: as_dates(late.counted_from[rows]),
            "event": lambda rows: [
                "the end of the period before" if again else "the first treatment"
                for again in periods.recertification[rows]
            ],
            "due": lambda rows: as_dates(late.due[rows]),
            "months": exposure.whole(KNOB, "late_review_months"),
            "reason": late.reasons,
            "step": late.steps,
            "rule_source": lambda rows: exposure.sources(KNOB, rows),
        },
    )
