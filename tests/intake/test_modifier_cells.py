"""Modifiers that are wrong but readable reach the rules (RULES.md "SCH", MOD010)."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.intake import IntakeSettings, read_table

HEADING = "claim_id,line_number,patient_id,payer_id,service_date,procedure_code,units,charge"
ROW = "C1,1,P1,MCR,2026-11-16,97110,1,60.00"


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("gp", "GP"),
        ("GP59", "GP59"),
        ("G", "G"),
        ("GP 59 KX", "GP 59 KX"),
        ("g-", "G-"),
        ("GP:59:KX:CQ:76", "GP:59:KX:CQ:76"),
    ],
)
@pytest.mark.parametrize("column", ["modifier_1", "modifiers"])
def test_a_readable_cell_is_accepted_in_upper_case(
    cell: str, kept: str, column: str, tmp_path: Path
) -> None:
    path = tmp_path / "claims.csv"
    path.write_text(f"{HEADING},{column}\n{ROW},{cell}\n")
    read = read_table("claims", [path], IntakeSettings())
    assert read.rejected.empty
    assert read.frame[column].tolist() == [kept]
