"""Limits, fees and factors that are not what they say are refused, with their place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.failures import ArgumentsError
from tests.imports.conftest import Read, refused
from tests.imports.published import (
    FEE_FILE,
    MARK,
    MUE_HOSPITAL,
    MUE_PRACTITIONER,
    PART_2,
    Table,
    as_csv,
    as_text,
    fee_table,
    gpci_table,
    mue_table,
    pair_table,
    shifted,
)

# Three lines of copyright, two of headings, then 0001U, 97110, 97150.
WRONG_LIMITS: dict[str, tuple[str, bytes, str]] = {
    "units": ("97110,6,", b"97110,six,", ", line 7, column MUE Values: this is no whole"),
    "negative": ("97110,6,", b"97110,-6,", ", line 7, column MUE Values: this is no whole"),
    "code": ("97110,6,", b"x7110,6,", ", line 7, column HCPCS/CPT Code: this is no procedure"),
    "indicator": (",3 Date", b",4 Date", ", line 7, column MUE Adjudication Indicator: this does"),
    "twice": ("97150,1,3", b"97110,1,3", ", line 8, column MUE Values: the code stands twice"),
    "headings": ("MUE Values", b"Values", ": the heading block of a file of unit limits"),
    "no indicator": ("MUE Adjudication", b"x", ", line 4: no single column is headed MUE Adju"),
    "a cell too few": (",Nature of", b" Nature of", ", line 6: the line has fewer cells"),
}  # fmt: skip


@pytest.mark.parametrize("fault", WRONG_LIMITS)
def test_files_of_unit_limitsrefused(read: Read, fault: str) -> None:
    before, after, said = WRONG_LIMITS[fault]
    data = as_csv(mue_table()).replace(before.encode(), after, 1)
    assert refused(read, "mue", f"{MUE_PRACTITIONER}.csv", data).startswith(said)


def test_limits_of_suppliers_and_of_another_setting_arerefused(read: Read) -> None:
    supplier = "MCR_MUE_DMESupplierServices_Eff_07-01-2026.csv"
    assert "suppliers" in refused(read, "mue", supplier, as_csv(mue_table("DME Supplier")))
    data = as_csv(mue_table("Practitioner"))
    said = refused(read, "mue", f"{MUE_HOSPITAL}.csv", data)
    assert said == ": the headings give another setting than the file's name"


def test_pairs_given_as_limits_and_limits_cut_off(read: Read) -> None:
    said = refused(read, "mue", f"{MUE_PRACTITIONER}.csv", as_text(pair_table(PART_2)))
    assert "use: claimscrub import ncci" in said
    data = as_csv(mue_table())
    assert "fewer cells" in refused(read, "mue", f"{MUE_PRACTITIONER}.csv", data[:-40])
    no_therapy = as_csv(mue_table(rows=[("0001U", "1", "2 Date of Service Edit: Policy")]))
    said = refused(read, "mue", f"{MUE_PRACTITIONER}.csv", no_therapy)
    assert said == ": the file holds no row of a therapy code"


def _fees(change: Callable[[Table], None]) -> bytes:
    table = fee_table()
    change(table)
    return as_csv(table)


def _set(row: int, column: int, cell: str) -> bytes:
    """The fee file with one cell replaced; rows from 0 below the headings, at line 10."""

    def change(table: Table) -> None:
        table[9 + row][column] = cell

    return _fees(change)


WRONG_FEES: dict[str, tuple[bytes, str]] = {
    "year of the title": (
        as_csv(fee_table("2025 National Physician Fee Schedule Relative Value File July Release")),
        ": the headings give another quarter than the file's name",
    ),
    "year without a month": (
        as_csv(fee_table("2025 National Physician Fee Schedule Relative Value File")),
        ", line 9: the headings name another year than 2026",
    ),
    "month of the title": (
        as_csv(fee_table("2026 National Physician Fee Schedule Relative Value File April Release")),
        ": the headings give another quarter than the file's name",
    ),
    "release line": (
        as_csv(fee_table(released="RELEASED 06/30/2024")),
        ", line 9: the release line does not belong to 2026Q3",
    ),
    "factor of another year": (
        as_csv(fee_table(factor="32.3465")),
        ", column CONV FACTOR: the conversion factor is that of another year than 2026",
    ),
    "two factors": (_set(3, 25, "33.4010"), ", column CONV FACTOR: its rows have several"),
    "code": (_set(4, 0, MARK), ", line 14, column HCPCS: this is no procedure code"),
    "number": (_set(3, 5, "0.4x"), ", line 13, column work: this is no number"),
    "blank number": (_set(3, 6, ""), ", line 13, column pe_nonfacility: this is no number"),
    "too exact": (_set(3, 5, "0.451"), ", line 13, column work: this is no number of at most 2"),
    "status": (_set(0, 3, "AA"), ", line 10, column STATUS CODE: this is no status"),
    "indicator": (_set(3, 18, "x"), ", line 13, column MULT PROC: this is no indicator"),
    "twice": (_set(4, 0, "97110"), ", line 14, column HCPCS: the code stands twice"),
    "words above": (
        as_csv(fee_table()).replace(b"WORK,NON-FAC,", b"NON-FAC,WORK,", 1),
        ", line 9, column 6: the words above RVU are those of another column",
    ),
    "no factor": (
        as_csv(fee_table()).replace(b"BASE,FACTOR", b"BASE,FACTORS", 1),
        ", line 9: no column is headed FACTOR",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", WRONG_FEES)
def test_fee_filesrefused(read: Read, folder: Path, fault: str) -> None:
    data, said = WRONG_FEES[fault]
    assert refused(read, "fees", f"{FEE_FILE}.csv", data).startswith(said)
    assert list(folder.iterdir()) == []


def test_a_shifted_column_of_a_fee_file(read: Read) -> None:
    data = as_csv(shifted(fee_table(), 9, at=3))
    said = refused(read, "fees", f"{FEE_FILE}.csv", data)
    assert said.startswith(", line 10, column STATUS CODE")


def test_the_fee_file_of_qualifying_participants_has_to_be_asked_for(read: Read) -> None:
    qualifying = ("PPRRVU2026_Jul_QPP.csv", as_csv(fee_table(factor="33.5675")))
    with pytest.raises(ArgumentsError, match="take the nonQPP file, or say --qualifying"):
        read("fees", qualifying)
    assert "33.5675" in read("fees", qualifying, qualifying=True).text
    with pytest.raises(ArgumentsError, match="not the file for qualifying participants"):
        read("fees", (f"{FEE_FILE}.csv", as_csv(fee_table())), qualifying=True)


WRONG_FACTORS: dict[str, tuple[bytes, str]] = {
    "title": (as_csv(gpci_table(titled="2025")), ", line 3: title or headings name another year"),
    "headings": (as_csv(gpci_table("2025", "2025")), ": the headings give another year than"),
    "contractor": (
        as_csv(gpci_table()).replace(b"02102", b"2102"),
        ", line 5, column mac: this lost its leading zeros",
    ),
    "locality": (
        as_csv(gpci_table()).replace(b"IL,16", b"IL,xx"),
        ", line 6, column locality: this is no number",
    ),
    "factor": (
        as_csv(gpci_table()).replace(b"1.623", b"1.6x3"),
        ", line 6, column mp: this is no factor",
    ),
    "zero": (as_csv(gpci_table()).replace(b"1.623", b"0.000"), ", line 6, column mp: this is no"),
    "twice": (
        as_csv(gpci_table()).replace(b"06102,IL,16", b"02102,IL,01"),
        ", line 6, column Locality Number: the locality stands twice",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", WRONG_FACTORS)
def test_files_of_factorsrefused(read: Read, fault: str) -> None:
    data, said = WRONG_FACTORS[fault]
    assert refused(read, "gpci", "GPCI2026.csv", data).startswith(said)


@pytest.mark.parametrize(
    ("kind", "name", "data"),
    [
        ("mue", f"{MUE_PRACTITIONER}.csv", as_csv(mue_table())),
        ("fees", f"{FEE_FILE}.csv", as_csv(fee_table())),
    ],
)
def test_a_text_that_ends_within_its_last_cell(
    read: Read, kind: str, name: str, data: bytes
) -> None:
    assert read(kind, (name, data.removesuffix(b"\r\n"))).kept == 4
    for cut in (3, 4):
        assert refused(read, kind, name, data[:-cut]).startswith(": the file ends within a line")
