"""Patient and date as one number, for look-ups between lines and visits without sorting.

Only dates from tonight's first to its last are numbered: no other date has a line to answer for.
Where patients and dates are few enough a table of all pairs answers, else a hash of those met.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline import vocabulary as words
from pipeline.rule import Mask, Positions
from pipeline.service_lines import ServiceLines
from pipeline.tables import Visits

_MOST_PAIRS = 2**24
_NOWHERE = -1


@dataclass(frozen=True, kw_only=True)
class PatientDates:
    """Pairs of lines and visits, -1 on other dates; ``pairs`` counts all that there could be."""

    of_line: words.Ints
    of_visit: words.Ints
    pairs: int

    @classmethod
    def of(cls, lines: ServiceLines, visits: Visits) -> PatientDates:
        """Number patients and dates of lines and visits alike."""
        facts = lines.facts
        tonight = facts.day[: lines.tonight_count]
        first, last = (int(tonight.min()), int(tonight.max())) if len(tonight) else (0, 0)
        span = last - first + 1
        people = int(max(facts.patient.max(initial=-1), visits.patient.max(initial=-1))) + 1

        def paired(patient: npt.NDArray[np.int32], day: npt.NDArray[np.int32]) -> words.Ints:
            pair = patient.astype(np.int64) * span
            pair += day
            pair -= first
            pair[(day < first) | (day > last)] = _NOWHERE
            return pair

        return cls(
            of_line=paired(facts.patient, facts.day),
            of_visit=paired(visits.patient, visits.days("service_date")),
            pairs=people * span,
        )

    def among(self, pairs: words.Ints, met: words.Ints) -> Mask:
        """Mark pairs that are among those met."""
        if self.pairs > _MOST_PAIRS:
            return np.asarray(words.align(pairs, pd.unique(met[met >= 0])) >= 0)
        table = np.zeros(self.pairs + 1, dtype=np.bool_)
        table[met] = True
        table[_NOWHERE] = False
        return table[pairs]

    def numbered(self, met: words.Ints, pairs: words.Ints) -> tuple[Positions, Positions, int]:
        """Number the pairs met from 0.

        Args:
            met: pairs that get a number, at other dates the last one.
            pairs: pairs to look up.

        Returns:
            Numbers of ``met``, numbers of ``pairs`` (-1 where not met), how many there are.
        """
        if self.pairs > _MOST_PAIRS:
            numbers, distinct = pd.factorize(met)
            return numbers, words.align(pairs, distinct), len(distinct)
        table = np.zeros(self.pairs + 1, dtype=np.bool_)
        table[met] = True
        number = np.cumsum(table, dtype=np.int32) - 1
        count = int(number[-1]) + 1
        of_met = number[met].astype(np.intp)
        number[~table] = _NOWHERE
        return of_met, number[pairs].astype(np.intp), count
