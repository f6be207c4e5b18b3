"""POC011: treatment after the discharge, and no new evaluation since."""

from __future__ import annotations

from pipeline.rule import Citation, Positions, Severity, Verdict, rule
from pipeline.service_lines import Lines
from pipeline.tables import as_dates
from pipeline.wording import counted
from pipeline.worksheets.discharges import Discharges
from pipeline.worksheets.episodes import Episodes

KNOB = "plan_of_care"


@rule(
    id="POC011",
    name="service-after-discharge",
    title="Service after discharge",
    severity=Severity.REVIEW,
    seen=(
        "{discipline} treatment on {day}, {after} after the discharge of {discharged}, and no "
        "evaluation since."
    ),
    expected="A new evaluation and a new plan of care before treatment begins again.",
    rationale=(
        "The discharge ends the episode and its plan. What follows belongs to a new one, which "
        "begins with an evaluation."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Medicare Benefit Policy Manual (Pub. 100-02), chapter 15",
            section="220.3",
            url="https://www.cms.gov/regulations-and-guidance/guidance/manuals",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 50", "RARC M127"),
    fix=(
        "Check both dates. If treatment began again, find the new evaluation and plan of care and "
        "enter them; without them the line cannot be billed. If the discharge was entered by "
        "mistake, have the therapist correct the record, as far as it supports that."
    ),
    not_checked="What the discharge note says.",
    needs_payer_policy=True,
    optional=("discharged_on", "note_type"),
    decides_always="A blank date of discharge or kind of note tells of no discharge.",
)
def check(lines: Lines, discharges: Discharges, episodes: Episodes) -> Verdict:
    """Answer for each line of tonight."""
    required = lines.policy.flag(KNOB, "required")
    policy_missing = lines.policy_missing(KNOB)
    treatment = episodes.treatment & ~lines.facts.supply & ~lines.outside_benefit

    def days_after(rows: Positions) -> list[int]:
        days: list[int] = (lines.facts.day[rows] - discharges.day[rows]).tolist()
        return days

    return Verdict(
        applies=treatment & (required | policy_missing),
        violates=discharges.after,
        unknown={
            f"payer:{KNOB}": policy_missing,
            "discipline": discharges.discipline_open,
            "evaluation since": discharges.not_known,
            **discharges.doubts,
        },
        severity={Severity.NOTE: lines.lighter_by(KNOB)[Severity.NOTE]},
        shows={
            "discipline": lines.discipline_names,
            "day": lines.dates,
            "discharged": lambda rows: as_dates(discharges.day[rows]),
            "days_after": days_after,
            "after": lambda rows: counted(days_after(rows), "day"),
            "rule_source": lambda rows: lines.policy.source(KNOB, rows),
        },
    )
