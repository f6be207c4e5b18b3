"""Amounts of CMS's fee schedule through KX001, which says what a line adds.

The file of July 2026 gives work, practice expense and malpractice; its factor is 33.4009. Amounts
are national, outside a facility: whole, and with half the practice expense.
"""

from __future__ import annotations

import pytest

from tests.judging import judge
from tests.oracles.sources import FEES_2026, MPPR
from tests.tables import Night

PUBLISHED = [
    ("97110", "29.06", "22.21"),
    ("97112", "32.73", "24.88"),
    ("97140", "27.72", "21.21"),
    ("97530", "35.07", "25.05"),
    ("97161", "97.86", "74.82"),
]


def adds(lines: str, date: str = "2026-11-16") -> list[str]:
    """What each line of a day adds; the balance is far over the year's amount."""
    rows = "".join(f" / {part.strip()} {date}" for part in lines.split(","))
    year = date[:4]
    night = Night(
        f"code mods units date{rows}",
        spend=f"year bucket as_of amount / {year} PT_SLP {year}-01-02 2900.00"
        f" / {year} OT {year}-01-02 2900.00",
        as_of="2026-11-20",
    )
    return [str(row.evidence["adds"]) for row in judge(night, "KX001").rows]


@pytest.mark.parametrize(("code", "full", "reduced"), PUBLISHED)
def test_published_amounts(code: str, full: str, reduced: str) -> None:
    assert adds(f"{code} GP 1") == [full], FEES_2026.url
    cents = [int(text.replace(".", "")) for text in (full, reduced)]
    assert adds(f"{code} GP 3") == [f"{(cents[0] + 2 * cents[1]) / 100:.2f}"]


@pytest.mark.parametrize(
    ("lines", "amounts"),
    [
        # One unit of the day keeps its whole practice expense: 97530 (0.60) before 97112 (0.47),
        # 97110 (0.41) and 97140 (0.39).
        ("97110 GP 1, 97530 GP 1", ["22.21", "35.07"]),
        ("97140 GP 1, 97110 GP 1", ["21.21", "29.06"]),
        ("97110 GP 2, 97112 GP 1, 97140 GP 1", ["44.42", "32.73", "21.21"]),
        ("97530 GP 2, 97110 GP 2", ["60.12", "44.42"]),
        # Over disciplines and beside an evaluation (1.38).
        ("97110 GP 1, 97530 GO 1, 92507 GN 1", ["22.21", "25.05", "76.15"]),
        ("97161 GP 1, 97110 GP 2", ["97.86", "44.42"]),
        # No indicator 5: neither cut nor first. 97129 0.67, 98980 1.62 with 0.97 of expense.
        ("97129 GN 1, 97530 GO 1", ["22.38", "35.07"]),
        ("98980 GP 1, 97530 GP 1", ["54.11", "35.07"]),
    ],
)
def test_the_multiple_procedure_rule(lines: str, amounts: list[str]) -> None:
    assert adds(lines) == amounts, MPPR.url


@pytest.mark.parametrize(
    ("date", "amount"),
    # 2024: 0.88 x 33.2875 = 29.293; 2025: 0.89 x 32.3465 = 28.788.
    [("2024-07-01", "29.29"), ("2025-07-01", "28.79"), ("2026-07-01", "29.06")],
)
def test_the_file_of_the_year(date: str, amount: str) -> None:
    assert adds("97110 GP 1", date) == [amount]
