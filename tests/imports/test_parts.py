"""Parts of a quarter: together, one after another, again, in another version, with a gap."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from payer_rules.code_sets import load_code_sets
from payer_rules.ncci import NOT_LOADED
from pipeline.failures import ArgumentsError
from pipeline.imports.build import read_files
from pipeline.imports.quarters import Said
from pipeline.imports.store import incomplete_editions
from pipeline.intake import IntakeError
from tests.imports.conftest import Read, rows_of
from tests.imports.published import (
    PART_1,
    PART_1_KEPT,
    PART_2,
    PART_2_KEPT,
    PRACTITIONER_1,
    PRACTITIONER_2,
    as_text,
    pair_table,
    put,
)

NAME = "ncci-medicare-practitioner-2026q3.csv"
ONE = (f"{PRACTITIONER_1}.txt", as_text(pair_table(PART_1)))
TWO = (f"{PRACTITIONER_2}.txt", as_text(pair_table(PART_2)))
THREE = ("ccipra-v322r0-f3.txt", as_text(pair_table([("98980", "97750", "20240101", "*", "0")])))
BOTH = [*([*row, "1"] for row in PART_1_KEPT), *([*row, "2"] for row in PART_2_KEPT)]


def test_one_call_after_another_in_any_order_is_as_one_call(read: Read, folder: Path) -> None:
    together = read("ncci", ONE, TWO).text
    for first, second in ((ONE, TWO), (TWO, ONE)):
        (folder / NAME).unlink()
        read("ncci", first)
        assert read("ncci", second).text == together
    assert (folder / NAME).read_text(encoding="utf-8") == together


def test_a_part_again_replaces_its_own_rows_only(read: Read) -> None:
    read("ncci", ONE, TWO)
    again = (ONE[0], as_text(pair_table([("20561", "20560", "20200101", "20260930", "0")])))
    assert rows_of(read("ncci", again)) == [
        ["20561", "20560", "2020-01-01", "2026-09-30", "0", "1"],
        *BOTH[2:],
    ]


def test_the_last_part_alone_does_not_answer(read: Read, folder: Path) -> None:
    edition = read("ncci", TWO)
    assert (edition.parts, edition.complete) == ((2,), False)
    assert edition.remarks == (
        "part 1 is missing; until it is there, this quarter does not answer",
    )
    assert "# complete: no" in edition.text.splitlines()
    assert incomplete_editions(folder) == {NAME: "part 1 is missing"}
    names, zero = ["97140", "97750"], np.zeros(1, np.intp)
    day, table = np.array([19000], np.int32), np.zeros(1, np.int8)
    found = load_code_sets(imported=folder).pair_edits.look_up(names, zero, zero + 1, day, table)
    assert found.standing.tolist() == [NOT_LOADED]
    assert read("ncci", ONE).complete
    assert incomplete_editions(folder) == {}
    found = load_code_sets(imported=folder).pair_edits.look_up(names, zero, zero + 1, day, table)
    assert found.standing.tolist() != [NOT_LOADED]


def test_a_gap_left_by_single_calls_is_said_until_it_is_filled(read: Read) -> None:
    read("ncci", ONE)
    edition = read("ncci", THREE)
    assert edition.remarks[0].startswith("part 2 is missing")
    assert not edition.complete
    filled = read("ncci", TWO)
    assert (filled.parts, filled.complete, filled.remarks) == ((1, 2, 3), True, ())


def test_a_part_between_those_of_the_folder_makes_no_gap(read: Read) -> None:
    read("ncci", TWO)
    assert read("ncci", ONE, THREE).complete


def test_a_first_part_that_ends_before_the_therapy_codes_is_not_all(read: Read) -> None:
    edition = read("ncci", ONE)
    assert not edition.complete
    assert edition.remarks[0].startswith("what follows part 1, which ends before most therapy")


def test_a_revision_replaces_the_quarter_whole_or_not_at_all(read: Read, folder: Path) -> None:
    before = read("ncci", ONE, TWO).text
    one, two = ((name.replace("r0", "r1"), data) for name, data in (ONE, TWO))
    with pytest.raises(IntakeError, match="of another version"):
        read("ncci", two)
    assert (folder / NAME).read_text(encoding="utf-8") == before
    revised = read("ncci", one, two)
    assert "# version: 32.2 r1" in revised.text.splitlines()
    assert rows_of(revised) == BOTH


def test_a_file_without_version_or_part_is_the_whole_quarter(read: Read) -> None:
    whole = ("ptp-practitioner-mcr-2026q3.txt", as_text(pair_table([*PART_1, *PART_2])))
    assert read("ncci", whole).parts == (1,)
    assert read("ncci", ONE, TWO).parts == (1, 2)
    with pytest.raises(ArgumentsError, match="does not say which part it is"):
        read("ncci", whole)


def test_a_quarter_far_younger_than_its_edits_is_asked_about(read: Read) -> None:
    rows = [("97140", "97530", "20250630", "*", "1")]
    edition = read("ncci", (ONE[0], as_text(pair_table(rows))))
    assert edition.remarks == (
        "no edit begins after 2025-06-30: is this really the file of 2026Q3?",
    )


@pytest.mark.parametrize("damage", ["part 1", "# rows: 9", "# codes:", "20560,97602"])
def test_a_damaged_edition_is_never_built_upon(read: Read, folder: Path, damage: str) -> None:
    text = read("ncci", ONE, TWO).text
    assert damage in text
    (folder / NAME).write_text(text.replace(damage, "x", 1), encoding="utf-8")
    with pytest.raises(IntakeError, match="cannot be read; take|another list of therapy codes"):
        read("ncci", ONE)


def test_two_tables_in_one_call_are_two_editions(folder: Path) -> None:
    hospital = ("ccioph-v322r0-f1.txt", TWO[1])
    paths = [put(folder.parent / "published", *file) for file in (ONE, TWO, hospital)]
    editions = read_files("ncci", paths, Said()).editions(folder)
    assert [edition.name for edition in editions] == [
        "ncci-medicare-hospital-2026q3.csv",
        NAME,
    ]
