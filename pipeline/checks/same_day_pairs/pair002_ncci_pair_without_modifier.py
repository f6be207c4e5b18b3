"""PAIR002: an NCCI pair that a modifier could lift, and no line carries one."""

from __future__ import annotations

from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.worksheets.code_edits import CodeEdits
from pipeline.worksheets.code_edits_scope import KNOB


@rule(
    id="PAIR002",
    name="ncci-pair-without-modifier",
    title="NCCI pair without a modifier",
    severity=Severity.BLOCK,
    grain=Grain.DAY,
    seen=(
        "{column1} and {column2} on one day: the {table} ({edition}{standing}) does not pay "
        "{column2}, column 2, beside {column1}, column 1, without a modifier (indicator "
        "{indicator}). Billed: {carried}."
    ),
    expected=(
        "An NCCI-associated modifier for {column2} where the record shows two separate services; "
        "otherwise only what it supports."
    ),
    rationale=(
        "Column 2 of a pair is taken to be part of column 1. It is paid beside it only when an "
        "NCCI-associated modifier says that the services were separate. GP, GO, GN, CQ, CO and KX "
        "say nothing of the kind. One date and provider count together, over all claims and "
        "disciplines."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="NCCI procedure-to-procedure edits, practitioner and outpatient hospital",
            section="indicator 1; the finding names the edition",
            read_on="2026-11-21",
        ),
        Citation(
            authority="CMS",
            document="NCCI policy manual 2026",
            section="chapter 11: the same 15 minutes are never two therapy services",
            read_on="2026-11-21",
        ),
        Citation(
            authority="CMS",
            document="Change Request 11168",
            section="a modifier on either line from 2019-07-01",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 236", "CARC 97", "RARC M15", "RARC N20"),
    fix=(
        "Read the note: does each service have time and purpose of its own, timed ones different "
        "15-minute intervals, even back to back? If the record shows it, the modifier that it "
        "bears out may go on {column2}. If it does not, bill only the service and the units that "
        "the record supports."
    ),
    not_checked=(
        "Whether the record supports two separate services (PAIR004). Where a code stands on "
        "several lines, two lines without a modifier, one of each code, are enough. Where no table "
        "of the payer reaches the date, only pairs that some loaded table has are listed as not "
        "decided."
    ),
    needs_payer_policy=True,
    optional=("setting", "bill_type", "rendering_npi"),
    decides_always=(
        "A line without setting and bill type is a professional one; where no line of a date names "
        "a provider, the date is one provider's."
    ),
)
def check(pairs: CodeEdits) -> Verdict:
    """Answer for each pair of a day that may need a modifier."""
    said = pairs.said
    without_modifier = pairs.lacking
    return Verdict(
        applies=said.may_need,
        violates=without_modifier,
        unknown={
            f"payer:{KNOB}": without_modifier & said.policy_unknown,
            "pair table": without_modifier & said.not_loaded,
            "bill_type": without_modifier & said.bill_type_unknown,
            "provider": without_modifier & pairs.provider_unknown,
            "modifiers": without_modifier & pairs.cut_off,
        },
        severity=pairs.weights,
        shows=pairs.shows,
    )
