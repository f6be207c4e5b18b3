"""The text tables of the tests give the same frames as intake does."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from pandera.errors import SchemaError

from pipeline.intake import IntakeSettings, read_table
from tests.tables import Night, frame_of, tables_of

DRAWN = {
    "claims": (
        "claim code mods units charge allowed received born discipline",
        "C1 97110 GP,59 2 120.50 58.12 7 1950-02-03 PT",
        "C2 97161 - 1 0.01 - - - -",
    ),
    "visits": ("visit code minutes start_time total", "V1 97110 25 08:05 25", "V2 97530 - - -"),
    "plans": ("start end type signed", "10-01 - initial 10-05", "11-01 11-20 - -"),
    "spend": ("year bucket amount source", "2026 OT 2000.00 other-providers", "2026 OT 1.00 -"),
}


@pytest.mark.parametrize("table", DRAWN)
def test_frames_are_those_of_intake(table: str, tmp_path: Path) -> None:
    drawn = frame_of(table, "\n".join(DRAWN[table]))
    text = drawn.copy()
    for name in ("charge", "allowed_amount", "amount"):
        if name in text:
            text[name] = [None if pd.isna(cents) else f"{cents / 100:.2f}" for cents in text[name]]
    if "start_time" in text:
        text["start_time"] = ["08:05", None]
    path = tmp_path / f"{table}.csv"
    text.to_csv(path, index=False)
    read = read_table(table, [path], IntakeSettings())
    assert read.rejected.empty
    assert read.supplied == set(drawn.columns)
    pd.testing.assert_frame_equal(read.frame, drawn)


def test_what_is_not_drawn_takes_a_default() -> None:
    (row,) = frame_of("claims", "code / 97110").to_dict("records")
    assert row == {
        "claim_id": "C1",
        "line_number": 1,
        "patient_id": "P1",
        "payer_id": "medicare",
        "service_date": pd.Timestamp("2026-11-16"),
        "procedure_code": "97110",
        "units": 1.0,
        "charge": 6000,
    }


def test_lines_are_numbered_within_their_claim() -> None:
    frame = frame_of("claims", "claim code / A 97110 / B 97110 / A 97140 / A 97530")
    assert frame["line_number"].tolist() == [1, 1, 2, 3]


def test_rows_may_be_piped_and_on_lines_of_their_own() -> None:
    piped = frame_of("claims", "claim | code\nC 1 | 97110\nC 2 | 97140")
    assert piped["claim_id"].tolist() == ["C 1", "C 2"]


def test_supplied_are_the_columns_drawn() -> None:
    tables = tables_of(Night("code mods / 97110 GP", plans="patient start signed"))
    assert {"modifier_1", "modifier_4", "units"} <= tables.supplied["claims"]
    assert "allowed_amount" not in tables.supplied["claims"]
    assert "certified_on" in tables.supplied["plans"]
    assert tables.plans is not None
    assert tables.plans.empty
    assert "visits" not in tables.supplied


def test_earlier_lines_have_their_place_and_night() -> None:
    night = Night("code / 97110", earlier_lines="claim night code / C0 11-02 97110 / C9 - 97140")
    earlier = tables_of(night).earlier_lines
    assert earlier is not None
    assert earlier["place"].tolist() == [0, 1]
    assert earlier["night"].astype("str").tolist() == ["2026-11-02", "2026-11-18"]


def test_a_misspelt_heading_is_refused() -> None:
    with pytest.raises(AssertionError, match="claims has no column cod"):
        frame_of("claims", "cod / 97110")


@pytest.mark.parametrize(
    ("table", "text"),
    [("claims", "code / 9711"), ("visits", "code minutes / 97110 1441"), ("plans", "type / first")],
)
def test_what_intake_would_reject_is_refused(table: str, text: str) -> None:
    with pytest.raises(SchemaError):
        frame_of(table, text)


def test_a_plan_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(AssertionError, match="end_date_not_before_start_date"):
        frame_of("plans", "start end / 11-02 11-01")
