"""Every kind in every published layout gives the edition worked out by hand, and nights find it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from payer_rules.code_sets import load_code_sets
from payer_rules.model import day_number
from payer_rules.ncci import EXACT, STALE, TABLES
from tests.imports.conftest import Read, rows_of
from tests.imports.published import (
    FEE_FILE,
    FEES_KEPT,
    GPCI_KEPT,
    MUE_HOSPITAL,
    MUE_KEPT,
    MUE_PRACTITIONER,
    PART_1,
    PART_1_KEPT,
    PART_2,
    PART_2_KEPT,
    PRACTITIONER_1,
    PRACTITIONER_2,
    REASON,
    SECRET,
    Table,
    as_csv,
    as_text,
    as_workbook,
    as_zip,
    fee_table,
    gpci_table,
    mue_table,
    pair_table,
)

PAIRS_KEPT = [*([*row, "1"] for row in PART_1_KEPT), *([*row, "2"] for row in PART_2_KEPT)]
FORMS: dict[str, tuple[str, Callable[[Table], bytes]]] = {
    "txt": (".txt", as_text),
    "csv": (".csv", as_csv),
    "xlsx": (".xlsx", as_workbook),
    "xlsx of numbers": (".xlsx", lambda table: as_workbook(table, numbers=True)),
}


@pytest.mark.parametrize("form", FORMS)
def test_two_parts_of_pairs(read: Read, form: str) -> None:
    suffix, made = FORMS[form]
    edition = read(
        "ncci",
        (PRACTITIONER_1 + suffix, made(pair_table(PART_1))),
        (PRACTITIONER_2 + suffix, made(pair_table(PART_2))),
    )
    assert edition.name == "ncci-medicare-practitioner-2026q3.csv"
    assert rows_of(edition) == PAIRS_KEPT
    assert (edition.rows, edition.kept, edition.parts) == (13, 9, (1, 2))
    assert edition.complete
    assert (edition.first, edition.last) == (date(1998, 1, 1), date(2026, 9, 30))
    for line in ("# quarter first day: 2026-07-01", "# quarter last day: 2026-09-30",
                 "# version: 32.2 r0", "# parts: 1 2", "# complete: yes", "# rows: 9"):  # fmt: skip
        assert line in edition.text.splitlines()
    assert REASON not in edition.text


def test_a_zip_of_texts_and_workbooks_is_read_once_by_its_texts(read: Read) -> None:
    members = {
        "notes/readme.pdf": b"nothing",
        f"{PRACTITIONER_1}.TXT": as_text(pair_table(PART_1)),
        f"{PRACTITIONER_1}.xlsx": b"never opened",
        f"{PRACTITIONER_2}.txt": as_text(pair_table(PART_2)),
        f"{PRACTITIONER_2}.xlsx": b"never opened",
    }
    edition = read("ncci", ("ccipra-v322r0.zip", as_zip(members)))
    assert rows_of(edition) == PAIRS_KEPT
    assert f"ccipra-v322r0.zip: {PRACTITIONER_1}.TXT" in edition.text


def test_one_zip_a_part_as_cms_offers_them(read: Read) -> None:
    stem = "medicare-ncci-2026q3-practitioner-ptp-edits"
    edition = read(
        "ncci",
        (f"{stem}-{PRACTITIONER_1}.zip", as_zip({"a.txt": as_text(pair_table(PART_1))})),
        (f"{stem}-{PRACTITIONER_2}.zip", as_zip({"b.txt": as_text(pair_table(PART_2))})),
    )
    assert rows_of(edition) == PAIRS_KEPT


def test_hospital_pairs_of_july_2024(read: Read) -> None:
    rows = [("97140", "97530", "20240701", "*", "1")]
    edition = read("ncci", ("ccioph-v302r0-f1.txt", as_text(pair_table(rows))))
    assert edition.name == "ncci-medicare-hospital-2024q3.csv"
    assert rows_of(edition) == [["97140", "97530", "2024-07-01", "", "1", "1"]]


def test_dates_with_slashes_blanks_around_cells_and_a_file_without_last_line_end(
    read: Read,
) -> None:
    rows = [(" 97140", "97530 ", "07/01/2026", "9/30/2026", "0 ")]
    data = as_text(pair_table(rows)).removesuffix(b"\r\n")
    edition = read("ncci", (f"{PRACTITIONER_1}.txt", data))
    assert rows_of(edition) == [["97140", "97530", "2026-07-01", "2026-09-30", "0", "1"]]


def test_headings_whose_numbers_stand_below_and_headings_in_one_line(read: Read) -> None:
    table = pair_table(PART_2)
    stacked = [list(record) for record in table]
    stacked[2][:2], stacked[3][:2] = ["Column", "Column"], ["1", "2"]
    in_one = [" ".join(filter(None, words)) for words in zip(*table[2:6], strict=True)]
    for made in (stacked, [*table[:2], in_one, *table[6:]]):
        edition = read("ncci", (f"{PRACTITIONER_1}.txt", as_text(made)))
        assert [row[:5] for row in rows_of(edition)] == PART_2_KEPT


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n\r\n"])
def test_other_line_ends(read: Read, end: bytes) -> None:
    data = as_text(pair_table(PART_2)).replace(b"\r\n", end)
    edition = read("ncci", (f"{PRACTITIONER_1}.txt", data))
    assert [row[:5] for row in rows_of(edition)] == PART_2_KEPT


@pytest.mark.parametrize("form", ["csv", "xlsx", "xlsx of numbers"])
@pytest.mark.parametrize(
    ("name", "setting", "file"),
    [
        (MUE_PRACTITIONER, "Practitioner", "mue-medicare-practitioner-2026q3.csv"),
        (MUE_HOSPITAL, "Outpatient Hospital", "mue-medicare-hospital-2026q3.csv"),
        (MUE_PRACTITIONER.replace("MCR", "MCD"), "Practitioner",
         "mue-medicaid-practitioner-2026q3.csv"),
    ],
)  # fmt: skip
def test_unit_limits(read: Read, form: str, name: str, setting: str, file: str) -> None:
    suffix, made = FORMS[form]
    edition = read("mue", (name + suffix, made(mue_table(setting))))
    assert edition.name == file
    assert rows_of(edition) == MUE_KEPT


def test_medicaid_limits_without_an_indicator_have_none(read: Read) -> None:
    table = [record[:2] for record in mue_table()[1:]]
    edition = read("mue", ("MCD_MUE_Practitioner_Eff_07-01-2026.csv", as_csv(table)))
    assert rows_of(edition) == [[code, units, ""] for code, units, _ in MUE_KEPT]


@pytest.mark.parametrize("form", ["csv", "xlsx", "xlsx of numbers"])
def test_relative_values_of_32_columns(read: Read, form: str) -> None:
    suffix, made = FORMS[form]
    edition = read("fees", (FEE_FILE + suffix, made(fee_table())))
    assert edition.name == "fees-2026-07-01.csv"
    dated = ["2026-07-01", "2026-12-31", "0.97", "CMS physician fee schedule July 2026"]
    assert rows_of(edition) == [[row[0], *dated, *row[1:]] for row in FEES_KEPT]
    assert SECRET not in edition.text


def test_relative_values_of_31_columns_and_a_name_of_two_digits(read: Read) -> None:
    title = "2025 National Physician Fee Schedule Relative Value File October Release"
    table = fee_table(title, "RELEASED 09/30/2025", "32.3465", extra=False)
    assert len(table[-1]) == 31
    edition = read("fees", ("PPRRVU25_OCT.csv", as_csv(table)))
    assert edition.name == "fees-2025-10-01.csv"
    assert rows_of(edition)[2][-7:] == ["A", "0.45", "0.40", "0.40", "0.01", "5", "32.3465"]


def test_a_release_zip_gives_each_kind_its_file(read: Read) -> None:
    qualifying = "PPRRVU2026_Jul_QPP.csv"
    release = as_zip(
        {
            f"{FEE_FILE}.csv": as_csv(fee_table()),
            f"{FEE_FILE}.txt": b"of fixed width, not read",
            qualifying: as_csv(fee_table(factor="33.5675")),
            "GPCI2026.csv": as_csv(gpci_table()),
            "26LOCCO.csv": b"counties",
        }
    )
    zipped = ("rvu26c-updated-06-30-2026.zip", release)
    assert rows_of(read("fees", zipped))[0][-1] == "33.4009"
    assert rows_of(read("fees", zipped, qualifying=True))[0][-1] == "33.5675"
    assert [[row[0], *row[-3:]] for row in rows_of(read("gpci", zipped))] == GPCI_KEPT


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("both_floors", [False, True])
def test_geographic_factors_with_the_floor(read: Read, form: str, both_floors: bool) -> None:
    suffix, made = FORMS[form]
    edition = read("gpci", (f"GPCI2026{suffix}", made(gpci_table(both_floors=both_floors))))
    assert edition.name == "gpci-2026.csv"
    assert [[row[0], *row[-3:]] for row in rows_of(edition)] == GPCI_KEPT
    assert edition.rows == 3


def test_nights_look_the_imported_tables_up(read: Read, folder: Path) -> None:
    read("ncci", (f"{PRACTITIONER_1}.txt", as_text(pair_table([*PART_1, *PART_2]))))
    read("mue", (f"{MUE_PRACTITIONER}.csv", as_csv(mue_table())))
    read("fees", (f"{FEE_FILE}.csv", as_csv(fee_table())))
    read("gpci", ("GPCI2026.csv", as_csv(gpci_table())))
    sets = load_code_sets(imported=folder)
    names, table = ["97750", "97140", "97530"], TABLES.index("medicare-practitioner")
    days = [date(2026, 6, 30), date(2026, 7, 1), date(2026, 10, 1)]
    day = np.array([day_number(one) for one in days], np.int32)
    one, other = np.zeros(3, np.intp), np.ones(3, np.intp)
    found = sets.pair_edits.look_up(names, one, other, day, np.full(3, table, np.int8))
    # 97140 with 97750 begins on 2026-07-01; after the quarter the last known edits are stale.
    assert found.indicator.tolist() == [-1, 1, 1]
    assert found.one_is_first.tolist() == [False, False, False]
    assert found.standing.tolist() == [EXACT, EXACT, STALE]
    assert sets.pair_edits.knows([*names, "99213"], table).tolist() == [True, True, True, False]
    codes = pd.Categorical(["97110"])
    limit = sets.unit_limits.look_up(codes, day[1:2], np.array([table], np.int8))
    assert (limit.limit.tolist(), limit.mai.tolist()) == ([6], [3])
    july, june = (sets.fees.take("pe_nonfacility", codes, day[at : at + 1], -1) for at in (1, 0))
    assert july.tolist() == [0.40]
    assert june.tolist() != [-1]
    place = pd.Categorical(["06102-16"])
    assert sets.gpci.take("mp", place, day[1:2], -1).tolist() == [1.623]
