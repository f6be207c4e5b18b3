"""Payer coverage: tonight's plans, with the lines on dates for which no coverage entry stands."""

from __future__ import annotations

import numpy as np

from pipeline import vocabulary as words
from pipeline.rule import Grain, Mask, Positions
from pipeline.service_lines import Lines
from pipeline.tables import Cents
from pipeline.worksheets.coverage import KNOB


class PayerCoverage:
    """One row a plan of tonight: a rules id, or an office code that has none.

    Attributes:
        medicaid: the payer's file says Medicaid.
        lines, claims, charge: what stands on dates without an entry; charge in cents.
    """

    grain = Grain.NIGHT

    def __init__(self, lines: Lines) -> None:
        """Count the lines of each payer."""
        self._table = lines
        present = np.unique(lines.payer_key)
        self._row = np.searchsorted(present, lines.payer_key)
        self._count = len(present)
        of_medicaid = lines.policy.line_of_business("medicaid")
        self.medicaid: Mask = np.zeros(self._count, dtype=np.bool_)
        self.medicaid[self._row[of_medicaid]] = True
        uncovered = of_medicaid & lines.facts.in_force & ~lines.policy.known(KNOB)
        uncovered &= ~lines.facts.quality & ~lines.outside_benefit
        self._open = np.flatnonzero(uncovered)
        row = self._row[self._open]
        self.lines = np.bincount(row, minlength=self._count)
        charge = np.bincount(row, weights=lines.facts.charge[self._open], minlength=self._count)
        self.charge: Cents = np.rint(charge).astype(np.int64)
        _, once = np.unique(words.packed(row, lines.facts.claim[self._open]), return_index=True)
        self.claims = np.bincount(row[once], minlength=self._count)
        sample = np.full(self._count, -1, dtype=np.intp)
        sample[self._row[::-1]] = np.arange(len(lines))[::-1]
        sample[row[::-1]] = self._open[::-1]
        self._sample = sample

    @classmethod
    def build(cls, lines: Lines) -> PayerCoverage:
        """Count tonight's lines."""
        return cls(lines)

    def __len__(self) -> int:
        """Return the number of payers."""
        return self._count

    def members(self) -> tuple[Positions, Positions]:
        """Return the lines without an entry by payer."""
        return self._row[self._open], self._open

    def sample(self) -> Positions:
        """Return a line of each payer, without an entry where there is one."""
        return np.asarray(self._sample, dtype=np.intp)

    def anchors(self, rows: Positions) -> Positions:
        """Return -1: the finding is about the plan."""
        return np.full(len(rows), -1, dtype=np.intp)

    def related(self, rows: Positions) -> list[list[int]]:
        """Return nothing: no single line is at fault."""
        return [[] for _ in range(len(rows))]

    def names(self, rows: Positions) -> list[str]:
        """Return the plans' names, as their files have them."""
        return self._table.policy.names(self._sample[rows])

    def discriminators(self, rows: Positions) -> list[str]:
        """Return the payer's rules id."""
        names = [*(str(name) for name in self._table.payers.categories), ""]
        return [names[number] for number in self._table.payer[self._sample[rows]]]
