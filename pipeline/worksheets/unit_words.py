"""How a day's timed units are told: minutes by code with full units and remainders, both methods.

For example "97110 33 min (2 full, 3 left), 97140 7 min (0 full, 7 left): 40 minutes make 3 units
by CMS total time; by the midpoint of each code 2". Texts are made by column, for flagged days only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.finding_texts import as_texts, joined
from pipeline.numbering import number_codes
from pipeline.rule import Mask, Positions
from pipeline.tables import repeated, taken
from pipeline.worksheets.unit_methods import UNIT_MINUTES, Minutes
from pipeline.worksheets.unit_totals import UnitTotals, units_by_code

Texts: TypeAlias = pa.LargeStringArray
Told: TypeAlias = Callable[[Positions], Texts]
_UNITS = (" units", " unit")
_MAKE = (" minutes make ", " minute makes ")


class UnitWords:
    """The codes of some days, each day's in the order of their names.

    Attributes:
        rows: the days. day: place among ``rows`` of each code. name: a family's codes are joined
            by "+". minutes, known, full, left, billed, by_midpoint: numbers of each code.
    """

    def __init__(
        self,
        totals: UnitTotals,
        spare: Minutes,
        billed_codes: tuple[pd.Categorical, Positions],
        noted_codes: tuple[pd.Categorical, Positions],
        rows: Positions,
    ) -> None:
        """Gather the codes.

        Args:
            totals: the days.
            spare: by how much the minutes of each code may be fewer.
            billed_codes: codes of the service lines, and which lines the days count.
            noted_codes: codes of the visit rows, and which rows they count.
            rows: the days that are told.
        """
        codes = totals.codes
        self.rows = rows
        place = np.full(codes.days.count, -1, dtype=np.intp)
        place[rows] = np.arange(len(rows))
        entries = np.flatnonzero(place[codes.days.of_row] >= 0)
        rank, names = _names(totals, entries, billed_codes, noted_codes)
        order = np.lexsort((rank, place[codes.days.of_row[entries]]))
        entries = entries[order]
        self.day: Positions = place[codes.days.of_row[entries]]
        self.name = taken(names, rank[order])
        self.minutes: Minutes = codes.noted[entries]
        self.fewer: Minutes = self.minutes - spare[entries]
        self.known: Mask = codes.is_noted[entries]
        self.written: Mask = codes.is_written[entries]
        self.billed = codes.billed[entries]
        self.by_midpoint: Minutes = units_by_code(codes, totals.own_times)[entries]
        self.own_time: Mask = codes.days.of_row[entries] >= totals.own_times.start

    @property
    def full(self) -> Minutes:
        """Full units of 15 minutes of each code."""
        return self.minutes // UNIT_MINUTES

    @property
    def left(self) -> Minutes:
        """Minutes of each code beyond its full units."""
        return self.minutes % UNIT_MINUTES

    def minutes_by_code(self) -> Texts:
        """Return "97110 33 min (2 full, 3 left), 97140 7 min (0 full, 7 left)"."""
        of_code = joined(self.name, " ", as_texts(self.minutes), " min")
        parts = joined(" (", as_texts(self.full), " full, ", as_texts(self.left), " left)")
        pooled = self.known & ~self.own_time
        told = _where(self.known, of_code, joined(self.name, " no minutes noted"))
        told = joined(told, _where(pooled, parts, repeated("", len(pooled))))
        unsure = np.flatnonzero(self.fewer < self.minutes)
        if len(unsure):
            between = [
                f", {least} or {most} noted" if least < most else ""
                for least, most in zip(self.fewer.tolist(), self.minutes.tolist(), strict=True)
            ]
            told = joined(told, as_texts(between))
        return self._listed(told)

    def billed_by_code(self) -> Texts:
        """Return "97110 2, 97140 1"."""
        return self._listed(joined(self.name, " ", as_units(self.billed)))

    def midpoint_by_code(self) -> Texts:
        """Return the units of each code alone, such as "97110 2, 97140 0"."""
        return self._listed(joined(self.name, " ", as_texts(self.by_midpoint)))

    @property
    def several(self) -> Mask:
        """Mark days of more than one code."""
        return np.bincount(self.day, minlength=len(self.rows)) > 1

    def numbers(self) -> list[list[dict[str, Any]]]:
        """Return the numbers by code of each day, for the evidence; minutes None if not known."""
        columns = (
            self.name.to_pylist(), self.minutes.tolist(), self.full.tolist(), self.left.tolist(),
            self.billed.tolist(), self.by_midpoint.tolist(),
        )  # fmt: skip
        found: list[list[dict[str, Any]]] = [[] for _ in self.rows]
        for day, known, (name, minutes, full, left, billed, midpoint) in zip(
            self.day.tolist(), self.known.tolist(), zip(*columns, strict=True), strict=True
        ):
            units = int(billed) if billed == int(billed) else billed
            numbers: dict[str, Any] = {"code": name, "billed": units}
            if known:
                numbers |= {"minutes": minutes, "full": full, "left": left, "midpoint": midpoint}
            found[day].append(numbers)
        return found

    def _listed(self, of_code: Texts) -> Texts:
        """Join the texts of each day's codes by commas."""
        counts = np.bincount(self.day, minlength=len(self.rows))
        offsets = pa.array(np.concatenate([[0], np.cumsum(counts)]), type=pa.int64())
        lists: Any = pa.LargeListArray.from_arrays(offsets, of_code)
        return cast("Texts", pc.binary_join(lists, pa.scalar(", ", pa.large_string())))


