"""Timed units: minutes and units of a day's 15-minute codes, by every method.

A row is a day: patient, date, payer, provider and discipline (all disciplines together where the
payer says so) with at least one pooled line of tonight. After these days come those of timed codes
outside the pool, each family a row of its own, which every method counts alike (own_time_bases).
RULES.md "UNIT", reference: Medicare Claims Processing Manual, chapter 5, section 20.2.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from payer_rules.code_sets import CodeSets
from pipeline import vocabulary as words
from pipeline.day_pools import DayPools, pool_tonights_days
from pipeline.grains import first_of
from pipeline.rule import Grain, Mask, Positions, Severity
from pipeline.service_lines import ServiceLines
from pipeline.tables import Visits
from pipeline.worksheets.assistant_minutes import MinutesByPerson
from pipeline.worksheets.code_families import CodeFamilies
from pipeline.worksheets.day_visits import (
    DayVisits,
    in_pool,
    match_visits,
    visit_not_on_file,
)
from pipeline.worksheets.own_time_bases import OwnBase, own_base_days
from pipeline.worksheets.unit_methods import CountedBy, Minutes, OwnTimes
from pipeline.worksheets.unit_totals import UnitTotals, total_units

KNOB = "unit_rule"


class TimedUnits:
    """Days with pooled codes, and days of families outside the pool.

    Attributes:
        totals: minutes and units of each day.
        pooled: days of pooled codes.
        provider_unsure, discipline_unsure: the pool turns on a line that does not say.
        code_repeated: some code stands on several lines.
        visit_unsure: a visit may belong to this day or to another one of the same date.
        spare: by how much the minutes of each of ``totals.codes`` may be fewer, where those of a
            service and of its people contradict one another. contradicted: days of such codes.
    """

    grain = Grain.DAY

    def __init__(
        self,
        lines: ServiceLines,
        pools: DayPools,
        rows: Positions,
        matched: DayVisits,
        totals: UnitTotals,
        bases: tuple[OwnBase, ...],
        spare: Minutes,
    ) -> None:
        """See ``build``."""
        self._lines = lines
        self._days = days = pools.days
        self._rows = rows
        self._matched = matched
        self.totals = totals
        self._bases = bases
        self.pooled: Mask = np.arange(days.count) < totals.own_times.start
        self._tonight = np.flatnonzero(rows < lines.tonight_count)
        rank = lines.claim_line_rank[rows[self._tonight]]
        first = first_of(days.of_row[self._tonight], rank, days.count)
        self._anchor: Positions = rows[self._tonight[first]]
        self.provider_unsure: Mask = days.any(pools.provider_unsure)
        self.discipline_unsure: Mask = days.any(pools.discipline_unsure)
        lines_of_day = np.bincount(days.of_row, minlength=days.count)
        self.code_repeated: Mask = lines_of_day > totals.codes_billed
        self.visit_unsure: Mask = matched.unsure
        self.spare = spare
        self.contradicted: Mask = totals.codes.days.any(spare > 0)

    @classmethod
    def build(
        cls, lines: ServiceLines, visits: Visits, sets: CodeSets, hands: MinutesByPerson
    ) -> TimedUnits:
        """Work out the days.

        Args:
            lines: service lines of whole patients.
            visits: documented services of the same patients; may be empty.
            sets: dated code sets; ``time_bases`` says what is pooled, what is one family, and
                the time of what is not pooled.
            hands: the visits' minutes by person, which may contradict those of the service.
        """
        facts = lines.facts
        is_pooled = in_pool(sets, lines.categorical("procedure_code"), facts.day)
        is_pooled &= facts.in_force & ~facts.supply
        apart = ~lines.policy.equals(KNOB, "scope", "all_disciplines")
        rows, pools = pool_tonights_days(lines, np.flatnonzero(is_pooled), apart)
        matched = match_visits(lines, rows, pools.days, ~apart, visits, sets)
        noted = visits.coded("procedure_code")
        families = CodeFamilies.of(lines.codes, noted, sets)
        own = own_base_days(lines, apart, visits, sets, families, pools.days.count)
        bases, times = (own.bases, own.times) if own else ((), OwnTimes.none(pools.days.count))
        if own is not None:
            rows, pools, matched = own.after(rows, pools, matched)
        between = _contradicted(matched, hands)
        matched = replace(matched, minutes=matched.minutes + np.maximum(between, 0))
        totals = total_units(
            pools.days,
            facts.units[rows],
            families.of_line[lines.codes.codes[rows]],
            visit_not_on_file(lines, rows, pools.days, visits),
            matched,
            families.of_visit[noted.codes[matched.visit[matched.pooled]]],
            times,
        )
        spare = np.zeros(len(totals.codes.noted), dtype=np.int64)
        if between.any():
            of_code = words.Groups(totals.codes.of_pair, len(spare))
            spare = of_code.total(np.abs(between)[matched.pooled])
        return cls(lines, pools, rows, matched, totals, bases, spare)

    @property
    def counted_lines(self) -> Positions:
        """The service lines of the days, in the order of ``totals.codes.of_line``."""
        return self._rows

    @property
    def counted_visits(self) -> Positions:
        """The visit rows whose minutes count, in the order of ``totals.codes.of_pair``."""
        return self._matched.visit[self._matched.pooled]

    @property
    def visit_found(self) -> Mask:
        """Mark days to which some documented service belongs."""
        found = np.zeros(len(self), dtype=np.bool_)
        found[self._matched.day] = True
        return found

    # -- payer facts ---------------------------------------------------------------------

    @property
    def counted_by(self) -> CountedBy:
        """How each day's payer counts; nothing where that is not known, or by value units."""
        return CountedBy(
            total=self.method_is("cms_total"),
            codes=self.method_is("ama_midpoint"),
            lower=self.method_is("hybrid"),
            higher=self.method_is("either"),
        )

    def method_is(self, *methods: str) -> Mask:
        """Mark days whose payer counts units by one of these methods."""
        return self._of_payer(self._lines.policy.equals(KNOB, "value", *methods))

    def methods(self, rows: Positions) -> list[str]:
        """Return the payer's method of some days, "" where it is not known."""
        number, names = self._lines.policy.number_of(KNOB, "value")
        return [names[place] if place >= 0 else "" for place in number[self._anchor[rows]].tolist()]

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
        """Return tonight's lines by day."""
        return self._days.of_row[self._tonight], self._rows[self._tonight]

    def sample(self) -> Positions:
        """Return the anchor of each day."""
        return self._anchor

    def anchors(self, rows: Positions) -> Positions:
        """Return tonight's first line of each day, by claim and line."""
        return self._anchor[rows]

    def related(self, rows: Positions) -> list[list[int]]:
        """Return the day's other lines, tonight's and earlier ones."""
        anchors = self._anchor[rows].tolist()
        return [
            [line for line in self._rows[found].tolist() if line != own]
            for found, own in zip(self._members_of(rows), anchors, strict=True)
        ]

    def discriminators(self, rows: Positions) -> list[str]:
        """Return date and discipline, and the family outside the pool; nothing else is by code."""
        anchors = self._anchor[rows]
        days, names = self._lines.dates(anchors), self._lines.discipline_names(anchors)
        return [
            f"{day} {name} {base.family}" if base else f"{day} {name}"
            for day, name, base in zip(days, names, self.bases_of(rows), strict=True)
        ]

    def bases_of(self, rows: Positions) -> list[OwnBase | None]:
        """Return the family of days outside the pool, None for days of pooled codes."""
        start = self.totals.own_times.start
        return [self._bases[row - start] if row >= start else None for row in rows.tolist()]

    def _members_of(self, rows: Positions) -> list[list[int]]:
        every = np.ones(len(self._rows), dtype=np.bool_)
        return words.rows_of(self._days, rows, every)


def _contradicted(matched: DayVisits, hands: MinutesByPerson) -> Minutes:
    """Return by how much the minutes of its people exceed those of each contradictory service."""
    if not hands.contradictory.any():
        return np.zeros(len(matched.visit), dtype=np.int64)
    clash = hands.contradictory[matched.visit]
    by_person = np.maximum(hands.therapist, 0) + np.maximum(hands.assistant, 0)
    return np.where(clash, by_person[matched.visit] - matched.minutes, 0)
