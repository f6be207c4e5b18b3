"""Marked codes: codes of a day with a line of tonight that carries 59 or an X modifier.

A row is a code of a day: patient, date, payer, provider and discipline. RULES.md "PAIR".
"""

from __future__ import annotations

import numpy as np

from pipeline import vocabulary as words
from pipeline.grains import first_of
from pipeline.modifiers import DISTINCT_MODIFIERS
from pipeline.rule import Grain, Mask, Positions
from pipeline.service_lines import Lines

_PLAIN, *_NARROWER = DISTINCT_MODIFIERS
_AFTER_DOUBLED = np.int64(2**60)


class MarkedCodes:
    """One entry a code of a day.

    Attributes:
        doubled: some line carries both 59 and an X modifier.
    """

    grain = Grain.DAY

    def __init__(self, lines: Lines) -> None:
        """Gather tonight's marked lines; lines of earlier nights have gone out as they are."""
        self._lines = lines
        counts = lines.facts.in_force & ~lines.outside_benefit
        rows = np.flatnonzero(lines.has_modifier(*DISTINCT_MODIFIERS) & counts)
        self._rows = rows[np.argsort(lines.claim_line_rank[rows], kind="stable")]
        facts, rows = lines.facts, self._rows
        days = words.group_by(facts.patient[rows], np.maximum(facts.day[rows], 0))
        self._codes = words.group_by(
            days.of_row,
            lines.payer_key[rows],
            lines.provider(lines.none())[rows],
            facts.discipline[rows],
            facts.code[rows],
        )
        doubled = lines.has_modifier(_PLAIN) & lines.has_modifier(*_NARROWER)
        self._doubled: Mask = doubled[self._rows]
        self.doubled: Mask = self._codes.any(self._doubled)
        rank = lines.claim_line_rank[self._rows] + np.where(self._doubled, 0, _AFTER_DOUBLED)
        first = first_of(self._codes.of_row, rank, self._codes.count)
        self._anchor: Positions = self._rows[first]

    @classmethod
    def build(cls, lines: Lines) -> MarkedCodes:
        """Gather tonight's marked lines."""
        return cls(lines)

    def __len__(self) -> int:
        """Return the number of codes of days."""
        return self._codes.count

    def members(self) -> tuple[Positions, Positions]:
        """Return the marked lines by code of the day."""
        return self._codes.of_row, self._rows

    def sample(self) -> Positions:
        """Return the anchor of each code of the day."""
        return self._anchor

    def anchors(self, rows: Positions) -> Positions:
        """Return the first line that carries both, else the first marked one."""
        return self._anchor[rows]

    def related(self, rows: Positions) -> list[list[int]]:
        """Return the code's other lines of the day that carry both."""
        anchors = self._anchor[rows].tolist()
        return [
            [line for line in self._rows[found].tolist() if line != own]
            for found, own in zip(
                words.rows_of(self._codes, rows, self._doubled), anchors, strict=True
            )
        ]

    def discriminators(self, rows: Positions) -> list[str]:
        """Return date, discipline and code."""
        lines, anchors = self._lines, self._anchor[rows]
        parts = (
            lines.dates(anchors),
            lines.discipline_names(anchors),
            lines.text("procedure_code", anchors),
        )
        return [" ".join(texts) for texts in zip(*parts, strict=True)]
