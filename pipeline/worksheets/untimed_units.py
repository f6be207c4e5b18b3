"""Untimed units: codes that are billed once whatever the minutes, by day, provider and discipline.

RULES.md UNIT004: more units than one, or than the payer's MUE table allows where that is more. A
row is an untimed code of a day with a line of tonight; a line that shares patient, date and code
with no other and has one unit is a row of its own, which no limit can touch.
"""

from __future__ import annotations

import numpy as np

from payer_rules.code_sets import CodeSets
from pipeline.findings import EXACT
from pipeline.rule import Mask, Positions, Severity
from pipeline.service_lines import ServiceLines
from pipeline.tables import look_up
from pipeline.worksheets.codes_of_days import CodesOfDays
from pipeline.worksheets.unit_entries import UnitEntries, gather_entries, others_of, over, units_of
from pipeline.worksheets.unit_entry_words import listed_lines, plain_units, tables_told
from pipeline.worksheets.unit_limits import (
    KNOB,
    LEAST_SURE,
    UNLIMITED,
    LineLimits,
    Units,
    limits_of,
    perhaps_over,
    programs,
)

UNTIMED = "untimed"
SECOND_SESSION = ("XE", "76", "59")
STALE = "stale"


class UntimedUnits(CodesOfDays[UnitEntries]):
    """Codes of days.

    Attributes:
        over: more units than the limit, surely. perhaps_over: by the lowest limit that may hold.
        second_session: a line carries XE, 76 or 59.
        unsure: a modifier may have been lost in the export, or a list is stale or not sure enough.
        policy_unknown, not_loaded: nobody knows whose limits, or what they are on that day.
        provider_unsure, discipline_unsure: the day turns on a line that does not say.
    """

    def __init__(
        self,
        lines: ServiceLines,
        entries: UnitEntries,
        limits: LineLimits,
        sure: Mask,
        others: Positions,
    ) -> None:
        """See ``build``; ``sure`` marks lines whose code is surely untimed."""
        tonight = np.flatnonzero(entries.any(entries.rows < lines.tonight_count))
        super().__init__(lines, entries, tonight, others, lines.codes.values)
        one = np.where(limits.least == UNLIMITED, 1, limits.least)
        other = np.where(limits.most == UNLIMITED, 1, limits.most)
        least = entries.smallest(np.minimum(one, other))
        self._most: Units = entries.largest(np.maximum(one, other))
        self._table = limits.table[entries.some_row]
        open_limit = entries.any(limits.open)
        is_over = over(entries.surely, self._most) & ~open_limit
        self.over: Mask = self._rows(is_over)
        self.perhaps_over: Mask = self._rows(over(entries.units, least))
        marked = lines.has_modifier(*SECOND_SESSION)[entries.rows]
        second_session = entries.any(marked)
        self.second_session: Mask = self._rows(second_session)
        cut_off = entries.any(lines.modifiers_cut_off[entries.rows])
        self._stale = entries.any(limits.stale)
        doubtful = entries.any(~sure) | (entries.any(~limits.sure) & (self._most > 1))
        self.unsure: Mask = self._rows(cut_off | self._stale | doubtful)
        self.policy_unknown: Mask = self._rows(entries.any(limits.policy_unknown))
        self.not_loaded: Mask = self._rows(entries.any(limits.not_loaded))
        self.provider_unsure: Mask = self._rows(entries.provider_unsure)
        self.discipline_unsure: Mask = self._rows(entries.discipline_unsure)
        self._spoken_of = entries.rows[is_over[entries.line.of_row]]
        sessions = entries.rows[(is_over & second_session)[entries.line.of_row]]
        self._of_sessions = sessions

    @classmethod
    def build(cls, lines: ServiceLines, sets: CodeSets) -> UntimedUnits:
        """Find untimed codes and what limits them.

        Args:
            lines: service lines of whole patients.
            sets: dated code sets: ``time_bases`` says what is untimed, ``unit_limits`` the MUEs.
        """
        facts = lines.facts
        columns = sets.time_bases.columns
        ever = {
            code
            for code, base in zip(columns["code"], columns["base"], strict=True)
            if base == UNTIMED
        }
        among = look_up(lines.codes, ever.__contains__) & facts.in_force & ~facts.supply
        rows = np.flatnonzero(among)
        found = sets.time_bases.rows_on(lines.categorical("procedure_code")[rows], facts.day[rows])
        base = sets.time_bases.texts("base", found, None)
        is_untimed = base.codes == list(base.categories).index(UNTIMED)
        rows, found = rows[is_untimed], found[is_untimed]
        near = perhaps_over(lines, rows, units_of(lines, rows))
        entries = gather_entries(lines, rows[near], by_discipline=True)
        sure = sets.time_bases.numbers("certainty", found[near], 0.0) >= LEAST_SURE
        others = rows[others_of(lines, rows, near)]
        limits = limits_of(lines, rows[near], programs(lines)[rows[near]], sets)
        return cls(lines, entries, limits, sure, others)

    def speaks_of(self, *, but_sessions: bool) -> Positions:
        """Return the lines of days that are over; ``but_sessions`` leaves second sessions out."""
        if but_sessions:
            return np.setdiff1d(self._spoken_of, self._of_sessions)
        return self._spoken_of

    @property
    def lighter(self) -> dict[Severity, Mask]:
        """Say where a finding weighs less than a block, by the payer's entry."""
        by_line = self._lines.lighter_by(KNOB)
        return {weight: mask[self._anchor] for weight, mask in by_line.items()}

    # -- what a finding shows ----------------------------------------------------------------

    def units(self, rows: Positions) -> list[str]:
        """Return the units of the day."""
        return plain_units(self._rows(self._days.units)[rows])

    def limits(self, rows: Positions) -> list[int]:
        """Return the most units a day."""
        limits: list[int] = self._rows(self._most)[rows].tolist()
        return limits

    def by_table(self, rows: Positions) -> list[str]:
        """Say by which table, "" where one unit is allowed whatever the table."""
        stale = self._rows(self._stale)[rows]
        told = tables_told(self._rows(self._table)[rows], stale)
        return [
            f" by the {name}" if limit > 1 or is_stale else ""
            for name, limit, is_stale in zip(told, self.limits(rows), stale.tolist(), strict=True)
        ]

    def sessions(self, rows: Positions) -> list[str]:
        """Say that a line speaks of a second session, "" where none does."""
        marked = self._lines.has_modifier(*SECOND_SESSION)
        texts = []
        for found in self.lines_of(rows):
            own = [line for line in found if marked[line]]
            carried = listed_lines(self._lines, [own])[0] if own else ""
            texts.append(f" A second session may be meant: {carried}." if carried else "")
        return texts

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
        """Return the payer's entry on unit limits."""
        return self._lines.policy.source(KNOB, self._anchor[rows])
