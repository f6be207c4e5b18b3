"""KX003: RULES.md KX: near the year's amount, with the projected crossing date at our own pace.

The amount of 2026 is 2,480.00 and near is within 300.00, that is from 2,180.00. The balances are
dated 2026-11-18 unless drawn, the night is 2026-11-20, and a pace counts up to 56 days before it.
"""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("KX003")

ONE = "code mods allowed / 97110 GP 30.00"
ELSEWHERE = "amount source / {} other-providers"
# 60.00 + 60.00 in the twelve days from 11-09 to 11-20 are 10.00 a day.
TWELVE_DAYS = "code date mods allowed / 97110 11-09 GP 60.00 / 97110 11-16 GP 60.00"
RRB = (
    'id = "rrb"\nextends = "cms-base"\nname = "Other"\nline_of_business = "federal"\n'
    '[[threshold]]\nfrom = 2026-01-01\npt_slp = "2480.00"\not = "2480.00"\n'
    'group = "medicare-part-b"\nGRADE_A\n',
)


def line(balance: str, text: str = ONE) -> Night:
    """Lines of Medicare beside a balance."""
    return Night(text, spend=f"amount / {balance}")


EXAMPLES: list[Example] = [
    violates(
        "300.00 left: 2150.00 + 30.00",
        line("2150.00"),
        severity="note",
        shows={"counted": "2180.00", "left": "300.00", "projected": "no pace yet"},
    ),
    clear("300.01 left", line("2149.99")),
    violates("nothing left: equal is not over", line("2450.00"), shows={"left": "0.00"}),
    clear("crossed by a cent", line("2450.01")),
    clear("crossed long ago", line("2900.00")),
    cannot_tell(
        "only the highest count is near: 2090.00 to 2190.00",
        Night(
            ONE,
            spend="amount / 2060.00",
            earlier_lines="claim code mods allowed / C0 97110 GP 100.00",
        ),
        missing="opening balance",
    ),
    cannot_tell(
        "the highest count is over, the sure one far: 2130.00 to 2530.00",
        Night(
            ONE,
            spend="amount / 2100.00",
            earlier_lines="claim code mods allowed / C0 97110 GP 400.00",
        ),
        missing="opening balance",
    ),
    violates(
        "the sure count is near, the highest over: 2230.00 to 2530.00",
        Night(
            ONE,
            spend="amount / 2200.00",
            earlier_lines="claim code mods allowed / C0 97110 GP 300.00",
        ),
        shows={"counted": "2230.00", "at_most": "2530.00", "left": "250.00"},
    ),
    violates(
        "an earlier night decides: 2000.00 elsewhere + 160.00 + 30.00",
        Night(
            ONE,
            spend=ELSEWHERE.format("2000.00"),
            earlier_lines="claim code mods allowed / C0 97110 GP 160.00",
        ),
        shows={"counted": "2190.00"},
    ),
    violates(
        "no balance, our own ledger alone",
        Night(ONE, earlier_lines="claim code mods allowed / C0 97110 GP 2150.00"),
    ),
    # -- pace ----------------------------------------------------------------------------------
    violates(
        "10.00 a day: 200.00 left are reached in 20 days and passed in 21",
        line("2160.00", TWELVE_DAYS),
        shows={"left": "200.00", "pace": "120.00", "pace_days": 12, "projected": "2026-12-11"},
    ),
    violates(
        "an earlier night is half of the pace: 280.00 + 280.00 in 56 days, 220.00 left",
        Night(
            "code mods allowed / 97110 GP 280.00",
            spend=ELSEWHERE.format("1200.00"),
            earlier_lines="claim date code mods allowed / C8 08-03 97110 GP 500.00"
            " / C9 10-05 97110 GP 280.00",
        ),
        shows={"pace": "560.00", "pace_days": 56, "left": "220.00", "projected": "2026-12-13"},
    ),
    violates(
        "the 57th day back is no longer counted",
        Night(
            "code mods allowed / 97110 GP 280.00",
            spend=ELSEWHERE.format("1700.00"),
            earlier_lines="claim date code mods allowed / C9 09-25 97110 GP 280.00",
        ),
        shows={"projected": "no pace yet"},
    ),
    violates(
        "too slow for this year: 2.00 in twelve days",
        line("2298.00", TWELVE_DAYS.replace("60.00", "1.00")),
        shows={"left": "180.00", "projected": "not this year"},
    ),
    violates(
        "December's lines in January",
        Night(
            "code date mods allowed / 97110 2026-12-28 GP 30.00 / 97110 2026-12-30 GP 30.00",
            spend="amount as_of / 2200.00 2026-12-20",
            as_of="2027-01-05",
        ),
        shows={"year": 2026, "projected": "the year is over"},
    ),
    # -- whose, which bucket, how near -----------------------------------------------------------
    violates("its own bucket alone", Night(ONE, spend="bucket amount / PT_SLP 2300.00")),
    clear("OT has its own", Night(ONE.replace("GP", "GO"), spend="bucket amount / PT_SLP 2300.00")),
    violates(
        "payers of one threshold group share, by the member's number",
        Night(
            "payer patient member code mods allowed / rrb P2 M1 97110 GP 30.00",
            earlier_lines="claim patient member code mods allowed / C0 P1 M1 97110 GP 2200.00",
            payers=RRB,
        ),
    ),
    clear(
        "200.00 left where the office asks for 100.00",
        Night(ONE, spend="amount / 2250.00", site='[house]\nthreshold_near = "100.00"\n'),
    ),
    violates(
        "priced by us: 2160.00 + 29.06",
        line("2160.00", "code mods / 97110 GP"),
        shows={"counted": "2189.06"},
    ),
    # -- cannot tell -----------------------------------------------------------------------------
    cannot_tell(
        "a line without amount or price could bring it near: 2130.00 + 60.00",
        line("2130.00", "code mods / 97139 GP"),
        missing="allowed_amount",
    ),
    clear("a line without amount or price could not", line("2119.99", "code mods / 97139 GP")),
    cannot_tell(
        "discipline not known, and near",
        line("2300.00", "code mods allowed / 97110 - 30.00"),
        missing="discipline",
    ),
    cannot_tell(
        "discipline not known, and perhaps near",
        line("2160.00", "code mods allowed / 97110 - 30.00"),
        missing="discipline",
    ),
    cannot_tell(
        "unknown payer",
        Night("payer code mods allowed / ZNEW 97110 GP 30.00", spend="amount / 2300.00"),
        missing="payer:threshold",
    ),
    cannot_tell(
        "a year whose amount is not known",
        Night("code mods allowed date / 97110 GP 29.06 2027-01-04", as_of="2027-01-05"),
        missing="payer:threshold",
    ),
    # -- outside ---------------------------------------------------------------------------------
    not_applicable(
        "payer without a threshold",
        Night("payer code mods allowed / commercial-base 97110 GP 30.00", spend="amount / 2300.00"),
    ),
    *(
        not_applicable(f"{name} line alone", line("2300.00", ONE.replace("GP", f"GP,{name}")))
        for name in ("GA", "GY", "GZ")
    ),
    not_applicable("an orthotic alone", line("2300.00", "code mods allowed / L3908 GP 30.00")),
    not_applicable(
        "a void alone",
        line("2300.00", "code mods allowed frequency / 97110 GP 30.00 8"),
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_one_finding_a_beneficiary_and_bucket_on_tonights_first_line() -> None:
    night = Night(
        "claim line code mods allowed / C2 1 97110 GP 10.00 / C1 2 97110 GP 10.00"
        " / C1 1 97530 GO 10.00 / C1 3 92507 GN 10.00",
        spend="bucket amount / PT_SLP 2300.00 / OT 2300.00",
        earlier_lines="claim code mods allowed / C0 97110 GP 10.00",
    )
    judged = judge(night, "KX003")
    pt, ot = judged.at("C1/2"), judged.at("C1/1")
    assert (pt.anchor, pt.related) == ("C1/2", ("C2/1", "C1/3"))
    assert (ot.anchor, ot.related) == ("C1/1", ())
    assert pt.source == "medicare/medicare.toml#threshold 2026-01-01"
    assert judged.result.findings["finding_key"].is_unique


def test_what_a_finding_says() -> None:
    row = judge(line("2160.00", TWELVE_DAYS), "KX003").at("C1/1")
    assert row.observed == (
        "$2280.00 counted for PT and SLP in 2026 with tonight's lines (at most $2280.00), of a "
        "threshold of $2480.00: $200.00 left. At our pace ($120.00 in the last 12 days) it is "
        "crossed on 2026-12-11."
    )


def test_without_a_pace_no_day_is_named() -> None:
    row = judge(line("2300.00"), "KX003").at("C1/1")
    assert row.observed.endswith(" left. One date of service is too few to project the crossing.")
