"""Units that need the assistant modifier against those that carry it, code by code.

Where the billed units are those that the minutes give, the steps decide. Where they differ, the
units are UNIT001's, UNIT002's or UNIT003's to speak of: only what holds whichever unit is added
or taken off is decided here, and the rest stays open.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.rule import Mask
from pipeline.worksheets.assistant_steps import (
    MOST_FURTHER,
    Range,
    Terms,
    full_units,
    units_needing,
    whole_service,
)
from pipeline.worksheets.unit_methods import Minutes
from pipeline.worksheets.unit_shares import UnitShares

_MANY = np.iinfo(np.int32).max
_BY_MINUTES = ("of_minutes", "with", "without")


@dataclass(frozen=True, kw_only=True)
class Billed:
    """Units of a code on a day, all its lines together: ``marked`` of them carry CQ or CO."""

    units: Minutes
    marked: Minutes


@dataclass(frozen=True, kw_only=True)
class Need:
    """What the minutes say of a code's billed units, one entry a code and day.

    Attributes:
        low, high: how many of the units need the modifier.
        of_minutes_low, of_minutes_high: units that the minutes give. with_low, with_high: how many
            of these need the modifier. without_low, without_high: how many do not.
        lacks, lacks_open: more need it than carry it, surely; or it turns on which units stand.
        exceeds, exceeds_open: more carry it than need it, likewise.
        mixed, mixed_open: some units need it and some do not, likewise.
    """

    low: Minutes
    high: Minutes
    of_minutes_low: Minutes
    of_minutes_high: Minutes
    with_low: Minutes
    with_high: Minutes
    without_low: Minutes
    without_high: Minutes
    lacks: Mask
    lacks_open: Mask
    exceeds: Mask
    exceeds_open: Mask
    mixed: Mask
    mixed_open: Mask


def need_of_timed(
    billed: Billed,
    therapist: Minutes,
    assistant: Minutes,
    shares: UnitShares,
    billed_of_day: Minutes,
    terms: Terms,
) -> Need:
    """Compare 15-minute codes with what their minutes by person need.

    Args:
        billed: units of each code.
        therapist: minutes of each code.
        assistant: minutes of each code by the assistant alone.
        shares: units that each code may have by its day's minutes.
        billed_of_day: pooled units billed on the code's day.
        terms: how the payer tests.
    """
    right = shares.right(billed.units, billed_of_day)
    least = np.where(right, billed.units, shares.least)
    most = np.where(right, billed.units, shares.most)
    full = full_units(therapist, assistant)
    options = [
        _Option(
            units=full + further,
            need=units_needing(therapist, assistant, further, terms),
            possible=(least <= full + further) & (full + further <= most),
        )
        for further in range(MOST_FURTHER + 1)
    ]
    return _weighed(billed, options)


def need_of_whole(
    billed: Billed, therapist: Minutes, assistant: Minutes, terms: Terms, only_assistant: Mask
) -> Need:
    """Compare services that are tested as a whole, or only by signs, with their minutes.

    ``only_assistant`` marks services without minutes by person that an assistant alone furnished.
    """
    units = billed.units
    low, high = whole_service(therapist, assistant, units, terms)
    need = Range(np.where(only_assistant, units, low), np.where(only_assistant, units, high))
    everywhere = np.ones(len(units), dtype=np.bool_)
    return _weighed(billed, [_Option(units=units, need=need, possible=everywhere)])


def choose(first: Mask, one: Need, other: Need) -> Need:
    """Take one need where the mask holds and the other elsewhere."""
    return Need(
        **{
            name: np.where(first, getattr(one, name), getattr(other, name))
            for name in Need.__dataclass_fields__
        }
    )


@dataclass(frozen=True, kw_only=True)
class _Option:
    """A number of units that the minutes may give, and how many of these need the modifier."""

    units: Minutes
    need: Range
    possible: Mask


class _Span:
    """The least and the most of what every possible option gives."""

    def __init__(self, count: int) -> None:
        """Begin with nothing."""
        self.low: Minutes = np.full(count, _MANY, dtype=np.int64)
        self.high: Minutes = np.zeros(count, dtype=np.int64)

    def add(self, found: Range, possible: Mask) -> None:
        """Widen the span by an option, where it is possible."""
        self.low = np.where(possible, np.minimum(self.low, found.low), self.low)
        self.high = np.where(possible, np.maximum(self.high, found.high), self.high)


def _weighed(billed: Billed, options: list[_Option]) -> Need:
    """Say what holds for every option that is possible."""
    count = len(billed.units)
    every = np.ones(count, dtype=np.bool_)
    lacks, enough = every.copy(), every.copy()
    exceeds, within = every.copy(), every.copy()
    mixed, alike = every.copy(), every.copy()
    low, high = np.full(count, _MANY), np.zeros(count, dtype=np.int64)
    by_minutes = [_Span(count) for _ in range(3)]
    for option in options:
        impossible = ~option.possible
        over = np.maximum(billed.units - option.units, 0)
        under = np.maximum(option.units - billed.units, 0)
        standing = np.minimum(billed.units, option.units)
        # A unit to be taken off may be a marked or a plain one; one not billed likewise.
        marked_most = np.minimum(billed.marked, standing)
        marked_least = np.maximum(billed.marked - over, 0)
        need_low = np.maximum(option.need.low - under, 0)
        need_high = np.minimum(option.need.high, standing)
        short = under > 0
        is_mixed = (need_low > 0) & (need_high < standing)
        lacks &= impossible | (marked_most < need_low)
        enough &= impossible | (billed.marked >= np.where(short, need_high, need_low))
        exceeds &= impossible | (marked_least > need_high)
        within &= impossible | (marked_most <= np.where(short, need_low, need_high))
        mixed &= impossible | is_mixed
        all_or_none = (need_high == 0) | (need_low == standing)
        alike &= impossible | np.where(short, all_or_none, ~is_mixed)
        low = np.where(impossible, low, np.minimum(low, need_low))
        high = np.where(impossible, high, np.maximum(high, need_high))
        plain = Range(option.units - option.need.high, option.units - option.need.low)
        for span, found in zip(
            by_minutes, (Range(option.units, option.units), option.need, plain), strict=True
        ):
            span.add(found, option.possible)
    return Need(
        low=low,
        high=high,
        **{
            name: values
            for kind, span in zip(_BY_MINUTES, by_minutes, strict=True)
            for name, values in ((f"{kind}_low", span.low), (f"{kind}_high", span.high))
        },
        lacks=lacks,
        lacks_open=~lacks & ~enough,
        exceeds=exceeds,
        exceeds_open=~exceeds & ~within,
        mixed=mixed,
        mixed_open=~mixed & ~alike,
    )


def settled(need: Need, decided: Mask, at_stake: Mask) -> Need:
    """Leave open what turns on a fact that is missing.

    Args:
        need: worked out as if every number were known.
        decided: entries whose numbers are known.
        at_stake: entries with an assistant's minutes or a marked unit; the others need nothing.
    """
    left = ~decided & at_stake
    marks = {name: getattr(need, name) & decided for name in ("lacks", "exceeds", "mixed")} | {
        f"{name}_open": (getattr(need, f"{name}_open") & decided) | left
        for name in ("lacks", "exceeds", "mixed")
    }
    numbers = ["low", "high", *(f"{kind}_{end}" for kind in _BY_MINUTES for end in ("low", "high"))]
    return Need(**{name: getattr(need, name) for name in numbers}, **marks)
