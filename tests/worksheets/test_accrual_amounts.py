"""What a line counts with, and how sure that is: critical access, assistants, estimates.

medicare.md d of the reference: a critical access hospital counts with the fee schedule's amount;
whether an assistant's line counts whole is an office's own setting. National amounts of 2026:
97110 29.06 and 22.21 cut, 97530 35.07, 97140 27.72.
"""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.worksheets.accrued_spend import AccruedSpend
from pipeline.worksheets.threshold_ledger import ThresholdLedger
from tests.engine.nights import judged, named
from tests.judging import judge, rule_of
from tests.tables import Night

KX001 = rule_of("KX001")
KX003 = rule_of("KX003")
TWO_THIRDS = "[house]\nassistant_accrual_percent = 67\n"
COST = "setting bill_type code mods allowed charge"


def _adds(lines: str, site: str = "") -> dict[str, int | None]:
    """Return cents that each line of tonight adds, None where that is not known."""
    result = judged(Night(lines, site=site), KX001)
    spend = result.workbench.get(AccruedSpend)
    return {
        named(result.lines, row): int(spend.amount[row]) if spend.amount_known[row] else None
        for row in range(result.lines.tonight_count)
    }


# -- critical access -------------------------------------------------------------------------


@pytest.mark.parametrize("bill_type", ["851", "0851", "857"])
def test_a_critical_access_hospital_counts_by_the_fee_schedule(bill_type: str) -> None:
    lines = f"{COST} / institutional {bill_type} 97110 GP 212.40 240.00"
    assert _adds(lines) == {"C1/1": 29_06}


@pytest.mark.parametrize("bill_type", ["131", "0741", "-"])
def test_other_settings_count_with_what_was_allowed(bill_type: str) -> None:
    lines = f"{COST} / institutional {bill_type} 97110 GP 29.00 240.00"
    assert _adds(lines) == {"C1/1": 29_00}


def test_its_lines_share_a_day_with_others_under_one_billing_number() -> None:
    lines = (
        f"claim billing {COST} / C1 B1 institutional 851 97110 GP 212.40 240.00"
        " / C2 B1 institutional 851 97530 GO 230.00 240.00"
        " / C3 B2 institutional 851 97110 GP 212.40 240.00"
    )
    assert _adds(lines) == {"C1/1": 22_21, "C2/1": 35_07, "C3/1": 29_06}


def test_without_a_price_it_is_not_known_whatever_was_allowed() -> None:
    lines = f"{COST} / institutional 851 97139 GP 90.00 120.00"
    assert _adds(lines) == {"C1/1": None}


@pytest.mark.parametrize(("balance", "answer"), [("2360.00", "clear"), ("2360.01", "cannot_tell")])
def test_its_charge_is_the_most_it_could_add(balance: str, answer: str) -> None:
    lines = f"{COST} / institutional 851 97139 GP 90.00 120.00"
    assert judge(Night(lines, spend=f"amount / {balance}"), "KX001").at("C1/1").answer == answer


def test_a_finding_says_by_which_amount_it_counts() -> None:
    lines = f"{COST} / institutional 851 97110 GP 212.40 240.00"
    row = judge(Night(lines, spend="amount / 2600.00"), "KX001").at("C1/1")
    assert "this line adds $29.06 by the fee schedule: $2629.06" in row.observed
    assert row.confidence == "estimate"


# -- assistants ------------------------------------------------------------------------------

ASSISTED = "code mods allowed / 97110 GP,CQ 29.06 / 97140 GP 21.21 / 97530 GO,CO -"


def test_an_assistants_line_counts_whole_unless_the_office_says_otherwise() -> None:
    # 97530 is priced beside 97110 and 97140, whose practice expense is lower: 35.07.
    assert _adds(ASSISTED) == {"C1/1": 29_06, "C1/2": 21_21, "C1/3": 35_07}


def test_the_share_is_a_setting_and_rounds_half_up() -> None:
    # 29.06 x 0.67 = 19.4702; 35.07 x 0.67 = 23.4969.
    assert _adds(ASSISTED, TWO_THIRDS) == {"C1/1": 19_47, "C1/2": 21_21, "C1/3": 23_50}
    half = TWO_THIRDS.replace("67", "50")
    assert _adds("code mods allowed / 97110 GP,CQ 29.05", half) == {"C1/1": 14_53}


