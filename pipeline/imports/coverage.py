"""Which service dates the loaded tables cover, as of a day: for doctor and check-config."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from payer_rules.code_set import CodeSet
from payer_rules.code_sets import CodeSets
from payer_rules.model import LAST_DAY, day_number
from payer_rules.ncci import TABLES
from pipeline.imports.quarters import Quarter
from pipeline.imports.store import incomplete_editions

NOT_LOADED = "not loaded; rules that read it cannot tell"
IN_FORCE = "exact as of {today}"
STALE_QUARTER = (
    "stale as of {today}: later dates get the last known values, for review only; import {due}"
)
ENDED = "nothing as of {today}: later lines have no price; import {year}"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What one table covers, in one sentence, and whether something should be done about it."""

    table: str
    sentence: str
    is_current: bool

    def __str__(self) -> str:
        """Return table and sentence."""
        return f"{self.table}: {self.sentence}"


def coverage_of(sets: CodeSets, folder: Path | None, today: date) -> list[Coverage]:
    """Return what each dated table covers.

    Args:
        sets: the tables of codes, imported ones in them.
        folder: the folder of imported editions, to tell of those that do not answer yet.
        today: the day against which a table is exact or stale.

    Returns:
        One entry a table: pairs and unit limits by program and setting, fees and factors, the
        therapy list, time bases; then the editions of which a part is missing.
    """
    found = [
        _quarterly(f"{name}, {table.replace('-', ' ')}", kind, covered(number), today)
        for name, kind, covered in (
            ("NCCI pairs", "ncci", sets.pair_edits.covered),
            ("unit limits (MUE)", "mue", sets.unit_limits.covered),
        )
        for number, table in enumerate(TABLES)
    ]
    found += [
        _yearly("Medicare fees", "fees", sets.fees, today),
        _yearly("geographic factors (GPCI)", "gpci", sets.gpci, today),
        _open_ended("always-therapy list", sets.always_therapy),
        _open_ended("time bases", sets.time_bases),
    ]
    found += [
        Coverage(f"imported {name}", f"does not answer: {missing}", False)
        for name, missing in incomplete_editions(folder).items()
    ]
    return found


def _quarterly(name: str, kind: str, days: tuple[int, int] | None, today: date) -> Coverage:
    if days is None:
        # Most offices need no Medicaid tables; none is missed until a payer file asks for it.
        return Coverage(name, NOT_LOADED, True)
    first, last = _day(days[0]), _day(days[1])
    told = f"service dates {first} to {last}"
    if today <= last:
        return Coverage(name, f"{told}; {IN_FORCE.format(today=today)}", True)
    due = f"{Quarter(today.year, (today.month + 2) // 3)} with claimscrub import {kind}"
    return Coverage(name, f"{told}; {STALE_QUARTER.format(today=today, due=due)}", False)


def _yearly(name: str, kind: str, table: CodeSet, today: date) -> Coverage:
    spans = _spans(table.first, table.last)
    told = "service dates " + ", ".join(f"{_day(first)} to {_day(last)}" for first, last in spans)
    if any(first <= day_number(today) <= last for first, last in spans):
        return Coverage(name, f"{told}; {IN_FORCE.format(today=today)}", True)
    year = f"{today.year} with claimscrub import {kind}"
    return Coverage(name, f"{told}; {ENDED.format(today=today, year=year)}", False)


def _open_ended(name: str, table: CodeSet) -> Coverage:
    last = table.last_day()
    until = "with no end" if last >= LAST_DAY else f"to {_day(last)}"
    return Coverage(name, f"service dates from {_day(min(table.first))} {until}", True)


def _spans(firsts: Sequence[int], lasts: Sequence[int]) -> list[tuple[int, int]]:
    """Join the periods of a table's rows into spans of days without a gap."""
    spans: list[tuple[int, int]] = []
    for first, last in sorted(set(zip(firsts, lasts, strict=True))):
        if spans and first <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(spans[-1][1], last))
        else:
            spans.append((first, last))
    return spans


def _day(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=number)
