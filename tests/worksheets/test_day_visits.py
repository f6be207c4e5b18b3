"""Which visit belongs to which day, where a patient has several days on one date."""

from __future__ import annotations

from pipeline.worksheets.timed_units import TimedUnits
from tests.engine.nights import judged, named
from tests.judging import rule_of
from tests.tables import Night

UNIT001 = rule_of("UNIT001")


def _minutes(lines: str, visits: str) -> dict[str, int | None]:
    result = judged(Night(lines, visits=visits), UNIT001)
    days = result.workbench.get(TimedUnits)
    totals = days.totals
    return {
        named(result.lines, int(anchor)): int(totals.minutes[row]) if totals.known[row] else None
        for row, anchor in enumerate(days.sample().tolist())
    }


TWO_PROVIDERS = """
    claim npi        visit discipline code
    C1    1111111111 {}    PT         97110
    C2    2222222222 {}    PT         97110
"""
BY_HANDS = """
    visit therapist_npi discipline code  minutes
    V1    1111111111    PT         97110 15
    V2    2222222222    PT         97110 30
"""


def test_two_providers_by_the_visit_that_the_line_names() -> None:
    visits = "visit discipline code minutes\nV1 PT 97110 15\nV2 PT 97110 30"
    assert _minutes(TWO_PROVIDERS.format("V1", "V2"), visits) == {"C1/1": 15, "C2/1": 30}
    assert _minutes(TWO_PROVIDERS.format("V2", "V1"), visits) == {"C1/1": 30, "C2/1": 15}


def test_the_named_visit_weighs_more_than_the_therapists_number() -> None:
    assert _minutes(TWO_PROVIDERS.format("V2", "V1"), BY_HANDS) == {"C1/1": 30, "C2/1": 15}


def test_two_providers_by_the_therapists_number_where_no_line_names_the_visit() -> None:
    assert _minutes(TWO_PROVIDERS.format("-", "-"), BY_HANDS) == {"C1/1": 15, "C2/1": 30}
    assert _minutes(TWO_PROVIDERS.format("V1", "-"), BY_HANDS) == {"C1/1": 15, "C2/1": 30}


def test_a_visit_that_nothing_places_stands_with_every_day() -> None:
    visits = "visit discipline code minutes\nV1 PT 97110 15"
    assert _minutes(TWO_PROVIDERS.format("-", "-"), visits) == {"C1/1": 15, "C2/1": 15}
    somebody_else = "visit therapist_npi discipline code minutes\nV1 3333333333 PT 97110 15"
    assert _minutes(TWO_PROVIDERS.format("-", "-"), somebody_else) == {"C1/1": 15, "C2/1": 15}


def test_two_payers_by_the_visit_that_the_line_names() -> None:
    lines = """
        claim payer           visit code
        C1    medicare        V1    97110
        C2    commercial-base V2    97110
    """
    visits = "visit code minutes\nV1 97110 15\nV2 97110 30"
    assert _minutes(lines, visits) == {"C1/1": 15, "C2/1": 30}
    # V2 is named by no line: it may belong to either payer's day, V1 only to C1's.
    assert _minutes(lines.replace("V2", "- "), visits) == {"C1/1": 45, "C2/1": 30}


def test_two_disciplines_by_the_visits_own() -> None:
    lines = "claim discipline code\nC1 PT 97110\nC2 OT 97530"
    visits = "visit discipline code minutes\nV1 PT 97110 15\nV2 OT 97530 30"
    assert _minutes(lines, visits) == {"C1/1": 15, "C2/1": 30}


def test_a_visit_named_by_lines_of_two_days_stands_with_both() -> None:
    """One note for a session billed to two payers: each is judged by the whole note."""
    lines = "claim payer visit code\nC1 medicare V1 97110\nC2 commercial-base V1 97110"
    assert _minutes(lines, "visit code minutes\nV1 97110 30") == {"C1/1": 30, "C2/1": 30}


def test_other_dates_and_patients_never_match() -> None:
    lines = "claim patient date visit code\nC1 P1 2026-11-16 V1 97110"
    for row in ("V1 P2 2026-11-16", "V1 P1 2026-11-17"):
        assert _minutes(lines, f"visit patient date code minutes\n{row} 97110 15") == {"C1/1": None}


def test_the_order_of_visits_does_not_matter() -> None:
    heading, *rows = BY_HANDS.strip().splitlines()
    turned = "\n".join([heading, *reversed(rows)])
    for named_visits in (("V1", "V2"), ("-", "V2"), ("-", "-")):
        lines = TWO_PROVIDERS.format(*named_visits)
        assert _minutes(lines, turned) == _minutes(lines, BY_HANDS)


def test_a_visit_of_another_discipline_goes_with_the_line_that_names_it() -> None:
    """That the disciplines differ is another rule's fault; the minutes are the line's."""
    visits = "visit discipline code minutes\nV1 OT 97110 15"
    assert _minutes("claim discipline visit code\nC1 PT V1 97110", visits) == {"C1/1": 15}
    assert _minutes("claim discipline visit code\nC1 PT - 97110", visits) == {"C1/1": None}
