"""docs/payers.md beside the files: each row has entries or a reason, each entry a row."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from payer_rules.loader import load_rulebook

PAGE = Path(__file__).parents[2] / "docs" / "payers.md"
TEXT = PAGE.read_text(encoding="utf-8")

# Rows of each part of the table of facts as it was read on 2026-11-21, counted by hand there:
# modifiers, Medicare's pairs, other payers' pairs, units and limits, Medicaid by state, plans.
ROWS = {"1a": 24, "1bn": 8, "1bp": 11, "1c": 24, "1cs": 24, "1d": 11}


class Row(NamedTuple):
    """One row of the page."""

    part: str
    number: int
    entries: tuple[str, ...]
    reason: str


def _rows() -> list[Row]:
    found = []
    for part, number, rest in re.findall(r"(?m)^\| (1\w+)-(\d\d) \| (.+) \|$", TEXT):
        _, _, entries, reason, _ = (cell.strip() for cell in f"{rest} ".split(" | "))
        found.append(Row(part, int(number), tuple(re.findall(r"`([^`]+)`", entries)), reason))
    return found


def _shipped() -> set[str]:
    """Every shipped entry, as a finding names it."""
    return {
        entry.source
        for payer in load_rulebook().payers.values()
        for layer in payer.layers
        for _, _, run in layer.runs()
        for entry in run
    }


def _of_medicare() -> set[str]:
    part = TEXT.split("## From the facts about Medicare")[1].split("\n## ")[0]
    found: set[str] = set()
    for entries, what in re.findall(r"(?m)^\| [\w-]+ \| (`[^|]+`) \| ([^|]+) \|$", part):
        assert what.startswith("from medicare.md: ")
        found.update(re.findall(r"`([^`]+)`", entries))
    return found


def test_the_page_has_every_row_once() -> None:
    numbers: dict[str, list[int]] = {}
    for row in _rows():
        numbers.setdefault(row.part, []).append(row.number)
    assert numbers == {part: list(range(1, count + 1)) for part, count in ROWS.items()}


def test_the_counts_at_the_top_are_those_of_the_page() -> None:
    told = {
        part: tuple(map(int, counts))
        for part, *counts in re.findall(
            r"(?m)^\| (1\w+|all) \| [^|]* \| (\d+) \| (\d+) \| (\d+) \|$", TEXT
        )
    }
    for part, count in ROWS.items():
        mapped = sum(bool(row.entries) for row in _rows() if row.part == part)
        assert told[part] == (count, mapped, count - mapped)
    assert told["all"] == tuple(map(sum, zip(*(told[part] for part in ROWS), strict=True)))


def test_every_row_has_entries_or_a_reason_and_never_both() -> None:
    for row in _rows():
        assert bool(row.entries) != bool(row.reason), row


def test_every_entry_on_the_page_exists_and_every_entry_is_on_it_once() -> None:
    of_rows = [entry for row in _rows() for entry in row.entries]
    assert len(of_rows) == len(set(of_rows))
    assert not set(of_rows) & _of_medicare()
    assert set(of_rows) | _of_medicare() == _shipped()
