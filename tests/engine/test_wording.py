"""Counts in words: the noun is singular for one alone."""

from __future__ import annotations

from pipeline.wording import counted


def test_one_has_no_s() -> None:
    assert counted([0, 1, 2, -1], "day") == ["0 days", "1 day", "2 days", "-1 days"]
