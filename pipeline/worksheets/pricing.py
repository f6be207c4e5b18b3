"""Pricing: the Medicare fee-schedule amount of a line whose export gives no allowed amount.

RULES.md KX "Price", after CMS's fee-schedule formula and the therapy multiple-procedure rule:
``CF x (W x gpciW + k x PE x gpciPE + MP x gpciMP)`` by unit, rounded half up to the cent. Among
the units of a day whose indicator is 5 (all disciplines, same billing provider) the one with the
highest practice expense has k = 1 (tie: the higher total), every other one k = 0.5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline import vocabulary as words
from pipeline.bucket import Rules
from pipeline.rule import Mask, Positions
from pipeline.service_lines import ServiceLines
from pipeline.tables import Cents, Days
from pipeline.worksheets.fee_schedule import FeeSchedule

# Claims Processing Manual chapter 12, 20.4.2: where the facility's own expense is not paid here.
_FACILITY_PLACES = frozenset(
    ("02", "19", "21", "22", "23", "24", "26", "31", "34", "41", "42", "51", "52", "53", "56", "61")
)
_CRITICAL_ACCESS = "85"
_ONE_RVU_STEP = np.int64(2**40)
_SLOT_BITS = 20


@dataclass(frozen=True, kw_only=True)
class Prices:
    """Price of each asked line in cents, and whether there is one."""

    cents: Cents
    known: Mask


def price_lines(
    lines: ServiceLines,
    asked: Positions,
    rules: Rules,
    person: npt.NDArray[np.integer] | None = None,
) -> Prices:
    """Price some lines.

    Args:
        lines: service lines; all lines of the asked lines' days take part in the ranking, those of
            earlier nights too, but none that the payer is not asked to pay for (GA, GY, GZ).
        asked: rows to price.
        rules: code sets (``fees``, ``gpci``) and the site's locations.
        person: number of the person of each service line, where several patient ids are one;
            without it each patient is one.

    Returns:
        Prices in the order of ``asked``; unknown where the schedule has none for code and date.
        A negative number of units costs nothing.
    """
    people = lines.facts.patient if person is None else person
    rows, days = _whole_days(lines, asked, people)
    fees = FeeSchedule.of(lines, rows, rules, _in_facility(lines, rows))
    units = np.maximum(lines.facts.units[rows], 0)
    top = _full_units(lines, rows, days, fees, units)
    first = np.where(top, np.minimum(units, 1), 0)
    # Whole units come out exact; parts of one are rounded half up like every amount.
    amount = np.floor(units * fees.reduced + first * (fees.full - fees.reduced) + 0.5)
    place = np.full(len(lines), -1, dtype=np.intp)
    place[rows] = np.arange(len(rows))
    position = place[asked]
    return Prices(
        cents=np.append(amount, 0).astype(np.int64)[position],
        known=np.append(fees.known, False)[position],
    )


def of_critical_access(lines: ServiceLines, rows: Positions) -> Mask:
    """Mark rows billed by a critical access hospital, whose payment is no fee (bill type 85x)."""
    bill_type = lines.coded("bill_type")
    named = [text.lstrip("0").startswith(_CRITICAL_ACCESS) for text in bill_type.values]
    return np.array([*named, False])[bill_type.codes[rows]]


def _whole_days(
    lines: ServiceLines, asked: Positions, people: npt.NDArray[np.integer]
) -> tuple[Positions, words.Groups]:
    """Return the lines ranked together with the asked ones, and the day of each.

    A day is a person, date, payer and billing provider.
    """
    facts, payer = lines.facts, lines.payer_key
    near = facts.in_force & ~lines.outside_threshold
    for column in (payer, _slots(people, facts.day)):
        wanted = np.zeros(int(column.max(initial=0)) + 1, dtype=np.bool_)
        wanted[column[asked]] = True
        near &= wanted[column]
    rows = np.flatnonzero(near)
    day = np.maximum(facts.day[rows], 0)
    billing = facts.billing[rows]
    if (billing < 0).any() and (billing >= 0).any():
        # A line that does not say whose it is belongs to the first provider that the day names.
        whole = words.group_by(people[rows], day, payer[rows])
        named = whole.first(lines.claim_line_rank[rows], billing >= 0)
        provider = np.append(billing, -1)[named]
        billing = np.where(billing < 0, provider[whole.of_row], billing)
    days = words.group_by(people[rows], day, payer[rows], billing)
    is_asked = np.zeros(len(lines), dtype=np.bool_)
    is_asked[asked] = True
    kept = days.any(is_asked[rows])[days.of_row]
    return rows[kept], words.Groups(days.of_row[kept], days.count)


def _slots(people: npt.NDArray[np.integer], day: Days) -> npt.NDArray[np.uint32]:
    """Return a hash of each line's person and date: two dates may share one, which costs little."""
    slot = people.astype(np.uint32) * np.uint32(2_654_435_761)
    slot ^= day.astype(np.uint32) * np.uint32(2_246_822_519)
    slot >>= np.uint32(32 - _SLOT_BITS)
    return slot


def _full_units(
    lines: ServiceLines,
    rows: Positions,
    days: words.Groups,
    fees: FeeSchedule,
    units: npt.NDArray[np.float64],
) -> Mask:
    """Mark the line of each day whose first unit keeps its whole practice expense."""
    candidate = fees.ranked & fees.known & (units > 0)
    worth = np.where(candidate, fees.practice_expense * _ONE_RVU_STEP + fees.full, -1)
    candidate &= worth == days.largest(worth, empty=-1)[days.of_row]
    first = days.first(lines.claim_line_rank[rows], candidate)
    top = np.zeros(len(rows), dtype=np.bool_)
    top[first[first >= 0]] = True
    return top


def _in_facility(lines: ServiceLines, rows: Positions) -> Mask:
    """Mark rows at a facility's place of service; a blank one is an office, as therapy is paid."""
    place = lines.coded("place_of_service")
    listed = [text.zfill(2) in _FACILITY_PLACES for text in place.values]
    return np.array([*listed, False])[place.codes[rows]]
