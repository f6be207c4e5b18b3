"""What a line without an allowed amount is worth by Medicare's fee schedule (RULES.md "Price").

``CF x (W x gpciW + k x PE x gpciPE + MP x gpciMP)`` a unit, half-up to the cent. Of the units of a
day whose multiple-procedure indicator is 5 the one with the highest practice expense has k = 1
(tie: the higher total), the others one half; every other code has k = 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from typing import TypeAlias

from benchmarks.loop.context import Night, Row, in_groups

ONE_PAID_IN_FULL = "5"
NOTHING = frozenset({"B", "I", "N"})
BY_CONTRACTOR = "C"
FACILITIES = frozenset(
    ["02", "19", "21", "22", "23", "24", "26", "31", "34", "41", "42", "51", "52", "53", "56", "61"]
)
"""Places of service in which Medicare pays the facility's practice expense."""


@dataclass(frozen=True)
class Fee:
    """What one unit of a line is made of; ``expense`` None where it is not known for the place."""

    status: str
    ranked: bool
    factor: Fraction
    work: Fraction
    expense: Fraction | None
    practice: Fraction
    malpractice: Fraction

    def cents(self, share: Fraction) -> int | None:
        """Return the price of a unit with a share of the practice expense, None if not known."""
        if self.status in NOTHING:
            return 0
        if self.status == BY_CONTRACTOR or self.expense is None:
            return None
        dollars = self.factor * (self.work + share * self.expense * self.practice)
        dollars += self.factor * self.malpractice
        return floor(dollars * 100 + Fraction(1, 2))


Worth: TypeAlias = dict[tuple[str, int], tuple[int | None, bool]]
"""Cents of a line (None: not known) and whether they are an estimate, by claim and line."""

FULL, HALF = Fraction(1), Fraction(1, 2)


def amounts(night: Night, lines: Iterable[Row]) -> Worth:
    """Return what each line adds to the threshold.

    Args:
        night: the night.
        lines: the lines of one person that are counted at all.

    Returns:
        What each line is worth; no cents where neither an amount nor a price is known.
    """
    found: Worth = {}
    for day in in_groups(lines, "service_date").values():
        for ours in _by_provider(day):
            top = _paid_in_full(night, ours)
            for line in ours:
                key = (line["claim_id"], line["line_number"])
                allowed = None if _critical_access(line) else line.get("allowed_amount")
                if allowed is not None:
                    found[key] = (allowed, False)
                else:
                    found[key] = (_price(fee_of(night, line), line, line is top), True)
    return found


def _critical_access(line: Row) -> bool:
    """Return True for a hospital that is paid by its cost.

    It counts toward the threshold at the fee schedule's amount (reference, medicare.md d).
    """
    return str(line.get("bill_type") or "").startswith("85")


def _by_provider(day: list[Row]) -> list[list[Row]]:
    """Return a day's lines by billing provider.

    A line that names none goes with the first of the day that does (by claim and line): a day that
    does not say whose it is stays whole (ARCHITECTURE.md "Decisions").
    """
    day = sorted(day, key=lambda line: int(line["order"]))
    first = next((line["billing_npi"] for line in day if line.get("billing_npi")), None)
    groups: dict[object, list[Row]] = {}
    for line in day:
        groups.setdefault(line.get("billing_npi") or first, []).append(line)
    return list(groups.values())


def _price(fee: Fee | None, line: Row, has_top: bool) -> int | None:
    """Return a line's price; units below one are worth nothing, part of a unit its part."""
    units = max(Fraction(line["units"]), Fraction(0))
    if fee is None:
        return None
    full, half = fee.cents(FULL), fee.cents(HALF)
    if full is None or half is None:
        return None
    in_full = units if not fee.ranked else min(units, FULL) if has_top else Fraction(0)
    return floor(in_full * full + (units - in_full) * half + Fraction(1, 2))


def _paid_in_full(night: Night, day: list[Row]) -> Row | None:
    """Return the line with the one unit that is paid in full."""
    best: tuple[Fraction, int, int] | None = None
    top: Row | None = None
    for line in day:
        fee = fee_of(night, line)
        if fee is None or not fee.ranked or fee.expense is None or line["units"] <= 0:
            continue
        rank = (fee.expense, fee.cents(FULL) or 0, -line["order"])
        if best is None or rank > best:
            best, top = rank, line
    return top


def fee_of(night: Night, line: Row) -> Fee | None:
    """Return what a unit of the line is made of, None where its year has no fee for the code."""
    day = line["service_date"]
    row = night.tables.row("fees", line["procedure_code"], day)
    if row is None:
        return None
    ranked = row["mult_proc"] == ONE_PAID_IN_FULL
    # For indicator 5 the two practice expenses are equal, wherever the service is furnished.
    elsewhere = "pe_nonfacility" if ranked else _expense_column(line)
    expense = row[elsewhere]
    locality = _locality(night, line, day)
    work, practice, malpractice = locality
    return Fee(
        status=row["status"],
        ranked=ranked,
        factor=Fraction(row["conversion_factor"]),
        work=Fraction(row["work"]) * work,
        expense=Fraction(expense) if expense else None,
        practice=practice,
        malpractice=Fraction(row["mp"]) * malpractice,
    )


def _expense_column(line: Row) -> str:
    return "pe_facility" if line.get("place_of_service") in FACILITIES else "pe_nonfacility"


def _locality(night: Night, line: Row, day: date) -> tuple[Fraction, Fraction, Fraction]:
    """Return the three geographic factors: the location's, else 1 for the nation."""
    places = night.settings.site.get("locations", {})
    wanted = str(line.get("location_id") or "").strip().casefold()
    for name, where in places.items():
        if name.strip().casefold() == wanted:
            row = night.tables.row("gpci", f"{where['mac']}-{where['locality']}", day)
            if row is not None:
                return Fraction(row["work"]), Fraction(row["pe"]), Fraction(row["mp"])
    return FULL, FULL, FULL
