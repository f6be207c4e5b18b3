"""Units from minutes: the CMS total, the AMA midpoint, own time bases, fair splits."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TypeVar

from benchmarks.loop.context import Night, Row
from benchmarks.loop.days import Day
from benchmarks.loop.furnished import Minutes, is_disputed, minutes_by_person, minutes_of

POOL = "15min_pool"
QUARTER = 15
Pile = TypeVar("Pile", bound=Hashable)
OWN_BASES = ("quarter_hour", "half_hour", "hour", "two_hours")


def cms_units(minutes: int) -> int:
    """Return the units of a total: 8 to 22 minutes one, 23 to 37 two, and so on."""
    return (minutes + 7) // QUARTER if minutes >= 8 else 0


def midpoint_units(minutes: int, base: int) -> int:
    """Return the units of one code alone: a unit when its midpoint is passed."""
    return (minutes + (base - 1) // 2) // base


def midpoint_bounds(minutes: int, codes: int) -> tuple[int, int]:
    """Return the fewest and most units code by code when only the codes' total is known."""
    spare = minutes - (QUARTER // 2) * codes
    fewest = max(-(-spare // QUARTER), 0)
    earning = min(codes, minutes // 8)
    most = earning + (minutes - 8 * earning) // QUARTER if earning else 0
    return fewest, most


def family_of(night: Night, code: str, line_day: Row) -> str:
    """Return the name under which a first and an additional code count as one, else the code."""
    row = night.tables.row("time_bases", code, line_day["service_date"])
    return str(row["family"] or code) if row else code


def splits(minutes: Mapping[str, int], units: int) -> Iterator[dict[str, int]]:
    """Yield every fair split of a day's units over its codes.

    Each code has its full quarters of an hour; what is left goes one each to the largest
    remainders, and of equal ones to either.
    """
    floors = {code: spent // QUARTER for code, spent in minutes.items()}
    rest = {code: spent % QUARTER for code, spent in minutes.items()}
    yield from _dealt(floors, rest, units)


def splits_by_person(parted: Mapping[str, Minutes], units: int) -> Iterator[dict[str, int]]:
    """Yield every split in which each person's minutes of a code are a pile of their own."""
    piles = {(code, who): by[who] for code, by in parted.items() for who in (0, 1)}
    floors = {pile: spent // QUARTER for pile, spent in piles.items()}
    rest = {pile: spent % QUARTER for pile, spent in piles.items()}
    for dealt in _dealt(floors, rest, units):
        yield {code: dealt[code, 0] + dealt[code, 1] for code in parted}


def _dealt(
    floors: Mapping[Pile, int], rest: Mapping[Pile, int], units: int
) -> Iterator[dict[Pile, int]]:
    left = units - sum(floors.values())
    order = sorted((pile for pile in rest if rest[pile]), key=lambda pile: -rest[pile])
    if left <= 0 or not order:
        yield dict(floors)
        return
    left = min(left, len(order))
    least = rest[order[left - 1]]
    sure: list[Pile] = [pile for pile in order if rest[pile] > least]
    tied: list[Pile] = [pile for pile in order if rest[pile] == least]
    for chosen in combinations(tied, left - len(sure)):
        more: set[Pile] = {*sure, *chosen}
        yield {pile: count + (pile in more) for pile, count in floors.items()}


@dataclass
class Pool:
    """The timed codes of a day: units billed and minutes, by family of codes.

    Attributes:
        billed: units by family, lines of the day only.
        lines: pooled lines of the day.
        minutes: minutes by family, None where a pooled code has none.
        codes: how many families the day has, billed or noted.
        disputed: some minutes do not add up; ``minutes`` then holds the most they may be.
        total: the visits' own totals of timed minutes added up, None where one lacks it.
        parted: minutes by person and family, None where some are not known.
    """

    billed: dict[str, float] = field(default_factory=dict)
    lines: list[Row] = field(default_factory=list)
    minutes: dict[str, int] | None = None
    codes: int = 0
    disputed: bool = False
    total: int | None = None
    parted: dict[str, Minutes] | None = None

    @property
    def units(self) -> float:
        """All pooled units that were billed."""
        return sum(self.billed.values())


def pool_of(night: Night, day: Day) -> Pool:
    """Gather the pooled lines and minutes of a day."""
    pool = Pool()
    for line in day.lines:
        family = family_of(night, line["procedure_code"], line)
        pool.billed[family] = pool.billed.get(family, 0) + line["units"]
        pool.lines.append(line)
    notes = [v for v in day.visits if night.base(v["procedure_code"], day.date) == POOL]
    codes = {line["procedure_code"] for line in day.lines}
    noted = {v["procedure_code"] for v in notes}
    families = {family_of(night, row["procedure_code"], row) for row in (*day.lines, *notes)}
    pool.codes = len(families)
    if codes <= noted and all(minutes_of(v) is not None for v in notes):
        pool.minutes = {}
        for note in notes:
            family = family_of(night, note["procedure_code"], note)
            pool.minutes[family] = pool.minutes.get(family, 0) + (minutes_of(note) or 0)
        pool.parted = _parted(night, notes)
    pool.disputed = any(is_disputed(v) for v in notes)
    there = {v["visit_id"] for v in day.visits}
    if any(line.get("visit_id") and line["visit_id"] not in there for line in day.lines):
        pool.minutes = pool.parted = None
        return pool
    pool.total = total_of(day.visits)
    return pool


def _parted(night: Night, notes: Sequence[Row]) -> dict[str, Minutes] | None:
    parted: dict[str, Minutes] = {}
    for note in notes:
        by = minutes_by_person(note)
        if by is None:
            return None
        family = family_of(night, note["procedure_code"], note)
        held = parted.get(family, Minutes(0, 0))
        parted[family] = Minutes(held.therapist + by.therapist, held.assistant + by.assistant)
    return parted


def total_of(visits: Sequence[Row]) -> int | None:
    """Add the visits' totals of timed minutes, once a visit; None where one has none."""
    totals: dict[str, int | None] = {}
    for visit in visits:
        said = visit.get("total_timed_minutes")
        held = totals.get(visit["visit_id"])
        totals[visit["visit_id"]] = said if held is None else held
    known = [total for total in totals.values() if total is not None]
    return sum(known) if known and len(known) == len(totals) else None
