"""What every file of payer rules is made of: text, money, codes, citations, dated entries.

Everything is strict and frozen: an unknown key is an error, a number is never read from text,
and no message carries a value of the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    WithJsonSchema,
    model_validator,
)

EPOCH = date(1970, 1, 1).toordinal()
FIRST_DAY, LAST_DAY = -(2**31) + 1, 2**31 - 1
"""Bounds of the int32 days used for dates; ``LAST_DAY`` also stands for "no date"."""

Grade = Literal["A", "B", "C"]
Basis = Literal["service", "received", "processed"]
SeverityName = Literal["block", "review", "note"]
DisciplineName = Literal["PT", "OT", "SLP"]
LineOfBusiness = Literal[
    "medicare", "medicare-advantage", "medicaid", "commercial", "federal", "workers-comp"
]

_DEVICE_NAMES = {"con", "prn", "aux", "nul"} | {
    f"{stem}{n}" for stem in ("com", "lpt") for n in range(1, 10)
}


def day_number(day: date) -> int:
    """Return the date as days since 1970-01-01, the unit of all look-ups."""
    return day.toordinal() - EPOCH


def _shaped(pattern: str, problem: str) -> Callable[[str], str]:
    shape = re.compile(rf"\A(?:{pattern})\Z")

    def check(text: str) -> str:
        if not shape.match(text):
            raise ValueError(problem)
        return text

    return check


def shaped_text(pattern: str, problem: str) -> tuple[AfterValidator, WithJsonSchema]:
    """Return what makes a text field match a whole pattern, with the sentence when it does not."""
    schema = WithJsonSchema({"type": "string", "pattern": f"^(?:{pattern})$"})
    return AfterValidator(_shaped(pattern, problem)), schema


def _not_a_device(text: str) -> str:
    if text in _DEVICE_NAMES:
        raise ValueError("is a name that Windows keeps for itself")
    return text


def _to_cents(value: object) -> int:
    if not isinstance(value, str) or not re.match(r"\A[0-9]{1,9}(\.[0-9]{1,2})?\Z", value):
        raise ValueError('must be dollars as text with at most two decimals, such as "2480.00"')
    return int(Decimal(value) * 100)


def to_tuple(value: object) -> object:
    """Return a list of the file as a tuple; leave anything else to its type."""
    return tuple(value) if isinstance(value, list) else value


def _plain_date(value: object) -> object:
    if isinstance(value, datetime):
        raise ValueError("must be a date without a time, such as 2026-01-31")
    return value


def unique(values: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse an empty list and one that names something twice."""
    if not values:
        raise ValueError("must not be empty")
    if len(set(values)) != len(values):
        raise ValueError("names the same thing twice")
    return values


Day = Annotated[date, BeforeValidator(_plain_date)]
Text = Annotated[
    str, *shaped_text(r"\S(?:[^\x00-\x1f\x7f]{0,498}\S)?", "must be one line of text, not blank")
]
Web = Annotated[str, *shaped_text(r"https?://[!-~]{3,500}", "must be a web address")]
Slug = Annotated[
    str,
    *shaped_text(r"[a-z0-9][a-z0-9_-]{0,63}", "must be lower-case letters, digits, - and _"),
    AfterValidator(_not_a_device),
]
Code = Annotated[
    str, *shaped_text(r"[A-Z0-9]{5}", "must be five characters A-Z 0-9; a range is not allowed")
]
Modifier = Annotated[str, *shaped_text(r"[A-Z0-9]{2}", "must be two characters A-Z 0-9")]
RuleId = Annotated[
    str, *shaped_text(r"[A-Z]{2,5}[0-9]{3}", "must be the id of a rule, such as COV001")
]
Money = Annotated[
    int,
    BeforeValidator(_to_cents),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]{1,9}(\.[0-9]{1,2})?$"}),
]
"""Written as text in dollars, held as integer cents."""
Whole = Annotated[int, Field(ge=0, le=36500)]
Codes = Annotated[tuple[Code, ...], BeforeValidator(to_tuple), AfterValidator(unique)]
Modifiers = Annotated[tuple[Modifier, ...], BeforeValidator(to_tuple), AfterValidator(unique)]


