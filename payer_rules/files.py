"""A payer file and a site file as models, built from the table of knobs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, create_model

from payer_rules.cases import Case
from payer_rules.house import House
from payer_rules.intake_table import INTAKE_NAMES, IntakeTable
from payer_rules.knobs import KNOBS
from payer_rules.model import (
    Citation,
    Entry,
    LineOfBusiness,
    Slug,
    Strict,
    Text,
    field_names,
    shaped_text,
    to_tuple,
)


class PayerHeader(Strict):
    """The head of a payer file and its cases; the knobs are added below.

    A file with ``name`` defines a payer; one without holds overrides for a payer defined
    elsewhere.
    """

    id: Slug
    extends: Slug | None = None
    name: Text | None = None
    line_of_business: LineOfBusiness | None = None
    case: Annotated[tuple[Case, ...], BeforeValidator(to_tuple)] = ()

    def entries(self, knob: str) -> tuple[Entry, ...]:
        """Return the file's entries of one knob, in file order."""
        found: tuple[Entry, ...] = getattr(self, knob)
        return found

    def all_entries(self) -> Iterable[Entry]:
        """Yield every entry, knob by knob."""
        for knob in KNOBS:
            yield from self.entries(knob)


_knob_fields: dict[str, Any] = {
    knob: (Annotated[tuple[model, ...], BeforeValidator(to_tuple)], ())  # type: ignore[valid-type]
    for knob, model in KNOBS.items()
}
PayerFile: type[PayerHeader] = create_model(
    "PayerFile", __base__=PayerHeader, __doc__=PayerHeader.__doc__, **_knob_fields
)
"""A whole payer file: header, one list an existing knob, cases."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError('must be a time zone such as "America/Chicago"') from None
    return name


class SiteTable(Strict):
    """``[site]``: who this office is."""

    id: Slug = "main"
    timezone: Annotated[Text, AfterValidator(_known_zone)] | None = None
    export: Literal["open-claims", "snapshot"] = "open-claims"
    code_sets: Text | None = None


class When(Strict):
    """Conditions of one payer match; all that are given must hold."""

    location_id: Text | None = None
    state: Text | None = None
    plan: Text | None = None


class PayerChoice(Strict):
    """One choice of a payer match: the first whose conditions hold answers."""

    when: When = When()
    id: Slug


class Location(Strict):
    """``[locations.<id>]``: Medicare contractor and fee locality of one location."""

    mac: Annotated[str, *shaped_text(r"[0-9]{5}", "must be five digits in quotes")]
    locality: Annotated[str, *shaped_text(r"[0-9]{2}", "must be two digits in quotes")]


class Dispositions(Strict):
    """``[dispositions]``: what becomes of a claim that could not be fully checked."""

    undecided: Literal["release", "review"] = "release"


def _choices(value: object) -> object:
    return ({"id": value},) if isinstance(value, str) else to_tuple(value)


PayerTarget = Annotated[
    tuple[PayerChoice, ...],
    BeforeValidator(_choices, json_schema_input_type=Slug | tuple[PayerChoice, ...]),
]
"""A rules id, or choices in order; a plain id is read as one choice without conditions."""


class SiteFile(Strict):
    """A whole site file."""

    site: SiteTable = SiteTable()
    payers: dict[str, PayerTarget] = Field(default_factory=dict)
    locations: dict[str, Location] = Field(default_factory=dict)
    dispositions: Dispositions = Dispositions()
    house: House = House()
    intake: IntakeTable = IntakeTable()


PAYER_NAMES: dict[tuple[str, ...], list[str]] = {
    (): field_names(PayerFile),
    ("case",): field_names(Case),
    **{(knob,): field_names(model) for knob, model in KNOBS.items()},
    **{(knob, "citation"): field_names(Citation) for knob in KNOBS},
}
"""Known key names of a payer file by path, for "did you mean"."""

SITE_NAMES: dict[tuple[str, ...], list[str]] = {
    (): field_names(SiteFile),
    ("site",): field_names(SiteTable),
    ("dispositions",): field_names(Dispositions),
    ("house",): field_names(House),
    **INTAKE_NAMES,
}
"""Known key names of a site file by path."""

HOME = Path(__file__).parent
"""The folder of the shipped files."""
