"""Pairs and units of the day against the payers' tables, once more: what is flagged was planted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import permutations, product
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.demo import DemoNight
from pipeline.demo.model import Label
from tests.demo.ledger import Billed, Ledger, Place, planted

QUARTERS = {"medicare": "2026q4", "medicaid": "2026q2"}
MEDICARE = {"MCR", "MADV", "FED"}
MEDICAID = {"MCDA", "MCDB", "MCDC", "MCDE", "MCDF"}
STALE = MEDICAID
NOT_SET_UP = {"SELFINS"}
NOT_COUNTED = {"G8427", "L3908", "L3808"}
# Modifiers that lift a pair, as far as the demo has them.
LIFTS = {"59", "XE", "XP", "XS", "XU", "RT", "LT"}
MARKS_A_SESSION = {"59", "XE", "76"}
UNTIMED = {
    *("97161", "97162", "97163", "97164", "97165", "97166", "97167", "97168", "92507", "92523"),
    *("92524", "92526", "92610", "97150", "97010", "97012", "97014", "97016", "G0283", "95992"),
}
DAY_BY_POLICY = "2"


class Tables(NamedTuple):
    """The payer's pairs (column 1, column 2: indicator) and limits (code: units, way)."""

    pairs: dict[tuple[str, str], str]
    limits: dict[str, tuple[int, str]]


@pytest.fixture(scope="module")
def tables(demo: DemoNight) -> dict[tuple[str, str], Tables]:
    """By program and setting."""
    found = {}
    for program, setting in (
        ("medicare", "practitioner"),
        ("medicare", "hospital"),
        ("medicaid", "practitioner"),
    ):
        tail = f"{program}-{setting}-{QUARTERS[program]}.csv"
        pairs = _rows(demo.code_sets / f"ncci-{tail}")
        limits = _rows(demo.code_sets / f"mue-{tail}")
        found[program, setting] = Tables(
            {(row[0], row[1]): row[4] for row in pairs},
            {row[0]: (int(row[1]), row[2]) for row in limits},
        )
    return found


def _rows(path: Path) -> Iterator[list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    yield from [line.split(",") for line in lines if not line.startswith("#")][1:]


def _program(line: Billed) -> str:
    return "medicare" if line.payer in MEDICARE else "medicaid" if line.payer in MEDICAID else ""


def _setting(line: Billed) -> str:
    """Of the table; empty where a facility's claim does not say its type."""
    if line.row["bill_type"]:
        return "hospital"
    return "" if line.row["setting"] == "institutional" else "practitioner"


def _days(ledger: Ledger) -> dict[tuple[str, ...], list[Billed]]:
    """Lines by patient, date and provider; none of a date on which a line names no provider."""
    found: dict[tuple[str, ...], list[Billed]] = defaultdict(list)
    nameless: set[tuple[str, str]] = set()
    for lines in ledger.days().values():
        for line in lines:
            facility = _setting(line) != "practitioner"
            provider = line.row["billing_npi" if facility else "rendering_npi"]
            if not provider:
                nameless.add((line.patient, line.on))
            if line.code not in NOT_COUNTED and line.payer not in NOT_SET_UP:
                found[line.patient, line.on, provider].append(line)
    return {key: lines for key, lines in found.items() if key[:2] not in nameless}


def _severity(line: Billed, severity: str) -> str:
    return "review" if line.payer in STALE else severity


@pytest.mark.parametrize(("rule", "indicator"), [("PAIR002", "1"), ("PAIR003", "0")])
def test_pairs(
    ledger: Ledger,
    labels: list[Label],
    tables: dict[tuple[str, str], Tables],
    rule: str,
    indicator: str,
) -> None:
    flagged: dict[Place, str] = {}
    for day in _days(ledger).values():
        lines = [line for line in day if "GY" not in line.modifiers]
        table = tables.get((_program(day[0]), _setting(day[0])))
        if table is None:
            continue
        by_code: dict[str, list[Billed]] = defaultdict(list)
        for line in lines:
            by_code[line.code].append(line)
        for pair in permutations(by_code, 2):
            if table.pairs.get(pair) != indicator:
                continue
            seconds, firsts = by_code[pair[1]], by_code[pair[0]]
            met = any(
                indicator == "0" or not LIFTS & {*one.modifiers, *other.modifiers}
                for one, other in product(firsts, seconds)
            )
            tonight = [line for line in (*seconds, *firsts) if line.tonight]
            if met and tonight:
                flagged[tonight[0].place] = _severity(tonight[0], "block")
    assert flagged == planted(labels, rule)


def test_untimed_codes(
    ledger: Ledger, labels: list[Label], tables: dict[tuple[str, str], Tables]
) -> None:
    flagged: dict[Place, str] = {}
    groups: dict[tuple[str, ...], list[Billed]] = defaultdict(list)
    for key, day in _days(ledger).items():
        for line in day:
            if line.code in UNTIMED:
                groups[*key, line.code, ledger.discipline(line)].append(line)
    for lines in groups.values():
        program, setting = _program(lines[0]), _setting(lines[0])
        tonight = [line for line in lines if line.tonight]
        if not tonight or (program and not setting):
            continue
        table = tables.get((program, setting))
        most = max(1, table.limits.get(lines[0].code, (0, ""))[0]) if table else 1
        if sum(line.units for line in lines) > most:
            marked = any(MARKS_A_SESSION & set(line.modifiers) for line in lines)
            flagged[tonight[0].place] = "review" if marked else _severity(tonight[0], "block")
    assert flagged == planted(labels, "UNIT004")


def test_most_units_of_a_code(
    ledger: Ledger, labels: list[Label], tables: dict[tuple[str, str], Tables]
) -> None:
    flagged: dict[Place, str] = {}
    for day in _days(ledger).values():
        table = tables.get((_program(day[0]), _setting(day[0])))
        if table is None:
            continue
        by_code: dict[str, list[Billed]] = defaultdict(list)
        for line in day:
            by_code[line.code].append(line)
        for code, lines in by_code.items():
            most, way = table.limits.get(code, (0, ""))
            tonight = [line for line in lines if line.tonight]
            if code in UNTIMED or not (most and tonight):
                continue
            if sum(line.units for line in lines) > most:
                severity = "block" if way == DAY_BY_POLICY else "review"
                flagged[tonight[0].place] = _severity(tonight[0], severity)
    assert flagged == planted(labels, "UNIT005")
