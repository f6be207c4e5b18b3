"""KX001 whatever the order: the crossing comes once, by claim and line, never by the file.

2,340.00 counted in 2025 against 2,410.00: 34.61 + 24.58 leave it at 2,399.19, 21.83 more make
2,421.02; any two of the three stay below, whichever they are.
"""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, _ = answers_of("KX001")

AMOUNTS = ("34.61", "24.58", "21.83")
HEAD = "claim line date code mods allowed received"
TODAY = "amount as_of / {} 11-20"
TWO = "line code mods allowed / 1 97110 GP 29.06 / 2 97140 GP 29.06"

EXAMPLES: list[Example] = [
    violates(
        "a balance of the night's own day holds no line of tonight: 2440.00 + 29.06 + 29.06",
        Night(TWO, spend=TODAY.format("2440.00")),
        at="C1/2",
        shows={"counted": "2469.06", "reaches": "2498.12"},
    ),
    clear("the line before it", Night(TWO, spend=TODAY.format("2440.00")), at="C1/1"),
    cannot_tell(
        "a balance of the night's own day may not hold last night's line: 2450.00 to 2509.06",
        Night(
            "code mods allowed / 97110 GP 29.06",
            spend=TODAY.format("2420.94"),
            earlier_lines="claim night code mods allowed / C0 11-19 97110 GP 59.06",
        ),
        missing="opening balance",
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def night_of(rows: list[str]) -> Night:
    """Lines of November 2025 beside a balance of 2,340.00."""
    return Night(
        " / ".join([HEAD, *rows]),
        spend="year amount as_of / 2025 2340.00 2025-11-18",
        as_of="2025-11-20",
    )


@pytest.mark.parametrize("file_order", [*permutations(range(3))])
@pytest.mark.parametrize("amounts", [*permutations(AMOUNTS)])
def test_three_lines_cross_once_on_the_last_by_claim_and_line(
    amounts: tuple[str, ...], file_order: tuple[int, ...]
) -> None:
    codes = ("97110", "97140", "97112")
    rows = [
        f"C1 {number} 2025-11-14 {code} GP {amount} -"
        for number, (code, amount) in enumerate(zip(codes, amounts, strict=True), 1)
    ]
    judged = judge(night_of([rows[place] for place in file_order]), "KX001")
    assert judged.answers == {"C1/1": "clear", "C1/2": "clear", "C1/3": "violates"}
    found = judged.at("C1/3").evidence
    assert (found["reaches"], found["limit"]) == ("2421.02", "2410.00")


@pytest.mark.parametrize("file_order", [*permutations(range(3))])
@pytest.mark.parametrize("received", [*permutations((1, 2, 3))])
def test_three_claims_cross_once_on_the_one_received_last(
    received: tuple[int, ...], file_order: tuple[int, ...]
) -> None:
    rows = [
        f"C{number} 1 2025-11-{12 + number} 97110 GP {amount} {place}"
        for number, (amount, place) in enumerate(zip(AMOUNTS, received, strict=True), 1)
    ]
    judged = judge(night_of([rows[place] for place in file_order]), "KX001")
    last = f"C{received.index(3) + 1}/1"
    assert [name for name, answer in judged.answers.items() if answer == "violates"] == [last]


def test_last_nights_lines_come_before_tonights_whatever_their_dates() -> None:
    night = Night(
        f"{HEAD} / C1 1 2025-11-03 97110 GP 21.83 -",
        spend="year amount as_of source / 2025 2340.00 2025-11-18 other-providers",
        earlier_lines="claim date night code mods allowed"
        " / C8 2025-11-17 2025-11-19 97110 GP 34.61 / C9 2025-11-18 2025-11-19 97110 GP 24.58",
        as_of="2025-11-20",
    )
    assert judge(night, "KX001").at("C1/1").evidence["counted"] == "2399.19"
