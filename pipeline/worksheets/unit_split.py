"""Unit split: how a day's units should fall to its codes, and whether the billed ones do.

RULES.md UNIT003, after the Medicare Claims Processing Manual, chapter 5, section 20.2.C: a code has
its full 15 minutes' units; what is left of the day's total goes to the largest remainders, one
each; of equal ones either may have it. With an assistant the remainders may also be taken by
person, each person's minutes of a code standing alone. Grain: the days of ``TimedUnits``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pipeline import modifiers
from pipeline import vocabulary as words
from pipeline.rule import Mask, Positions
from pipeline.service_lines import ServiceLines
from pipeline.tables import Visits, look_up
from pipeline.worksheets.assistant_minutes import THERAPISTS, MinutesByPerson
from pipeline.worksheets.timed_units import TimedUnits
from pipeline.worksheets.unit_methods import UNIT_MINUTES, Minutes, units_for

_SLP = "SLP"


class Shares(NamedTuple):
    """Units that each code should have: at least, and how many more a tie may bring it."""

    least: Minutes
    tied: Minutes


class UnitSplit:
    """One entry a day.

    Attributes:
        several: more than one code (a first and an additional one are one) is billed or noted.
        total_right: the units billed are those of the day's minutes, by every record of them.
        wrong: the total is right and the split is not, by code or by person.
        person_unknown: it would be wrong by code, but an assistant may have shared the work.
    """

    def __init__(
        self, days: TimedUnits, lines: ServiceLines, visits: Visits, hands: MinutesByPerson
    ) -> None:
        """See ``build``."""
        totals, codes = days.totals, days.totals.codes
        self._days, self._lines, self._visits = days, lines, visits
        by_person = _persons(days, lines, visits, hands)
        self.several: Mask = np.bincount(codes.days.of_row, minlength=len(days)) > 1
        by_codes = ~totals.by_code_known | (totals.billed == units_for(totals.summed))
        by_visits = ~totals.total_known | (totals.billed == units_for(totals.totalled))
        self.total_right: Mask = totals.known & by_codes & by_visits
        asked = self.several & self.total_right & totals.by_code_known
        own = np.arange(len(codes.noted))
        wrong = asked & ~self._fits(own, codes.noted, asked)
        fits_by_person = self._fits(by_person.entry, by_person.minutes, wrong)
        self.wrong: Mask = wrong & ~(by_person.assisted & fits_by_person)
        self.person_unknown: Mask = wrong & by_person.unknown

    @classmethod
    def build(
        cls, days: TimedUnits, lines: ServiceLines, visits: Visits, hands: MinutesByPerson
    ) -> UnitSplit:
        """Compare billed units with the shares of the minutes.

        Args:
            days: days with pooled codes.
            lines: service lines of whole patients.
            visits: documented services.
            hands: their minutes by person.
        """
        return cls(days, lines, visits, hands)

    def _fits(self, entry: Positions, minutes: Minutes, asked: Mask) -> Mask:
        """Mark days whose billed units are shares of these parts of their codes' minutes."""
        codes = self._days.totals.codes
        wanted = asked[codes.days.of_row]
        kept = wanted[entry]
        shares = shares_of(codes.days, entry[kept], minutes[kept])
        billed = codes.billed
        within = (billed >= shares.least) & (billed <= shares.least + shares.tied)
        return codes.days.every(within | ~wanted)

    def texts(self, rows: Positions) -> list[str]:
        """Return the right split of some days by code, such as "97110 x 2, 97140 x 1"."""
        codes, count = self._days.totals.codes, len(self._days)
        wanted = np.zeros(count, dtype=np.bool_)
        wanted[rows] = True
        own = np.flatnonzero(wanted[codes.days.of_row])
        noted = codes.noted[own]
        days = words.Groups(codes.days.of_row[own], count)
        shares = shares_of(days, np.arange(len(own)), noted)
        left = units_for(days.total(noted)) - days.total(shares.least)
        names = self._names(own)
        gathered = words.rows_of(days, rows, np.ones(len(own), dtype=np.bool_))
        texts = []
        for day, entries in zip(rows.tolist(), gathered, strict=True):
            by_name = sorted(entries, key=lambda entry: names[entry])
            sure = ", ".join(f"{names[entry]} x {shares.least[entry]}" for entry in by_name)
            tied = ", ".join(names[entry] for entry in by_name if shares.tied[entry])
            texts.append(f"{sure}, and {left[day]} more for any of {tied}" if tied else sure)
        return texts

    def _names(self, entries: Positions) -> list[str]:
        """Return the codes of some entries, those of a family joined by "+"."""
        days, codes = self._days, self._days.totals.codes
        place = np.full(len(codes.noted), -1, dtype=np.intp)
        place[entries] = np.arange(len(entries))
        found: list[set[str]] = [set() for _ in entries]
        for table, table_rows, entry in (
            (self._lines, days.counted_lines, codes.of_line),
            (self._visits, days.counted_visits, codes.of_pair),
        ):
            own = np.flatnonzero(place[entry] >= 0)
            texts = table.text("procedure_code", table_rows[own])
            for position, text in zip(place[entry[own]].tolist(), texts, strict=True):
                found[position].add(text)
        return ["+".join(sorted(names)) for names in found]


