"""The threshold ledger as reports draw it, and the pace of a beneficiary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipeline.worksheets.threshold_ledger import ThresholdLedger
from tests.engine.nights import judged, named
from tests.judging import rule_of
from tests.tables import Night

KX003 = rule_of("KX003")


def shown(night: Night, anchors: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The ledger's rows, with the findings of some lines of tonight."""
    result = judged(night, KX003)
    rows = [row for row in range(result.lines.tonight_count) if named(result.lines, row) in anchors]
    frame = result.workbench.another().get(ThresholdLedger).shown(np.array(rows, dtype=np.intp))
    return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]


def test_a_crossed_account_names_the_line_that_crossed() -> None:
    night = Night(
        "claim date code mods allowed / C2 11-16 97110 GP 30.00 / C1 11-17 97110 GP 30.00",
        spend="amount as_of / 2430.00 11-17",
        earlier_lines="claim date code mods allowed / C0 11-12 97140 GP 15.00",
    )
    # 2430.00 + 15.00 of the night of 11-18 + 30.00 is 2475.00; the line of 11-17 makes 2505.00.
    assert shown(night) == [
        {
            "patient_id": "P1",
            "payer_id": "medicare",
            "year": 2026,
            "bucket": "PT_SLP",
            "opening_cents": 2_430_00,
            "opening_as_of": "2026-11-17",
            "own_cents": 75_00,
            "low_cents": 2_505_00,
            "high_cents": 2_505_00,
            "limit_cents": 2_480_00,
            "review_cents": 3_000_00,
            "crossing_claim": "C1",
            "crossing_line": 1,
            "crossing_date": "2026-11-17",
            "projected_date": "",
            "confidence": "exact",
        }
    ]


def test_the_crossing_may_lie_in_an_earlier_night() -> None:
    night = Night(
        "claim code mods allowed / C1 97110 GP,KX 30.00",
        earlier_lines="claim date code mods allowed"
        " / C8 11-02 97110 GP 2470.00 / C9 11-09 97110 GP,KX 30.00",
    )
    (row,) = shown(night)
    assert (row["crossing_claim"], row["crossing_date"]) == ("C9", "2026-11-09")
    assert (row["opening_cents"], row["opening_as_of"]) == (0, "")
    assert row["confidence"] == "outside-spend-unknown"


def test_a_balance_over_the_limit_by_itself_has_no_crossing_line() -> None:
    night = Night("code mods allowed / 97110 GP 30.00", spend="amount / 2600.00")
    (row,) = shown(night)
    assert (row["crossing_claim"], row["crossing_line"], row["crossing_date"]) == ("", -1, "")


def test_a_near_account_has_its_projected_day() -> None:
    """60.00 + 60.00 in twelve days are 10.00 a day; 200.00 are passed on the 21st day."""
    night = Night(
        "code date mods allowed / 97110 11-09 GP 60.00 / 97110 11-16 GP 60.00",
        spend="amount / 2160.00",
    )
    (row,) = shown(night)
    assert (row["low_cents"], row["projected_date"]) == (2_280_00, "2026-12-11")


def test_far_accounts_are_left_out_unless_a_finding_hangs_on_them() -> None:
    night = Night(
        "claim line patient code mods allowed / C1 1 P1 97110 GP 30.00 / C1 2 P1 97140 GP 30.00"
        " / C2 1 P2 97110 GP 30.00",
        spend="amount / 1000.00",
    )
    assert shown(night) == []
    assert [row["patient_id"] for row in shown(night, ["C1/2"])] == ["P1"]


def test_an_account_without_a_line_of_tonight_is_no_row() -> None:
    night = Night(
        "claim patient code mods allowed / C1 P1 97110 GP 2300.00",
        earlier_lines="claim patient code mods allowed / C0 P2 97110 GP 2470.00"
        " / C9 P1 97530 GO 2470.00",
    )
    assert [(row["patient_id"], row["bucket"]) for row in shown(night)] == [("P1", "PT_SLP")]


def test_what_nothing_is_known_of_is_not_drawn() -> None:
    night = Night("payer code mods allowed / ZNEW 97110 GP 2470.00")
    assert shown(night, ["C1/1"]) == []


def test_an_estimate_is_called_one() -> None:
    (row,) = shown(Night("code mods / 97110 GP", spend="amount / 2400.00"))
    assert (row["low_cents"], row["confidence"]) == (2_429_06, "estimate")


def test_only_the_highest_count_is_within_reach() -> None:
    night = Night(
        "code mods allowed / 97110 GP 30.00",
        spend="amount / 2100.00",
        earlier_lines="claim code mods allowed / C0 97110 GP 400.00",
    )
    (row,) = shown(night)
    assert (row["low_cents"], row["high_cents"], row["projected_date"]) == (2_130_00, 2_530_00, "")


def keys_of(night: Night) -> list[str]:
    """The keys of the findings of KX003."""
    keys: list[str] = judged(night, KX003).findings["finding_key"].tolist()
    return keys


def test_a_finding_stays_the_same_while_claims_come_and_go() -> None:
    first = Night("code mods allowed / 97110 GP 30.00", spend="amount / 2200.00")
    later = Night(
        "claim line code mods allowed / C7 3 92507 GN 40.00",
        spend="amount as_of / 2230.00 11-19",
        earlier_lines="claim code mods allowed / C1 97110 GP 30.00",
    )
    assert keys_of(first) == keys_of(later) != []


def test_two_people_and_two_buckets_are_different_findings() -> None:
    night = Night(
        "claim patient code mods allowed / C1 P1 97110 GP 2200.00 / C2 P2 97110 GP 2200.00"
        " / C3 P2 97530 GO 2200.00"
    )
    assert len(set(keys_of(night))) == 3


def test_a_person_with_two_patient_ids_is_one_finding_whichever_comes() -> None:
    text = "claim patient member code mods allowed / C{} P{} M1 97110 GP {}"
    p1 = Night(text.format(9, 1, "30.00"), earlier_lines=text.format(1, 2, "2200.00"))
    p2 = Night(text.format(9, 2, "30.00"), earlier_lines=text.format(1, 1, "2200.00"))
    assert keys_of(p1) == keys_of(p2) != []
