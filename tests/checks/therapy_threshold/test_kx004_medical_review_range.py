"""KX004: RULES.md KX; medicare.md d: records may be asked for above 3,000.00, PT with SLP, and OT.

The balances are dated 2026-11-18 unless drawn, so that tonight's lines come after them.
"""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("KX004")

ONE = "code mods allowed / 97110 GP,KX 30.00"
HEAD = 'id = "rrb"\nextends = "cms-base"\nname = "Other"\nline_of_business = "federal"\n'
WITHOUT_REVIEW = (
    f'{HEAD}[[threshold]]\nfrom = 2026-01-01\npt_slp = "2480.00"\not = "2480.00"\n'
    'group = "other"\nGRADE_A\n',
)


def line(balance: str, text: str = ONE) -> Night:
    """Lines of Medicare beside a balance."""
    return Night(text, spend=f"amount / {balance}")


EXAMPLES: list[Example] = [
    violates(
        "one cent beyond: 2970.01 + 30.00",
        line("2970.01"),
        severity="note",
        shows={"counted": "3000.01", "review": "3000.00", "bucket": "PT_SLP", "year": 2026},
    ),
    clear("equal is not beyond", line("2970.00")),
    violates("far beyond", line("5000.00")),
    violates(
        "OT has its own amount",
        Night(ONE.replace("GP", "GO"), spend="bucket amount / OT 2990.00"),
        shows={"bucket": "OT"},
    ),
    clear("OT is not PT", Night(ONE.replace("GP", "GO"), spend="amount / 5000.00")),
    violates(
        "an earlier night decides: 2900.00 elsewhere + 80.00 + 30.00",
        Night(
            ONE,
            spend="amount source / 2900.00 other-providers",
            earlier_lines="claim code mods allowed / C0 97110 GP,KX 80.00",
        ),
    ),
    cannot_tell(
        "only the highest count is beyond: 2980.00 to 3060.00",
        Night(
            ONE,
            spend="amount / 2950.00",
            earlier_lines="claim code mods allowed / C0 97110 GP,KX 80.00",
        ),
        missing="opening balance",
    ),
    cannot_tell(
        "a line without amount or price",
        line("2950.00", "code mods / 97139 GP,KX"),
        missing="allowed_amount",
    ),
    cannot_tell(
        "discipline not known",
        line("5000.00", "code mods allowed / 97110 KX 30.00"),
        missing="discipline",
    ),
    cannot_tell(
        "unknown payer",
        Night("payer code mods allowed / ZNEW 97110 GP 30.00", spend="amount / 5000.00"),
        missing="payer:threshold",
    ),
    not_applicable(
        "a payer that names no review amount",
        Night(
            "payer code mods allowed / rrb 97110 GP,KX 30.00",
            spend="amount / 5000.00",
            payers=WITHOUT_REVIEW,
        ),
    ),
    not_applicable(
        "payer without a threshold",
        Night("payer code mods allowed / commercial-base 97110 GP 30.00", spend="amount / 5000.00"),
    ),
    not_applicable("a GA line alone", line("5000.00", ONE.replace("KX", "GA"))),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_what_a_finding_says() -> None:
    row = judge(line("2970.01"), "KX004").at("C1/1")
    assert row.observed == (
        "$3000.01 counted for PT and SLP in 2026 with tonight's lines, over the $3000.00 above "
        "which the payer may ask for records."
    )
    assert row.confidence == "exact"
