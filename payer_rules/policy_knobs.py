"""Knobs on what a payer covers and asks for: threshold, plan of care, referral, coverage."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator

from payer_rules.coding_knobs import Disciplines
from payer_rules.model import (
    Codes,
    Day,
    Entry,
    Money,
    RuleId,
    SeverityName,
    Slug,
    Text,
    Whole,
    to_tuple,
    unique,
)

Settings = Annotated[
    tuple[Literal["professional", "institutional"], ...],
    BeforeValidator(to_tuple),
    AfterValidator(unique),
]
Texts = Annotated[tuple[Text, ...], BeforeValidator(to_tuple), AfterValidator(unique)]


class Threshold(Entry):
    """Yearly amounts above which KX is needed; payers naming one ``group`` share a bucket."""

    knob: ClassVar[str] = "threshold"
    needs: ClassVar[tuple[str, ...]] = ("pt_slp", "ot", "group")

    pt_slp: Money | None = None
    ot: Money | None = None
    review: Money | None = None
    group: Slug | None = None


class PlanOfCare(Entry):
    """What the payer asks of the plan of care; periods in days.

    ``late_note_days`` and ``late_review_months`` count from the start of the period: a signature
    up to the former is only noted, one past the latter needs a look whatever its reason.
    ``progress_days`` is the number of treatment dates that one progress report covers.
    """

    knob: ClassVar[str] = "plan_of_care"
    needs: ClassVar[tuple[str, ...]] = ("required",)

    required: bool | None = None
    signature_required: bool | None = None
    certify_within_days: Whole = 30
    period_days: Whole = 90
    verbal_sign_days: Whole = 14
    order_exception_from: Day | None = None
    first_visit_days: Whole = 7
    late_note_days: Whole = 60
    late_review_months: Whole = 6
    progress_days: Whole | None = None
    progress_grace_days: Whole = 7

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


class Referral(Entry):
    """An order or referral that the payer asks for before some services.

    ``max_age_days`` counts from the order to the date of service; None is no limit.
    """

    knob: ClassVar[str] = "referral"
    needs: ClassVar[tuple[str, ...]] = ("required_for",)

    required_for: Literal["none", "evaluation", "treatment", "all"] | None = None
    disciplines: Disciplines | None = None
    max_age_days: Whole | None = None
    npi_on_claim: bool | None = None


class CoverageCondition(Entry):
    """Ages, settings, places or providers outside which some services are not covered.

    The entry speaks of lines that fit all of ``codes``, ``disciplines``, ``from_age`` and
    ``to_age`` (whole years on the date of service); such a line must have one of ``settings``,
    ``places`` (place of service) and ``taxonomies`` (the rendering provider's, by beginning), as
    far as named, and an age within ``min_age`` and ``max_age``. ``except_settings`` are outside.
    """

    knob: ClassVar[str] = "coverage_condition"
    keyed: ClassVar[bool] = True

    key: Slug
    codes: Codes | None = None
    disciplines: Disciplines | None = None
    from_age: Whole | None = None
    to_age: Whole | None = None
    except_settings: Settings | None = None
    settings: Settings | None = None
    places: Texts | None = None
    taxonomies: Texts | None = None
    min_age: Whole | None = None
    max_age: Whole | None = None

    @property
    def entry_key(self) -> str:
        """The name that the file gives the entry."""
        return self.key

    def check_values(self) -> None:
        """Something is asked for; ages are in order."""
        asked = (self.settings, self.places, self.taxonomies, self.min_age, self.max_age)
        if all(part is None for part in asked):
            raise ValueError("names no setting, place, taxonomy or age that is covered")
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