class Strict(BaseModel):
    """Frozen, strict, no unknown keys, no input in messages."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", hide_input_in_errors=True)


class Citation(Strict):
    """Where a value stands: who says it, in which document and section, read on which day."""

    authority: Text
    document: Text
    section: Text | None = None
    url: Web | None = None
    read_on: Day


class Entry(Strict):
    """One dated value of one knob; the knobs in knobs.py add their fields.

    ``from`` and ``to`` are inclusive. ``basis`` says which date is compared with them: the date
    of service, or the as-of date (``received``, ``processed``). ``unknown = true`` is an entry
    without a value: it answers "not known" and stops the search in lower layers.
    """

    knob: ClassVar[str] = ""
    keyed: ClassVar[bool] = False
    needs: ClassVar[tuple[str, ...]] = ()
    needs_reason: ClassVar[bool] = False

    starts: Day = Field(alias="from")
    ends: Day | None = Field(default=None, alias="to")
    unknown: bool = False
    citation: Citation | None = None
    grade: Grade | None = None
    verified_on: Day | None = None
    review_by: Day | None = None
    basis: Basis = "service"
    severity: SeverityName | None = None
    reason: Text | None = None
    author: Text | None = None
    expires: Day | None = None

    _file: str = PrivateAttr(default="")
    _number: int = PrivateAttr(default=0)
    _of_site: bool = PrivateAttr(default=False)
    _override: bool = PrivateAttr(default=False)

    @model_validator(mode="after")
    def _holds_together(self) -> Entry:
        if self.ends is not None and self.ends < self.starts:
            raise ValueError('"to" lies before "from"')
        if (self.author is None) != (self.expires is None):
            raise ValueError('"author" and "expires" belong together')
        if self.author is not None and self.reason is None:
            raise ValueError('"reason" is missing beside "author" and "expires"')
        if self.needs_reason and self.reason is None:
            raise ValueError('"reason" is missing')
        self._values_complete()
        if not self.unknown:
            self.check_values()
        return self

    def _values_complete(self) -> None:
        if self.unknown:
            set_values = [f for f in self.value_fields() if f in self.model_fields_set]
            if set_values:
                raise ValueError(f'"{set_values[0]}" cannot stand beside unknown = true')
            return
        for name in self.needs:
            if getattr(self, name) is None:
                raise ValueError(f'"{name}" is missing')

    @classmethod
    def value_fields(cls) -> tuple[str, ...]:
        """Return the names of the fields that this knob adds, without those of its key."""
        return tuple(f for f in cls.model_fields if f not in Entry.model_fields and f != "key")

    def check_values(self) -> None:
        """Raise ValueError where the knob's own fields contradict one another."""

    @property
    def entry_key(self) -> str:
        """What tells entries of one knob apart; empty for a knob that has one value a payer."""
        return ""

    @property
    def source(self) -> str:
        """``medicare/medicare.toml#threshold 2026-01-01``: file, knob (and key), first day."""
        key = f".{self.entry_key}" if self.entry_key else ""
        return f"{self._file}#{self.knob}{key} {self.starts.isoformat()}"

    def at_home(self, file: str, number: int, *, of_site: bool, override: bool) -> None:
        """Note where the entry stands; called once, by the loader."""
        self._file, self._number = file, number
        self._of_site, self._override = of_site, override

    @property
    def file(self) -> str:
        """Name of the file that holds the entry."""
        return self._file

    @property
    def number(self) -> int:
        """Position among the file's entries of the knob, from 1."""
        return self._number

    @property
    def is_override(self) -> bool:
        """True for an entry of a site's override file."""
        return self._override

    def answers(self, as_of: date) -> bool:
        """Return False for an override that has expired before the as-of date."""
        return not (self._override and self.expires is not None and self.expires < as_of)

    def confirmed(self, as_of: date) -> bool:
        """Return True where the site stands behind it: reason, author, expiry not passed."""
        return self._of_site and self.expires is not None and as_of <= self.expires

    def may_block(self, as_of: date) -> bool:
        """Return True for grade A or B, or an entry that the site confirms (counts as B)."""
        return self.grade in ("A", "B") or self.confirmed(as_of)

    def days(self, as_of: date) -> tuple[int, int] | None:
        """Return first and last service day (days since 1970) on which it is in force.

        An entry by date of receipt or processing is in force on every service day or on none.
        """
        if self.basis == "service":
            last = LAST_DAY if self.ends is None else day_number(self.ends)
            return day_number(self.starts), last
        in_force = self.starts <= as_of and (self.ends is None or as_of <= self.ends)
        return (FIRST_DAY, LAST_DAY) if in_force else None


def field_names(model: type[BaseModel]) -> list[str]:
    """Return the names under which a file writes the model's fields."""
    return [info.alias or name for name, info in model.model_fields.items()]
