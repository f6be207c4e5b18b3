"""COV001: a code that the patient's plan does not cover on that date."""

from __future__ import annotations

from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines
from pipeline.worksheets.coverage import KNOB, Coverage


@rule(
    id="COV001",
    name="code-excluded",
    title="Code not covered by the plan",
    severity=Severity.BLOCK,
    seen=(
        "{payer} does not cover code {code} ({discipline}) on {day}, by the entry on file "
        "(confirmed by the office: {confirmed_by_site})."
    ),
    expected=(
        "Only services that the plan covers for this discipline, age and setting are billed to it."
    ),
    rationale=(
        "Medicaid and some other plans pay from lists of their own. A code outside the list is "
        "denied, whatever the record says."
    ),
    citations=(
        Citation(
            authority="house",
            document="Coverage entry of the plan (see the finding's rule source)",
            section="coverage",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 96", "CARC 204", "RARC N448"),
    fix=(
        "Confirm with the plan whether it covers the code on that date, for this discipline, age "
        "and setting. If it does, have the entry corrected. If it does not, bill whoever is "
        "liable: the patient only if the notice that the plan asks for was signed before the "
        "service. The code stays the one that describes the service."
    ),
    not_checked="Limits of visits and units (COV004), authorization (COV005).",
    needs_payer_policy=True,
)
def check(lines: Lines, coverage: Coverage) -> Verdict:
    """Answer for each line of tonight."""
    inside_benefit = ~lines.outside_benefit & ~lines.facts.quality
    policy_missing = lines.policy_missing(KNOB)
    return Verdict(
        applies=inside_benefit & (coverage.spoken_of | policy_missing),
        violates=coverage.excluded,
        unknown={f"payer:{KNOB}": policy_missing, **coverage.turns_on},
        severity={Severity.REVIEW: ~coverage.confirmed},
        shows={
            "code": lambda rows: lines.text("procedure_code", rows),
            "day": lines.dates,
            "payer": lines.policy.names,
            "discipline": lambda rows: [
                name or "discipline unknown" for name in lines.discipline_names(rows)
            ],
            "confirmed_by_site": lambda rows: [
                "yes" if known else "no" for known in coverage.confirmed[rows]
            ],
            "rule_source": lambda rows: [coverage.source.get(row, "") for row in rows.tolist()],
        },
    )