def test_the_share_is_none_of_a_critical_access_hospital() -> None:
    lines = f"{COST} / institutional 851 97110 GP,CQ 212.40 240.00"
    assert _adds(lines, TWO_THIRDS) == {"C1/1": 29_06}


def test_the_share_decides_a_crossing() -> None:
    # 2450.94 + 29.06 is the threshold; 2460.00 + 29.06 is over, 2460.00 + 19.47 is not.
    night = Night("code mods allowed / 97110 GP,CQ 29.06", spend="amount / 2460.00")
    assert judge(night, "KX001").overall == "violates"
    less = Night(night.lines, spend=night.spend, site=TWO_THIRDS)
    assert judge(less, "KX001").overall == "clear"


# -- how sure the count is -------------------------------------------------------------------

PRICED_BEFORE = "claim code mods allowed date night / C0 97110 GP - {0} {0}"
EXACT = "code mods allowed / 97110 GP 29.06"


def _said(night: Night) -> tuple[str, str]:
    row = judge(night, "KX001").at("C1/1")
    return row.confidence, row.severity


def test_an_estimate_that_the_balance_holds_leaves_the_count_exact() -> None:
    """2470.00 of a balance of 11-15, which holds a priced line of July: 2499.06 is exact."""
    night = Night(
        EXACT, spend="amount as_of / 2470.00 11-15", earlier_lines=PRICED_BEFORE.format("07-06")
    )
    assert _said(night) == ("exact", "block")


def test_an_estimate_after_the_balance_makes_the_count_one() -> None:
    night = Night(
        EXACT, spend="amount as_of / 2440.00 11-15", earlier_lines=PRICED_BEFORE.format("11-16")
    )
    assert _said(night) == ("estimate", "review")


def test_an_estimate_beside_what_others_billed_counts_whenever_it_was() -> None:
    night = Night(
        EXACT,
        spend="amount as_of source / 2440.00 11-15 other-providers",
        earlier_lines=PRICED_BEFORE.format("07-06"),
    )
    assert _said(night) == ("estimate", "review")


def test_our_own_ledger_above_the_balance_is_as_sure_as_its_lines() -> None:
    earlier = PRICED_BEFORE.format("07-06") + " / C01 97140 GP 2441.00 07-07 07-07"
    night = Night(EXACT, spend="amount as_of / 100.00 11-15", earlier_lines=earlier)
    # 29.06 priced + 2441.00, the line itself 29.06: 2499.12, within 3 % of the threshold.
    assert _said(night) == ("estimate", "review")


def test_no_balance_says_that_others_spending_is_not_known() -> None:
    night = Night(EXACT, earlier_lines="claim code mods allowed / C0 97110 GP 2470.00")
    assert _said(night) == ("outside-spend-unknown", "block")


def test_a_line_of_unknown_amount_beyond_a_sure_count_is_sure() -> None:
    night = Night("code mods / 97139 GP", spend="amount / 2500.00")
    assert _said(night) == ("exact", "block")
    row = judge(night, "KX001").at("C1/1")
    assert "what this line adds is not known, over the threshold of $2480.00" in row.observed


def _ledger(night: Night) -> list[str]:
    frame = judged(night, KX003).workbench.another().get(ThresholdLedger)
    return frame.confidence(np.arange(len(frame)))


def test_the_ledger_is_an_estimate_where_either_count_holds_one() -> None:
    line = "code mods allowed / 97110 GP 29.06"
    for day, confidence in (("07-06", "exact"), ("11-01", "estimate"), ("11-16", "estimate")):
        # Of 11-01 the balance of 11-15 may lack it: the highest count holds the estimate.
        night = Night(
            line, spend="amount as_of / 900.00 11-15", earlier_lines=PRICED_BEFORE.format(day)
        )
        assert _ledger(night) == [confidence], day
    assert _ledger(Night("code mods / 97110 GP")) == ["estimate"]
    assert _ledger(Night(line)) == ["outside-spend-unknown"]
