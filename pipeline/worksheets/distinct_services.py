"""Distinct services: pairs of a day that a modifier calls separate, with what the record says.

A row is one pair of codes of one day: patient, date, payer, provider and discipline (all
disciplines where the payer names a pair across them), with a line of tonight among them.
"""

from __future__ import annotations

import numpy as np

from payer_rules.code_sets import CodeSets
from pipeline import vocabulary as words
from pipeline.grains import first_of
from pipeline.modifiers import joined_text
from pipeline.rule import Grain, Mask, Positions
from pipeline.service_lines import ServiceLines
from pipeline.tables import Visits
from pipeline.worksheets.distinct_codes import DistinctCodes, distinct_codes
from pipeline.worksheets.distinct_records import DistinctRecords, visits_of_pairs
from pipeline.worksheets.modifier_lists import ModifierLists

TIME_RECORD = "time_record"
_AFTER_MARKED = np.int64(2**60)


class DistinctServices:
    """Pairs of the day.

    Attributes:
        record: what the notes say of each pair.
        discipline_unsure, provider_unsure: the day turns on a line that does not say.
        times_asked: the payer wants the times in and out of each code.
    """

    grain = Grain.DAY

    def __init__(
        self,
        lines: ServiceLines,
        found: DistinctCodes,
        visits: Visits,
        record: DistinctRecords,
    ) -> None:
        """See ``build``; ``visits`` are those that the record was read from."""
        self._lines, self._found, self._visits = lines, found, visits
        self.record = record
        rank = lines.claim_line_rank[found.rows] + np.where(found.marked, 0, _AFTER_MARKED)
        self._pair, member = _members(found, rank)
        self._row = found.rows[member]
        tonight = np.flatnonzero(self._row < lines.tonight_count)
        first = first_of(self._pair[tonight], rank[member[tonight]], len(found.left))
        self._anchor: Positions = self._row[tonight[first]]
        day = found.day_of[found.left]
        self.discipline_unsure: Mask = found.pools.days.any(found.pools.discipline_unsure)[day]
        self.provider_unsure: Mask = found.pools.days.any(found.pools.provider_unsure)[day]
        asked = lines.policy.equals(TIME_RECORD, "value", "in_out")
        self.times_asked: Mask = asked[self._anchor]

    @classmethod
    def build(
        cls, lines: ServiceLines, lists: ModifierLists, visits: Visits, sets: CodeSets
    ) -> DistinctServices:
        """Find the pairs and read the record of each."""
        found = distinct_codes(lines, lists, sets)
        theirs = visits_of_pairs(lines, found, visits)
        return cls(lines, found, theirs, DistinctRecords.build(lines, found, theirs, sets))

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self._found.left)

    def members(self) -> tuple[Positions, Positions]:
        """Return tonight's lines by pair."""
        tonight = self._row < self._lines.tonight_count
        return self._pair[tonight], self._row[tonight]

    def sample(self) -> Positions:
        """Return the anchor of each pair."""
        return self._anchor

    def anchors(self, rows: Positions) -> Positions:
        """Return tonight's first line that carries the modifier, else its first of the pair."""
        return self._anchor[rows]

    def related(self, rows: Positions) -> list[list[int]]:
        """Return the other lines of the pair, tonight's and earlier ones."""
        pairs = words.Groups(self._pair, len(self))
        every = np.ones(len(self._pair), dtype=np.bool_)
        anchors = self._anchor[rows].tolist()
        return [
            [line for line in self._row[found].tolist() if line != own]
            for found, own in zip(words.rows_of(pairs, rows, every), anchors, strict=True)
        ]

    def discriminators(self, rows: Positions) -> list[str]:
        """Return the date and the two codes."""
        days = self._lines.dates(self._anchor[rows])
        return [
            f"{day} {text.replace(' + ', '+')}"
            for day, text in zip(days, self.pair_text(rows), strict=True)
        ]

    # -- what a finding shows ----------------------------------------------------------------

    def pair_text(self, rows: Positions) -> list[str]:
        """Return the codes of some pairs in order, such as "97110 + 97530"."""
        found, values = self._found, self._lines.codes.values
        pairs = zip(found.left[rows].tolist(), found.right[rows].tolist(), strict=True)
        return [" + ".join(sorted(values[found.name_of[code]] for code in pair)) for pair in pairs]

    def marked_text(self, rows: Positions) -> list[str]:
        """Return what the marked line carries, such as "97530 with GP 59"."""
        pairs = words.Groups(self._pair, len(self))
        marked = np.isin(self._row, self._found.rows[self._found.marked])
        lines = [self._row[found[:1]] for found in words.rows_of(pairs, rows, marked)]
        shown = np.concatenate([np.zeros(0, dtype=np.intp), *lines])
        codes = self._lines.text("procedure_code", shown)
        carried = joined_text(self._lines, shown)
        return [f"{code} with {text}" for code, text in zip(codes, carried, strict=True)]

    def contradictions(self, rows: Positions) -> list[str]:
        """Say what in the record contradicts the modifier, the plainest first."""
        record, texts = self.record, []
        overlapping = rows[record.overlap[rows]]
        blocks = [self._blocks_of(side[overlapping]) for side in record.blocks]
        both = iter(zip(*blocks, strict=True))
        for row in rows.tolist():
            parts = []
            if record.overlap[row]:
                one, other = sorted(next(both))
                parts.append(f"{one} and {other} share minutes")
            if record.too_few[row]:
                parts.append(
                    f"the note has {record.minutes[row]} minutes for both, and the units billed "
                    f"take at least {record.needed[row]}"
                )
            if record.same_description[row]:
                parts.append("both have the same description")
            if record.time_missing[row] and self.times_asked[row]:
                parts.append("the payer asks for times in and out, and one is missing")
            texts.append("; ".join(parts))
        return texts

    def _blocks_of(self, visits: Positions) -> list[str]:
        """Return documented services with their clock times, such as "97110 10:00-10:15"."""
        clocks = [
            [f"{at // 60:02d}:{at % 60:02d}" for at in self._visits.cents(name)[visits].tolist()]
            for name in ("start_time", "stop_time")
        ]
        codes = self._visits.text("procedure_code", visits)
        return [f"{code} {start}-{stop}" for code, start, stop in zip(codes, *clocks, strict=True)]


def _members(found: DistinctCodes, rank: words.Ints) -> tuple[Positions, Positions]:
    """Return the lines of each pair as (pair, place among ``found.rows``), by rank."""
    code_of = found.code.of_row.astype(np.int64)
    pairs, members = [], []
    for side in (found.left, found.right):
        pair, member = words.pairs_of(side.astype(np.int64), code_of)
        pairs.append(pair)
        members.append(member)
    pair, member = np.concatenate(pairs), np.concatenate(members)
    order = np.lexsort((rank[member], pair))
    return pair[order], member[order]
