"""What each line finds already counted: order of accrual, buckets, years, opening balances."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pipeline.worksheets.accrued_spend import AccruedSpend
from tests.engine.nights import judged, named
from tests.judging import rule_of
from tests.tables import Night

KX001 = rule_of("KX001")


def _before(
    lines: str, *, earlier: str = "", spend: str = "", field: str = "low_before"
) -> dict[str, int]:
    """Return dollars counted before each accruing line of tonight."""
    result = judged(Night(lines, earlier_lines=earlier, spend=spend), KX001)
    found = result.workbench.get(AccruedSpend)
    return {
        named(result.lines, row): int(getattr(found, field)[row]) // 100
        for row in range(result.lines.tonight_count)
        if found.applies[row]
    }


def test_tonights_lines_go_by_date_claim_and_line() -> None:
    lines = """
        claim line date       allowed discipline code
        C2    1    2026-11-16 100.00  PT         97110
        C1    2    2026-11-16 20.00   PT         97110
        C1    1    2026-11-16 10.00   PT         97110
        C3    1    2026-11-12 500.00  PT         97110
    """
    assert _before(lines) == {"C3/1": 0, "C1/1": 500, "C1/2": 510, "C2/1": 530}


def test_tonights_receipt_orders_where_every_line_has_it() -> None:
    lines = """
        claim received date       allowed discipline code
        C1    3        2026-11-10 100.00  PT         97110
        C2    1        2026-11-12 20.00   PT         97110
        C3    {}        2026-11-11 10.00   PT         97110
    """
    assert _before(lines.format(2)) == {"C2/1": 0, "C3/1": 20, "C1/1": 30}
    assert _before(lines.format("-")) == {"C1/1": 0, "C3/1": 100, "C2/1": 110}


def test_earlier_nights_come_first_whatever_their_dates() -> None:
    earlier = "claim date allowed discipline code\nC9 2026-11-18 700.00 PT 97110"
    lines = "claim date allowed discipline code\nC1 2026-11-02 10.00 PT 97110"
    assert _before(lines, earlier=earlier) == {"C1/1": 700}


def test_a_replacement_keeps_its_originals_place() -> None:
    earlier = """
        claim date       allowed discipline code
        C1    2026-11-02 100.00  PT         97110
        C2    2026-11-03 200.00  PT         97110
    """
    lines = """
        claim frequency replaces date       allowed discipline code
        C3    7         C1       2026-11-02 150.00  PT         97110
        C4    1         -        2026-11-01 10.00   PT         97110
    """
    # C3 stands where C1 stood, before C2; tonight's own line comes after 150 + 200.
    assert _before(lines, earlier=earlier) == {"C3/1": 0, "C4/1": 350}


def test_pt_and_slp_share_a_bucket_and_ot_has_its_own() -> None:
    lines = """
        claim allowed discipline code
        C1    100.00  PT         97110
        C2    200.00  SLP        92507
        C3    400.00  OT         97530
        C4    10.00   PT         97110
        C5    20.00   OT         97530
    """
    assert _before(lines) == {"C1/1": 0, "C2/1": 100, "C3/1": 0, "C4/1": 300, "C5/1": 400}


def test_years_of_service_are_apart() -> None:
    lines = """
        claim date       allowed discipline code
        C1    2025-12-31 100.00  PT         97110
        C2    2026-01-01 200.00  PT         97110
        C3    2026-01-02 300.00  PT         97110
    """
    assert _before(lines) == {"C1/1": 0, "C2/1": 0, "C3/1": 200}
    limits = _before(lines, field="limit")
    assert limits == {"C1/1": 2410, "C2/1": 2480, "C3/1": 2480}


def test_patients_are_apart_and_one_person_is_one_by_the_member_id() -> None:
    lines = """
        claim patient member allowed discipline code
        C1    P1      M1     100.00  PT         97110
        C2    P2      {}     200.00  PT         97110
    """
    assert _before(lines.format("M2")) == {"C1/1": 0, "C2/1": 0}
    assert _before(lines.format("-")) == {"C1/1": 0, "C2/1": 0}
    assert _before(lines.format("M1")) == {"C1/1": 0, "C2/1": 100}


@pytest.mark.parametrize("first", ["medicare", "commercial"])
def test_another_payers_member_id_does_not_part_one_person(first: str) -> None:
    """The number counts "by member id where present" whatever else stands in the file before."""
    rows = {
        "medicare": "C1 P1 M1 medicare        100.00 PT 97110",
        "commercial": "C0 P1 X9 commercial-base 900.00 PT 97110",
    }
    ordered = [rows[first], *(row for name, row in rows.items() if name != first)]
    heading = "claim patient member payer allowed discipline code"
    other = "C2 P2 M1 medicare 200.00 PT 97110"
    assert _before("\n".join([heading, *ordered, other])) == {"C1/1": 0, "C2/1": 100}


def test_lines_that_do_not_accrue() -> None:
    lines = """
        claim payer           modifier_1 discipline allowed code
        C1    medicare        GY         PT         100.00  97110
        C2    medicare        GA         PT         100.00  97110
        C3    medicare        GZ         PT         100.00  97110
        C4    commercial-base GP         PT         100.00  97110
        C5    medicare        GP         PT         1.00    97110
        C6    medicare        -          -          100.00  97110
    """
    assert _before(lines) == {"C5/1": 0}


def test_an_original_that_is_void_tonight_is_not_counted() -> None:
    earlier = "claim allowed discipline code\nC1 100.00 PT 97110\nC2 50.00 PT 97110"
    lines = """
        claim frequency replaces allowed discipline code
        C3    8         C1       100.00  PT         97110
        C4    1         -        10.00   PT         97110
    """
    assert _before(lines, earlier=earlier) == {"C4/1": 50}


# -- opening balances ------------------------------------------------------------------------

LINE = "claim allowed discipline code\nC9 10.00 PT 97110"
EARLIER = """
    claim night      allowed discipline code
    C1    2026-09-01 100.00  PT         97110
    C2    2026-10-20 200.00  PT         97110
    C3    2026-11-10 400.00  PT         97110
