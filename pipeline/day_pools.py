"""Day pools: which lines of a patient's date belong together, and where that is not sure.

RULES.md "Before any rule" 4: a day is patient, date, payer, provider and discipline. A line that
does not say its provider or discipline may belong to any of the date's pools: these then stay
together and are marked, so that a rule can say that it cannot tell.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pipeline import vocabulary as words
from pipeline.rule import Mask, Positions
from pipeline.service_lines import ServiceLines
from pipeline.tables import Codes


class DayPools(NamedTuple):
    """Days of some rows: the day of each row, and whether its pool turns on a missing fact."""

    days: words.Groups
    provider_unsure: Mask
    discipline_unsure: Mask

    @property
    def unsure(self) -> Mask:
        """Rows whose pool turns on a missing provider or discipline."""
        return self.provider_unsure | self.discipline_unsure


def pool_days(
    lines: ServiceLines, rows: Positions, by_discipline: Mask, apart: Codes | None = None
) -> DayPools:
    """Gather rows into days.

    Args:
        lines: the service lines.
        rows: the rows to gather.
        by_discipline: whether each row's payer keeps disciplines apart.
        apart: numbers of rows of which no two share a day unless they are equal.
    """
    facts = lines.facts
    group_counts = lines.policy.equals("provider_scope", "value", "group")
    provider = lines.provider(group_counts)[rows]
    discipline = np.where(by_discipline, facts.discipline[rows], -1).astype(np.int32)
    dates = words.group_by(
        facts.patient[rows],
        np.maximum(facts.day[rows], 0),
        lines.payer_key[rows],
        *(() if apart is None else (apart,)),
    )
    nobody = (provider < 0) | _setting_unclear(lines, rows, dates)
    no_discipline = by_discipline & (discipline < 0)
    provider_unsure = np.zeros(len(rows), dtype=np.bool_)
    discipline_unsure = np.zeros(len(rows), dtype=np.bool_)
    # Only dates with a line that does not say are looked at closely.
    near = np.flatnonzero(dates.any(nobody | no_discipline)[dates.of_row])
    if len(near):
        these = words.group_by(dates.of_row[near])
        torn = _torn(these, provider[near], nobody[near])
        provider[near[torn]] = -1
        by_provider = words.group_by(these.of_row, provider[near])
        mixed = _torn(by_provider, discipline[near], no_discipline[near])
        discipline[near[mixed]] = -1
        provider_unsure[near], discipline_unsure[near] = torn, mixed
    days = words.group_by(dates.of_row, provider, discipline)
    return DayPools(days, provider_unsure, discipline_unsure)


def pool_tonights_days(
    lines: ServiceLines, rows: Positions, by_discipline: Mask, apart: Codes | None = None
) -> tuple[Positions, DayPools]:
    """Gather rows into days and keep those days that have a line of tonight.

    Args:
        lines: the service lines.
        rows: the rows to gather.
        by_discipline: whether each line's payer keeps disciplines apart.
        apart: numbers of lines of which no two share a day unless they are equal.

    Returns:
        The rows that are kept, and their days.
    """

    def pooled(kept: Positions) -> DayPools:
        return pool_days(lines, kept, by_discipline[kept], None if apart is None else apart[kept])

    pools = pooled(rows)
    tonight = pools.days.any(rows < lines.tonight_count)
    if tonight.all():
        return rows, pools
    rows = rows[tonight[pools.days.of_row]]
    return rows, pooled(rows)


def _torn(groups: words.Groups, part: Codes, unknown: Mask) -> Mask:
    """Mark rows of groups that fall into several parts, one of them unknown."""
    if not unknown.any():
        return np.zeros(len(part), dtype=np.bool_)
    parts = words.group_by(groups.of_row, part)
    some_row = np.zeros(parts.count, dtype=np.intp)
    some_row[parts.of_row] = np.arange(len(part))
    several = np.bincount(groups.of_row[some_row], minlength=groups.count) > 1
    torn = several & groups.any(unknown)
    return np.asarray(torn[groups.of_row], dtype=np.bool_)


def _setting_unclear(lines: ServiceLines, rows: Positions, dates: words.Groups) -> Mask:
    """Mark rows without a setting on a date that has an institutional line."""
    institutional = lines.facts.institutional[rows]
    if not institutional.any():
        return np.zeros(len(rows), dtype=np.bool_)
    blank = (lines.blank("setting") & lines.blank("bill_type"))[rows]
    return np.asarray(blank & dates.any(institutional)[dates.of_row], dtype=np.bool_)
