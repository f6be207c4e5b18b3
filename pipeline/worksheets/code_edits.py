"""Code edits: pairs of codes of a day of which an NCCI table says that they are not paid together.

A row is one pair of codes of one patient, date, payer and provider, over all disciplines, with a
line of tonight; several lines of a code (split by CQ, for instance) are one pair. RULES.md "PAIR"
and "Before any rule" 3-5. Column 2 is not paid beside column 1. Where the indicator is 1, a
modifier on either line lifts the edit, and edits are put to lines: so the pair lacks it where a
column-2 line without one stands beside a column-1 line without one.
"""

from __future__ import annotations

import numpy as np

from payer_rules.code_sets import CodeSets
from pipeline import vocabulary as words
from pipeline.grains import first_of
from pipeline.modifiers import joined_text
from pipeline.rule import Grain, Mask, Positions, Severity, Shown
from pipeline.service_lines import ServiceLines
from pipeline.worksheets.code_edits_answers import AskedPairs, EditAnswers, ask
from pipeline.worksheets.code_edits_candidates import CandidatePairs, candidate_pairs
from pipeline.worksheets.code_edits_modifiers import lifts_an_edit
from pipeline.worksheets.code_edits_scope import KNOB, EditScope
from pipeline.worksheets.modifier_lists import ModifierLists

EXACT, STALE = "exact", "stale"
_EITHER_LINE_FROM = int(np.datetime64("2019-07-01").astype(np.int64))
"""Until then only a modifier on column 2 lifted an edit (CMS Change Request 11168)."""
_LEAST_SURE = 0.8
_NOT_LACKING, _COLUMN_1 = np.int64(2**60), np.int64(2**61)


