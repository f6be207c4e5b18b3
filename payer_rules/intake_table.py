"""``[intake]`` of the site file: how this office's exports are to be read."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from payer_rules.model import Slug, Strict, Text, field_names, to_tuple, unique
from schemas.tables import MODELS

EVERY_COLUMN = "*"


def _names(value: object) -> object:
    return (value,) if isinstance(value, str) else to_tuple(value)


def _by_column(value: object) -> object:
    if isinstance(value, list):
        return {EVERY_COLUMN: tuple(value)}
    if isinstance(value, dict):
        return {column: to_tuple(formats) for column, formats in value.items()}
    return value


Formats = Annotated[tuple[Text, ...], BeforeValidator(to_tuple), AfterValidator(unique)]
Names = Annotated[
    tuple[Slug, ...],
    BeforeValidator(_names, json_schema_input_type=Slug | tuple[Slug, ...]),
    AfterValidator(unique),
]
FormatsByColumn = Annotated[
    dict[str, Formats],
    BeforeValidator(_by_column, json_schema_input_type=Formats | dict[str, Formats]),
]


class TableIntake(Strict):
    """``[intake.<table>]``: what differs for one table.

    Attributes:
        column_map: names of the maps for its files; a file's headings tell which one it is.
        sheet: name of the sheet to read in workbooks.
        date_formats: formats for all its dates, or column by column.
    """

    column_map: Names | None = None
    sheet: Text | None = None
    date_formats: FormatsByColumn = Field(default_factory=dict)


class IntakeTable(Strict):
    """``[intake]``: what holds for every file, and beside it one table of settings an input.

    Attributes:
        date_formats: formats of dates where the table says nothing else.
        legacy_encoding: codec of texts that are not UTF-8, such as "cp1252".
        delimiter: the character between the fields of a text file.
        set_aside_codes: procedure codes of the office that are not billed.
        reject_share: a file with a larger share of unreadable rows is refused.
    """

    date_formats: Formats | None = None
    legacy_encoding: Text | None = None
    delimiter: str = ","
    set_aside_codes: Annotated[tuple[Text, ...], BeforeValidator(to_tuple)] = ()
    reject_share: Annotated[float, Field(ge=0, le=1)] = 0.05
    claims: TableIntake = TableIntake()
    visits: TableIntake = TableIntake()
    plans: TableIntake = TableIntake()
    spend: TableIntake = TableIntake()
    documents: TableIntake = TableIntake()
    authorizations: TableIntake = TableIntake()
    eligibility: TableIntake = TableIntake()

    def of_table(self, table: str) -> TableIntake:
        """Return what is said of one table."""
        found: TableIntake = getattr(self, table)
        return found


INTAKE_NAMES: dict[tuple[str, ...], list[str]] = {
    ("intake",): field_names(IntakeTable),
    **{("intake", table): field_names(TableIntake) for table in MODELS},
}
"""Known key names by path, for "did you mean"."""
