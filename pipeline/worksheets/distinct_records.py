"""Distinct records: what the notes say of codes that a modifier calls separate.

RULES.md PAIR004. For each code of a day: minutes, clock blocks and descriptions of its documented
services; for each pair: whether two blocks share a minute (half-open, so that one may begin as the
other ends), whether the minutes hold the units of both, whether a description stands for both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from payer_rules.code_sets import CodeSets
from pipeline import vocabulary as words
from pipeline.numbering import number_codes
from pipeline.rule import Mask, Positions
from pipeline.service_lines import ServiceLines
from pipeline.tables import Visits, as_arrow
from pipeline.worksheets.day_visits import DayVisits, in_pool, match_visits
from pipeline.worksheets.distinct_codes import DistinctCodes
from pipeline.worksheets.unit_methods import LEAST_MINUTES, UNIT_MINUTES

_COLUMNS = (
    *("patient", "number", "visit_id", "service_date"),
    *("procedure_code", "discipline", "therapist_npi"),
    *("minutes", "therapist_minutes", "assistant_minutes", "start_time", "stop_time"),
    "description",
)

_BLANKS = (" ", "\n", "\r", "\t", "\u00a0")


@dataclass(frozen=True, kw_only=True)
class DistinctRecords:
    """One entry a pair of ``DistinctCodes``.

    Attributes:
        documented: both codes have a documented service.
        timed: all their documented services have a beginning and a later end.
        time_missing: both are documented, and one lacks its beginning or end.
        overlap: two blocks share a minute; ``blocks`` are the visit rows of the first such two.
        minutes: documented for both, with what the day's other codes leave over; ``needed``: the
            least that bears the units of both; ``too_few``: known, and less than that.
        same_description: a description stands for both.
        visit_unsure: a visit of the day may belong to another one.
    """

    documented: Mask
    timed: Mask
    time_missing: Mask
    overlap: Mask
    blocks: tuple[Positions, Positions]
    minutes: words.Ints
    needed: words.Ints
    too_few: Mask
    same_description: Mask
    visit_unsure: Mask

    @classmethod
    def build(
        cls, lines: ServiceLines, found: DistinctCodes, visits: Visits, sets: CodeSets
    ) -> DistinctRecords:
        """Match the days' visits and compare pair by pair."""
        left, right = found.left, found.right
        matched = match_visits(lines, found.rows, found.pools.days, found.together, visits, sets)
        blocks = _Blocks.of(visits, matched.visit)
        of_code = _code_of(lines, found, visits, matched)
        own = np.flatnonzero(of_code >= 0)
        services = words.Groups(of_code[own], found.code.count)
        documented = services.any(np.ones(len(own), dtype=np.bool_))
        all_timed = services.every(blocks.timed[own])
        some_lack = services.any(blocks.lacks_time[own])
        both = documented[left] & documented[right]
        pair, one, other = _compared(services, left, right)
        shares = np.flatnonzero(blocks.share_a_minute(own[one], own[other]))
        shares = shares[blocks.order(pair[shares], own[one[shares]], own[other[shares]])]
        text = _descriptions(visits, matched.visit[own])
        alike = (text[one] >= 0) & (text[one] == text[other])
        first_one, first_other = (np.full(len(left), -1, dtype=np.intp) for _ in range(2))
        first_one[pair[shares][::-1]] = matched.visit[own[one[shares]]][::-1]
        first_other[pair[shares][::-1]] = matched.visit[own[other[shares]]][::-1]
        minutes, needed, judged = _minutes(lines, found, matched, of_code, blocks, sets)
        return cls(
            documented=both,
            timed=both & all_timed[left] & all_timed[right],
            time_missing=both & (some_lack[left] | some_lack[right]),
            overlap=_marked(pair[shares], len(left)),
            blocks=(first_one, first_other),
            minutes=minutes,
            needed=needed,
            too_few=judged & both & (minutes < needed),
            same_description=_marked(pair[alike], len(left)),
            visit_unsure=matched.unsure[found.day_of[left]],
        )


def visits_of_pairs(lines: ServiceLines, found: DistinctCodes, visits: Visits) -> Visits:
    """Return the visits of patients and dates that have a pair, with the columns read here."""
    facts = lines.facts
    paired = np.zeros(found.pools.days.count, dtype=np.bool_)
    paired[found.day_of[found.left]] = True
    rows = found.rows[paired[found.pools.days.of_row]]
    of_lines, of_visits = words.packed_together(
        (facts.patient[rows], np.maximum(facts.day[rows], 0)),
        (visits.patient, np.maximum(visits.days("service_date"), 0)),
    )
    near = np.flatnonzero(words.among(of_visits, of_lines))
    columns = [name for name in _COLUMNS if name in visits.frame]
    return Visits(visits.frame[columns].iloc[near], visits.supplied)


