"""The office's own copies of the payers' tables: pairs of codes, most units of a code a day.

They lie in `site/code_sets` as an import would have left them and are made up: the numbers are
those known of 2024 and 2026. Medicare's cover the demo's nights, Medicaid's quarter is over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from pipeline.demo.payers import Payer

FOLDER = Path(__file__).parent / "site" / "code_sets"
NEVER, WITH_MODIFIER = 0, 1
_PROGRAMS = {"medicare": "2026q4", "medicaid": "2026q2"}
CURRENT = frozenset({"medicare"})
"""Programs whose newest table covers the demo's nights."""


class Edit(NamedTuple):
    """A pair that is not paid together: column 2 falls to column 1."""

    column1: str
    column2: str
    indicator: int


class Limit(NamedTuple):
    """Most units of a code, and how the limit works (1 by line, 2 by day, 3 open to appeal)."""

    units: int
    way: int


def _path(kind: str, program: str, *, hospital: bool) -> Path | None:
    if program not in _PROGRAMS:
        return None
    setting = "hospital" if hospital else "practitioner"
    found = FOLDER / f"{kind}-{program}-{setting}-{_PROGRAMS[program]}.csv"
    return found if found.exists() else None


def _rows(path: Path) -> Iterator[list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    table = [line.split(",") for line in lines if not line.startswith("#")]
    yield from table[1:]


@cache
def _pairs(program: str, *, hospital: bool) -> dict[frozenset[str], Edit]:
    path = _path("ncci", program, hospital=hospital)
    if path is None:
        return {}
    return {frozenset(row[:2]): Edit(row[0], row[1], int(row[4])) for row in _rows(path)}


@cache
def listed(program: str, *, hospital: bool) -> frozenset[str]:
    """Codes that a table of pairs was looked through for; empty: there is no table."""
    path = _path("ncci", program, hospital=hospital)
    if path is None:
        return frozenset()
    lines = path.read_text(encoding="utf-8").splitlines()
    said = next(line for line in lines if line.startswith("# codes:"))
    return frozenset(said.removeprefix("# codes:").split())


@cache
def limits(program: str, *, hospital: bool) -> dict[str, Limit]:
    """Most units by code; empty: there is no table."""
    path = _path("mue", program, hospital=hospital)
    if path is None:
        return {}
    return {row[0]: Limit(int(row[1]), int(row[2])) for row in _rows(path)}


def pairs_within(payer: Payer, codes: Collection[str], *, hospital: bool) -> list[Edit]:
    """The pairs among some codes that the payer does not pay together, by its newest table."""
    table = _pairs(payer.edits, hospital=hospital)
    pairs = (table.get(frozenset(pair)) for pair in combinations(sorted(set(codes)), 2))
    return [edit for edit in pairs if edit is not None]
