"""Therapist days: the one-on-one minutes of one person on one date, over all patients and payers.

RULES.md UNIT008. A row is a person and a date of tonight's lines, whatever night its visits came
in; a further row of a date stands for services that name nobody. Most days hold too few minutes to
matter, whoever furnished what: these are summed roughly and not looked at closely.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from payer_rules.code_sets import CodeSets
from pipeline import vocabulary as words
from pipeline.bucket import Rules
from pipeline.rule import Grain, Mask, Positions
from pipeline.service_lines import ServiceLines
from pipeline.tables import Visits, as_dates
from pipeline.worksheets.assistant_minutes import MinutesByPerson
from pipeline.worksheets.furnished_days import Subjects, places_of, subjects_of
from pipeline.worksheets.furnished_minutes import People, Shares, shares_of
from pipeline.worksheets.unit_methods import Minutes

_NOBODY = "nobody named"


class TherapistDays:
    """People and dates.

    Attributes:
        minutes: one-on-one minutes that are surely this person's; of days that cannot come near
            the limit 0. most: with those whose minutes are not noted. with_nameless: with those
            of services of the date that do not say who furnished them; these are a row as well.
        limit: most minutes a day.
        of_tonight: a line of tonight bills one of the visits, where that is asked.
    """

    grain = Grain.THERAPIST

    def __init__(
        self,
        lines: ServiceLines,
        visits: Visits,
        people: People,
        subjects: Subjects,
        shares: Shares,
        limit: int,
    ) -> None:
        """See ``build``; ``shares`` are those of the days that were looked at closely."""
        self._lines, self._visits, self._names = lines, visits, people.names
        self._subjects, self._shares = subjects, shares
        self.limit = limit
        date = places_of(subjects.dates, visits.days("service_date")[shares.row])
        self._row_of_share = subjects.rows_of(shares.person, date)
        of_row = words.Groups(self._row_of_share, len(subjects.keys))
        self.minutes: Minutes = of_row.total(shares.low)
        self.most: Minutes = of_row.total(shares.high)
        self.with_nameless: Minutes = self.most.copy()
        for place, role in enumerate((people.is_therapist, people.is_assistant)):
            self._add_nameless(subjects.people + place, np.append(role, [False, False]))
        nobody = subjects.person >= subjects.people
        self.minutes[nobody] = self.most[nobody] = 0

    def _add_nameless(self, nobody: int, role: Mask) -> None:
        """Add to people of a role the minutes of each date that may be theirs.

        The row of those minutes themselves has what they and the busiest such person may make.
        """
        subjects = self._subjects
        is_nobody, in_role = subjects.person == nobody, role[subjects.person]
        nameless, busiest = np.zeros((2, len(subjects.dates)), dtype=np.int64)
        nameless[subjects.date[is_nobody]] = self.most[is_nobody]
        self.with_nameless += np.where(in_role, nameless[subjects.date], 0)
        open_to = in_role & (self.minutes <= self.limit)
        np.maximum.at(busiest, subjects.date[open_to], self.most[open_to])
        self.with_nameless[is_nobody] += busiest[subjects.date[is_nobody]]

    @classmethod
    def build(
        cls,
        lines: ServiceLines,
        visits: Visits,
        hands: MinutesByPerson,
        sets: CodeSets,
        rules: Rules,
    ) -> TherapistDays:
        """Add up the days.

        Args:
            lines: service lines; they say which dates are asked, and which claims take part.
            visits: documented services, tonight's and earlier ones.
            hands: their minutes by person.
            sets: dated code sets.
            rules: the office's own limit stands in its settings.
        """
        limit = rules.settings.therapist_day_minutes
        people = People.of(visits)
        subjects, near = subjects_of(lines, visits, people, hands, limit)
        shares = shares_of(visits, near, people, hands, sets)
        return cls(lines, visits, people, subjects, shares, limit)

    # -- grain -------------------------------------------------------------------------------

    def __len__(self) -> int:
        """Return the number of people and dates."""
        return len(self._subjects.keys)

    def members(self) -> tuple[Positions, Positions]:
        """Return tonight's lines of the days in question."""
        row, line = self._billed
        tonight = line < self._lines.tonight_count
        return row[tonight], line[tonight]

    def sample(self) -> Positions:
        """Return some line that bills a visit of each row; -1 where none names it.

        Of days in question it is the first one by claim and line, tonight's before earlier.
        """
        facts, number = self._lines.facts, self._visits.number[self._subjects.some_visit]
        billing = np.full(int(max(facts.visit.max(initial=-1), number.max(initial=-1))) + 2, -1)
        billing[facts.visit[::-1]] = np.arange(len(facts.visit))[::-1]
        billing[-1] = -1
        sample = billing[number]
        row, line = self._billed
        late = line >= self._lines.tonight_count
        order = np.lexsort((self._lines.claim_line_rank[line], late))[::-1]
        sample[row[order]] = line[order]
        return sample

    def anchors(self, rows: Positions) -> Positions:
        """Return -1: a finding about a person hangs on no line."""
        return np.full(len(rows), -1, dtype=np.intp)

    def related(self, rows: Positions) -> list[list[int]]:
        """Return the lines that bill the day's visits, tonight's and earlier ones."""
        row, line = self._billed
        groups = words.Groups(row, len(self))
        every = np.ones(len(row), dtype=np.bool_)
        return [line[found].tolist() for found in words.rows_of(groups, rows, every)]

    def discriminators(self, rows: Positions) -> list[str]:
        """Return the person and the date."""
        return [f"{who} {day}" for who, day in zip(self.who(rows), self.dates(rows), strict=True)]

    @cached_property
    def of_tonight(self) -> Mask:
        """Mark rows with a line of tonight, or with one of tonight that may be theirs."""
        found = np.zeros(len(self), dtype=np.bool_)
        found[self.members()[0]] = True
        subjects = self._subjects
        nameless = np.zeros(len(subjects.dates), dtype=np.bool_)
        nameless[subjects.date[found & (subjects.person >= subjects.people)]] = True
        perhaps = (self.minutes <= self.limit) & (self.with_nameless > self.most)
        return found | (perhaps & nameless[subjects.date])

    @cached_property
    def _billed(self) -> tuple[Positions, Positions]:
        """Return rows in question and the lines of their visits: by visit, or patient and date."""
        facts, visits = self._lines.facts, self._visits
        asked = (self.with_nameless > self.limit)[self._row_of_share]
        row, visit = self._row_of_share[asked], self._shares.row[asked]
        size = int(max(facts.visit.max(initial=-1), visits.number.max(initial=-1))) + 2
        named = np.zeros(size, dtype=np.bool_)
        named[visits.number[visit]] = True
        by_name = np.flatnonzero(named[facts.visit] & facts.in_force)
        patients = np.zeros(int(max(facts.patient.max(initial=-1), 0)) + 1, dtype=np.bool_)
        patients[visits.patient[visit][visits.patient[visit] < len(patients)]] = True
        nameless = np.flatnonzero((facts.visit < 0) & facts.in_force & patients[facts.patient])
        billed, number = words.pairs_of(
            facts.visit[by_name].astype(np.int64), visits.number[visit].astype(np.int64)
        )
        left, right = words.packed_together(
            (facts.patient[nameless], np.maximum(facts.day[nameless], 0)),
            (visits.patient[visit], np.maximum(visits.days("service_date")[visit], 0)),
        )
        loose, found = words.pairs_of(left, right)
        line = np.concatenate([by_name[billed], nameless[loose]])
        pair = np.concatenate([row[number], row[found]])
        once = np.unique(pair.astype(np.int64) * max(len(self._lines), 1) + line)
        return once // max(len(self._lines), 1), once % max(len(self._lines), 1)

    # -- what a finding shows ----------------------------------------------------------------

    def who(self, rows: Positions) -> list[str]:
        """Return the person: therapist or assistant id, or NPI."""
        names = (*self._names, _NOBODY, _NOBODY)
        return [names[place] for place in self._subjects.person[rows].tolist()]

    def dates(self, rows: Positions) -> list[str]:
        """Return the dates, ISO."""
        return as_dates(self._subjects.dates[self._subjects.date[rows]])

    def hours(self, rows: Positions) -> list[str]:
        """Return the minutes in hours, such as "10 h 1 min"."""
        return [f"{minutes // 60} h {minutes % 60} min" for minutes in self.minutes[rows].tolist()]

    def services(self, rows: Positions) -> list[int]:
        """Return how many documented services with minutes the person furnished."""
        return [len(set(self._shares.row[found].tolist())) for found in self._shares_of(rows)]

    def patients(self, rows: Positions) -> list[int]:
        """Return how many patients they were for."""
        patient = self._visits.patient
        return [
            len(set(patient[self._shares.row[found]].tolist())) for found in self._shares_of(rows)
        ]

    def _shares_of(self, rows: Positions) -> list[list[int]]:
        groups = words.Groups(self._row_of_share, len(self))
        return words.rows_of(groups, rows, self._shares.low > 0)
