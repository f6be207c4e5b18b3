"""How a day's units fall to its codes: at least and at most how many each may have.

CMS (Claims Processing Manual, chapter 5, section 20.2.C): every full 15 minutes of a code are
its unit, what is left of the day's total goes to the largest remainders, and a tie to either.
With an assistant the remainders may also be taken by person (RULES.md UNIT003). By midpoint each
code stands alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline import vocabulary as words
from pipeline.rule import Mask
from pipeline.worksheets.assistant_steps import full_units
from pipeline.worksheets.unit_methods import UNIT_MINUTES, Minutes, units_for


@dataclass(frozen=True, kw_only=True)
class CodeMinutes:
    """Minutes of the pooled codes of some days, one entry a code and day.

    Attributes:
        days: the day of each entry.
        minutes, minutes_known: all hands.
        therapist, assistant, split_known: by person.
    """

    days: words.Groups
    minutes: Minutes
    minutes_known: Mask
    therapist: Minutes
    assistant: Minutes
    split_known: Mask


@dataclass(frozen=True, kw_only=True)
class Methods:
    """How each day's payer counts units; none of them where its method is not known.

    ``whole``: all codes of the payer's pool are among the day's entries.
    """

    total: Mask
    midpoint: Mask
    lower: Mask
    higher: Mask
    whole: Mask


@dataclass(frozen=True, kw_only=True)
class UnitShares:
    """Units that a code may have, and units of the whole day; -1 where these are not sure."""

    least: Minutes
    most: Minutes
    of_day: Minutes

    def right(self, billed: Minutes, billed_of_day: Minutes) -> Mask:
        """Mark codes whose billed units are those that the minutes give.

        Where the minutes leave a choice, the day's own total has to be right as well.
        """
        within = (billed >= self.least) & (billed <= self.most)
        sure = (self.least == self.most) | (billed_of_day == self.of_day)
        return np.asarray(within & sure, dtype=np.bool_)


def share_units(codes: CodeMinutes, methods: Methods) -> UnitShares:
    """Share out the units of each day.

    Args:
        codes: minutes of the codes; those of entries that are not known are not looked at.
        methods: one entry a day.

    Returns:
        One entry a code. Without the minutes of every code of the pool, a code may have one unit
        more than its full ones, whatever is left of it.
    """
    days = codes.days
    floors, rest = codes.minutes // UNIT_MINUTES, codes.minutes % UNIT_MINUTES
    whole = methods.whole & days.every(codes.minutes_known)
    total = units_for(days.total(codes.minutes))
    entries = np.arange(len(floors))
    spare = total - days.total(floors)
    least, most = _granted(days, entries, entries, rest, spare)
    least, most = floors + least, floors + most
    person_least, person_most = _by_person(codes, total)
    split = days.every(codes.split_known)[days.of_row]
    least = np.where(split, np.minimum(least, person_least), least)
    most = np.where(split, np.maximum(most, person_most), most)
    sure = whole[days.of_row]
    least, most = np.where(sure, least, floors), np.where(sure, most, floors + (rest > 0))
    alone = units_for(codes.minutes)
    midpoint = days.total(alone)
    only_total, only_midpoint = methods.total[days.of_row], methods.midpoint[days.of_row]
    least = np.where(only_midpoint, alone, np.where(only_total, least, np.minimum(least, alone)))
    most = np.where(only_midpoint, alone, np.where(only_total, most, np.maximum(most, alone)))
    of_day = np.select(
        [methods.total, methods.midpoint, methods.lower, methods.higher],
        [total, midpoint, np.minimum(total, midpoint), np.maximum(total, midpoint)],
        -1,
    )
    return UnitShares(least=least, most=most, of_day=np.where(whole, of_day, -1)[days.of_row])


def _by_person(codes: CodeMinutes, total: Minutes) -> tuple[Minutes, Minutes]:
    """Share out what is left of each person's minutes as if it were a code of its own."""
    days = codes.days
    full = full_units(codes.therapist, codes.assistant)
    parts = words.Groups(np.tile(days.of_row, 2), days.count)
    entries = np.tile(np.arange(len(full)), 2)
    left = np.concatenate([codes.therapist % UNIT_MINUTES, codes.assistant % UNIT_MINUTES])
    spare = total - days.total(full)
    least, most = _granted(parts, entries, np.arange(len(full)), left, spare)
    return full + least, full + most


def _granted(
    days: words.Groups, entry: words.Ints, entries: words.Ints, left: Minutes, spare: Minutes
) -> tuple[Minutes, Minutes]:
    """Give a day's spare units to its largest remainders.

    Args:
        days: the day of each remainder.
        entry: the code entry of each remainder; an entry may have several.
        entries: all code entries.
        left: minutes of each remainder, below 15.
        spare: units of each day beyond its full ones.

    Returns:
        Units of each entry at least, and at most where remainders tie for the last ones.
    """
    order = np.lexsort((-left, days.of_row))
    first = np.zeros(days.count, dtype=np.int64)
    first[1:] = np.cumsum(np.bincount(days.of_row, minlength=days.count))[:-1]
    last = np.minimum(first + np.maximum(spare, 1) - 1, max(len(left) - 1, 0))
    smallest = left[order][last] if len(left) else np.zeros(days.count, dtype=np.int64)
    smallest = np.where(spare > 0, smallest, UNIT_MINUTES)[days.of_row]
    sure, tied = left > smallest, (left == smallest) & (left > 0)
    free = spare - days.total(sure.astype(np.int64))
    count = len(entries)
    sure_of = np.bincount(entry[sure], minlength=count)
    tied_of = np.bincount(entry[tied], minlength=count)
    day_of = np.zeros(count, dtype=np.intp)
    day_of[entry] = days.of_row
    others = days.total(tied.astype(np.int64))[day_of] - tied_of
    free_here = np.where(spare > 0, free, 0)[day_of]
    return (
        sure_of + np.maximum(free_here - others, 0),
        sure_of + np.minimum(tied_of, free_here),
    )
