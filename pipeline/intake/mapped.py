"""Making our columns of a foreign layout's, for one file that was read under its own headings.

Every step looks at distinct texts, or at distinct combinations of them, and spreads the result
over the rows. Nothing is dropped: a row that cannot be built carries a settled fault, and a row
that is no service line is told apart (``raw.Judged``) and accounted for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.intake import settled
from pipeline.intake.arrow_columns import in_codes, whole_text
from pipeline.intake.cells import clean
from pipeline.intake.column_map import MapColumn
from pipeline.intake.map_cells import dates, rewriting, without
from pipeline.intake.map_choice import MapInUse
from pipeline.intake.raw import DICTIONARY, Cells, Judged, RawFile, cell_type
from pipeline.intake.result import Outcome
from schemas.columns import Kind
from schemas.tables import columns_of

BLANK_PART = "{heading} is blank, and {column} is made of it"
NO_ORDER = settled.fault("blank or not readable, and the lines of a claim are counted by it")
BLANK_KIND = "blank, and it says whether the row is a service line"
NO_LINE = "not a service line"
_LONGEST_NUMBER = 18  # digits that fit into a whole number of 64 bits
_PIECE = 1 << 13  # rows of the longest texts allowed fit into one Arrow array
Numbers = npt.NDArray[np.int64]


class Texts(NamedTuple):
    """A column as codes into texts that are cleaned but need not differ."""

    codes: npt.NDArray[np.int32]
    texts: list[str]


def apply(raw: RawFile, used: MapInUse, only: Collection[str] | None) -> RawFile:
    """Replace the columns of a file, as its headings name them, by ours.

    Args:
        raw: the file; its table has a column for each heading that the map reads.
        used: the map.
        only: the columns of ours to make; None makes all that the map gives.
    """
    making = _Making(raw.table, used)
    raw.judged = making.judged()
    columns: dict[str, Cells] = {}
    marked = set()
    for name in used.wanted(only):
        columns[name], has_settled = making.column(name, raw.settled)
        if has_settled:
            marked.add(name)
    raw.table = pa.table(columns)
    raw.settled = frozenset(marked)
    return raw


@dataclass
class _Making:
    source: pa.Table
    used: MapInUse

    def __post_init__(self) -> None:
        self.rules = self.used.map.rules
        self.facts = columns_of(self.used.map.table)
        self.blanking = without(self.rules.blanks)
        self.rows = self.source.num_rows
        self._read: dict[str, Texts] = {}
        self._built: dict[str, Texts] = {}
        self._aside = np.zeros(self.rows, dtype=np.bool_)

    def texts(self, heading: str) -> Texts:
        """Return the cells under a heading, cleaned, with nothing for what stands for nothing."""
        if heading not in self._read:
            column = self.source.column(heading)
            coded = pa.types.is_dictionary(column.type)
            whole = in_codes(column if coded else whole_text(column).dictionary_encode())
            cleaned = [self.blanking(clean(text)) for text in whole.dictionary.to_pylist()]
            self._read[heading] = Texts(whole.indices.to_numpy(), cleaned)
        return self._read[heading]

    def column(self, name: str, settled_in: Collection[str]) -> tuple[Cells, bool]:
        """Make a column of ours, and say whether it may hold settled cells."""
        kind = Kind(str(self.facts[name]["kind"]))
        type_ = cell_type(name, kind)
        column = self.used.columns.get(name)
        if column is not None and column.source is not None and not self.rules.blanks:
            cells = self.source.column(column.source)
            if rewriting(column, kind, self.rules) is None and cells.type == type_:
                return cells, column.source in settled_in
        made = self.made(name)
        any_settled = any(text.startswith(settled.MARK) for text in made.texts)
        return _spread(made, type_), any_settled

    def made(self, name: str) -> Texts:
        """Make the texts of a column of ours."""
        column = self.used.columns.get(name)
        if column is None:
            text = self.used.constants[name]
            if self.facts[name]["kind"] == Kind.DATE:
                text = settled.day(date.fromisoformat(text))
            return Texts(np.zeros(self.rows, dtype=np.int32), [text])
        if column.source is not None:
            kind = Kind(str(self.facts[name]["kind"]))
            rewrite = rewriting(column, kind, self.rules)
            found = self.texts(column.source)
            return found if rewrite is None else Texts(found.codes, [*map(rewrite, found.texts)])
        if column.template is not None:
            if name not in self._built:
                self._built[name] = self._build(name, column)
            return self._built[name]
        if column.join is not None:
            return self._joined([name for name in column.join if name in self.used.names])
        return self._counted(column)

    def _build(self, name: str, column: MapColumn) -> Texts:
        pieces, headings = column.parts[::2], column.parts[1::2]

        def build(found: Sequence[str]) -> str:
            for heading, text in zip(headings, found, strict=True):
                if not text:
                    return settled.fault(BLANK_PART.format(heading=heading, column=name))
                if text.startswith(settled.MARK):
                    return text
            between = zip(pieces, (*found, ""), strict=True)
            return "".join(piece + text for piece, text in between)

        return _combined([self._as_part(heading) for heading in headings], build)

    def _as_part(self, heading: str) -> Texts:
        """Return a heading's texts for an id; a day in the spelling that every file has."""
        found = self.texts(heading)
        texts = found.texts
        for column in self.used.columns.values():
            if column.source == heading and column.dates is not None:
                read = [*map(dates(column.dates), texts)]
                days = settled.taken_apart(read)[1]
                texts = [days.get(at, text) for at, text in enumerate(texts)]
        days = settled.taken_apart(texts)[1]
        return Texts(found.codes, [days.get(at, text) for at, text in enumerate(texts)])

    def _joined(self, headings: Sequence[str]) -> Texts:
        def join(found: Sequence[str]) -> str:
            fault = next((text for text in found if text.startswith(settled.MARK)), "")
            return fault or " ".join(text for text in found if text)

        return _combined([self.texts(heading) for heading in headings], join)

    def _counted(self, column: MapColumn) -> Texts:
        """Number the lines of each claim; rows that are none have the number 0."""
        claims = self.made("claim_id")
        claim = _same_number(claims.texts)[claims.codes]
        order, open_ = self._order(column.number_by)
        counted = np.flatnonzero(~self._aside & ~open_)
        numbers = np.zeros(self.rows, dtype=np.int64)
        numbers[counted] = _ranks(claim[counted], order[counted])
        last = int(numbers.max(initial=0))
        numbers[open_ & ~self._aside] = last + 1
        texts = [*map(str, range(last + 1)), NO_ORDER]
        return Texts(numbers.astype(np.int32), texts)

    def _order(self, heading: str | None) -> tuple[Numbers, npt.NDArray[np.bool_]]:
        """Return a rising number a row, and the rows that have none."""
        none = np.zeros(self.rows, dtype=np.bool_)
        if heading is None:
            return np.arange(self.rows, dtype=np.int64), none
        numbers = _as_numbers(self.source.column(heading))
        if numbers is not None:
            return numbers, none
        found = self.texts(heading)
        vague = [not text or text.startswith(settled.MARK) for text in found.texts]
        return _places(found.texts)[found.codes], np.array(vague, dtype=np.bool_)[found.codes]

    def judged(self) -> list[Judged]:
        """Tell the rows that are no service lines from those that are."""
        judged: list[Judged] = []
        for kind in self.used.filters:
            found = self.texts(kind.heading)
            lines = {text.strip().casefold() for text in kind.lines}
            free = {text.strip().casefold() for text in kind.charge_free or ()}
            folded = [text.casefold() for text in found.texts]
            line = np.array([text in lines for text in folded], dtype=np.bool_)[found.codes]
            for row in np.flatnonzero(~line & ~self._aside).tolist():
                text = folded[found.codes[row]]
                outcome, problem = Outcome.SET_ASIDE, NO_LINE
                if not text or text.startswith(settled.MARK):
                    outcome, problem = Outcome.REJECTED, BLANK_KIND
                judged.append(Judged(row, outcome, kind.heading, problem, text in free))
            self._aside |= ~line
        return judged


