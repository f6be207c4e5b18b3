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
from pipeline.grains import first_of
from pipeline.rule import Grain, Mask, Positions, Severity
from pipeline.service_lines import ServiceLines
from pipeline.tables import Visits
from pipeline.worksheets.day_visits import DayVisits, in_pool, match_visits
from pipeline.worksheets.unit_methods import Minutes, most_midpoint_units, units_for

_METHOD_WORDS = {
    "cms_total": "CMS total time",
    "ama_midpoint": "the midpoint of each code",
    "hybrid": "the lower of CMS total time and midpoint",
    "either": "the higher of CMS total time and midpoint",
}


class TimedUnits:
    """Minutes and units of each day.

    Attributes (one entry a day):
        billed: pooled units billed, tonight and earlier.
        minutes: minutes that count; the higher where notes and visit totals disagree.
        known: whether minutes are known at all.
        by_code_known: whether every pooled code billed has its minutes.
        cms: units by CMS total time. midpoint: units code by code, summed.
        over_midpoint: whether any code (or family) is billed over its own minutes.
    """

    grain = Grain.DAY

    def __init__(self, lines: ServiceLines, days: words.Groups, pooled: Positions) -> None:
        """See ``build``."""
        self._lines = lines
        self._days = days
        self._pooled = pooled
        tonight = pooled < lines.tonight_count
        self._tonight = np.flatnonzero(tonight)
        rank = lines.claim_line_rank[pooled]
        first = first_of(days.of_row[self._tonight], rank[self._tonight], days.count)
        self._anchor = pooled[self._tonight[first]]
        self.billed: Minutes = days.total(lines.facts.units[pooled])
        self.codes_billed: Minutes = np.zeros(days.count, dtype=np.int64)
        self.minutes: Minutes = np.zeros(days.count, dtype=np.int64)
        self.known: Mask = np.zeros(days.count, dtype=np.bool_)
        self.by_code_known: Mask = np.zeros(days.count, dtype=np.bool_)
        self.midpoint: Minutes = np.zeros(days.count, dtype=np.int64)
        self.over_midpoint: Mask = np.zeros(days.count, dtype=np.bool_)
        self.summed: Minutes = np.zeros(days.count, dtype=np.int64)
        self.totalled: Minutes = np.zeros(days.count, dtype=np.int64)
        self.total_known: Mask = np.zeros(days.count, dtype=np.bool_)

    @classmethod
    def build(cls, lines: ServiceLines, visits: Visits, sets: CodeSets) -> TimedUnits:
        """Work out the days.

        Args:
            lines: service lines of whole patients.
            visits: documented services of the same patients; may be empty.
            sets: dated code sets; ``time_bases`` says what is pooled and what is one family.
        """
        facts = lines.facts
        codes = lines.categorical("procedure_code")
        is_pooled = in_pool(sets, codes, facts.day)
        is_pooled &= facts.in_force & ~facts.supply
        days, pooled, scope = _days_with_tonight(lines, is_pooled)
        made = cls(lines, days, pooled)
        matched = match_visits(lines, pooled, days, scope, visits, sets)
        family, family_of_visit = _families(lines, pooled, visits, sets, matched)
        made._fill(matched, family, family_of_visit)
        return made

    def _fill(self, matched: DayVisits, family: words.Ints, family_of_visit: words.Ints) -> None:
        days = self._days
        per_code = words.group_by(
            np.concatenate([days.of_row, matched.day[matched.pooled]]),
            np.concatenate([family, family_of_visit]),
        )
        billed_rows = len(family)
        billed_code, noted_code = (
            words.Groups(per_code.of_row[:billed_rows], per_code.count),
            words.Groups(per_code.of_row[billed_rows:], per_code.count),
        )
        minutes = matched.minutes[matched.pooled]
        blank = matched.minutes_blank[matched.pooled]
        noted = noted_code.total(np.where(blank, 0, minutes))
        billed = billed_code.total(self._lines.facts.units[self._pooled])
        is_billed = billed_code.any(np.ones(billed_rows, dtype=np.bool_))
        is_noted = noted_code.any(~blank) & ~noted_code.any(blank)
        day_of_code = np.zeros(per_code.count, dtype=np.intp)
        day_of_code[per_code.of_row] = np.concatenate([days.of_row, matched.day[matched.pooled]])
        by_day = words.Groups(day_of_code, days.count)
        allowed = units_for(noted)
        summed = by_day.total(noted)
        self.codes_billed = by_day.total(is_billed.astype(np.int64))
        self.by_code_known = by_day.every(is_noted)
        self.midpoint = by_day.total(allowed)
        self.over_midpoint = by_day.any(is_billed & is_noted & (billed > allowed))
        self.summed, self.totalled = summed, matched.total
        self.total_known = matched.total_known
        self.known = self.by_code_known | matched.total_known
        total = np.where(matched.total_known, matched.total, 0)
        self.minutes = np.maximum(np.where(self.by_code_known, summed, 0), total)
        self._matched, self._family_names = matched, family

    # -- what the methods allow ----------------------------------------------------------

    @property
    def cms(self) -> Minutes:
        """Units by CMS total time."""
        return units_for(self.minutes)

    @property
    def most_by_midpoint(self) -> Minutes:
        """The most units that the visit's total could support code by code."""
        return most_midpoint_units(self.minutes, self.codes_billed)

    def method_is(self, *methods: str) -> Mask:
        """Mark days whose payer counts units by one of these methods."""
        return self.of_payer(self._lines.policy.equals("unit_rule", "value", *methods))

    def of_payer(self, by_line: Mask) -> Mask:
        """Give a day the payer fact of its anchor line."""
        return by_line[self._anchor]

    @property
    def lighter(self) -> dict[Severity, Mask]:
        """Say on which days a finding weighs less than a block, by the payer's entry."""
        by_line = self._lines.lighter_by("unit_rule")
        return {weight: self.of_payer(mask) for weight, mask in by_line.items()}

    @property
    def disagree(self) -> Mask:
        """Mark days whose minutes by code and visit totals are both known and differ."""
        differ: Mask = self.summed != self.totalled
        return self.by_code_known & self.total_known & differ

    @property
    def method_known(self) -> Mask:
        """Mark days whose payer has a unit method in force."""
        return self.of_payer(self._lines.policy.known("unit_rule"))

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
        every = np.ones(len(self._pooled), dtype=np.bool_)
        gathered = words.rows_of(self._days, rows, every)
        anchors = self._anchor[rows].tolist()
        lines = [self._pooled[found].tolist() for found in gathered]
        return [
            [row for row in found if row != own] for found, own in zip(lines, anchors, strict=True)
        ]

    def discriminators(self, rows: Positions) -> list[str]:
        """Return date and discipline; the rule is not by code."""
        anchors = self._anchor[rows]
        days, names = self._lines.dates(anchors), self._lines.discipline_names(anchors)
        return [f"{day} {name}" for day, name in zip(days, names, strict=True)]

    # -- what a finding shows ------------------------------------------------------------

    def method_names(self, rows: Positions) -> list[str]:
        """Return each day's method in words."""
        policy = self._lines.policy
        number, names = policy.number_of("unit_rule", "value")
        of_day = number[self._anchor[rows]].tolist()
        return [_METHOD_WORDS.get(names[place], names[place]) for place in of_day]

    def sources(self, rows: Positions) -> list[str]:
        """Return the payer's entry that sets the method of each day."""
        return self._lines.policy.source("unit_rule", self._anchor[rows])

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
                "minutes": self.minutes[rows],
                "billed": self.billed[rows],
                "cms": self.cms[rows],
                "midpoint": self.midpoint[rows],
                "working": self.minutes_by_code(rows),
            }
        )

    def minutes_by_code(self, rows: Positions) -> list[str]:
        """Return the working of some days: minutes documented and units billed, code by code."""
        every = np.ones(len(self._pooled), dtype=np.bool_)
        of_lines = words.rows_of(self._days, rows, every)
        of_visits = self._matched.by_day(rows)
        codes = self._lines.codes
        texts = []
        for found, noted in zip(of_lines, of_visits, strict=True):
            billed: dict[str, float] = {}
            for line in self._pooled[found].tolist():
                name = codes.values[codes.codes[line]]
                billed[name] = billed.get(name, 0) + float(self._lines.facts.units[line])
            names = sorted({*billed, *noted})
            texts.append(
                "; ".join(
                    f"{name}: {noted.get(name, 'no minutes noted')}"
                    f"{' min' if name in noted else ''}, billed {billed.get(name, 0):g}"
                    for name in names
                )
            )
        return texts


