"""The small cases that a payer file carries to test itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator

from payer_rules.model import Day, DisciplineName, Strict, Text, Whole

CaseAnswer = Literal["violates", "clear", "cannot-tell", "not-applicable"]

_LINE = re.compile(r"\A([A-Z0-9]{5})((?: [A-Z0-9]{2})*)(?: x([1-9][0-9]{0,2}))?\Z")
_MINUTES = re.compile(r"\A([A-Z0-9]{5}) ([0-9]{1,3})\Z")
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
    ``minutes`` are the documented minutes by code; without them the case has no visit.
    """

    lines: Annotated[Text, AfterValidator(_lines)]
    service_date: Day
    expect: Annotated[Text, AfterValidator(_expect)]
    discipline: DisciplineName | None = None
    minutes: Annotated[Text, AfterValidator(_minutes)] | None = None
    patient_age: Whole | None = None

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
        if self.minutes is None:
            return None
        found = [match for part in _parts(self.minutes) if (match := _MINUTES.match(part))]
        return tuple((m.group(1), int(m.group(2))) for m in found)

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
