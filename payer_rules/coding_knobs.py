"""Knobs on how services are coded: modifiers, pairs of a day, units and minutes."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator

from payer_rules.model import (
    Codes,
    DisciplineName,
    Entry,
    Modifiers,
    Money,
    Slug,
    Whole,
    to_tuple,
    unique,
)

Disciplines = Annotated[
    tuple[DisciplineName, ...], BeforeValidator(to_tuple), AfterValidator(unique)
]


class DisciplineModifier(Entry):
    """Which lines carry GP, GO or GN."""

    knob: ClassVar[str] = "discipline_modifier"
    needs: ClassVar[tuple[str, ...]] = ("value",)

    value: Literal["none", "always_therapy", "all_lines", "treatment_only"] | None = None


class AssistantModifier(Entry):
    """How services by an assistant are marked, and how the share of an assistant is worked out.

    ``value`` is the form: CQ and CO, another one, or none. ``test`` compares the assistant's
    share exactly or in rounded minutes. ``midpoint_exceptions`` (CMS from 2022): a last unit in
    which the therapist has 8 minutes or more stays plain, and two last units part by person.
    """

    knob: ClassVar[str] = "assistant_modifier"
    needs: ClassVar[tuple[str, ...]] = ("value",)

    value: Literal["CQ_CO", "TF", "UB", "UB_U5", "none"] | None = None
    test: Literal["exact", "rounded"] = "exact"
    midpoint_exceptions: bool = True


class ExtraModifier(Entry):
    """A modifier beyond the usual ones that some lines need.

    A line needs one of ``accepts`` when all that is named fits it: who furnished it, the kind of
    service, codes, disciplines, ages in whole years on the date of service.
    """

    knob: ClassVar[str] = "extra_modifier"
    keyed: ClassVar[bool] = True
    needs: ClassVar[tuple[str, ...]] = ("accepts",)

    key: Slug
    accepts: Modifiers | None = None
    furnished_by: Literal["assistant", "therapist", "anyone"] = "anyone"
    service: Literal["evaluation", "treatment", "any"] = "any"
    codes: Codes | None = None
    disciplines: Disciplines | None = None
    min_age: Whole | None = None
    max_age: Whole | None = None

    @property
    def entry_key(self) -> str:
        """The name that the file gives the entry."""
        return self.key


class ModifierOrder(Entry):
    """The order in which a payer wants modifiers on a line, first to last."""

    knob: ClassVar[str] = "modifier_order"
    needs: ClassVar[tuple[str, ...]] = ("value",)

    value: Modifiers | None = None


class ThresholdModifier(Entry):
    """Whether the payer reads KX at all; ``none`` for a payer without a therapy threshold."""

    knob: ClassVar[str] = "threshold_modifier"
    needs: ClassVar[tuple[str, ...]] = ("value",)

    value: Literal["KX", "none"] | None = None


class UnitRule(Entry):
    """How minutes become units, and over what the minutes of a day are pooled."""

    knob: ClassVar[str] = "unit_rule"
    needs: ClassVar[tuple[str, ...]] = ("value",)

    value: Literal["cms_total", "ama_midpoint", "hybrid", "either", "value_units"] | None = None
    scope: Literal["discipline", "all_disciplines"] = "discipline"


class UnitCap(Entry):
    """Most units a day of a list of codes; ``scope`` says over what they are counted.

    ``timed = true`` in place of ``codes`` stands for every 15-minute code. ``pays_first_listed``:
    the payer pays the first lines of the claim and denies the rest.
    """

    knob: ClassVar[str] = "unit_cap"
    keyed: ClassVar[bool] = True
    needs: ClassVar[tuple[str, ...]] = ("units", "scope")

    key: Slug
    units: Whole | None = None
    scope: Literal["code", "discipline", "provider", "provider_discipline", "patient"] | None = None
    codes: Codes | None = None
    timed: bool = False
    disciplines: Disciplines | None = None
    pays_first_listed: bool = False

    @property
    def entry_key(self) -> str:
        """The name that the file gives the entry."""
        return self.key

    def check_values(self) -> None:
        """Exactly one way of saying which codes are counted."""
        if (self.codes is None) == (not self.timed):
            raise ValueError('needs either "codes" or timed = true')


class ValueUnitCap(Entry):
    """Most value units a day (New York), with more on evaluation days.

    ``values`` gives the value units of one billed unit by code, as text with two decimals. Where
    it is missing the payer's day cannot be added up.
    """

    knob: ClassVar[str] = "value_unit_cap"
    needs: ClassVar[tuple[str, ...]] = ("daily",)

    daily: Money | None = None
    with_evaluation: Money | None = None
    with_reevaluation: Money | None = None
    values: dict[str, Money] | None = None


class TimeRecord(Entry):
    """What the payer asks the note to say about time."""

    knob: ClassVar[str] = "time_record"
    needs: ClassVar[tuple[str, ...]] = ("value",)

    value: Literal["none", "total", "per_code", "in_out"] | None = None


class ProviderScope(Entry):
    """Whose lines make up one day: the rendering provider's (when no entry) or the group's."""

    knob: ClassVar[str] = "provider_scope"
    needs: ClassVar[tuple[str, ...]] = ("value",)

    value: Literal["rendering", "group"] | None = None


class PairEdits(Entry):
    """Whose table of NCCI pairs the payer applies; ``none`` for a payer that applies none."""

    knob: ClassVar[str] = "pair_edits"
    needs: ClassVar[tuple[str, ...]] = ("value",)

    value: Literal["medicare", "medicaid", "none"] | None = None


class UnitLimits(Entry):
    """Whose table of medically unlikely units (MUE) the payer applies, if any."""

    knob: ClassVar[str] = "unit_limits"
    needs: ClassVar[tuple[str, ...]] = ("value",)

    value: Literal["medicare", "medicaid", "none"] | None = None


class FeeSchedule(Entry):
    """Whose fee schedule says which codes are paid at all: Medicare's, or the payer's own."""

    knob: ClassVar[str] = "fee_schedule"
    needs: ClassVar[tuple[str, ...]] = ("value",)

    value: Literal["medicare", "own"] | None = None


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
