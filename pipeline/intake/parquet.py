"""Reading a Parquet file: its typed columns become columns of text (see ``raw``)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.intake import settled, typed_cells
from pipeline.intake.arrow_columns import bounds, in_codes
from pipeline.intake.headings import name_columns
from pipeline.intake.held import Held, hold
from pipeline.intake.parquet_cells import BROKEN, as_python, is_text, not_read, shown, texts_of
from pipeline.intake.raw import (
    DICTIONARY,
    IDS_AS_NUMBERS,
    Cells,
    Lines,
    Positions,
    RawFile,
    cell_types,
)
from pipeline.intake.settings import IntakeSettings
from schemas.columns import Kind

DAMAGED = "the Parquet file is damaged, encrypted or not whole; export it again"
TOO_MANY_ROWS = "{rows:,} rows, more than the {most:,} allowed"
TOO_LARGE = "the file unpacks to more than {most:,} bytes"
NOT_READ = "a column of {kind}; export it as text, numbers or dates"
NOT_UTF8 = "the column holds texts that are not UTF-8; export it anew"
_PIECE = 1 << 13  # rows of the longest texts allowed fit into one Arrow array


@dataclass
class ParquetRecords(RawFile):
    """The rows of a Parquet file, which has names for its columns and no line for them."""

    def lines(self) -> Lines:
        """Count the rows: each is a record."""
        return Lines(self.records, 0, 0, heading=0)

    def begins(self) -> Positions:
        """Return the number of every row, from 1."""
        return np.arange(1, self.records + 1, dtype=np.int64)

    def raw_texts(self, records: Positions) -> list[str]:
        """Return some rows as JSON lists of their values."""
        return [json.dumps(texts, ensure_ascii=False) for texts in self.cells(records)]

    def cells(self, records: Positions) -> list[list[str]]:
        """Return the values of some rows as texts."""
        texts: list[list[str]] = []
        with ParquetParts(self.file) as parts:
            for first, part in parts if len(records) else ():
                low, high = np.searchsorted(records, [first, first + part.num_rows])
                rows: Cells = pa.array(records[low:high] - first)
                columns = [map(shown, as_python(part.take(rows).column(at)))
                           for at in range(part.num_columns)]  # fmt: skip
                texts += [list(row) for row in zip(*columns, strict=True)]
        return texts


class ParquetParts:
    """A Parquet file's row groups one after another: number of the first row, and the table.

    Raises:
        IntakeError: the file is damaged, on opening or on the way.
    """

    def __init__(self, file: Held, texts: Collection[str] = ()) -> None:
        self.file = file
        self._opened: Any = None
        try:
            self._opened = pq.ParquetFile(
                str(file.path), read_dictionary=list(texts), page_checksum_verification=True
            )
            self.schema: pa.Schema = self._opened.schema_arrow
        except BROKEN:  # what it says may hold a value
            self.close()
        if self._opened is None:
            raise file.fail(DAMAGED)

    def __enter__(self) -> ParquetParts:
        """Close with the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the file."""
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._opened is not None:
            self._opened.close()
        self._opened = None

    @property
    def rows(self) -> int:
        """Rows of the whole file."""
        return int(self._opened.metadata.num_rows)

    @property
    def unpacked(self) -> int:
        """Bytes that the row groups unpack to, as the file says."""
        about = self._opened.metadata
        return sum(
            about.row_group(number).total_byte_size for number in range(about.num_row_groups)
        )

    def columns(self, names: list[str]) -> pa.Table:
        """Read some columns of the whole file."""
        table = self._read(lambda: self._opened.read(columns=names))
        if table.num_rows != self.rows or table.column_names != names:
            raise self.file.fail(DAMAGED)
        return table

    def __iter__(self) -> Iterator[tuple[int, pa.Table]]:
        """Read the row groups in order, every column."""
        first = 0
        for number in range(self._opened.num_row_groups):
            table = self._read(lambda group=number: self._opened.read_row_group(group))
            yield first, table
            first += table.num_rows

    def _read(self, read: Any) -> pa.Table:
        table: pa.Table | None = None
        try:
            table = read()
        except BROKEN:
            table = None
        if table is None:
            raise self.file.fail(DAMAGED)
        return table


def read_parquet(
    path: Path,
    name: str,
    table: str,
    settings: IntakeSettings,
    only: Collection[str] | None = None,
    *,
    bound: bool = True,
) -> ParquetRecords:
    """Read a Parquet file.

    Args:
        path: the file.
        name: its safe name.
        table: a name of ``schemas.tables.MODELS``.
        settings: the office's reading rules.
        only: columns to keep; None keeps every column of the table.
        bound: whether to hold the file to the limits of size.

    Raises:
        IntakeError: a file that cannot be used as a whole: damaged, too large, without a required
            column, or with nested or binary values in a column of ours.
    """
    file = hold(path, name, settings, settings.max_bytes if bound else None)
    with ParquetParts(file) as parts:
        if bound:
            _refuse_large(parts, settings)
        rows, schema = parts.rows, parts.schema
    heading = name_columns(file, schema.names, table, settings, 0)
    types, facts = cell_types(heading, table, only), heading.facts(table)
    places = {column: heading.names.index(column) for column in types}
    for column, place in places.items():
        unread = not_read(schema.field(place).type)
        if unread:
            raise file.fail(NOT_READ.format(kind=unread), None, column)
    # Texts come as codes into the distinct ones: a text said a million times is held once.
    texts = [schema.names[place] for place in places.values() if is_text(schema.field(place).type)]
    with ParquetParts(file, texts) as parts:
        values = parts.columns([schema.names[place] for place in places.values()])
    columns = {
        column: _read_column(file, values.column(at), facts[column], column, settings)
        for at, column in enumerate(types)
    }
    numbered = ", ".join(column for column, found in columns.items() if found.id_as_number)
    remark = IDS_AS_NUMBERS.format(name=name, columns=numbered)
    cells = {
        column: _spread(file, found, types[column], settings) for column, found in columns.items()
    }
    return ParquetRecords(
        file, heading, pa.table(cells), rows,
        settled=frozenset(column for column, found in columns.items() if found.any_settled),
        remarks=(remark,) if numbered else (),
    )  # fmt: skip


class _Column(NamedTuple):
    """A column as codes into its distinct texts; a row without a value has the last code."""

    codes: Cells
    texts: list[str]
    any_settled: bool
    id_as_number: bool


def _refuse_large(parts: ParquetParts, settings: IntakeSettings) -> None:
    if parts.rows > settings.max_rows:
        raise parts.file.fail(TOO_MANY_ROWS.format(rows=parts.rows, most=settings.max_rows))
    if parts.unpacked > settings.max_bytes:
        raise parts.file.fail(TOO_LARGE.format(most=settings.max_bytes))


def _read_column(
    file: Held, column: Cells, facts: Mapping[str, object], name: str, settings: IntakeSettings
) -> _Column:
    if pa.types.is_null(column.type) or pa.types.is_string_view(column.type):
        column = column.cast(pa.string())
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    coded = in_codes(column)
    kind = Kind(str(facts["kind"]))
    texts = texts_of(coded.dictionary, kind, settings.max_field)
    if texts is None:
        raise file.fail(NOT_UTF8, None, name)
    may_lose_zeros = kind in typed_cells.CODED and "values" not in facts
    numeric = may_lose_zeros and not is_text(coded.dictionary.type)
    codes = pc.fill_null(coded.indices.cast(pa.int32()), len(texts))
    any_settled = any(text.startswith(settled.MARK) for text in texts)
    any_plain = any(text and not text.startswith(settled.MARK) for text in texts)
    return _Column(codes, [*texts, ""], any_settled, numeric and any_plain)


def _spread(file: Held, column: _Column, type_: pa.DataType, settings: IntakeSettings) -> Cells:
    """Give every row its text.

    A long text said often enough would fill any memory, so plain texts have a limit together.
    """
    few: Cells = pa.array(column.texts, type=pa.string())
    chunked: Any = pa.chunked_array
    if type_ == DICTIONARY:
        return chunked([pa.DictionaryArray.from_arrays(column.codes, few)], type=DICTIONARY)
    codes = column.codes
    times = np.bincount(codes.to_numpy(), minlength=len(few))
    lengths, _ = bounds(few.cast(pa.large_string()))
    if int((times * np.diff(lengths)).sum()) > settings.max_bytes:
        raise file.fail(TOO_LARGE.format(most=settings.max_bytes))
    pieces = [few.take(codes.slice(first, _PIECE)) for first in range(0, len(codes), _PIECE)]
    return chunked(pieces, type=type_)
