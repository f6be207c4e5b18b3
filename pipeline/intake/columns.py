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

from pipeline.intake.arrow_columns import bounds, in_codes, look_up, strings, whole_text
from pipeline.intake.cells import INVISIBLE, Reading, read_distinct
from pipeline.intake.dates import DateFormat
from pipeline.intake.raw import COUNTERS, PLAIN_KINDS, Cells
from pipeline.intake.settings import IntakeSettings
from pipeline.intake.settled import taken_apart
from schemas.columns import Kind

Rows = npt.NDArray[np.bool_]
_LONGEST_ID = 64
_LONGEST_NUMBER = 10
_FIRST_PLAIN, _LAST_PLAIN = 0x21, 0x7E
_SPACE = ord(" ")
_FIRST_NON_ASCII = 0x80
_SAMPLE = 1 << 16


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
        bad: Rows = look_up(self.reading.problem != 0, self.codes)
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

    def build(self, keep: Cells | None) -> pd.Series:
        """Make the pandas column of the rows to keep (Arrow booleans), and let go of the cells."""
        codes, reading, text = self.codes, self.reading, self.text
        self.codes = self.text = None
        if self.whole is not None:
            counted = self.whole if keep is None else self.whole.filter(keep)
            self.whole = None
            numbers = counted.to_numpy()
            return pd.Series(pd.arrays.IntegerArray(numbers, np.zeros(len(numbers), np.bool_)))
        if text is not None:
            return strings(text if keep is None else text.filter(keep))
        assert codes is not None
        assert reading is not None
        if keep is not None:
            kept: Cells = pa.array(codes)
            codes = kept.filter(keep).to_numpy()
        if self.kind is Kind.CODE:
            return pd.Series(_categorical(codes, reading, all_used=keep is None), copy=False)
        if self.kind in PLAIN_KINDS:
            distinct: Cells = pa.array(reading.values, type=pa.large_string())
            return strings(distinct.take(pa.array(codes)))
        values = look_up(np.asarray(reading.values), codes)
        if self.kind in {Kind.DATE, Kind.DECIMAL}:
            return pd.Series(values, copy=False)
        no_blank = not reading.blank.any()
        missing = np.zeros(len(codes), np.bool_) if no_blank else look_up(reading.blank, codes)
        return pd.Series(pd.arrays.IntegerArray(values, missing), copy=False)


def read_column(
    cells: Cells,
    name: str,
    facts: Mapping[str, object],
    schema: pandera.Column,
    formats: tuple[DateFormat, ...],
    settings: IntakeSettings,
    settled: bool = False,
) -> Column:
    """Read one column of text cells by its kind; ``settled`` when some may be settled already."""
    kind = Kind(str(facts["kind"]))
    if pa.types.is_dictionary(cells.type):
        whole = in_codes(cells)
    else:
        text = whole_text(cells)
        if kind is Kind.TEXT:
            return _free_text(text, name, settings, settled)
        if kind is Kind.ID and _plain_id(text, facts):
            return Column(name, kind, text=text)
        if name in COUNTERS and _plain_number(text):
            numbers = text.cast(pa.int64())
            if all(check(numbers.to_pandas()).check_passed for check in schema.checks):
                return Column(name, kind, whole=numbers)
        whole = in_codes(text.dictionary_encode())
    texts = whole.dictionary.to_pylist()
    reading = read_distinct(texts, name, facts, schema, formats, settled)
    return Column(name, kind, codes=whole.indices.to_numpy(), reading=reading)


def _plain_id(cells: Cells, facts: Mapping[str, object]) -> bool:
    """Whether every cell visibly fits the id pattern: no byte but "!" to "~", 64 at most.

    An id with inner blanks may fit too; it takes the slower way, one distinct id at a time.
    """
    places, data = bounds(cells)
    lengths = np.diff(places)
    if len(lengths) == 0:
        return True
    used = data[places[0] : places[-1]]
    if lengths.max() > _LONGEST_ID or (facts["required"] and lengths.min() == 0):
        return False
    return len(used) == 0 or bool(used.min() >= _FIRST_PLAIN and used.max() <= _LAST_PLAIN)


def _plain_number(cells: Cells) -> bool:
    """Whether every cell is one to ten plain digits."""
    places, data = bounds(cells)
    lengths = np.diff(places)
    if len(lengths) == 0:
        return True
    used = data[places[0] : places[-1]]
    fits = lengths.min() > 0 and lengths.max() <= _LONGEST_NUMBER
    return bool(fits and used.min() >= ord("0") and used.max() <= ord("9"))


def _free_text(cells: Cells, name: str, settings: IntakeSettings, settled: bool) -> Column:
    """Keep free text as it stands; only blanks and over-long cells need a look."""
    places, data = bounds(cells)
    lengths = np.diff(places)
    # A cell of blanks and invisible marks alone begins with a control, a blank or no ASCII.
    first = data[places[:-1][lengths > 0]]
    lone = (first <= _SPACE) | (first >= _FIRST_NON_ASCII)
    awkward = settled or (len(lengths) > 0 and int(lengths.max()) > settings.max_field)
    if not awkward and lone.any():
        rows = np.flatnonzero(lengths)[lone]
        awkward = not all(cells[int(row)].as_py().strip().strip(INVISIBLE) for row in rows)
    if not awkward:
        return Column(name, Kind.TEXT, text=cells)
    whole = in_codes(cells.dictionary_encode())
    texts, _, faults = taken_apart(whole.dictionary.to_pylist())
    kept = [text if text.strip().strip(INVISIBLE).strip() else "" for text in texts]
    blank = np.fromiter((not text for text in kept), dtype=np.bool_, count=len(kept))
    reading = Reading(kept, blank, np.zeros(len(kept), dtype=np.int16))
    reading.mark(
        [at for at, text in enumerate(kept) if len(text) > settings.max_field],
        f"longer than {settings.max_field:,} characters",
    )
    for sentence, positions in faults.items():
        reading.mark(positions, sentence)
    return Column(name, Kind.TEXT, codes=whole.indices.to_numpy(), reading=reading)


def _categorical(
    codes: npt.NDArray[np.int32], reading: Reading, *, all_used: bool
) -> pd.Categorical[Any]:
    """Make a categorical whose categories are the sorted cleaned texts of the column."""
    texts = reading.values
    assert isinstance(texts, list)
    used = np.full(len(texts), all_used)
    # Nearly always every text is among the first rows.
    for part in (codes[:_SAMPLE], codes):
        if not used.all():
            used = np.bincount(part, minlength=len(texts)) > 0
    categories = sorted({text for text, here in zip(texts, used, strict=True) if text and here})
    numbers = {text: number for number, text in enumerate(categories)}
    small = np.min_scalar_type(-len(categories) - 1)
    table = np.array([numbers.get(text, -1) for text in texts], dtype=small)
    dtype = pd.CategoricalDtype(pd.Index(categories, dtype="str"))
    return pd.Categorical.from_codes(look_up(table, codes), dtype=dtype, validate=False)
