"""Columns of few distinct texts: their numbers, and how one is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    TextColumn: TypeAlias = pd.Categorical[Any]
else:
    # The class takes no parameter at run time.
    TextColumn = pd.Categorical


def numbers_of(column: TextColumn) -> NDArray[np.intp]:
    """Return each row's category number from 1, and 0 where the cell is missing."""
    return column.codes.astype(np.intp) + 1


def categorical(numbers: NDArray[np.integer[Any]], names: Sequence[str]) -> TextColumn:
    """Return a column of these names by position, missing where the number is -1."""
    dtype: pd.CategoricalDtype = pd.CategoricalDtype(pd.Index(list(names), dtype="str"))
    return pd.Categorical.from_codes(numbers, dtype=dtype)
