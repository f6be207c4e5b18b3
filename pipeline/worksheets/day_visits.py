"""Which documented services belong to which billed day, and their minutes.

A visit belongs to a day of the same patient, date and discipline, or to one whose line names it.
Where a patient has several days on one date (two payers, two providers), the visit named on a
line goes with that line's day; a visit that no line names goes by the therapist's NPI, else to
every day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from payer_rules.code_sets import CodeSets
from pipeline import vocabulary as words
from pipeline.grains import first_of
from pipeline.numbering import number_codes
from pipeline.rule import Mask, Positions
from pipeline.service_lines import DISCIPLINE_NUMBER, ServiceLines
from pipeline.tables import Coded, Codes, Visits

POOL = "15min_pool"


def in_pool(sets: CodeSets, codes: pd.Categorical, day: npt.NDArray[np.int32]) -> Mask:
    """Mark services whose minutes are pooled: the 15-minute codes in force on their day."""
    base = sets.time_bases.take("base", codes, day, None)
    wanted = np.array([*(name == POOL for name in base.categories), False], dtype=np.bool_)
    return np.asarray(wanted[base.codes])


@dataclass(frozen=True, kw_only=True)
class DayVisits:
    """Visit rows matched to days; a visit row may stand with several days.

    Attributes:
        day, visit: matched (day number, visit row) pairs.
        pooled: pairs whose minutes count: their code is in the pool, or of the day's own family.
        minutes, minutes_blank: all-hands minutes of each pair.
        total, total_known: the visits' own timed totals by day, each visit counted once.
        unsure: days to which a visit may belong that may as well belong to another one.
    """

    day: Positions
    visit: Positions
    pooled: Mask
    minutes: words.Ints
    minutes_blank: Mask
    total: words.Ints
    total_known: Mask
    unsure: Mask
    code: Coded

    def by_day(self, days: Positions) -> list[dict[str, int]]:
        """Return pooled minutes by code for some days, as a finding shows them."""
        place = {day: position for position, day in enumerate(days.tolist())}
        noted: list[dict[str, int]] = [{} for _ in place]
        wanted = self.pooled & ~self.minutes_blank & np.isin(self.day, days)
        for pair in np.flatnonzero(wanted).tolist():
            name = self.code.values[self.code.codes[self.visit[pair]]]
            of_day = noted[place[int(self.day[pair])]]
            of_day[name] = of_day.get(name, 0) + int(self.minutes[pair])
        return noted


def match_visits(
    lines: ServiceLines,
    rows: Positions,
    days: words.Groups,
    together: Mask,
    visits: Visits,
    sets: CodeSets,
    alike: tuple[Codes, Codes] | None = None,
) -> DayVisits:
    """Match visit rows to days.

    Args:
        lines: the service lines; ``rows`` are those that make the days.
        rows: row of each day member.
        days: the day of each member.
        together: lines whose payer counts all disciplines together.
        visits: documented services.
        sets: dated code sets.
        alike: numbers of days and of visit rows that must be equal too.
    """
    facts = lines.facts
    some_row = _first_rows(lines, rows, days)
    visit_day = visits.days("service_date")
    of_day, of_visit = alike or (None, None)
    day_key, visit_key = words.packed_together(
        (facts.patient[some_row], _from_zero(facts.day[some_row]), *_given(of_day)),
        (visits.patient, _from_zero(visit_day), *_given(of_visit)),
    )
    day, visit = words.pairs_of(day_key, visit_key)
    day_discipline = np.where(together, -1, facts.discipline)[some_row]
    table = np.array([*(DISCIPLINE_NUMBER[v] for v in visits.coded("discipline").values), -1])
    visit_discipline = table[visits.coded("discipline").codes]
    fits = (day_discipline[day] == visit_discipline[visit]) | (day_discipline[day] < 0)
    fits |= visit_discipline[visit] < 0
    others = np.flatnonzero(~fits)
    fits[others] = _named(facts.visit[rows], days.of_row, day[others], visits.number[visit[others]])
    day, visit = day[fits], visit[fits]
    crowded = np.bincount(visit, minlength=len(visits)) > 1
    unsure = np.zeros(days.count, dtype=np.bool_)
    if crowded.any():
        chosen, doubtful = _belongs(lines, rows, days, visits, day, visit, crowded)
        day, visit, doubtful = day[chosen], visit[chosen], doubtful[chosen]
        unsure[day[doubtful & _in_several(visit)]] = True
    minutes, blank = _all_hands(visits)
    total, known = _visit_totals(visits, day, visit, days.count)
    return DayVisits(
        day=day,
        visit=visit,
        pooled=in_pool(sets, visits.categorical("procedure_code"), visit_day)[visit],
        minutes=minutes[visit],
        minutes_blank=blank[visit],
        total=total,
        total_known=known,
        unsure=unsure,
        code=visits.coded("procedure_code"),
    )


def visit_not_on_file(
    lines: ServiceLines, rows: Positions, days: words.Groups, visits: Visits
) -> Mask:
    """Mark lines that name a visit of which no row is on file, so that its minutes are not known.

    Of tonight's lines only those of days that name another one which is: where no visit is found by
    its name, visits go by patient and date.
    """
    named = lines.facts.visit[rows]
    on_file = np.zeros(int(max(named.max(initial=-1), visits.number.max(initial=-1))) + 2, np.bool_)
    on_file[visits.number[visits.number >= 0]] = True
    absent = (named >= 0) & ~on_file[named]
    some_found = days.any((named >= 0) & on_file[named])[days.of_row]
    return np.asarray(absent & (some_found | (rows >= lines.tonight_count)), dtype=np.bool_)


def _first_rows(lines: ServiceLines, rows: Positions, days: words.Groups) -> Positions:
    """Return each day's first line by claim and line: it speaks for a day whose lines differ."""
    return rows[first_of(days.of_row, lines.claim_line_rank[rows], days.count)]


