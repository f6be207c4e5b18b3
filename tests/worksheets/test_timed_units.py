"""Minutes and units of a day: what is pooled, whose day it is, whose minutes count."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.worksheets.timed_units import TimedUnits
from tests.engine.nights import judged, named
from tests.judging import rule_of
from tests.tables import Night

UNIT001 = rule_of("UNIT001")
TWO_CODES = "code units discipline\n97110 2 PT\n97530 1 PT"


@dataclass(frozen=True)
class Day:
    """One day as the worksheet has it; ``minutes`` None where they are not known."""

    minutes: int | None
    billed: int
    cms: int = -1
    midpoint: int = -1


def _days(lines: str, visits: str = "", earlier: str = "", seen: str = "") -> dict[str, Day]:
    """Return each day by its anchor."""
    night = Night(lines, visits=visits, earlier_lines=earlier, earlier_visits=seen)
    result = judged(night, UNIT001)
    days = result.workbench.get(TimedUnits)
    totals = days.totals
    return {
        named(result.lines, int(anchor)): Day(
            minutes=int(totals.minutes[row]) if totals.known[row] else None,
            billed=int(totals.billed[row]),
            cms=int(totals.cms[row]) if totals.known[row] else -1,
            midpoint=int(totals.midpoint[row]) if totals.by_code_known[row] else -1,
        )
        for row, anchor in enumerate(days.sample().tolist())
    }


def test_minutes_of_a_day_are_pooled() -> None:
    # 23 and 10 are 33: two units in all; code by code 23 is two and 10 is one.
    visits = "code minutes\n97110 23\n97530 10"
    assert _days(TWO_CODES, visits) == {"C1/1": Day(33, 3, cms=2, midpoint=3)}


def test_every_visit_of_the_day_counts_unbilled_ones_too() -> None:
    visits = "visit code minutes\nV1 97110 20\nV2 97110 10\nV2 97112 5\nV2 97530 12"
    # 20+10+5+12 = 47: three; 97110 30 min two, 97530 12 min one, 97112 5 min none.
    assert _days(TWO_CODES, visits) == {"C1/1": Day(47, 3, cms=3, midpoint=3)}


def test_untimed_services_and_evaluations_are_outside() -> None:
    lines = "code units\n97161 1\n97150 1\n97110 1\n97014 1"
    visits = "code minutes\n97161 45\n97150 30\n97110 15\n97014 15"
    assert _days(lines, visits) == {"C1/3": Day(15, 1, cms=1, midpoint=1)}
    assert _days("code\n97161", "code minutes\n97161 45") == {}


def test_a_code_of_another_length_is_a_row_of_its_own() -> None:
    # 61 minutes are four units of the pool and one of an hour; the 15 of 97110 are one.
    lines = "code units\n97110 1\n96125 1"
    visits = "code minutes total\n97110 15 76\n96125 61 76"
    found = _days(lines, visits)
    assert found["C1/2"] == Day(61, 1, cms=1, midpoint=1)
    assert found["C1/1"].midpoint == 1


def test_all_hands_are_derived_where_the_total_is_blank() -> None:
    visits = "code minutes therapist assistant\n97110 - 12 11\n97530 10 4 6"
    assert _days(TWO_CODES, visits)["C1/1"].minutes == 33
    # One hand alone says nothing of all hands.
    unknown = "code minutes therapist assistant\n97110 - 12 -\n97530 10 4 6"
    assert _days(TWO_CODES, unknown)["C1/1"] == Day(None, 3)


def test_the_visits_own_total_counts_once_a_visit_where_codes_have_no_minutes() -> None:
    visits = "visit code minutes total\nV1 97110 - 25\nV1 97530 - 25\nV2 97110 - 13"
    assert _days(TWO_CODES, visits) == {"C1/1": Day(38, 3, cms=3)}


def test_a_visit_without_a_total_leaves_the_day_unknown() -> None:
    visits = "visit code minutes total\nV1 97110 - 25\nV1 97530 - 25\nV2 97110 - -"
    assert _days(TWO_CODES, visits) == {"C1/1": Day(None, 3)}


def test_where_notes_and_totals_disagree_the_higher_counts() -> None:
    visits = "code minutes total\n97110 23 38\n97530 10 38"
    assert _days(TWO_CODES, visits)["C1/1"] == Day(38, 3, cms=3, midpoint=3)
    visits = "code minutes total\n97110 23 20\n97530 10 20"
    assert _days(TWO_CODES, visits)["C1/1"].minutes == 33


def test_a_billed_code_without_a_note_leaves_minutes_by_code_unknown() -> None:
    assert _days(TWO_CODES, "code minutes\n97110 30") == {"C1/1": Day(None, 3)}
    known = _days(TWO_CODES, "code minutes total\n97110 30 38")
    assert known == {"C1/1": Day(38, 3, cms=3)}


def test_no_visits_at_all() -> None:
    assert _days(TWO_CODES) == {"C1/1": Day(None, 3)}


def test_days_are_apart_by_patient_date_payer_and_discipline() -> None:
    lines = """
        claim patient date       payer           discipline code
        C1    P1      2026-11-16 medicare        PT         97110
        C2    P2      2026-11-16 medicare        PT         97110
        C3    P1      2026-11-17 medicare        PT         97110
        C4    P1      2026-11-16 medicare        OT         97530
    """
    visits = """
        visit patient date       discipline code  minutes
        V1    P1      2026-11-16 PT         97110 15
        V2    P2      2026-11-16 PT         97110 16
        V3    P1      2026-11-17 PT         97110 17
        V4    P1      2026-11-16 OT         97530 18
    """
    found = {anchor: day.minutes for anchor, day in _days(lines, visits).items()}
    assert found == {"C1/1": 15, "C2/1": 16, "C3/1": 17, "C4/1": 18}


def test_claims_of_tonight_and_of_earlier_nights_make_one_day() -> None:
    lines = "claim code units\nC2 97110 1\nC1 97530 1"
    found = _days(lines, "code minutes\n97110 15\n97530 15", "claim code units\nC0 97140 1")
    # The anchor is tonight's first pooled line by claim, although an earlier claim comes before.
    assert found == {"C1/1": Day(None, 3)}
    seen = "visit code minutes\nV0 97140 8"
    noted = "visit code minutes\nV1 97110 15\nV1 97530 15"
    assert _days(lines, noted, "claim code units\nC0 97140 1", seen) == {
        "C1/1": Day(38, 3, cms=3, midpoint=3)
    }


def test_a_day_without_a_line_of_tonight_is_not_judged() -> None:
    earlier = "claim code date\nC0 97110 2026-11-09"
    assert list(_days("code\n97110", earlier=earlier)) == ["C1/1"]


def test_a_visit_that_comes_again_replaces_itself() -> None:
    seen = "visit code minutes\nV1 97110 60"
    assert _days("code\n97110", "visit code minutes\nV1 97110 15", seen=seen) == {
        "C1/1": Day(15, 1, cms=1, midpoint=1)
    }


def test_superseded_and_void_lines_are_in_no_total() -> None:
    lines = """
        claim frequency replaces units code
        C1    1         -        4     97110
        C2    7         C1       2     97110
        C3    8         C4       3     97110
    """
    assert {anchor: day.billed for anchor, day in _days(lines).items()} == {"C2/1": 2}
    earlier = "claim code units\nC0 97110 4"
    replaced = "claim frequency replaces units code\nC2 7 C0 2 97110"
    assert {anchor: day.billed for anchor, day in _days(replaced, earlier=earlier).items()} == {
        "C2/1": 2
    }


def test_a_first_and_an_additional_code_are_one_family() -> None:
    # 97129 and its additional 97130: 30 minutes together are two units of one family.
    lines = "code units discipline\n97129 1 SLP\n97130 1 SLP"
    visits = "code minutes discipline\n97129 20 SLP\n97130 10 SLP"
    assert _days(lines, visits) == {"C1/1": Day(30, 2, cms=2, midpoint=2)}
