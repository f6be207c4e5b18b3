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
        people = words.group_by(facts.patient, facts.discipline)
        counts = facts.in_force
        earliest = np.full(people.count, np.iinfo(np.int32).max, dtype=np.int32)
        np.minimum.at(earliest, people.of_row[counts], facts.day[counts])
        first = earliest[people.of_row[: len(lines)]]
        latest = _latest_by(people, np.flatnonzero(is_evaluation & counts), facts.day, len(lines))
        count = len(lines)
        return cls(
            np.where(latest == BLANK_DAY, first, latest).astype(np.int32),
            is_evaluation[:count],
            is_reevaluation[:count],
        )


def _latest_by(people: words.Groups, events: Positions, day: Days, count: int) -> Days:
    """Return, for the first ``count`` lines, the person's latest event on or before the line."""
    if not len(events):
        return np.full(count, BLANK_DAY, dtype=np.int32)
    span = np.int64(2**32)
    shifted = day.astype(np.int64) - BLANK_DAY
    event_key = np.sort(people.of_row[events] * span + shifted[events])
    line_key = people.of_row[:count] * span + shifted[:count]
    place = np.searchsorted(event_key, line_key, side="right") - 1
    found = event_key[np.maximum(place, 0)]
    same = (place >= 0) & (found // span == people.of_row[:count])
    return np.where(same, found % span + BLANK_DAY, BLANK_DAY).astype(np.int32)
