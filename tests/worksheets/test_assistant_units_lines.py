"""The lines that say what minutes by person say: RULES.md "Assistant arithmetic" and its vectors.

CMS's billing examples for CQ and CO: full 15 minutes of a code by one person are that person's
units; what is left of one code is taken together, of different codes the larger has the unit, a
tie may go to either. From 2022 a last unit with 8 minutes or more by the therapist stays plain.
"""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.worksheets.assistant_units import AssistantUnits
from tests.engine.nights import judged
from tests.judging import judge, rule_of
from tests.tables import Night

MOD004 = rule_of("MOD004")
ROUNDED = (
    'id = "rounded"\nname = "R"\nextends = "cms-base"\nline_of_business = "commercial"\n'
    '[[assistant_modifier]]\nfrom = 2020-01-01\nvalue = "CQ_CO"\ntest = "rounded"\nGRADE_A',
)


def lines_of(lines: str, visits: str, payers: tuple[str, ...] = ()) -> dict[str, str]:
    """The lines of each code of a night."""
    sheet = judged(Night(lines, visits=visits, payers=payers), MOD004).workbench.get(AssistantUnits)
    shown = sheet.shown(sheet.sample())
    return dict(zip(shown["code"], shown["lines"], strict=True))


@pytest.mark.parametrize(
    ("therapist", "assistant", "units", "lines"),
    [
        # The three vectors of RULES.md.
        (22, 23, 3, "97110 x 2 with CQ and 97110 x 1 without"),
        (23, 22, 3, "97110 x 1 with CQ and 97110 x 2 without"),
        (23, 7, 2, "97110 x 2 without CQ"),
        (0, 30, 2, "97110 x 2 with CQ"),
        (30, 0, 2, "97110 x 2 without CQ"),
        # Two last units, 9 to 14 minutes by each, 23 to 28 together.
        (12, 12, 2, "97110 x 1 with CQ and 97110 x 1 without"),
        (8, 7, 1, "97110 x 1 without CQ"),
        (7, 8, 1, "97110 x 1 with CQ"),
    ],
)
def test_one_code(therapist: int, assistant: int, units: int, lines: str) -> None:
    told = lines_of(
        f"code mods units / 97110 GP,CQ {units}",
        f"code therapist assistant / 97110 {therapist} {assistant}",
    )
    assert told == {"97110": lines}


@pytest.mark.parametrize(
    ("therapist", "assistant", "units", "lines"),
    [
        # The same steps without the exceptions: 8 of 15 left, 7 of 15 left by the assistant.
        (23, 22, 3, "97110 x 2 with CQ and 97110 x 1 without"),
        (12, 12, 2, "97110 x 2 with CQ"),
        (11, 1, 1, "97110 x 1 without CQ"),
        (8, 1, 1, "97110 x 1 with CQ"),
    ],
)
def test_in_2020_and_2021(therapist: int, assistant: int, units: int, lines: str) -> None:
    told = lines_of(
        f"code mods units date / 97110 GP,CQ {units} 2021-06-01",
        f"code date therapist assistant / 97110 2021-06-01 {therapist} {assistant}",
    )
    assert told == {"97110": lines}


def test_the_rounded_test_of_a_payer() -> None:
    """2 of 15 minutes are more than a tenth, and not more than 1.5 rounded to 2."""
    lines, visits = "payer code mods / {} 97150 GP,CQ", "code therapist assistant / 97150 13 2"
    assert lines_of(lines.format("medicare"), visits) == {"97150": "97150 x 1 with CQ"}
    assert lines_of(lines.format("rounded"), visits, ROUNDED) == {"97150": "97150 x 1 without CQ"}


def test_several_codes() -> None:
    """CMS page, 66 minutes: 97140 is 2 by the therapist; 97110 has one unit by each."""
    told = lines_of(
        "code mods units / 97110 GP 2 / 97140 GP 2",
        "code therapist assistant / 97110 13 23 / 97140 30 0",
    )
    assert told == {
        "97110": "97110 x 1 with CQ and 97110 x 1 without",
        "97140": "97140 x 2 without CQ",
    }


def test_the_larger_of_two_codes_remainders_has_the_unit() -> None:
    """33 by the therapist and 7 by the assistant: the third unit is the assistant's 7 minutes."""
    told = lines_of(
        "code mods units / 97110 GP 2 / 97140 GP 1",
        "code therapist assistant / 97110 33 0 / 97140 0 7",
    )
    assert told == {"97110": "97110 x 2 without CQ", "97140": "97140 x 1 with CQ"}


@pytest.mark.parametrize(("of_therapist", "of_assistant"), [(2, 1), (1, 2)])
def test_a_tie_is_told_as_it_is_billed(of_therapist: int, of_assistant: int) -> None:
    """20 and 20: three units, and five minutes are left of each code."""
    told = lines_of(
        f"code mods units / 97110 GP {of_therapist} / 97140 GP,CQ {of_assistant}",
        "code therapist assistant / 97110 20 0 / 97140 0 20",
    )
    assert told == {
        "97110": f"97110 x {of_therapist} without CQ",
        "97140": f"97140 x {of_assistant} with CQ",
    }


def test_a_tie_whose_unit_is_not_billed_leaves_both_open() -> None:
    told = lines_of(
        "code mods units / 97110 GP 1 / 97140 GP,CQ 1",
        "code therapist assistant / 97110 20 0 / 97140 0 20",
    )
    assert told == {"97110": "97110 x 1 to 2 without CQ", "97140": "97140 x 1 to 2 with CQ"}


def test_untimed_services_groups_and_evaluations_are_whole() -> None:
    told = lines_of(
        "code mods / 97150 GP / 97161 GP / G0283 GP",
        "code therapist assistant / 97150 27 3 / 97161 35 5 / G0283 0 15",
    )
    assert told == {
        "97150": "97150 x 1 without CQ",
        "97161": "97161 x 1 with CQ",
        "G0283": "G0283 x 1 with CQ",
    }


def test_an_assistant_alone_by_all_signs() -> None:
    told = lines_of("code mods units / 97530 GO 2", "code therapist_credential / 97530 OTA")
    assert told == {"97530": "97530 x 2 with CO"}


def test_units_billed_too_many_or_too_few_are_told_by_the_minutes() -> None:
    visits = "code therapist assistant / 97110 15 15"
    both = "97110 x 1 with CQ and 97110 x 1 without"
    assert lines_of("code mods units / 97110 GP 3", visits) == {"97110": both}
    assert lines_of("code mods units / 97110 GP 1", visits) == {"97110": both}


def test_where_it_does_not_apply_the_lines_are_plain() -> None:
    night = Night(
        "code mods units bill_type / 97110 GP,CQ 2 851",
        visits="code therapist assistant / 97110 0 30",
    )
    (row,) = judge(night, "MOD005").rows
    assert row.evidence["lines"] == "97110 x 2 without CQ"
    assert row.expected == (
        "Units that need CQ: 0 (CQ and CO are not used there). As lines: 97110 x 2 without CQ."
    )


def test_units_with_and_without_are_those_of_the_minutes() -> None:
    sheet = judged(
        Night(
            "claim patient code mods units / C1 P1 97110 GP 3 / C2 P2 97110 GP 2",
            visits="visit patient code therapist assistant / V1 P1 97110 22 23 / V2 P2 97110 14 14",
        ),
        MOD004,
    ).workbench.get(AssistantUnits)
    need = sheet.need
    assert np.array_equal(need.with_low + need.without_high, need.of_minutes_high)
    assert need.with_low.tolist() == [2, 1]
    assert need.without_high.tolist() == [1, 1]
