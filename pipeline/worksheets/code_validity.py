"""Code validity: lines whose code is not valid on its date, by a dated table.

RULES.md CLM007. The table speaks of all payers, or of Medicare's alone: Medicare and Medicare
Advantage plans. Of a code or day without a row it says nothing ill. Grain: tonight's lines.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from payer_rules.code_sets import CodeSets
from pipeline.rule import Mask, Positions
from pipeline.service_lines import Lines

MEDICARES = ("medicare", "medicare-advantage")
_OF_MEDICARE = "medicare"
LEAST_SURE = 0.8


@dataclass(frozen=True, kw_only=True)
class CodeValidity:
    """One entry a line of tonight.

    Attributes:
        spoken_of: the table knows days of the code on which the line's payer does not take it.
        not_valid: the date is one of them.
        turns_on_payer: it would be one for Medicare, and whether the payer is Medicare's is not
            known.
        unsure: the row is not certain enough to hold a claim, or the payer is a workers'
            compensation carrier, which need not follow the national code set.
    """

    spoken_of: Mask
    not_valid: Mask
    turns_on_payer: Mask
    unsure: Mask
    _sets: CodeSets
    _row: Positions

    @classmethod
    def build(cls, lines: Lines, sets: CodeSets) -> CodeValidity:
        """Look up the lines whose code has a row."""
        table, codes = sets.retired_codes, lines.codes
        families = list(zip(table.columns["code"], table.columns["family"], strict=True))
        for_medicare = {code for code, family in families if family == _OF_MEDICARE}
        for_all = {code for code, family in families if family != _OF_MEDICARE}
        listed = np.array([*(code in for_medicare | for_all for code in codes.values), False])
        rows = np.flatnonzero(listed[codes.codes])
        everywhere = np.array([*(code in for_all for code in codes.values), False])
        of_medicare = lines.policy.line_of_business(*MEDICARES)[rows]
        payer_known = lines.policy.payer_known()[rows]
        row = table.rows_on(lines.categorical("procedure_code")[rows], lines.facts.day[rows])
        medicare_only = np.array([*(family == _OF_MEDICARE for _, family in families), False])[row]
        found = np.full(len(lines), -1, dtype=np.intp)
        found[rows] = row
        outside_the_code_set = lines.policy.line_of_business("workers-comp")[rows]
        doubtful = table.numbers("certainty", row, 1.0) < LEAST_SURE

        def spread(mask: Mask) -> Mask:
            whole = lines.none()
            whole[rows] = mask
            return whole

        return cls(
            spoken_of=spread(everywhere[codes.codes[rows]] | of_medicare | ~payer_known),
            not_valid=spread((row >= 0) & (~medicare_only | of_medicare)),
            turns_on_payer=spread((row >= 0) & medicare_only & ~payer_known),
            unsure=spread(outside_the_code_set | doubtful),
            _sets=sets,
            _row=found,
        )

    def reasons(self, rows: Positions) -> list[str]:
        """Say why the codes of some lines are not valid."""
        return self._cells("says", rows)

    def instead(self, rows: Positions) -> list[str]:
        """Say which numbers stand in their place, or that none is known."""
        texts = []
        for cell in self._cells("replacement", rows):
            *others, last = cell.split(" ")
            texts.append(f"{', '.join(others)} and {last}" if others else last or "none is known")
        return texts

    def sources(self, rows: Positions) -> list[str]:
        """Return the rows of the table, by code and first day."""
        named = zip(self._cells("code", rows), self._cells("from", rows), strict=True)
        return [f"{self._sets.retired_codes.name}#{code} {first}" for code, first in named]

    def _cells(self, column: str, rows: Positions) -> list[str]:
        cells = [*self._sets.retired_codes.columns[column], ""]
        return [cells[row] for row in self._row[rows].tolist()]
