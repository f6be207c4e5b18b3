"""Furnished minutes: how many one-on-one minutes each person furnished on each date, by the notes.

RULES.md UNIT008. Minutes by person are each one's own; a service with all-hands minutes alone is
the assistant's where an assistant furnished it, else the therapist's; of either where an assistant
is named beside a therapist. Where a service has no minutes, what its visit says in all bounds them.
Group and co-treatment, group codes, supervised modalities and monitoring are no one-on-one time.
Grain: shares of documented services.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from payer_rules.code_sets import CodeSets
from pipeline import vocabulary as words
from pipeline.numbering import number_codes
from pipeline.rule import Mask, Positions
from pipeline.tables import Coded, Codes, Visits, look_up
from pipeline.worksheets.assistant_minutes import ASSISTANTS, MinutesByPerson
from pipeline.worksheets.day_visits import in_pool
from pipeline.worksheets.unit_methods import Minutes

MINUTES_A_DAY = 1_440
SOME_THERAPIST, SOME_ASSISTANT = -1, -2
_MONITORING = "monitoring"
_SHARED_MODES = ("group", "cotreat")
_COLUMNS = (
    *("patient", "number", "service_date", "procedure_code", "delivery_mode", "assistant_id"),
    *("minutes", "therapist_minutes", "assistant_minutes", "therapist_credential"),
    *("total_timed_minutes", "total_treatment_minutes"),
)


@dataclass(frozen=True, kw_only=True)
class People:
    """Who is named on each visit row, as numbers; -1 where nobody is.

    A therapist is known by id, or by NPI where the id is blank; ``names`` is each number's text.
    The assistant is the one of that column; without it the id beside an assistant's credential,
    unless that is a therapist's elsewhere. ``is_therapist`` and ``is_assistant`` mark people who
    are named as such on some row.
    """

    therapist: Codes
    assistant: Codes
    names: tuple[str, ...]
    is_therapist: Mask
    is_assistant: Mask

    @classmethod
    def of(cls, visits: Visits) -> People:
        """Number the people of all visit rows."""
        ids, npi = visits.coded("therapist_id"), visits.coded("therapist_npi")
        therapist, assistant = number_codes(
            visits.categorical("therapist_id"), visits.categorical("assistant_id")
        )
        more = [name for name in visits.coded("assistant_id").values if name not in set(ids.values)]
        names = (*ids.values, *more, *npi.values)
        nameless = np.flatnonzero((therapist < 0) & (npi.codes >= 0))
        if len(nameless):
            of_npis = _people_of_npis(therapist, npi, len(ids.values) + len(more))
            therapist = therapist.copy()
            therapist[nameless] = of_npis[npi.codes[nameless]]
        credential = visits.coded("therapist_credential")
        by_assistant = look_up(credential, lambda name: name.upper() in ASSISTANTS)
        surely, is_therapist, is_assistant = np.zeros((3, len(names) + 1), dtype=np.bool_)
        is_therapist[therapist[~by_assistant]] = True
        surely[therapist[~by_assistant & (credential.codes >= 0)]] = True
        surely[-1] = False
        beside = np.flatnonzero(by_assistant & (assistant < 0) & ~surely[therapist])
        if len(beside):
            assistant = assistant.copy()
            assistant[beside] = therapist[beside]
        is_assistant[assistant] = True
        return cls(
            therapist=therapist,
            assistant=assistant,
            names=names,
            is_therapist=is_therapist[:-1],
            is_assistant=is_assistant[:-1],
        )


class Shares(NamedTuple):
    """Minutes of a person: at least and at most; ``row`` is the visit row.

    A person who is not named is ``SOME_THERAPIST`` or ``SOME_ASSISTANT``.
    """

    row: Positions
    person: Codes
    low: Minutes
    high: Minutes


def shares_of(
    visits: Visits, rows: Positions, people: People, hands: MinutesByPerson, sets: CodeSets
) -> Shares:
    """Share the one-on-one minutes of some visit rows out to those who furnished them.

    Args:
        visits: documented services; ``rows`` hold all rows of each of their visits.
        rows: positions of visit rows.
        people: who is named on the rows of the table.
        hands: minutes by person of the rows of the table.
        sets: dated code sets.
    """
    columns = [name for name in _COLUMNS if name in visits.frame]
    part = Visits(visits.frame[columns].iloc[rows], visits.supplied)
    own = _Part(part, people, hands, rows)
    counts = _one_on_one(part, sets)
    pooled = in_pool(sets, part.categorical("procedure_code"), part.days("service_date"))
    found = [*_noted(own, counts), *_unnoted(part, own, counts, pooled)]
    return Shares(
        row=rows[np.concatenate([share.row for share in found])],
        person=np.concatenate([share.person for share in found]),
        low=np.concatenate([share.low for share in found]),
        high=np.concatenate([share.high for share in found]),
    )


class _Part:
    """What is known of some visit rows: people, minutes by person, minutes of all hands."""

    def __init__(
        self, visits: Visits, people: People, hands: MinutesByPerson, rows: Positions
    ) -> None:
        self.therapist = people.therapist[rows]
        self.named = people.assistant[rows] >= 0
        self.assistant = np.where(self.named, people.assistant[rows], SOME_ASSISTANT)
        self.by_assistant = hands.only_assistant[rows]
        self.unclear = self.named & ~self.by_assistant
        self.known, self.contradictory = hands.known[rows], hands.contradictory[rows]
        self.minutes, self.blank = visits.cents("minutes"), visits.blank("minutes")
        self.no_therapist = visits.blank("therapist_minutes")
        self.no_assistant = visits.blank("assistant_minutes")
        noted = visits.cents("therapist_minutes"), visits.cents("assistant_minutes")
        self.of_therapist = np.where(self.known, hands.therapist[rows], noted[0])
        self.of_assistant = np.where(self.known, hands.assistant[rows], noted[1])

    @property
    def unnoted(self) -> Mask:
        """Rows of which some minutes are not noted."""
        return self.blank & ~self.known & ~self.contradictory

    @property
    def all_hands(self) -> Minutes:
        """Minutes that are noted of each row, of whatever hand."""
        by_person = self.of_therapist + self.of_assistant
        return np.where(self.known | self.blank, by_person, self.minutes)


def _noted(own: _Part, counts: Mask) -> list[Shares]:
    """Return the shares whose minutes are noted; of contradictory ones only what they could be."""
    by_hand = counts & (own.known | own.unnoted)
    whole = counts & ~own.known & ~own.contradictory & ~own.blank
    clash = counts & own.contradictory
    furnisher = np.where(own.by_assistant, own.assistant, own.therapist)
    most = np.maximum(own.minutes, own.of_therapist + own.of_assistant)
    of_assistant = clash & (own.named | (own.of_assistant > 0))
    return [
        _sure(by_hand & (own.of_therapist > 0), own.therapist, own.of_therapist),
        _sure(by_hand & (own.of_assistant > 0), own.assistant, own.of_assistant),
        _sure(whole & ~own.unclear, furnisher, own.minutes),
        _perhaps(whole & own.unclear, own.therapist, own.minutes),
        _perhaps(whole & own.unclear, own.assistant, own.minutes),
        _perhaps(clash, own.therapist, most),
        _perhaps(of_assistant, own.assistant, most),
    ]


def _unnoted(visits: Visits, own: _Part, counts: Mask, pooled: Mask) -> list[Shares]:
    """Return the shares whose minutes are not noted, once a visit and person.

    The visit's timed total less what is noted of timed codes is theirs if nobody else's minutes
    are missing; else the visit's totals only bound them.
    """
    missing = own.unnoted
    if not (missing & counts).any():
        return []
    neither = own.no_therapist & own.no_assistant
    of_therapist = np.where(neither, ~own.by_assistant, own.no_therapist)
    of_assistant = np.where(neither, own.by_assistant | own.unclear, own.no_assistant & own.named)
    row = np.concatenate(
        [np.flatnonzero(missing & counts & mask) for mask in (of_therapist, of_assistant)]
    )
    split = int((missing & counts & of_therapist).sum())
    person = np.concatenate([own.therapist[row[:split]], own.assistant[row[split:]]])
    visit = words.group_by(visits.number)
    timed, every = (
        _stated(visits, visit, "total_timed_minutes"),
        _stated(visits, visit, "total_treatment_minutes"),
    )
    noted = own.all_hands
    rest = np.maximum(timed - visit.total(np.where(pooled, noted, 0)), 0)
    in_all = np.maximum(every - visit.total(noted), 0)
    only_timed = ~visit.any(missing & ~pooled) & (timed >= 0)
    most = np.where(every >= 0, in_all, MINUTES_A_DAY * visit.total(missing.astype(np.int64)))
    most = np.where(only_timed, rest, most)
    once = words.group_by(visit.of_row[row], person - SOME_ASSISTANT)
    some = np.zeros(once.count, dtype=np.intp)
    some[once.of_row] = np.arange(len(row))
    of_visit = visit.of_row[row[some]]
    alone = np.bincount(of_visit, minlength=visit.count) == 1
    sure = alone & (timed >= 0) & visit.any(missing & counts & pooled)
    sure &= ~visit.any(missing & ~counts & pooled)
    return [
        Shares(
            row=row[some],
            person=person[some],
            low=np.where(sure, rest, 0)[of_visit],
            high=np.maximum(most, np.where(sure, rest, 0))[of_visit],
        )
    ]


def _stated(visits: Visits, visit: words.Groups, column: str) -> Minutes:
    """Return the highest total that each visit's rows state, -1 where none does."""
    return visit.largest(np.where(visits.blank(column), -1, visits.cents(column)))


