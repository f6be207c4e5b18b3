"""Columns of a `NightResult` frame as plain Python lists, whatever their storage."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

SEVERITIES = ("block", "review", "note")
FINDING_ORDER = ("rule_id", "claim_id", "line_number", "finding_key")


def texts(frame: pd.DataFrame, name: str) -> list[str]:
    """Give a column as text; a blank is "", a date is ISO, an absent column is all blank."""
    if name not in frame.columns:
        return [""] * len(frame)
    series = frame[name]
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        days = np.datetime_as_string(series.to_numpy().astype("datetime64[D]"), unit="D")
        return ["" if day == "NaT" else day for day in days.tolist()]
    if isinstance(series.dtype, pd.StringDtype):
        known: list[str] = series.to_numpy(dtype=object, na_value="").tolist()
        return known
    values = series.astype(object)
    missing = values.isna()
    if missing.any():
        values = values.where(~missing, "")
    return [value if type(value) is str else str(value) for value in values.tolist()]


def mapped(frame: pd.DataFrame, name: str, make: Callable[[str], str]) -> list[str]:
    """Give a column as text with a function applied once a distinct value."""
    codes, distinct = _coded(frame, name)
    made = np.empty(len(distinct), dtype=object)
    made[:] = [make(value) for value in distinct]
    column: list[str] = made[codes].tolist()
    return column


def _coded(frame: pd.DataFrame, name: str) -> tuple[npt.NDArray[np.intp], list[str]]:
    """Number the distinct texts of a column."""
    if name in frame.columns and isinstance(frame[name].dtype, pd.StringDtype):
        codes, distinct = pd.factorize(frame[name])
        if len(codes) and codes.min() < 0:
            return np.where(codes < 0, len(distinct), codes), [*distinct.tolist(), ""]
        return codes, distinct.tolist()
    values = np.empty(len(frame), dtype=object)
    values[:] = texts(frame, name)
    codes, found = pd.factorize(values)
    return codes, list(found)


def numbers(frame: pd.DataFrame, name: str) -> list[int]:
    """Give a column as whole numbers; a blank or an absent column is 0."""
    if name not in frame.columns:
        return [0] * len(frame)
    whole: list[int] = pd.to_numeric(frame[name]).fillna(0).astype("int64").tolist()
    return whole


def objects(frame: pd.DataFrame, name: str) -> list[Any]:
    """Give a column of Python objects as it stands."""
    values: list[Any] = frame[name].tolist()
    return values


def by_value(values: list[str], make: Callable[[str], str]) -> list[str]:
    """Apply a function to each value, once a distinct value."""
    made: dict[str, str] = {}
    for value in values:
        if value not in made:
            made[value] = make(value)
    return [made[value] for value in values]


def severity_rank(findings: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Number the severities of findings: block 0, review 1, note 2."""
    rank = {severity: place for place, severity in enumerate(SEVERITIES)}
    return np.array([rank[value] for value in texts(findings, "severity")], dtype=np.int64)


def ordered_findings(findings: pd.DataFrame) -> pd.DataFrame:
    """Sort findings by severity, rule, claim, line, key: the order of `findings.jsonl`."""
    keys: list[npt.NDArray[Any]] = []
    for name in FINDING_ORDER:
        if name == "line_number":
            keys.append(np.array(numbers(findings, name), dtype=np.int64))
        else:
            keys.append(pd.factorize(_text_array(findings, name), sort=True)[0])
    order = np.lexsort((*reversed(keys), severity_rank(findings)))
    if np.array_equal(order, np.arange(len(findings))):
        return findings
    return findings.iloc[order].reset_index(drop=True)


def _text_array(frame: pd.DataFrame, name: str) -> npt.NDArray[np.object_]:
    array = np.empty(len(frame), dtype=object)
    array[:] = texts(frame, name)
    return array
