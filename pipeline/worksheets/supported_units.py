"""Supported units: what a day's minutes support by the payer's method, and what its caps leave.

RULES.md UNIT002: units below the minutes are worth a note, but not above a daily cap of the payer.
Where minutes by code and visit totals are both known and differ, the lower speaks. A cap that
counts some codes only is held against the units that fall to these codes. Grain: the days of
``TimedUnits``.
"""

from __future__ import annotations

import numpy as np

from payer_rules.coding_knobs import UnitCap
from pipeline import vocabulary as words
from pipeline.finding_texts import in_python
from pipeline.rule import Mask, Positions
from pipeline.service_lines import ServiceLines
from pipeline.tables import Visits, look_up
from pipeline.worksheets.timed_units import TimedUnits
from pipeline.worksheets.unit_caps import HUNDREDTHS, CappedDays, UnitCaps
from pipeline.worksheets.unit_methods import Minutes, units_for
from pipeline.worksheets.unit_split import shares_of
from pipeline.worksheets.unit_words import Texts


class SupportedUnits:
    """One entry a day.

    Attributes:
        total: units by CMS total time. codes: units code by code, where ``codes_known``: each
            code's minutes are known, or one code alone has those of the visits.
        most_by_code: the most units that any split of the minutes over the codes could support.
        allowed: units by the payer's method. capped: the same within the payer's daily caps.
        has_cap: a cap counts lines of a day that supports more.
        cap_unknown: the payer has a cap that nobody knows. cap_unsure: a cap that counts some
            codes would decide, and the minutes of each code are not known.
    """

    def __init__(
        self, days: TimedUnits, caps: UnitCaps, lines: ServiceLines, visits: Visits
    ) -> None:
        """See ``build``."""
        totals, codes = days.totals, days.totals.codes
        self._days, self._lines, self._visits = days, lines, visits
        lower = np.minimum(totals.summed, totals.totalled)
        count = np.bincount(codes.days.of_row, minlength=len(days))
        self.total: Minutes = totals.units(np.where(totals.disagree, lower, totals.minutes))
        self.most_by_code: Minutes = totals.most(totals.minutes, count)
        in_total = totals.most(totals.totalled, count)
        by_code = totals.by_code_known
        self.codes_known: Mask = by_code | (totals.total_known & (count == 1))
        self.codes: Minutes = np.where(
            totals.disagree, np.minimum(totals.midpoint, in_total), totals.midpoint
        )
        self.codes = np.where(by_code, self.codes, self.total)
        self.allowed: Minutes = np.select(
            [
                days.method_is("ama_midpoint"),
                days.method_is("hybrid") & self.codes_known,
                days.method_is("either") & self.codes_known,
            ],
            [
                self.codes,
                np.minimum(self.total, self.codes),
                np.maximum(self.total, self.codes),
            ],
            self.total,
        )
        self.cap_unknown: Mask = np.zeros(len(days), dtype=np.bool_)
        self.cap_unsure: Mask = self.cap_unknown.copy()
        self.has_cap: Mask = self.cap_unknown.copy()
        self.capped: Minutes = self.allowed
        under = totals.known & (totals.billed < self.allowed)
        if caps.parts and under.any():
            self._hold_against(caps, under)

    @classmethod
    def build(
        cls, days: TimedUnits, caps: UnitCaps, lines: ServiceLines, visits: Visits
    ) -> SupportedUnits:
        """Work out the days.

        Args:
            days: days with timed codes.
            caps: the payers' daily caps.
            lines: service lines of whole patients.
            visits: documented services.
        """
        return cls(days, caps, lines, visits)

    def within_caps(self, methods: Texts, rows: Positions) -> list[str]:
        """Return the methods of some days, and that a daily cap leaves fewer units where it does.

        For example "CMS total time, within the payer's daily cap (5 without it)".
        """
        texts: list[str] = in_python(methods)
        for place in np.flatnonzero(self.capped[rows] < self.allowed[rows]).tolist():
            without = self.allowed[rows[place]]
            texts[place] += f", within the payer's daily cap ({without} without it)"
        return texts

    def _hold_against(self, caps: UnitCaps, under: Mask) -> None:
        """Take from the supported units what a cap would not pay."""
        over = np.zeros(len(under), dtype=np.int64)
        shares: Minutes | None = None
        for part in caps.parts:
            group = self._group_of_days(part)
            asked = under & (group >= 0)
            if not isinstance(part.entry, UnitCap) or not asked.any():
                continue
            self.has_cap |= asked
            if part.entry.unknown:
                self.cap_unknown |= asked
                continue
            shares = self._shares(under) if shares is None else shares
            over = np.maximum(over, self._over(part, shares, group, asked))
        self.capped = self.allowed - over

    def _shares(self, asked: Mask) -> Minutes:
        """Return the units that fall to each code of some days, ties to all who may have them."""
        codes = self._days.totals.codes
        own = np.flatnonzero(asked[codes.days.of_row])
        shares = shares_of(codes.days, own, codes.noted[own])
        by_total = (self.allowed == self.total)[codes.days.of_row]
        found = np.where(by_total, shares.least + shares.tied, units_for(codes.noted))
        # Outside the pool a day is one family, and its units are that family's.
        return np.where(
            self._days.pooled[codes.days.of_row], found, self.allowed[codes.days.of_row]
        )

    def _over(self, part: CappedDays, shares: Minutes, group: words.Ints, asked: Mask) -> Minutes:
        """Return by how many units a cap falls short of what the minutes support."""
        totals, codes = self._days.totals, self._days.totals.codes
        entry, covered = part.entry, self._covered(part)
        assert isinstance(entry, UnitCap)
        cap = entry.units or 0
        every = codes.days.every(covered)
        if entry.scope == "code":
            room = np.full(len(asked), cap, dtype=np.int64)
            over = codes.days.total(np.where(covered, np.maximum(shares - cap, 0), 0))
            every &= np.bincount(codes.days.of_row, minlength=len(asked)) == 1
        else:
            elsewhere = (part.days.total(part.at_most)[group] - self._own(part)) // HUNDREDTHS
            room = np.maximum(cap - elsewhere, 0)
            over = np.maximum(codes.days.total(np.where(covered, shares, 0)) - room, 0)
        # Where the cap counts all codes of the day, the sum alone decides.
        over = np.where(every, np.maximum(self.allowed - room, 0), over)
        open_to = self.allowed > room
        self.cap_unsure |= asked & open_to & ~totals.by_code_known & ~every
        return np.where(asked & (totals.by_code_known | every), over, 0)

    def _group_of_days(self, part: CappedDays) -> words.Ints:
        """Return for each day some day of the cap that counts one of its lines, -1 for none."""
        days, codes = self._days, self._days.totals.codes
        of_line = np.full(len(self._lines), -1, dtype=np.int64)
        of_line[part.rows] = part.days.of_row
        group = of_line[days.counted_lines]
        found = np.full(len(days), -1, dtype=np.int64)
        found[codes.days.of_row[codes.of_line][group >= 0]] = group[group >= 0]
        return found

    def _own(self, part: CappedDays) -> words.Ints:
        """Return what each day's own lines count under a cap, in hundredths."""
        days, codes = self._days, self._days.totals.codes
        counted = np.zeros(len(self._lines), dtype=np.int64)
        counted[part.rows] = part.at_most
        of_day = words.Groups(codes.days.of_row[codes.of_line], len(days))
        return of_day.total(counted[days.counted_lines])

    def _covered(self, part: CappedDays) -> Mask:
        """Mark codes of the days that a cap counts."""
        codes = self._days.totals.codes
        entry, count = part.entry, len(codes.noted)
        assert isinstance(entry, UnitCap)
        if entry.timed:
            return np.ones(count, dtype=np.bool_)
        named = set(entry.codes or ())
        billed = look_up(self._lines.codes, named.__contains__)[self._days.counted_lines]
        noted = look_up(self._visits.coded("procedure_code"), named.__contains__)
        marks = words.Groups(codes.of_line, count).any(billed)
        return marks | words.Groups(codes.of_pair, count).any(noted[self._days.counted_visits])
