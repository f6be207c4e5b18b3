"""KX001 by balance and person: RULES.md KX "Accrual": low and high, lag, source, member, group.

Balances are dated 2026-11-18 unless drawn; earlier lines were last seen on that night.
"""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.tables import Night

violates, clear, cannot_tell, _ = answers_of("KX001")

HEAD = 'extends = "cms-base"\nname = "Other"\nline_of_business = "federal"\n'


def other_payer(group: str, grade: str = "GRADE_A") -> tuple[str, ...]:
    """A payer "rrb" with a threshold of 2,480.00 in a group."""
    return (
        f'id = "rrb"\n{HEAD}[[threshold]]\nfrom = 2026-01-01\npt_slp = "2480.00"\n'
        f'ot = "2480.00"\ngroup = "{group}"\n{grade}\n',
    )


ELSEWHERE = "amount source / {} other-providers"
TWO_IDS = (
    "claim patient member code mods allowed / C1 P1 {} 97110 GP 29.06 / C2 P2 {} 97110 GP 29.06"
)
ONE = "code mods allowed / 97110 GP 29.06"

EXAMPLES: list[Example] = [
    # -- opening balance ---------------------------------------------------------------------
    cannot_tell(
        "ours of the balance's day may not be in it: low 2460.00, high 2490.00",
        Night(
            "code mods allowed / 97110 GP 30.00",
            spend="amount / 2430.00",
            earlier_lines="claim code mods allowed / C0 97110 GP 30.00",
        ),
        missing="opening balance",
    ),
    violates(
        "ours of the day after is surely not in it: 2490.00",
        Night(
            "code mods allowed / 97110 GP 30.00",
            spend="amount as_of / 2430.00 11-17",
            earlier_lines="claim code mods allowed / C0 97110 GP 30.00",
        ),
    ),
    clear(
        "ours of 30 days before the balance are in it",
        Night(
            "code mods allowed / 97110 GP 30.00",
            spend="amount / 2430.00",
            earlier_lines="claim code mods allowed night / C0 97110 GP 30.00 10-19",
        ),
    ),
    cannot_tell(
        "ours of 29 days before it may not be",
        Night(
            "code mods allowed / 97110 GP 30.00",
            spend="amount / 2430.00",
            earlier_lines="claim code mods allowed night / C0 97110 GP 30.00 10-20",
        ),
        missing="opening balance",
    ),
    violates(
        "our own ledger where the balance is lower",
        Night(
            ONE,
            spend="amount / 1000.00",
            earlier_lines="claim code mods allowed night / C0 97110 GP 2470.00 10-01",
        ),
        shows={"counted": "2470.00", "own_ledger": "2470.00", "opening_balance": "1000.00"},
    ),
    clear(
        "the newest balance alone",
        Night(ONE, spend="amount as_of / 2470.00 10-01 / 2300.00 11-18"),
    ),
    violates(
        "what others billed is added to all of ours",
        Night(
            ONE,
            spend=ELSEWHERE.format("2400.00"),
            earlier_lines="claim code mods allowed night / C0 97110 GP 60.00 10-01",
        ),
    ),
    violates(
        "grade C is at most review",
        Night(
            "payer code mods allowed / rrb 97110 GP 29.06",
            spend="amount / 2600.00",
            payers=other_payer("railroad", "GRADE_C"),
        ),
        severity="review",
    ),
    violates(
        "by the discipline's column: 2440.00 + 29.06 + 29.06",
        Night(
            "code mods discipline allowed / 97110 - PT 29.06 / 97110 - PT 29.06",
            spend="amount / 2440.00",
        ),
        at="C1/2",
    ),
    # -- people ------------------------------------------------------------------------------
    violates(
        "two patient ids of one member",
        Night(TWO_IDS.format("M1", "M1"), spend=ELSEWHERE.format("2440.00")),
        at="C2/1",
    ),
    violates(
        "a balance under the person's other patient id, whose lines are OT: 2400.00 + 100.00",
        Night(
            "patient member code mods allowed / P2 M1 97110 GP 100.00",
            spend="patient amount / P4 2400.00",
            earlier_lines="claim patient member code mods allowed / C0 P4 M1 97110 GO 30.00",
        ),
    ),
    clear(
        "two patient ids of two members",
        Night(TWO_IDS.format("M1", "M2"), spend=ELSEWHERE.format("2440.00")),
        at="C2/1",
    ),
    violates(
        "payers of one threshold group share",
        Night(
            "payer code mods allowed / rrb 97110 GP 29.06",
            spend=ELSEWHERE.format("2400.00"),
            earlier_lines="claim code mods allowed / C0 97110 GP 60.00",
            payers=other_payer("medicare-part-b"),
        ),
    ),
    clear(
        "payers of two groups do not",
        Night(
            "payer code mods allowed / rrb 97110 GP 29.06",
            earlier_lines="claim code mods allowed / C0 97110 GP 2470.00",
            payers=other_payer("railroad"),
        ),
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)
