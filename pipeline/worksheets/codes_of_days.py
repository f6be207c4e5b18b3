"""Codes of days as a grain: gathered entries, and lines that are rows of their own."""

from __future__ import annotations

from typing import Any, Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from pipeline import vocabulary as words
from pipeline.grains import first_of
from pipeline.rule import Grain, Positions
from pipeline.service_lines import ServiceLines


class Entries(Protocol):
    """Codes of gathered days: their service lines, the entry of each, the code of each entry."""

    @property
    def rows(self) -> Positions:
        """Service lines of the days."""
        ...

    @property
    def line(self) -> words.Groups:
        """The entry of each of these lines."""
        ...

    @property
    def head(self) -> words.Ints:
        """Number of each entry's code."""
        ...


Days = TypeVar("Days", bound=Entries)


class CodesOfDays(Generic[Days]):
    """One row a code of a day, the gathered ones first."""

    grain = Grain.DAY

    def __init__(
        self,
        lines: ServiceLines,
        days: Days,
        entries: Positions,
        others: Positions,
        heads: tuple[str, ...],
    ) -> None:
        """Take the rows.

        Args:
            lines: the service lines.
            days: entries of the gathered days.
            entries: those of them that are rows; each has a line of tonight.
            others: lines of tonight that are rows of their own.
            heads: names of codes by number.
        """
        self._lines, self._days, self._entries, self._heads = lines, days, entries, heads
        self._count = len(entries) + len(others)
        tonight = np.flatnonzero(days.rows < lines.tonight_count)
        rank = lines.claim_line_rank[days.rows[tonight]]
        first = first_of(days.line.of_row[tonight], rank, days.line.count)[entries]
        self._anchor: Positions = np.concatenate([days.rows[tonight[first]], others])
        row_of = np.full(days.line.count, -1, dtype=np.intp)
        row_of[entries] = np.arange(len(entries))
        own = row_of[days.line.of_row[tonight]]
        self._members = (
            np.concatenate([own[own >= 0], np.arange(len(entries), self._count)]),
            np.concatenate([days.rows[tonight[own >= 0]], others]),
        )

    def __len__(self) -> int:
        """Return the number of rows."""
        return self._count

    def members(self) -> tuple[Positions, Positions]:
        """Return tonight's lines by row."""
        return self._members

    def sample(self) -> Positions:
        """Return the anchor of each row."""
        return self._anchor

    def anchors(self, rows: Positions) -> Positions:
        """Return tonight's first line of the code, by claim and line."""
        return self._anchor[rows]

    def related(self, rows: Positions) -> list[list[int]]:
        """Return the code's other lines of the day, tonight's and earlier ones."""
        anchors = self._anchor[rows].tolist()
        return [
            [line for line in found if line != own]
            for found, own in zip(self.lines_of(rows), anchors, strict=True)
        ]

    def lines_of(self, rows: Positions) -> list[list[int]]:
        """Return the code's lines of the day, tonight's and earlier ones."""
        gathered = [[line] for line in self._anchor[rows].tolist()]
        own = np.flatnonzero(rows < len(self._entries))
        every = np.ones(len(self._days.rows), dtype=np.bool_)
        found = words.rows_of(self._days.line, self._entries[rows[own]], every)
        for place, members in zip(own.tolist(), found, strict=True):
            gathered[place] = self._days.rows[members].tolist()
        return gathered

    def discriminators(self, rows: Positions) -> list[str]:
        """Return the date and the code."""
        days = self._lines.dates(self._anchor[rows])
        return [f"{day} {code}" for day, code in zip(days, self.codes(rows), strict=True)]

    def codes(self, rows: Positions) -> list[str]:
        """Return the code of each row; of a first and an additional one the first."""
        names = self._lines.text("procedure_code", self._anchor[rows])
        heads = self._rows(self._days.head)[rows].tolist()
        return [
            self._heads[head] if row < len(self._entries) else name
            for row, head, name in zip(rows.tolist(), heads, names, strict=True)
        ]

    def _rows(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Give the entries' values to the rows; blank for lines that are rows of their own."""
        given = np.zeros(self._count, dtype=values.dtype)
        given[: len(self._entries)] = values[self._entries]
        return given
