"""The demo's calendar: three nights, and the working days on which patients come.

The backlog night takes in everything since the practice opened its books; the office is then some
days behind with billing, so a service of 2026-11-12 is sent tonight and not last night.
"""

from __future__ import annotations

from datetime import date, timedelta

BACKLOG = date(2026, 10, 30)
LAST_NIGHT = date(2026, 11, 19)
TONIGHT = date(2026, 11, 20)
NIGHTS = (BACKLOG, LAST_NIGHT, TONIGHT)

FIRST_DAY = date(2025, 12, 1)
# The note system went live in the summer; older claims have no visit rows.
FIRST_VISIT_EXPORT = date(2026, 7, 1)

_CLOSED = frozenset(
    {
        date(2025, 12, 25),
        date(2026, 1, 1),
        date(2026, 5, 25),
        date(2026, 7, 3),
        date(2026, 9, 7),
    }
)
_SATURDAY = 5


def workdays(first: date, last: date) -> tuple[date, ...]:
    """Days from `first` to `last` (inclusive) on which the practice is open."""
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    return tuple(day for day in days if day.weekday() < _SATURDAY and day not in _CLOSED)


def add(day: date, days: int) -> date:
    """`day` moved by a number of calendar days."""
    return day + timedelta(days)


BACKLOG_DAYS = workdays(FIRST_DAY, date(2026, 10, 29))
LAST_NIGHT_DAYS = workdays(date(2026, 10, 30), date(2026, 11, 10))
TONIGHT_DAYS = workdays(date(2026, 11, 11), date(2026, 11, 20))
ALL_DAYS = BACKLOG_DAYS + LAST_NIGHT_DAYS + TONIGHT_DAYS


def night_of(day: date) -> date:
    """The as-of date of the night on which a service of `day` is sent in ordinary course."""
    if day <= BACKLOG_DAYS[-1]:
        return BACKLOG
    return LAST_NIGHT if day <= LAST_NIGHT_DAYS[-1] else TONIGHT
