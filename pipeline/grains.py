"""What the engine needs to know of a table that a rule answers for, whatever its grain.

Each row of a grain's table stands for something tonight's lines belong to: a line, a claim, a
day, a plan of care, a payer. The engine turns a row into a finding through these questions only.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from pipeline.rule import Grain, Positions
from pipeline.service_lines import Lines


class GrainTable(Protocol):
    """A table of one row an answer."""

    grain: Grain

    def __len__(self) -> int:
        """Return the number of rows."""
        ...

    def members(self) -> tuple[Positions, Positions]:
        """Return which of tonight's lines belong to which row, as (rows, lines)."""
        ...

    def sample(self) -> Positions:
        """Return for each row some line, of tonight or earlier, that tells payer and patient."""
        ...

    def anchors(self, rows: Positions) -> Positions:
        """Return the line of tonight that a finding of each row hangs on, -1 for none."""
        ...

    def related(self, rows: Positions) -> list[list[int]]:
        """Return the other lines that take part, of tonight or earlier, for each row."""
        ...

    def discriminators(self, rows: Positions) -> list[str]:
        """Return what tells two findings of one rule and anchor apart."""
        ...


class LineGrain:
    """Tonight's lines as a grain: each is its own anchor."""

    grain = Grain.LINE

    def __init__(self, lines: Lines) -> None:
        """Take tonight's lines."""
        self._count = len(lines)

    def __len__(self) -> int:
        """Return the number of lines."""
        return self._count

    def members(self) -> tuple[Positions, Positions]:
        """Return each line as its own member."""
        every = np.arange(self._count)
        return every, every

    def sample(self) -> Positions:
        """Return each line itself."""
        return np.arange(self._count)

    def anchors(self, rows: Positions) -> Positions:
        """Return the lines themselves."""
        return rows

    def related(self, rows: Positions) -> list[list[int]]:
        """Return nothing: a line stands alone."""
        return [[] for _ in range(len(rows))]

    def discriminators(self, rows: Positions) -> list[str]:
        """Return "": a line has one finding a rule."""
        return [""] * len(rows)


def first_of(groups: npt.NDArray[np.intp], rank: npt.NDArray[np.int64], count: int) -> Positions:
    """Return, for each group number, the position of lowest rank; -1 for a group without any.

    Ranks do not repeat within a group.
    """
    lowest = np.full(count, np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(lowest, groups, rank)
    at_first = np.flatnonzero(rank == lowest[groups])
    first = np.full(count, -1, dtype=np.intp)
    first[groups[at_first]] = at_first
    return first
