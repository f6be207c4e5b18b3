"""The knobs of a payer file: one class a knob, and the table of all of them.

To add a knob: write its class (fields optional, the needed ones named in ``needs``) and put
it into ``KNOBS``. The file model, the errors, the editor schema and the look-up follow.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator

from payer_rules.model import (
    Codes,
    Day,
    DisciplineName,
    Entry,
    Modifiers,
    Money,
    RuleId,
    SeverityName,
    Slug,
    Whole,
    to_tuple,
    unique,
)

Disciplines = Annotated[
    tuple[DisciplineName, ...], BeforeValidator(to_tuple), AfterValidator(unique)
]
Settings = Annotated[
    tuple[Literal["professional", "institutional"], ...],
    BeforeValidator(to_tuple),
    AfterValidator(unique),
]


class DisciplineModifier(Entry):
    """Which lines carry GP, GO or GN."""

    knob: ClassVar[str] = "discipline_modifier"
    needs: ClassVar[tuple[str, ...]] = ("value",)

    value: Literal["none", "always_therapy", "all_lines", "treatment_only"] | None = None


class AssistantModifier(Entry):
    """How services by an assistant are marked."""

    knob: ClassVar[str] = "assistant_modifier"
    needs: ClassVar[tuple[str, ...]] = ("value",)

    value: Literal["CQ_CO", "none"] | None = None


class UnitRule(Entry):
    """How minutes become units, and over what the minutes of a day are pooled."""

    knob: ClassVar[str] = "unit_rule"
    needs: ClassVar[tuple[str, ...]] = ("value",)

    value: Literal["cms_total", "ama_midpoint", "hybrid", "either", "value_units"] | None = None
    scope: Literal["discipline", "all_disciplines"] = "discipline"


class ProviderScope(Entry):
    """Whose lines make up one day: the rendering provider's (when no entry) or the group's."""

    knob: ClassVar[str] = "provider_scope"
    needs: ClassVar[tuple[str, ...]] = ("value",)

    value: Literal["rendering", "group"] | None = None


class PairModifier(Entry):
    """A modifier asked for on ``target`` when both codes stand on one day or claim."""

    knob: ClassVar[str] = "pair_modifier"
    keyed: ClassVar[bool] = True
    needs: ClassVar[tuple[str, ...]] = ("target", "accepts")

    codes: Codes
    target: str | None = None
    accepts: Modifiers | None = None
    scope: Literal["claim", "day", "day_all_disciplines"] = "day"

    @property
    def entry_key(self) -> str:
        """The two codes in order, whatever their order in the file."""
        return "+".join(sorted(self.codes))

    @property
    def other(self) -> str:
        """The code of the pair that is not the target."""
        return next(code for code in self.codes if code != self.target)

    @classmethod
    def value_fields(cls) -> tuple[str, ...]:
        """The pair itself is the key, so an unknown entry may name it."""
        return tuple(f for f in super().value_fields() if f != "codes")

    def check_values(self) -> None:
        """The target is one of exactly two codes."""
        if len(self.codes) != 2:  # noqa: PLR2004 - a pair
            raise ValueError('"codes" must name two codes')
        if self.target not in self.codes:
            raise ValueError('"target" must be one of "codes"')


class Threshold(Entry):
    """Yearly amounts above which KX is needed; payers naming one ``group`` share a bucket."""

    knob: ClassVar[str] = "threshold"
    needs: ClassVar[tuple[str, ...]] = ("pt_slp", "ot", "group")

    pt_slp: Money | None = None
    ot: Money | None = None
    review: Money | None = None
    group: Slug | None = None


class PlanOfCare(Entry):
    """What the payer asks of the plan of care; periods in days."""

    knob: ClassVar[str] = "plan_of_care"
    needs: ClassVar[tuple[str, ...]] = ("required",)

    required: bool | None = None
    signature_required: bool | None = None
    certify_within_days: Whole = 30
    period_days: Whole = 90
    verbal_sign_days: Whole = 14
    order_exception_from: Day | None = None
    first_visit_days: Whole = 7

    def check_values(self) -> None:
        """Where a plan is required, the file says whether it must be signed."""
        if self.required and self.signature_required is None:
            raise ValueError('"signature_required" is missing')


class Coverage(Entry):
    """Codes that a plan covers or excludes, for some disciplines, settings and ages.

    ``complete = true`` says that the list names everything covered: a code outside it is not.
    """

    knob: ClassVar[str] = "coverage"
    keyed: ClassVar[bool] = True
    needs: ClassVar[tuple[str, ...]] = ("codes", "covered")

    key: Slug
    codes: Codes | None = None
    covered: bool | None = None
    complete: bool = False
    disciplines: Disciplines | None = None
    settings: Settings | None = None
    min_age: Whole | None = None
    max_age: Whole | None = None

    @property
    def entry_key(self) -> str:
        """The name that the file gives the entry."""
        return self.key

    def check_values(self) -> None:
        """A complete list is one of covered codes; ages are in order."""
        if self.complete and not self.covered:
            raise ValueError('"complete" belongs to a list of covered codes')
        if self.min_age is not None and self.max_age is not None and self.max_age < self.min_age:
            raise ValueError('"max_age" is below "min_age"')


class RuleSeverity(Entry):
    """Another weight for one rule, with the reason for it."""

    knob: ClassVar[str] = "rule_severity"
    keyed: ClassVar[bool] = True
    needs: ClassVar[tuple[str, ...]] = ("value",)
    needs_reason: ClassVar[bool] = True

    rule: RuleId
    value: SeverityName | None = None

    @property
    def entry_key(self) -> str:
        """The rule's id."""
        return self.rule

    @classmethod
    def value_fields(cls) -> tuple[str, ...]:
        """The rule is the key, so an unknown entry may name it."""
        return ("value",)

    def check_values(self) -> None:
        """The weight stands in ``value`` alone."""
        if self.severity is not None:
            raise ValueError('"severity" does not belong here, the weight is "value"')


KNOBS: dict[str, type[Entry]] = {
    one.knob: one
    for one in (
        DisciplineModifier,
        AssistantModifier,
        UnitRule,
        ProviderScope,
        PairModifier,
        Threshold,
        PlanOfCare,
        Coverage,
        RuleSeverity,
    )
}
"""Every knob by the name that files give it."""

OPTIONAL_KNOBS = frozenset({"provider_scope", "threshold"})
"""Knobs that most payers rightly never set: no note that they are unset."""
