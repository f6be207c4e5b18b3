"""The small language of a payer file's own cases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from payer_rules.cases import Case


def case(**facts: Any) -> Case:
    whole = {"lines": "97110 GP", "service_date": date(2026, 3, 2), "expect": "POC001 clear"}
    return Case.model_validate(whole | facts)


def test_minutes_of_the_assistant_and_clock_times_by_code() -> None:
    found = case(
        minutes="97110 30 | 97530 8",
        assistant_minutes="97110 10",
        times="97110 09:00-09:30 | 97530 09:30-09:38",
    )
    assert found.minutes_by_code == (("97110", 30), ("97530", 8))
    assert found.assistant_minutes_by_code == {"97110": 10}
    assert found.times_by_code == {"97110": ("09:00", "09:30"), "97530": ("09:30", "09:38")}


@pytest.mark.parametrize(
    ("plan", "days"),
    [
        (None, None),
        ("none", None),
        ("2026-02-02", ("2026-02-02", "")),
        ("2026-02-02 signed 2026-02-09", ("2026-02-02", "2026-02-09")),
    ],
)
def test_the_plan_of_a_case(plan: str | None, days: tuple[str, str] | None) -> None:
    assert case(plan=plan).plan_days == days


def test_the_order_and_the_balance_of_a_case() -> None:
    assert case(order="2026-02-02", spent="2480.00").order_day == "2026-02-02"
    assert case(order="none").order_day is None
    assert case(spent="2480.00").spent == 248_000
    assert case().times_by_code == {}


@pytest.mark.parametrize(
    "facts",
    [
        {"assistant_minutes": "97110"},
        {"assistant_minutes": "97110 1000"},
        {"times": "97110 9:00-9:15"},
        {"plan": "2026-02-30"},
        {"plan": "soon"},
        {"plan": "2026-02-02 signed"},
        {"order": "2026-13-01"},
        {"spent": 2480},
        {"setting": "office"},
        {"lines": "97110-97124 GP"},
        {"expect": "POC001 maybe"},
        {"colour": "red"},
    ],
)
def test_what_is_not_a_case_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        case(**facts)