def _spread(made: Texts, type_: pa.DataType) -> Cells:
    """Give every row its text."""
    few: Cells = pa.array(made.texts, type=pa.string())
    codes: Cells = pa.array(made.codes, type=pa.int32())
    chunked: Any = pa.chunked_array
    if type_ == DICTIONARY:
        merged: Cells = few.dictionary_encode()
        codes = merged.indices.take(codes)
        return chunked([pa.DictionaryArray.from_arrays(codes, merged.dictionary)], type=type_)
    pieces = [few.take(codes.slice(first, _PIECE)) for first in range(0, len(codes), _PIECE)]
    return chunked(pieces, type=type_)


def _combined(columns: Sequence[Texts], build: Callable[[Sequence[str]], str]) -> Texts:
    """Build a text of the cells of each row, once a combination that occurs."""
    codes = np.zeros(len(columns[0].codes), dtype=np.int64)
    combinations: list[tuple[str, ...]] = [()]
    for column in columns:
        size = len(column.texts)
        pairs, codes = np.unique(codes * size + column.codes, return_inverse=True)
        combinations = [
            (*combinations[pair // size], column.texts[pair % size]) for pair in pairs.tolist()
        ]
    return Texts(codes.astype(np.int32), [build(texts) for texts in combinations])


def _same_number(texts: Sequence[str]) -> Numbers:
    """Number texts so that equal ones have one number."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(text, len(numbers)) for text in texts], dtype=np.int64)


def _as_numbers(cells: Cells) -> Numbers | None:
    """Return a column of which every cell is a number; None when some are not."""
    if pa.types.is_dictionary(cells.type) or len(cells) == 0:
        return None
    lengths: Cells = pc.binary_length(cells)
    decimal = pc.all(pc.ascii_is_decimal(cells)).as_py()
    if not decimal or pc.max(lengths).as_py() > _LONGEST_NUMBER:
        return None
    numbers: Numbers = cells.cast(pa.int64()).to_numpy()
    return numbers


def _places(texts: Sequence[str]) -> Numbers:
    """Number texts by their order: numbers by size, before all other texts."""

    def order(text: str) -> tuple[bool, int, str]:
        is_number = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER
        return (False, int(text), "") if is_number else (True, 0, text)

    orders = [order(text) for text in texts]
    place = {one: number for number, one in enumerate(sorted(set(orders)))}
    return np.array([place[one] for one in orders], dtype=np.int64)


def _ranks(claim: Numbers, order: Numbers) -> Numbers:
    """Count the different places within each claim, from 1."""
    if len(claim) == 0:
        return claim
    sorted_rows = np.lexsort((order, claim))
    claims, orders = claim[sorted_rows], order[sorted_rows]
    new_claim = np.append(True, claims[1:] != claims[:-1])
    new_place = new_claim | np.append(True, orders[1:] != orders[:-1])
    seen = np.cumsum(new_place)
    first = np.flatnonzero(new_claim)
    before = np.repeat(seen[first] - 1, np.diff(np.append(first, len(claims))))
    ranks = np.empty(len(claim), dtype=np.int64)
    ranks[sorted_rows] = seen - before
    return ranks
