"""Unit entries: the units of one code on one day of a provider, where they may be over a limit.

RULES.md UNIT004 and UNIT005: lines of a code count together however they are split (by CQ, KX, 59),
over claims and nights. Grain: a code of a day; a day is that of a provider, or of a provider and a
discipline.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from pipeline import vocabulary as words
from pipeline.day_pools import pool_days
from pipeline.rule import Mask, Positions
from pipeline.service_lines import Facts, ServiceLines

Amounts = npt.NDArray[np.float64]
_OF_DAYS = ("payer_id", "setting", "bill_type")


@dataclass(frozen=True, kw_only=True)
class UnitEntries:
    """One value an entry, but for ``rows`` and ``line``, which have one a service line.

    Attributes:
        rows: service lines. line: the entry of each. some_row: place of some line among ``rows``.
        head: number of the code.
        units: units of all lines. longest: those of the line with the most.
        surely: the most that surely falls to one day: those of lines that name provider and
            discipline, or of any line alone.
        provider_unsure, discipline_unsure: the entry turns on a line that does not say.
    """

    rows: Positions
    line: words.Groups
    some_row: Positions
    head: words.Ints
    units: Amounts
    longest: Amounts
    surely: Amounts
    provider_unsure: Mask
    discipline_unsure: Mask

    def any(self, mask: Mask) -> Mask:
        """Mark entries in which a mask of lines holds on some line."""
        return self.line.any(mask)

    def largest(self, values: words.Ints) -> words.Ints:
        """Return the largest value of each entry's lines."""
        return self.line.largest(values)

    def smallest(self, values: words.Ints) -> words.Ints:
        """Return the smallest value of each entry's lines."""
        return -self.line.largest(-values)


def gather_entries(lines: ServiceLines, rows: Positions, *, by_discipline: bool) -> UnitEntries:
    """Gather lines by code and day.

    Args:
        lines: the service lines; ``rows`` hold whole patients' lines of a code and date.
        rows: positions of the lines that count.
        by_discipline: whether disciplines stand apart.
    """
    part = _part(lines, rows)
    facts = part.facts
    pools = pool_days(part, np.arange(len(rows)), np.full(len(rows), by_discipline))
    line = words.group_by(pools.days.of_row, facts.code)
    units = units_of(lines, rows)
    some = np.zeros(line.count, dtype=np.intp)
    some[line.of_row] = np.arange(len(rows))
    longest = np.zeros(line.count, dtype=np.float64)
    np.maximum.at(longest, line.of_row, units)
    unsure = pools.unsure
    total = np.bincount(line.of_row, units, line.count).astype(np.float64)
    surely = total.copy()
    torn = np.flatnonzero(line.any(unsure)[line.of_row])
    if len(torn):
        sums = _of_named(part, torn, line.of_row[torn], units[torn], by_discipline)
        surely[line.of_row[torn]] = longest[line.of_row[torn]]
        np.maximum.at(surely, line.of_row[torn], sums)
    return UnitEntries(
        rows=rows,
        line=line,
        some_row=some,
        head=facts.code[some].astype(np.int64),
        units=total,
        longest=longest,
        surely=surely,
        provider_unsure=line.any(pools.provider_unsure),
        discipline_unsure=line.any(pools.discipline_unsure),
    )


def others_of(lines: ServiceLines, rows: Positions, near: Positions) -> Positions:
    """Return the places of tonight's lines among ``rows`` other than the places ``near``."""
    alone = rows < lines.tonight_count
    alone[near] = False
    return np.flatnonzero(alone)


def units_of(lines: ServiceLines, rows: Positions) -> Amounts:
    """Return the units of some lines; a negative number is UNIT007's and counts as none."""
    return np.maximum(lines.facts.units[rows], 0)


def over(units: Amounts, limit: npt.NDArray[np.int64]) -> Mask:
    """Mark units beyond a limit, however large that is."""
    return np.asarray(units > limit.astype(np.float64), dtype=np.bool_)


def _part(lines: ServiceLines, rows: Positions) -> ServiceLines:
    """Return some lines alone, with what makes them one day: what is asked of few costs little."""
    columns = [name for name in _OF_DAYS if name in lines.frame]
    return ServiceLines(
        lines.frame[columns].iloc[rows],
        lines.supplied,
        Facts(**{item.name: getattr(lines.facts, item.name)[rows] for item in fields(Facts)}),
        lines.payers[rows],
        lines.policy.of(rows),
        int(np.count_nonzero(rows < lines.tonight_count)),
    )


def _of_named(
    lines: ServiceLines,
    rows: Positions,
    entry: Positions,
    units: Amounts,
    by_discipline: bool,
) -> Amounts:
    """Return for lines of torn entries the units that surely fall to the line's own day."""
    facts = lines.facts
    provider = lines.provider(lines.policy.equals("provider_scope", "value", "group"))[rows]
    discipline = facts.discipline[rows] if by_discipline else np.zeros(len(rows), dtype=np.int8)
    institutional = facts.institutional[rows]
    has_institutional = np.zeros(int(entry.max()) + 1, dtype=np.bool_)
    has_institutional[entry[institutional]] = True
    unsettled = (lines.blank("setting") & lines.blank("bill_type"))[rows] & has_institutional[entry]
    silent = (provider < 0) | (discipline < 0) | unsettled
    alone = np.where(silent, np.arange(len(rows)), -1)
    parts = words.group_by(entry, provider, discipline, alone)
    return np.asarray(np.bincount(parts.of_row, units, parts.count)[parts.of_row])
