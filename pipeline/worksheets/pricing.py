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
from pipeline.rule import Mask
from pipeline.service_lines import ServiceLines
from pipeline.tables import Cents

_MPPR = 5
_FREE = ("B", "I", "N")
# RVUs have 2 decimals, indices 3, the conversion factor 4; amounts are kept doubled for k = 0.5.
_TO_CENTS = 2 * 10 ** (2 + 3 + 4 - 2)
_FACILITY_PLACES = ("19", "21", "22", "23", "24", "31", "34", "61")


@dataclass(frozen=True, kw_only=True)
class Prices:
    """Price of each asked line in cents, and whether there is one."""

    cents: Cents
    known: Mask


@dataclass(frozen=True, kw_only=True)
class _Fees:
    """Fee inputs of lines; amounts a unit in cents, full and with half the practice expense."""

    full: Cents
    half: Cents
    practice_expense: words.Ints
    reduced: Mask
    known: Mask


def price_lines(lines: ServiceLines, asked: npt.NDArray[np.intp], rules: Rules) -> Prices:
    """Price some lines.

    Args:
        lines: service lines; every line of the asked lines' days takes part in the ranking.
        asked: rows to price.
        rules: code sets (``fees``, ``gpci``) and the site's locations.

    Returns:
        Prices in the order of ``asked``; unknown where the schedule has none for code and date.
    """
    facts = lines.facts
    same_days = _lines_of_same_days(lines, asked)
    fees = _fees(lines, same_days, rules)
    days = words.group_by(
        facts.patient[same_days], np.maximum(facts.day[same_days], 0), facts.billing[same_days]
    )
    units = np.maximum(facts.units[same_days], 0)
    candidate = fees.reduced & fees.known & (units > 0)
    rank = fees.practice_expense * np.int64(10**9) + fees.full
    order = np.lexsort((lines.claim_line_rank[same_days], -rank))
    standing = np.empty(len(order), dtype=np.int64)
    standing[order] = np.arange(len(order))
    top_row = days.first(standing, candidate)
    is_top = np.zeros(len(same_days), dtype=np.bool_)
    is_top[top_row[top_row >= 0]] = True
    by_unit = np.where(fees.reduced, fees.half, fees.full)
    amount = np.rint(units * by_unit).astype(np.int64)
    amount += np.where(is_top & (units >= 1), fees.full - fees.half, 0)
    place = np.full(len(lines), -1, dtype=np.intp)
    place[same_days] = np.arange(len(same_days))
    position = place[asked]
    found = position >= 0
    return Prices(
        cents=np.where(found, amount[position], 0),
        known=np.asarray(found & fees.known[position], dtype=np.bool_),
    )


def _lines_of_same_days(lines: ServiceLines, asked: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Return all lines in force of the patients and dates of the asked lines."""
    facts = lines.facts
    people = np.zeros(int(facts.patient.max(initial=-1)) + 1, dtype=np.bool_)
    people[facts.patient[asked]] = True
    near = np.flatnonzero(people[facts.patient] & facts.in_force)
    day = words.packed(facts.patient, np.maximum(facts.day, 0))
    return near[np.isin(day[near], day[asked])]


def _fees(lines: ServiceLines, rows: npt.NDArray[np.intp], rules: Rules) -> _Fees:
    table, gpci = rules.code_sets.fees, rules.code_sets.gpci
    day = lines.facts.day[rows]
    codes = lines.categorical("procedure_code")[rows]
    fee = table.rows_on(codes, day)
    work, expense, malpractice = (
        table.exact(column, fee, 2, 0) for column in ("work", "pe_nonfacility", "mp")
    )
    locality = rules.site.localities(lines.categorical("location_id")[rows])
    where = gpci.rows_on(locality, day)
    index = {column: gpci.exact(column, where, 3, 1000) for column in ("work", "pe", "mp")}
    factor = table.exact("conversion_factor", fee, 4, 0)
    fixed = 2 * (work * index["work"] + malpractice * index["mp"])
    half_expense = expense * index["pe"]
    reduced = table.numbers("mult_proc", fee, 0) == _MPPR
    status = table.texts("status", fee, "")
    names = [str(name) for name in status.categories]
    free = np.array([*(name in _FREE for name in names), False])[status.codes]
    by_contractor = np.array([*(name in {"C", ""} for name in names), True])[status.codes]
    facility = np.isin(
        np.array([*lines.coded("place_of_service").values, ""])[
            lines.coded("place_of_service").codes[rows]
        ],
        _FACILITY_PLACES,
    )
    facility_figure = np.array([*(bool(v) for v in table.columns["pe_facility"]), False])[fee]
    known = (fee >= 0) & ~by_contractor & (reduced | ~facility | facility_figure | free)
    in_facility = facility & facility_figure & ~reduced
    if in_facility.any():
        half_expense = np.where(
            in_facility, table.exact("pe_facility", fee, 2, 0) * index["pe"], half_expense
        )
    full = _half_up(factor * (fixed + 2 * half_expense))
    half = _half_up(factor * (fixed + half_expense))
    return _Fees(
        full=np.where(free, 0, full),
        half=np.where(free, 0, half),
        practice_expense=half_expense,
        reduced=reduced & ~free,
        known=known,
    )


def _half_up(doubled: words.Ints) -> Cents:
    return (doubled + _TO_CENTS // 2) // _TO_CENTS
