"""Columns of a frame as text and back, and what a row's content comes to as one number.

The rows of a claim are stored as one text, a line of text a row, the cells in the order of a
*layout* (a list of column names that is stored beside it): forty database cells a claim line made
writing and reading a year three times slower. Dates are ISO text, money is cents, blanks are
empty. Accepted cells are printable, so the separators cannot occur in them.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from schemas.columns import Kind
from schemas.tables import CLAIMS, VISITS, columns_of

Texts: TypeAlias = "pa.Array[Any]"
Hashes = npt.NDArray[np.uint64]

WHOLE_KINDS = (Kind.MONEY, Kind.WHOLE, Kind.TIME)
SEPARATOR = "\x1f"
_BLANK_CODE = -1
_BLOCK_BYTES = 1 << 22
_ARROW: dict[Kind, Any] = {
    Kind.CODE: pa.dictionary(pa.int32(), pa.string()),
    Kind.DATE: pa.timestamp("s"),
    Kind.DECIMAL: pa.float64(),
    **dict.fromkeys(WHOLE_KINDS, pa.int64()),
}


class UnreadableCell(Exception):
    """The store holds something that was never written; says nothing, as it may be a value."""


@contextmanager
def _never_written() -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError, OverflowError):
        raise UnreadableCell from None


def stored_columns(table: str) -> dict[str, Kind]:
    """Return the columns of an input table that history keeps: all but the free texts."""
    kinds = {name: Kind(str(facts["kind"])) for name, facts in columns_of(table).items()}
    return {name: kind for name, kind in kinds.items() if kind is not Kind.TEXT}


LINE_KINDS = stored_columns(CLAIMS)
VISIT_KINDS = stored_columns(VISITS)


def texts_of(column: pd.Series[Any], kind: Kind) -> Texts:
    """Turn a column into arrow text; blank stays null."""
    if kind is Kind.DATE:
        of_row, days = pd.factorize(column.to_numpy().astype("datetime64[D]"))
        return _spread(np.datetime_as_string(days).tolist(), of_row)
    if isinstance(column.dtype, pd.CategoricalDtype):
        return _spread(list(map(str, column.cat.categories)), column.cat.codes.to_numpy())
    if kind in WHOLE_KINDS:
        blank = column.isna().to_numpy(dtype=np.bool_)
        numbers: Texts = pa.array(column.to_numpy(np.int64, na_value=0), mask=blank)
        return numbers.cast(pa.string())
    if kind is Kind.DECIMAL:
        decimals: Texts = pa.array(column.to_numpy(np.float64), from_pandas=True)
        return decimals.cast(pa.string())
    text = pa.array(column, type=pa.string(), from_pandas=True)
    return text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text


def _spread(values: list[str], of_row: npt.NDArray[Any]) -> Texts:
    numbers: Any = pa.array(of_row, mask=of_row < 0)
    return pa.array(values, pa.string()).take(numbers)


def pack(
    frame: pd.DataFrame, kinds: Mapping[str, Kind], counts: npt.NDArray[np.int64]
) -> list[str]:
    """Return one text for each run of ``counts`` rows, holding these columns in their order.

    Raises:
        ValueError: a cell holds a separator; such a row is never accepted by intake.
    """
    columns: Any = [texts_of(frame[name], kind) for name, kind in kinds.items()]
    rows: Any = pc.binary_join_element_wise(
        *columns, SEPARATOR, null_handling="replace", null_replacement=""
    )
    ends: Any = pa.array(np.concatenate(([0], np.cumsum(counts))).astype(np.int32))
    packed: Any = pc.binary_join(pa.ListArray.from_arrays(ends, rows), "\n")
    texts: list[str] = packed.to_numpy(zero_copy_only=False).tolist()
    whole = "".join(texts)
    marks = {SEPARATOR: len(frame) * (len(columns) - 1), "\n": len(frame) - len(texts), "\r": 0}
    if any(whole.count(mark) != expected for mark, expected in marks.items()):
        raise ValueError("a cell holds a character that no accepted row can have")
    return texts


def unpack(
    texts: Sequence[str], layout: Sequence[str], kinds: Mapping[str, Kind], count: int
) -> pd.DataFrame:
    """Undo ``pack``: all rows of all texts, with every column of ``kinds``.

    Columns that the layout has and ``kinds`` lacks are left out, those it lacks are blank.

    Raises:
        UnreadableCell: the texts do not fit their layout or do not hold ``count`` rows in all.
    """
    if not texts:
        return empty_frame(kinds)
    with _never_written():
        read = _read_packed(texts, layout, kinds)
        if read.num_rows != count:
            raise ValueError
    columns = {
        name: _column(read.column(name), kind) if name in layout else blank_column(kind, count)
        for name, kind in kinds.items()
    }
    return pd.DataFrame(columns)


def _read_packed(texts: Sequence[str], layout: Sequence[str], kinds: Mapping[str, Kind]) -> Any:
    data = "\n".join(texts).encode()
    source: Any = pa.BufferReader(data)
    read = csv.read_csv(
        source,
        csv.ReadOptions(column_names=list(layout), block_size=_BLOCK_BYTES),
        csv.ParseOptions(
            delimiter=SEPARATOR, quote_char=False, double_quote=False, ignore_empty_lines=False
        ),
        csv.ConvertOptions(
            column_types={name: _arrow_type(kinds.get(name, Kind.ID)) for name in layout},
            null_values=[""],
            strings_can_be_null=True,
        ),
    )
    return read.unify_dictionaries()


def check_sums(texts: Sequence[str], sums: Sequence[int]) -> None:
    """Refuse packed texts that are not what was written.

    Raises:
        UnreadableCell: a checksum differs.
    """
    if checksums_of(texts) != list(sums):
        raise UnreadableCell


def checksums_of(texts: Iterable[str]) -> list[int]:
    """Return the CRC-32 of each packed text."""
    return [zlib.crc32(text.encode()) for text in texts]


def _arrow_type(kind: Kind) -> Any:
    return _ARROW.get(kind, pa.string())


def column_of(cells: Sequence[Any], kind: Kind) -> pd.Series[Any]:
    """Turn single cells into a column of the type that intake gives this kind; None is blank.

    Raises:
        UnreadableCell: a cell is not of the kind.
    """
    with _never_written():
        if kind is Kind.DATE:
            return pd.Series(np.array(["NaT" if day is None else day for day in cells], "M8[s]"))
        arrow_type = pa.string() if kind is Kind.CODE else _arrow_type(kind)
        array = pa.array(cells, type=arrow_type)
        return _column(array.dictionary_encode() if kind is Kind.CODE else array, kind)


def _column(array: Any, kind: Kind) -> pd.Series[Any]:
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if kind is Kind.CODE:
        return pd.Series(_categorical(array))
    if kind is Kind.DATE:
        return pd.Series(array.to_numpy(zero_copy_only=False).astype("datetime64[s]"))
    if kind is Kind.DECIMAL:
        return pd.Series(array.to_numpy(zero_copy_only=False).astype(np.float64))
    if kind in WHOLE_KINDS:
        blank = array.is_null().to_numpy(zero_copy_only=False)
        return pd.Series(pd.arrays.IntegerArray(array.fill_null(0).to_numpy().copy(), blank))
    return pd.Series(array, dtype="str")


def _categorical(array: Any) -> pd.Categorical:
    """Make a categorical whose categories are in the order of their text."""
    values = [str(value) for value in array.dictionary.to_pylist()]
    order = sorted(range(len(values)), key=values.__getitem__)
    rank = np.full(len(values) + 1, _BLANK_CODE, dtype=np.int32)
    rank[order] = np.arange(len(values), dtype=np.int32)
    codes = array.indices.fill_null(_BLANK_CODE).to_numpy(zero_copy_only=False)
    categories = pd.Index([values[position] for position in order], dtype="str")
    return pd.Categorical.from_codes(rank[codes], categories=categories)


def blank_column(kind: Kind, length: int) -> pd.Series[Any]:
    """Return a column without any value."""
    return column_of([None] * length, kind)


def empty_frame(kinds: Mapping[str, Kind]) -> pd.DataFrame:
    """Return a frame of these columns without rows."""
    return pd.DataFrame({name: blank_column(kind, 0) for name, kind in kinds.items()})


def content_of(frame: pd.DataFrame, kinds: Mapping[str, Kind]) -> Hashes:
    """Return one number a row that differs when any stored cell differs.

    A blank adds nothing, so a column that is absent and one that is all blank come to the same.
    """
    total = np.zeros(len(frame), dtype=np.uint64)
    for name, kind in kinds.items():
        if name in frame:
            salt = _hash(np.array([name], dtype=object))[0] | np.uint64(1)
            total += _column_content(frame[name], kind) * salt
    return _hash(total)


def content_of_groups(rows: Hashes, group: npt.NDArray[np.intp], count: int) -> list[int]:
    """Add up the rows of each group (0 to ``count`` - 1), whatever their order; signed 64 bits."""
    total = np.zeros(count, dtype=np.uint64)
    np.add.at(total, group, rows)
    return [int(number) for number in total.view(np.int64).tolist()]


def _column_content(column: pd.Series[Any], kind: Kind) -> Hashes:
    if isinstance(column.dtype, pd.CategoricalDtype):
        texts = np.array([*map(str, column.cat.categories), ""], dtype=object)
        of_value = _hash(texts)
        of_value[_BLANK_CODE] = 0
        return of_value[column.cat.codes.to_numpy()]
    blank = column.isna().to_numpy(dtype=np.bool_)
    if kind is Kind.DATE:
        content = _hash(column.to_numpy().astype("datetime64[D]").view(np.int64))
    elif kind in WHOLE_KINDS:
        content = _hash(column.to_numpy(dtype=np.int64, na_value=0))
    elif kind is Kind.DECIMAL:
        content = _hash(column.to_numpy(dtype=np.float64))
    else:
        content = _hash(np.where(blank, "", np.asarray(column.to_numpy(), dtype=object)))
    content[blank] = 0
    return content


def _hash(values: npt.NDArray[Any]) -> Hashes:
    return np.asarray(pd.util.hash_array(values, categorize=False), dtype=np.uint64)
