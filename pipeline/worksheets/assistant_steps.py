"""The assistant's share of one code: which of its units need the assistant modifier.

RULES.md "Assistant arithmetic", after CMS's billing examples for CQ and CO. All functions take
one entry a code of a day and give how many units need it as a range, low and high: they differ
only where the sources leave it to the office.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pipeline.rule import Mask
from pipeline.worksheets.unit_methods import LEAST_MINUTES, UNIT_MINUTES, Minutes

MOST_FURTHER = 2
_TENTH, _HALF_OF_TEN = 10, 5
_BY_EACH_LEAST, _BY_EACH_MOST = 9, 14
_TOGETHER_LEAST, _TOGETHER_MOST = 23, 28


class Terms(NamedTuple):
    """How a payer tests the share: in rounded minutes, with CMS's exceptions of 2022."""

    rounded: Mask
    exceptions: Mask


class Range(NamedTuple):
    """Units that need the modifier, at least and at most."""

    low: Minutes
    high: Minutes


def over_a_tenth(assistant: Minutes, total: Minutes, rounded: Mask) -> Mask:
    """Mark where the assistant's minutes alone are more than a tenth of all minutes.

    The rounded test takes a tenth of the minutes to the next whole minute, halves up.
    """
    exact = _TENTH * assistant > total
    return np.asarray(np.where(rounded, assistant > (total + _HALF_OF_TEN) // _TENTH, exact))


def full_units(therapist: Minutes, assistant: Minutes) -> Minutes:
    """Count the units of 15 minutes by one person (step 1)."""
    return therapist // UNIT_MINUTES + assistant // UNIT_MINUTES


def units_needing(therapist: Minutes, assistant: Minutes, further: int, terms: Terms) -> Range:
    """Say how many units of a 15-minute code need the modifier.

    Args:
        therapist: minutes of the code, those together included.
        assistant: minutes of the code by the assistant alone.
        further: units beyond the full ones by one person, made of what is left of both (0 to 2).
        terms: how the payer tests.

    Returns:
        The assistant's full units and those of the further ones that need it.
    """
    full = assistant // UNIT_MINUTES
    by_therapist, by_assistant = therapist % UNIT_MINUTES, assistant % UNIT_MINUTES
    left = by_therapist + by_assistant
    tested = over_a_tenth(by_assistant, left, terms.rounded)
    spared = terms.exceptions & (by_therapist >= LEAST_MINUTES)
    if further == 0:
        return Range(full, full)
    if further == 1:
        last = full + (tested & ~spared)
        return Range(last, last)
    one_each = terms.exceptions & _between(by_therapist, _BY_EACH_LEAST, _BY_EACH_MOST)
    one_each &= _between(by_assistant, _BY_EACH_LEAST, _BY_EACH_MOST)
    one_each &= _between(left, _TOGETHER_LEAST, _TOGETHER_MOST)
    # Two units of fewer than 23 minutes, with another code's minutes behind the second: the
    # exceptions name no such case, so any reading from "last unit plain" to "both" is accepted.
    least = np.where(terms.exceptions, ~spared, MOST_FURTHER)
    low, high = np.where(tested, least, 0), np.where(tested, MOST_FURTHER, 0)
    return Range(full + np.where(one_each, 1, low), full + np.where(one_each, 1, high))


def whole_service(therapist: Minutes, assistant: Minutes, units: Minutes, terms: Terms) -> Range:
    """Say how many units need the modifier where the test is of the service as a whole.

    Untimed services, groups and codes of another time base. Of several units to which both
    contributed at least one needs it.
    """
    tested = over_a_tenth(assistant, therapist + assistant, terms.rounded) & (units > 0)
    high = np.where(tested, units, 0)
    return Range(np.where(tested & (therapist > 0), 1, high), high)


def _between(minutes: Minutes, least: int, most: int) -> Mask:
    return (minutes >= least) & (minutes <= most)
