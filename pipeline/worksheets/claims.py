"""Claims of tonight: one row a claim id, the unreadable ones included."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.rule import Grain, Mask, Positions
from pipeline.service_lines import Lines
from pipeline.tables import as_arrow


class Claims:
    """Tonight's claims in the order of their ids, then claims without any accepted line.

    Attributes:
        ids: claim ids. in_order: they stand in their own order.
        unreadable: a line was rejected, or a pseudo-code line with a charge was set aside.
        refused: how many such rows the claim has.
    """

    grain = Grain.CLAIM

    def __init__(self, lines: Lines, refused: pd.Series[int]) -> None:
        """Gather claims.

        Args:
            lines: tonight's lines.
            refused: number of refused rows by claim id.
        """
        self.of_line: Positions = lines.facts.claim.astype(np.intp)
        count = int(self.of_line.max(initial=-1)) + 1
        self._some_line = np.full(count, -1, dtype=np.intp)
        self._some_line[self.of_line[::-1]] = np.arange(len(lines))[::-1]
        # Claims that only earlier nights know have a number too, and no line of tonight.
        self._shown = np.flatnonzero(self._some_line >= 0)
        self._row_of_claim = np.full(count, -1, dtype=np.intp)
        self._row_of_claim[self._shown] = np.arange(len(self._shown))
        ids = lines.frame["claim_id"].iloc[self._some_line[self._shown]].reset_index(drop=True)
        place = _places_of(refused, ids)
        only_refused = refused.index[place < 0].sort_values().astype("str")
        self.ids: pd.Series[str] = pd.concat(
            [ids, only_refused.to_series().reset_index(drop=True)], ignore_index=True
        ).astype("str")
        self.in_order = not len(only_refused)
        refused_rows = np.zeros(len(self.ids), dtype=np.int64)
        refused_rows[place[place >= 0]] = refused.to_numpy()[place >= 0]
        refused_rows[len(ids) :] = refused.reindex(only_refused).to_numpy()
        self.refused = refused_rows
        self.unreadable: Mask = refused_rows > 0

    @property
    def row_of_line(self) -> Positions:
        """The claim row of each of tonight's lines."""
        return self._row_of_claim[self.of_line]

    def __len__(self) -> int:
        """Return the number of claims."""
        return len(self.ids)

    def names_of(self, lines: Positions) -> list[str]:
        """Return the ids of the claims of some lines, each once."""
        return self.claim_ids(np.unique(self.row_of_line[lines]))

    def claim_ids(self, rows: Positions) -> list[str]:
        """Return the ids of some claims."""
        return [str(name) for name in self.ids.iloc[rows].tolist()]

    def members(self) -> tuple[Positions, Positions]:
        """Return tonight's lines by claim."""
        return self.row_of_line, np.arange(len(self.of_line))

    def sample(self) -> Positions:
        """Return the first line in the file of each claim, -1 where none was accepted."""
        without = np.full(len(self) - len(self._shown), -1, dtype=np.intp)
        return np.concatenate([self._some_line[self._shown], without])

    def anchors(self, rows: Positions) -> Positions:
        """Return -1: a claim's finding hangs on the claim, not on a line."""
        return np.full(len(rows), -1, dtype=np.intp)

    def related(self, rows: Positions) -> list[list[int]]:
        """Return nothing: the claim says it all."""
        return [[] for _ in range(len(rows))]

    def discriminators(self, rows: Positions) -> Sequence[str]:
        """Return "": a claim has one finding a rule."""
        return [""] * len(rows)


def _places_of(refused: pd.Series[int], ids: pd.Series[str]) -> Positions:
    """Return where each refused claim stands among the ids, -1 where it does not."""
    names = pa.array(refused.index, type=pa.large_string())
    found = pc.index_in(as_arrow(ids), value_set=names).fill_null(-1).to_numpy()
    place = np.full(len(names), -1, dtype=np.intp)
    at = np.flatnonzero(found >= 0)
    place[found[at]] = at
    return place
