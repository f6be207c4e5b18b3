"""What every kind of file is read into: columns of text cells, and where each record stood.

This is the seam between the kinds of files and the rest of intake. A reader names the columns by
the file's heading (``headings.name_columns``) and gives each cell as text, in the spelling that a
CSV file would have; what a cell's own type settles is written as ``settled`` has it. From here on
no code asks which kind of file a row came from.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.intake.headings import Heading
from pipeline.intake.held import Held
from pipeline.intake.result import Outcome
from schemas.columns import Kind

# A pyarrow ChunkedArray or Array of text. The stubs of pyarrow describe an older version and refuse
# calls that its documentation gives, so the type checker is told nothing about Arrow's columns.
Cells: TypeAlias = Any
Positions = npt.NDArray[np.int64]

PLAIN_KINDS = frozenset({Kind.ID, Kind.TEXT})
# A counter that differs on nearly every row: a dictionary would only cost.
COUNTERS = frozenset({"received_order"})
DICTIONARY = pa.dictionary(pa.int32(), pa.string())
IDS_AS_NUMBERS = "{name}: ids stored as numbers in {columns}; leading zeros may be lost"


class Lines(NamedTuple):
    """Physical lines of a file: all, blank ones, those that continue a quoted cell, the heading."""

    physical: int
    blank: int
    continuation: int
    heading: int = 1


class Judged(NamedTuple):
    """A row that a column map tells apart from service lines.

    ``row`` counts the rows of the file's table; ``heading`` is the heading that says so;
    ``charge_free`` says that its amount is no charge.
    """

    row: int
    outcome: Outcome
    heading: str
    problem: str
    charge_free: bool


@dataclass
class RawFile(ABC):
    """One file's records as text.

    Attributes:
        file: the file, held still.
        heading: which column each field is.
        table: the records with the right number of fields, in order; one column of text (plain or
            dictionary, see ``cell_types``) for each column of ours that the file has.
        records: all records, sound or not.
        faults: number of every other record (0 = first after the heading) to what is wrong with it.
        settled: columns that may hold settled cells.
        remarks: sentences for the run's page, beside those on the heading.
        judged: rows that a column map has judged already.
    """

    file: Held
    heading: Heading
    table: pa.Table
    records: int
    faults: dict[int, str] = field(default_factory=dict)
    settled: frozenset[str] = frozenset()
    remarks: tuple[str, ...] = ()
    judged: Sequence[Judged] = ()

    @cached_property
    def sound(self) -> Positions:
        """The record numbers of the rows of ``table``."""
        numbers = np.arange(self.records, dtype=np.int64)
        return np.delete(numbers, list(self.faults)) if self.faults else numbers

    @abstractmethod
    def lines(self) -> Lines:
        """Count the file's physical lines by what they are."""

    @abstractmethod
    def begins(self) -> Positions | None:
        """Return the physical line of every record; None when record n is on line n + 2."""

    @abstractmethod
    def raw_texts(self, records: Positions) -> list[str]:
        """Return some records, in rising order, as they stand in the file."""

    @abstractmethod
    def cells(self, records: Positions) -> list[list[str]]:
        """Return the cell texts of some records, in rising order."""

    def headings_of(self, column: str) -> tuple[str, ...]:
        """Return what the file itself calls a column of ours; several where it is built."""
        used = self.heading.used
        return (column,) if used is None else used.of(column) or (column,)

    def shown(self, column: str) -> str:
        """Return the same in one text."""
        return ", ".join(self.headings_of(column))

    def first_lines(self, records: Positions) -> Positions:
        """Return the physical line on which each record begins."""
        begins = self.begins()
        return records + 2 if begins is None else begins[records]


def cell_types(
    heading: Heading, table: str, only: Collection[str] | None
) -> dict[str, pa.DataType]:
    """Return the Arrow type of each column to read, in the file's order.

    ``only`` names the columns of the table to keep; None keeps every one.
    """
    wanted = heading.wanted(only)
    return {
        name: cell_type(name, Kind(str(facts["kind"])))
        for name, facts in heading.facts(table).items()
        if name in wanted
    }


def cell_type(name: str, kind: Kind) -> pa.DataType:
    """Return the Arrow type of a column's cells."""
    return pa.string() if kind in PLAIN_KINDS or name in COUNTERS else DICTIONARY
