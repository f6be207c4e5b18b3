"""Own time bases: timed codes outside the 15-minute pool, each family by its own midpoint.

RULES.md UNIT "Pool": codes of an hour, of two or of less (``time_bases``) add up with no other
code. A first and an additional code (92607 and 92608) are one family: the first unit has the first
code's time, each further one the additional code's, and a unit is earned when more than half of its
time has passed. A row is a family of a day with a line of tonight.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from payer_rules.code_sets import CodeSets
from pipeline import vocabulary as words
from pipeline.day_pools import DayPools, pool_tonights_days
from pipeline.rule import Mask, Positions
from pipeline.service_lines import ServiceLines
from pipeline.tables import Visits, look_up
from pipeline.worksheets.code_families import CodeFamilies
from pipeline.worksheets.day_visits import DayVisits, match_visits
from pipeline.worksheets.unit_methods import OwnTimes

OWN_BASES = ("quarter_hour", "half_hour", "hour", "two_hours")
_COLUMNS = (
    *("patient", "number", "service_date", "discipline", "procedure_code", "therapist_npi"),
    *("minutes", "therapist_minutes", "assistant_minutes"),
)


class OwnBase(NamedTuple):
    """A family of codes: its name, and the minutes of its first and of each further unit."""

    family: str
    first: int
    further: int

    def __str__(self) -> str:
        """Say from how many minutes on its units are earned."""
        second = self.first + self.further / 2
        return (
            f"{self.family}: one unit from more than {self.first / 2:g} minutes, two from more "
            f"than {second:g}, and so on by {self.further}"
        )


@dataclass(frozen=True, kw_only=True)
class OwnBaseDays:
    """Families of days.

    Attributes:
        rows: their lines. pools: the day of each. matched: their visits.
        bases: the family of each day. times: the same as numbers.
    """

    rows: Positions
    pools: DayPools
    matched: DayVisits
    bases: tuple[OwnBase, ...]
    times: OwnTimes

    def after(
        self, rows: Positions, pools: DayPools, matched: DayVisits
    ) -> tuple[Positions, DayPools, DayVisits]:
        """Return lines, days and visits of pooled codes with these after them."""
        start = self.times.start
        own, seen = self.pools, self.matched
        of_row = np.concatenate([pools.days.of_row, own.days.of_row + start])
        return (
            np.concatenate([rows, self.rows]),
            DayPools(
                words.Groups(of_row, start + own.days.count),
                np.concatenate([pools.provider_unsure, own.provider_unsure]),
                np.concatenate([pools.discipline_unsure, own.discipline_unsure]),
            ),
            replace(
                matched,
                day=np.concatenate([matched.day, seen.day + start]),
                visit=np.concatenate([matched.visit, seen.visit]),
                pooled=np.concatenate([matched.pooled, seen.pooled]),
                minutes=np.concatenate([matched.minutes, seen.minutes]),
                minutes_blank=np.concatenate([matched.minutes_blank, seen.minutes_blank]),
                total=np.concatenate([matched.total, seen.total]),
                total_known=np.concatenate([matched.total_known, seen.total_known]),
                unsure=np.concatenate([matched.unsure, seen.unsure]),
            ),
        )


def own_base_days(
    lines: ServiceLines,
    by_discipline: Mask,
    visits: Visits,
    sets: CodeSets,
    families: CodeFamilies,
    start: int,
) -> OwnBaseDays | None:
    """Gather the families' lines into days.

    Args:
        lines: service lines of whole patients.
        by_discipline: whether each line's payer keeps disciplines apart.
        visits: documented services of the same patients.
        sets: dated code sets.
        families: numbers of the codes of lines and visits.
        start: how many days of pooled codes come before.

    Returns:
        The days, or None where no line of tonight has such a code.
    """
    bases, additional = _own_bases(sets)
    if not any(code in bases for code in lines.codes.values):
        return None
    facts, billed = lines.facts, lines.codes
    rows = np.flatnonzero(look_up(billed, bases.__contains__) & facts.in_force & ~facts.supply)
    rows = rows[sets.time_bases.holds(lines.categorical("procedure_code")[rows], facts.day[rows])]
    family = families.of_line[billed.codes]
    rows, pools = pool_tonights_days(lines, rows, by_discipline, family)
    if not len(rows):
        return None
    days = pools.days
    some_row = np.zeros(days.count, dtype=np.intp)
    some_row[days.of_row] = rows
    noted = visits.coded("procedure_code")
    near = np.flatnonzero(look_up(noted, bases.__contains__))
    columns = [name for name in _COLUMNS if name in visits.frame]
    part = Visits(visits.frame[columns].iloc[near], visits.supplied)
    alike = (family[some_row], families.of_visit[noted.codes[near]])
    found = match_visits(lines, rows, days, ~by_discipline, part, sets, alike)
    visit = near[found.visit]
    matched = replace(found, visit=visit, pooled=np.ones(len(visit), dtype=np.bool_), code=noted)
    more = look_up(billed, additional.__contains__)[rows]
    more_noted = look_up(noted, additional.__contains__)[visit]
    first_units = days.total(np.where(more, 0, np.ceil(facts.units[rows])))
    of_days = tuple(bases[billed.values[code]] for code in billed.codes[some_row].tolist())
    lengths = np.array([(base.first, base.further) for base in of_days], dtype=np.int64)
    return OwnBaseDays(
        rows=rows,
        pools=pools,
        matched=matched,
        bases=of_days,
        times=OwnTimes(
            start=start,
            first=lengths[:, 0],
            further=lengths[:, 1],
            repeated=np.maximum(first_units - 1, 0),
            first_missing=days.every(more) & words.Groups(found.day, days.count).every(more_noted),
        ),
    )


def _own_bases(sets: CodeSets) -> tuple[dict[str, OwnBase], frozenset[str]]:
    """Return the family of each code that counts by its own time, and the additional codes."""
    columns = sets.time_bases.columns
    table = [
        (code, family or code, int(minutes), part == "additional")
        for code, family, minutes, part, base in zip(
            *(columns[name] for name in ("code", "family", "minutes", "part", "base")), strict=True
        )
        if base in OWN_BASES
    ]
    first = {family: minutes for _, family, minutes, more in table if not more}
    further = first | {family: minutes for _, family, minutes, more in table if more}
    bases = {code: OwnBase(name, first[name], further[name]) for code, name, _, _ in table}
    return bases, frozenset(code for code, _, _, more in table if more)
