"""Timed units: minutes and units of a day's 15-minute codes, by every method.

A row is a day: patient, date, payer, provider and discipline (all disciplines together where the
payer says so) with at least one pooled line of tonight. RULES.md "UNIT", reference: Medicare
Claims Processing Manual, chapter 5, section 20.2.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from payer_rules.code_sets import CodeSets
from pipeline import vocabulary as words
from pipeline.day_pools import DayPools, pool_days
from pipeline.grains import first_of
from pipeline.numbering import is_among
from pipeline.rule import Grain, Mask, Positions, Severity
from pipeline.service_lines import ServiceLines
from pipeline.tables import Coded, Visits
from pipeline.worksheets.day_visits import DayVisits, in_pool, match_visits
from pipeline.worksheets.unit_totals import UnitTotals, total_units

KNOB = "unit_rule"
_METHOD_WORDS = {
    "cms_total": "CMS total time",
    "ama_midpoint": "the midpoint of each code",
    "hybrid": "the lower of CMS total time and midpoint",
    "either": "the higher of CMS total time and midpoint",
}


class TimedUnits:
    """Days with pooled codes.

    Attributes:
        totals: minutes and units of each day.
        provider_unsure, discipline_unsure: the pool turns on a line that does not say.
        code_repeated: some code stands on several lines.
        visit_unsure: a visit may belong to this day or to another one of the same date.
    """

    grain = Grain.DAY
    SHOWN_AS, SHOWN_FOR = "timed_units", ("UNIT",)

    def __init__(
        self,
        lines: ServiceLines,
        pools: DayPools,
        pooled: Positions,
        matched: DayVisits,
        totals: UnitTotals,
    ) -> None:
        """See ``build``."""
        self._lines = lines
        self._days = days = pools.days
        self._pooled = pooled
        self._matched = matched
        self.totals = totals
        self._tonight = np.flatnonzero(pooled < lines.tonight_count)
        rank = lines.claim_line_rank[pooled[self._tonight]]
        first = first_of(days.of_row[self._tonight], rank, days.count)
        self._anchor: Positions = pooled[self._tonight[first]]
        self.provider_unsure: Mask = days.any(pools.provider_unsure)
        self.discipline_unsure: Mask = days.any(pools.discipline_unsure)
        lines_of_day = np.bincount(days.of_row, minlength=days.count)
        self.code_repeated: Mask = lines_of_day > totals.codes_billed
        self.visit_unsure: Mask = matched.unsure

    @classmethod
    def build(cls, lines: ServiceLines, visits: Visits, sets: CodeSets) -> TimedUnits:
        """Work out the days.

        Args:
            lines: service lines of whole patients.
            visits: documented services of the same patients; may be empty.
            sets: dated code sets; ``time_bases`` says what is pooled and what is one family.
        """
        facts = lines.facts
        is_pooled = in_pool(sets, lines.categorical("procedure_code"), facts.day)
        is_pooled &= facts.in_force & ~facts.supply
        rows = np.flatnonzero(is_pooled)
        apart = ~lines.policy.equals(KNOB, "scope", "all_disciplines")
        pools = pool_days(lines, rows, apart[rows])
        tonight = pools.days.any(rows < lines.tonight_count)
        if not tonight.all():
            rows = rows[tonight[pools.days.of_row]]
            pools = pool_days(lines, rows, apart[rows])
        matched = match_visits(lines, rows, pools.days, ~apart, visits, sets)
        family, family_of_visit = _families(lines.codes, visits, sets)
        totals = total_units(
            pools.days,
            facts.units[rows],
            family[lines.codes.codes[rows]],
            _visit_not_on_file(lines, rows, visits),
            matched,
            family_of_visit[visits.coded("procedure_code").codes[matched.visit[matched.pooled]]],
        )
        return cls(lines, pools, rows, matched, totals)

    @property
    def pooled_lines(self) -> Positions:
        """The pooled service lines, in the order of ``totals.codes.of_line``."""
        return self._pooled

    @property
    def pooled_visits(self) -> Positions:
        """The pooled visit rows, in the order of ``totals.codes.of_pair``."""
        return self._matched.visit[self._matched.pooled]

    @property
    def visit_found(self) -> Mask:
        """Mark days to which some documented service belongs."""
        found = np.zeros(len(self), dtype=np.bool_)
        found[self._matched.day] = True
        return found

    # -- payer facts ---------------------------------------------------------------------

    def method_is(self, *methods: str) -> Mask:
        """Mark days whose payer counts units by one of these methods."""
        return self._of_payer(self._lines.policy.equals(KNOB, "value", *methods))

    @property
    def method_known(self) -> Mask:
        """Mark days whose payer has a unit method in force."""
        return self._of_payer(self._lines.policy.known(KNOB))

    @property
    def lighter(self) -> dict[Severity, Mask]:
        """Say on which days a finding weighs less than a block, by the payer's entry."""
        by_line = self._lines.lighter_by(KNOB)
        return {weight: self._of_payer(mask) for weight, mask in by_line.items()}

    def _of_payer(self, by_line: Mask) -> Mask:
        return by_line[self._anchor]

    # -- grain ---------------------------------------------------------------------------

    def __len__(self) -> int:
        """Return the number of days."""
        return self._days.count

    def members(self) -> tuple[Positions, Positions]:
        """Return tonight's pooled lines by day."""
        return self._days.of_row[self._tonight], self._pooled[self._tonight]

    def sample(self) -> Positions:
        """Return the anchor of each day."""
        return self._anchor

    def anchors(self, rows: Positions) -> Positions:
        """Return tonight's first pooled line, by claim and line."""
        return self._anchor[rows]

    def related(self, rows: Positions) -> list[list[int]]:
        """Return the day's other pooled lines, tonight's and earlier ones."""
        anchors = self._anchor[rows].tolist()
        return [
            [line for line in self._pooled[found].tolist() if line != own]
            for found, own in zip(self._members_of(rows), anchors, strict=True)
        ]

    def discriminators(self, rows: Positions) -> list[str]:
        """Return date and discipline; the rule is not by code."""
        anchors = self._anchor[rows]
        days, names = self._lines.dates(anchors), self._lines.discipline_names(anchors)
        return [f"{day} {name}" for day, name in zip(days, names, strict=True)]

    def _members_of(self, rows: Positions) -> list[list[int]]:
        every = np.ones(len(self._pooled), dtype=np.bool_)
        return words.rows_of(self._days, rows, every)

    # -- what a finding shows ------------------------------------------------------------

    def units_billed(self, rows: Positions) -> list[float]:
        """Return the units billed, whole ones as whole numbers."""
        return [int(units) if units == int(units) else units for units in self.totals.billed[rows]]

    def method_names(self, rows: Positions) -> list[str]:
        """Return each day's method in words."""
        number, names = self._lines.policy.number_of(KNOB, "value")
        of_day = number[self._anchor[rows]].tolist()
        return [_METHOD_WORDS.get(names[place], names[place]) for place in of_day]

    def sources(self, rows: Positions) -> list[str]:
        """Return the payer's entry that sets the method of each day."""
        return self._lines.policy.source(KNOB, self._anchor[rows])

    def shown(self, anchors: Positions) -> pd.DataFrame:
        """Return the days that hang on some lines, as reports draw them.

        Columns: claim_id, line_number, service_date (ISO), minutes, billed, cms, midpoint,
        working; one row a day.
        """
        rows = np.flatnonzero(np.isin(self._anchor, anchors))
        lines = self._anchor[rows]
        return pd.DataFrame(
            {
                "claim_id": self._lines.text("claim_id", lines),
                "line_number": self._lines.cents("line_number")[lines],
                "service_date": self._lines.dates(lines),
                "minutes": self.totals.minutes[rows],
                "billed": self.units_billed(rows),
                "cms": self.totals.cms[rows],
                "midpoint": self.totals.midpoint[rows],
                "working": self.minutes_by_code(rows),
            }
        )

    def minutes_by_code(self, rows: Positions) -> list[str]:
        """Return the working of some days: minutes documented and units billed, code by code."""
        codes, units = self._lines.codes, self._lines.facts.units
        texts = []
        for found, noted in zip(self._members_of(rows), self._matched.by_day(rows), strict=True):
            billed: dict[str, float] = {}
            for line in self._pooled[found].tolist():
                name = codes.values[codes.codes[line]]
                billed[name] = billed.get(name, 0) + float(units[line])
            parts = [
                f"{name}: {f'{noted[name]} min' if name in noted else 'no minutes noted'}, "
                f"billed {billed.get(name, 0):g}"
                for name in sorted({*billed, *noted})
            ]
            texts.append("; ".join(parts))
        return texts


