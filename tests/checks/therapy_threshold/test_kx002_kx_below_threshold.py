"""KX002: RULES.md KX: KX although even the highest count stays at or below the year's amount."""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("KX002")

KX = "code mods allowed / 97110 GP,KX 29.06"
CROSSING_CLAIM = Night(
    "claim code mods allowed / C1 97110 GP,KX 29.06 / C1 97140 GP,KX 29.06",
    spend="amount / 2440.00",
)
CROSSING_DAY = Night(
    "claim code mods allowed / C1 97110 GP,KX 29.06 / C2 97530 GP,KX 35.07",
    spend="amount / 2440.00",
)
DAY_AFTER = Night(
    "claim code date mods allowed / C1 97110 11-16 GP,KX 29.06 / C2 97110 11-17 GP,KX 29.06",
    spend="amount / 2440.00",
)
ELSEWHERE = "amount source / 2400.00 other-providers"

EXAMPLES: list[Example] = [
    violates(
        "far below",
        Night(KX, spend="amount / 1000.00"),
        severity="review",
        shows={"at_most": "1029.06", "limit": "2480.00", "balance": "1000.00"},
    ),
    violates("equal is not over: 2480.00", Night(KX, spend="amount / 2450.94")),
    clear("one cent over: 2480.01", Night(KX, spend="amount / 2450.95")),
    clear("far over", Night(KX, spend="amount / 2600.00")),
    violates("a balance 45 days old", Night(KX, spend="amount as_of / 1000.00 10-06")),
    not_applicable("a balance 46 days old", Night(KX, spend="amount as_of / 1000.00 10-05")),
    not_applicable("no balance", Night(KX)),
    not_applicable(
        "a balance of last year", Night(KX, spend="year amount as_of / 2025 1000.00 11-18")
    ),
    not_applicable(
        "a balance of the other bucket",
        Night("code mods allowed / 97530 GO,KX 35.07", spend="amount / 1000.00"),
    ),
    clear("not on the claim in which the crossing falls", CROSSING_CLAIM, at="C1/1"),
    clear("not on the day in which the crossing falls", CROSSING_DAY, at="C1/1"),
    clear(
        "not on a line of the other bucket of the crossing claim, for which it stands",
        Night(
            "code mods allowed / 97530 GO,KX 29.06 / 97110 GP 29.06",
            spend="bucket amount / PT_SLP 2470.00 / OT 100.00",
        ),
        at="C1/1",
    ),
    violates("on the day before the crossing", DAY_AFTER, at="C1/1"),
    clear("on the crossing line", DAY_AFTER, at="C2/1"),
    clear(
        "the high count is over: 2430.00 + 30.00 + 29.06",
        Night(
            KX,
            spend="amount / 2430.00",
            earlier_lines="claim code mods allowed / C0 97110 GP 30.00",
        ),
    ),
    violates(
        "what is old enough is in the balance: 2430.00 + 29.06",
        Night(
            KX,
            spend="amount / 2430.00",
            earlier_lines="claim code mods allowed night / C0 97110 GP 30.00 10-19",
        ),
    ),
    violates("elsewhere alone: 2400.00 + 29.06", Night(KX, spend=ELSEWHERE)),
    clear(
        "an earlier night decides: 2400.00 elsewhere + 60.00 + 29.06",
        Night(KX, spend=ELSEWHERE, earlier_lines="claim code mods allowed / C0 97110 GP 60.00"),
    ),
    violates(
        "what was voided tonight no longer counts",
        Night(
            "claim code mods allowed frequency / C1 97110 GP,KX 29.06 - / C0 97110 GP 60.00 8",
            spend=ELSEWHERE,
            earlier_lines="claim code mods allowed / C0 97110 GP 60.00",
        ),
    ),
    violates(
        "an older higher balance does not matter",
        Night(KX, spend="amount as_of / 2470.00 10-20 / 1000.00 11-18"),
    ),
    violates(
        "priced by us: 1000.00 + 29.06",
        Night("code mods / 97110 GP,KX", spend="amount / 1000.00"),
        shows={"at_most": "1029.06"},
    ),
    cannot_tell(
        "no amount and no price",
        Night("code mods / 97139 GP,KX", spend="amount / 1500.00"),
        missing="allowed_amount",
    ),
    cannot_tell(
        "unknown payer",
        Night("payer code mods allowed / ZNEW 97110 GP,KX 29.06", spend="amount / 1000.00"),
        missing="payer:threshold",
    ),
    cannot_tell(
        "a year whose amount is not known",
        Night("code mods allowed date / 97110 GP,KX 29.06 2027-01-04", as_of="2027-01-05"),
        missing="payer:threshold",
    ),
    cannot_tell(
        "discipline not known",
        Night("code mods allowed / 97110 KX 29.06", spend="amount / 1000.00"),
        missing="discipline",
    ),
    not_applicable("without KX", Night(KX.replace(",KX", ""), spend="amount / 1000.00")),
    *(
        not_applicable(f"{name} line", Night(KX.replace("KX", f"KX,{name}"), spend="amount / 1.00"))
        for name in ("GA", "GY", "GZ")
    ),
    not_applicable(
        "an orthotic", Night("code mods allowed / L3908 GO,KX 29.06", spend="amount / 1000.00")
    ),
    not_applicable(
        "payer without a threshold",
        Night("payer code mods allowed / commercial-base 97110 GP,KX 29.06", spend="amount / 1.00"),
    ),
    not_applicable(
        "a void",
        Night("code mods allowed frequency / 97110 GP,KX 29.06 8", spend="amount / 1000.00"),
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_what_a_finding_says() -> None:
    row = judge(Night(KX, spend="amount / 1000.00"), "KX002").at("C1/1")
    assert row.observed == (
        "With this line at most $1029.06 is counted for PT and SLP in 2026, of a threshold of "
        "$2480.00; the payer's balance of $1000.00 is dated 2026-11-18. The line carries KX."
    )
