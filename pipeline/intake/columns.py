"""A column of a whole table: distinct readings spread over its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa

from pipeline.intake.cells import INVISIBLE, Reading, read_distinct
from pipeline.intake.dates import DateFormat
from pipeline.intake.settings import IntakeSettings
from pipeline.intake.tables import COUNTERS, PLAIN_KINDS, Cells
from schemas.columns import Kind

Rows = npt.NDArray[np.bool_]
_LONGEST_ID = 64
_LONGEST_NUMBER = 10
_FIRST_PLAIN, _LAST_PLAIN = 0x21, 0x7E
_LONE_BYTES = np.array([ord(" "), ord("\t"), ord("\r"), ord("\n")], dtype=np.uint8)
_FIRST_NON_ASCII = 0x80


@dataclass
class Column:
    """One column, read but not yet built.

    ``codes`` gives each row the position of its text in ``reading``; a column of ids or free text
    that needs no work keeps its Arrow ``text`` instead, and then has no faults.
    """

    name: str
    kind: Kind
    codes: npt.NDArray[np.int32] | None = None
    reading: Reading | None = None
    text: Cells | None = None
    whole: Cells | None = None

    def faulty(self) -> Rows | None:
        """Mark the rows whose cell cannot stand; None when there are none."""
        if self.reading is None or self.codes is None or not self.reading.problem.any():
            return None
        bad: Rows = (self.reading.problem != 0)[self.codes]
        return bad if bad.any() else None

    def problem_at(self, row: int) -> str:
        """Return the sentence on a row's cell, "" when nothing is wrong with it."""
        if self.reading is None or self.codes is None:
            return ""
        number = int(self.reading.problem[self.codes[row]])
        return self.reading.sentences[number - 1] if number else ""

    def text_at(self, row: int) -> str:
        """Return the cleaned text of a row's id or code, "" when blank or not readable."""
        if self.reading is None or self.codes is None:
            return str(self.text[row].as_py()) if self.text is not None else ""
        if self.problem_at(row) or not isinstance(self.reading.values, list):
            return ""
        return str(self.reading.values[self.codes[row]])

    def number_at(self, row: int) -> int:
        """Return the number of a row's money or whole cell."""
        assert self.reading is not None
        assert self.codes is not None
        return int(np.asarray(self.reading.values)[self.codes[row]])

    def build(self, keep: Rows | None) -> pd.Series:
        """Make the pandas column of the rows to keep, and let go of the Arrow one."""
        codes, reading, text = self.codes, self.reading, self.text
        self.codes = self.text = None
        if self.whole is not None:
            counted = self.whole if keep is None else self.whole.filter(pa.array(keep))
            self.whole = None
            numbers = counted.to_numpy()
            return pd.Series(pd.arrays.IntegerArray(numbers, np.zeros(len(numbers), np.bool_)))
        if text is not None:
            return _strings(text if keep is None else text.filter(pa.array(keep)))
        assert codes is not None
        assert reading is not None
        if keep is not None:
            codes = codes[keep]
        if self.kind is Kind.CODE:
            return pd.Series(_categorical(codes, reading, all_used=keep is None), copy=False)
        if self.kind in PLAIN_KINDS:
            distinct: Cells = pa.array(reading.values, type=pa.string())
            return _strings(pa.chunked_array([distinct.take(pa.array(codes))]))
        values = np.asarray(reading.values)
        if self.kind in {Kind.DATE, Kind.DECIMAL}:
            return pd.Series(values[codes], copy=False)
        missing = reading.blank[codes] if reading.blank.any() else np.zeros(len(codes), np.bool_)
        return pd.Series(pd.arrays.IntegerArray(values[codes], missing), copy=False)


def read_column(
    cells: Cells,
    name: str,
    facts: Mapping[str, object],
    schema: pandera.Column,
    formats: tuple[DateFormat, ...],
    settings: IntakeSettings,
) -> Column:
    """Read one column of text cells by its kind."""
    kind = Kind(str(facts["kind"]))
    if kind is Kind.ID and all(_plain_id(chunk, facts) for chunk in cells.chunks):
        return Column(name, kind, text=cells)
    if kind is Kind.TEXT:
        return _free_text(cells, name, settings)
    if name in COUNTERS and all(_plain_number(chunk) for chunk in cells.chunks):
        numbers = cells.cast(pa.int64())
        if all(check(numbers.to_pandas()).check_passed for check in schema.checks):
            return Column(name, kind, whole=numbers)
    if not pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_encode()
    whole = cells.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], type=cells.type)
    reading = read_distinct(whole.dictionary.to_pylist(), name, facts, schema, formats)
    return Column(name, kind, codes=whole.indices.to_numpy(), reading=reading)


