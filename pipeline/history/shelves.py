"""What claims and visits have in common on record: versions of a thing, made of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Table

from pipeline.history import tables
from pipeline.history.cells import LINE_KINDS, VISIT_KINDS
from schemas.columns import Kind


@dataclass(frozen=True, slots=True)
class Shelf:
    """The two tables that keep one input table, and the column that names its things."""

    id_column: str
    kinds: dict[str, Kind]
    versions: Table
    sightings: Table


CLAIM_SHELF = Shelf("claim_id", LINE_KINDS, tables.claim_versions, tables.claim_sightings)
VISIT_SHELF = Shelf("visit_id", VISIT_KINDS, tables.visit_versions, tables.visit_sightings)


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows of one claim and frequency (or one visit): a group number a row, by appearance."""

    of_row: npt.NDArray[np.intp]
    first_row: npt.NDArray[np.intp]

    @property
    def count(self) -> int:
        """Return how many groups there are."""
        return len(self.first_row)

    def first_filled(self, column: pd.Series[Any]) -> npt.NDArray[np.object_]:
        """Return each group's first value that is not blank, else None."""
        answer = np.full(self.count, None, dtype=object)
        filled = np.flatnonzero(column.notna().to_numpy(dtype=np.bool_))[::-1]
        answer[self.of_row[filled]] = np.asarray(column.to_numpy(), dtype=object)[filled]
        return answer


def group_rows(*keys: npt.NDArray[np.intp]) -> Groups:
    """Number the distinct combinations of keys (codes from 0) in order of appearance."""
    combined = keys[0]
    for key in keys[1:]:
        combined = combined * (int(key.max(initial=0)) + 1) + key
    of_row, _ = pd.factorize(combined)
    first_row = np.empty(int(of_row.max(initial=-1)) + 1, dtype=np.intp)
    first_row[of_row[::-1]] = np.arange(len(of_row))[::-1]
    return Groups(of_row, first_row)