def _named(named: Codes, of_line: Positions, day: Positions, visit: Codes) -> Mask:
    """Mark pairs whose visit a line of the day names; that its discipline differs is MOD003's.

    Args:
        named: visit that each line names, -1 for none.
        of_line: day of each line.
        day: day of each pair.
        visit: visit of each pair.
    """
    has_id = named >= 0
    link, pair = words.packed_together((of_line[has_id], named[has_id]), (day, visit))
    return words.among(pair, link)


def _given(numbers: Codes | None) -> tuple[Codes, ...]:
    return () if numbers is None else (numbers,)


def _from_zero(day: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    return np.maximum(day, 0)


def _belongs(
    lines: ServiceLines,
    rows: Positions,
    days: words.Groups,
    visits: Visits,
    day: Positions,
    visit: Positions,
    crowded: Mask,
) -> tuple[Mask, Mask]:
    """Decide for visit rows that fit several days which of them they belong to.

    Returns:
        The pairs that belong together, and those of them that rest on no sign at all: the visit
        is named on no line although others are, there are several, or the days differ in provider
        or discipline.
    """
    unsure = crowded[visit]
    day_in_question = np.zeros(days.count, dtype=np.bool_)
    day_in_question[day[unsure]] = True
    members = np.flatnonzero(day_in_question[days.of_row])
    named, number = lines.facts.visit[rows[members]], visits.number
    has_id = named >= 0
    asked = np.flatnonzero(unsure)
    linked_here = _named(
        lines.facts.visit[rows[members]], days.of_row[members], day[asked], number[visit[asked]]
    )
    linked_somewhere = np.isin(number[visit[asked]], named[has_id])
    npi, therapist = number_codes(
        lines.categorical("rendering_npi"), visits.categorical("therapist_npi")
    )
    some_row = _first_rows(lines, rows, days)
    same_hands = npi[some_row[day[asked]]] == therapist[visit[asked]]
    hands_known_somewhere = np.zeros(len(visits), dtype=np.bool_)
    hands_known_somewhere[visit[asked][same_hands]] = True
    by_hands = same_hands | ~hands_known_somewhere[visit[asked]]
    chosen = np.ones(len(visit), dtype=np.bool_)
    chosen[asked] = np.where(linked_somewhere, linked_here, by_hands)
    names_visits = np.zeros(days.count, dtype=np.bool_)
    names_visits[days.of_row[members][has_id]] = True
    differ = _differ_within(visit[asked], npi[some_row[day[asked]]])
    differ |= _differ_within(visit[asked], lines.facts.discipline[some_row[day[asked]]])
    of_visit_named = np.zeros(len(visits), dtype=np.bool_)
    of_visit_named[visit[asked][names_visits[day[asked]]]] = True
    several = _several_visits(day[asked], visit[asked], linked_somewhere, visits)
    doubtful = np.zeros(len(visit), dtype=np.bool_)
    doubtful[asked] = ~linked_somewhere & (differ | several | of_visit_named[visit[asked]])
    return chosen, doubtful


def _several_visits(day: Positions, visit: Positions, linked: Mask, visits: Visits) -> Mask:
    """Mark pairs of days to which several visits fit that no line names."""
    number = visits.number[visit]
    loose = np.flatnonzero(~linked)
    pairs = words.group_by(day[loose], number[loose])
    some = np.zeros(pairs.count, dtype=np.intp)
    some[pairs.of_row] = day[loose]
    count = np.bincount(some, minlength=int(day.max(initial=-1)) + 1)
    return np.asarray((count > 1)[day], dtype=np.bool_)


def _in_several(visit: Positions) -> Mask:
    """Mark pairs whose visit stands with several days."""
    several = np.bincount(visit, minlength=int(visit.max(initial=-1)) + 1) > 1
    return several[visit]


def _differ_within(visit: Positions, value: npt.NDArray[np.integer]) -> Mask:
    """Mark pairs of visits whose days have different values."""
    low = np.full(int(visit.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    high = np.full(len(low), np.iinfo(np.int64).min)
    np.minimum.at(low, visit, value)
    np.maximum.at(high, visit, value)
    return np.asarray((low != high)[visit], dtype=np.bool_)


def _all_hands(visits: Visits) -> tuple[words.Ints, Mask]:
    """Return the minutes of each documented service, derived from its hands where blank."""
    therapist, assistant = visits.cents("therapist_minutes"), visits.cents("assistant_minutes")
    both = ~visits.blank("therapist_minutes") & ~visits.blank("assistant_minutes")
    blank = visits.blank("minutes")
    minutes = np.where(blank & both, therapist + assistant, visits.cents("minutes"))
    return minutes, np.asarray(blank & ~both)


def _visit_totals(
    visits: Visits, day: Positions, visit: Positions, count: int
) -> tuple[words.Ints, Mask]:
    """Sum ``total_timed_minutes`` by day, once a visit; known where every visit has one."""
    nothing = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.bool_)
    if "total_timed_minutes" not in visits.frame or not len(visit):
        return nothing
    once = words.group_by(day, visits.number[visit])
    blank = visits.blank("total_timed_minutes")[visit]
    total = once.largest(np.where(blank, -1, visits.cents("total_timed_minutes")[visit]))
    day_of = np.zeros(once.count, dtype=np.intp)
    day_of[once.of_row] = day
    by_day = words.Groups(day_of, count)
    known = by_day.any(total >= 0) & by_day.every(total >= 0)
    return by_day.total(np.maximum(total, 0)), known
