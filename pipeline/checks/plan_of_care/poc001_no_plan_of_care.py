"""POC001: treatment billed, and no plan of care of the discipline on file."""

from __future__ import annotations

from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines
from pipeline.tables import Plans
from pipeline.wording import counted
from pipeline.worksheets.certified_intervals import CertifiedIntervals
from pipeline.worksheets.episodes import Episodes

KNOB = "plan_of_care"


@rule(
    id="POC001",
    name="no-plan-of-care",
    title="No plan of care on file",
    severity=Severity.BLOCK,
    seen=(
        "{discipline} treatment on {day}, {after} after the episode's first visit, and no "
        "{discipline} plan of care on file."
    ),
    expected="A written plan of care of the discipline, set up before treatment began.",
    rationale=(
        "Outpatient therapy is covered under a written plan only; without one every treatment line "
        "of the episode is denied on review."
    ),
    citations=(
        Citation(
            authority="CFR",
            document="42 CFR 410.61",
            section="(b)(c)",
            url="https://www.ecfr.gov/current/title-42/section-410.61",
            read_on="2026-11-21",
        ),
        Citation(
            authority="CMS",
            document="Medicare Benefit Policy Manual (Pub. 100-02), chapter 15",
            section="220.1.2",
            url="https://www.cms.gov/regulations-and-guidance/guidance/manuals",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 50", "RARC M127"),
    fix=(
        "Ask the therapist for the plan of care. If it exists, enter it with its dates. If "
        "treatment began without one, treatment lines before its date cannot be billed, and those "
        "released already are to be corrected."
    ),
    not_checked=(
        "What the plan says (diagnosis, goals, amount, frequency, duration), and its certification "
        "(POC002, POC004)."
    ),
    needs_payer_policy=True,
)
def check(lines: Lines, plans: Plans, intervals: CertifiedIntervals, episodes: Episodes) -> Verdict:
    """Answer for each line of tonight."""
    required = lines.policy.flag(KNOB, "required")
    policy_missing = lines.policy_missing(KNOB)
    treatment = episodes.treatment & ~lines.facts.supply & ~lines.outside_benefit
    no_plan = ~intervals.has_plan
    days_after = lines.facts.day - episodes.first_visit
    within_first_days = days_after <= lines.policy.whole(KNOB, "first_visit_days")
    discipline_unknown = lines.facts.discipline < 0
    lighter = lines.lighter_by(KNOB)
    lighter[Severity.REVIEW] |= within_first_days
    return Verdict(
        applies=treatment & (required | policy_missing),
        violates=no_plan,
        unknown={
            f"payer:{KNOB}": policy_missing,
            "plans": lines.everywhere(not plans.supplied),
            "discipline": discipline_unknown,
        },
        severity=lighter,
        shows={
            "discipline": lines.discipline_names,
            "day": lines.dates,
            "days_after": days_after,
            "after": lambda rows: counted(days_after[rows].tolist(), "day"),
            "rule_source": lambda rows: lines.policy.source(KNOB, rows),
        },
    )
