"""Cells whose own type settles what they are: a day, or a fault.

A date cell of a workbook is a day whatever date formats are declared for texts, and a cell that
shows ``#N/A`` is nothing that a text could say. Both travel among the texts of their column, told
apart by a NUL in front, which no reader lets through as text.
"""

from __future__ import annotations

import datetime as dt

from pipeline.intake.dates import EARLIEST_YEAR

MARK = "\0"
_DAY, _FAULT = "\0d", "\0!"
TOO_EARLY = f"a date before {EARLIEST_YEAR}"


def fault(sentence: str) -> str:
    """Write a cell that cannot stand; the sentence holds no value."""
    return _FAULT + sentence


def day(found: dt.date) -> str:
    """Write a date cell; a date too early to be one is a fault."""
    return fault(TOO_EARLY) if found.year < EARLIEST_YEAR else _DAY + found.isoformat()


def taken_apart(texts: list[str]) -> tuple[list[str], dict[int, str], dict[str, list[int]]]:
    """Take the settled cells out of a column's distinct texts.

    Returns:
        The texts with "" for faults and ISO dates for days; position -> ISO date of each day;
        sentence -> positions of each fault.
    """
    plain = list(texts)
    days: dict[int, str] = {}
    faults: dict[str, list[int]] = {}
    for at, text in enumerate(texts):
        if not text.startswith(MARK):
            continue
        rest = text[len(_DAY) :]
        if text.startswith(_DAY):
            plain[at] = days[at] = rest
        else:
            plain[at] = ""
            faults.setdefault(rest, []).append(at)
    return plain, days, faults
