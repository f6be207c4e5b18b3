"""UNIT006 by value units: New York workers' compensation (payers.md 1c).

From 2019-04-01 12 units a day of one patient over all practitioners, 18 with an initial evaluation,
15 with a re-evaluation; before 8, 13.5 and 11. The value units of a code are not on file: an office
gives them in an override of its own. The values drawn here are made up.
"""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("UNIT006")

VALUES = """id = "workers-comp-ny"
[[value_unit_cap]]
from = {first}
daily = "{daily}"
with_evaluation = "{evaluation}"
with_reevaluation = "{reevaluation}"
values = {{ 97110 = "3.00", 97530 = "3.00", 97140 = "2.50", 97161 = "8.00", 97165 = "8.50", 97164 = "5.00", 97012 = "0.01" }}
CONFIRMED
"""  # noqa: E501 (one line of TOML)
OVERRIDE = (
    VALUES.format(first="2019-04-01", daily="12.00", evaluation="18.00", reevaluation="15.00"),
)
OLD = (VALUES.format(first="2018-01-01", daily="8.00", evaluation="13.50", reevaluation="11.00"),)


def night(text: str, payers: tuple[str, ...] = OVERRIDE, earlier: str = "") -> Night:
    """A night of New York workers' compensation; drawn without the payer's column."""

    def with_payer(table: str) -> str:
        return table.replace("code", "payer code", 1).replace(" / ", " / workers-comp-ny ")

    return Night(with_payer(text), earlier_lines=with_payer(earlier), payers=payers)


EXAMPLES: list[Example] = [
    clear("4 x 3.00 = 12.00", night("code mods units / 97110 GP 4")),
    violates(
        "12.01",
        night("code mods units / 97110 GP 4 / 97012 GP 1"),
        shows={"counted": "12.01", "cap": "12"},
    ),
    violates(
        "PT and OT of one patient together",
        night("code mods units / 97110 GP 2 / 97530 GO 3"),
        shows={"counted": "15"},
    ),
    violates(
        "over practitioners, claims and groups",
        night(
            "code claim mods units npi billing / 97110 C1 GP 2 1111111111 8"
            " / 97530 C2 GO 3 2222222222 9"
        ),
    ),
    clear("two patients", night("code patient mods units / 97110 P1 GP 4 / 97110 P2 GP 4")),
    # -- evaluations -------------------------------------------------------------------------------
    clear("8.00 + 3 x 3.00 = 17 of 18", night("code mods units / 97161 GP 1 / 97110 GP 3")),
    violates(
        "8.00 + 4 x 3.00 = 20 of 18",
        night("code mods units / 97161 GP 1 / 97110 GP 4"),
        shows={"counted": "20", "cap": "18"},
    ),
    clear(
        "another practitioner's evaluation raises the day",
        night("code mods units npi / 97165 GO 1 2222222222 / 97110 GP 3 1111111111"),
    ),
    clear(
        "an evaluation of an earlier night raises it",
        night(
            "code claim mods units / 97110 C1 GP 3",
            earlier="code claim mods units / 97161 C0 GP 1",
        ),
    ),
    clear("5.00 + 3 x 3.00 = 14 of 15", night("code mods units / 97164 GP 1 / 97110 GP 3")),
    violates(
        "5.00 + 4 x 3.00 = 17 of 15",
        night("code mods units / 97164 GP 1 / 97110 GP 4"),
        shows={"counted": "17", "cap": "15"},
    ),
    clear(
        "of both the higher: 8.50 + 5.00 + 3.00 = 16.5 of 18",
        night("code mods units / 97165 GO 1 / 97164 GP 1 / 97110 GP 1"),
    ),
    # -- dates, nights, what is not known ----------------------------------------------------------
    violates(
        "until 2019-03-31: 3 x 3.00 = 9 of 8",
        night("code mods units date / 97110 GP 3 2019-03-31", OLD),
        shows={"cap": "8"},
    ),
    clear(
        "13.5 with an evaluation: 8.00 + 2.50 + 3.00",
        night(
            "code mods units date / 97161 GP 1 2019-03-29 / 97140 GP 1 2019-03-29"
            " / 97110 GP 1 2019-03-29",
            OLD,
        ),
    ),
    violates(
        "two of an earlier night and three of tonight",
        night(
            "code claim mods units / 97530 C1 GO 3",
            earlier="code claim mods units / 97110 C0 GP 2",
        ),
        shows={"counted": "15"},
    ),
    cannot_tell(
        "as shipped: values by code are not on file",
        night("code mods units / 97110 GP 1", ()),
        missing="payer:value_unit_cap",
    ),
    cannot_tell(
        "a code without a value",
        night("code mods units / 97110 GP 1 / 97116 GP 1"),
        missing="payer:value_unit_cap",
    ),
    violates(
        "too many without the code that has none",
        night("code mods units / 97110 GP 5 / 97116 GP 1"),
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


@pytest.mark.parametrize("rule", ["UNIT001", "UNIT002"])
def test_minutes_are_not_asked(rule: str) -> None:
    text = "payer code mods units / workers-comp-ny 97110 GP 9"
    assert judge(Night(text, visits="code minutes / 97110 8"), rule).overall == "not_applicable"


def test_a_finding_adds_the_lines_up() -> None:
    text = "code claim mods units / 97110 C2 GP 2 / 97530 C1 GO 3"
    (row,) = judge(night(text), "UNIT006").rows
    assert row.observed == (
        "Value units for one patient on 2026-11-16: 15 (C1 line 1 97530: 9, C2 line 1 97110: 6)."
    )
    assert row.expected.startswith("At most 12 a day by this payer's cap.")
    assert row.severity == "review"
