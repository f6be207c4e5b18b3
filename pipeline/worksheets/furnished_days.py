"""Furnished days: which people have visits on which dates, and where minutes may be too many.

RULES.md UNIT008. Minutes are summed roughly, by what no share of a service can exceed; only where
such a sum passes the limit are the notes of the day looked at closely.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.rule import Positions
from pipeline.service_lines import ServiceLines
from pipeline.tables import Codes, Days, Visits
from pipeline.worksheets.assistant_minutes import MinutesByPerson
from pipeline.worksheets.furnished_minutes import MINUTES_A_DAY, SOME_ASSISTANT, People
from pipeline.worksheets.unit_methods import Minutes


@dataclass(frozen=True, kw_only=True)
class Subjects:
    """People and dates that are rows; a key is person times dates plus date.

    Attributes:
        dates: dates of tonight's lines in order. people: how many persons have a name; the two
            after them are some therapist and some assistant. keys: the key of each row.
        row: of each key, -1 for none.
        some_visit: some visit row of each row.
    """

    dates: Positions
    people: int
    keys: Positions
    row: Positions
    some_visit: Positions

    @property
    def person(self) -> Positions:
        """Number of the person of each row."""
        return np.asarray(self.keys // max(len(self.dates), 1), dtype=np.intp)

    @property
    def date(self) -> Positions:
        """Number of the date of each row."""
        return np.asarray(self.keys % max(len(self.dates), 1), dtype=np.intp)

    def rows_of(self, person: Codes, date: Positions) -> Positions:
        """Return the row of each person (below 0: not named) and date."""
        keys = _numbers(person, self.people) * len(self.dates) + date
        return np.asarray(self.row[keys], dtype=np.intp)


def subjects_of(
    lines: ServiceLines, visits: Visits, people: People, hands: MinutesByPerson, limit: int
) -> tuple[Subjects, Positions]:
    """Find the people and dates, and the visit rows of those that may be over a limit.

    Args:
        lines: service lines; those of tonight say which dates are asked.
        visits: documented services.
        people: who is named on them.
        hands: their minutes by person.
        limit: most minutes a day.

    Returns:
        The subjects, and all rows of every visit that bears on a day near the limit.
    """
    dates = _dates_of(lines)
    date = places_of(dates, visits.days("service_date"))
    rows = np.flatnonzero(date >= 0)
    date, nobody, count = date[rows], len(people.names), len(dates)
    therapist, assistant = people.therapist[rows], people.assistant[rows]
    roughly = _roughly(visits, hands)[rows]
    own = _numbers(therapist, nobody) * count + date
    assisted = np.flatnonzero((assistant >= 0) | hands.assistant_took_part[rows])
    unnamed = np.where(assistant < 0, SOME_ASSISTANT, assistant)[assisted]
    other = _numbers(unnamed, nobody) * count + date[assisted]
    size = (nobody + 2) * count
    sums = np.bincount(own, roughly, size) + np.bincount(other, roughly[assisted], size)
    by_person = sums.reshape(nobody + 2, count)
    near = by_person > limit
    near[:nobody] |= (
        by_person[:nobody]
        + np.where(people.is_therapist[:, None], by_person[nobody], 0)
        + np.where(people.is_assistant[:, None], by_person[nobody + 1], 0)
        > limit
    )
    in_question = near.any(axis=0)
    near[nobody:] |= in_question
    close = near.ravel()[own]
    close[assisted] |= near.ravel()[other]
    asked = np.zeros(int(visits.number.max(initial=-1)) + 1, dtype=np.bool_)
    asked[visits.number[rows[close]]] = True
    wanted = rows[asked[visits.number[rows]]]
    seen = np.zeros(size, dtype=np.bool_)
    seen[own] = seen[other] = True
    some_visit = np.zeros(size, dtype=np.intp)
    some_visit[other], some_visit[own] = rows[assisted], rows
    keys = np.flatnonzero(seen)
    row = np.full(size, -1, dtype=np.intp)
    row[keys] = np.arange(len(keys))
    subjects = Subjects(dates=dates, people=nobody, keys=keys, row=row, some_visit=some_visit[keys])
    return subjects, wanted


def _numbers(person: Codes, people: int) -> Positions:
    """Return people as numbers from 0: those who are not named come after all others."""
    return np.asarray(np.where(person < 0, people - 1 - person, person), dtype=np.intp)


def _dates_of(lines: ServiceLines) -> Positions:
    """Return the dates of tonight's lines in order, as days since 1970-01-01."""
    day = lines.facts.day[: lines.tonight_count].astype(np.intp)
    if not len(day):
        return day
    first = int(day.min())
    met = np.zeros(int(day.max()) - first + 1, dtype=np.bool_)
    met[day - first] = True
    return np.asarray(np.flatnonzero(met) + first, dtype=np.intp)


def places_of(dates: Positions, day: Days) -> Positions:
    """Return the place of each day among some dates, -1 where it is not among them."""
    if not len(dates):
        return np.full(len(day), -1, dtype=np.intp)
    first, last = int(dates[0]), int(dates[-1])
    place = np.full(last - first + 2, -1, dtype=np.intp)
    place[dates - first] = np.arange(len(dates))
    return place[np.where((day < first) | (day > last), -1, day.astype(np.intp) - first)]


def _roughly(visits: Visits, hands: MinutesByPerson) -> Minutes:
    """Return minutes that no share of a documented service exceeds."""
    noted: Minutes = np.maximum(visits.cents("minutes"), hands.therapist + hands.assistant)
    rows = np.flatnonzero(visits.blank("minutes") & ~hands.known)
    if len(rows):
        timed, every = (
            visits.cents(name)[rows] for name in ("total_timed_minutes", "total_treatment_minutes")
        )
        stated = np.maximum(np.maximum(timed, every), noted[rows])
        none_stated = visits.blank("total_treatment_minutes")[rows]
        noted[rows] = np.where(none_stated, MINUTES_A_DAY, stated)
    return noted
