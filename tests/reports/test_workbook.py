"""The workbook: sheets, kinds of cells, and no formula whatever the texts hold."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from reports import write_reports
from reports.worklist_sheet import WORKLIST_COLUMNS
from tests.reports import night_states
from tests.reports.night import make_night


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workbook")
    write_reports(make_night(), folder)
    return folder / "exceptions.xlsx"


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return load_workbook(path)


def test_the_sheets_stand_in_order(book: Workbook) -> None:
    assert book.sheetnames == [
        "Summary", "Worklist", "Claims", "Resolved", "By payer", "By rule", "By location",
        "By provider", "Deadlines", "KX ledger", "Plan of care", "Units", "Not checked",
        "Rejected rows", "Rules", "Configuration", "Run",
    ]  # fmt: skip


def test_worklist_cells_have_their_kinds(book: Workbook) -> None:
    sheet = book["Worklist"]
    names = [column.name for column in WORKLIST_COLUMNS]
    assert sheet["A1"].value == "Finding"
    assert (sheet.max_row, sheet.max_column) == (31, len(names))
    first = {name: sheet.cell(2, place) for place, name in enumerate(names, start=1)}
    assert str(first["finding_key"].value).startswith("unit001-")
    assert first["amount_cents"].value == 95
    assert first["amount_cents"].number_format == '"$"#,##0.00'
    assert first["service_date"].value == datetime(2026, 11, 17)  # noqa: DTZ001
    assert first["service_date"].is_date
    assert first["procedure_code"].value == "97110"
    assert (first["procedure_code"].data_type, first["procedure_code"].number_format) == ("s", "@")
    assert first["patient_id"].value == "PAT-10001"
    assert first["severity"].value == "Block"
    assert "timed minutes: 33" in str(first["evidence"].value)
    assert "suggestion" not in str(first["evidence"].value)


def test_worklist_is_ready_to_work_in(book: Workbook) -> None:
    sheet = book["Worklist"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:AL31"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToWidth == 1
    choices = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert choices["D2:D31"] == '"Open,In work,Waiting,Fixed,Accepted"'
    assert "biller" in str(choices["E2:E31"])
    assert sheet.conditional_formatting
    assert sheet.oddHeader is not None
    assert "protected health information" in str(sheet.oddHeader.center.text)


def test_there_is_no_formula(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            assert not re.search(rb"<(\w+:)?f[ >/]", package.read(name)), name
            assert not name.endswith((".bin", "externalLink1.xml")), name


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist() if "core.xml" not in name}


def test_the_same_night_gives_the_same_parts(path: Path, tmp_path: Path) -> None:
    write_reports(make_night(), tmp_path)
    assert parts(tmp_path / "exceptions.xlsx") == parts(path)


def test_empty_nights_open_too(tmp_path: Path) -> None:
    for place, make in enumerate((night_states.without_findings, night_states.all_rejected)):
        folder = tmp_path / str(place)
        folder.mkdir()
        write_reports(make(make_night()), folder)
        sheet = load_workbook(folder / "exceptions.xlsx")["Worklist"]
        assert sheet.max_row == 2
        assert sheet["A2"].value
