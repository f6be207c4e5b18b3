"""Episodes: the first visit of each line's episode of care, as our own lines show it.

The episode begins with the latest initial evaluation on or before the line; where we know of
none, with the first date of service that we know of the patient and discipline.
"""

from __future__ import annotations

import numpy as np

from payer_rules.code_sets import CodeSets
from pipeline import vocabulary as words
from pipeline.rule import Mask, Positions
from pipeline.service_lines import Lines, ServiceLines
from pipeline.tables import BLANK_DAY, Days


class Episodes:
    """Evaluations and first visits, one entry a line of tonight.

    Attributes:
        first_visit: day of the episode's first visit.
        evaluation, reevaluation: whether the line's own code is one.
    """

    def __init__(self, first_visit: Days, evaluation: Mask, reevaluation: Mask) -> None:
        """See ``build``."""
        self.first_visit = first_visit
        self.evaluation = evaluation
        self.reevaluation = reevaluation

    @property
    def treatment(self) -> Mask:
        """Lines that are neither evaluation nor re-evaluation."""
        return ~self.evaluation & ~self.reevaluation

    @classmethod
    def build(cls, service_lines: ServiceLines, lines: Lines, sets: CodeSets) -> Episodes:
        """Find the first visit of each line's episode."""
        facts = service_lines.facts
        codes = service_lines.categorical("procedure_code")
        kind = sets.evaluation_codes.take("kind", codes, facts.day, None)
        names = [*kind.categories, ""]
        is_evaluation = np.array([name == "evaluation" for name in names])[kind.codes]
        is_reevaluation = np.array([name == "reevaluation" for name in names])[kind.codes]
        # Lines of one visit mostly stand together and share their episode.
        some, visits = words.neighbours(facts.patient, facts.discipline, facts.day)
        people = words.group_by(facts.patient[some], facts.discipline[some])
        day = facts.day[some]
        counts = visits.any(facts.in_force)
        earliest = np.full(people.count, np.iinfo(np.int32).max, dtype=np.int32)
        np.minimum.at(earliest, people.of_row[counts], day[counts])
        begins = np.flatnonzero(visits.any(is_evaluation & facts.in_force))
        latest = _latest_by(people, begins, day)
        first_visit = np.where(latest == BLANK_DAY, earliest[people.of_row], latest)
        count = len(lines)
        return cls(
            first_visit[visits.of_row[:count]].astype(np.int32),
            is_evaluation[:count],
            is_reevaluation[:count],
        )


def _latest_by(people: words.Groups, events: Positions, day: Days) -> Days:
    """Return for each row the person's latest event on or before its day."""
    if not len(events):
        return np.full(len(day), BLANK_DAY, dtype=np.int32)
    span = np.int64(2**32)
    key = people.of_row * span + (day.astype(np.int64) - BLANK_DAY)
    event_key = np.sort(key[events])
    place = np.searchsorted(event_key, key, side="right") - 1
    found = event_key[np.maximum(place, 0)]
    same = (place >= 0) & (found // span == people.of_row)
    return np.where(same, found % span + BLANK_DAY, BLANK_DAY).astype(np.int32)
