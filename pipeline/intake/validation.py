"""The pandera model of a table, narrowed to the columns that a file supplies."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pandera.pandas as pa

from schemas.tables import MODELS

_SENTENCES = {
    "end_date_not_before_start_date": ("end_date", "the plan ends before it starts"),
}
_SLICE = 50_000


@cache
def narrowed(table: str, supplied: frozenset[str]) -> pa.DataFrameSchema:
    """Return the table's schema with the supplied columns only."""
    schema = MODELS[table].to_schema()
    return schema.remove_columns([name for name in schema.columns if name not in supplied])


def faults_of(
    frame: pd.DataFrame, table: str, supplied: frozenset[str]
) -> dict[int, list[tuple[str, str]]]:
    """Validate a built frame; return row position -> (column, sentence) of each fault.

    Columns and types come first, then values. The checks of a single cell ran on every distinct
    value while it was read and do not run on a million rows again. The values in pandera's
    failure cases are never looked at.

    Raises:
        TypeError: a column of the frame has not its declared type, which is a fault of ours.
    """
    lean = _without_cell_checks(table, supplied)
    faults: dict[int, list[tuple[str, str]]] = {}
    step = _SLICE if lean.checks else max(len(frame), 1)
    for begin in range(0, max(len(frame), 1), step):
        part = frame if step >= len(frame) else frame.iloc[begin : begin + step]
        found = _failures(part, lean)
        if found is not None:
            _collect(found, faults)
    return faults


@cache
def _without_cell_checks(table: str, supplied: frozenset[str]) -> pa.DataFrameSchema:
    schema = narrowed(table, supplied)
    return schema.update_columns({name: {"checks": []} for name in schema.columns})


def _failures(part: pd.DataFrame, schema: pa.DataFrameSchema) -> pd.DataFrame | None:
    """Return where the checks failed: columns ``column``, ``check``, ``index``; no values."""
    try:
        schema.validate(part, lazy=True, inplace=True)
    except pa.errors.SchemaErrors as error:
        cases: pd.DataFrame = error.failure_cases[["schema_context", "column", "check", "index"]]
    else:
        return None
    return cases


def _collect(cases: pd.DataFrame, faults: dict[int, list[tuple[str, str]]]) -> None:
    if cases["index"].isna().any():
        names = ", ".join(sorted({str(name) for name in cases["column"]}))
        raise TypeError(f"intake built columns of another type than declared: {names}")
    for check, group in cases.groupby("check", sort=False):
        name = str(check)
        column, sentence = _SENTENCES.get(name, ("", "not allowed: " + name.replace("_", " ")))
        for row, where in zip(group["index"].astype(np.int64), group["column"], strict=True):
            fault = (column or str(where), sentence)
            listed = faults.setdefault(int(row), [])
            if fault not in listed:
                listed.append(fault)
