"""Which sheet of a workbook is read, which row is the heading, and how rows are counted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from pipeline.intake import Intake, IntakeError, IntakeSettings, read_table
from tests.intake.conftest import LENIENT, balanced
from tests.intake.packages import HEADINGS, LINE, claims, parts, row

Read = Callable[..., Intake]


def number(text: str, style: int = 0) -> str:
    return f'<c s="{style}"><v>{text}</v></c>'


def test_rows_are_numbered_as_in_the_sheet_and_blank_ones_counted(sheet: Read) -> None:
    blank = (
        '<row r="5" hidden="1"><c r="A5" s="1"/><c r="B5" t="inlineStr"><is><t> </t></is></c></row>'
    )
    data = (
        row(3, HEADINGS)
        + row(4, LINE)
        + blank
        + row(8, ("C2", *LINE[1:7], "free")).replace("<row ", '<row hidden="1" ')
        + row(9, ("C3", *LINE[1:]))
        + '<row r="700000"/>'
    )
    intake = sheet(data)
    (info,) = intake.files
    assert (info.physical_lines, info.heading_lines, info.blank_lines) == (9, 1, 5)
    assert (info.records, info.accepted, info.continuation_lines) == (3, 2, 0)
    assert intake.physical_line.tolist() == [4, 9]
    assert intake.rejected["physical_line"].tolist() == [8]
    assert json.loads(intake.rejected["raw"].iloc[0]) == ["C2", *LINE[1:7], "free"]


def test_merged_cells_hold_their_value_once(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for cells in (HEADINGS, LINE, ("C2", *LINE[1:])):
        book.active.append(list(cells))
    book.active.merge_cells("C2:C3")
    book.save(tmp_path / "claims.xlsx")
    intake = balanced(read_table("claims", [tmp_path / "claims.xlsx"], LENIENT))
    assert intake.rejected[["physical_line", "column"]].to_numpy().tolist() == [[3, "patient_id"]]


def test_a_value_beyond_the_heading_rejects_its_row_and_finds_its_claim(sheet: Read) -> None:
    moved = row(3, ("note", "C1", *LINE[1:]))
    intake = sheet(row(1, HEADINGS) + row(2, LINE) + moved + row(4, [*LINE, "", "x"]))
    assert intake.rejected["problem"].tolist() == [
        "a value in column 9, where the heading has 8",
        "a value in column 10, where the heading has 8",
    ]
    assert intake.unreadable_claims == {"C1"}


def test_raw_rows_are_lists_of_what_the_cells_show(sheet: Read) -> None:
    line = {
        "service_date": number("46329", 1), "units": '<c t="b"><v>0</v></c>',
        "charge": number("34.609999999999999"), "payer_id": '<c t="e"><v>#REF!</v></c>',
    }  # fmt: skip
    raw = sheet(claims(line)).rejected["raw"].iloc[0]
    assert raw == ('["C1", "1", "P1", "#REF!", "2026-11-03", "97110", "FALSE", "34.61"]')


def test_the_first_sheet_that_is_seen_is_read_and_the_others_told(sheet: Read) -> None:
    data, notes = claims({}), row(1, ["For the office"])
    files = parts(data, "", names=["Export", "Sheet2"])
    assert sheet(files=files).warnings == ()
    assert sheet(files=parts(data, notes)).warnings == (
        "claims.xlsx: sheet 1 of 2 was read; others hold data and were not used",
    )
    hidden = sheet(files=parts(notes, data, states=["veryHidden", ""]))
    assert hidden.warnings == (
        "claims.xlsx: sheet 2 of 2 was read; others hold data and were not used",
    )


def test_two_sheets_that_could_be_the_table_are_refused_until_one_is_named(sheet: Read) -> None:
    november = claims({"claim_id": "N1"})
    october = claims({"claim_id": "O1"}, heading=(*HEADINGS, "clinic"))
    files = parts(november, october, names=["November", "October"])
    with pytest.raises(IntakeError) as caught:
        sheet(files=files)
    assert str(caught.value) == (
        "claims.xlsx: sheets 1 and 2 both have the headings of claims; keep one of them, or name "
        "the sheet to read in the site settings"
    )
    with pytest.raises(IntakeError, match="both have the headings"):
        sheet(files=parts(november, october, states=["", "hidden"]))
    named = IntakeSettings(sheets={"claims": " october "})
    assert sheet(files=files, settings=named).frame["claim_id"].tolist() == ["O1"]
    with pytest.raises(IntakeError, match="no sheet of the name"):
        sheet(files=files, settings=IntakeSettings(sheets={"claims": "May"}))
    with pytest.raises(IntakeError, match="sheet 1 has not the headings of claims, sheet 2 has"):
        sheet(files=parts(row(1, ["cover"]), november))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ('<row r="1"/>', "claims.xlsx: the file is empty"),
        (row(2, ["x", *HEADINGS[1:]]), "claims.xlsx, row 2, column claim_id: a required heading"),
        (row(1, LINE), "the first row must hold the column names"),
        (row(1, ["", *HEADINGS]), "claims.xlsx, row 1: column 1 has no heading"),
        (row(1, [*HEADINGS, " Charge"]), "row 1: columns 8 and 9 have the same heading"),
    ],
)
def test_headings_of_a_sheet(sheet: Read, data: str, sentence: str) -> None:
    with pytest.raises(IntakeError) as caught:
        sheet(data)
    assert sentence in str(caught.value)


def test_a_workbook_as_other_programs_write_it(sheet: Read) -> None:
    """Places left out, a prefix before every element, another spelling of the namespaces."""
    files = parts("<row>" + "".join(f"<c t='s'><v>{n}</v></c>" for n in range(8)) + "</row>"
                  "<row>" + "".join(f"<c t='s'><v>{n}</v></c>" for n in range(8, 16)) + "</row>",
                  strings=[f"<si><t>{text}</t></si>" for text in (*HEADINGS, *LINE)])  # fmt: skip
    name = "xl/worksheets/sheet1.xml"
    prefixed = files[name].replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    files[name] = prefixed.replace("xmlns=", "xmlns:x=")
    files["xl/_rels/workbook.xml.rels"] = files["xl/_rels/workbook.xml.rels"].replace(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
    assert sheet(files=files).frame["claim_id"].tolist() == ["C1"]
