"""Group times: days with group therapy and one-on-one services, and their times in the notes.

A row is one patient, date, payer and provider, over all disciplines, with a line of group therapy
and one of a one-on-one service, one of them tonight's. RULES.md PAIR009. Minutes of a group are
nobody's one-on-one minutes, so the clock blocks of the two may touch but not overlap (half-open).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from payer_rules.code_sets import CodeSets
from pipeline import vocabulary as words
from pipeline.day_pools import DayPools, pool_days
from pipeline.grains import first_of
from pipeline.numbering import number_codes
from pipeline.rule import Grain, Mask, Positions
from pipeline.service_lines import ServiceLines
from pipeline.tables import Visits
from pipeline.worksheets.code_edits_scope import EditScope
from pipeline.worksheets.day_visits import DayVisits, match_visits

TIME_RECORD = "time_record"
_SESSION, _MONITORING = "session", "monitoring"
_AFTER_GROUP = np.int64(2**60)
_COLUMNS = (
    *("patient", "number", "visit_id", "service_date"),
    *("procedure_code", "discipline", "therapist_npi"),
    *("minutes", "therapist_minutes", "assistant_minutes", "start_time", "stop_time"),
)


@dataclass(frozen=True, kw_only=True)
class _GroupDays:
    """Lines of the days: each line's day, and whether it is of the group."""

    rows: Positions
    pools: DayPools
    is_group: Mask


@dataclass(frozen=True, kw_only=True)
class _Notes:
    """What the notes say, one entry a day.

    Attributes:
        documented: group and each billed one-on-one code have a documented service.
        timed: all of these have a beginning and a later end.
        lacks_clock, lacks_minutes: one of them has no clock times, or no minutes of its own.
        overlap: a group block shares a minute with a one-on-one block; ``blocks`` are the visit
            rows of the first such two, -1 for none.
        visit_unsure: a visit of the day may belong to another one.
    """

    documented: Mask
    timed: Mask
    lacks_clock: Mask
    lacks_minutes: Mask
    overlap: Mask
    blocks: tuple[Positions, Positions]
    visit_unsure: Mask


