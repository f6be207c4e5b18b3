"""COV003: a service outside the ages, settings, places or providers that a plan covers."""

from __future__ import annotations

from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines
from pipeline.worksheets.coverage_conditions import KNOB, CoverageConditions


@rule(
    id="COV003",
    name="age-or-setting-not-covered",
    title="Outside the plan's ages, settings or providers",
    severity=Severity.BLOCK,
    seen="Code {code} ({discipline}) on {day}: {found}.",
    expected="{payer} covers this service {condition}.",
    rationale=(
        "Some plans, Medicaid above all, pay therapy only for some ages, in some settings or by "
        "some providers. Outside of them the service is denied."
    ),
    citations=(
        Citation(
            authority="house",
            document="Condition of the plan (see the finding's rule source)",
            section="coverage_condition",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 5", "CARC 6", "CARC 8", "CARC 170", "RARC N95", "RARC N428"),
    fix=(
        "Check birth date, bill type, place of service and rendering provider on the claim, and "
        "correct what is wrong. If they are right, ask the plan. If it does not cover the service, "
        "bill whoever is liable: the patient only if the notice that the plan asks for was signed "
        "before the service."
    ),
    not_checked="Codes that the plan does not cover at all (COV001), limits and authorization.",
    needs_payer_policy=True,
)
def check(lines: Lines, conditions: CoverageConditions) -> Verdict:
    """Answer for each line of tonight."""
    inside_benefit = ~lines.outside_benefit & ~lines.facts.quality
    payer_unknown = ~lines.policy.payer_known()
    entry_unknown = conditions.unknown_entry & ~conditions.outside
    return Verdict(
        applies=inside_benefit & (conditions.spoken_of | conditions.unknown_entry | payer_unknown),
        violates=conditions.outside,
        unknown={f"payer:{KNOB}": payer_unknown | entry_unknown, **conditions.turns_on},
        severity={Severity.REVIEW: ~conditions.confirmed},
        shows={
            "code": lambda rows: lines.text("procedure_code", rows),
            "day": lines.dates,
            "payer": lines.policy.names,
            "discipline": lambda rows: [
                name or "discipline unknown" for name in lines.discipline_names(rows)
            ],
            "condition": conditions.conditions,
            "found": lambda rows: conditions.found(lines, rows),
            "confirmed_by_site": lambda rows: [
                "yes" if known else "no" for known in conditions.confirmed[rows]
            ],
            "rule_source": conditions.sources,
        },
    )
