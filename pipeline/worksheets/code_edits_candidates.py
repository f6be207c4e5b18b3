"""Candidate pairs: two codes of one patient, date, payer and provider that some table pairs.

Most days hold no such pair, and nearly every code is in one. So each pair is looked for from its
code with fewer lines: only the dates of those few lines are gathered.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from payer_rules.ncci import NO_EDIT, TABLES, PairEdits
from pipeline import vocabulary as words
from pipeline.day_pools import pool_days
from pipeline.rule import Mask, Positions
from pipeline.service_lines import ServiceLines
from pipeline.worksheets.code_edits_scope import NO_PROGRAM, EditScope

Matrix = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class CandidatePairs:
    """Candidate pairs with a line of tonight.

    Attributes:
        one, other: the codes of each pair, as numbers of ``ServiceLines.codes``.
        lines: service lines of the pairs, a line once in each of its pairs; ``pair`` is the pair
            of each, ``is_one`` whether it bills the first code.
        provider_unsure: pairs with a line that does not name its provider, beside others that do.
    """

    one: Positions
    other: Positions
    lines: Positions
    pair: words.Groups
    is_one: Mask
    provider_unsure: Mask

    def some(self, kept: Mask) -> CandidatePairs:
        """Return those pairs for which a mask holds."""
        number = np.cumsum(kept) - 1
        own = kept[self.pair.of_row]
        return CandidatePairs(
            one=self.one[kept],
            other=self.other[kept],
            lines=self.lines[own],
            pair=words.Groups(number[self.pair.of_row[own]], int(kept.sum())),
            is_one=self.is_one[own],
            provider_unsure=self.provider_unsure[kept],
        )

    @property
    def some_line(self) -> Positions:
        """Some line of each pair."""
        line = np.zeros(self.pair.count, dtype=np.intp)
        line[self.pair.of_row] = self.lines
        return line


def candidate_pairs(lines: ServiceLines, scope: EditScope, edits: PairEdits) -> CandidatePairs:
    """Find the pairs among the lines of payers that do not rule NCCI out."""
    facts = lines.facts
    counts = scope.counts & (scope.program != NO_PROGRAM)
    paired = _ever_paired(lines, counts, edits)
    sought = _from_rarer(paired, facts.code[counts])
    seeking = np.append(sought.any(axis=1), False)
    in_pair = np.append(paired.any(axis=1), False)
    seeds = np.flatnonzero(counts & seeking[facts.code])
    rows = scope.on_dates_of(seeds, counts & in_pair[facts.code])
    dates = words.group_by(facts.patient[rows], np.maximum(facts.day[rows], 0), lines.payer[rows])
    entry = words.group_by(dates.of_row, facts.code[rows])
    some_row = np.zeros(entry.count, dtype=np.intp)
    some_row[entry.of_row] = np.arange(len(rows))
    date_of, code_of = dates.of_row[some_row].astype(np.int64), facts.code[rows[some_row]]
    seekers = np.flatnonzero(seeking[code_of])
    left, right = words.pairs_of(date_of[seekers], date_of)
    left = seekers[left]
    wanted = sought[code_of[left], code_of[right]]
    left, right = left[wanted], right[wanted]
    pair, member, is_one = _members(left, right, entry)
    # A number within the date tells its pairs apart; numbers of all would not fit the packed key.
    apart = _within(date_of[left])[pair]
    return _by_provider(lines, (pair, apart), rows[member], is_one, (code_of[left], code_of[right]))


def _ever_paired(lines: ServiceLines, counts: Mask, edits: PairEdits) -> Matrix:
    """Say of each two codes whether some table has them as a pair.

    Asked are tonight's dates, and the last day of each table for dates that it does not reach.
    """
    names, count = lines.codes.values, len(lines.codes.values)
    days = _distinct(lines.facts.day[: lines.tonight_count][counts[: lines.tonight_count]])
    one, other = np.triu_indices(count, 1)
    found = np.zeros(len(one), dtype=np.bool_)
    for number in range(len(TABLES)):
        covered = edits.covered(number)
        if covered is None or not len(days):
            continue
        asked = np.append(days, covered[1]).astype(np.int32)
        open_pairs = np.flatnonzero(~found)
        said = edits.look_up(
            names,
            np.repeat(one[open_pairs], len(asked)),
            np.repeat(other[open_pairs], len(asked)),
            np.tile(asked, len(open_pairs)),
            np.full(len(open_pairs) * len(asked), number, dtype=np.int8),
        )
        found[open_pairs] = (said.indicator != NO_EDIT).reshape(-1, len(asked)).any(axis=1)
    paired = np.zeros((count, count), dtype=np.bool_)
    paired[one, other] = paired[other, one] = found
    return paired


def _distinct(days: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Return the days that there are; they lie close together, so a table of all is short."""
    if not len(days):
        return days
    first = int(days.min())
    met = np.zeros(int(days.max()) - first + 1, dtype=np.bool_)
    met[days - first] = True
    return (np.flatnonzero(met) + first).astype(np.int32)


def _from_rarer(paired: Matrix, codes: npt.NDArray[np.int32]) -> Matrix:
    """Keep each pair once: from the code with fewer lines to the other."""
    lines_of = np.bincount(codes[codes >= 0], minlength=len(paired))
    place = np.empty(len(paired), dtype=np.intp)
    place[np.argsort(lines_of, kind="stable")] = np.arange(len(paired))
    return np.asarray(paired & (place[:, None] < place[None, :]))


def _within(dates: words.Ints) -> npt.NDArray[np.int32]:
    """Number the rows of each date from 0."""
    order = np.argsort(dates, kind="stable")
    begins = np.flatnonzero(np.diff(dates[order], prepend=-1))
    lengths = np.diff(np.append(begins, len(dates)))
    within = np.empty(len(dates), dtype=np.int32)
    within[order] = np.arange(len(dates)) - np.repeat(begins, lengths)
    return within


def _members(
    left: Positions, right: Positions, entry: words.Groups
) -> tuple[Positions, Positions, Mask]:
    """Return the rows of each pair of entries: the pair, the row, whether it is of the first."""
    of_row = entry.of_row.astype(np.int64)
    first, of_first = words.pairs_of(left.astype(np.int64), of_row)
    second, of_second = words.pairs_of(right.astype(np.int64), of_row)
    is_one = np.arange(len(first) + len(second)) < len(first)
    return np.concatenate([first, second]), np.concatenate([of_first, of_second]), is_one


def _by_provider(
    lines: ServiceLines,
    pairs: tuple[Positions, npt.NDArray[np.int32]],
    rows: Positions,
    is_one: Mask,
    codes: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]],
) -> CandidatePairs:
    """Part pairs of a date by provider; keep those with both codes and a line of tonight."""
    pair, apart = pairs
    pools = pool_days(lines, rows, np.zeros(len(rows), dtype=np.bool_), apart)
    pools_of = pools.days
    whole = pools_of.any(is_one) & pools_of.any(~is_one)
    whole &= pools_of.any(rows < lines.tonight_count)
    of_pool = np.zeros(pools_of.count, dtype=np.intp)
    of_pool[pools_of.of_row] = pair
    return CandidatePairs(
        one=codes[0][of_pool].astype(np.intp),
        other=codes[1][of_pool].astype(np.intp),
        lines=rows,
        pair=pools_of,
        is_one=is_one,
        provider_unsure=pools_of.any(pools.provider_unsure),
    ).some(whole)
