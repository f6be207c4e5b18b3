"""Tables as checks see them: validated frames whose columns come out as plain numpy facts.

Blank is explicit: a blank day is ``BLANK_DAY``, a blank code is -1, and ``blank(column)`` says
where. A column that the export does not have is blank everywhere and not in ``supplied``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from pipeline.rule import Mask

Days = npt.NDArray[np.int32]
Codes = npt.NDArray[np.int32]
Cents = npt.NDArray[np.int64]

BLANK_DAY = np.iinfo(np.int32).min
_SECONDS_A_DAY = 86_400


class Coded(NamedTuple):
    """A categorical column: a code a row (-1 is blank) into ``values``."""

    codes: Codes
    values: tuple[str, ...]


def days_of(series: pd.Series[Any]) -> Days:
    """Turn a datetime64[s] column into days since 1970-01-01; blank is ``BLANK_DAY``."""
    seconds = series.to_numpy().view(np.int64)
    blank = seconds == np.iinfo(np.int64).min
    days = (seconds // _SECONDS_A_DAY).astype(np.int32)
    days[blank] = BLANK_DAY
    return days


def as_arrow(column: pd.Series[Any]) -> pa.LargeStringArray:
    """Return a text column as one arrow array."""
    array: Any = pa.array(column, type=pa.large_string(), from_pandas=True)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    return cast("pa.LargeStringArray", array)


def as_dates(days: npt.NDArray[np.integer[Any]]) -> list[str]:
    """Return days as ISO dates, for reports; blank is ""."""
    texts: list[str] = days.astype("datetime64[D]").astype(str).tolist()
    return [
        "" if day == BLANK_DAY else text for day, text in zip(days.tolist(), texts, strict=True)
    ]


def taken(values: Sequence[str], codes: npt.NDArray[np.integer[Any]]) -> pa.LargeStringArray:
    """Return the value of each code as one arrow array; a code of -1 is ""."""
    known: Any = pa.array([*values, ""], type=pa.large_string())
    return cast("pa.LargeStringArray", known.take(np.where(codes < 0, len(values), codes)))


def value_at(values: npt.NDArray[Any], rows: npt.NDArray[np.intp], blank: int) -> npt.NDArray[Any]:
    """Return the values of some rows, ``blank`` for a row of -1."""
    if not len(values):
        return np.full(len(rows), blank, dtype=values.dtype)
    return np.where(rows < 0, np.asarray(blank, dtype=values.dtype), values[rows])


def repeated(text: str, count: int) -> pa.LargeStringArray:
    """Return one text so many times as one arrow array."""
    return taken((text,), np.zeros(count, dtype=np.int64))


class Table:
    """A validated frame; columns are read through this class only."""

    def __init__(self, frame: pd.DataFrame, supplied: Collection[str] | None = None) -> None:
        """Wrap ``frame``; ``supplied`` are the headings the export had (default: all)."""
        self.frame = frame
        self.supplied = frozenset(frame.columns if supplied is None else supplied)
        self._memo: dict[tuple[str, str], Any] = {}

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.frame)

    def none(self) -> Mask:
        """Return a mask that holds nowhere."""
        return np.zeros(len(self), dtype=np.bool_)

    def everywhere(self, holds: bool) -> Mask:
        """Return a mask that is the same on every row."""
        return np.full(len(self), holds, dtype=np.bool_)

    def column_missing(self, *columns: str) -> Mask:
        """Mark every row when none of the columns was supplied."""
        return self.everywhere(not any(column in self.supplied for column in columns))

    def blank(self, column: str) -> Mask:
        """Mark rows whose cell is blank."""
        if column not in self.frame:
            return self.everywhere(True)
        series = self.frame[column]
        if isinstance(series.dtype, pd.CategoricalDtype):
            return np.asarray(series.cat.codes.to_numpy() < 0)
        return np.asarray(series.isna().to_numpy(dtype=np.bool_))

    def coded(self, column: str) -> Coded:
        """Return a categorical column as integer codes and their values."""
        if column not in self.frame:
            return Coded(np.full(len(self), -1, dtype=np.int32), ())
        key = ("coded", column)
        if key not in self._memo:
            categorical = self.frame[column].cat
            values = tuple(str(value) for value in categorical.categories)
            codes = categorical.codes.to_numpy().astype(np.int32, copy=False)
            self._memo[key] = Coded(codes, values)
        coded: Coded = self._memo[key]
        return coded

    def categorical(self, column: str) -> pd.Categorical:
        """Return a column as a Categorical; a column not supplied is all blank."""
        if column not in self.frame:
            return pd.Categorical([None] * len(self), categories=pd.Index([], dtype="str"))
        values = self.frame[column].array
        assert isinstance(values, pd.Categorical)
        return values

    def is_one_of(self, column: str, *values: str) -> Mask:
        """Mark rows whose code is one of ``values``; blank never is."""
        coded = self.coded(column)
        return look_up(coded, lambda value: value in values)

    def days(self, column: str) -> Days:
        """Return a date column as days since 1970-01-01, blank as ``BLANK_DAY``."""
        if column not in self.frame:
            return np.full(len(self), BLANK_DAY, dtype=np.int32)
        key = ("days", column)
        if key not in self._memo:
            self._memo[key] = days_of(self.frame[column])
        days: Days = self._memo[key]
        return days

    def cents(self, column: str) -> Cents:
        """Return a money (or whole number) column; blank is 0, see ``blank``."""
        if column not in self.frame:
            return np.zeros(len(self), dtype=np.int64)
        key = ("cents", column)
        if key not in self._memo:
            self._memo[key] = np.asarray(self.frame[column].to_numpy(dtype=np.int64, na_value=0))
        cents: Cents = self._memo[key]
        return cents

    def text(self, column: str, rows: npt.NDArray[np.intp]) -> list[str]:
        """Return the text of some rows, blank as ""."""
        if column not in self.frame:
            return [""] * len(rows)
        series = self.frame[column]
        if isinstance(series.dtype, pd.CategoricalDtype):
            coded = self.coded(column)
            values = [*coded.values, ""]
            return [values[code] for code in coded.codes[rows].tolist()]
        taken = self._whole(column).take(pa.array(rows, type=pa.int64()))
        return cast("list[str]", taken.fill_null("").to_pylist())

    def cells(self, column: str, rows: npt.NDArray[np.intp]) -> pa.LargeStringArray:
        """Return the text of some rows as one arrow array; blank, and a row of -1, is ""."""
        if column not in self.frame:
            return repeated("", len(rows))
        if isinstance(self.frame[column].dtype, pd.CategoricalDtype):
            coded = self.coded(column)
            return taken(coded.values, value_at(coded.codes, rows, -1))
        at = pa.array(rows, type=pa.int64(), mask=rows < 0)
        found: Any = self._whole(column).take(at).fill_null("")
        return cast("pa.LargeStringArray", found)

    def _whole(self, column: str) -> pa.LargeStringArray:
        """Return a text column as one arrow array; many short chunks are slow to take from."""
        key = ("whole", column)
        if key not in self._memo:
            self._memo[key] = as_arrow(self.frame[column])
        whole: pa.LargeStringArray = self._memo[key]
        return whole


def look_up(coded: Coded, passes: Any) -> Mask:
    """Mark rows whose value passes a predicate, asked once a distinct value."""
    table = np.array([bool(passes(value)) for value in coded.values] + [False], dtype=np.bool_)
    return np.asarray(table[coded.codes])


class OfPatients(Table):
    """A table whose rows belong to patients, numbered as in the bucket's service lines."""

    @cached_property
    def patient(self) -> Codes:
        """Patient number of the bucket."""
        return np.asarray(self.frame["patient"].to_numpy(), dtype=np.int32)


class Visits(OfPatients):
    """Documented services: one row a visit and code (schemas.visits)."""

    @cached_property
    def number(self) -> Codes:
        """Number of the visit, the same that service lines name it by (``Facts.visit``)."""
        return np.asarray(self.frame["number"].to_numpy(), dtype=np.int32)


class Plans(OfPatients):
    """Plans of care: one row a period (schemas.plans_of_care)."""


class Spend(OfPatients):
    """Opening balances: one row a patient, year and threshold bucket (schemas.other_inputs)."""


class Documents(OfPatients):
    """Notes and orders without a service: one row a document (schemas.other_inputs)."""
