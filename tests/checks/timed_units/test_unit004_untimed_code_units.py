"""UNIT004: RULES.md UNIT; medicare.md c: untimed codes are one a day; 97150 is 2 in a hospital.

CMS's MUE files of 2024-07-01 and 2026-04-01 (practitioner / outpatient hospital): 97161 1 / 1,
G0283 1 / 1, 97150 1 / 2. What they say of 2026-05-04 is exact; 2026-11-16 lies past their quarter.
"""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("UNIT004")


def payer(name: str, value: str, grade: str = "GRADE_A", rest: str = "") -> str:
    """A payer with a table of unit limits."""
    return (
        f'id = "{name}"\nextends = "commercial-base"\nname = "{name}"\n'
        f'line_of_business = "commercial"\n{rest}[[unit_limits]]\nfrom = 2018-01-01\n{value}\n'
        f"{grade}\n"
    )


GROUP = '[[provider_scope]]\nfrom = 2018-01-01\nvalue = "group"\nGRADE_A\n'
PAYERS = (
    payer("table", 'value = "medicare"'),
    payer("medicaid", 'value = "medicaid"'),
    payer("without", 'value = "none"'),
    payer("nobody-knows", "unknown = true"),
    payer("doubtful", 'value = "medicare"', "GRADE_C"),
    payer("whole-group", 'value = "none"', rest=GROUP),
)


def night(text: str, who: str = "without", date: str = "2026-05-04", earlier: str = "") -> Night:
    """A night of one payer and date; the tables are drawn without these two columns."""

    def drawn(table: str) -> str:
        heading, *rows = table.split(" / ")
        parts = (f"payer date {heading}", *(f"{who} {date} {row}" for row in rows))
        return " / ".join(parts) if rows else ""

    return Night(drawn(text), earlier_lines=drawn(earlier), payers=PAYERS)


HOSPITAL = "code mods units setting bill_type / 97150 GP {} institutional {}"
TWO_HANDS = "code mods units npi billing / G0283 GP 1 1111111111 9 / G0283 GP 1 {} 9"

