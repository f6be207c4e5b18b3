"""A column map as its file has it: how one vendor's layout becomes one of our tables.

Strict like the payer files: an unknown key is an error, and no message carries a value.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from payer_rules.intake_table import Formats
from payer_rules.model import Slug, Strict, Text, shaped_text, to_tuple, unique
from pipeline.intake.dates import DateFormat

MOST_SLOTS = 4
SLOT_COLUMNS = {f"modifier_{number}" for number in range(1, MOST_SLOTS + 1)} | {"modifiers"}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def _has_a_letter(text: str) -> str:
    if not any(letter.isalpha() for letter in text):
        raise ValueError("must be a heading: one line of text with a letter in it, no braces")
    return text


def _templates_balance(text: str) -> str:
    names = _PLACEHOLDER.findall(text)
    if not names or "{" in (rest := _PLACEHOLDER.sub("", text)) or "}" in rest:
        raise ValueError('must name headings in braces, such as "{visit_id}-{payer}"')
    for name in names:
        _has_a_letter(name)
    return text


def _texts(value: object) -> object:
    """Refuse a table that translates to anything but text, without naming what it translates."""
    if not isinstance(value, dict) or not value:
        raise ValueError("must be a table that translates values")
    if not all(isinstance(text, str) and text.strip() for text in value.values()):
        raise ValueError("must translate every value to a text that is not blank")
    if len({text.strip().casefold() for text in value}) != len(value):
        raise ValueError("translates one value twice, blanks and letter case aside")
    return value


def _column(value: object) -> object:
    """Read the short forms: a heading, or a template with headings in braces."""
    if isinstance(value, str):
        return {"template" if "{" in value or "}" in value else "from": value}
    return value


def _at_most_four(slots: tuple[str, ...]) -> tuple[str, ...]:
    if len(slots) > MOST_SLOTS:
        raise ValueError("names more than four headings")
    return slots


def _known_formats(formats: tuple[str, ...]) -> tuple[str, ...]:
    for one in formats:
        try:
            DateFormat.of(one)
        except ValueError:
            raise ValueError(
                "holds a date format that is not read: a year %Y, a month %m, %-m or %b and a "
                "day %d or %-d, once each"
            ) from None
    return formats


Heading = Annotated[
    str,
    *shaped_text(r"[^\s{}](?:[^\x00-\x1f\x7f{}]{0,98}[^\s{}])?", "must be a heading on one line"),
    AfterValidator(_has_a_letter),
]
Headings = Annotated[tuple[Heading, ...], BeforeValidator(to_tuple), AfterValidator(unique)]
Template = Annotated[Text, AfterValidator(_templates_balance)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(to_tuple), AfterValidator(unique)]
Translations = Annotated[dict[str, str], BeforeValidator(_texts)]
Money = Literal["$", ",", "()"]
Clock = Literal["H:MM", "H:MM AM"]


class MapColumn(Strict):
    """Where the cells of one of our columns come from: exactly one of the first five says it.

    Attributes:
        source: ``from``: the heading whose cells they are.
        template: text with headings in braces; a row in which one is blank is rejected.
        join: headings whose cells follow one another, parted by blanks; blank ones are left out.
        number_by: line numbers only: the lines of a claim are counted in the order of this
            heading's cells (of numbers by size); equal cells are the same line.
        in_file_order: line numbers only: counted as they come in the file.
        dates: the formats of a date.
        values: what a cell stands for, blanks and letter case aside.
        otherwise: what becomes of a cell that ``values`` does not list.
        separator: the cell is a list with this between its parts; ``after``: what counts of a
            part is what follows this text.
    """

    source: Heading | None = Field(default=None, alias="from")
    template: Template | None = None
    join: Headings | None = None
    number_by: Heading | None = None
    in_file_order: bool = False
    dates: Annotated[Formats, AfterValidator(_known_formats)] | None = None
    values: Translations | None = None
    otherwise: Literal["keep", "blank", "reject"] = "keep"
    separator: Text | None = None
    after: Text | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> MapColumn:
        ways = (self.source, self.template, self.join, self.number_by, self.in_file_order or None)
        if sum(way is not None for way in ways) != 1:
            raise ValueError(
                "needs exactly one of from, template, join, number_by, in_file_order = true"
            )
        for key in ("dates", "values", "separator"):
            if getattr(self, key) is not None and self.source is None:
                raise ValueError(f'"{key}" belongs to a column with "from"')
        for key, other in (("otherwise", "values"), ("after", "separator")):
            if key in self.model_fields_set and getattr(self, other) is None:
                raise ValueError(f'"{key}" needs "{other}" beside it')
        if self.dates is not None and self.values is not None:
            raise ValueError("a date is not translated by values")
        if self.values is not None and self.separator is not None:
            raise ValueError('"values" and "separator" cannot stand together')
        return self

    @property
    def parts(self) -> tuple[str, ...]:
        """A template cut up: text, heading, text, heading, … text."""
        return tuple(_PLACEHOLDER.split(self.template or ""))

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings that the column is made of."""
        if self.template is not None:
            return tuple(dict.fromkeys(self.parts[1::2]))
        if self.join is not None:
            return self.join
        return tuple(name for name in (self.source, self.number_by) if name is not None)

    @property
    def as_it_stands(self) -> bool:
        """Whether the cells are taken as they are."""
        changes = (self.dates, self.values, self.separator)
        return self.source is not None and all(change is None for change in changes)


