"""UNIT005: more units of a code on a day than the payer's MUE table allows."""

from __future__ import annotations

from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.worksheets.limited_units import LimitedUnits
from pipeline.worksheets.unit_limits import KNOB


@rule(
    id="UNIT005",
    name="units-over-mue",
    title="More units than the medically unlikely edit allows",
    severity=Severity.BLOCK,
    grain=Grain.DAY,
    seen="{code} on {day}: {units} units ({working}).",
    expected="At most {limit} {way} ({table}).",
    rationale=(
        "The payer holds the units of one code, patient, provider and day against a table, all "
        "lines together however they are split. Over a limit by line or by policy everything over "
        "it, or the whole line, is denied; over a limit by usual practice it is paid after an "
        "appeal that the record supports. An ABN does not move the loss to the patient."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="NCCI medically unlikely edits",
            section="practitioner and outpatient hospital tables; adjudication indicators 1 to 3",
            url="https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 151", "CARC 222", "RARC N362"),
    fix=(
        "Check that no line was billed twice and that the note supports every unit; correct what "
        "it does not. Where the limit is open to appeal, units that the record supports stay on "
        "the claim: have the record ready before it goes out, the denial can be appealed. Where it "
        "is not, what is over it will not be paid, and splitting it over lines changes nothing."
    ),
    not_checked=(
        "Codes whose limit is zero (CLM020) and untimed codes of which UNIT004 speaks; caps of the "
        "payer's own (UNIT006). A code without a row in the table has no limit that is known."
    ),
    needs_payer_policy=True,
    owner="biller",
    optional=("setting", "rendering_npi"),
    decides_always=(
        "A line without setting and bill type is a professional one; where no line of a date names "
        "a provider, the date is one provider's."
    ),
)
def check(codes: LimitedUnits) -> Verdict:
    """Answer for each code of a patient's day."""
    perhaps = codes.perhaps_over
    turns_on_the_day = perhaps & ~codes.over
    documented_units_are_appealed = ~codes.absolute
    return Verdict(
        applies=codes.has_limit & ~codes.told,
        violates=codes.over,
        unknown={
            f"payer:{KNOB}": codes.policy_unknown & perhaps,
            "unit limits": codes.not_loaded & perhaps,
            "provider": turns_on_the_day & codes.provider_unsure,
            "bill_type": turns_on_the_day,
        },
        severity={
            Severity.REVIEW: codes.lighter[Severity.REVIEW]
            | documented_units_are_appealed
            | codes.unsure,
            Severity.NOTE: codes.lighter[Severity.NOTE],
        },
        shows={
            "code": codes.codes,
            "day": codes.days,
            "units": codes.units,
            "limit": codes.limits,
            "way": codes.ways,
            "table": codes.tables,
            "working": codes.working,
            "confidence": codes.confidence,
            "rule_source": codes.sources,
        },
    )
