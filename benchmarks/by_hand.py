"""The checks of the table models written by hand with numpy and pyarrow, to compare pandera with.

Same rules, same frames: required cells filled, ids and codes of the declared pattern, choices of
their list, whole numbers within bounds, texts short enough, plans that end after they start.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.columns import LONGEST_TEXT, MINUTES_IN_A_DAY, Kind
from schemas.tables import MODELS, columns_of

_ID = r"^[!-~]([ -~]{0,62}[!-~])?$"


def passes(table: str, frame: pd.DataFrame) -> bool:
    """Say whether every cell of a frame is as its model wants it."""
    facts = columns_of(table)
    bounds = _bounds(table)
    names = [str(name) for name in frame.columns]
    sound = all(_column(frame[name], facts[name], bounds.get(name)) for name in names)
    if {"start_date", "end_date"} <= set(frame) and table == "plans":
        end, start = frame["end_date"].to_numpy(), frame["start_date"].to_numpy()
        sound &= bool((np.isnat(end) | (end >= start)).all())
    return sound


def _bounds(table: str) -> dict[str, tuple[int, int]]:
    found = {}
    for name, column in MODELS[table].to_schema().columns.items():
        for check in column.checks:
            limits = (check.statistics or {}).get("argument")
            if check.name == "is_between" and isinstance(limits, tuple):
                found[name] = limits
    return found


def _column(column: pd.Series, facts: Mapping[str, object], bounds: tuple[int, int] | None) -> bool:
    kind, required = Kind(str(facts["kind"])), bool(facts["required"])
    if kind is Kind.CODE:
        return _codes(column, facts, required)
    if kind in {Kind.ID, Kind.TEXT}:
        return _texts(pa.chunked_array(column.array.__arrow_array__()), kind, required)
    if kind in {Kind.DATE, Kind.DECIMAL}:
        blank = np.isnat if kind is Kind.DATE else np.isnan
        return not required or not blank(column.to_numpy()).any()
    values, missing = column.array._data, column.array._mask
    if required and missing.any():
        return False
    low, high = bounds or (0, MINUTES_IN_A_DAY)
    filled = values[~missing] if missing.any() else values
    if kind is Kind.MONEY or not len(filled):
        return True
    return bool(filled.min() >= low and filled.max() <= high)


def _texts(cells: pa.ChunkedArray[Any], kind: Kind, required: bool) -> bool:
    if required and cells.null_count:
        return False
    if kind is Kind.TEXT:
        longest = pc.max(pc.utf8_length(cells)).as_py()
        return longest is None or longest <= LONGEST_TEXT
    return pc.all(pc.match_substring_regex(cells, _ID)).as_py() is not False


def _codes(column: pd.Series, facts: Mapping[str, object], required: bool) -> bool:
    if required and (column.array.codes < 0).any():
        return False
    categories = column.array.categories.tolist()
    allowed = facts.get("values")
    if isinstance(allowed, tuple):
        return set(categories) <= set(allowed)
    pattern = re.compile(str(facts["pattern"]), re.ASCII)
    return all(pattern.match(value) for value in categories)
