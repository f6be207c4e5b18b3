"""UNIT006: more units on a day than the payer's own daily cap."""

from __future__ import annotations

import numpy as np

from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.worksheets.unit_cap_words import CapWords
from pipeline.worksheets.unit_caps import KNOB, VALUE_KNOB, UnitCaps


@rule(
    id="UNIT006",
    name="units-over-payer-cap",
    title="More units a day than the payer's cap",
    severity=Severity.REVIEW,
    grain=Grain.DAY,
    seen="{what} on {day}: {counted} ({working}).",
    expected="At most {cap} a day by this payer's cap. {paid}",
    rationale=(
        "Some payers pay a fixed number of units a day, whatever the minutes. What is over it is "
        "denied, and usually the patient may not be billed for it."
    ),
    citations=(
        Citation(
            authority="house",
            document="Payer file of the plan (see the finding's rule source)",
            section="unit_cap, value_unit_cap",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 151", "CARC 222", "CARC 119", "RARC N362", "RARC N640"),
    fix=(
        "Check that no line was billed twice and that the note supports the units; correct what it "
        "does not. Documented units stay on the claim, and no modifier lifts this cap: expect a "
        "denial of the rest. Before the next visit ask the payer whether more can be approved."
    ),
    not_checked="Caps by week, month or year (COV004), and medically unlikely edits (UNIT005).",
    needs_payer_policy=True,
    owner="biller",
    optional=("setting", "bill_type", "rendering_npi"),
    decides_always=(
        "A line without setting and bill type is a professional one; where no line of a date names "
        "a provider, the date is one provider's."
    ),
)
def check(caps: UnitCaps, texts: CapWords) -> Verdict:
    """Answer for each day and cap of a payer."""
    over = caps.counted > caps.limit
    perhaps_over = caps.at_most > caps.limit
    over_by_units_in_doubt = perhaps_over & ~over
    return Verdict(
        applies=np.ones(len(caps), dtype=np.bool_),
        violates=over,
        unknown={
            f"payer:{KNOB}": caps.policy_unknown & ~caps.of_values,
            f"payer:{VALUE_KNOB}": caps.of_values
            & (caps.policy_unknown | (caps.value_unknown & ~over)),
            "provider": perhaps_over & caps.provider_unsure,
            "discipline": over_by_units_in_doubt | (perhaps_over & caps.discipline_unsure),
        },
        severity=caps.wants,
        shows={
            "counted": texts.counted,
            "cap": texts.limits,
            "what": texts.what,
            "day": caps.dates,
            "working": texts.working,
            "paid": texts.paid,
            "rule_source": caps.sources,
        },
    )
