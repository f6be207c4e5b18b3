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


def test_the_rank_goes_by_the_value_and_not_by_what_it_costs_in_a_place() -> None:
    """97112 (0.47) outranks 97110 (0.41), though San Francisco's index of 1.410 makes 0.578.

    97110 cut: 33.4009 x (0.45 x 1.095 + 0.205 x 1.410 + 0.01 x 0.425) = 33.4009 x 0.78605 = 26.255.
    """
    site = '[locations.SF]\nmac = "01112"\nlocality = "05"\n'
    lines = "code location_id\n97110 SF\n97112 L99"
    assert _prices(lines, site) == {"C1/1": 26_25, "C1/2": 32_73}


def test_of_equal_practice_expense_the_higher_total_is_full() -> None:
    # Both have 0.18; in all 97032 has 0.44 (14.70, cut 11.69), 97012 0.43 (14.36, cut 11.36).
    assert _prices("code\n97012\n97032") == {"C1/1": 11_36, "C1/2": 14_70}


@pytest.mark.parametrize(
    ("day", "code", "full", "half"),
    [
        # 2024, factor 33.2875: 0.88 and 0.67; 1.10 and 0.775; 0.81 and 0.625; 3.01 and 2.295.
        ("2024-03-11", "97110", 29_29, 22_30),
        ("2024-12-31", "97530", 36_62, 25_80),
        ("2024-07-01", "97140", 26_96, 20_80),
        ("2024-07-01", "97161", 100_20, 76_39),
        # 2025, factor 32.3465: 0.89 and 0.675; 1.07 and 0.76; 0.84 and 0.64; 3.03 and 2.305.
        ("2025-01-01", "97110", 28_79, 21_83),
        ("2025-12-31", "97530", 34_61, 24_58),
        ("2025-06-02", "97140", 27_17, 20_70),
        ("2025-06-02", "97161", 98_01, 74_56),
    ],
)
def test_the_year_of_service_decides(day: str, code: str, full: int, half: int) -> None:
    assert _prices(f"code units date\n{code} 2 {day}") == {"C1/1": full + half}


def test_a_locality_of_another_year() -> None:
    """Illinois 16 of 2025: 1.007, 1.023, 2.018; 97530: 1.09752 and 0.78039 x 32.3465."""
    lines = "code units date location_id\n97530 2 2025-06-02 L16"
    assert _prices(lines, CHICAGO) == {"C1/1": 35_50 + 25_24}


def test_before_the_first_and_after_the_last_file_there_is_no_price() -> None:
    for day in ("2023-06-02", "2027-01-04"):
        assert _prices(f"code date\n97110 {day}") == {"C1/1": None}


def test_status_codes() -> None:
    # 97010 is bundled, 97014 not valid for Medicare: nothing is paid. 97799: by the contractor,
    # and so is 97545, which may be paid and has no value at all.
    found = _prices("code\n97010\n97014\n97799\nA9999\n97545")
    assert list(found.values()) == [0, 0, None, None, None]


def test_codes_outside_the_rule_are_neither_cut_nor_do_they_take_the_full_unit() -> None:
    # 97129: 0.67 x 33.4009 = 22.38. 98980 has more practice expense (0.97) than 97530 (0.60).
    beside = "code discipline units\n97129 SLP 1\n97530 OT 1"
    assert _prices(beside) == {"C1/1": 22_38, "C1/2": 35_07}
    assert _prices("code\n98980\n97530") == {"C1/1": 54_11, "C1/2": 35_07}
    # Each of its units is whole: 97130 three times 21.04.
    assert _prices("code units\n97130 3\n97110 1") == {"C1/1": 3 * 21_04, "C1/2": 29_06}


def test_a_code_that_is_not_paid_takes_no_full_unit() -> None:
    assert _prices("code\n97014\n97035") == {"C1/1": 0, "C1/2": 14_36}


def test_another_payers_lines_of_the_day_take_no_part() -> None:
    lines = "claim payer code\nC1 medicare 97110\nC2 commercial-base 97530"
    assert _prices(lines)["C1/1"] == 29_06


def test_lines_that_the_payer_is_not_asked_to_pay_take_no_part() -> None:
    for modifier in ("GA", "GY", "GZ"):
        lines = f"claim mods code\nC1 GP 97110\nC2 GP,{modifier} 97530"
        assert _prices(lines) == {"C1/1": 29_06, "C2/1": None}
    assert _prices("claim mods code\nC1 GP 97110\nC2 GP,GX 97530")["C1/1"] == 22_21


def test_a_void_and_its_original_take_no_part() -> None:
    void = "claim frequency replaces code\nC2 8 C1 97530\nC3 1 - 97110"
    assert _prices(void, earlier="claim code\nC1 97530")["C3/1"] == 29_06


def test_a_line_without_a_billing_number_belongs_to_the_days_provider() -> None:
    lines = "claim code billing\nC1 97530 B1\nC2 97110 -"
    assert _prices(lines) == {"C1/1": 35_07, "C2/1": 22_21}
    # Of two providers it joins that of the first claim, in any order of rows.
    for order in ((0, 1, 2), (2, 1, 0)):
        rows = ["C1 97110 B1", "C2 97530 B2", "C3 97112 -"]
        found = _prices("\n".join(["claim code billing", *(rows[place] for place in order)]))
        assert found == {"C1/1": 22_21, "C2/1": 35_07, "C3/1": 32_73}


def test_two_patient_ids_of_one_person_are_one_day() -> None:
    night = Night("claim patient code\nC1 P1 97110\nC2 P2 97530")
    table = lines_of(night)
    rows = np.arange(2)
    apart = price_lines(table, rows, rules_of(night))
    together = price_lines(table, rows, rules_of(night), np.zeros(2, dtype=np.int64))
    assert (apart.cents.tolist(), together.cents.tolist()) == ([29_06, 35_07], [22_21, 35_07])


@pytest.mark.parametrize(
    ("place", "year", "cents"),
    [
        ("11", 2025, 21_67),  # 0.67 x 32.3465
        ("-", 2025, 21_67),  # therapy is paid as in an office where nothing else is said
        ("22", 2025, 21_35),  # 0.66: in a facility 0.15 of practice expense
        ("2", 2025, 21_35),  # place 02 as a number
        ("12", 2026, 22_38),
        ("62", 2026, 22_38),  # a comprehensive outpatient facility is none
        ("19", 2026, None),  # no figure for a facility
        ("31", 2026, None),
    ],
)
def test_the_place_of_service_outside_the_rule(place: str, year: int, cents: int | None) -> None:
    assert _prices(f"code pos date\n97129 {place} {year}-06-02") == {"C1/1": cents}


def test_therapy_costs_the_same_at_every_place() -> None:
    assert _prices("code pos\n97530 22\n97110 31") == {"C1/1": 35_07, "C1/2": 22_21}


def test_no_units_or_half_a_unit_stay_within_the_price() -> None:
    # The first is no unit at all; of the half one the half of 22.21, and of 29.06 where alone.
    found = _prices("line code units\n1 97110 0\n2 97110 1\n3 97110 -1\n4 97110 0.5")
    assert found == {"C1/1": 0, "C1/2": 29_06, "C1/3": 0, "C1/4": 11_11}
    assert _prices("code units\n97110 0.5") == {"C1/1": 14_53}
    assert _prices("code units\n97110 2.5") == {"C1/1": 29_06 + 33_32}