def _sure(mask: Mask, person: Codes, minutes: Minutes) -> Shares:
    rows = np.flatnonzero(mask)
    return Shares(rows, person[rows], minutes[rows], minutes[rows])


def _perhaps(mask: Mask, person: Codes, minutes: Minutes) -> Shares:
    rows = np.flatnonzero(mask)
    return Shares(rows, person[rows], np.zeros(len(rows), dtype=np.int64), minutes[rows])


def _one_on_one(visits: Visits, sets: CodeSets) -> Mask:
    codes, day = visits.categorical("procedure_code"), visits.days("service_date")
    base = sets.time_bases.take("base", codes, day, None)
    kinds = np.array([*(name != _MONITORING for name in base.categories), False], dtype=np.bool_)
    shared = sets.supervised_modalities.holds(codes, day) | sets.group_codes.holds(codes, day)
    return np.asarray(
        kinds[base.codes] & ~shared & ~visits.is_one_of("delivery_mode", *_SHARED_MODES)
    )


def _people_of_npis(known: Codes, npi: Coded, start: int) -> Codes:
    """Return the person of each NPI: the id that stands beside it, its own number, or nobody.

    An NPI beside several ids is a group's and says nothing. One beside no id is a person of its
    own only where no id lacks an NPI: it may be that one's.
    """
    count = len(npi.values)
    both = np.flatnonzero((known >= 0) & (npi.codes >= 0))
    low = np.full(count, np.iinfo(np.int32).max, dtype=np.int32)
    high = np.full(count, -1, dtype=np.int32)
    np.minimum.at(low, npi.codes[both], known[both])
    np.maximum.at(high, npi.codes[both], known[both])
    with_npi = np.isin(known[known >= 0], known[both])
    alone = np.arange(start, start + count) if with_npi.all() else np.full(count, -1)
    return np.where(high < 0, alone, np.where(low == high, low, -1)).astype(np.int32)
