"""POC007: more treatment dates than one progress report covers, and no report since."""

from __future__ import annotations

from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines
from pipeline.tables import Documents, Visits, as_dates
from pipeline.worksheets.episodes import Episodes
from pipeline.worksheets.progress_reports import ProgressReports

KNOB = "plan_of_care"


@rule(
    id="POC007",
    name="progress-report-overdue",
    title="Progress report overdue",
    severity=Severity.REVIEW,
    seen=(
        "{discipline} treatment on {day} is treatment date {count} since the {begun_by} of "
        "{begin}; date {limit} was {last_day}. A therapist's report written by {in_time_until} "
        "would count, and none is on file."
    ),
    expected="A therapist's progress report at least every {limit} treatment dates.",
    rationale=(
        "The progress report shows that a therapist still guides the treatment. Without it later "
        "dates are denied on review as not shown to be necessary."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Medicare Benefit Policy Manual (Pub. 100-02), chapter 15",
            section="220.3.D",
            url="https://www.cms.gov/regulations-and-guidance/guidance/manuals",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 50", "RARC N393", "RARC M127"),
    fix=(
        "Find the therapist's progress report, re-evaluation or recertification for these dates "
        "and enter it with its date; what an assistant wrote alone does not count. If there is "
        "none, ask the therapist for one, dated the day it is written, and hold the dates that it "
        "does not cover."
    ),
    not_checked="What the report says, and whether it is signed.",
    needs_payer_policy=True,
    optional=("note_type", "certified_on"),
    decides_always=(
        "A blank kind of note is not a report; a blank signature date is a recertification not "
        "signed yet."
    ),
)
def check(
    lines: Lines,
    reports: ProgressReports,
    episodes: Episodes,
    visits: Visits,
    documents: Documents,
) -> Verdict:
    """Answer for each line of tonight."""
    policy_missing = lines.policy_missing(KNOB)
    treatment = episodes.treatment & ~lines.facts.supply & ~lines.outside_benefit
    notes_tell = "note_type" in visits.supplied or not visits.blank("note_type").all()
    no_source = not notes_tell and not documents.supplied
    return Verdict(
        applies=treatment & ((reports.limit > 0) | policy_missing),
        violates=reports.overdue,
        unknown={
            f"payer:{KNOB}": policy_missing,
            "discipline": lines.facts.discipline < 0,
            "start of the count": reports.no_start,
            "progress reports": reports.overdue & no_source,
            **reports.doubts,
        },
        severity={Severity.NOTE: lines.lighter_by(KNOB)[Severity.NOTE]},
        shows={
            "discipline": lines.discipline_names,
            "day": lines.dates,
            "count": reports.count,
            "limit": reports.limit,
            "begun_by": lambda rows: [
                "last report" if report else "evaluation" for report in reports.by_report[rows]
            ],
            "begin": lambda rows: as_dates(reports.begin[rows]),
            "last_day": lambda rows: as_dates(reports.last_day[rows]),
            "in_time_until": lambda rows: as_dates(reports.in_time_until[rows]),
            "rule_source": lambda rows: lines.policy.source(KNOB, rows),
        },
    )