class RowKind(Strict):
    """``[[rows]]``: a heading whose cells say whether a row is a service line at all.

    Attributes:
        heading: the heading.
        lines: its cells on service lines; every other row is set aside.
        charge_free: cells on rows whose amount is no charge (a diagnosis, a payment), so that
            such a row does not hold its claim.
    """

    heading: Heading
    lines: Texts
    charge_free: Texts | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> RowKind:
        both = [text for text in self.charge_free or () if text in self.lines]
        if both:
            raise ValueError('"lines" and "charge_free" name the same value')
        return self


class MapFile(Strict):
    """A column map; see ``docs/column-maps.md``.

    Attributes:
        layout: what people call the layout.
        table: the table of ours that its rows become.
        extends: name of a shipped map that this one changes.
        headings: the layout's headings, all that it may use; ``optional``: those that a file may
            lack.
        exact_headings: headings are compared letter by letter; else letter case and the number of
            blanks do not matter.
        blanks: cells that stand for nothing, such as "NULL".
        money: how amounts are written besides 1234.50: with "$", with "," between thousands,
            negative ones in "()".
        clock: how clock times are written besides HH:MM.
        modifier_slots: the headings of the modifiers, in order. With fewer than four, a line on
            which all are filled may have had more.
        columns: column of ours to where its cells come from.
        constants: column of ours to the value of every row.
        absent: columns that the layout lacks, for people; takes away what ``extends`` gives.
        rows: headings that say which rows are service lines.
    """

    layout: Text | None = None
    table: Literal[
        "claims", "visits", "plans", "spend", "documents", "authorizations", "eligibility"
    ] | None = None  # fmt: skip
    extends: Slug | None = None
    headings: Headings | None = None
    optional: Headings | None = None
    exact_headings: bool = False
    blanks: Texts | None = None
    money: Annotated[tuple[Money, ...], BeforeValidator(to_tuple)] = ()
    clock: Annotated[tuple[Clock, ...], BeforeValidator(to_tuple)] = ()
    modifier_slots: Annotated[Headings, AfterValidator(_at_most_four)] | None = None
    columns: dict[
        str,
        Annotated[MapColumn, BeforeValidator(_column, json_schema_input_type=str | MapColumn)],
    ] = Field(default_factory=dict)
    constants: dict[str, Text] = Field(default_factory=dict)
    absent: Texts | None = None
    rows: Annotated[tuple[RowKind, ...], BeforeValidator(to_tuple)] = ()

    @model_validator(mode="after")
    def _says_what_it_is(self) -> MapFile:
        for key in ("layout", "table", "headings"):
            if self.extends is None and getattr(self, key) is None:
                raise ValueError(f'"{key}" is missing')
        if self.extends is not None and self.table is not None:
            raise ValueError('"table" is that of the map that "extends" names')
        return self

    def over(self, base: MapFile) -> MapFile:
        """Return the map that stands when this one is laid over the one it extends."""
        own = {name: getattr(self, name) for name in self.model_fields_set if name not in _JOINED}
        given = {*self.columns, *self.constants}
        gone = given | set(self.absent or ()) | (SLOT_COLUMNS if self.modifier_slots else set())
        joined: dict[str, Any] = {
            "columns": _without(base.columns, gone) | self.columns,
            "constants": _without(base.constants, gone) | self.constants,
            "headings": _both(base.headings, self.headings),
            "optional": _both(base.optional, self.optional),
            "absent": tuple(n for n in _both(base.absent, self.absent) if n not in given) or None,
        }
        joined["optional"] = joined["optional"] or None
        if given & SLOT_COLUMNS and self.modifier_slots is None:
            joined["modifier_slots"] = None
        kept = {name: getattr(base, name) for name in type(self).model_fields if name not in own}
        return self.model_copy(update=kept | joined | {"extends": None})


_JOINED = ("columns", "constants", "headings", "optional", "absent", "extends")


def _without(given: dict[str, Any], gone: set[str]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name not in gone}


def _both(first: tuple[str, ...] | None, second: tuple[str, ...] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*(first or ()), *(second or ()))))