def _families(codes: Coded, visits: Visits, sets: CodeSets) -> tuple[words.Ints, words.Ints]:
    """Number codes of lines and visits alike, a first/additional pair as one."""
    bases = sets.time_bases.columns
    family_of = {
        code: family for code, family in zip(bases["code"], bases["family"], strict=True) if family
    }
    of_visits = visits.coded("procedure_code").values
    heads = sorted({family_of.get(name, name) for name in (*codes.values, *of_visits)})
    number = {head: place for place, head in enumerate(heads)}

    def numbered(values: tuple[str, ...]) -> words.Ints:
        return np.array([*(number[family_of.get(v, v)] for v in values), -1], dtype=np.int64)

    return numbered(codes.values), numbered(of_visits)


def _visit_not_on_file(
    lines: ServiceLines, rows: Positions, visits: Visits
) -> npt.NDArray[np.bool_]:
    """Mark earlier lines that name a visit of which no row is on file."""
    marks = np.zeros(len(rows), dtype=np.bool_)
    earlier = np.flatnonzero(rows >= lines.tonight_count)
    if "visit_id" not in lines.frame or "visit_id" not in visits.frame or not len(earlier):
        return marks
    named = lines.frame["visit_id"].iloc[rows[earlier]]
    known = is_among(named, visits.frame["visit_id"])
    marks[earlier] = named.notna().to_numpy(dtype=np.bool_) & ~known
    return marks
