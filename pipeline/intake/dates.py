"""Exact date formats: a declared format reads one spelling of a date and no other."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache

EARLIEST_YEAR = 1900
_DIRECTIVES = {
    "%Y": (r"(?P<year>[0-9]{4})", "YYYY"),
    "%m": (r"(?P<month>[0-9]{2})", "MM"),
    "%d": (r"(?P<day>[0-9]{2})", "DD"),
    "%-m": (r"(?P<month>[0-9]{1,2})", "M"),
    "%-d": (r"(?P<day>[0-9]{1,2})", "D"),
    "%b": (r"(?P<name>[A-Za-z]{3})", "Mon"),
    "%%": ("%", "%"),
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPLIT = re.compile(r"(%-?.)")


@dataclass(frozen=True, slots=True)
class DateFormat:
    """One declared format.

    Directives: ``%Y`` (four digits), ``%m`` and ``%d`` (two digits), ``%-m`` and ``%-d`` (one or
    two digits), ``%b`` (English month, three letters). Everything else stands for itself, so
    ``%Y-%m-%d 00:00:00`` reads a day exported with midnight.
    """

    pattern: re.Pattern[str]
    shown: str

    @staticmethod
    @cache
    def of(declared: str) -> DateFormat:
        """Compile a format.

        Raises:
            ValueError: a two-digit year, an unknown directive, or a part of the date missing.
        """
        pieces: list[str] = []
        shown: list[str] = []
        for piece in _SPLIT.split(declared):
            if piece.startswith("%"):
                if piece not in _DIRECTIVES:
                    raise ValueError(
                        f"date format {declared!r}: {piece} is not read "
                        "(four-digit years only: %Y, %m, %d, %-m, %-d, %b)"
                    )
                regex, name = _DIRECTIVES[piece]
                pieces.append(regex)
                shown.append(name)
            else:
                pieces.append(re.escape(piece))
                shown.append(piece)
        try:
            pattern = re.compile(r"\A" + "".join(pieces) + r"\Z", re.ASCII)
        except re.error:
            raise ValueError(f"date format {declared!r} names a part twice") from None
        groups = set(pattern.groupindex)
        if groups not in ({"year", "month", "day"}, {"year", "name", "day"}):
            raise ValueError(f"date format {declared!r} needs a year, a month and a day, once each")
        return DateFormat(pattern, "".join(shown))

    def read(self, value: str) -> dt.date | None:
        """Return the date, or None when the value is not exactly of this format."""
        match = self.pattern.match(value)
        if match is None:
            return None
        if "name" in self.pattern.groupindex:
            name = match["name"].lower()
            if name not in _MONTHS:
                return None
            month = _MONTHS.index(name) + 1
        else:
            month = int(match["month"])
        try:
            return dt.date(int(match["year"]), month, int(match["day"]))
        except ValueError:
            return None


def read_date(value: str, formats: tuple[DateFormat, ...]) -> dt.date | str:
    """Read a trimmed cell under the declared formats; a text is the problem found.

    A value that two formats read as two different days is a problem, never a choice.
    """
    day: dt.date | None = None
    for one in formats:
        read = one.read(value)
        if read is not None and day is not None and read != day:
            return "reads differently under two declared formats"
        day = read if day is None else day
    if day is None:
        return "not a date of the form " + " or ".join(one.shown for one in formats)
    if day.year < EARLIEST_YEAR:
        return f"a date before {EARLIEST_YEAR}"
    return day