class _Persons(NamedTuple):
    """Minutes by code and person (entry of the code), and what is known of the days."""

    entry: Positions
    minutes: Minutes
    assisted: Mask
    unknown: Mask


def _persons(
    days: TimedUnits, lines: ServiceLines, visits: Visits, hands: MinutesByPerson
) -> _Persons:
    """Part the minutes of each code by therapist and assistant."""
    codes, pairs = days.totals.codes, days.counted_visits
    count = len(codes.noted)
    alone, doubtful = _without_parting(days, lines, visits, hands)
    minutes = visits.cents("minutes")[pairs]
    therapist = np.where(hands.known[pairs], hands.therapist[pairs], np.where(alone, minutes, 0))
    assistant = np.where(hands.known[pairs], hands.assistant[pairs], 0)
    of_code = words.Groups(codes.of_pair, count)
    of_day = words.Groups(codes.days.of_row[codes.of_pair], len(days))
    entries = np.arange(count)
    return _Persons(
        entry=np.concatenate([entries, entries]),
        minutes=np.concatenate([of_code.total(therapist), of_code.total(assistant)]),
        assisted=of_day.any(assistant > 0) & ~of_day.any(doubtful),
        unknown=of_day.any(doubtful),
    )


def _without_parting(
    days: TimedUnits, lines: ServiceLines, visits: Visits, hands: MinutesByPerson
) -> tuple[Mask, Mask]:
    """Say of services without minutes by person: one person's for sure, or perhaps two's.

    One person's where an assistant alone or, by the credential, a therapist furnished it; also
    where the export knows no assistants and no line of the code has CQ or CO.
    """
    codes, pairs = days.totals.codes, days.counted_visits
    marked = words.Groups(codes.of_line, len(codes.noted)).any(
        lines.has_modifier(*modifiers.ASSISTANT_MODIFIERS)[days.counted_lines]
    )[codes.of_pair]
    names_assistants = bool({"assistant_minutes", "assistant_id"} & visits.supplied)
    therapists = {*THERAPISTS, _SLP}
    credential = visits.coded("therapist_credential")
    by_therapist = look_up(credential, lambda name: name.upper() in therapists)[pairs]
    by_therapist &= visits.blank("assistant_id")[pairs]
    one_person = hands.only_assistant[pairs] | (~marked & (by_therapist | (not names_assistants)))
    unparted = ~hands.known[pairs]
    return unparted & one_person, unparted & ~one_person


def shares_of(days: words.Groups, entry: Positions, minutes: Minutes) -> Shares:
    """Share each day's units over its codes.

    Args:
        days: the day of each code entry.
        entry: the code entry of each part of the minutes; a code may have several parts.
        minutes: minutes of each part.

    Returns:
        One entry a code: full units and those of its larger remainders; and how many of its
        remainders tie for the last units of the day.
    """
    day, count = days.of_row[entry], len(days.of_row)
    parts = words.Groups(day, days.count)
    full, rest = minutes // UNIT_MINUTES, minutes % UNIT_MINUTES
    spare = units_for(parts.total(minutes)) - parts.total(full)
    order = np.lexsort((-rest, day))
    begin = np.searchsorted(day[order], np.arange(days.count))
    # The remainder that gets the day's last unit; where there is none, no remainder is as large.
    last = np.minimum(begin + np.maximum(spare, 1) - 1, max(len(order) - 1, 0))
    edge = np.full(days.count, UNIT_MINUTES, dtype=np.int64)
    if len(order):
        edge = np.where(spare > 0, rest[order][last], UNIT_MINUTES)
    larger, equal = rest > edge[day], rest == edge[day]
    # Remainders that all get a unit do not compete for it.
    chosen = parts.total((larger | equal).astype(np.int64)) <= spare
    larger |= equal & chosen[day]
    equal &= ~chosen[day]
    of_code = words.Groups(entry, count)
    return Shares(least=of_code.total(full + larger), tied=of_code.total(equal.astype(np.int64)))
