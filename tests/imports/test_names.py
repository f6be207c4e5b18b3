"""What the names of published files say; version 32.2 is the third quarter of 2026."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from payer_rules.code_sets import load_code_sets
from pipeline.imports.coverage import coverage_of
from pipeline.imports.names import said_by_name
from pipeline.imports.quarters import Quarter, Said
from pipeline.imports.therapy import therapy_codes
from tests.imports.conftest import Read
from tests.imports.published import as_csv, fee_table

NAMES = {
    "ccipra-v322r0-f1.txt": Said(
        "medicare", "practitioner", Quarter(2026, 3), "32.2 r0", 1, 2026
    ),
    "CCIOPH-V302R1-F4.xlsx": Said("medicare", "hospital", Quarter(2024, 3), "30.2 r1", 4, 2024),
    "medicare-ncci-2026q1-practitioner-ptp-edits-ccipra-v320r0-f2.zip": Said(
        "medicare", "practitioner", Quarter(2026, 1), "32.0 r0", 2, 2026
    ),
    "medicaid-ncci-q2-2026-hospital-ptp-edits.zip": Said(
        "medicaid", "hospital", Quarter(2026, 2), year=2026
    ),
    "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv": Said(
        "medicare", "practitioner", Quarter(2026, 3), year=2026
    ),
    "MCD_MUE_OutpatientHospitalServices_Eff_01-01-2025.csv": Said(
        "medicaid", "hospital", Quarter(2025, 1), year=2025
    ),
    "MCR_MUE_DMESupplierServices_Eff_10-01-2025.csv": Said(
        "medicare", "supplier", Quarter(2025, 4), year=2025
    ),
    # The first of August begins no quarter: someone has to say which it is.
    "MCR_MUE_PractitionerServices_Eff_08-01-2026.csv": Said("medicare", "practitioner"),
    "PPRRVU2026_Jul_nonQPP.csv": Said(quarter=Quarter(2026, 3), year=2026, qualifying=False),
    "PPRRVU2026_Jan_QPP.csv": Said(quarter=Quarter(2026, 1), year=2026, qualifying=True),
    "PPRRVU25_OCT.csv": Said(quarter=Quarter(2025, 4), year=2025),
    "rvu26c-updated-06-30-2026.zip": Said(quarter=Quarter(2026, 3), year=2026),
    "GPCI2026.csv": Said(year=2026),
    "claims of monday.csv": Said(),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names(name: str) -> None:
    assert said_by_name(name) == NAMES[name]


@pytest.mark.parametrize(
    ("quarter", "first", "last"),
    [
        (Quarter(2026, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (Quarter(2024, 3), date(2024, 7, 1), date(2024, 9, 30)),
        (Quarter(2026, 4), date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_days_of_quarters(quarter: Quarter, first: date, last: date) -> None:
    assert (quarter.first_day, quarter.last_day) == (first, last)
    assert Quarter.parse(str(quarter)) == quarter
    assert Quarter.beginning(first) == quarter
    assert Quarter.beginning(last) is None


def test_text_that_is_no_quarter() -> None:
    for text in ("2026Q5", "2026Q0", "Q3 2026", "26Q3", "2026", ""):
        assert Quarter.parse(text) is None
    assert Quarter.of_version(32, 4) is None


def test_therapy_codes_are_those_of_the_shipped_tables() -> None:
    codes = therapy_codes()
    # Always and sometimes therapy, ended codes, what stands beside them in shipped pairs.
    assert {"97110", "92507", "G0283", "97001", "97602", "98940"} <= codes
    assert not {"99213", "10060", "29881"} & codes


def test_years_without_fees_are_gaps_in_what_is_covered(read: Read, folder: Path) -> None:
    title = "2028 National Physician Fee Schedule Relative Value File April Release"
    table = fee_table(title, "RELEASED 03/15/2028", "34.1234")
    read("fees", ("PPRRVU2028_Apr_nonQPP.csv", as_csv(table)))
    sets = load_code_sets(imported=folder)
    told = {one.table: one for one in coverage_of(sets, folder, date(2027, 6, 1))}["Medicare fees"]
    assert "to 2026-12-31, 2028-04-01 to 2028-12-31; nothing as of 2027-06-01" in told.sentence
    assert told.sentence.endswith("import 2027 with claimscrub import fees")
    assert not told.is_current
