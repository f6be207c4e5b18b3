"""KX001: RULES.md KX and "Accrual"; the amount of 2026 is 2,480.00 (CR 14252), of 2025 2,410.00.

The balances are dated 2026-11-18 unless drawn, so that tonight's lines come after them.
"""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("KX001")


def line(balance: str, mods: str = "GP", allowed: str = "29.06", code: str = "97110") -> Night:
    """One line of Medicare beside a balance."""
    return Night(f"code mods allowed / {code} {mods} {allowed}", spend=f"amount / {balance}")


ELSEWHERE = "amount source / {} other-providers"
TWO_CLAIMS = "claim code mods allowed / C1 97110 GP 29.06 / C2 97110 GP 29.06"
RECEIVED = (
    "claim code date mods allowed received"
    " / C1 97110 11-16 GP 29.06 {} / C2 97110 11-17 GP 29.06 {}"
)
DATED = Night(RECEIVED.format("2", "-"), spend="amount / 2440.00")
IN_ORDER = Night(RECEIVED.format("2", "1"), spend="amount / 2440.00")
CROSSING = Night(
    "claim code mods allowed / C1 97110 GP,KX 29.06 / C1 97140 GP 29.06 / C2 97110 GP 29.06",
    spend="amount / 2440.00",
)
ONE = "code mods allowed / 97110 GP 29.06"