EXAMPLES: list[Example] = [
    violates(
        "an evaluation of 45 minutes billed as three",
        night("code mods units / 97161 GP 3"),
        severity="block",
        shows={"units": "3", "limit": 1},
    ),
    clear("one", night("code mods units / 97161 GP 1")),
    violates("two lines of one", night("code mods units / G0283 GP 1 / G0283 GP 1"), at="C1/1"),
    violates(
        "two claims",
        night("claim code mods units / C1 G0283 GP 1 / C2 G0283 GP 1"),
        at="C1/1",
    ),
    clear("two codes", night("code mods units / G0283 GP 1 / 97012 GP 1")),
    not_applicable("a timed code", night("code mods units / 97110 GP 9")),
    not_applicable("an hour code counts by time", night("code mods units / 96125 GN 3")),
    not_applicable("monitoring counts by calendar", night("code mods units / 98975 GP 2")),
    not_applicable("a supply", night("code mods units / L3908 GP 2")),
    not_applicable("a code that time_bases does not have", night("code mods units / 99213 - 2")),
    clear("a correction booked as a line is UNIT007's", night("code mods units / 97161 GP -2")),
    # -- the day -------------------------------------------------------------------------------
    clear("PT and OT, one each", night("code mods units / 97150 GP 1 / 97150 GO 1")),
    violates("PT has two", night("code mods units / 97150 GP 1 / 97150 GP 1 / 97150 GO 1")),
    clear("two therapists, one each", night(TWO_HANDS.format("2222222222"))),
    violates(
        "two therapists of a payer that counts the group",
        night(TWO_HANDS.format("2222222222"), "whole-group"),
    ),
    violates("nobody says who: one provider's", night("code mods units / G0283 GP 1 / G0283 GP 1")),
    cannot_tell(
        "one line does not say who furnished it",
        night(TWO_HANDS.format("-")),
        missing="provider",
    ),
    cannot_tell(
        "one line names no discipline",
        night("code mods units / 97150 GP 1 / 97150 - 1"),
        missing="discipline",
    ),
    violates(
        "PT has two, whosever the third is",
        night("code mods units / 97150 GP 2 / 97150 - 1"),
    ),
    clear(
        "two days",
        Night(
            "payer code mods units date / without G0283 GP 1 11-16 / without G0283 GP 1 11-13",
            payers=PAYERS,
        ),
    ),
    # -- a second session ------------------------------------------------------------------------
    violates(
        "a second session by 59",
        night("code mods units / 97150 GP 1 / 97150 GP,59 1"),
        severity="review",
    ),
    violates(
        "a second session by 76",
        night("code mods units / 97150 GP 1 / 97150 GP,76 1"),
        severity="review",
    ),
    violates(
        "a second session by XE",
        night("code mods units / 97150 GP 1 / 97150 GP,XE 1"),
        severity="review",
    ),
    violates("KX says nothing of it", night("code mods units / 97150 GP,KX 2"), severity="block"),
    violates(
        "the export may have cut 59 off",
        night("code modifier_1 modifier_2 units / 97150 GP KX 2"),
        severity="review",
    ),
    # -- the payer's table -----------------------------------------------------------------------
    clear("a hospital may bill two groups", night(HOSPITAL.format(2, "131"), "table")),
    violates(
        "and not three",
        night(HOSPITAL.format(3, "0131"), "table"),
        severity="block",
        shows={"limit": 2, "by_table": " by the Medicare hospital table"},
    ),
    violates(
        "one by a practitioner", night("code mods units / 97150 GP 2", "table"), severity="block"
    ),
    violates("another bill type", night(HOSPITAL.format(2, "111"), "table")),
    cannot_tell("no bill type", night(HOSPITAL.format(2, "-"), "table"), missing="bill_type"),
    violates("no bill type, and more than either", night(HOSPITAL.format(3, "-"), "table")),
    violates(
        "a quarter that has ended",
        night("code mods units / 97161 GP 2", "table", "2026-11-16"),
        severity="review",
    ),
    violates(
        "three where two were allowed in a quarter that has ended",
        night(HOSPITAL.format(3, "131"), "table", "2026-11-16"),
        severity="review",
    ),
    clear("and those are allowed", night(HOSPITAL.format(2, "131"), "table", "2026-11-16")),
    cannot_tell(
        "Medicaid's table is not loaded",
        night("code mods units / 97161 GP 2", "medicaid"),
        missing="unit limits",
    ),
    clear("one is within any table", night("code mods units / 97161 GP 1", "medicaid")),
    cannot_tell(
        "before the first edition",
        night("code mods units / 97161 GP 2", "table", "2024-06-28"),
        missing="unit limits",
    ),
    violates("from its first day", night("code mods units / 97161 GP 2", "table", "2024-07-01")),
    cannot_tell(
        "whose table is not known",
        night("code mods units / 97161 GP 2", "nobody-knows"),
        missing="payer:unit_limits",
    ),
    cannot_tell(
        "a payer without a file",
        night("code mods units / 97161 GP 2", "ZNEW"),
        missing="payer:unit_limits",
    ),
    violates("grade C", night("code mods units / 97161 GP 2", "doubtful"), severity="review"),
    # -- earlier nights --------------------------------------------------------------------------
    violates(
        "the first one went out on an earlier night",
        night(
            "claim code mods units / C2 G0283 GP 1",
            earlier="claim code mods units / C0 G0283 GP 1",
        ),
        at="C2/1",
    ),
    clear(
        "a correction takes the place of what went out",
        night(
            "claim code mods units frequency replaces / C0R G0283 GP 1 7 C0",
            earlier="claim code mods units / C0 G0283 GP 2",
        ),
    ),
    not_applicable(
        "two of an earlier night alone",
        night("code mods units / 97110 GP 1", earlier="claim code mods units / C0 G0283 GP 2"),
    ),
    not_applicable("a void", night("code mods units frequency / 97161 GP 2 8")),
    violates("GY lines count", night("code mods units / 97150 GP,GY 2")),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_a_finding_lists_the_lines_and_what_speaks_of_a_second_session() -> None:
    text = "claim code mods units / C2 97150 GP,59 1 / C1 97150 GP 1"
    earlier = "claim code mods units / C0 97150 GP 1"
    (row,) = judge(night(text, earlier=earlier), "UNIT004").rows
    assert (row.anchor, set(row.related)) == ("C1/1", {"C2/1", "C0/1"})
    assert row.observed == (
        "97150 on 2026-05-04: 3 units (C0 line 1, GP: 1; C1 line 1, GP: 1; C2 line 1, GP 59: 1). "
        "A second session may be meant: C2 line 1, GP 59: 1."
    )
    assert row.expected == ("At most 1 a day: the code is untimed, minutes make no units of it.")
    assert row.source.endswith("#unit_limits 2018-01-01")


def test_a_stale_limit_is_said() -> None:
    (row,) = judge(night(HOSPITAL.format(3, "131"), "table", "2026-11-16"), "UNIT004").rows
    assert row.confidence == "stale"
    assert row.expected.startswith(
        "At most 2 a day by the Medicare hospital table, its last known edition: the code is "
    )
