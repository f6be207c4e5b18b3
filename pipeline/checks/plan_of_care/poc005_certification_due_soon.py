"""POC005: a certification or recertification that is due within the office's notice."""

from __future__ import annotations

from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.tables import as_dates
from pipeline.wording import counted
from pipeline.worksheets.certification_calls import CertificationCalls
from pipeline.worksheets.certification_paths import CertificationPaths
from pipeline.worksheets.plan_exposure import PlanLines

KNOB = "plan_of_care"


@rule(
    id="POC005",
    name="certification-due-soon",
    title="Certification due soon",
    severity=Severity.NOTE,
    grain=Grain.PLAN,
    seen=(
        "The {awaited} of the {named} is due on {due}, {in_days} (call list of {within} days). "
        "{physician}"
    ),
    expected="A dated signature by {due}, if treatment goes on.",
    rationale=(
        "Signatures take days to come back. Asked for in time they keep the claims of the next "
        "weeks from being held."
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
        "Ask the therapist whether treatment goes on. If it does, send the plan (for a "
        "recertification the updated one) to the physician, call for the dated signature before "
        "that day, and enter it. If it has ended, enter the discharge."
    ),
    not_checked="Whether treatment will go on past the day, and what the plan says.",
    needs_payer_policy=True,
    owner="front desk",
    optional=(
        *("certified_on", "verbal_order_on", "order_signed_on", "sent_on"),
        *("end_date", "discharged_on", "note_type"),
    ),
    decides_always=(
        "A blank date of signature, order, sending or discharge means that it has not happened; a "
        "blank end date is a plan of 90 days; a blank kind of note tells of no discharge."
    ),
)
def check(exposure: PlanLines, paths: CertificationPaths, calls: CertificationCalls) -> Verdict:
    """Answer for each plan of care."""
    periods, plans, due = exposure.periods, exposure.periods.plans, calls.due
    may_be_due = paths.first | periods.stands
    turns = due.first_soon & ~due.again_soon
    return Verdict(
        applies=exposure.exposed & due.active & ~due.discharged & may_be_due & ~due.overdue,
        violates=due.soon,
        unknown={
            f"payer:{KNOB}": exposure.policy_missing,
            "verbal_order_on": turns & plans.column_missing("verbal_order_on"),
            **paths.missing(turns),
            "certified_on": due.soon & plans.column_missing("certified_on"),
        },
        severity=exposure.noted(KNOB),
        shows={
            "plan": exposure.plan_ids,
            "awaited": lambda rows: [
                "recertification" if again else "certification" for again in due.again[rows]
            ],
            "start": lambda rows: as_dates(periods.start[rows]),
            "due": lambda rows: as_dates(due.due[rows]),
            "named": exposure.named,
            "days_left": due.days_left,
            "in_days": lambda rows: [
                f"in {days}" if days != "0 days" else "today"
                for days in counted(due.days_left[rows].tolist(), "day")
            ],
            "within": due.within,
            "physician": lambda rows: [
                f"Physician: NPI {npi}." if npi else "The plan names no physician."
                for npi in plans.text("certifier_npi", rows)
            ],
            "rule_source": lambda rows: exposure.sources(KNOB, rows),
        },
    )
