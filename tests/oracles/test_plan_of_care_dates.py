"""The dates of a plan of care that begins on 2026-01-05, through POC002, POC004 and POC006.

42 CFR 424.24(c) and the Benefit Policy Manual, chapter 15, 220.1.3: 30 days for the first
signature, 90 days from the first treatment for a period, 14 days for a verbal order.
"""

from __future__ import annotations

import pytest

from tests.judging import judge
from tests.oracles.sources import CERTIFICATION
from tests.tables import Night

PLAN = "start type signed verbal order sent certifier_credential"


def _answer(rule: str, night: Night) -> tuple[str, str]:
    assert CERTIFICATION.url
    (row,) = judge(night, rule).rows
    return row.answer, row.severity


@pytest.mark.parametrize(
    ("as_of", "answer"),
    [("2026-02-03", "clear"), ("2026-02-04", "clear"), ("2026-02-05", "violates")],
)
def test_the_first_signature_is_due_thirty_days_after_the_start(as_of: str, answer: str) -> None:
    night = Night(
        "date code mods / 01-05 97110 GP", plans=f"{PLAN} / 01-05 initial - - - - MD", as_of=as_of
    )
    assert _answer("POC002", night)[0] == answer


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        ("2026-01-05", ("clear", "")),
        ("2026-04-04", ("clear", "")),
        # No source says whether the first day is day 1: by one count 2026-04-05 is the 91st day
        # and outside, by the other the 90th and inside. Ours: a look before it goes out.
        ("2026-04-05", ("violates", "review")),
        # The 92nd day, or the 91st: outside by both.
        ("2026-04-06", ("violates", "block")),
    ],
)
def test_the_period_of_ninety_days(day: str, answer: tuple[str, str]) -> None:
    night = Night(
        f"date code mods / {day} 97110 GP",
        plans=f"{PLAN} / 01-05 initial 01-12 - - - MD",
        as_of="2026-04-10",
    )
    assert _answer("POC004", night) == answer


@pytest.mark.parametrize(("as_of", "answer"), [("2026-01-22", "clear"), ("2026-01-23", "violates")])
def test_a_verbal_order_is_signed_within_fourteen_days(as_of: str, answer: str) -> None:
    """Given on 2026-01-08: the fourteenth day after it is 2026-01-22."""
    night = Night(
        "date code mods / 01-05 97110 GP",
        plans=f"{PLAN} / 01-05 initial - 01-08 - - MD",
        as_of=as_of,
    )
    assert _answer("POC006", night)[0] == answer


@pytest.mark.parametrize(
    ("start", "sent", "answer"),
    [
        ("2026-01-05", "2026-02-04", "clear"),
        ("2026-01-05", "2026-02-05", "violates"),
        # The exception holds for treatment that began in 2025 or later.
        ("2025-01-02", "2025-01-20", "clear"),
        ("2024-12-30", "2025-01-20", "violates"),
    ],
)
def test_an_order_and_a_plan_sent_in_time_stand_for_the_signature(
    start: str, sent: str, answer: str
) -> None:
    """42 CFR 424.24(c)(5): a signed, dated order on file and the plan sent within 30 days."""
    night = Night(
        f"date code mods / {start} 97110 GP",
        plans=f"{PLAN} / {start} initial - - {start} {sent} MD",
        as_of=f"{int(start[:4]) + (start[5:7] == '12')}-03-16",
    )
    assert _answer("POC002", night)[0] == answer
