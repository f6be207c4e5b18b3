"""From number columns to columns of CSV cells, whole blocks at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.care import Ints, Rows

Cells: TypeAlias = "pa.Array[Any]"
_FIRST_DAY = -20_000
_BLOCK = 200_000
_DATES = pa.array(
    np.arange(_FIRST_DAY, 22_000).astype("datetime64[D]").astype(str).tolist(), pa.string()
)
_DONE = ("Patient completed", "Therapist guided", "Repeated with cues", "Progressed to")
_WHAT = (
    "sit to stand transfers with contact guard and two rests",
    "resisted shoulder flexion in a pain free range",
    "gait over level ground with a cane for sixty metres",
    "fine motor tasks for dressing with buttons and zips",
    "naming of common objects at the level of the phrase",
    "soft tissue work to the upper trapezius on the left",
    "balance on foam with eyes closed, stepping as needed",
    "stair training with one rail and verbal cues, señal breve",
)
NOTES = tuple(f"{done} {what.replace(',', ';')}." for done in _DONE for what in _WHAT)


def words(values: Sequence[str], at: Ints) -> Cells:
    """Take each row's word from a list."""
    return pa.array(values, pa.string()).take(at)


def numbers(values: Ints) -> Cells:
    """Write whole numbers."""
    return pa.array(values).cast(pa.string())


def numbered(prefix: str, values: Ints) -> Cells:
    """Write ids: a prefix and a number."""
    return joined(prefix, numbers(values))


def joined(*parts: Cells | str, between: str = "") -> Cells:
    """Join columns and constant texts, row by row."""
    given = [pa.scalar(part) if isinstance(part, str) else part for part in (*parts, between)]
    rows: Cells = pc.call_function("binary_join_element_wise", given)
    return rows


def dates(days: Ints) -> Cells:
    """Write days since 1970-01-01 as ISO dates."""
    return _DATES.take(days - _FIRST_DAY)


def money(cents: Ints) -> Cells:
    """Write cents as dollars with two decimals."""
    distinct, at = np.unique(cents, return_inverse=True)
    texts = [f"{amount // 100}.{amount % 100:02d}" for amount in distinct.tolist()]
    return words(texts, at)


def blanks(cells: Cells, where: Rows) -> Cells:
    """Empty some cells."""
    return where_else(where, "", cells)


def where_else(where: Rows, cells: Cells | str, otherwise: Cells) -> Cells:
    """Take one column's cells on some rows, the other's on the rest."""
    chosen: Cells = pc.if_else(pa.array(where), cells, otherwise)
    return chosen


def quoted(rng: np.random.Generator, cells: Cells, share: float) -> Cells:
    """Put some notes in quotes, with a comma and doubled quotes in them."""
    wrapped = joined('"', cells, ', said ""better"""')
    return where_else(rng.random(len(cells)) < share, wrapped, cells)


def some_blank(rng: np.random.Generator, cells: Cells, share: float) -> Cells:
    """Empty a share of the cells."""
    return blanks(cells, rng.random(len(cells)) < share)


def parts_of(count: int) -> Iterator[slice]:
    """Cut so many rows into blocks that are written one after another."""
    for begin in range(0, count, _BLOCK):
        yield slice(begin, min(count, begin + _BLOCK))
