"""CLM007: codes that ended or began, and codes that Medicare's payers do not take.

medicare.md h of the reference: 97001-97004 ended on 2016-12-31, 97532 and 97762 on 2017-12-31,
64550 on 2018-12-31, 97127, G0515, 90911 and 95831-95834 on 2019-12-31; Medicare takes G0283 and not
97014. New numbers begin on the day after, others with a year of CMS's therapy code list.
"""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("CLM007")


def line(code: str, day: str, payer: str = "medicare") -> Night:
    return Night(f"payer code mods date / {payer} {code} GP {day}", as_of="2026-11-20")


EXAMPLES: list[Example] = [
    violates(
        "an evaluation by its old number",
        line("97001", "2026-11-16"),
        severity="block",
        shows={
            "reason": "the code ended on 2016-12-31",
            "instead": "97161, 97162 and 97163",
        },
    ),
    clear("the old number on its last day", line("97001", "2016-12-31")),
    violates("the old number a day later", line("97001", "2017-01-01"), severity="block"),
    clear("the new number on its first day", line("97161", "2017-01-01")),
    violates(
        "the new number a day early",
        line("97161", "2016-12-31"),
        shows={"reason": "the code begins on 2017-01-01", "instead": "97001"},
    ),
    violates(
        "97014 to Medicare",
        line("97014", "2026-11-16"),
        severity="block",
        shows={"instead": "G0283", "reason": "Medicare's payers do not take the code"},
    ),
    violates("97014 to Medicare Advantage", line("97014", "2026-11-16", "humana")),
    violates("97014 to Railroad Medicare", line("97014", "2026-11-16", "railroad-medicare")),
    not_applicable("97014 to another payer", line("97014", "2026-11-16", "commercial-base")),
    not_applicable("G0283 to Medicare", line("G0283", "2026-11-16")),
    cannot_tell(
        "97014 to a payer without a file",
        line("97014", "2026-11-16", "ZNEW"),
        missing="line of business",
    ),
    violates("an ended number to a payer without a file", line("97001", "2026-11-16", "ZNEW")),
    violates("an ended number to a commercial payer", line("97004", "2026-11-16", "aetna")),
    violates(
        "an ended number to workers' compensation, which may take it",
        line("97001", "2026-11-16", "workers-comp-ca"),
        severity="review",
    ),
    clear(
        "97127 to a commercial payer in the two years it lived",
        line("97127", "2019-06-03", "aetna"),
    ),
    violates(
        "97127 to Medicare in those years",
        line("97127", "2019-06-03"),
        shows={"instead": "G0515"},
    ),
    cannot_tell("97127 then, of a payer without a file", line("97127", "2019-06-03", "ZNEW")),
    violates("97127 to anyone later", line("97127", "2020-01-01", "ZNEW")),
    violates(
        "97532 in 2018 and 2019",
        line("97532", "2019-12-31"),
        shows={"instead": "97127 and G0515", "reason": "the code ended on 2017-12-31"},
    ),
    violates("97532 since 2020", line("97532", "2020-01-01"), shows={"instead": "97129 and 97130"}),
    violates(
        "no number took its place",
        line("95831", "2026-11-16"),
        shows={"instead": "none is known"},
    ),
    not_applicable("a code that the table does not know", line("97110", "2026-11-16")),
    not_applicable(
        "a void claim",
        Night("code mods date frequency / 97001 GP 2026-11-16 8", as_of="2026-11-20"),
    ),
    violates("a GY line too", Night("code mods / 97014 GP,GY")),
    clear("a ten-minute month in its first year", line("98979", "2026-01-02")),
    violates("a ten-minute month a year early", line("98979", "2025-12-31")),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


ENDED = [
    *((code, "2016-12-31") for code in ("97001", "97002", "97003", "97004", "97005", "97006")),
    *((code, "2017-12-31") for code in ("97532", "97762")),
    ("64550", "2018-12-31"),
    *((code, "2019-12-31") for code in ("G0515", "90911", "95831", "95832", "95833", "95834")),
]
BEGUN = [
    *((f"9716{number}", "2017-01-01") for number in range(1, 9)),
    *((code, "2018-01-01") for code in ("97763", "G0515", "97127")),
    *((code, "2020-01-01") for code in ("97129", "97130", "90912", "90913", "20560", "20561")),
    *((code, "2022-01-01") for code in ("98975", "98976", "98977", "98980", "98981")),
    *((code, "2024-01-01") for code in ("97550", "97551", "97552")),
    *((code, "2025-01-01") for code in ("G0541", "G0542", "G0543")),
    *((code, "2026-01-01") for code in ("98979", "98984", "98985", "98986")),
]


def _before_and_on(code: str, before: str, on: str) -> list[str]:
    lines = f"claim payer code date / C1 aetna {code} {before} / C2 aetna {code} {on}"
    judged = judge(Night(lines), "CLM007")
    return [judged.at(f"{claim}/1").answer for claim in ("C1", "C2")]


@pytest.mark.parametrize(("code", "last"), ENDED)
def test_last_days(code: str, last: str) -> None:
    day_after = f"{int(last[:4]) + 1}-01-01"
    assert _before_and_on(code, last, day_after) == ["clear", "violates"]


@pytest.mark.parametrize(("code", "first"), BEGUN)
def test_first_days(code: str, first: str) -> None:
    day_before = f"{int(first[:4]) - 1}-12-31"
    assert _before_and_on(code, day_before, first) == ["violates", "clear"]


def test_the_finding_names_the_numbers_and_leaves_the_choice_to_the_record() -> None:
    row = judge(line("97001", "2026-11-16"), "CLM007").at("C1/1")
    assert row.observed == ("Code 97001 for a service of 2026-11-16: the code ended on 2016-12-31.")
    assert "97161, 97162 and 97163" in row.expected
    assert "choose by what the record shows" in row.fix
    assert row.source == "code_sets/retired_codes.csv#97001 2017-01-01"