def _bounds(cells: Cells) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    """Return where each cell of a string array begins and the last ends, and the bytes."""
    _, offsets, data = cells.buffers()
    if offsets is None or len(cells) == 0:
        return np.zeros(1, dtype=np.int32), np.zeros(0, dtype=np.uint8)
    places = np.frombuffer(offsets, dtype=np.int32)[cells.offset : cells.offset + len(cells) + 1]
    return places, np.frombuffer(data if data is not None else b"", dtype=np.uint8)


def _plain_id(cells: Cells, facts: Mapping[str, object]) -> bool:
    """Whether every cell visibly fits the id pattern: no byte but "!" to "~", 64 at most.

    An id with inner blanks may fit too; it takes the slower way, one distinct id at a time.
    """
    places, data = _bounds(cells)
    lengths = np.diff(places)
    if len(lengths) == 0:
        return True
    used = data[places[0] : places[-1]]
    if lengths.max() > _LONGEST_ID or (facts["required"] and lengths.min() == 0):
        return False
    return len(used) == 0 or bool(used.min() >= _FIRST_PLAIN and used.max() <= _LAST_PLAIN)


def _plain_number(cells: Cells) -> bool:
    """Whether every cell is one to ten plain digits."""
    places, data = _bounds(cells)
    lengths = np.diff(places)
    if len(lengths) == 0:
        return True
    used = data[places[0] : places[-1]]
    fits = lengths.min() > 0 and lengths.max() <= _LONGEST_NUMBER
    return bool(fits and used.min() >= ord("0") and used.max() <= ord("9"))


def _free_text(cells: Cells, name: str, settings: IntakeSettings) -> Column:
    """Keep free text as it stands; only blanks and over-long cells need a look."""
    awkward = False
    for chunk in cells.chunks:
        places, data = _bounds(chunk)
        lengths = np.diff(places)
        filled = np.flatnonzero(lengths)
        first = data[places[filled]]
        lone = np.isin(first, _LONE_BYTES) | (first >= _FIRST_NON_ASCII)
        longer = bool(len(lengths)) and int(lengths.max()) > settings.max_field
        if longer or any(
            not chunk[int(row)].as_py().strip().strip(INVISIBLE) for row in filled[lone]
        ):
            awkward = True
            break
    if not awkward:
        return Column(name, Kind.TEXT, text=cells)
    whole = cells.dictionary_encode().unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0)
    texts = whole.dictionary.to_pylist()
    kept = [text if text.strip().strip(INVISIBLE).strip() else "" for text in texts]
    blank = np.fromiter((not text for text in kept), dtype=np.bool_, count=len(kept))
    reading = Reading(kept, blank, np.zeros(len(kept), dtype=np.int16))
    reading.mark(
        [at for at, text in enumerate(kept) if len(text) > settings.max_field],
        f"longer than {settings.max_field:,} characters",
    )
    return Column(name, Kind.TEXT, codes=whole.indices.to_numpy(), reading=reading)


def _strings(cells: Cells) -> pd.Series:
    """Make pandas text of Arrow text without copying the characters; "" becomes missing."""
    chunks = []
    for chunk in cells.chunks:
        places, _ = _bounds(chunk)
        filled = np.diff(places) > 0
        validity = None
        if not filled.all():
            validity = pa.py_buffer(np.packbits(filled, bitorder="little").tobytes())
        wide: Any = places.astype(np.int64)
        buffers = [validity, pa.py_buffer(wide), chunk.buffers()[2]]
        chunks.append(pa.Array.from_buffers(pa.large_string(), len(chunk), buffers))
    joined: Cells = pa.chunked_array(chunks, type=pa.large_string())
    return pd.Series(pd.array(joined, dtype="str"), copy=False)


def _categorical(
    codes: npt.NDArray[np.int32], reading: Reading, *, all_used: bool
) -> pd.Categorical[Any]:
    """Make a categorical whose categories are the sorted cleaned texts of the column."""
    texts = reading.values
    assert isinstance(texts, list)
    used = [True] * len(texts) if all_used else np.bincount(codes, minlength=len(texts)) > 0
    categories = sorted({text for text, here in zip(texts, used, strict=True) if text and here})
    numbers = {text: number for number, text in enumerate(categories)}
    small = np.min_scalar_type(-len(categories) - 1)
    table = np.array([numbers.get(text, -1) for text in texts], dtype=small)
    return pd.Categorical.from_codes(
        table[codes], dtype=pd.CategoricalDtype(pd.Index(categories, dtype="str")), validate=False
    )
