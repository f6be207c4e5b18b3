"""The small cases that a payer file carries to test itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator

from payer_rules.model import Day, DisciplineName, Money, Strict, Text, Whole

CaseAnswer = Literal["violates", "clear", "cannot-tell", "not-applicable"]

_LINE = re.compile(r"\A([A-Z0-9]{5})((?: [A-Z0-9]{2})*)(?: x([1-9][0-9]{0,2}))?\Z")
_MINUTES = re.compile(r"\A([A-Z0-9]{5}) ([0-9]{1,3})\Z")
_TIMES = re.compile(r"\A([A-Z0-9]{5}) ([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})\Z")
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_PLAN = re.compile(rf"\A(?:none|({_DAY})(?: signed ({_DAY}))?)\Z")
_ORDER = re.compile(rf"\A(?:none|({_DAY}))\Z")
_EXPECT = re.compile(r"\A([A-Z]{2,5}[0-9]{3}) (violates|clear|cannot-tell|not-applicable)\Z")


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line of a case: code, modifiers in order, units."""

    code: str
    modifiers: tuple[str, ...]
    units: int


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("|")]


def _lines(text: str) -> str:
    if not all(_LINE.match(part) for part in _parts(text)):
        raise ValueError('must be lines such as "97110 GP 59 x2 | 97530 GP"')
    return text


def _minutes(text: str) -> str:
    if not all(_MINUTES.match(part) for part in _parts(text)):
        raise ValueError('must be minutes by code such as "97110 20 | 97530 15"')
    return text


def _by_code(text: str) -> tuple[tuple[str, int], ...]:
    found = [match for part in _parts(text) if (match := _MINUTES.match(part))]
    return tuple((m.group(1), int(m.group(2))) for m in found)


def _times(text: str) -> str:
    if not all(_TIMES.match(part) for part in _parts(text)):
        raise ValueError('must be clock times by code such as "97110 09:00-09:15"')
    return text


def _dated(pattern: re.Pattern[str], problem: str, text: str) -> str:
    found = pattern.match(text)
    if not found:
        raise ValueError(problem)
    for day in filter(None, found.groups()):
        date.fromisoformat(day)
    return text


def _plan(text: str) -> str:
    return _dated(_PLAN, 'must be "none", or "2026-02-02", or "2026-02-02 signed 2026-02-09"', text)


def _order(text: str) -> str:
    return _dated(_ORDER, 'must be "none" or a date such as "2026-02-02"', text)


def _expect(text: str) -> str:
    if not _EXPECT.match(text):
        raise ValueError(
            "must be a rule and violates, clear, cannot-tell or not-applicable, such as "
            '"PAIR001 violates"'
        )
    return text


class Case(Strict):
    """A claim of one day and what a rule must say about it.

    ``lines`` are separated by ``|``: code, modifiers, and units as ``x2`` (one unit without).
    ``minutes`` are the documented minutes by code, all hands; without them the case has no visit.
    ``assistant_minutes`` are those of an assistant alone: the rest are the therapist's, and a code
    not named has none. ``times`` are clock times of codes with minutes. ``plan`` is the first day
    of the plan of care and the day it was signed, ``order`` the date of the order: "none" says
    that the office's files were there and hold none, leaving it out that there were no such files.
    ``spent`` is what the payer has counted in the year before the claim. ``as_of`` is the day of
    the run; without it a day on which everything that ships is in date.
    """

    lines: Annotated[Text, AfterValidator(_lines)]
    service_date: Day
    expect: Annotated[Text, AfterValidator(_expect)]
    discipline: DisciplineName | None = None
    minutes: Annotated[Text, AfterValidator(_minutes)] | None = None
    patient_age: Whole | None = None
    assistant_minutes: Annotated[Text, AfterValidator(_minutes)] | None = None
    times: Annotated[Text, AfterValidator(_times)] | None = None
    setting: Literal["professional", "institutional"] | None = None
    plan: Annotated[Text, AfterValidator(_plan)] | None = None
    order: Annotated[Text, AfterValidator(_order)] | None = None
    spent: Money | None = None
    as_of: Day | None = None

    @property
    def claim_lines(self) -> tuple[CaseLine, ...]:
        """The lines in order."""
        found = [match for part in _parts(self.lines) if (match := _LINE.match(part))]
        return tuple(
            CaseLine(m.group(1), tuple(m.group(2).split()), int(m.group(3) or 1)) for m in found
        )

    @property
    def minutes_by_code(self) -> tuple[tuple[str, int], ...] | None:
        """Documented minutes as (code, minutes), or None when the case has no visit."""
        return None if self.minutes is None else _by_code(self.minutes)

    @property
    def assistant_minutes_by_code(self) -> dict[str, int] | None:
        """Minutes of an assistant alone by code, or None when nothing is said of assistants."""
        return None if self.assistant_minutes is None else dict(_by_code(self.assistant_minutes))

    @property
    def times_by_code(self) -> dict[str, tuple[str, str]]:
        """First and last clock time (HH:MM) by code."""
        found = [match for part in _parts(self.times or "") if (match := _TIMES.match(part))]
        return {m.group(1): (m.group(2), m.group(3)) for m in found}

    @property
    def plan_days(self) -> tuple[str, str] | None:
        """First day of the plan and day of its signature (ISO, "" when unsigned), or None."""
        found = _PLAN.match(self.plan or "")
        return (found.group(1), found.group(2) or "") if found and found.group(1) else None

    @property
    def order_day(self) -> str | None:
        """Date of the order (ISO), or None."""
        found = _ORDER.match(self.order or "")
        return found.group(1) if found else None

    @property
    def rule(self) -> str:
        """Id of the rule that the case is about."""
        return self.expect.split(" ")[0]

    @property
    def answer(self) -> str:
        """What the rule must answer: violates, clear, cannot-tell or not-applicable."""
        return self.expect.split(" ")[1]


@dataclass(frozen=True, slots=True)
class PayerCase:
    """A case with the payer and file it comes from; ``number`` counts from 1 in its file."""

    payer: str
    file: str
    number: int
    case: Case
