"""PAIR005: 59 or an X modifier that no pair of the day asks for."""

from __future__ import annotations

import numpy as np

from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.worksheets.code_edits_needs import OWN_PAIRS, DistinctNeeds
from pipeline.worksheets.code_edits_scope import KNOB


@rule(
    id="PAIR005",
    name="distinct-service-not-needed",
    title="Distinct-service modifier that no pair asks for",
    severity=Severity.REVIEW,
    grain=Grain.DAY,
    seen=(
        "{code} carries {modifiers_billed} {others} on that day: no pair with it is in force in "
        "the {where}, none in the payer's own pairs, and there is no second line of {code}."
    ),
    expected="{code} without 59 or an X modifier, unless something else than a pair asks for it.",
    rationale=(
        "59 and the X modifiers set an edit aside. Where there is none, they claim something that "
        "nobody asked, and payers that watch their use look at such claims more closely. 97110 "
        "with 97530 is the classic: Medicare has no such pair."
    ),
    citations=(
        Citation(
            authority="Noridian (MAC)",
            document="Modifier 59",
            section="inappropriate use: the pair is not in NCCI",
            url="https://med.noridianmedicare.com/es/web/jea/topics/modifiers/59",
            read_on="2026-11-21",
        ),
        Citation(
            authority="CMS",
            document="NCCI procedure-to-procedure edits, practitioner and outpatient hospital",
            section="the table that the finding names",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 4", "RARC N519"),
    fix=(
        "Ask why the modifier is there. If the payer has asked for it in writing, have that put "
        "into the payer's file with its source. If nothing asks for it, take it off; the line "
        "itself stays as the record supports it."
    ),
    not_checked=(
        "Edits between codes that the loaded tables do not hold: such a day is not decided, nor is "
        "any day past the newest loaded quarter, which is why nights without a current edition "
        "decide little. Anatomic modifiers are left alone."
    ),
    needs_payer_policy=True,
    optional=("setting", "bill_type", "rendering_npi"),
    decides_always=(
        "A line without setting and bill type is a professional one; where no line of a date names "
        "a provider, the date is one provider's."
    ),
)
def check(codes: DistinctNeeds) -> Verdict:
    """Answer for each code of a day with 59 or an X modifier."""
    carries_it = np.ones(len(codes), dtype=np.bool_)
    not_needed = ~codes.explained
    return Verdict(
        applies=carries_it,
        violates=not_needed,
        unknown={
            f"payer:{KNOB}": not_needed & codes.policy_unknown,
            f"payer:{OWN_PAIRS}": not_needed & codes.own_pairs_unknown,
            "bill_type": not_needed & codes.bill_type_unknown,
            "pair table": not_needed & codes.table_unknown,
            "provider": codes.provider_unknown,
        },
        shows={
            "code": codes.code,
            "modifiers_billed": codes.modifiers,
            "others": codes.others,
            "where": codes.where,
            "rule_source": codes.rule_source,
        },
    )
