"""Codes that are not valid or not paid on their date: CLM007, CLM020 (RULES.md "CLM")."""

from __future__ import annotations

from benchmarks.loop.context import BLOCK, NOTE, REVIEW, Entry, Night, Row
from benchmarks.loop.ncci import NOT_LOADED, limit_of, places_of, program_of

OF_MEDICARE = ("medicare", "medicare-advantage")
OLDER_CODES = ("workers-comp",)
"""Payers that may still take a number that the national code set has given up."""
NOT_PAID = ("B", "I", "N")
SURE = 0.8


def judge(night: Night) -> None:
    """Ask both rules of every line of tonight."""
    for patient in night.patients:
        for line in patient.tonight:
            _clm007(night, line)
            _clm020(night, line)


def _clm007(night: Night, line: Row) -> None:
    row = night.tables.row("retired_codes", line["procedure_code"], line["service_date"])
    if row is None:
        return
    if not line["payer"]:
        night.cannot_tell("CLM007", line, "payer: rules")
        return
    business = night.policies.business(line["payer"])
    if business in OLDER_CODES or (row["family"] == "medicare" and business not in OF_MEDICARE):
        return
    night.violates("CLM007", line, BLOCK if float(row["certainty"]) >= SURE else REVIEW)


def _clm020(night: Night, line: Row) -> None:
    """Say of a code that the payer's fee schedule or its limit of zero units leaves it unpaid."""
    code, day = line["procedure_code"], line["service_date"]
    known = night.policy(line, "fee_schedule")
    schedule = known.get("value") if isinstance(known, Entry) else ""
    fee = night.tables.row("fees", code, day) if schedule == "medicare" else None
    if fee is not None and fee["status"] in NOT_PAID:
        night.violates("CLM020", line, NOTE)
        return
    program, entry = program_of(night, line, "unit_limits")
    if program != "medicare":
        return
    limits = [limit_of(night, code, day, place) for place in places_of(line)]
    if all(one.units == 0 for one in limits):
        night.violates("CLM020", line, NOTE, entry)
    elif any(one.units == 0 or one.standing == NOT_LOADED for one in limits):
        night.cannot_tell("CLM020", line, "unit limits")
