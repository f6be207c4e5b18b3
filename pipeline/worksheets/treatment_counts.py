"""Counting treatment dates since an evaluation or report, for many people at once.

All days of a person are laid out on one axis of whole numbers, person after person, so that one
sorted array serves them all.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.rule import Mask, Positions
from pipeline.worksheets.care_events import Events

Ints = npt.NDArray[np.int64]
_DENSE = 2**25


class Asked(NamedTuple):
    """Lines asked about: person, day, the payer's number of dates and its days of grace."""

    person: Ints
    day: Ints
    limit: Ints
    grace: Ints


class Counted(NamedTuple):
    """What was counted, one entry a line asked about; without ``begun`` the rest says nothing.

    Attributes:
        begun: an evaluation or report on or before the line is known.
        from_start: treatment dates are known from that day or before.
        number: treatment dates since, the line's own included.
        begin: day of the evaluation or report. by_report: it was a report.
        last_day: the last date that a report must cover, where the number goes beyond it.
        written: a report from the line's day on is in time for it.
    """

    begun: Mask
    from_start: Mask
    number: Ints
    begin: Ints
    by_report: Mask
    last_day: Ints
    written: Mask

    def replaced(self, rows: Positions, others: Counted) -> Counted:
        """Return the same counts with other ones on some rows."""

        def mixed(whole: Any, part: Any) -> Any:
            changed = whole.copy()
            changed[rows] = part
            return changed

        return Counted(*(mixed(*pair) for pair in zip(self, others, strict=True)))


def count_dates(
    asked: Asked, dates: Events, evaluations: Events, reports: Events, first_date: Ints
) -> Counted:
    """Count treatment dates up to each line.

    The day of an evaluation is its own number 1; the day of a report still belongs to what it
    reports on, so the next date is number 1.

    Args:
        asked: the lines.
        dates: treatment dates; repetitions count once.
        evaluations: beginnings; one before the first known date says nothing about its dates.
        reports: reports that count.
        first_date: first known treatment date of each person.
    """
    evaluations = evaluations.where(evaluations.day >= first_date[evaluations.person])
    axis = _Axis(asked, dates, evaluations, reports)
    # Twice the place, and one more for a report, so that it comes after the date of its day.
    place = 2 * axis.at(asked.person, asked.day)
    date = _ascending(2 * axis.at(dates.person, dates.day))
    report = _ascending(2 * axis.at(reports.person, reports.day) + 1)
    evaluation = 2 * axis.at(evaluations.person, evaluations.day)
    begin = _ascending(np.concatenate([evaluation, report]))
    found = np.searchsorted(begin, place, side="right") - 1
    began = np.append(begin, -1)[found]
    begun = (began >= 0) & (axis.person(began) == asked.person)
    began = np.where(begun, began, place)
    before = np.searchsorted(date, began, side="left")
    number = np.searchsorted(date, place, side="right") - before
    last = np.append(date, 0)[np.minimum(before + asked.limit - 1, len(date))]
    last_day = axis.day(last)
    following = np.append(report, -1)[np.searchsorted(report, place, side="left")]
    same = (following >= 0) & (axis.person(following) == asked.person)
    begin_day = axis.day(began)
    return Counted(
        begun=begun,
        from_start=begun & (first_date[asked.person] <= begin_day),
        number=number.astype(np.int64),
        begin=begin_day,
        by_report=begun & (began % 2 == 1),
        last_day=last_day,
        written=same & (axis.day(following) <= last_day + asked.grace),
    )


def _ascending(values: Ints) -> Ints:
    """Return distinct values, all at least 0, in order."""
    if int(values.max(initial=0)) < _DENSE:
        marks = np.zeros(int(values.max(initial=0)) + 1, dtype=np.bool_)
        marks[values] = True
        return np.flatnonzero(marks)
    ordered = np.sort(values)
    return ordered[np.diff(ordered, prepend=ordered[:1] - 1) > 0]


class _Axis:
    """People's days as whole numbers: person after person, day after day."""

    def __init__(self, asked: Asked, *events: Events) -> None:
        days = [asked.day, *(part.day for part in events)]
        self._first = min((int(part.min()) for part in days if len(part)), default=0)
        last = max((int(part.max()) for part in days if len(part)), default=0)
        self._width = last - self._first + 1

    def at(self, person: Ints, day: Ints) -> Ints:
        return person * self._width + (day - self._first)

    def person(self, doubled: Ints) -> Ints:
        return doubled // 2 // self._width

    def day(self, doubled: Ints) -> Ints:
        return doubled // 2 % self._width + self._first
