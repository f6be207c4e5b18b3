"""Distinct payers and dates of a table's rows, numbered without a sort where they are dense."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_DENSE_CELLS = 2_000_000


def number_pairs(
    payer: NDArray[np.integer[Any]], day: NDArray[np.int32], payers: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.int64]]:
    """Number the distinct (payer, day) pairs of rows.

    Args:
        payer: number of each row's payer, 0 to ``payers - 1``.
        day: day of each row.
        payers: how many payers there are.

    Returns:
        The pair of each row; the payer and the day of each pair, by payer, then day.
    """
    if len(day) == 0:
        empty = np.empty(0, np.intp)
        return empty, empty, np.empty(0, np.int64)
    first, last = int(day.min()), int(day.max())
    span = last - first + 1
    size = span * payers
    if size <= _DENSE_CELLS:
        key = payer.astype(np.intp)
        key *= span
        key += day
        key -= first
        seen = np.zeros(size, np.bool_)
        seen[key] = True
        distinct = np.flatnonzero(seen)
        if len(distinct) == size:
            pair = key
        else:
            number = np.zeros(size, np.intp)
            number[distinct] = np.arange(len(distinct))
            pair = number.take(key)
    else:
        wide = payer.astype(np.int64) * span + (day.astype(np.int64) - first)
        distinct, pair = np.unique(wide, return_inverse=True)
    return pair, (distinct // span).astype(np.intp), distinct % span + first
