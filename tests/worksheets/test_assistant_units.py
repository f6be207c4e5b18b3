"""Assistant units: which lines and minutes make a row, and what it needs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pipeline.worksheets import patient_dates
from pipeline.worksheets.assistant_units import AssistantUnits
from tests.engine.nights import judged, named
from tests.judging import judge, rule_of
from tests.tables import Night

MOD004 = rule_of("MOD004")
Row = tuple[int, int, int, int, int, int]
"""therapist, assistant, billed, marked, need low and high"""


def _worksheet(night: Night) -> tuple[AssistantUnits, Any]:
    result = judged(night, MOD004)
    return result.workbench.get(AssistantUnits), result


def _rows(lines: str, visits: str = "", earlier: str = "", seen: str = "") -> dict[str, Row]:
    """Return the rows of gathered days by anchor and code."""
    night = Night(lines, visits=visits, earlier_lines=earlier, earlier_visits=seen)
    sheet, _ = _worksheet(night)
    shown = sheet.shown(sheet.sample())
    numbers = ["therapist", "assistant", "billed", "marked", "need_low", "need_high"]
    return {
        f"{claim}/{line} {code}": tuple(values)
        for claim, line, code, values in zip(
            shown["claim_id"],
            shown["line_number"],
            shown["code"],
            shown[numbers].to_numpy(dtype=np.int64, na_value=-1).tolist(),
            strict=True,
        )
    }


# -- the steps over several codes ----------------------------------------------------------------


def test_what_is_left_of_different_codes_goes_to_the_larger() -> None:
    # 33 by the therapist and 7 by the assistant: 3 units, the third is the assistant's 7 minutes.
    lines = "code mods units\n97110 GP 2\n97140 GP 1"
    assert _rows(lines, "code therapist assistant\n97110 33 0\n97140 0 7") == {
        "C1/1 97110": (33, 0, 2, 0, 0, 0),
        "C1/2 97140": (0, 7, 1, 0, 1, 1),
    }
    # The other way round the therapist's 7 minutes earn it, plain.
    assert _rows(lines, "code therapist assistant\n97110 0 33\n97140 7 0") == {
        "C1/1 97110": (0, 33, 2, 0, 2, 2),
        "C1/2 97140": (7, 0, 1, 0, 0, 0),
    }


def test_a_tie_accepts_either() -> None:
    # 20 and 20 are 3 units; 5 minutes are left of each code.
    visits = "code therapist assistant\n97110 20 0\n97140 0 20"
    of_therapist = "code mods units\n97110 GP 2\n97140 GP,CQ 1"
    assert _rows(of_therapist, visits)["C1/2 97140"] == (0, 20, 1, 1, 1, 1)
    of_assistant = "code mods units\n97110 GP 1\n97140 GP,CQ 2"
    assert _rows(of_assistant, visits)["C1/2 97140"] == (0, 20, 2, 2, 2, 2)


def test_full_fifteens_by_person_then_what_is_left_of_the_code() -> None:
    # CMS page: 66 minutes, 4 units. 97140 is 2 by the therapist; 97110 has 15 by the assistant,
    # and of the 21 left the therapist furnished 13.
    lines = "code mods units\n97110 GP 1\n97110 GP,CQ 1\n97140 GP 2"
    visits = "code therapist assistant\n97110 13 23\n97140 30 0"
    assert _rows(lines, visits) == {
        "C1/1 97110": (13, 23, 2, 1, 1, 1),
        "C1/3 97140": (30, 0, 2, 0, 0, 0),
    }


def test_units_left_in_one_code_and_another_beside_it() -> None:
    # 14 and 14 of one code, 10 by the therapist of another: 38 minutes, 3 units.
    lines = "code mods units\n97110 GP 2\n97140 GP 1"
    assert _rows(lines, "code therapist assistant\n97110 14 14\n97140 10 0") == {
        "C1/1 97110": (14, 14, 2, 0, 1, 1),
        "C1/2 97140": (10, 0, 1, 0, 0, 0),
    }


def test_a_first_and_an_additional_code_are_one() -> None:
    lines = "code mods units\n97129 GO 1\n97130 GO,CO 1"
    visits = "code discipline therapist assistant\n97129 OT 15 0\n97130 OT 0 15"
    assert _rows(lines, visits) == {"C1/1 97129": (15, 15, 2, 1, 1, 1)}


def test_untimed_services_are_tested_as_a_whole() -> None:
    lines = "code mods\n97150 GP\n97161 GP\nG0283 GP"
    visits = "code therapist assistant\n97150 27 3\n97161 35 5\nG0283 0 15"
    assert _rows(lines, visits) == {
        "C1/1 97150": (27, 3, 1, 0, 0, 0),
        "C1/2 97161": (35, 5, 1, 0, 1, 1),
        "C1/3 G0283": (0, 15, 1, 0, 1, 1),
    }


# -- billed units other than those of the minutes --------------------------------------------------


def test_too_many_units_keep_the_need_of_the_minutes() -> None:
    lines = "code mods units\n97110 GP 2\n97110 GP,CQ 1"
    visits = "code therapist assistant\n97110 15 15"
    assert _rows(lines, visits) == {"C1/1 97110": (15, 15, 3, 1, 1, 1)}


def test_of_too_few_units_any_may_stand() -> None:
    visits = "code therapist assistant\n97110 15 15"
    assert _rows("code mods\n97110 GP", visits) == {"C1/1 97110": (15, 15, 1, 0, 0, 1)}


def test_a_code_without_minutes_leaves_its_neighbours_last_unit_open() -> None:
    # 15 by the therapist, 5 by the assistant: the second unit stands only if 97140 has few.
    lines = "code mods units\n97110 GP 2\n97140 GP 1"
    visits = "code therapist assistant\n97110 15 5\n97140 - -"
    assert _rows(lines, visits)["C1/1 97110"] == (15, 5, 2, 0, 0, 1)


# -- which lines and visits make a row -----------------------------------------------------------


def test_earlier_nights_count() -> None:
    lines = "claim code mods units\nC2 97110 GP 1"
    earlier = "claim code mods units\nC1 97110 GP,CQ 1"
    seen = "visit code therapist assistant\nV0 97110 0 15"
    visits = "visit code therapist assistant\nV1 97110 15 0"
    assert _rows(lines, visits, earlier, seen) == {"C2/1 97110": (15, 15, 2, 1, 1, 1)}


def test_an_earlier_line_whose_visit_is_not_on_file_leaves_minutes_open() -> None:
    lines = "claim code mods visit\nC2 97110 GP V1"
    earlier = "claim code mods visit\nC1 97110 GP,CQ V0"
    visits = "visit code therapist assistant\nV1 97110 15 0"
    assert _rows(lines, visits, earlier) == {"C2/1 97110": (-1, -1, 2, 1, 0, 0)}


def test_days_are_apart_by_patient_date_payer_and_discipline() -> None:
    lines = """
        claim patient date  payer           code  mods
        C1    P1      11-16 medicare        97110 GP
        C2    P2      11-16 medicare        97110 GP
        C3    P1      11-13 medicare        97110 GP
        C4    P1      11-16 medicare        97110 GO
    """
    visits = """
        visit patient date  discipline code  therapist assistant
        V1    P1      11-16 PT         97110 0         15
        V2    P2      11-16 PT         97110 0         16
        V3    P1      11-13 PT         97110 0         17
        V4    P1      11-16 OT         97110 0         18
    """
    found = {key[:2]: row[1] for key, row in _rows(lines, visits).items()}
    assert found == {"C1": 15, "C2": 16, "C3": 17, "C4": 18}


def test_a_visit_goes_with_the_payer_whose_line_names_it() -> None:
    lines = """
        claim payer           code  mods visit
        C1    medicare        97110 GP   V1
        C2    commercial-base 97110 GP   V2
    """
    visits = "visit code therapist assistant\nV1 97110 15 0\nV2 97110 0 15"
    # The other payer's way to mark assistants is not known, so its line is a row as well.
    assert _rows(lines, visits) == {
        "C1/1 97110": (15, 0, 1, 0, 0, 0),
        "C2/1 97110": (0, 15, 1, 0, 1, 1),
    }


def test_superseded_and_void_lines_supplies_and_device_codes_are_outside() -> None:
    lines = """
        claim frequency replaces units code  mods
        C1    1         -        4     97110 GP
        C2    7         C1       1     97110 GP
        C3    8         C4       3     97110 GP
        C5    1         -        1     98977 GP,CQ
        C5    1         -        1     L3908 GP,CQ
        C5    1         -        1     99213 CQ
    """
    visits = "code therapist assistant\n97110 0 15"
    assert _rows(lines, visits) == {"C2/1 97110": (0, 15, 1, 0, 1, 1)}


def test_speech_has_no_assistant_modifier() -> None:
    lines = "code mods\n97129 GN"
    visits = "code discipline therapist assistant\n97129 SLP 0 15"
    assert _rows(lines, visits) == {}


def test_dates_without_an_assistant_are_rows_line_by_line_and_not_gathered() -> None:
    night = Night(
        "claim code mods date\nC1 97110 GP 11-16\nC1 97110 GP 11-16\nC2 97110 GP 11-13",
        visits="code date therapist assistant\n97110 11-16 30 0\n97110 11-13 0 15",
    )
    sheet, result = _worksheet(night)
    anchors = [named(result.lines, int(line)) for line in sheet.sample()]
    assert anchors == ["C2/1", "C1/1", "C1/2"]
    assert len(sheet.shown(sheet.sample())) == 1
    assert sheet.discriminators(np.arange(3)) == [
        "2026-11-13 97110",
        "2026-11-16 97110",
        "2026-11-16 97110",
    ]
    assert sheet.related(np.arange(3)) == [[], [], []]


def test_what_a_report_draws() -> None:
    night = Night("code mods units\n97110 GP 3", visits="code therapist assistant\n97110 22 23")
    sheet, _ = _worksheet(night)
    (row,) = sheet.shown(sheet.sample()).to_dict("records")
    assert row["service_date"] == "2026-11-16"
    assert row["working"] == (
        "therapist 22 min: 1 full unit, remainder 7; assistant 23 min: 1 full unit, remainder 8; "
        "units of the code by the day's minutes: 3; lines: 97110 x 2 with CQ and 97110 x 1 without"
    )
    numbers = ["with_low", "with_high", "without_low", "without_high"]
    assert [row[name] for name in numbers] == [2, 2, 1, 1]
    assert sheet.shown(np.array([], dtype=np.intp)).empty


def test_many_patients_and_dates_are_looked_up_in_a_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    night = Night(
        "claim patient code mods date\n"
        "C1 P1 97110 GP 11-16\nC2 P2 97110 GP 11-16\nC3 P2 97140 GP 11-13\nC4 P3 97110 GP 11-16",
        visits="visit patient code date therapist assistant\n"
        "V1 P1 97110 11-16 0 15\nV2 P2 97110 11-16 15 0\nV3 P2 97140 11-13 - -",
        earlier_lines="claim patient code date\nC0 P1 97110 10-01",
        earlier_visits="visit patient code date therapist assistant\nV0 P1 97110 10-01 0 15",
    )
    answers = judge(night, "MOD004").answers
    assert answers == {
        "C1/1": "violates",
        "C2/1": "clear",
        "C3/1": "cannot_tell",
        "C4/1": "cannot_tell",
    }
    monkeypatch.setattr(patient_dates, "_MOST_PAIRS", 0)
    assert judge(night, "MOD004").answers == answers
