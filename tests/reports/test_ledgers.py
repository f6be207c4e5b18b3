"""Ledgers and break-outs: a worksheet's own rows, masked on the page and whole in the workbook."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from reports import standing, write_reports
from reports.exception_report import build_report
from reports.html import draw
from reports.view import Cell, Kind, Link, Report, Table, shown, without_bars
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
    assert second["confidence"] == "Outside spending unknown"


def test_units_and_assistants_show_their_working(report: Report) -> None:
    units = cells_of(report.ledgers["units"])
    assert (units["minutes"], units["billed"], units["cms"]) == (33, "3", 2)
    assistants = cells_of(report.ledgers["assistant_units"])
    assert (assistants["need"], assistants["working"]) == ("2", "15 + 8; 15 + 7")


@pytest.mark.parametrize("name", ["by_payer", "by_location", "by_provider"])
def test_a_break_out_adds_up_to_all_claims(report: Report, name: str) -> None:
    table = report.summary_tables[name]
    names = [column.name for column in table.columns]
    # 16 claims of $160.00: 6 on Hold, 4 at Review.
    for column, expected in (
        ("claims", 16), ("held_claims", 6), ("held", 96_000), ("review_claims", 4),
        ("review", 64_000), ("charges", 256_000),
    ):  # fmt: skip
        place = names.index(column)
        assert sum(int(str(row[place])) for row in table.rows) == expected, column
        assert table.total[place] == expected, column


def test_claims_stand_where_their_first_line_says(report: Report) -> None:
    # Claim n is at location n mod 3: held 1, 4, 7 at L01; 2, 11 at L02; 3 at L00.
    rows = [row[:4] for row in report.summary_tables["by_location"].rows]
    assert rows == [("L01", 6, 3, 48_000), ("L02", 5, 2, 32_000), ("L00", 5, 1, 16_000)]


def test_a_credit_lowers_the_sum_and_the_total() -> None:
    night = make_night()
    # Claim 4 (MCR, Hold) becomes a credit of $700.00: MCR held 3 x $160.00 - $700.00.
    charges = night.dispositions["charge_cents"].where(
        night.dispositions["claim_id"] != "C0004", -70_000
    )
    table = standing.by_payer(
        replace(night, dispositions=night.dispositions.assign(charge_cents=charges))
    )
    held = {str(row[0]): row[3] for row in table.rows}
    assert held["MCR"] == -22_000
    assert table.total[3] == 10_000
    assert shown(held["MCR"], Kind.MONEY) == "-$220.00"


def test_patients_are_masked_on_the_page_and_whole_in_the_workbook(
    report: Report, book: Workbook
) -> None:
    page = draw(report)
    assert "PAT-1" not in page
    assert "…0005" in page  # close to the threshold
    assert "…0012" in page  # due tonight
    sheet = book["KX ledger"]
    assert [sheet.cell(2, 1).value, sheet.cell(2, 5).value] == ["PAT-10003", 2510]


def test_sheets_hold_the_same_rows(report: Report, book: Workbook) -> None:
    tables = {**report.summary_tables, **report.ledgers}
    for title, name in (
        ("Deadlines", "deadlines"), ("Plan of care", "plan_of_care"), ("Resolved", "resolved"),
        ("KX ledger", "kx_ledger"), ("By rule", "by_rule"), ("By payer", "by_payer"),
        ("By location", "by_location"), ("By provider", "by_provider"),
    ):  # fmt: skip
        table = without_bars(tables[name])
        sheet = [list(row) for row in book[title].iter_rows(min_row=2, values_only=True)]
        assert [[drawn(cell) for cell in row] for row in sheet] == [
            [told(cell, column.kind) for cell, column in zip(row, table.columns, strict=True)]
            for row in table.rows
        ], title


def told(cell: Cell, kind: Kind) -> str:
    """A value of a table as the workbook should hold it."""
    if isinstance(cell, int) and kind is Kind.MONEY:
        return f"{cell / 100:g}"
    text = cell.text if isinstance(cell, Link) else cell
    return "" if text is None else str(text)


def drawn(value: object) -> str:
    """A cell's value in the same words."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return f"{value:g}" if isinstance(value, float) else "" if value is None else str(value)


def test_a_page_shows_the_first_rows_and_says_how_many_there_are_more(report: Report) -> None:
    watch = report.ledgers["kx_watch"]
    long = replace(watch, rows=watch.rows * 40)
    assert len(long.page_rows) == 15
    assert long.page_note.endswith("25 more are in the workbook.")
    assert replace(watch, rows=watch.rows * 16).page_note.endswith("1 more is in the workbook.")


def test_columns_of_the_own_sheet_are_not_on_the_page(report: Report) -> None:
    watch = report.ledgers["kx_watch"]
    names = [column.name for column in watch.page_columns]
    assert "opening" not in names
    assert len(watch.page_rows[0]) == len(names) < len(watch.columns)


def test_a_night_without_worksheets_says_so(tmp_path: Path) -> None:
    night = replace(make_night(), worksheets={})
    write_reports(night, tmp_path)
    sheet = load_workbook(tmp_path / "exceptions.xlsx")["KX ledger"]
    assert sheet["A2"].value == "Nobody of tonight is near the threshold."
