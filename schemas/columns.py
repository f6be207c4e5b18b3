"""Column kinds: how a cell is read, stored and checked.

Every input table is a pandera model whose fields are made by the functions of this module. A
field carries, as metadata, all that intake needs to read the column: its kind, whether the
heading is required and which values are allowed. A column is thus described in one place.

Storage: ids are text, codes and choices are categoricals (checked once a distinct value), dates
are ``datetime64[s]``, money is integer cents, minutes are whole minutes, units are signed decimals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pandera.pandas as pa

if TYPE_CHECKING:
    Day = np.datetime64
else:
    Day = np.dtype("datetime64[s]")
Id = pd.StringDtype
Code = pd.CategoricalDtype
Text = pd.StringDtype
Cents = pd.Int64Dtype
Whole = pd.Int64Dtype


class Kind(StrEnum):
    """How intake reads a cell of a column."""

    ID = "id"
    CODE = "code"
    TEXT = "text"
    DATE = "date"
    MONEY = "money"
    DECIMAL = "decimal"
    WHOLE = "whole"
    TIME = "time"


ID_PATTERN = r"\A[!-~](?:[ -~]{0,62}[!-~])?\Z"
PROCEDURE_PATTERN = r"\A[0-9A-Z][0-9A-Z]{4}\Z"
SHORT_CODE_PATTERN = r"\A[!-~](?:[ -~]{0,30}[!-~])?\Z"
LONG_CODE_PATTERN = r"\A[!-~](?:[ -~]{0,126}[!-~])?\Z"
MINUTES_IN_A_DAY = 24 * 60
LONGEST_TEXT = 32_000


def _on_categories(passes: Callable[[str], bool]) -> Callable[[pd.Series], bool | pd.Series]:
    """Make a check that looks at each distinct value once.

    A passing column answers with a plain ``True``, which costs nothing a row.
    """

    def check(series: pd.Series) -> bool | pd.Series:
        bad = [value for value in series.cat.categories if not passes(value)]
        if not bad:
            return True
        return ~series.isin(bad)

    return check


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda value: compiled.match(value) is not None


def _text_matches(pattern: str) -> Callable[[pd.Series], bool | pd.Series]:
    def check(series: pd.Series) -> bool | pd.Series:
        good = series.str.match(pattern)
        return True if good.all() else good

    return check


def _between(low: int, high: int) -> Callable[[pd.Series], bool | pd.Series]:
    def check(series: pd.Series) -> bool | pd.Series:
        good = (series >= low) & (series <= high)
        return True if good.all() else good

    return check


def _field(kind: Kind, checks: dict[str, object], *, required: bool, **facts: object) -> Any:
    """Make a pandera field; ``required`` means a required heading without blank cells."""
    metadata = {"kind": kind, "required": required, **facts}
    arguments: dict[str, Any] = {name: {"argument": value} for name, value in checks.items()}
    return pa.Field(nullable=not required, metadata=metadata, **arguments)


def identifier(*, required: bool = False) -> Any:
    """Text that names a claim, patient, visit or person: printable ASCII, at most 64 long."""
    return _field(Kind.ID, {"is_identifier": True}, required=required, pattern=ID_PATTERN)


def code(pattern: str = SHORT_CODE_PATTERN, *, required: bool = False) -> Any:
    """Short coded text that repeats over many rows."""
    return _field(Kind.CODE, {"is_code_like": pattern}, required=required, pattern=pattern)


def choice(*values: str, required: bool = False) -> Any:
    """One of a closed list of values; letter case is folded to the list's own on reading."""
    return _field(Kind.CODE, {"is_one_of": values}, required=required, values=values)


def text() -> Any:
    """Free text of a note, up to ``LONGEST_TEXT`` characters."""
    return _field(Kind.TEXT, {"is_short_enough": LONGEST_TEXT}, required=False)


def day(*, required: bool = False) -> Any:
    """A calendar date."""
    return _field(Kind.DATE, {}, required=required)


def money(*, required: bool = False) -> Any:
    """An amount in cents, signed."""
    return _field(Kind.MONEY, {}, required=required)


def decimal(*, required: bool = False) -> Any:
    """A signed decimal such as units; rules judge whether it is whole."""
    return _field(Kind.DECIMAL, {}, required=required)


def whole(low: int, high: int, *, required: bool = False) -> Any:
    """A whole number within bounds."""
    return _field(Kind.WHOLE, {"is_between": (low, high)}, required=required)


def minutes() -> Any:
    """Minutes of a day: negative or over 24 hours is a fault of the row."""
    return whole(0, MINUTES_IN_A_DAY)


def clock_time() -> Any:
    """A clock time HH:MM, kept as minutes since midnight."""
    return _field(Kind.TIME, {"is_between": (0, MINUTES_IN_A_DAY)}, required=False)


def _register(name: str, make: Callable[..., Callable[[pd.Series], bool | pd.Series]]) -> None:
    def registered(series: pd.Series, *, argument: Any) -> bool | pd.Series:
        return make(argument)(series)

    registered.__name__ = name
    pa.extensions.register_check_method(statistics=["argument"])(registered)


def _one_of(values: Sequence[str]) -> Callable[[pd.Series], bool | pd.Series]:
    return _on_categories(frozenset(values).__contains__)


_register("is_identifier", lambda _: _text_matches(ID_PATTERN))
_register("is_code_like", lambda pattern: _on_categories(_matches(pattern)))
_register("is_one_of", _one_of)
_register(
    "is_short_enough",
    lambda most: (
        lambda series: bool((series.str.len() <= most).all()) or (series.str.len() <= most)
    ),
)
_register("is_between", lambda bounds: _between(*bounds))
