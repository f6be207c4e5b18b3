"""From number columns to columns of CSV cells, whole blocks at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.care import Ints, Rows

_FIRST_DAY = -20_000
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


def words(values: Sequence[str], at: Ints) -> pa.Array:
    """Take each row's word from a list."""
    return pa.array(values, pa.string()).take(pa.array(at))


def numbers(values: Ints) -> pa.Array:
    """Write whole numbers."""
    return pa.array(values).cast(pa.string())


def numbered(prefix: str, values: Ints) -> pa.Array:
    """Write ids: a prefix and a number."""
    return pc.binary_join_element_wise(prefix, numbers(values), "")


def dates(days: Ints) -> pa.Array:
    """Write days since 1970-01-01 as ISO dates."""
    return _DATES.take(pa.array(days - _FIRST_DAY))


def money(cents: Ints) -> pa.Array:
    """Write cents as dollars with two decimals."""
    distinct, at = np.unique(cents, return_inverse=True)
    texts = [f"{amount // 100}.{amount % 100:02d}" for amount in distinct.tolist()]
    return words(texts, at)


def blanks(cells: pa.Array, where: Rows) -> pa.Array:
    """Empty some cells."""
    return pc.if_else(pa.array(where), "", cells)


def quoted(rng: np.random.Generator, cells: pa.Array, share: float) -> pa.Array:
    """Put some notes in quotes, with a comma and doubled quotes in them."""
    wrapped = pc.binary_join_element_wise('"', cells, ', said ""better"""', "")
    return pc.if_else(pa.array(rng.random(len(cells)) < share), wrapped, cells)
