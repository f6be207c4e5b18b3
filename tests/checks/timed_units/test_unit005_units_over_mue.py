"""UNIT005: RULES.md UNIT; medicare.md g: what the MUE tables allow, and how strictly.

CMS's files of 2024-07-01 and 2026-04-01, practitioner / outpatient hospital and indicator (MAI):
97110 6 / 8 (3), 97140 6 / 6 (3), 97129 1 / 1 (2), 97161 1 / 1 (2), 97010 0 / 1 (3), G0283 1 / 1
(3). 98984 has no row. What they say of 2026-05-04 is exact; 2026-11-16 lies past their quarter.
"""

from __future__ import annotations

import numpy as np
import pytest

from payer_rules.unit_limits import LimitEdition, UnitLimit, UnitLimitTables
from tests import tables as drawn_tables
from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("UNIT005")


def payer(name: str, value: str, rest: str = "GRADE_A") -> str:
    """A payer with a table of unit limits."""
    return (
        f'id = "{name}"\nextends = "commercial-base"\nname = "{name}"\n'
        f'line_of_business = "commercial"\n[[unit_limits]]\nfrom = 2018-01-01\n{value}\n{rest}\n'
    )


PAYERS = (
    payer("table", 'value = "medicare"'),
    payer("medicaid", 'value = "medicaid"'),
    payer("without", 'value = "none"'),
    payer("nobody-knows", "unknown = true"),
    payer("doubtful", 'value = "medicare"', "GRADE_C"),
    payer("gentle", 'value = "medicare"\nseverity = "note"'),
)


def night(text: str, who: str = "table", date: str = "2026-05-04", earlier: str = "") -> Night:
    """A night of one payer and date; the tables are drawn without these two columns."""

    def drawn(table: str) -> str:
        heading, *rows = table.split(" / ")
        parts = (f"payer date {heading}", *(f"{who} {date} {row}" for row in rows))
        return " / ".join(parts) if rows else ""

    return Night(drawn(text), earlier_lines=drawn(earlier), payers=PAYERS)


HOSPITAL = "code mods units setting bill_type / 97110 GP {} institutional {}"
TWO_HANDS = "code mods units npi / 97110 GP 4 1111111111 / 97110 GP 3 {}"

