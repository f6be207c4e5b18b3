"""What the cells of a published file may hold."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from payer_rules.model import day_number
from pipeline.imports.therapy import CODE

NO_CODE = "this is no procedure code"
NO_DATE = "this is no date (YYYYMMDD or MM/DD/YYYY)"
LOST_ZEROS = "this lost its leading zeros in a spreadsheet; take the file as CMS publishes it"
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", re.ASCII)
_DECIMAL = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,10})?|\.[0-9]{1,10}", re.ASCII)


def code_of(cell: str) -> str | None:
    """Return a procedure code, trimmed; None where the cell holds none."""
    text = cell.strip(" ")
    return text if CODE.fullmatch(text) else None


def day_of(cell: str) -> int | None:
    """Return a date as days since 1970-01-01, None where the cell holds none."""
    text = cell.strip(" ")
    if found := _COMPACT.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _SLASHED.fullmatch(text):
        month, day, year = map(int, found.groups())
    else:
        return None
    try:
        return day_number(date(year, month, day))
    except ValueError:
        return None


def decimal_of(cell: str, places: int) -> str | None:
    """Return a number of at least 0 with so many decimals, None where the cell holds none."""
    text = cell.strip(" ")
    if not _DECIMAL.fullmatch(text):
        return None
    exact = Decimal(text)
    rounded = round(exact, places)
    return str(rounded) if rounded == exact else None
