"""KX006: RULES.md KX: a balance older than 45 days, or low and high over 500.00 apart.

The night is 2026-11-20; earlier lines were last seen on 2026-11-18, the day of the balances unless
drawn: such a line may or may not be in the balance, so it counts in high alone.
"""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("KX006")

ONE = "code mods allowed / 97110 GP 30.00"


def overlap(amount: str, site: str = "") -> Night:
    """A balance of 1,000.00 beside an earlier line that may be in it."""
    return Night(
        ONE,
        spend="amount / 1000.00",
        earlier_lines=f"claim code mods allowed / C0 97110 GP {amount}",
        site=site,
    )


EXAMPLES: list[Example] = [
    violates(
        "46 days old",
        Night(ONE, spend="amount as_of / 1000.00 10-05"),
        severity="note",
        shows={"balance": "1000.00", "balance_day": "2026-10-05", "age": 46},
    ),
    clear("45 days old", Night(ONE, spend="amount as_of / 1000.00 10-06")),
    clear(
        "46 days old where the office allows 60",
        Night(
            ONE,
            spend="amount as_of / 1000.00 10-05",
            site="[house]\nbalance_fresh_days = 60\n",
        ),
    ),
    violates(
        "500.01 apart by a line of an earlier night",
        overlap("500.01"),
        shows={"low": "1030.00", "high": "1530.01"},
    ),
    clear("500.00 apart", overlap("500.00")),
    violates(
        "200.01 apart where the office allows 200.00",
        overlap("200.01", '[house]\nbalance_differs = "200.00"\n'),
    ),
    clear(
        "an earlier line that is surely in the balance",
        Night(
            ONE,
            spend="amount / 1000.00",
            earlier_lines="claim code mods allowed night / C0 97110 GP 900.00 10-19",
        ),
    ),
    clear(
        "an earlier line that is surely not in it",
        Night(
            ONE,
            spend="amount as_of / 1000.00 11-17",
            earlier_lines="claim code mods allowed / C0 97110 GP 900.00",
        ),
    ),
    clear(
        "a balance of other providers alone",
        Night(
            ONE,
            spend="amount source / 1000.00 other-providers",
            earlier_lines="claim code mods allowed / C0 97110 GP 900.00",
        ),
    ),
    clear(
        "tonight's lines are in no balance, not even one of today",
        Night(ONE.replace("30.00", "900.00"), spend="amount as_of / 1000.00 11-20"),
    ),
    clear(
        "the newest balance speaks",
        Night(ONE, spend="amount as_of / 1000.00 09-01 / 1200.00 11-01"),
    ),
    cannot_tell(
        "an earlier line without amount or price: charge 500.01",
        Night(
            ONE,
            spend="amount / 1000.00",
            earlier_lines="claim code mods charge / C0 97139 GP 500.01",
        ),
        missing="allowed_amount",
    ),
    cannot_tell(
        "an earlier line of unknown discipline",
        Night(
            ONE,
            spend="amount / 1000.00",
            earlier_lines="claim code mods allowed / C0 97110 - 500.01",
        ),
        missing="discipline",
    ),
    cannot_tell(
        "tonight's discipline not known",
        Night(ONE.replace("GP", "-"), spend="amount as_of / 1000.00 10-05"),
        missing="discipline",
    ),
    cannot_tell(
        "unknown payer",
        Night("payer code mods allowed / ZNEW 97110 GP 30.00", spend="amount as_of / 1.00 10-05"),
        missing="payer:threshold",
    ),
    not_applicable("no balance", Night(ONE)),
    not_applicable(
        "a balance of last year", Night(ONE, spend="year amount as_of / 2025 1000.00 10-05")
    ),
    not_applicable(
        "a balance of the other bucket", Night(ONE, spend="bucket amount as_of / OT 1.00 10-05")
    ),
    not_applicable(
        "payer without a threshold",
        Night(
            "payer code mods allowed / commercial-base 97110 GP 30.00",
            spend="amount as_of / 1.00 10-05",
        ),
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_what_a_finding_says() -> None:
    row = judge(overlap("500.01"), "KX006").at("C1/1")
    assert row.observed == (
        "The payer's balance for PT and SLP in 2026 is $1000.00 as of 2026-11-18, 2 days ago. With "
        "our own lines at least $1030.00 and at most $1530.01 is counted. The counts are $500.01 "
        "apart."
    )
    assert row.expected == (
        "A balance at most 45 days old, and counts no further apart than $500.00."
    )


def test_a_finding_says_which_of_the_two_it_is() -> None:
    row = judge(Night(ONE, spend="amount as_of / 1000.00 10-05"), "KX006").at("C1/1")
    assert " as of 2026-10-05, 46 days ago. " in row.observed
    assert row.observed.endswith(" is counted. The balance is too old.")
