"""Counts with their nouns as the text that people read: "1 day", "8 days"."""

from __future__ import annotations

from collections.abc import Iterable


def counted(numbers: Iterable[int], noun: str) -> list[str]:
    """Return numbers with a noun whose plural ends in s, such as "1 day", "8 days"."""
    return [f"{number} {noun}" if number == 1 else f"{number} {noun}s" for number in numbers]
