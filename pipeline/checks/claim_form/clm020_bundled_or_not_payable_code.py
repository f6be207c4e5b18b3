"""CLM020: a code that a payer on Medicare's fee schedule does not pay by itself."""

from __future__ import annotations

from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines
from pipeline.worksheets.code_validity import CodeValidity
from pipeline.worksheets.unpayable_codes import KNOB, UnpayableCodes


@rule(
    id="CLM020",
    name="bundled-or-not-payable-code",
    title="Code is not paid by itself",
    severity=Severity.NOTE,
    seen="Code {code} is {reason}.",
    expected="Nothing is expected in payment for this line.",
    rationale=(
        "Medicare's fee schedule marks codes whose payment is part of what else is done that day, "
        "that it does not take, or that it does not cover; a limit of zero units says the same. "
        "The line is denied, and what is expected for it is missing later."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Physician fee schedule, national relative value file",
            section="status B, I and N",
            url="https://www.cms.gov/medicare/payment/fee-schedules/physician",
            read_on="2026-11-21",
        ),
        Citation(
            authority="CMS",
            document="NCCI medically unlikely edits",
            section="practitioner and outpatient hospital tables: zero units",
            url="https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 97", "CARC 96", "RARC M15", "RARC N130"),
    fix=(
        "Check whether the line is meant to be on the claim. A bundled service may stay on it for "
        "the record; it is not paid beside the others, and a patient may not be billed for it. "
        "Whether a patient may be billed for a service that is not covered is to be settled with "
        "the patient before the service. Leave the code as the record has it."
    ),
    not_checked=(
        "Payers with a fee schedule of their own; codes that are not valid at all, such as 97014 "
        "to Medicare (CLM007); codes that the contractor prices."
    ),
    needs_payer_policy=True,
    optional=("setting",),
    decides_always="A line without setting and bill type is a professional one.",
)
def check(lines: Lines, codes: UnpayableCodes, validity: CodeValidity) -> Verdict:
    """Answer for each line of tonight to a payer on Medicare's fee schedule."""
    not_paid = codes.by_status | codes.by_limit
    said_by_clm007 = validity.not_valid | validity.turns_on_payer
    return Verdict(
        applies=(codes.asked | codes.payer_missing) & ~said_by_clm007,
        violates=not_paid,
        unknown={
            f"payer:{KNOB}": codes.payer_missing,
            "payer:unit_limits": codes.limits_missing & ~not_paid,
            "bill_type": codes.setting_missing & ~not_paid,
            "fee schedule": codes.fees_missing & ~not_paid,
            "unit limits": codes.table_missing & ~not_paid,
        },
        shows={
            "code": lambda rows: lines.text("procedure_code", rows),
            "reason": codes.reasons,
            "confidence": codes.confidence,
            "rule_source": lambda rows: lines.policy.source(KNOB, rows),
        },
    )