def _days_with_tonight(lines: ServiceLines, pooled: Mask) -> tuple[words.Groups, Positions, Mask]:
    """Group pooled lines into days and keep the days that hold a line of tonight."""
    policy, facts = lines.policy, lines.facts
    provider = lines.provider(policy.equals("provider_scope", "value", "group"))
    together = policy.equals("unit_rule", "scope", "all_disciplines")
    discipline = np.where(together, -1, facts.discipline)
    rows = np.flatnonzero(pooled)
    first_day = int(facts.day.min(initial=0))
    columns = (facts.patient, facts.day - first_day, lines.payer_key, provider, discipline)
    groups = words.group_by(*(column[rows] for column in columns))
    tonight = groups.any(rows < lines.tonight_count)
    if tonight.all():
        return groups, rows, together
    kept = rows[tonight[groups.of_row]]
    return words.group_by(*(column[kept] for column in columns)), kept, together


def _families(
    lines: ServiceLines,
    pooled: Positions,
    visits: Visits,
    sets: CodeSets,
    matched: DayVisits,
) -> tuple[words.Ints, words.Ints]:
    """Number codes so that a first/additional pair of codes is one number."""
    names = sorted({*lines.codes.values, *visits.coded("procedure_code").values})
    bases = sets.time_bases.columns
    family_of = {
        code: family for code, family in zip(bases["code"], bases["family"], strict=True) if family
    }
    heads = sorted({family_of.get(name, name) for name in names})
    number = {name: heads.index(family_of.get(name, name)) for name in names}

    def spread(values: tuple[str, ...], codes: npt.NDArray[np.int32]) -> words.Ints:
        return np.array([*(number[value] for value in values), -1], dtype=np.int64)[codes]

    of_lines = spread(lines.codes.values, lines.codes.codes[pooled])
    of_visits = visits.coded("procedure_code")
    return of_lines, spread(of_visits.values, of_visits.codes[matched.visit[matched.pooled]])
