"""POC003: a plan of care signed after its time."""

from __future__ import annotations

from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.tables import as_dates
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
        "The plan of {start} was signed on {signed}, {days} days after {event} "
        "({counted_from}); {due} was the last day in time. {reason}"
    ),
    expected="A signature by {due}.",
    rationale=(
        "A delayed certification is still one, and no ground to deny by itself. Soon after its "
        "time it needs no explanation; later the record says why; very late the payer may ask "
        "what shows that the physician knew of the plan."
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
    prevents=("CARC 50", "RARC M127"),
    fix=(
        "Enter the reason for the delay, if the record gives one; where it gives none, ask the "
        "physician's office for a statement. Past {months} months keep with it what shows that "
        "the patient was under the physician's care."
    ),
    not_checked="What the reason says.",
    needs_payer_policy=True,
    optional=(
        *("certified_on", "verbal_order_on", "order_signed_on", "sent_on"),
        *("delay_reason", "end_date"),
    ),
    decides_always=(
        "A blank signature date is a plan not signed yet, of which POC002 and POC004 speak; a "
        "blank date of order or sending, or a blank reason, means that there is none; a blank "
        "end date is a plan of 90 days."
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
            "days": late.days,
            "counted_from": lambda rows: as_dates(late.counted_from[rows]),
            "event": lambda rows: [
                "the end of the period before" if again else "the first treatment"
                for again in periods.recertification[rows]
            ],
            "due": lambda rows: as_dates(late.due[rows]),
            "months": exposure.whole(KNOB, "late_review_months"),
            "reason": lambda rows: [
                "A reason is on file." if known else "No reason is on file."
                for known in late.reason[rows]
            ],
            "rule_source": lambda rows: exposure.sources(KNOB, rows),
        },
    )
