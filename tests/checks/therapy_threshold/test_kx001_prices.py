"""KX001 where the export has no allowed amount: RULES.md KX "Price"; medicare.md 0c and e.

National non-facility amounts of 2026, full and with half the practice expense: 97110 29.06 /
22.21; 97140 27.72 / 21.21; 97530 35.07 / 25.05; 97112 32.73 / 24.88; 97161 97.86 / 74.82.
"""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, _ = answers_of("KX001")

SITE = '[locations.L01]\nmac = "06102"\nlocality = "16"\n'


def line(balance: str, text: str) -> Night:
    return Night(text, spend=f"amount / {balance}")


EXAMPLES: list[Example] = [
    clear("priced and equal: 2450.94 + 29.06", line("2450.94", "code mods / 97110 GP")),
    violates(
        "priced, one cent over: within 3 % of the amount",
        line("2450.95", "code mods / 97110 GP"),
        severity="review",
        shows={"adds": "29.06", "reaches": "2480.01"},
    ),
    violates(
        "3 % of 2480.00 is 74.40: 2525.34 + 29.06 = 2554.40",
        line("2525.34", "code mods / 97110 GP"),
        severity="review",
    ),
    violates("one cent beyond 3 %", line("2525.35", "code mods / 97110 GP"), severity="block"),
    violates(
        "an exact amount within 3 % is no estimate",
        line("2450.95", "code mods allowed / 97110 GP 29.06"),
        severity="block",
    ),
    violates(
        "an exact amount on an estimated one",
        line("2440.00", "code mods allowed / 97530 GP - / 97140 GP 21.21"),
        at="C1/2",
        severity="review",
        shows={"counted": "2475.07"},
    ),
    cannot_tell(
        "priced by the contractor",
        line("2470.00", "code mods / 97139 GP"),
        missing="allowed_amount",
    ),
    clear("bundled codes cost nothing", line("2480.00", "code mods / 97010 GP")),
    clear("97014 costs nothing with Medicare", line("2480.00", "code mods / 97014 GP")),
    cannot_tell(
        "no figure for a facility",
        line("2470.00", "code mods pos / 97129 GN 22"),
        missing="allowed_amount",
    ),
    violates(
        "the same code in an office: 0.67 x 33.4009",
        line("2470.00", "code mods pos / 97129 GN 11"),
        shows={"adds": "22.38"},
    ),
    violates(
        "therapy costs the same in a facility",
        line("2470.00", "code mods pos / 97110 GP 22"),
        shows={"adds": "29.06"},
    ),
    violates(
        "critical access counts by the schedule: 2450.95 + 29.06",
        line("2450.95", "bill_type code mods allowed / 851 97110 GP 5.00"),
        severity="review",
        shows={"adds": "29.06"},
    ),
    clear(
        "critical access, the cost is none of it: 2450.94 + 29.06",
        line("2450.94", "bill_type code mods allowed / 851 97110 GP 500.00"),
    ),
    cannot_tell(
        "after a line without a price",
        line("2420.00", "code mods allowed / 97139 GP - / 97110 GP 29.06"),
        at="C1/2",
        missing="allowed_amount",
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


ADDS = [
    ("alone", "code mods / 97110 GP", "C1/1", "29.06"),
    ("two units: one full, one reduced", "code mods units / 97110 GP 2", "C1/1", "51.27"),
    ("four units", "code mods units / 97110 GP 4", "C1/1", "95.69"),
    ("97530 outranks 97110", "code mods / 97110 GP / 97530 GP", "C1/1", "22.21"),
    ("97530 is paid in full", "code mods / 97110 GP / 97530 GP", "C1/2", "35.07"),
    ("97110 outranks 97140", "code mods / 97140 GP / 97110 GP", "C1/1", "21.21"),
    ("97112 outranks 97110", "code mods / 97110 GP / 97112 GP", "C1/1", "22.21"),
    ("beside an evaluation", "code mods / 97110 GP / 97161 GP", "C1/1", "22.21"),
    ("an evaluation beside treatment", "code mods / 97110 GP / 97161 GP", "C1/2", "97.86"),
    ("over all disciplines", "code mods / 97110 GP / 97530 GO", "C1/1", "22.21"),
    ("over all claims", "claim code mods / C1 97110 GP / C2 97530 GP", "C1/1", "22.21"),
    ("97129 beside 97530 is whole", "code mods / 97129 GN / 97530 GO", "C1/1", "22.38"),
    ("97530 beside 97129 is too", "code mods / 97530 GP / 97129 GN", "C1/1", "35.07"),
    ("98980 takes no full unit", "code mods / 98980 GP / 97530 GP", "C1/2", "35.07"),
    ("a GA line takes no full unit", "code mods / 97110 GP / 97530 GP,GA", "C1/1", "29.06"),
    ("of another group", "code mods billing / 97110 GP 1 / 97530 GP 2", "C1/1", "29.06"),
    ("of another day", "code mods date / 97110 GP 11-16 / 97530 GP 11-17", "C1/1", "29.06"),
]


@pytest.mark.parametrize(("name", "text", "at", "adds"), ADDS, ids=[case[0] for case in ADDS])
def test_what_a_line_adds(name: str, text: str, at: str, adds: str) -> None:
    row = judge(line("2700.00", text), "KX001").at(at)
    assert (row.evidence["adds"], row.confidence) == (adds, "estimate"), name


def test_the_day_s_highest_practice_expense_may_have_gone_out_earlier() -> None:
    night = Night(
        "code mods / 97110 GP",
        earlier_lines="claim code mods allowed / C0 97530 GP 2700.00",
    )
    assert judge(night, "KX001").at("C1/1").evidence["adds"] == "22.21"


def test_the_locality_of_the_location_prices() -> None:
    """Work 1.007, practice expense 1.005, malpractice 2.295: .88815 x 33.4009 = 29.665."""
    text = "code mods location_id / 97110 GP L01"
    night = Night(text, spend="amount / 2700.00", site=SITE)
    assert judge(night, "KX001").at("C1/1").evidence["adds"] == "29.67"
    nowhere = Night(text.replace("L01", "L99"), spend="amount / 2700.00", site=SITE)
    assert judge(nowhere, "KX001").at("C1/1").evidence["adds"] == "29.06"
