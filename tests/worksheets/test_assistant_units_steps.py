"""The assistant's share of one code: RULES.md "Assistant arithmetic" and its vectors."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.worksheets.assistant_steps import (
    Terms,
    full_units,
    over_a_tenth,
    units_needing,
    whole_service,
)

SINCE_2022 = Terms(rounded=np.array([False]), exceptions=np.array([True]))
IN_2020 = Terms(rounded=np.array([False]), exceptions=np.array([False]))


def _need(therapist: int, assistant: int, units: int, terms: Terms = SINCE_2022) -> tuple[int, int]:
    one, other = np.array([therapist]), np.array([assistant])
    further = units - int(full_units(one, other)[0])
    low, high = units_needing(one, other, further, terms)
    return int(low[0]), int(high[0])


@pytest.mark.parametrize(
    ("therapist", "assistant", "units", "marked"),
    [
        # RULES.md: one code alone.
        (22, 23, 3, 2),
        (23, 22, 3, 1),
        (23, 7, 2, 0),
        # CMS page, scenario of 66 minutes: 97110 with 13 by the therapist and 23 by the assistant
        # is 36 minutes, two units: the assistant's 15 are one, the therapist has 13 of the other.
        (13, 23, 2, 1),
        # 10 and 5 minutes: more than a tenth and no 8 minutes by the therapist.
        (5, 10, 1, 1),
        # Full 15s of one person are that person's.
        (30, 0, 2, 0),
        (0, 30, 2, 2),
        (30, 15, 3, 1),
        # The last unit: 8 minutes by the therapist keep it plain, 7 do not.
        (8, 7, 1, 0),
        (7, 8, 1, 1),
        (7, 1, 1, 1),
        (8, 14, 1, 0),
        # Two last units of 23 to 28 minutes, 9 to 14 by each: one of each kind.
        (9, 14, 2, 1),
        (14, 9, 2, 1),
        (12, 12, 2, 1),
        (14, 14, 2, 1),
        (24, 29, 4, 2),
    ],
)
def test_since_2022(therapist: int, assistant: int, units: int, marked: int) -> None:
    assert _need(therapist, assistant, units) == (marked, marked)


@pytest.mark.parametrize(
    ("therapist", "assistant", "units", "marked"),
    [
        # Trade quiz on the rule of 2020: 10 and 10, 8 and 1 are marked, 11 and 1 is not.
        (10, 10, 1, 1),
        (8, 1, 1, 1),
        (11, 1, 1, 0),
        # Exactly a tenth is not more than a tenth: 1 of 10; 1 of 9 is.
        (9, 1, 1, 0),
        # The same steps without the exceptions: what is left is tested as it stands.
        (23, 22, 3, 2),
        (23, 7, 2, 1),
        (12, 12, 2, 2),
    ],
)
def test_in_2020_and_2021(therapist: int, assistant: int, units: int, marked: int) -> None:
    assert _need(therapist, assistant, units, IN_2020) == (marked, marked)


def test_a_second_unit_behind_which_another_code_stands_leaves_a_choice() -> None:
    # 10 and 10 minutes, and two units because of four minutes of another code: sources are silent.
    assert _need(10, 10, 2) == (0, 2)
    # With 7 by the therapist no reading leaves both plain.
    assert _need(7, 13, 2) == (1, 2)
    # One minute of 15 is no more than a tenth in any reading.
    assert _need(14, 1, 2) == (0, 0)


def _over(assistant: int, total: int, rounded: bool) -> bool:
    mask = np.array([rounded])
    return bool(over_a_tenth(np.array([assistant]), np.array([total]), mask)[0])


@pytest.mark.parametrize(
    ("total", "least"),
    # CMS's simple method: a tenth, rounded (halves up), and one more is the least that counts.
    [(4, 1), (5, 2), (8, 2), (14, 2), (15, 3), (16, 3), (24, 3), (25, 4), (44, 5), (45, 6)],
)
def test_rounded_test(total: int, least: int) -> None:
    assert [_over(minutes, total, True) for minutes in (least - 1, least)] == [False, True]


def test_the_rounded_test_asks_one_minute_more_at_many_totals() -> None:
    # 8, 15, 25 and 45 minutes: 1, 2, 3 and 5 minutes are over a tenth, and not by the rounded test.
    for total, assistant in ((8, 1), (15, 2), (25, 3), (45, 5)):
        assert _over(assistant, total, False)
        assert not _over(assistant, total, True)


def test_no_minutes_are_over_nothing() -> None:
    for rounded in (False, True):
        assert not _over(0, 0, rounded)
        assert not _over(0, 40, rounded)


@pytest.mark.parametrize(
    ("therapist", "assistant", "units", "need"),
    [
        # 40 minutes: 4 are a tenth, 5 are more.
        (36, 4, 1, (0, 0)),
        (35, 5, 1, (1, 1)),
        (0, 30, 1, (1, 1)),
        (0, 60, 2, (2, 2)),
        (30, 30, 2, (1, 2)),
        (30, 0, 2, (0, 0)),
        (0, 30, 0, (0, 0)),
    ],
)
def test_whole_service(therapist: int, assistant: int, units: int, need: tuple[int, int]) -> None:
    low, high = whole_service(
        np.array([therapist]), np.array([assistant]), np.array([units]), SINCE_2022
    )
    assert (int(low[0]), int(high[0])) == need