class GroupTimes:
    """Days with group therapy and one-on-one services.

    Attributes:
        notes: what the notes say of their times.
        provider_unsure: the day turns on a line that does not name its provider.
        clock_asked, minutes_asked: the payer wants times in and out, or minutes, of each code.
        clock_supplied, minutes_supplied: the visits have such columns at all.
    """

    grain = Grain.DAY

    def __init__(
        self, lines: ServiceLines, days: _GroupDays, notes: _Notes, visits: Visits
    ) -> None:
        """See ``build``; ``visits`` are those that the notes were read from."""
        self._lines, self._days, self._visits = lines, days, visits
        self.notes = notes
        of_row = days.pools.days
        self.provider_unsure: Mask = of_row.any(days.pools.provider_unsure)
        rank = lines.claim_line_rank[days.rows] + np.where(days.is_group, 0, _AFTER_GROUP)
        tonight = np.flatnonzero(days.rows < lines.tonight_count)
        first = first_of(of_row.of_row[tonight], rank[tonight], of_row.count)
        self._anchor: Positions = days.rows[tonight[first]]
        asked = lines.policy.equals
        self.clock_asked: Mask = asked(TIME_RECORD, "value", "in_out")[self._anchor]
        self.minutes_asked: Mask = asked(TIME_RECORD, "value", "per_code")[self._anchor]
        supplied = visits.supplied
        self.clock_supplied = {"start_time", "stop_time"} <= supplied
        self.minutes_supplied = bool({"minutes", "therapist_minutes", "start_time"} & supplied)

    @classmethod
    def build(
        cls, lines: ServiceLines, scope: EditScope, visits: Visits, sets: CodeSets
    ) -> GroupTimes:
        """Find the days and read their notes."""
        days = _group_days(lines, scope, sets)
        theirs = _visits_of(lines, scope, days, visits)
        return cls(lines, days, _read(lines, days, theirs, sets), theirs)

    def __len__(self) -> int:
        """Return the number of days."""
        return self._days.pools.days.count

    def members(self) -> tuple[Positions, Positions]:
        """Return tonight's lines by day."""
        tonight = self._days.rows < self._lines.tonight_count
        return self._days.pools.days.of_row[tonight], self._days.rows[tonight]

    def sample(self) -> Positions:
        """Return the anchor of each day."""
        return self._anchor

    def anchors(self, rows: Positions) -> Positions:
        """Return tonight's first line of the group, else its first one-on-one line."""
        return self._anchor[rows]

    def related(self, rows: Positions) -> list[list[int]]:
        """Return the other lines of group and one-on-one services."""
        every = np.ones(len(self._days.rows), dtype=np.bool_)
        anchors = self._anchor[rows].tolist()
        return [
            [line for line in self._days.rows[found].tolist() if line != own]
            for found, own in zip(
                words.rows_of(self._days.pools.days, rows, every), anchors, strict=True
            )
        ]

    def discriminators(self, rows: Positions) -> list[str]:
        """Return the date and the group's code."""
        days = self._lines.dates(self._anchor[rows])
        return [f"{day} {code}" for day, code in zip(days, self.group(rows), strict=True)]

    # -- what a finding shows ----------------------------------------------------------------

    def group(self, rows: Positions) -> list[str]:
        """Return the group's code."""
        return [codes[0] for codes in self._codes(rows, self._days.is_group)]

    def one_on_one(self, rows: Positions) -> list[str]:
        """Return the one-on-one codes of the day."""
        return [", ".join(codes) for codes in self._codes(rows, ~self._days.is_group)]

    def faults(self, rows: Positions) -> list[str]:
        """Say what is wrong with the times."""
        blocks = zip(*(part[rows].tolist() for part in self.notes.blocks), strict=True)
        asked = zip(self.clock_asked[rows].tolist(), blocks, strict=True)
        return [
            f"{self._block(group)} and {self._block(other)} share minutes"
            if group >= 0
            else f"the payer wants {'times in and out' if clock else 'minutes'} of each code, and "
            "the note lacks them"
            for clock, (group, other) in asked
        ]

    def _codes(self, rows: Positions, among: Mask) -> list[list[str]]:
        names, code = self._lines.codes.values, self._lines.facts.code
        found = words.rows_of(self._days.pools.days, rows, among)
        return [
            sorted({names[number] for number in code[self._days.rows[some]].tolist()})
            for some in found
        ]

    def _block(self, visit: int) -> str:
        """Return a documented service with its clock times, such as "97150 10:00-10:30"."""
        (code,) = self._visits.text("procedure_code", np.array([visit]))
        clock = [int(self._visits.cents(name)[visit]) for name in ("start_time", "stop_time")]
        return f"{code} {'-'.join(f'{at // 60:02d}:{at % 60:02d}' for at in clock)}"


def _group_days(lines: ServiceLines, scope: EditScope, sets: CodeSets) -> _GroupDays:
    """Gather the days, across disciplines."""
    facts = lines.facts
    counts = facts.in_force & ~lines.outside_benefit
    codes = lines.categorical("procedure_code")
    wanted = _kind(sets.group_codes.columns["code"], sets.group_codes.columns["kind"], lines)
    rows = scope.on_dates_of(np.flatnonzero(counts & wanted[facts.code]), counts)
    day = facts.day[rows]
    group = sets.group_codes.take("kind", codes[rows], day, None)
    is_group = _is(group, _SESSION)
    apart = (group.codes < 0) & _one_on_one(codes[rows], day, sets)
    rows, is_group = rows[is_group | apart], is_group[is_group | apart]

    if not is_group.any():
        nowhere = np.zeros(0, dtype=np.bool_)
        pools = DayPools(words.Groups(rows[:0], 0), nowhere, nowhere)
        return _GroupDays(rows=rows[:0], pools=pools, is_group=nowhere)
    pools = pool_days(lines, rows, np.zeros(len(rows), dtype=np.bool_))
    whole = pools.days.any(is_group) & pools.days.any(~is_group)
    whole &= pools.days.any(rows < lines.tonight_count)
    kept = whole[pools.days.of_row]
    number = np.cumsum(whole) - 1
    days = words.Groups(number[pools.days.of_row[kept]], int(whole.sum()))
    unsure = (pools.provider_unsure[kept], pools.discipline_unsure[kept])
    return _GroupDays(rows=rows[kept], pools=DayPools(days, *unsure), is_group=is_group[kept])


def _kind(codes: tuple[str, ...], kinds: tuple[str, ...], lines: ServiceLines) -> Mask:
    """Mark procedure codes that are a group of the kind that is judged, on whatever day."""
    sessions = {code for code, kind in zip(codes, kinds, strict=True) if kind == _SESSION}
    return np.array([*(value in sessions for value in lines.codes.values), False], dtype=np.bool_)


