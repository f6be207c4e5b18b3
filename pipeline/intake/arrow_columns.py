"""Arrow columns in one piece: joined over files, looked through as bytes, spread over rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.intake.raw import Cells, RawFile

Offsets = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


def join(files: Sequence[RawFile]) -> pa.Table:
    """Put the rows of several files below one another; a column that one lacks is blank there."""
    names: dict[str, pa.DataType] = {}
    for raw in files:
        names.update({name: raw.table.schema.field(name).type for name in raw.table.column_names})
    tables = []
    for raw in files:
        zeros: Cells = pa.array(np.zeros(raw.table.num_rows, dtype=np.int32))
        blank: Cells = pa.array([""], type=pa.string())
        columns: dict[str, Cells] = {}
        for name, kind in names.items():
            if name in raw.table.column_names:
                columns[name] = raw.table.column(name)
            elif kind == pa.string():
                columns[name] = blank.take(zeros)
            else:
                columns[name] = pa.DictionaryArray.from_arrays(zeros, blank)
        tables.append(pa.table(columns))
    return tables[0] if len(tables) == 1 else pa.concat_tables(tables)


def whole_text(cells: Cells) -> Cells:
    """Put the chunks of a text column into one array of any length (64-bit offsets)."""
    joined = cells.cast(pa.large_string()).combine_chunks()
    if isinstance(joined, pa.ChunkedArray):
        joined = joined.chunk(0) if joined.num_chunks else pa.array([], type=joined.type)
    return joined


def bounds(text: Cells) -> tuple[Offsets, Bytes]:
    """Return where each cell of a whole text begins and the last ends, and the bytes."""
    _, offsets, data = text.buffers()
    if offsets is None or len(text) == 0:
        return np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.uint8)
    places = np.frombuffer(offsets, dtype=np.int64)[text.offset : text.offset + len(text) + 1]
    return places, np.frombuffer(data if data is not None else b"", dtype=np.uint8)


def in_codes(cells: Cells) -> Cells:
    """Return a column as one array of codes into the distinct texts, in order of appearance."""
    if isinstance(cells, pa.ChunkedArray):
        cells = cells.unify_dictionaries().combine_chunks()
    if isinstance(cells, pa.ChunkedArray):
        cells = cells.chunk(0) if cells.num_chunks else pa.array([], type=cells.type)
    return cells


def look_up(table: npt.NDArray[Any], codes: npt.NDArray[np.int32]) -> npt.NDArray[Any]:
    """Return ``table[codes]``; Arrow does it several times faster than numpy's indexing.

    The codes are trusted to be within the table: they are the dictionary codes it was made for.
    """
    if len(codes) == 0:
        return table[codes]
    plain = table.view(f"u{table.itemsize}")
    values: Cells = pa.array(plain)
    rows: Cells = pa.array(codes)
    taken: Cells = pc.take(values, rows, boundscheck=False)
    return np.frombuffer(taken.buffers()[1], dtype=table.dtype, count=len(codes))


def strings(text: Cells) -> pd.Series:
    """Make pandas text of a whole text without copying the characters; "" becomes missing."""
    places, _ = bounds(text)
    filled = places[1:] != places[:-1]
    validity = None
    if not filled.all():
        validity = _buffer(np.packbits(filled, bitorder="little"))
    buffers = [validity, *text.buffers()[1:]]
    cells: Cells = pa.Array.from_buffers(pa.large_string(), len(text), buffers, offset=text.offset)
    joined: Cells = pa.chunked_array([cells])
    return pd.Series(pd.array(joined, dtype="str"), copy=False)


def _buffer(values: npt.NDArray[Any]) -> pa.Buffer:
    memory: Any = values
    return pa.py_buffer(memory)
