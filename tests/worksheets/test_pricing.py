"""Prices by hand from the fee schedule's inputs and the therapy multiple-procedure rule.

National amounts of 2026 (factor 33.4009), full and with half the practice expense, as published:
97110 29.06 / 22.21, 97140 27.72 / 21.21, 97530 35.07 / 25.05, 97112 32.73 / 24.88,
97161 97.86 / 74.82.
"""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.worksheets.pricing import price_lines
from tests.engine.nights import lines_of, named, rules_of
from tests.tables import Night

CHICAGO = '[locations.L16]\nmac = "06102"\nlocality = "16"\n'


def _prices(lines: str, site: str = "", earlier: str = "") -> dict[str, int | None]:
    """Return cents by line of tonight, None where there is no price."""
    night = Night(lines, site=site, earlier_lines=earlier)
    table = lines_of(night)
    asked = np.arange(table.tonight_count)
    prices = price_lines(table, asked, rules_of(night))
    return {
        named(table, int(row)): int(cents) if known else None
        for row, cents, known in zip(asked, prices.cents, prices.known, strict=True)
    }


@pytest.mark.parametrize(
    ("code", "full", "half"),
    [
        ("97110", 29_06, 22_21),
        ("97140", 27_72, 21_21),
        ("97530", 35_07, 25_05),
        ("97112", 32_73, 24_88),
        ("97161", 97_86, 74_82),
    ],
)
def test_the_first_unit_of_a_day_is_full_and_every_other_one_is_cut(
    code: str, full: int, half: int
) -> None:
    assert _prices(f"code units\n{code} 1") == {"C1/1": full}
    assert _prices(f"code units\n{code} 3") == {"C1/1": full + 2 * half}


def test_the_unit_of_highest_practice_expense_is_the_full_one() -> None:
    # 0.60 of 97530 outranks 0.41 of 97110 and 0.39 of 97140, wherever they stand.
    prices = _prices("code units\n97110 2\n97140 1\n97530 1")
    assert prices == {"C1/1": 2 * 22_21, "C1/2": 21_21, "C1/3": 35_07}


def test_of_equal_lines_the_first_by_claim_and_line_is_full() -> None:
    prices = _prices("claim line code\nC2 1 97110\nC1 2 97110\nC1 1 97110")
    assert prices == {"C2/1": 22_21, "C1/2": 22_21, "C1/1": 29_06}


def test_claims_and_disciplines_of_one_day_and_billing_provider_are_ranked_together() -> None:
    together = "claim code discipline billing\nC1 97110 PT B1\nC2 97530 OT B1"
    assert _prices(together) == {"C1/1": 22_21, "C2/1": 35_07}
    apart = together.replace("OT B1", "OT B2")
    assert _prices(apart) == {"C1/1": 29_06, "C2/1": 35_07}
    days = "claim code date\nC1 97110 2026-11-16\nC2 97530 2026-11-17"
    assert _prices(days) == {"C1/1": 29_06, "C2/1": 35_07}
    people = "claim code patient\nC1 97110 P1\nC2 97530 P2"
    assert _prices(people) == {"C1/1": 29_06, "C2/1": 35_07}


def test_a_line_of_an_earlier_night_takes_the_full_unit() -> None:
    earlier = "claim code\nC0 97530"
    assert _prices("claim code\nC1 97110", earlier=earlier) == {"C1/1": 22_21}


def test_a_replaced_line_takes_no_part() -> None:
    replaced = "claim frequency replaces code\nC1 1 - 97530\nC2 7 C1 97110"
    assert _prices(replaced)["C2/1"] == 29_06


def test_a_locality_by_hand() -> None:
    """Illinois 16 of 2026: work 1.007, practice expense 1.005, malpractice 2.295.

    97110: 33.4009 x (0.45 x 1.007 + 0.41 x 1.005 + 0.01 x 2.295)
         = 33.4009 x (0.45315 + 0.41205 + 0.02295) = 33.4009 x 0.88815 = 29.66501 -> 29.67
    half: 33.4009 x (0.45315 + 0.206025 + 0.02295) = 33.4009 x 0.682125 = 22.78359 -> 22.78
    """
    lines = "code units location_id\n97110 2 L16"
    assert _prices(lines, CHICAGO) == {"C1/1": 29_67 + 22_78}
    # A location that the site does not place is priced nationally.
    assert _prices(lines.replace("L16", "L99"), CHICAGO) == {"C1/1": 29_06 + 22_21}


def test_the_year_of_service_decides() -> None:
    # 2025: 32.3465 x (0.45 + 0.43 + 0.01) = 28.788 -> 28.79. Before the first file: no price.
    assert _prices("code date\n97110 2025-06-02") == {"C1/1": 28_79}
    assert _prices("code date\n97110 2023-06-02") == {"C1/1": None}


def test_status_codes() -> None:
    # 97010 is bundled, 97014 not valid for Medicare: nothing is paid. 97799: by the contractor.
    found = _prices("code\n97010\n97014\n97799\nA9999")
    assert found == {"C1/1": 0, "C1/2": 0, "C1/3": None, "C1/4": None}


def test_no_units_or_half_a_unit_stay_within_the_price() -> None:
    found = _prices("code units\n97110 0\n97110 0.5\n97110 -1")
    assert found["C1/1"] == 0
    assert found["C1/3"] == 0
    assert 0 < (found["C1/2"] or 0) <= 29_06
