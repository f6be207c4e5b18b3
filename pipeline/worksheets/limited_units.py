"""Limited units: codes of a day against the limit of the payer's MUE table.

RULES.md UNIT005. A row is a code of a patient, date, payer and provider, over all disciplines, with
a line of tonight; lines split by CQ, KX or 59 count together. A line whose day cannot come near the
limit is a row of its own. Payers without a file have no rows.
"""

from __future__ import annotations

import numpy as np

from payer_rules.code_sets import CodeSets
from pipeline.findings import EXACT
from pipeline.rule import Mask, Positions, Severity
from pipeline.service_lines import ServiceLines
from pipeline.worksheets.code_edits_scope import NO_PROGRAM
from pipeline.worksheets.codes_of_days import CodesOfDays
from pipeline.worksheets.unit_entries import UnitEntries, gather_entries, others_of, over, units_of
from pipeline.worksheets.unit_entry_words import listed_lines, plain_units, tables_told
from pipeline.worksheets.unit_limits import (
    KNOB,
    UNLIMITED,
    LineLimits,
    Units,
    limits_of,
    perhaps_over,
    programs,
)
from pipeline.worksheets.untimed_units import STALE, UntimedUnits

_WAYS = {
    "line": "on each line",
    "day": "a day, whatever the record",
    "appeal": "a day, more only on appeal with the record",
}


class LimitedUnits(CodesOfDays[UnitEntries]):
    """Codes of days.

    Attributes:
        has_limit: a limit is known, or units exceed one of a table that the payer may apply.
        over: more units than the limit, surely. perhaps_over: by the lowest limit that may hold.
        absolute: the limit is one of the line, or of the day without appeal.
        unsure: the limit is the last known one of a quarter that has ended, or not sure enough.
        policy_unknown, not_loaded: nobody knows whose limits, or what they are on that day.
        provider_unsure: the day turns on a line that does not name its provider.
        blocks: over it the claim is held: nothing makes the finding weigh less.
        told: UNIT004 says it already, at least as strictly.
    """

    def __init__(
        self,
        lines: ServiceLines,
        entries: UnitEntries,
        limits: LineLimits,
        others: tuple[Positions, Mask],
        untimed: UntimedUnits,
    ) -> None:
        """See ``build``; ``others`` are lines that are rows, and which of them have a limit."""
        tonight = np.flatnonzero(entries.any(entries.rows < lines.tonight_count))
        super().__init__(lines, entries, tonight, others[0], lines.codes.values)
        least = entries.smallest(limits.least)
        self._most: Units = entries.largest(limits.most)
        self._table = limits.table[entries.some_row]
        by_line = entries.line.every(limits.by_line)
        absolute = entries.line.every(limits.absolute)
        counted = np.where(by_line, entries.longest, entries.units)
        surely = np.where(by_line, entries.longest, entries.surely)
        open_limit = entries.any(limits.open)
        self._counted = counted
        self._by_line = by_line
        self._stale = entries.any(limits.stale)
        perhaps = over(counted, least)
        self.over: Mask = self._rows(over(surely, self._most) & ~open_limit)
        self.perhaps_over: Mask = self._rows(perhaps)
        self.has_limit: Mask = self._rows((least < UNLIMITED) & (~open_limit | perhaps))
        self.has_limit[len(tonight) :] = others[1]
        self.absolute: Mask = self._rows(absolute)
        self.unsure: Mask = self._rows(self._stale | entries.any(~limits.sure))
        self.policy_unknown: Mask = self._rows(entries.any(limits.policy_unknown))
        self.not_loaded: Mask = self._rows(entries.any(limits.not_loaded))
        self.provider_unsure: Mask = self._rows(entries.provider_unsure)
        self.blocks: Mask = self.absolute & ~self.unsure
        for lighter in self.lighter.values():
            self.blocks &= ~lighter
        told = entries.any(np.isin(entries.rows, untimed.speaks_of(but_sessions=False)))
        strictly = entries.any(np.isin(entries.rows, untimed.speaks_of(but_sessions=True)))
        self.told: Mask = np.where(self.blocks, self._rows(strictly), self._rows(told))

    @classmethod
    def build(cls, lines: ServiceLines, sets: CodeSets, untimed: UntimedUnits) -> LimitedUnits:
        """Find codes near or over their limit.

        Args:
            lines: service lines of whole patients.
            sets: dated code sets: ``unit_limits`` holds the MUE tables.
            untimed: untimed codes, of which UNIT004 speaks first.
        """
        facts = lines.facts
        program = programs(lines)
        asked = (program != NO_PROGRAM) & (lines.payer >= 0)
        rows = np.flatnonzero(asked & facts.in_force & ~facts.supply)
        limits = limits_of(lines, rows, program[rows], sets)
        near = perhaps_over(lines, rows, units_of(lines, rows) / limits.least)
        others = others_of(lines, rows, near)
        has_limit = (limits.least[others] < UNLIMITED) & ~limits.open[others]
        entries = gather_entries(lines, rows[near], by_discipline=False)
        return cls(lines, entries, limits.some(near), (rows[others], has_limit), untimed)

    @property
    def lighter(self) -> dict[Severity, Mask]:
        """Say where a finding weighs less than a block, by the payer's entry."""
        by_line = self._lines.lighter_by(KNOB)
        return {weight: mask[self._anchor] for weight, mask in by_line.items()}

    # -- what a finding shows ----------------------------------------------------------------

    def units(self, rows: Positions) -> list[str]:
        """Return the units of the day, or of the longest line where the limit is one of a line."""
        return plain_units(self._rows(self._counted)[rows])

    def limits(self, rows: Positions) -> list[int]:
        """Return the most units."""
        limits: list[int] = self._rows(self._most)[rows].tolist()
        return limits

    def ways(self, rows: Positions) -> list[str]:
        """Say how the limit works: on each line, a day absolutely, or a day with an appeal."""
        by_line = self._rows(self._by_line)[rows].tolist()
        return [
            _WAYS["line" if line else "day" if strict else "appeal"]
            for line, strict in zip(by_line, self.absolute[rows].tolist(), strict=True)
        ]

    def tables(self, rows: Positions) -> list[str]:
        """Return the table, such as "Medicare practitioner table"."""
        return tables_told(self._rows(self._table)[rows], self._rows(self._stale)[rows])

    def working(self, rows: Positions) -> list[str]:
        """Return the lines with their modifiers and units."""
        return listed_lines(self._lines, self.lines_of(rows))

    def days(self, rows: Positions) -> list[str]:
        """Return the dates of service."""
        return self._lines.dates(self._anchor[rows])

    def confidence(self, rows: Positions) -> list[str]:
        """Return whether the limit is exact, or that of a quarter that has ended."""
        return [STALE if stale else EXACT for stale in self._rows(self._stale)[rows].tolist()]

    def sources(self, rows: Positions) -> list[str]:
        """Return the payer's entry that names the table."""
        return self._lines.policy.source(KNOB, self._anchor[rows])