EXAMPLES: list[Example] = [
    clear("equal is not over: 2450.94 + 29.06 = 2480.00", line("2450.94")),
    violates(
        "one cent over: 2450.95 + 29.06 = 2480.01",
        line("2450.95"),
        severity="block",
        shows={"counted": "2450.95", "adds": "29.06", "reaches": "2480.01", "limit": "2480.00"},
    ),
    clear("one cent over with KX", line("2450.95", "GP,KX")),
    violates("GX does not stand in for KX", line("2450.95", "GP,GX")),
    violates("every later line of the year", line("2600.00"), severity="block"),
    violates("an evaluation too", line("2600.00", code="97161", allowed="97.86")),
    violates("speech shares the amount with PT", line("2470.00", "GN", code="92507")),
    clear("OT has its own", line("2470.00", "GO")),
    violates(
        "OT over its own",
        Night(
            "code mods allowed / 97530 GO 29.06",
            spend="bucket amount / PT_SLP 100.00 / OT 2470.00",
        ),
        shows={"bucket": "OT", "counted": "2470.00"},
    ),
    violates(
        "a line of several units that crosses with any of them", line("2440.00", allowed="51.27")
    ),
    violates(
        "the crossing line of two claims", Night(TWO_CLAIMS, spend="amount / 2440.00"), at="C2/1"
    ),
    clear("the line before it", Night(TWO_CLAIMS, spend="amount / 2440.00"), at="C1/1"),
    # -- calendar year of service ------------------------------------------------------------
    clear(
        "a new year begins at nothing",
        Night(
            "code mods allowed date / 97110 GP 29.06 2026-01-05",
            spend="year amount as_of / 2025 2470.00 2025-12-31",
            as_of="2026-01-07",
        ),
    ),
    violates(
        "December's line goes by December's amount: 2381.00 + 29.06 = 2410.06",
        Night(
            "code mods allowed date / 97110 GP 29.06 2025-12-31",
            spend="year amount as_of / 2025 2381.00 2025-12-31",
            as_of="2026-01-07",
        ),
        shows={"limit": "2410.00"},
    ),
    # -- own ledger --------------------------------------------------------------------------
    violates(
        "no balance, our own earlier lines alone",
        Night(ONE, earlier_lines="claim code mods allowed / C0 97110 GP 2450.95"),
        shows={"opening_balance": "none"},
    ),
    clear(
        "no balance, our own earlier lines alone, equal",
        Night(ONE, earlier_lines="claim code mods allowed / C0 97110 GP 2450.94"),
    ),
    violates(
        "an earlier night decides: 2400.00 elsewhere + 60.00 + 29.06",
        Night(
            ONE,
            spend=ELSEWHERE.format("2400.00"),
            earlier_lines="claim code mods allowed / C0 97110 GP 60.00",
        ),
    ),
    violates(
        "an earlier night's line of a later date comes first",
        Night(
            "code mods allowed date / 97110 GP 29.06 11-10",
            spend=ELSEWHERE.format("2430.00"),
            earlier_lines="claim code mods allowed date / C0 97110 GP 29.06 11-17",
        ),
    ),
    violates("by date of service", DATED, at="C2/1"),
    clear("by date of service, the first", DATED, at="C1/1"),
    violates("by order of receipt", IN_ORDER, at="C1/1"),
    clear("by order of receipt, the first", IN_ORDER, at="C2/1"),
    # -- corrections and voids ---------------------------------------------------------------
    clear(
        "a replacement keeps its original's place: 2430.00 + 29.06",
        Night(
            "claim code mods allowed frequency replaces / C0R 97110 GP 29.06 7 C0",
            spend=ELSEWHERE.format("2430.00"),
            earlier_lines="claim code mods allowed / C0 97110 GP 20.00 / C9 97110 GP 29.06",
        ),
    ),
    violates(
        "a replacement that grew crosses in its place: 2430.00 + 58.12",
        Night(
            "claim code mods allowed frequency replaces / C0R 97110 GP 58.12 7 C0",
            spend=ELSEWHERE.format("2430.00"),
            earlier_lines="claim code mods allowed / C0 97110 GP 20.00 / C9 97110 GP 29.06",
        ),
        shows={"counted": "2430.00", "reaches": "2488.12"},
    ),
    violates(
        "a correction counts in its original's place: 2400.00 + 51.27 + 29.06 = 2480.33",
        Night(
            "claim code mods allowed frequency replaces / C0R 97110 GP 51.27 7 C0"
            " / C2 97110 GP 29.06 1 -",
            spend=ELSEWHERE.format("2400.00"),
            earlier_lines="claim code mods allowed / C0 97110 GP 29.06",
        ),
        at="C2/1",
    ),
    cannot_tell(
        "a correction of what the balance holds: 2470.00 with it, 2500.00 if it was not in it",
        Night(
            "claim code mods allowed frequency replaces / C9 97110 GP 30.00 7 C0",
            spend="amount as_of / 2470.00 2026-11-10",
            earlier_lines="claim night code mods allowed / C0 2026-11-02 97110 GP 30.00",
        ),
        missing="opening balance",
    ),
    clear(
        "a correction of what the balance holds, sent before the lag: 2470.00 with it",
        Night(
            "date claim code mods allowed frequency replaces / 2026-10-01 C9 97110 GP 30.00 7 C0",
            spend="amount as_of / 2470.00 2026-11-10",
            earlier_lines="date claim night code mods allowed"
            " / 2026-10-01 C0 2026-10-05 97110 GP 30.00",
        ),
    ),
    clear(
        "the same claim again tonight is its newer version: 2400.00 + 29.06 + 50.94 = 2480.00",
        Night(
            "claim code mods allowed / C0 97110 GP 29.06 / C2 97110 GP 50.94",
            spend=ELSEWHERE.format("2400.00"),
            earlier_lines="claim code mods allowed / C0 97110 GP 51.27",
        ),
    ),
    clear(
        "a void takes its lines back: 2400.00 + 51.27",
        Night(
            "claim code mods allowed frequency / C0 97110 GP 51.27 8 / C2 97110 GP 51.27 -",
            spend=ELSEWHERE.format("2400.00"),
            earlier_lines="claim code mods allowed / C0 97110 GP 51.27",
        ),
        at="C2/1",
    ),
    not_applicable(
        "a void itself",
        Night("code mods allowed frequency / 97110 GP 29.06 8", spend="amount / 2600.00"),
    ),
    # -- the crossing claim ------------------------------------------------------------------
    clear("KX on another line of the crossing claim", CROSSING, at="C1/2"),
    violates("the next claim needs its own", CROSSING, at="C2/1"),
    clear(
        "KX on a line of the other bucket on the crossing claim",
        Night(
            "code mods allowed / 97530 GO,KX 29.06 / 97110 GP 29.06",
            spend="bucket amount / PT_SLP 2470.00 / OT 100.00",
        ),
        at="C1/2",
    ),
    # -- outside -----------------------------------------------------------------------------
    *(not_applicable(f"{name} line", line("2600.00", f"GP,{name}")) for name in ("GA", "GY", "GZ")),
    clear(
        "GY and GA lines do not count: 2450.00 + 27.72",
        Night(
            "code mods allowed / 97110 GP,GY 29.06 / 97110 GP,GA 29.06 / 97110 GP,GZ 29.06"
            " / 97140 GP 27.72",
            spend="amount / 2450.00",
        ),
        at="C1/4",
    ),
    not_applicable("an orthotic", line("2600.00", "GO", code="L3908")),
    clear(
        "an orthotic does not count",
        Night("code mods allowed / L3908 GP 500.00 / 97110 GP 29.06", spend="amount / 2450.94"),
        at="C1/2",
    ),
    not_applicable(
        "payer without a threshold",
        Night("payer code mods allowed / commercial-base 97110 GP 29.06", spend="amount / 2600.00"),
    ),
    # -- cannot tell -------------------------------------------------------------------------
    cannot_tell(
        "unknown payer",
        Night("payer code mods allowed / ZNEW 97110 GP 29.06", spend="amount / 2600.00"),
        missing="payer:threshold",
    ),
    cannot_tell(
        "a year whose amount is not known",
        Night("code mods allowed date / 97110 GP 29.06 2027-01-04", as_of="2027-01-05"),
        missing="payer:threshold",
    ),
    cannot_tell("discipline not known", line("2600.00", "-"), missing="discipline"),
    cannot_tell(
        "both slots of a two-slot export full",
        Night("code modifier_1 modifier_2 allowed / 97110 GP 59 29.06", spend="amount / 2600.00"),
        missing="modifiers",
    ),
    cannot_tell(
        "no modifier column",
        Night("code discipline allowed / 97110 PT 29.06", spend="amount / 2600.00"),
        missing="modifiers",
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_a_finding_stands_on_its_own_line_and_says_how_sure_it_is() -> None:
    row = judge(CROSSING, "KX001").at("C2/1")
    assert (row.anchor, row.related, row.confidence) == ("C2/1", (), "exact")
    assert row.source == "medicare/medicare.toml#threshold 2026-01-01"
    assert "$2498.12 already counted for PT and SLP in 2026" in row.observed
    alone = Night(ONE, earlier_lines="claim code mods allowed / C0 97110 GP 2450.95")
    assert judge(alone, "KX001").at("C1/1").confidence == "outside-spend-unknown"
