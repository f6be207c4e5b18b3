"""Cap days: which lines of a date a payer counts together against a daily cap.

RULES.md UNIT006: the scope is the payer's own word: by code, discipline, provider, provider and
discipline, or patient. A line that does not say where it belongs keeps its date together and
marks it, as in ``day_pools``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pipeline import vocabulary as words
from pipeline.day_pools import pool_days
from pipeline.rule import Mask, Positions
from pipeline.service_lines import ServiceLines


class CapDays(NamedTuple):
    """Days of some rows, and rows whose day turns on a missing provider or discipline."""

    days: words.Groups
    provider_unsure: Mask
    discipline_unsure: Mask


def gather_cap_days(lines: ServiceLines, rows: Positions, scope: str) -> CapDays:
    """Gather rows by the scope of a cap.

    Args:
        lines: the service lines.
        rows: lines that the cap counts.
        scope: code, discipline, provider, provider_discipline or patient.
    """
    facts = lines.facts
    none = np.zeros(len(rows), dtype=np.bool_)
    discipline = facts.discipline[rows]
    if scope in ("provider", "provider_discipline"):
        by_discipline = np.full(len(rows), scope == "provider_discipline")
        pools = pool_days(lines, rows, by_discipline)
        alike = by_discipline & (discipline < 0) & _in_company(pools.days)
        return CapDays(pools.days, pools.provider_unsure, pools.discipline_unsure | alike)
    dates = words.group_by(
        facts.patient[rows], np.maximum(facts.day[rows], 0), lines.payer_key[rows]
    )
    if scope == "patient":
        return CapDays(dates, none, none)
    if scope == "code":
        return CapDays(words.group_by(dates.of_row, lines.codes.codes[rows]), none, none)
    unsure = dates.any(discipline < 0)[dates.of_row] & _in_company(dates)
    days = words.group_by(dates.of_row, np.where(unsure, -1, discipline))
    return CapDays(days, none, unsure)


def _in_company(days: words.Groups) -> Mask:
    """Mark rows whose day has other rows."""
    return np.asarray((np.bincount(days.of_row, minlength=days.count) > 1)[days.of_row])
