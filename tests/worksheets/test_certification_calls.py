"""The call list: what is the matter with a plan, by when, and what stands exposed.

As-of is 2026-11-20; every line is charged 60.00 unless drawn.
"""

from __future__ import annotations

from typing import Any

from pipeline.registry import RegisteredRule
from tests.engine.nights import judged
from tests.judging import rule_of
from tests.tables import Night

POC005: RegisteredRule = rule_of("POC005")
ALL = "plan_row start end type signed verbal order sent certifier_npi"
LINE = "code mods date / 97110 GP 11-16"


def _calls(plans: str, lines: str = LINE, earlier: str = "") -> list[dict[str, Any]]:
    night = Night(lines, plans=f"{ALL} / {plans}", earlier_lines=earlier)
    shown = judged(night, POC005).shown["plan_of_care"]
    return [{str(name): cell for name, cell in row.items()} for row in shown.to_dict("records")]


def _only(plans: str, lines: str = LINE, earlier: str = "") -> dict[str, Any]:
    rows = _calls(plans, lines, earlier)
    assert len(rows) == 1
    return rows[0]


def test_due_soon() -> None:
    row = _only("A 10-28 - initial - - - - 1033000035")
    assert row == {
        "patient_id": "P1",
        "plan_id": "A",
        "discipline": "PT",
        "physician": "1033000035",
        "awaited": "certification",
        "status": "due soon",
        "path": "pending",
        "start": "2026-10-28",
        "due": "2026-11-27",
        "end": "2027-01-25",
        "days_left": 7,
        "first_exposed": "2026-11-16",
        "last_exposed": "2026-11-16",
        "exposed_dates": 1,
        "exposed_cents": 6000,
    }


def test_overdue_with_what_went_out_on_earlier_nights() -> None:
    row = _only(
        "A 10-01 - initial - - - - -",
        "code mods date charge / 97110 GP 11-16 60.00 / 97140 GP 11-16 40.00",
        "claim code mods date charge / C8 97161 GP 10-01 120.00 / C9 97110 GP 11-09 65.50",
    )
    assert (row["status"], row["awaited"], row["path"]) == ("overdue", "certification", "missing")
    assert (row["due"], row["days_left"], row["physician"]) == ("2026-10-31", -20, "")
    assert (row["first_exposed"], row["last_exposed"]) == ("2026-10-01", "2026-11-16")
    assert (row["exposed_dates"], row["exposed_cents"]) == (3, 28550)


def test_verbal_only() -> None:
    row = _only("A 10-28 - initial - 11-03 - - -")
    assert (row["status"], row["path"]) == ("verbal-only", "verbal")
    assert (row["awaited"], row["due"]) == ("signature of the verbal order", "2026-11-17")
    assert (row["days_left"], row["exposed_cents"]) == (-3, 6000)


def test_late_with_nothing_exposed() -> None:
    row = _only("A 09-28 - initial 11-10 - - - -")
    assert (row["status"], row["path"], row["awaited"]) == (
        "late",
        "signed",
        "reason for the delay",
    )
    assert (row["due"], row["exposed_dates"], row["exposed_cents"]) == ("2026-10-28", 0, 0)
    assert (row["first_exposed"], row["last_exposed"]) == ("", "")


def test_lapsed_with_the_dates_after_its_end() -> None:
    """Ninety days from 08-03 end on 10-31."""
    row = _only(
        "A 08-03 - initial 08-10 - - - -",
        earlier="claim code mods date / C8 97110 GP 10-30 / C9 97110 GP 11-02",
    )
    assert (row["status"], row["awaited"], row["due"]) == (
        "lapsed",
        "recertification",
        "2026-10-31",
    )
    assert (row["first_exposed"], row["last_exposed"]) == ("2026-11-02", "2026-11-16")
    assert (row["exposed_dates"], row["exposed_cents"]) == (2, 12000)


def test_an_unsigned_recertification_is_called_for_and_its_forerunner_is_not() -> None:
    row = _only(
        "A 08-03 - initial 08-10 - - - 1 / B 11-01 - recertification - - - - 2",
        earlier="claim code mods date / C8 97110 GP 10-30 / C9 97110 GP 11-02",
    )
    assert (row["plan_id"], row["status"], row["awaited"]) == ("B", "overdue", "recertification")
    assert (row["due"], row["path"], row["physician"]) == ("2026-10-31", "missing", "2")
    assert (row["first_exposed"], row["exposed_dates"]) == ("2026-11-02", 2)


def test_an_unsigned_recertification_exposes_what_nothing_else_covers() -> None:
    """Ninety days from 08-17 end on 11-14, within the period that waits for its signature."""
    row = _only(
        "A 08-17 - initial 08-20 - - - - / B 11-09 - recertification - - - - -",
        "code mods date / 97110 GP 11-13 / 97110 GP 11-16",
    )
    assert (row["plan_id"], row["first_exposed"], row["exposed_dates"]) == ("B", "2026-11-16", 1)


def test_one_call_is_enough_while_the_period_before_still_runs() -> None:
    """Ninety days from 08-23 end today."""
    row = _only("A 08-23 - initial 08-30 - - - - / B 11-16 - recertification - - - - -")
    assert (row["plan_id"], row["status"], row["days_left"]) == ("A", "due soon", 0)


def test_a_period_that_ends_soon() -> None:
    row = _only("A 09-01 - initial 09-08 - - - -")
    assert (row["status"], row["awaited"], row["due"]) == (
        "due soon",
        "recertification",
        "2026-11-29",
    )
    assert (row["path"], row["days_left"], row["exposed_dates"]) == ("signed", 9, 0)


def test_order_and_sending_certify_but_do_not_renew() -> None:
    row = _only("A 09-01 - initial - - 08-28 09-04 -")
    assert (row["status"], row["path"], row["awaited"]) == (
        "due soon",
        "order path",
        "recertification",
    )


def test_what_is_certified_for_long_is_not_listed() -> None:
    assert _calls("A 10-12 - initial 10-20 - - - -") == []


def test_it_is_sorted_by_physician_then_day() -> None:
    rows = _calls(
        "A 10-28 - initial - - - - 2 / B 10-26 - initial - - - - 2 / C 10-30 - initial - - - - 1"
    )
    assert [row["plan_id"] for row in rows] == ["C", "B", "A"]


def test_lines_of_a_payer_that_asks_for_no_signature_are_not_exposed() -> None:
    assert _calls("A 08-03 - initial - - - - -", "code payer mods / 97110 commercial-base GP") == []