EXAMPLES: list[Example] = [
    violates(
        "7 of 6, open to appeal",
        night("code mods units / 97110 GP 7"),
        severity="review",
        shows={"units": "7", "limit": 6, "table": "Medicare practitioner table"},
    ),
    clear("6 of 6", night("code mods units / 97110 GP 6")),
    violates(
        "2 of 1 a day, absolute",
        night("code mods units / 97129 GO 2"),
        severity="block",
        shows={"limit": 1},
    ),
    clear("1 of 1", night("code mods units / 97129 GO 1")),
    # -- what counts together --------------------------------------------------------------------
    violates(
        "lines split by CQ, KX and 59",
        night("code mods units / 97110 GP 3 / 97110 GP,CQ 2 / 97110 GP,KX 1 / 97110 GP,59 1"),
        at="C1/1",
    ),
    violates("PT and OT together", night("code mods units / 97110 GP 4 / 97110 GO 3")),
    violates("two claims", night("claim code mods units / C1 97110 GP 4 / C2 97110 GP 3")),
    clear("two codes", night("code mods units / 97110 GP 4 / 97140 GP 3")),
    clear("two therapists", night(TWO_HANDS.format("2222222222"))),
    violates("one therapist", night(TWO_HANDS.format("1111111111"))),
    cannot_tell("one line does not say who", night(TWO_HANDS.format("-")), missing="provider"),
    violates(
        "7 by one therapist, whosever the eighth is",
        night("code mods units npi / 97110 GP 7 1111111111 / 97110 GP 1 -"),
    ),
    violates(
        "two therapists of a hospital",
        night(
            "code mods units npi setting bill_type / 97110 GP 5 1111111111 institutional 131"
            " / 97110 GP 4 2222222222 institutional 131"
        ),
        shows={"units": "9", "limit": 8, "table": "Medicare hospital table"},
    ),
    clear(
        "two days",
        Night(
            "payer code mods units date"
            " / table 97110 GP 4 2026-05-04 / table 97110 GP 4 2026-05-05",
            payers=PAYERS,
        ),
    ),
    # -- which table -----------------------------------------------------------------------------
    clear("8 in a hospital", night(HOSPITAL.format(8, "131"))),
    violates("9 in a hospital", night(HOSPITAL.format(9, "0131"))),
    *(
        clear(f"7 by bill type {kind}x", night(HOSPITAL.format(7, f"{kind}1")))
        for kind in ("12", "13", "22", "23", "34", "74", "75", "85")
    ),
    violates("another bill type", night(HOSPITAL.format(7, "111"))),
    cannot_tell("no bill type, 7 units", night(HOSPITAL.format(7, "-")), missing="bill_type"),
    clear("no bill type, 6 units", night(HOSPITAL.format(6, "-"))),
    violates("no bill type, 9 units", night(HOSPITAL.format(9, "-")), shows={"limit": 8}),
    clear(
        "no bill type and one limit in both tables",
        night("code mods units setting / 97140 GP 6 institutional"),
    ),
    violates(
        "more than it",
        night("code mods units setting / 97140 GP 7 institutional"),
        severity="review",
    ),
    # -- no limit --------------------------------------------------------------------------------
    not_applicable("a code without a row", night("code mods units / 98984 GP 9")),
    not_applicable("a limit of zero is CLM020's", night("code mods units / 97010 GP 2")),
    not_applicable("a payer without a table", night("code mods units / 97110 GP 9", "without")),
    not_applicable("a supply", night("code mods units / L3908 GP 9")),
    not_applicable("a void", night("code mods units frequency / 97110 GP 9 8")),
    cannot_tell(
        "Medicaid's table is not loaded, and 7 is over others",
        night("code mods units / 97110 GP 7", "medicaid"),
        missing="unit limits",
    ),
    not_applicable("6 is over none", night("code mods units / 97110 GP 6", "medicaid")),
    cannot_tell(
        "before the first edition",
        night("code mods units / 97110 GP 7", date="2024-06-28"),
        missing="unit limits",
    ),
    violates("its first day", night("code mods units / 97110 GP 7", date="2024-07-01")),
    violates("between two editions", night("code mods units / 97110 GP 7", date="2026-03-31")),
    cannot_tell(
        "whose table is not known, and 7 is over some",
        night("code mods units / 97110 GP 7", "nobody-knows"),
        missing="payer:unit_limits",
    ),
    not_applicable("6 is over no known one", night("code mods units / 97110 GP 6", "nobody-knows")),
    not_applicable("a payer without a file", night("code mods units / 97110 GP 9", "ZNEW")),
    # -- how much it weighs ----------------------------------------------------------------------
    violates(
        "past the newest quarter",
        night("code mods units / 97129 GO 2", date="2026-11-16"),
        severity="review",
    ),
    violates(
        "its last day", night("code mods units / 97129 GO 2", date="2026-06-30"), severity="block"
    ),
    violates("grade C", night("code mods units / 97129 GO 2", "doubtful"), severity="review"),
    violates(
        "a note by the entry", night("code mods units / 97129 GO 2", "gentle"), severity="note"
    ),
    # -- beside UNIT004 --------------------------------------------------------------------------
    not_applicable("an untimed code is UNIT004's", night("code mods units / 97161 GP 2")),
    violates(
        "a second session of an absolute limit: UNIT004 leaves it to a person",
        night("code mods units / 97161 GP 1 / 97161 GP,59 1"),
        severity="block",
    ),
    not_applicable(
        "a second session past the newest quarter: a person looks at it already",
        night("code mods units / 97161 GP 1 / 97161 GP,59 1", date="2026-11-16"),
    ),
    not_applicable(
        "a second session where an appeal is open",
        night("code mods units / G0283 GP 1 / G0283 GP,59 1"),
    ),
    violates(
        "untimed, one for PT and one for OT: UNIT004 has nothing to say",
        night("code mods units / G0283 GP 1 / G0283 GO 1"),
        severity="review",
    ),
    # -- earlier nights --------------------------------------------------------------------------
    violates(
        "4 of an earlier night and 3 of tonight",
        night(
            "claim code mods units / C1 97110 GP 3", earlier="claim code mods units / C0 97110 GP 4"
        ),
        at="C1/1",
    ),
    clear(
        "4 of an earlier night and 2 of tonight",
        night(
            "claim code mods units / C1 97110 GP 2", earlier="claim code mods units / C0 97110 GP 4"
        ),
    ),
    clear(
        "a correction takes the place of what went out",
        night(
            "claim code mods units frequency replaces / C0R 97110 GP 6 7 C0",
            earlier="claim code mods units / C0 97110 GP 7",
        ),
    ),
    not_applicable(
        "7 of an earlier night alone",
        night("code mods units / 98984 GP 1", earlier="claim code mods units / C0 97110 GP 7"),
    ),
    violates("GY lines count", night("code mods units / 97110 GP,GY 7")),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_a_finding_lists_the_lines_and_says_how_strict_the_limit_is() -> None:
    text = "claim code mods units / C2 97110 GP,KX 2 / C1 97110 GP 1"
    (row,) = judge(night(text, earlier="claim code mods units / C0 97110 GP,CQ 4"), "UNIT005").rows
    assert (row.anchor, set(row.related)) == ("C1/1", {"C2/1", "C0/1"})
    assert row.observed == (
        "97110 on 2026-05-04: 7 units (C0 line 1, GP CQ: 4; C1 line 1, GP: 1; C2 line 1, GP KX: 2)."
    )
    assert row.expected == (
        "At most 6 a day, more only on appeal with the record (Medicare practitioner table)."
    )
    assert (row.source.endswith("#unit_limits 2018-01-01"), row.confidence) == (True, "exact")


def test_a_stale_table_is_said() -> None:
    (row,) = judge(night("code mods units / 97129 GO 2", date="2026-11-16"), "UNIT005").rows
    assert row.confidence == "stale"
    assert row.expected == (
        "At most 1 a day, whatever the record (Medicare practitioner table, its last known "
        "edition)."
    )


@pytest.fixture
def by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table in which 97110 has a limit of 4 on each line; the shipped ones have no such row."""
    first, last = (int(np.datetime64(day).astype(int)) for day in ("2026-01-01", "2026-12-31"))
    edition = LimitEdition(first, last, {"97110": UnitLimit(4, 1, 0.97, "a test")})
    sets = drawn_tables.code_sets()
    monkeypatch.setitem(sets.__dict__, "unit_limits", UnitLimitTables([[edition], [], [], []]))


@pytest.mark.usefixtures("by_line")
def test_a_limit_by_line_looks_at_each_line_alone() -> None:
    """Eight units on two lines of four are within it; five on one of two are not."""
    within = night("code mods units / 97110 GP 4 / 97110 GP,KX 4")
    assert judge(within, "UNIT005").overall == "clear"
    (row,) = judge(night("code mods units / 97110 GP 5 / 97110 GP,KX 1"), "UNIT005").rows
    assert (row.answer, row.severity, row.evidence["units"]) == ("violates", "block", "5")
    assert row.expected == "At most 4 on each line (Medicare practitioner table)."
