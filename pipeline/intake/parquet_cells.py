"""Values of a Parquet column, written as the texts that a CSV file would hold."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.intake import settled, typed_cells
from pipeline.intake.raw import Cells
from schemas.columns import Kind

BROKEN = (pa.ArrowException, OSError, ValueError, KeyError, IndexError, OverflowError)
"""What Arrow raises on files and values that make no sense; its texts may hold a value."""
UNREADABLE = "a value that cannot be read"
NOT_FINITE = settled.fault("not a finite number")


def is_text(type_: pa.DataType) -> bool:
    """Whether a column holds texts."""
    return pa.types.is_string(type_) or pa.types.is_large_string(type_)


def not_read(type_: Any) -> str:
    """Say what a column holds that is no cell, "" for what can be read."""
    types: Any = pa.types
    if types.is_dictionary(type_):
        return not_read(type_.value_type)
    if types.is_timestamp(type_):
        return "times of a time zone" if type_.tz else ""
    known = (
        types.is_string, types.is_large_string, types.is_string_view, types.is_integer,
        types.is_floating, types.is_decimal, types.is_boolean, types.is_date, types.is_time,
        types.is_null,
    )  # fmt: skip
    if any(is_known(type_) for is_known in known):
        return ""
    return "nested values" if types.is_nested(type_) else "binary or other values"


def as_python(values: Cells) -> list[Any]:
    """Return values as Python has them; one that Python has not is told as a text."""
    try:
        return list(values.to_pylist())
    except BROKEN:
        pass
    found: list[Any] = []
    for value in values:
        try:
            found.append(value.as_py())
        except BROKEN:
            found.append(UNREADABLE)
    return found


def texts_of(distinct: Cells, kind: Kind, longest: int) -> list[str] | None:
    """Write the distinct values of a column as texts; None when one is not UTF-8."""
    if is_text(distinct.type):
        try:
            distinct.validate(full=True)
        except pa.ArrowInvalid:
            return None
        too_long = settled.fault(f"longer than {longest:,} characters")
        texts = ["" if text is None else text for text in distinct.to_pylist()]
        return [_text(text, longest, too_long) for text in texts]
    if pa.types.is_floating(distinct.type):
        return [_floating(value, kind) for value in distinct.to_numpy(zero_copy_only=False)]
    return [_typed(value, kind) for value in as_python(distinct)]


def _text(text: str, longest: int, too_long: str) -> str:
    if settled.MARK in text:
        return typed_cells.A_NUL
    return text if len(text) <= longest else too_long


def _floating(value: np.floating[Any], kind: Kind) -> str:
    """Write a floating number with the fewest digits that tell it from every other."""
    if np.isnan(value):
        return ""
    if not np.isfinite(value):
        return NOT_FINITE
    return typed_cells.number(np.format_float_positional(value, trim="-"), kind, exact=False)


def _typed(value: object, kind: Kind) -> str:
    match value:
        case None:
            text = ""
        case bool():
            text = typed_cells.A_BOOLEAN
        case int():
            text = typed_cells.number(str(value), kind, exact=True)
        case Decimal():
            digits = format(value, "f")
            short = digits.rstrip("0").rstrip(".") if "." in digits else digits
            text = typed_cells.number(short, kind, exact=True)
        case dt.datetime():
            text = typed_cells.moment(value, kind)
        case dt.date():
            text = typed_cells.moment(dt.datetime.combine(value, dt.time()), kind)
        case dt.time():
            since = (value.hour * 60 + value.minute) * 60 + value.second
            text = typed_cells.clock(since * 1000 + value.microsecond // 1000, kind)
        case _:
            text = typed_cells.NOT_A_DAY
    return text


def shown(value: object) -> str:
    """Return a value as a text for people."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