def _is(column: pd.Categorical, name: str) -> Mask:
    wanted = np.array([*(value == name for value in column.categories), False], dtype=np.bool_)
    return np.asarray(wanted[column.codes])


def _one_on_one(codes: pd.Categorical, day: npt.NDArray[np.int32], sets: CodeSets) -> Mask:
    """Mark therapy services with one-on-one contact; without a time base that is not sure."""
    therapy = sets.always_therapy.holds(codes, day) | sets.sometimes_therapy.holds(codes, day)
    base = sets.time_bases.take("base", codes, day, None)
    without = sets.supervised_modalities.holds(codes, day) | _is(base, _MONITORING)
    return np.asarray(therapy & (base.codes >= 0) & ~without)


def _visits_of(lines: ServiceLines, scope: EditScope, days: _GroupDays, visits: Visits) -> Visits:
    """Return the visits of the days' patients and dates, with the columns read here."""
    met = scope.dates.among(scope.dates.of_visit, scope.dates.of_line[days.rows])
    columns = [name for name in _COLUMNS if name in visits.frame]
    return Visits(visits.frame[columns].iloc[np.flatnonzero(met)], visits.supplied)


def _read(lines: ServiceLines, days: _GroupDays, visits: Visits, sets: CodeSets) -> _Notes:
    """Match visits to the days and compare their times."""
    of_day = days.pools.days
    together = np.ones(len(lines), dtype=np.bool_)
    matched = match_visits(lines, days.rows, of_day, together, visits, sets)
    entry = words.group_by(of_day.of_row, lines.facts.code[days.rows])
    place, group = _entries_of(lines, days, entry, visits, matched)
    own = np.flatnonzero(place >= 0)
    services = words.Groups(place[own], entry.count)
    day, visit, is_group = matched.day[own], matched.visit[own], group[place[own]]
    noted = services.any(np.ones(len(own), dtype=np.bool_))
    some_row = np.zeros(entry.count, dtype=np.intp)
    some_row[entry.of_row] = of_day.of_row
    by_day = words.Groups(some_row, of_day.count)
    begins, ends = (visits.cents(name)[visit] for name in ("start_time", "stop_time"))
    lacks = (visits.blank("start_time") | visits.blank("stop_time"))[visit]
    timed = ~lacks & (begins < ends)
    in_day = words.Groups(day, of_day.count)
    documented = by_day.every(noted)
    at_group, at_other = np.flatnonzero(is_group & timed), np.flatnonzero(~is_group & timed)
    one, other = words.pairs_of(day[at_group].astype(np.int64), day[at_other].astype(np.int64))
    one, other = at_group[one], at_other[other]
    shares = np.maximum(begins[one], begins[other]) < np.minimum(ends[one], ends[other])
    one, other = one[shares], other[shares]
    code = visits.coded("procedure_code").codes[visit]
    by_clock = (code[other], ends[other], begins[other], ends[one], begins[one], day[one])
    order = np.lexsort(by_clock)[::-1]
    first = tuple(np.full(of_day.count, -1, dtype=np.intp) for _ in range(2))
    for blocks, side in zip(first, (one[order], other[order]), strict=True):
        blocks[day[one[order]]] = visit[side]
    return _Notes(
        documented=documented,
        timed=documented & in_day.every(timed),
        lacks_clock=documented & in_day.any(lacks),
        lacks_minutes=documented & in_day.any(matched.minutes_blank[own] & ~timed),
        overlap=first[0] >= 0,
        blocks=(first[0], first[1]),
        visit_unsure=matched.unsure,
    )


def _entries_of(
    lines: ServiceLines, days: _GroupDays, entry: words.Groups, visits: Visits, matched: DayVisits
) -> tuple[Positions, Mask]:
    """Return the billed code of each matched service (-1: none), and which codes are groups."""
    some_row = np.zeros(entry.count, dtype=np.intp)
    some_row[entry.of_row] = np.arange(len(days.rows))
    group = days.is_group[some_row]
    if not len(matched.visit):
        return np.zeros(0, dtype=np.intp), group
    _, visit_code = number_codes(
        lines.categorical("procedure_code"), visits.categorical("procedure_code")
    )
    key, code_key = words.packed_together(
        (matched.day, visit_code[matched.visit]),
        (days.pools.days.of_row[some_row], lines.facts.code[days.rows[some_row]]),
    )
    return words.align(key, code_key), group