@dataclass(frozen=True, kw_only=True)
class _Blocks:
    """Clock blocks of matched services; a block that does not end after it begins is none."""

    begins: words.Ints
    ends: words.Ints
    lacks_time: Mask
    timed: Mask

    @classmethod
    def of(cls, visits: Visits, rows: Positions) -> _Blocks:
        lacks = (visits.blank("start_time") | visits.blank("stop_time"))[rows]
        begins, ends = visits.cents("start_time")[rows], visits.cents("stop_time")[rows]
        return cls(begins=begins, ends=ends, lacks_time=lacks, timed=~lacks & (begins < ends))

    @property
    def length(self) -> words.Ints:
        """Minutes of each block, 0 where there is none."""
        return np.where(self.timed, self.ends - self.begins, 0)

    def order(self, pair: Positions, one: Positions, other: Positions) -> Positions:
        """Return the order of overlaps by pair, then by clock, whatever order the rows have."""
        begin = (self.begins[one], self.begins[other])
        end = (self.ends[one], self.ends[other])
        clock = (np.maximum(*end), np.minimum(*end), np.minimum(*begin), np.maximum(*begin))
        return np.lexsort((*clock, pair))

    def share_a_minute(self, one: Positions, other: Positions) -> Mask:
        """Mark services of which two half-open blocks overlap."""
        begin = np.maximum(self.begins[one], self.begins[other])
        end = np.minimum(self.ends[one], self.ends[other])
        return np.asarray(self.timed[one] & self.timed[other] & (begin < end), dtype=np.bool_)


def _marked(pairs: Positions, count: int) -> Mask:
    marks = np.zeros(count, dtype=np.bool_)
    marks[pairs] = True
    return marks


def _code_of(
    lines: ServiceLines, found: DistinctCodes, visits: Visits, matched: DayVisits
) -> Positions:
    """Return the code of the day of each matched service, -1 where no line bills it."""
    if not len(matched.visit):
        return np.zeros(0, dtype=np.intp)
    _, visit_code = number_codes(
        lines.categorical("procedure_code"), visits.categorical("procedure_code")
    )
    key, code_key = words.packed_together(
        (matched.day, visit_code[matched.visit]), (found.day_of, found.name_of)
    )
    return words.align(key, code_key)


def _compared(
    services: words.Groups, left: Positions, right: Positions
) -> tuple[Positions, Positions, Positions]:
    """Return each pair with each service of the one code beside each of the other."""
    of_code = services.of_row.astype(np.int64)
    pair, one = words.pairs_of(left.astype(np.int64), of_code)
    entry, other = words.pairs_of(right[pair].astype(np.int64), of_code)
    return pair[entry], one[entry], other


def _descriptions(visits: Visits, rows: Positions) -> npt.NDArray[np.int64]:
    """Number the descriptions of some services, letter case and blanks aside; -1 for none."""
    if "description" not in visits.frame or not len(rows):
        return np.full(len(rows), -1, dtype=np.int64)
    taken = as_arrow(visits.frame["description"].iloc[rows]).dictionary_encode()
    plain = cast("pa.LargeStringArray", pc.utf8_lower(taken.dictionary))
    for blank in _BLANKS:
        plain = pc.replace_substring(plain, blank, "")
    number = plain.dictionary_encode().indices.to_numpy()
    empty = np.asarray(pc.binary_length(plain).to_numpy() == 0)
    places = taken.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return np.asarray(np.append(np.where(empty, -1, number), -1)[places], dtype=np.int64)


def _minutes(
    lines: ServiceLines,
    found: DistinctCodes,
    matched: DayVisits,
    of_code: Positions,
    blocks: _Blocks,
    sets: CodeSets,
) -> tuple[words.Ints, words.Ints, Mask]:
    """Return the minutes that bear each pair, those its units need, and where both are known.

    Only codes whose minutes are pooled have units by minutes. The least is 8 minutes for a code's
    first unit and 15 for each further one, below which no way of counting gives the units. What
    the day's other codes have beyond 15 minutes a unit may round up a unit of the pair. Where
    minutes and clock times are both there, the more counts.
    """
    own = np.flatnonzero(of_code >= 0)
    services = words.Groups(of_code[own], found.code.count)
    noted = np.maximum(np.where(matched.minutes_blank, 0, matched.minutes), blocks.length)
    known = ~matched.minutes_blank | blocks.timed
    by_code = services.total(noted[own])
    code_known = services.any(known[own]) & services.every(known[own])
    units = np.bincount(
        found.code.of_row, lines.facts.units[found.rows], minlength=found.code.count
    )
    some_row = np.zeros(found.code.count, dtype=np.intp)
    some_row[found.code.of_row] = found.rows
    codes = lines.categorical("procedure_code")[some_row]
    pooled = in_pool(sets, codes, lines.facts.day[some_row])
    pooled &= ~lines.policy.equals("unit_rule", "value", "value_units")[some_row]
    left_over = np.where(pooled, np.maximum(by_code - UNIT_MINUTES * units, 0), 0).astype(np.int64)
    unbilled = np.flatnonzero((of_code < 0) & matched.pooled)
    days = words.Groups(found.day_of, found.pools.days.count)
    elsewhere = words.Groups(matched.day[unbilled], days.count)
    spare = days.total(left_over) + elsewhere.total(noted[unbilled])
    day_known = days.every(code_known | ~pooled) & elsewhere.every(known[unbilled])
    left, right = found.left, found.right
    day = found.day_of[left]
    rest = spare[day] - left_over[left] - left_over[right]
    least = LEAST_MINUTES - UNIT_MINUTES + UNIT_MINUTES * np.ceil(np.maximum(units, 1))
    needed = (least[left] + least[right]).astype(np.int64)
    judged = pooled[left] & pooled[right] & day_known[day]
    return by_code[left] + by_code[right] + rest, needed, judged
