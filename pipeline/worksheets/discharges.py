"""Discharges: whether each line comes after one without a new evaluation since.

RULES.md POC011. A discharge stands in the plan, in a note or among the documents; a new evaluation
is one that was furnished, or the first day of a new initial plan. Grain: one entry a line of
tonight.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline import vocabulary as words
from pipeline.bucket import Rules
from pipeline.rule import Mask
from pipeline.service_lines import Lines
from pipeline.tables import BLANK_DAY, Days, Documents, Plans, Visits
from pipeline.worksheets.care_events import NEVER, CareEvents, Events, disciplines


@dataclass(frozen=True, kw_only=True)
class Discharges:
    """How each line stands to its patient's discharges in the discipline.

    Attributes (one entry a line):
        after: a discharge lies before it for sure, and no evaluation between the two.
        day: day of that discharge, ``BLANK_DAY`` for none.
        not_known: the same, but neither plans nor dates of before the discharge are on file, so
            that an evaluation may have been.
        discipline_open: the line names no discipline, and in some one the patient was discharged
            and not evaluated since.
        doubts: missing fact -> lines that turn on it.
    """

    after: Mask
    day: Days
    not_known: Mask
    discipline_open: Mask
    doubts: dict[str, Mask]

    @classmethod
    def build(
        cls,
        lines: Lines,
        events: CareEvents,
        plans: Plans,
        visits: Visits,
        documents: Documents,
        rules: Rules,
    ) -> Discharges:
        """Look at every line of tonight."""
        # Only who was ever discharged is looked at; the last cell is for lines of nobody.
        discharged = np.zeros(len(events.people) + 1, dtype=np.bool_)
        discharged[events.discharges.person] = True
        rows = np.flatnonzero(discharged[events.of_line])
        person = events.of_line[rows].astype(np.int64)
        day = lines.facts.day[rows].astype(np.int64)
        left = _latest(events.discharges.sure, person, day - 1)
        came = _latest(events.evaluations, person, day)
        maybe_left = _latest(events.discharges, person, day - 1)
        surely_came = _latest(events.evaluations.sure, person, day)
        after = (left != NEVER) & (came <= left)
        cleared = (maybe_left == NEVER) | (surely_came > maybe_left)
        begins_later = events.first_date[person] > left
        not_known = after & begins_later & (not plans.supplied)
        doubts = events.doubts(person, ~after & ~cleared, events.discharges, events.evaluations)

        def spread(values: npt.NDArray[Any], blank: int = 0) -> npt.NDArray[Any]:
            whole = np.full(len(lines), blank, dtype=values.dtype)
            whole[rows] = values
            return whole

        return cls(
            after=spread(after),
            day=spread(np.where(after, left, BLANK_DAY).astype(np.int32), BLANK_DAY),
            not_known=spread(not_known),
            discipline_open=_after_some(lines, events, plans, visits, documents, rules.as_of_day),
            doubts={fact: spread(mask) for fact, mask in doubts.items()},
        )


def _after_some(
    lines: Lines, events: CareEvents, plans: Plans, visits: Visits, documents: Documents, today: int
) -> Mask:
    """Mark lines without a discipline after a discharge in any, and no evaluation in it since."""
    facts, marks = lines.facts, lines.none()
    rows = np.flatnonzero(facts.discipline < 0)
    if not len(rows):
        return marks
    patient, discipline, left = [], [], []
    for table, is_discharge, day in (
        (plans, ~plans.blank("discharged_on"), plans.days("discharged_on")),
        (visits, visits.is_one_of("note_type", "discharge"), visits.days("service_date")),
        (documents, documents.is_one_of("kind", "discharge"), documents.days("document_date")),
    ):
        own = np.flatnonzero(is_discharge & (day <= today))
        patient.append(table.patient[own])
        discipline.append(disciplines(table.coded("discipline"))[own])
        left.append(day[own].astype(np.int64))
    whose, when = np.concatenate(patient), np.concatenate(left)
    line, found = words.pairs_of(facts.patient[rows].astype(np.int64), whose.astype(np.int64))
    seen = facts.day[rows[line]].astype(np.int64)
    person = events.people.of(whose, np.concatenate(discipline))[found].astype(np.int64)
    came = _latest(events.evaluations.sure, person, seen)
    after = (when[found] < seen) & (came <= when[found])
    marks[rows[line[after]]] = True
    return marks


def _latest(events: Events, person: words.Ints, day: words.Ints) -> words.Ints:
    """Return the day of a person's latest event on or before a day, ``NEVER`` for none."""
    if not len(events.day) or not len(day):
        return np.full(len(day), NEVER)
    first = min(int(events.day.min()), int(day.min()))
    width = max(int(events.day.max()), int(day.max())) - first + 1
    key = np.sort(events.person * width + events.day - first)
    found = key[np.maximum(np.searchsorted(key, person * width + day - first, side="right") - 1, 0)]
    own = (found // width == person) & (found % width + first <= day)
    return np.where(own, found % width + first, NEVER)
