"""Prices against a plain working of the schedule: one line after another, in decimals.

The plain working knows the fee file and the locality file by their columns alone, and CMS's rule:
of a day's units of one provider that the rule looks at, the one of the highest practice expense is
whole, every other one has half of it.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import groupby

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from payer_rules.code_sets import FOLDER
from pipeline.worksheets.pricing import price_lines
from tests.engine.nights import lines_of, named, rules_of
from tests.tables import Night

SITE = '[locations.L16]\nmac = "06102"\nlocality = "16"\n[locations.SF]\nmac = "01112"\n'
SITE += 'locality = "05"\n'
LOCALITIES = {"L16": "06102-16", "SF": "01112-05"}
WHOLE, HALF = Decimal(1), Decimal("0.5")


@dataclass(frozen=True, kw_only=True)
class Billed:
    """A line of 2026; ``claim`` and ``line`` are its key."""

    claim: int
    line: int
    code: str
    units: int
    day: int
    provider: str
    place: str
    patient: str = "P1"

    def row(self) -> str:
        """The line as a night draws it."""
        cells = f"C{self.claim} {self.line} {self.patient} {self.code} {self.units}"
        return f"{cells} 2026-11-{self.day:02d} {self.provider} {self.place}"


HEAD = "claim line patient code units date billing location_id"


@cache
def table(name: str) -> dict[str, dict[str, str]]:
    """The rows of 2026 of a shipped table, by code."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(line for line in stream if not line.startswith("#"))
        return {row["code"]: row for row in rows if row["from"] == "2026-01-01"}


def unit_cents(line: Billed, share: Decimal) -> int:
    """Cents of one unit, with a share of its practice expense."""
    fee = table("fees")[line.code]
    index = table("gpci").get(
        LOCALITIES.get(line.place, ""), dict.fromkeys(("work", "pe", "mp"), "1")
    )
    dollars = Decimal(fee["conversion_factor"]) * (
        Decimal(fee["work"]) * Decimal(index["work"])
        + share * Decimal(fee["pe_nonfacility"]) * Decimal(index["pe"])
        + Decimal(fee["mp"]) * Decimal(index["mp"])
    )
    if fee["status"] in ("B", "I", "N"):
        return 0
    return int((dollars * 100).quantize(Decimal(1), ROUND_HALF_UP))


def in_the_rule(line: Billed) -> bool:
    """Whether the multiple-procedure rule looks at a line."""
    fee = table("fees")[line.code]
    return fee["mult_proc"] == "5" and fee["status"] in ("A", "R") and line.units > 0


def plainly(lines: Sequence[Billed]) -> dict[str, int]:
    """Price lines day by day and provider by provider."""

    def whose(line: Billed) -> tuple[str, int, str]:
        return line.patient, line.day, line.provider

    prices = {}
    for _, group in groupby(sorted(lines, key=whose), whose):
        ours = list(group)
        ranked = sorted(
            (line for line in ours if in_the_rule(line)),
            key=lambda line: (
                -Decimal(table("fees")[line.code]["pe_nonfacility"]),
                -unit_cents(line, WHOLE),
                line.claim,
                line.line,
            ),
        )
        for line in ours:
            share = HALF if in_the_rule(line) else WHOLE
            cents = unit_cents(line, share) * line.units
            if ranked and line is ranked[0]:
                cents += unit_cents(line, WHOLE) - unit_cents(line, HALF)
            prices[f"C{line.claim}/{line.line}"] = cents
    return prices


def priced(lines: Sequence[Billed], earlier: Sequence[Billed] = ()) -> dict[str, int]:
    """Price lines by the product, with those of earlier nights beside them."""
    night = Night(
        "\n".join([HEAD, *(line.row() for line in lines)]),
        earlier_lines="\n".join([HEAD, *(line.row() for line in earlier)]) if earlier else "",
        site=SITE,
    )
    found = lines_of(night)
    prices = price_lines(found, np.arange(len(lines)), rules_of(night))
    assert prices.known.all()
    return {named(found, row): int(cents) for row, cents in enumerate(prices.cents.tolist())}


CODES = st.sampled_from(
    # Indicator 5, some with equal practice expense; add-on, monitoring, bundled and not valid ones.
    [
        *("97110", "97116", "97112", "97140", "97530", "97161", "97032", "97012", "97026"),
        *("97129", "97130", "98980", "97010", "97014"),
    ]
)


@st.composite
def days(draw: st.DrawFn) -> list[Billed]:
    """Lines of one patient on two days, of two providers, under up to three claims."""
    count = draw(st.integers(1, 6))
    return [
        Billed(
            claim=draw(st.integers(1, 3)),
            line=number,
            code=draw(CODES),
            units=draw(st.integers(-1, 5)),
            day=draw(st.sampled_from([16, 17])),
            provider=draw(st.sampled_from(["B1", "B2"])),
            place=draw(st.sampled_from(["L16", "SF", "L99", "-"])),
        )
        for number in range(1, count + 1)
    ]


@settings(max_examples=40)
@given(days(), st.data())
def test_prices_are_those_of_the_plain_working_in_any_order(
    lines: list[Billed], data: st.DataObject
) -> None:
    expected = {
        name: cents if cents > 0 else 0
        for name, cents in plainly(
            [replace(line, units=max(line.units, 0)) for line in lines]
        ).items()
    }
    assert priced(lines) == expected
    assert priced(data.draw(st.permutations(lines))) == expected


@settings(max_examples=25)
@given(days())
def test_a_price_is_never_below_half_nor_above_full(lines: list[Billed]) -> None:
    """Half of the practice expense is more than half of the price; a free code is free."""
    for line in lines:
        cents, units = priced(lines)[f"C{line.claim}/{line.line}"], max(line.units, 0)
        full = unit_cents(line, WHOLE) * units
        assert full / 2 <= cents <= full
        assert unit_cents(line, HALF) * units <= cents


@settings(max_examples=25)
@given(days(), st.data())
def test_it_does_not_matter_what_went_out_earlier(lines: list[Billed], data: st.DataObject) -> None:
    """A claim is released whole: the day's prices are those of all its claims together."""
    whole = priced(lines)
    released = data.draw(st.sets(st.sampled_from(sorted({line.claim for line in lines}))))
    tonight = [line for line in lines if line.claim not in released]
    if tonight:
        earlier = [line for line in lines if line.claim in released]
        assert priced(tonight, earlier).items() <= whole.items()


@settings(max_examples=25)
@given(days(), days())
def test_an_unrelated_patient_changes_nothing(lines: list[Billed], others: list[Billed]) -> None:
    alone = priced(lines)
    beside = [replace(line, patient="P2", claim=line.claim + 10, line=line.line) for line in others]
    assert priced([*beside, *lines]).items() >= alone.items()


@settings(max_examples=25)
@given(days(), st.integers(0, 5))
def test_one_more_unit_never_makes_a_day_cheaper(lines: list[Billed], place: int) -> None:
    lines = [replace(line, units=max(line.units, 0)) for line in lines]
    grown = list(lines)
    line = grown[place % len(lines)]
    grown[place % len(lines)] = replace(line, units=line.units + 1)
    assert sum(priced(grown).values()) >= sum(priced(lines).values())
