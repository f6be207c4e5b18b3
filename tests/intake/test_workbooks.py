"""Reading a workbook: what each kind of cell is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pipeline.intake import Intake, IntakeError, IntakeSettings, read_table
from tests.intake.conftest import LENIENT, balanced
from tests.intake.packages import HEADINGS, LINE, claims, parts, row, write

Read = Callable[..., Intake]


def by_openpyxl(path: Path, *rows: list[object], **changes: object) -> Path:
    """Write rows with another program than ours."""
    book = openpyxl.Workbook()
    for name, value in changes.items():
        setattr(book, name, value)
    assert book.active is not None
    for cells in rows:
        book.active.append(cells)
    book.save(path)
    return path


def number(text: str, style: int = 0) -> str:
    return f'<c s="{style}"><v>{text}</v></c>'


def formula(value: str, kind: str = "n") -> str:
    return f'<c t="{kind}"><f>A1+1</f>{value}</c>'


def test_texts_numbers_and_dates_of_a_workbook(tmp_path: Path) -> None:
    line = ["C1", 1, "00123", "MCR", dt.date(2026, 11, 3), "97110", 1.5, 34.61]
    others = [["C2", *line[1:7], -0.05], ["C3", *line[1:]]]
    path = by_openpyxl(tmp_path / "claims.xlsx", list(HEADINGS), line, *others)
    intake = balanced(read_table("claims", [path], LENIENT))
    frame = intake.frame
    assert frame["claim_id"].tolist() == ["C1", "C2", "C3"]
    assert frame["patient_id"].tolist() == ["00123"] * 3
    assert frame["charge"].tolist() == [3461, -5, 3461]
    assert frame["units"].tolist() == [1.5] * 3
    assert frame["service_date"].dt.strftime("%Y-%m-%d").tolist() == ["2026-11-03"] * 3
    assert intake.warnings == ()
    (info,) = intake.files
    assert (info.encoding, info.physical_lines, info.blank_lines) == ("xlsx", 4, 0)


@pytest.mark.parametrize(
    ("stored", "cents"),
    [
        ("34.61", 3461),
        ("34.609999999999999", 3461),  # how some programs spell the same number
        ("0.30000000000000004", 30),  # what 0.1 + 0.2 leaves in a cell; a sheet shows 0.3
        ("60", 6000),
        ("60.0", 6000),
        ("1.5E2", 15000),
        ("-7.5e-1", -75),
        ("999999999.99", 99_999_999_999),
    ],
)
def test_an_amount_is_the_number_that_the_sheet_shows(sheet: Read, stored: str, cents: int) -> None:
    assert sheet(claims({"charge": number(stored)})).frame["charge"].tolist() == [cents]


@pytest.mark.parametrize(
    ("cells", "column", "problem"),
    [
        ({"charge": number("1.005")}, "charge", "not an amount such as 1234.50"),
        ({"line_number": number("1.5")}, "line_number", "not a whole number"),
        ({"service_date": number("46329")}, "service_date", "not a date of the form YYYY-MM-DD"),
        (
            {"service_date": number("46329.5", 1)},
            "service_date",
            "a date with a time of day, where a day belongs",
        ),
        ({"service_date": number("0.5", 2)}, "service_date", "a clock time, where a day belongs"),
        ({"service_date": number("60", 1)}, "service_date",
         "a date cell that is no day of the calendar"),
        ({"service_date": number("-3", 1)}, "service_date",
         "a date cell that is no day of the calendar"),
        ({"service_date": number("9e12", 1)}, "service_date",
         "a date cell that is no day of the calendar"),
        ({"service_date": "11/03/2026"}, "service_date", "not a date of the form YYYY-MM-DD"),
        ({"units": number("46329", 1)}, "units",
         "a date or time cell, where a number belongs"),
        ({"claim_id": number("46329", 1)}, "claim_id",
         "a date or time cell, where an id or a code belongs"),
        ({"claim_id": number("12.5")}, "claim_id", "an id stored as a number with a fraction"),
        (
            {"patient_id": number("1234567890123456")},
            "patient_id",
            "an id stored as a number of more than 15 digits: the last are lost",
        ),
        (
            {"patient_id": number("1.23456789012346E+17")},
            "patient_id",
            "an id stored as a number of more than 15 digits: the last are lost",
        ),
        (
            {"units": '<c t="b"><v>1</v></c>'},
            "units",
            "a TRUE or FALSE cell, which no column here takes",
        ),
        ({"payer_id": '<c t="e"><v>#N/A</v></c>'}, "payer_id", "an error cell such as #N/A"),
        ({"charge": formula("<v>#DIV/0!</v>", "e")}, "charge", "an error cell such as #N/A"),
        ({"patient_id": '<c t="str"><f>A1</f><v></v></c>'}, "patient_id", "blank, but required"),
        ({"patient_id": "<c/>"}, "patient_id", "blank, but required"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_stand_rejects_its_row(
    sheet: Read, cells: dict[str, str], column: str, problem: str
) -> None:
    rejected = sheet(claims({}, cells)).rejected
    assert rejected[["file", "physical_line", "kind", "column", "problem"]].to_numpy().tolist() == [
        ["claims.xlsx", 3, "rejected", column, problem]
    ]


def test_ids_stored_as_numbers_are_read_as_digits_and_named(sheet: Read) -> None:
    heading = (*HEADINGS, "claim_frequency", "place_of_service")
    intake = sheet(
        claims(
            {"patient_id": number("123", 4), "procedure_code": number("97110"),
             "claim_frequency": number("1"), "place_of_service": "02"},
            {"patient_id": number("4.5E3"), "procedure_code": "97110"},
            heading=heading,
        )
    )  # fmt: skip
    assert intake.frame["patient_id"].tolist() == ["123", "4500"]
    assert intake.frame["procedure_code"].tolist() == ["97110", "97110"]
    assert intake.frame["place_of_service"].tolist()[0] == "02"
    # A frequency is one of 1, 7, 8: it has no zero to lose.
    assert intake.warnings == (
        "claims.xlsx: ids stored as numbers in patient_id, procedure_code; "
        "leading zeros may be lost",
    )


def test_dates_of_both_calendars_and_in_declared_texts(tmp_path: Path) -> None:
    line = ["C1", 1, "P1", "MCR", dt.datetime(2026, 11, 3), "97110", 1, 60]  # noqa: DTZ001
    path = by_openpyxl(tmp_path / "a.xlsx", list(HEADINGS), line)
    since_1904 = by_openpyxl(
        tmp_path / "b.xlsx", list(HEADINGS), ["C2", *line[1:]], epoch=CALENDAR_MAC_1904
    )
    written = by_openpyxl(
        tmp_path / "c.xlsx",
        list(HEADINGS),
        ["C3", *line[1:4], "03/11/2026", *line[5:]],
        ["C4", *line[1:4], "13/11/2026", *line[5:]],
        ["C5", *line[1:4], dt.date(2026, 3, 11), *line[5:]],
    )
    settings = IntakeSettings(date_formats={"claims": {"*": ("%m/%d/%Y", "%d/%m/%Y")}})
    intake = balanced(read_table("claims", [path, since_1904, written], settings))
    days = intake.frame["service_date"].dt.strftime("%Y-%m-%d")
    assert dict(zip(intake.frame["claim_id"], days, strict=True)) == {
        "C1": "2026-11-03",
        "C2": "2026-11-03",
        "C4": "2026-11-13",
        "C5": "2026-03-11",
    }
    assert intake.rejected["problem"].tolist() == ["reads differently under two declared formats"]
    # 11 March is 46092 days after the first day of one calendar and 44630 after that of the other.
    raw = write(
        tmp_path / "d.xlsx",
        parts(claims({"service_date": number("44630", 1)}), about='<workbookPr date1904="1"/>'),
    )
    other = read_table("claims", [raw], settings).frame["service_date"]
    assert other.dt.strftime("%Y-%m-%d").tolist() == ["2026-03-11"]


@pytest.mark.parametrize(
    ("cell", "minutes", "problem"),
    [
        (number("0.336805555555556", 2), 485, ""),
        (number("0.336805555555556", 3), 485, ""),
        (number("0", 2), 0, ""),
        (number("1", 3), 1440, ""),
        ("08:05", 485, ""),
        ('<c t="d"><v>08:05:00</v></c>', 485, ""),
        (number("0.3368", 2), None, "a clock time with seconds, where HH:MM belongs"),
        (number("0.336805555555556"), None, "not a clock time HH:MM"),
        (number("46329.25", 6), None, "a date, where a clock time belongs"),
    ],
)
def test_clock_times(sheet: Read, cell: str, minutes: int | None, problem: str) -> None:
    heading = ("visit_id", "patient_id", "service_date", "procedure_code", "start_time")
    usual = ("V1", "P1", number("46329", 1), "97110")
    intake = sheet(row(1, heading) + row(2, (*usual, cell)), table="visits")
    assert intake.rejected["problem"].tolist() == ([problem] if problem else [])
    assert intake.frame.get("start_time").tolist() == ([minutes] if not problem else [])  # type: ignore[union-attr]


def test_free_text_takes_numbers_and_dates_as_they_are_shown(sheet: Read) -> None:
    heading = (*HEADINGS, "line_note")
    notes = [
        "=1+1", number("3.50"), number("46329", 1), number("0.25", 2), "_x000D_ a_x0041_",
        '<c t="s"><v>0</v></c>', number("46329.25", 6), '<c t="b"><v>1</v></c>',
    ]  # fmt: skip
    rich = "<si><r><t>two </t></r><r><rPr/><t>parts</t></r><rPh><t>read aloud</t></rPh></si>"
    intake = sheet(claims(*[{"line_note": note} for note in notes], heading=heading),
                   strings=[rich])  # fmt: skip
    assert intake.frame["line_note"].tolist() == [
        "=1+1", "3.5", "2026-11-03", "06:00", "\r a_x0041_", "two parts", "2026-11-03 06:00:00",
    ]  # fmt: skip
    assert intake.rejected["column"].tolist() == ["line_note"]


def test_formulas_are_read_by_the_value_that_was_worked_out(sheet: Read) -> None:
    intake = sheet(
        claims(
            {"charge": formula("<v>61.5</v>"), "patient_id": formula("<v>P7</v>", "str")},
            {"charge": formula("<v>3.3000000000000003</v>")},
        )
    )
    assert intake.frame["charge"].tolist() == [6150, 330]
    assert intake.frame["patient_id"].tolist() == ["P7", "P1"]


def test_a_formula_that_was_never_calculated_refuses_the_file(tmp_path: Path, sheet: Read) -> None:
    sentence = (
        "claims.xlsx, row 3, column charge: a formula that was never calculated; open the "
        "workbook in Excel, save the file, and run again"
    )
    path = by_openpyxl(tmp_path / "claims.xlsx", list(HEADINGS), list(LINE),
                       ["C2", *LINE[1:7], "=1+1"])  # fmt: skip
    with pytest.raises(IntakeError) as caught:
        read_table("claims", [path], LENIENT)
    assert str(caught.value) == sentence
    # Some programs put 0 for a value that they leave to Excel, and say so in the workbook.
    with pytest.raises(IntakeError) as caught:
        sheet(claims({}, {"charge": formula("<v>0</v>")}), about='<calcPr fullCalcOnLoad="1"/>')
    assert str(caught.value) == sentence
    with pytest.raises(IntakeError, match="row 2, column 9: a formula"):
        sheet(row(1, [*HEADINGS, "clinic"]) + row(2, [*LINE, formula("<v/>")]))
    with pytest.raises(IntakeError, match="row 1, column 1: a formula"):
        sheet(row(1, [formula(""), *HEADINGS]))