"""


def _bounds(spend: str, lines: str = LINE, earlier: str = EARLIER) -> tuple[int, int]:
    low = _before(lines, earlier=earlier, spend=spend)
    high = _before(lines, earlier=earlier, spend=spend, field="high_before")
    return low["C9/1"], high["C9/1"]


def test_without_a_balance_the_own_ledger_is_both_bounds() -> None:
    assert _bounds("") == (700, 700)


def test_a_balance_holds_ours_through_its_day_and_perhaps_not_the_last_thirty() -> None:
    # Balance of 11-01: only C3 is surely later; C2 of 10-20 lies within the lag of thirty days.
    # low = max(700, 1000 + 400); high = 1000 + 200 + 400.
    assert _bounds("amount as_of\n1000.00 2026-11-01") == (1400, 1600)
    # A balance below our own ledger: ours is surely counted.
    assert _bounds("amount as_of\n50.00 2026-11-01") == (700, 700)


@pytest.mark.parametrize(
    ("as_of", "low", "high"),
    [
        ("2026-11-09", 1400, 1600),  # C3's night is the day after
        ("2026-11-10", 1000, 1600),  # released on the balance's day: counted "through" it
        ("2026-11-19", 1000, 1400),  # less thirty days: 10-20 itself is out
        ("2026-11-18", 1000, 1600),
        ("2026-11-20", 1000, 1400),
    ],
)
def test_the_day_of_a_balance_and_its_lag(as_of: str, low: int, high: int) -> None:
    assert _bounds(f"amount as_of\n1000.00 {as_of}") == (low, high)


def test_what_others_billed_is_added_to_all_of_ours() -> None:
    spend = "amount as_of source\n1000.00 2026-11-15 other-providers"
    assert _bounds(spend) == (1700, 1700)


def test_the_newest_balance_of_the_year_speaks_alone() -> None:
    spend = """
        amount  as_of
        5000.00 2026-10-01
        1000.00 2026-11-19
        3000.00 2026-11-01
    """
    assert _bounds(spend) == (1000, 1400)


def test_of_two_balances_of_one_day_the_larger_speaks_in_any_order() -> None:
    for amounts in (("1000.00", "1200.00"), ("1200.00", "1000.00")):
        rows = "\n".join(f"{amount} 2026-11-19" for amount in amounts)
        assert _bounds(f"amount as_of\n{rows}") == (1200, 1600)


def test_a_balance_of_tomorrow_another_year_or_bucket_says_nothing() -> None:
    for row in ("2026 PT_SLP 2026-11-21", "2025 PT_SLP 2026-11-19", "2026 OT 2026-11-19"):
        assert _bounds(f"year bucket as_of amount\n{row} 1000.00") == (700, 700)


def test_the_crossing_is_where_low_first_exceeds_the_limit() -> None:
    lines: Mapping[str, str] = {
        "at the limit": "10.00",
        "a cent over": "10.01",
    }
    earlier = "claim allowed discipline code\nC1 2470.00 PT 97110"
    for name, allowed in lines.items():
        night = Night(
            f"claim allowed discipline code\nC9 {allowed} PT 97110", earlier_lines=earlier
        )
        crossing = judged(night, KX001).workbench.get(AccruedSpend).on_crossing_claim
        assert crossing.tolist() == [name == "a cent over"]