def sums(
    totals: UnitTotals, rows: Positions, cms: Minutes, midpoint: Texts, own_base: Mask
) -> Texts:
    """Return what both methods make of the minutes of some days.

    Args:
        totals: the days.
        rows: some of them.
        cms: units of these by CMS total time.
        midpoint: units of these code by code, or that nobody knows them.
        own_base: which of these are of a code that counts by its own time.

    Returns:
        For example "40 minutes make 3 units by CMS total time; by the midpoint of each code 2".
    """
    minutes = totals.minutes[rows]
    total, disagree = totals.totalled[rows], totals.disagree[rows]
    begin = _where(
        disagree,
        joined(
            as_texts(totals.summed[rows]), " minutes by code, ", as_texts(total), " by the visit: "
        ),
        repeated("", len(rows)),
    )
    begin = _where(
        ~totals.by_code_known[rows], joined("by the visit ", repeated("", len(rows))), begin
    )
    units = joined(as_texts(cms), taken(_UNITS, (cms == 1).astype(np.int64)))
    made = joined(as_texts(minutes), taken(_MAKE, (minutes == 1).astype(np.int64)), units)
    pooled = joined(begin, made, " by CMS total time; by the midpoint of each code ", midpoint)
    return _where(own_base, joined(begin, made, " by the midpoint of its own time"), pooled)


def known_units(units: Minutes, known: Mask) -> Told:
    """Return what tells units of some rows, or that nobody knows them."""
    return lambda rows: _where(known[rows], as_texts(units[rows]), repeated("not known", len(rows)))


def as_units(units: npt.NDArray[np.float64]) -> Texts:
    """Return units as text, whole ones as whole numbers."""
    whole = units.astype(np.int64)
    if (whole == units).all():
        return as_texts(whole)
    return as_texts([f"{value:g}" for value in units.tolist()])


def in_brackets(texts: Texts, shown: Mask, before: str, after: str) -> Texts:
    """Return texts with something around them where they are shown, "" elsewhere."""
    return _where(shown, joined(before, texts, after), repeated("", len(shown)))


def _names(
    totals: UnitTotals,
    entries: Positions,
    billed_codes: tuple[pd.Categorical, Positions],
    noted_codes: tuple[pd.Categorical, Positions],
) -> tuple[Positions, list[str]]:
    """Return the name of each entry as a number, and the names in order.

    An entry has one code, or the first and the additional one of a family.
    """
    codes = totals.codes
    (billed, lines), (noted, visits) = billed_codes, noted_codes
    of_line, of_visit = number_codes(billed, noted)
    known = [str(name) for name in billed.categories]
    known += [str(name) for name in noted.categories if str(name) not in set(known)]
    every = sorted(known)
    alphabet = {name: number for number, name in enumerate(every)}
    in_order = np.array([alphabet[name] for name in known], dtype=np.int64)
    place = np.full(len(codes.noted), -1, dtype=np.intp)
    place[entries] = np.arange(len(entries))
    low = np.full(len(entries), len(every), dtype=np.int64)
    high = np.full(len(entries), -1, dtype=np.int64)
    for entry, of_row, rows in (
        (codes.of_line, of_line, lines),
        (codes.of_pair, of_visit, visits),
    ):
        own = np.flatnonzero(place[entry] >= 0)
        code = in_order[of_row[rows[own]]]
        np.minimum.at(low, place[entry[own]], code)
        np.maximum.at(high, place[entry[own]], code)
    pair = low * len(every) + high
    distinct, rank = np.unique(pair, return_inverse=True)
    names = [
        every[low_code] if low_code == high_code else f"{every[low_code]}+{every[high_code]}"
        for low_code, high_code in (divmod(value, len(every)) for value in distinct.tolist())
    ]
    return rank.astype(np.intp), names


def _where(mask: Mask, one: Texts, other: Texts) -> Texts:
    return cast("Texts", pc.if_else(pa.array(mask), one, other))
