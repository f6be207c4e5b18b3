"""CLM007: a code that is not valid on the date of service, or not for this family of payers."""

from __future__ import annotations

from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines
from pipeline.worksheets.code_validity import CodeValidity


@rule(
    id="CLM007",
    name="code-not-valid-on-date",
    title="Code not valid on the date of service",
    severity=Severity.BLOCK,
    seen="Code {code} for a service of {date}: {reason}.",
    expected=(
        "A code that is valid on the date of service and that this payer takes. Numbers in its "
        "place on that date: {instead}."
    ),
    rationale=(
        "Payers read codes by the date of service. A line with a number that had ended, had not "
        "begun or is not theirs is rejected before anyone looks at the service."
    ),
    citations=(
        Citation(
            authority="HHS",
            document="45 CFR 162.1002, code sets for health care transactions",
            section="CPT and HCPCS as valid on the date of service",
            url="https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-162",
            read_on="2026-11-21",
        ),
        Citation(
            authority="CMS",
            document="Physician fee schedule, July 2026",
            section="status I: 97014, for which Medicare takes G0283",
            url="https://www.cms.gov/medicare/payment/fee-schedules/physician",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 181", "CARC 182", "CARC 16", "RARC M20"),
    fix=(
        "Check the date of service first. If it is right, compare the note with the numbers that "
        "stand in the code's place on that date ({instead}) and choose by what the record shows: "
        "an evaluation, for one, by its complexity. If none of them fits, ask the therapist. "
        "Correct the code in the charge list as well, so that it does not come back."
    ),
    not_checked=(
        "Codes without a row in our table of ended and new codes. A workers' compensation carrier "
        "need not follow the national code set and may take an older number: ask it, the finding "
        "is for review there. Functional reporting codes (CLM010)."
    ),
    needs_payer_policy=False,
)
def check(lines: Lines, codes: CodeValidity) -> Verdict:
    """Answer for each line of tonight whose code had, or will have, days on which it is invalid."""
    return Verdict(
        applies=codes.spoken_of,
        violates=codes.not_valid,
        unknown={"line of business": codes.turns_on_payer},
        severity={Severity.REVIEW: codes.unsure},
        shows={
            "code": lambda rows: lines.text("procedure_code", rows),
            "date": lines.dates,
            "reason": codes.reasons,
            "instead": codes.instead,
            "rule_source": codes.sources,
        },
    )
