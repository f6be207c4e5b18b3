"""How a value is written for people: money, dates, identifiers and text that may be hostile.

Every report draws its texts through this module, so that a page, a sheet and a file show the same
value in the same words. Nothing here reads a clock or a locale.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache

LONGEST_CELL = 32_000
CUT_MARK = " [cut here: {left} more characters]"
_ROOM_FOR_MARK = 60
NONE = "–"
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Controls but the line feed, DEL and C1, direction overrides and isolates, line separators,
# surrogates, the byte order mark and code points that are no characters: none of them may reach
# a page or a sheet unseen.
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufdd0-\ufdef"
    "\ufff9-\uffff\ud800-\udfff]"
)
_SAFE_ID = re.compile(r"\A[a-z0-9][a-z0-9_-]{0,63}\Z")
_WINDOWS_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)
_KEPT_OF_AN_ID = 4

SEVERITY_WORDS = {"block": "Block", "review": "Review", "note": "Note"}
DISPOSITION_WORDS = {"HOLD": "Hold", "REVIEW": "Review", "RELEASE": "Release"}
STATE_WORDS = {
    "new": "New",
    "recurring": "Recurring",
    "reopened": "Reopened",
    "accepted": "Accepted",
    "not_seen": "Not seen tonight",
    "unverified": "Could not be verified tonight",
}
STATUS_WORDS = {
    "CRASHED": "Failed",
    "FOUND": "Found something",
    "NOT_EVALUATED": "Could not be evaluated",
    "CLEAR": "Clear",
    "NOT_APPLICABLE": "Not applicable",
}
CONFIDENCE_WORDS = {
    "exact": "Exact",
    "estimate": "Estimate",
    "outside-spend-unknown": "Outside spending unknown",
    "stale": "By the newest table loaded, which is past its date",
}
KIND_WORDS = {
    "rejected": "Could not be read",
    "set_aside": "Set aside (not a billable code)",
    "duplicate": "Identical row again",
}


def word(words: Mapping[str, str], value: str) -> str:
    """Give the word for a coded value, or the value itself where there is none."""
    return words.get(value, visible(value))


def dollars(cents: int) -> str:
    """Write cents as machine text in dollars: ``-1234`` becomes ``"-12.34"``."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02d}"


def money(cents: int) -> str:
    """Write cents for people: ``123456`` becomes ``"$1,234.56"``."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}${whole:,}.{rest:02d}"


def as_date(iso: str) -> date | None:
    """Read an ISO date; None where the text is none."""
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


@lru_cache(maxsize=8192)
def day(iso: str) -> str:
    """Write an ISO date in full: ``2026-11-20`` becomes ``"Fri 20 Nov 2026"``."""
    if not iso:
        return NONE
    value = as_date(iso)
    if value is None:
        return visible(iso)
    return f"{_WEEKDAYS[value.weekday()]} {value.day} {_MONTHS[value.month - 1]} {value.year}"


def percent(part: int, whole: int) -> str:
    """Write a share in per cent, cut (never rounded up) to one decimal."""
    if whole == 0:
        return NONE
    tenths = part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10}%"


def count(number: int, one: str, many: str = "") -> str:
    """Write a number with its noun: ``count(1, "claim")`` is ``"1 claim"``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def masked(identifier: str) -> str:
    """Hide an identifier but its last four characters, and never show more than half of it."""
    kept = min(_KEPT_OF_AN_ID, len(identifier) // 2)
    return f"…{identifier[len(identifier) - kept :]}" if identifier else ""


def visible(text: str) -> str:
    """Show control characters as escapes and cut over-long text with a visible mark.

    The line feed stays. What would break a page or a workbook (NUL, lone surrogates, U+FFFE), or
    could mislead the reader's eye (direction overrides, zero-width marks), becomes a
    visible escape.
    """
    if not (text.isascii() and text.isprintable()):
        text = _UNSEEN.sub(_escape, text)
    if len(text) > LONGEST_CELL:
        kept = LONGEST_CELL - _ROOM_FOR_MARK
        text = text[:kept] + CUT_MARK.format(left=f"{len(text) - kept:,}")
    return text


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"  # noqa: PLR2004


def safe_url(url: str) -> str:
    """Give the address back when it is a plain web address, else an empty text."""
    plain = url.isascii() and url.isprintable() and not set(url) & set(" \"'<>\\^`{|}")
    return url if plain and url.startswith(("https://", "http://")) else ""


def safe_file_part(identifier: str, taken: Collection[str]) -> str:
    """Make a part of a file name that is safe on every system and not yet taken.

    Args:
        identifier: Any text, such as an office's payer code.
        taken: Parts already in use; the new one differs from all of them.

    Returns:
        Lower-case letters, digits, ``-`` and ``_``, at most 64 long, no Windows device name.
    """
    stem = re.sub(r"[^a-z0-9_-]+", "-", identifier.lower()).strip("-_")[:48] or "payer"
    if stem in _WINDOWS_DEVICES or _SAFE_ID.match(stem) is None:
        stem = f"payer-{stem}"
    part, number = stem, 1
    while part in taken:
        number += 1
        part = f"{stem}-{number}"
    return part
