"""COV002: a Medicaid plan about whose coverage nothing is on file."""

from __future__ import annotations

from pipeline.money import dollars
from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.worksheets.payer_coverage import PayerCoverage


@rule(
    id="COV002",
    name="coverage-unknown",
    title="Medicaid plan without a coverage entry",
    severity=Severity.NOTE,
    grain=Grain.NIGHT,
    seen=(
        "{payer}: no coverage entry in force, so that nothing was checked against it. Service "
        "lines: {lines}; claims: {claims}; charges: ${charge}."
    ),
    expected="A coverage entry of the plan for the dates of service, so that codes can be checked.",
    rationale=(
        "Medicaid coverage differs by state, plan, discipline, age and setting. Without an entry "
        "nothing is assumed and nothing is checked, and that must be visible."
    ),
    citations=(
        Citation(
            authority="house",
            document="claimscrub rule catalogue",
            section="silence never means clean",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 96", "CARC 204"),
    fix=(
        "Ask the plan for its list of covered codes with its dates, and enter it as a coverage "
        "entry with its source. Until then confirm coverage with the plan by hand before claims go "
        "out."
    ),
    not_checked="Plans other than Medicaid, and which codes of these lines the plan would deny.",
    needs_payer_policy=True,
    owner="payer set-up",
    cause="configuration",
    decides_always="Whether an entry is on file is always known.",
)
def check(payers: PayerCoverage) -> Verdict:
    """Answer for each payer of tonight."""
    some_line_without_entry = payers.lines > 0
    return Verdict(
        applies=payers.medicaid,
        violates=some_line_without_entry,
        shows={
            "payer": payers.names,
            "lines": payers.lines,
            "claims": payers.claims,
            "charge": lambda rows: dollars(payers.charge[rows]),
        },
    )
