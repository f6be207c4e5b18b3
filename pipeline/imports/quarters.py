"""A quarter of the calendar, and what a published file says it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta

QUARTERS = (1, 2, 3, 4)
_TEXT = re.compile(r"(20[0-9]{2})-?[qQ]([1-4])", re.ASCII)
# Version 30 of the pair files is that of 2024.
_YEAR_OF_VERSION_0 = 1994


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Quarter | None:
        """Read ``2026Q3``; None for any other text."""
        found = _TEXT.fullmatch(text.strip())
        return cls(int(found[1]), int(found[2])) if found else None

    @classmethod
    def beginning(cls, day: date) -> Quarter | None:
        """Return the quarter that begins on a day, None when none does."""
        quarter = cls(day.year, (day.month + 2) // 3)
        return quarter if quarter.first_day == day else None

    @classmethod
    def of_version(cls, version: int, number: int) -> Quarter | None:
        """Return the quarter of a pair file's version: 32.2 is the third of 2026."""
        quarter = cls(_YEAR_OF_VERSION_0 + version, number + 1)
        return quarter if quarter.number in QUARTERS else None

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        following = self.first_day.replace(day=28) + timedelta(days=70)
        return following.replace(day=1) - timedelta(days=1)

    @property
    def label(self) -> str:
        """As file names spell it: ``2026q3``."""
        return f"{self.year}q{self.number}"

    def __str__(self) -> str:
        """Return ``2026Q3``."""
        return f"{self.year}Q{self.number}"


@dataclass(frozen=True, slots=True)
class Said:
    """What a name, a heading or the command line says of a file; None where it does not.

    ``setting`` may be ``supplier`` in a name or heading: a table of no use here. ``part`` counts
    from 1. ``qualifying``: relative values for participants in advanced payment models (QPP).
    """

    program: str | None = None
    setting: str | None = None
    quarter: Quarter | None = None
    version: str | None = None
    part: int | None = None
    year: int | None = None
    qualifying: bool | None = None


WORDS = {
    "program": "program",
    "setting": "setting",
    "quarter": "quarter",
    "version": "version",
    "part": "part",
    "year": "year",
    "qualifying": "kind of conversion factor",
}


def joined(several: Iterable[Said]) -> tuple[Said, str]:
    """Join what several places say.

    Returns:
        What is said at all, and the field about which two of them differ, "" for none.
    """
    known: dict[str, object] = {}
    for said in several:
        for field in fields(Said):
            value = getattr(said, field.name)
            if value is None:
                continue
            if known.setdefault(field.name, value) != value:
                return Said(), WORDS[field.name]
    return Said(**known), ""  # type: ignore[arg-type]