class CodeEdits:
    """Pairs of the day.

    Attributes:
        said: what the tables say of each pair.
        lacking: of two lines, one of each column, neither has a modifier that lifts the edit.
        cut_off: such a modifier may only have been lost in the export.
        provider_unknown: the pair turns on a line that does not name its provider.
        weights: pairs that weigh less than a block: the edit is stale, the table is not sure
            enough of it to hold a claim, or the payer's entry may not hold one.
    """

    grain = Grain.DAY

    def __init__(
        self, lines: ServiceLines, pairs: CandidatePairs, said: EditAnswers, carries: Mask
    ) -> None:
        """See ``build``; ``carries`` marks the pairs' lines that have a modifier that lifts."""
        self._lines, self._pairs = lines, pairs
        self.said = said
        self.provider_unknown: Mask = pairs.provider_unsure
        of_line = pairs.pair.of_row
        self._is_column2: Mask = pairs.is_one != said.one_is_first[of_line]
        lacks = ~carries
        either_line = lines.facts.day[pairs.some_line] >= _EITHER_LINE_FROM
        column1_lacks, column2_lacks = lacks & ~self._is_column2, lacks & self._is_column2
        self.lacking: Mask = pairs.pair.any(column2_lacks)
        self.lacking &= pairs.pair.any(column1_lacks) | ~either_line
        cut_off = lines.modifiers_cut_off[pairs.lines]
        self.cut_off: Mask = pairs.pair.every(~column2_lacks | cut_off)
        self.cut_off |= pairs.pair.every(~column1_lacks | cut_off) & either_line
        rank = lines.claim_line_rank[pairs.lines]
        # No modifier tells the column-2 lines apart where none would help.
        comes_first = self._is_column2 & ~(carries & said.may_need[of_line])
        rank += np.where(comes_first, 0, np.where(self._is_column2, _NOT_LACKING, _COLUMN_1))
        tonight = np.flatnonzero(pairs.lines < lines.tonight_count)
        first = first_of(of_line[tonight], rank[tonight], len(self))
        self._anchor: Positions = pairs.lines[tonight[first]]
        self._rank = rank
        lighter = {weight: mask[self._anchor] for weight, mask in lines.lighter_by(KNOB).items()}
        no_block = said.stale | (said.certainty < _LEAST_SURE)
        self.weights: dict[Severity, Mask] = lighter | {
            Severity.REVIEW: no_block | lighter[Severity.REVIEW]
        }

    @classmethod
    def build(
        cls, lines: ServiceLines, scope: EditScope, lists: ModifierLists, sets: CodeSets
    ) -> CodeEdits:
        """Find the pairs and ask the tables about them."""
        pairs = candidate_pairs(lines, scope, sets.pair_edits)
        said = ask(sets.pair_edits, _asked(lines, scope, pairs))
        if not said.matters.all():
            pairs = pairs.some(said.matters)
            said = ask(sets.pair_edits, _asked(lines, scope, pairs))
        return cls(lines, pairs, said, lifts_an_edit(lines, lists, sets, pairs.lines))

    def __len__(self) -> int:
        """Return the number of pairs."""
        return self._pairs.pair.count

    def members(self) -> tuple[Positions, Positions]:
        """Return tonight's lines by pair."""
        tonight = self._pairs.lines < self._lines.tonight_count
        return self._pairs.pair.of_row[tonight], self._pairs.lines[tonight]

    def sample(self) -> Positions:
        """Return the anchor of each pair."""
        return self._anchor

    def anchors(self, rows: Positions) -> Positions:
        """Return tonight's first column-2 line, one that lacks the modifier before others.

        Where column 2 went out on an earlier night, tonight's first line of column 1.
        """
        return self._anchor[rows]

    def related(self, rows: Positions) -> list[list[int]]:
        """Return the other lines of the pair, tonight's and earlier ones."""
        anchors = self._anchor[rows].tolist()
        return [
            [line for line in self._pairs.lines[found].tolist() if line != own]
            for found, own in zip(self._members_of(rows), anchors, strict=True)
        ]

    def discriminators(self, rows: Positions) -> list[str]:
        """Return the date and the code beside the anchor's own."""
        names, pairs = self._lines.codes.values, self._pairs
        own = self._lines.facts.code[self._anchor[rows]]
        other = np.where(pairs.one[rows] == own, pairs.other[rows], pairs.one[rows])
        days = self._lines.dates(self._anchor[rows])
        return [f"{day} {names[code]}" for day, code in zip(days, other.tolist(), strict=True)]

    # -- what a finding shows ----------------------------------------------------------------

    @property
    def shows(self) -> dict[str, Shown]:
        """What a finding about a pair shows, by name."""
        return {
            "column1": self.column1,
            "column2": self.column2,
            "indicator": self.said.indicator,
            "table": self.said.table_names,
            "edition": self.said.sources,
            "standing": self._remark,
            "carried": self.carried,
            "confidence": self._confidence,
            "rule_source": self._rule_source,
        }

    def column1(self, rows: Positions) -> list[str]:
        """Return the code that is paid."""
        first = self.said.one_is_first[rows]
        return self._names(np.where(first, self._pairs.one[rows], self._pairs.other[rows]))

    def column2(self, rows: Positions) -> list[str]:
        """Return the code that is not paid beside it."""
        first = self.said.one_is_first[rows]
        return self._names(np.where(first, self._pairs.other[rows], self._pairs.one[rows]))

    def carried(self, rows: Positions) -> list[str]:
        """Return the lines with their modifiers, such as "97530 with GP; 97750 with GP KX"."""
        found = [sorted(some, key=self._rank.__getitem__) for some in self._members_of(rows)]
        flat = self._pairs.lines[[place for some in found for place in some]]
        codes = self._lines.text("procedure_code", flat)
        billed = joined_text(self._lines, flat)
        texts = [
            f"{code} with {modifiers}" if modifiers else f"{code} without modifier"
            for code, modifiers in zip(codes, billed, strict=True)
        ]
        ends = np.cumsum([len(some) for some in found]).tolist()
        return [
            "; ".join(texts[end - len(some) : end]) for some, end in zip(found, ends, strict=True)
        ]

    def _confidence(self, rows: Positions) -> list[str]:
        """Return whether the answer is exact, or that of a quarter that has ended."""
        return [STALE if stale else EXACT for stale in self.said.stale[rows].tolist()]

    def _remark(self, rows: Positions) -> list[str]:
        """Return a remark on answers of a quarter that has ended, "" on others."""
        remark = ", the last known edition"
        return [remark if stale else "" for stale in self.said.stale[rows].tolist()]

    def _rule_source(self, rows: Positions) -> list[str]:
        """Return the payer's entry that names the table."""
        return self._lines.policy.source(KNOB, self._anchor[rows])

    def _members_of(self, rows: Positions) -> list[list[int]]:
        every = np.ones(len(self._pairs.lines), dtype=np.bool_)
        return words.rows_of(self._pairs.pair, rows, every)

    def _names(self, codes: Positions) -> list[str]:
        names = self._lines.codes.values
        return [names[code] for code in codes.tolist()]


def _asked(lines: ServiceLines, scope: EditScope, pairs: CandidatePairs) -> AskedPairs:
    """Put the question for each pair: its codes, day, program and setting."""
    some_line = pairs.some_line
    return AskedPairs(
        names=lines.codes.values,
        one=pairs.one,
        other=pairs.other,
        day=lines.facts.day[some_line],
        program=scope.program[some_line],
        setting=scope.settings_of(pairs.pair, pairs.lines),
    )
