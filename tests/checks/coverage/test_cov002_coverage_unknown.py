"""COV002: RULES.md COV: a Medicaid plan without an entry for that date, one line a plan."""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, _, not_applicable = answers_of("COV002")

PLAN = 'id = "mcd"\nextends = "cms-base"\nname = "Plan"\nline_of_business = "medicaid"\n'
ENTRY = (
    '[[coverage]]\nkey = "one"\nfrom = 2025-01-01\ncodes = ["97110"]\ncovered = false\nGRADE_A\n'
)
WITHOUT, WITH = (PLAN,), (PLAN + ENTRY,)
OTHER = PLAN.replace('"mcd"', '"mcd-b"').replace('"Plan"', '"Plan B"')
OFFICE = '[payers]\n"M1" = "mcd"\n"M2" = "mcd"\n'

EXAMPLES: list[Example] = [
    violates(
        "no entry at all",
        Night("code mods payer / 97110 GP mcd", payers=WITHOUT),
        at="mcd",
        severity="note",
        shows={"lines": 1, "claims": 1, "charge": "60.00"},
    ),
    violates(
        "the day before the entry",
        Night("code mods payer date / 97110 GP mcd 2024-12-31", payers=WITH),
        at="mcd",
    ),
    violates(
        "several lines, one finding a plan",
        Night(
            "claim code mods payer charge / C1 97110 GP mcd 60.00 / C1 97140 GP mcd 55.50"
            " / C2 97530 GP mcd 70.00",
            payers=WITHOUT,
        ),
        at="mcd",
        shows={"lines": 3, "claims": 2, "charge": "185.50"},
    ),
    violates(
        "some dates with, some without an entry",
        Night(
            "claim code mods payer date / C1 97110 GP mcd 2024-12-31 / C2 97110 GP mcd 11-16",
            payers=WITH,
        ),
        at="mcd",
        shows={"lines": 1, "claims": 1},
    ),
    violates(
        "a plan of two",
        Night(
            "claim code mods payer / C1 97110 GP mcd / C2 97110 GP mcd-b",
            payers=(PLAN, OTHER + ENTRY),
        ),
        at="mcd",
    ),
    clear(
        "the other plan of the two",
        Night(
            "claim code mods payer / C1 97110 GP mcd / C2 97110 GP mcd-b",
            payers=(PLAN, OTHER + ENTRY),
        ),
        at="mcd-b",
    ),
    clear("an entry is in force", Night("code mods payer / 97110 GP mcd", payers=WITH), at="mcd"),
    clear(
        "the first day of the entry",
        Night("code mods payer date / 97110 GP mcd 2025-01-01", payers=WITH),
        at="mcd",
    ),
    clear("GY lines only", Night("code mods payer / 97110 GP,GY mcd", payers=WITHOUT), at="mcd"),
    clear("a void only", Night("code mods payer frequency / 97110 GP mcd 8", payers=WITHOUT)),
    not_applicable("Medicare", Night("code mods / 97110 GP"), at="medicare"),
    not_applicable("a commercial payer", Night("code mods payer / 97110 GP commercial-base")),
    not_applicable("an unknown payer", Night("code mods payer / 97110 GP ZNEW"), at="ZNEW"),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_the_finding_hangs_on_no_claim() -> None:
    (row,) = judge(Night("code mods payer / 97110 GP mcd", payers=WITHOUT), "COV002").rows
    assert (row.anchor, row.related) == ("", ())
    assert row.observed == (
        "Plan: no coverage entry in force, so that nothing was checked against it. Service lines: "
        "1; claims: 1; charges: $60.00."
    )


def test_two_office_codes_of_one_plan_are_one_finding() -> None:
    night = Night(
        "claim code mods payer / C1 97110 GP M1 / C2 97140 GP M2", payers=WITHOUT, site=OFFICE
    )
    findings = judge(night, "COV002").result.findings
    assert findings["finding_key"].is_unique
    assert len(findings) == 1
