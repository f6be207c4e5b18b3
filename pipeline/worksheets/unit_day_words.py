"""What findings about timed units say of a day, and how reports draw it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.finding_texts import as_texts, joined
from pipeline.rule import Mask, Positions, Shown
from pipeline.service_lines import ServiceLines
from pipeline.tables import Visits
from pipeline.worksheets.timed_units import KNOB, TimedUnits
from pipeline.worksheets.unit_methods import Minutes
from pipeline.worksheets.unit_words import (
    Texts,
    UnitWords,
    as_units,
    in_brackets,
    known_units,
    sums,
)

METHOD_WORDS = {
    "cms_total": "CMS total time",
    "ama_midpoint": "the midpoint of each code",
    "hybrid": "the lower of CMS total time and midpoint",
    "either": "the higher of CMS total time and midpoint",
}


class UnitDayWords:
    """Texts and numbers of some days of ``TimedUnits``; built for flagged rows only."""

    SHOWN_AS, SHOWN_FOR = "timed_units", ("UNIT",)

    def __init__(self, days: TimedUnits, lines: ServiceLines, visits: Visits) -> None:
        """Take the days, and the tables that their codes stand in."""
        self._days, self._lines, self._visits = days, lines, visits
        self._told: UnitWords | None = None

    @classmethod
    def build(cls, days: TimedUnits, lines: ServiceLines, visits: Visits) -> UnitDayWords:
        """Take the days, and the tables that their codes stand in."""
        return cls(days, lines, visits)

    def working(self, cms: Minutes, midpoint: Minutes, known: Mask) -> Shown:
        """Return what tells the working of a day.

        For example "97110 33 min (2 full, 3 left), 97140 7 min (0 full, 7 left): 40 minutes make 3
        units by CMS total time; by the midpoint of each code 2; billed 3".

        Args:
            cms: units of every day by CMS total time.
            midpoint: units code by code, where they are known.
            known: days of which they are.
        """
        totals = self._days.totals

        def told(rows: Positions) -> Sequence[object]:
            own = rows >= totals.own_times.start
            made = sums(totals, rows, cms[rows], known_units(midpoint, known)(rows), own)
            noted, billed = self._of(rows).minutes_by_code(), as_units(totals.billed[rows])
            return _shown(joined(noted, ": ", made, "; billed ", billed))

        return told

    def billed(self, rows: Positions) -> list[float]:
        """Return the units billed, whole ones as whole numbers."""
        units = self._days.totals.billed[rows].tolist()
        return [int(value) if value == int(value) else value for value in units]

    def billed_by_code(self, rows: Positions) -> Sequence[object]:
        """Return the units billed by code, such as "97110 2, 97140 1"."""
        return _shown(self._of(rows).billed_by_code())

    def by_code(self, rows: Positions) -> list[list[dict[str, Any]]]:
        """Return the numbers of each code, for the evidence."""
        return self._of(rows).numbers()

    def methods(self, rows: Positions) -> Texts:
        """Return each day's method in words, with what it allows each code that stands alone."""
        methods = [METHOD_WORDS.get(method, method) for method in self._days.methods(rows)]
        told = self._of(rows)
        alone = told.several & self._days.method_is("ama_midpoint")[rows]
        pooled = joined(as_texts(methods), in_brackets(told.midpoint_by_code(), alone, " (", ")"))
        bases = self._days.bases_of(rows)
        own = as_texts([f"the midpoint of its own time ({base})" if base else "" for base in bases])
        is_pooled = pa.array(rows < self._days.totals.own_times.start)
        return cast("Texts", pc.if_else(is_pooled, pooled, own))

    def sources(self, rows: Positions) -> list[str]:
        """Return the payer's entry that sets the method of each day."""
        return self._lines.policy.source(KNOB, self._days.anchors(rows))

    def shown(self, anchors: Positions) -> pd.DataFrame:
        """Return the days that hang on some lines, as reports draw them.

        Columns: claim_id, line_number, service_date (ISO), minutes, billed, cms, midpoint,
        working; one row a day.
        """
        days, totals = self._days, self._days.totals
        rows = np.flatnonzero(np.isin(days.sample(), anchors))
        lines, told = days.anchors(rows), self._of(rows)
        return pd.DataFrame(
            {
                "claim_id": self._lines.text("claim_id", lines),
                "line_number": self._lines.cents("line_number")[lines],
                "service_date": self._lines.dates(lines),
                "minutes": totals.minutes[rows],
                "billed": self.billed(rows),
                "cms": totals.cms[rows],
                "midpoint": totals.midpoint[rows],
                "working": joined(
                    told.minutes_by_code(), "; billed ", told.billed_by_code()
                ).to_pylist(),
            }
        )

    def _of(self, rows: Positions) -> UnitWords:
        """Return the words for some days; several texts are made of them, so the last are kept."""
        if self._told is None or not np.array_equal(self._told.rows, rows):
            self._told = UnitWords(
                self._days.totals,
                self._days.spare,
                (self._lines.categorical("procedure_code"), self._days.counted_lines),
                (self._visits.categorical("procedure_code"), self._days.counted_visits),
                rows,
            )
        return self._told


def _shown(texts: object) -> Sequence[object]:
    """Return a column of text as what a verdict may show."""
    return cast("Sequence[object]", texts)
