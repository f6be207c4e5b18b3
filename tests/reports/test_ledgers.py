"""Ledgers and break-outs: a worksheet's own rows, masked on the page and whole in the workbook."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from reports import write_reports
from reports.exception_report import build_report
from reports.html import draw
from reports.view import Report, Table
from tests.reports.night import make_night


@pytest.fixture(scope="module")
def report() -> Report:
    return build_report(make_night())


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    folder = tmp_path_factory.mktemp("ledgers")
    write_reports(make_night(), folder)
    return load_workbook(folder / "exceptions.xlsx")


def cells_of(table: Table, row: int = 0) -> dict[str, object]:
    return {column.name: cell for column, cell in zip(table.columns, table.rows[row], strict=True)}


def test_the_threshold_ledger_begins_with_who_is_past_it(report: Report) -> None:
    first, second = (cells_of(report.ledgers["kx_ledger"], row) for row in (0, 1))
    assert (first["patient"], first["left"], first["crossing"]) == (
        "PAT-10003",
        -3_000,
        "C0003 line 2",
    )
    assert (second["patient"], second["left"], second["opening"]) == ("PAT-10005", 18_000, None)
    assert second["confidence"] == "Spending with other providers is unknown"


def test_what_falls_due_is_in_the_order_of_days(report: Report) -> None:
    table = report.ledgers["deadlines"]
    due = [(row[0], row[1]) for row in table.rows]
    assert due[:2] == [("2026-10-31", -20), ("2026-12-01", 11)]
    assert all(day == "2026-12-31" and left == 41 for day, left in due[2:])
    assert cells_of(table)["call"] == "1000000012"


def test_units_and_assistants_show_their_working(report: Report) -> None:
    units = cells_of(report.ledgers["units"])
    assert (units["minutes"], units["billed"], units["cms"]) == (33, "3", 2)
    assistants = cells_of(report.ledgers["assistant_units"])
    assert (assistants["need"], assistants["working"]) == ("2", "15 + 8; 15 + 7")


@pytest.mark.parametrize("name", ["by_payer", "by_location", "by_provider"])
def test_a_break_out_adds_up_to_all_claims(report: Report, name: str) -> None:
    table = report.summary_tables[name]
    names = [column.name for column in table.columns]
    assert sum(int(str(row[names.index("claims")])) for row in table.rows) == 16
    assert sum(int(str(row[names.index("held_claims")])) for row in table.rows) == 6
    assert sum(int(str(row[names.index("held")])) for row in table.rows) == 96_000


def test_patients_are_masked_on_the_page_and_whole_in_the_workbook(
    report: Report, book: Workbook
) -> None:
    page = draw(report)
    assert "PAT-10003" not in page
    assert "…0003" in page
    sheet = book["KX ledger"]
    assert [sheet.cell(2, 1).value, sheet.cell(2, 5).value] == ["PAT-10003", 2510]


def test_sheets_hold_the_same_rows(report: Report, book: Workbook) -> None:
    for title, table in (
        ("Deadlines", report.ledgers["deadlines"]),
        ("Plan of care", report.ledgers["plan_of_care"]),
        ("Resolved", report.ledgers["resolved"]),
        ("By rule", report.summary_tables["by_rule"]),
        ("By location", report.summary_tables["by_location"]),
    ):
        assert book[title].max_row - 1 == max(len(table.rows), 1), title


def test_a_page_shows_the_first_rows_and_says_how_many_there_are_more(report: Report) -> None:
    ledger = report.ledgers["kx_ledger"]
    long = replace(ledger, rows=ledger.rows * 40)
    assert len(long.page_rows) == 25
    assert long.page_note.endswith("55 more are in the workbook.")


def test_a_night_without_worksheets_says_so(tmp_path: Path) -> None:
    night = replace(make_night(), worksheets={})
    write_reports(night, tmp_path)
    sheet = load_workbook(tmp_path / "exceptions.xlsx")["KX ledger"]
    assert sheet["A2"].value == "Nobody of tonight is near the threshold."
