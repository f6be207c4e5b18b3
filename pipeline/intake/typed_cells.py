"""Cells that have a type of their own, written as the text that a CSV file would hold.

Workbooks and Parquet files hold numbers, days and clock times. Each becomes a text here, by the
kind of its column, or a settled cell (see ``settled``). Nothing is guessed: a number stays the
number that it is, so a serial number of a day is no date, and a date cell is no id.
"""

from __future__ import annotations

import datetime as dt

from pipeline.intake import settled
from schemas.columns import Kind

CODED = frozenset({Kind.ID, Kind.CODE})
SHORT = 15  # digits that a workbook, and a number with a floating point, keep exactly
A_BOOLEAN = settled.fault("a TRUE or FALSE cell, which no column here takes")
AN_ERROR = settled.fault("an error cell such as #N/A")
A_FRACTION = settled.fault("an id stored as a number with a fraction")
TOO_LONG = settled.fault(f"an id stored as a number of more than {SHORT} digits: the last are lost")
NOT_A_DAY = settled.fault("a date cell that is no day of the calendar")
WITH_A_TIME = settled.fault("a date with a time of day, where a day belongs")
NOT_A_DATE = settled.fault("a clock time, where a day belongs")
NOT_A_TIME = settled.fault("a date, where a clock time belongs")
WITH_SECONDS = settled.fault("a clock time with seconds, where HH:MM belongs")
NOT_A_TEXT = settled.fault("a date or time cell, where an id or a code belongs")
NOT_A_NUMBER = settled.fault("a date or time cell, where a number belongs")
A_NUL = settled.fault("a NUL character, which no text may hold")
FIRST_SERIAL = dt.datetime(1900, 3, 1)  # noqa: DTZ001 (a day of the calendar, of no zone)
_MINUTE, _DAY = 60_000, 86_400_000


def number(text: str, kind: Kind, *, exact: bool) -> str:
    """Write a number cell.

    Args:
        text: the number in plain digits, no exponent and no needless zeros.
        kind: of the column.
        exact: whether every digit is known; else an id may have 15 at most.
    """
    if kind not in CODED:
        return text
    if "." in text:
        return A_FRACTION
    return TOO_LONG if not exact and len(text.lstrip("-")) > SHORT else text


def moment(found: dt.datetime, kind: Kind) -> str:
    """Write a date cell, with the time of day that it has."""
    if kind is Kind.TEXT:
        return found.date().isoformat() if _is_midnight(found) else found.isoformat(" ")
    if kind is Kind.DATE:
        return settled.day(found.date()) if _is_midnight(found) else WITH_A_TIME
    return NOT_A_TIME if kind is Kind.TIME else _elsewhere(kind)


def clock(milliseconds: int, kind: Kind) -> str:
    """Write a clock time, given since midnight; 24:00 is the end of the day."""
    minutes, rest = divmod(milliseconds, _MINUTE)
    shown = f"{minutes // 60:02}:{minutes % 60:02}"
    if kind is Kind.TEXT:
        return f"{shown}:{rest / 1000:06.3f}" if rest else shown
    if kind is Kind.TIME:
        return WITH_SECONDS if rest else shown
    return NOT_A_DATE if kind is Kind.DATE else _elsewhere(kind)


def serial(days: float, kind: Kind, epoch: dt.date) -> str:
    """Write the serial number of a date cell in a workbook that counts from ``epoch``.

    Below one it is a clock time, and one is 24:00 in a column of clock times. The days before
    March 1900 are counted differently by different programs and are none here.
    """
    if kind not in {Kind.DATE, Kind.TIME, Kind.TEXT}:
        return _elsewhere(kind)
    total = round(days * _DAY)
    whole, rest = divmod(total, _DAY)
    if whole == 0 or (total == _DAY and kind is Kind.TIME):
        return clock(total, kind)
    try:
        found = dt.datetime.combine(epoch, dt.time()) + dt.timedelta(days=whole, milliseconds=rest)
    except OverflowError:
        return NOT_A_DAY
    return NOT_A_DAY if found < FIRST_SERIAL else moment(found, kind)


def iso(text: str, kind: Kind) -> str:
    """Write a date cell of a workbook that spells its dates and times in ISO 8601."""
    try:
        if "-" in text:
            return moment(dt.datetime.fromisoformat(text.removesuffix("Z")), kind)
        time = dt.time.fromisoformat(text.removeprefix("T").removesuffix("Z"))
    except ValueError:
        return NOT_A_DAY
    since = dt.timedelta(hours=time.hour, minutes=time.minute, seconds=time.second)
    return clock(round(since.total_seconds() * 1000) + time.microsecond // 1000, kind)


def _is_midnight(found: dt.datetime) -> bool:
    return found.time() == dt.time()


def _elsewhere(kind: Kind) -> str:
    return NOT_A_TEXT if kind in CODED else NOT_A_NUMBER
