"""The knobs of a payer file: the table of all of them.

To add a knob: write its class in ``coding_knobs`` or ``policy_knobs`` (fields optional, the needed
ones named in ``needs``) and put it into ``KNOBS``. The file model, the errors, the editor schema
and the look-up follow.
"""

from __future__ import annotations

from payer_rules.coding_knobs import (
    AssistantModifier,
    DisciplineModifier,
    ExtraModifier,
    FeeSchedule,
    ModifierOrder,
    PairEdits,
    PairModifier,
    ProviderScope,
    ThresholdModifier,
    TimeRecord,
    UnitCap,
    UnitLimits,
    UnitRule,
    ValueUnitCap,
)
from payer_rules.model import Entry
from payer_rules.policy_knobs import (
    Coverage,
    CoverageCondition,
    PlanOfCare,
    Referral,
    RuleSeverity,
    Threshold,
)

KNOBS: dict[str, type[Entry]] = {
    one.knob: one
    for one in (
        DisciplineModifier,
        AssistantModifier,
        ExtraModifier,
        ModifierOrder,
        ThresholdModifier,
        UnitRule,
        UnitCap,
        ValueUnitCap,
        TimeRecord,
        ProviderScope,
        PairEdits,
        PairModifier,
        UnitLimits,
        FeeSchedule,
        Threshold,
        PlanOfCare,
        Referral,
        Coverage,
        CoverageCondition,
        RuleSeverity,
    )
}
"""Every knob by the name that files give it."""

OPTIONAL_KNOBS = frozenset(
    {
        "provider_scope",
        "threshold",
        "threshold_modifier",
        "extra_modifier",
        "modifier_order",
        "unit_cap",
        "value_unit_cap",
        "coverage_condition",
        "fee_schedule",
    }
)
"""Knobs that most payers rightly never set: no note that they are unset."""
