"""Reading a cell: exact spellings, blanks, types; nothing guessed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.intake import Intake, IntakeSettings

Read = Callable[..., Intake]
Line = Callable[..., str]
HEADING = "claim_id,line_number,patient_id,payer_id,service_date,procedure_code,units,charge"


@pytest.mark.parametrize(
    ("cells", "column", "problem"),
    [
        ({"claim": ""}, "claim_id", "blank, but required"),
        ({"patient": "  "}, "patient_id", "blank, but required"),
        ({"payer": "\u00a0"}, "payer_id", "blank, but required"),
        ({"units": ""}, "units", "blank, but required"),
        ({"claim": "Ｃ１"}, "claim_id", "not an id of 1 to 64 plain characters"),
        ({"claim": "C" * 65}, "claim_id", "not an id of 1 to 64 plain characters"),
        ({"claim": "C\x1a1"}, "claim_id", "not an id of 1 to 64 plain characters"),
        ({"number": "1.0"}, "line_number", "not a whole number"),
        ({"number": "-1"}, "line_number", "not between 0 and 9,999"),
        ({"number": "10000"}, "line_number", "not between 0 and 9,999"),
        ({"number": "１"}, "line_number", "not a whole number"),
        ({"number": "²"}, "line_number", "not a whole number"),
        ({"day": "11/03/2026"}, "service_date", "not a date of the form YYYY-MM-DD"),
        ({"day": "2026-02-30"}, "service_date", "not a date of the form YYYY-MM-DD"),
        ({"day": "2026-11-3"}, "service_date", "not a date of the form YYYY-MM-DD"),
        ({"day": "46346"}, "service_date", "not a date of the form YYYY-MM-DD"),
        ({"day": "26-11-03"}, "service_date", "not a date of the form YYYY-MM-DD"),
        ({"day": "2026-11-03 "}, "", ""),
        ({"day": "1899-12-31"}, "service_date", "a date before 1900"),
        ({"units": "two"}, "units", "not a number such as 1.5"),
        ({"units": "1e3"}, "units", "not a number such as 1.5"),
        ({"units": "nan"}, "units", "not a number such as 1.5"),
        ({"charge": '"1,234.00"'}, "charge", "not an amount such as 1234.50"),
        ({"charge": "(5.00)"}, "charge", "not an amount such as 1234.50"),
        ({"charge": "1e3"}, "charge", "not an amount such as 1234.50"),
        ({"charge": "5.005"}, "charge", "not an amount such as 1234.50"),
        ({"charge": "$5.00"}, "charge", "not an amount such as 1234.50"),
        ({"charge": "６０.00"}, "charge", "not an amount such as 1234.50"),
        ({"charge": "."}, "charge", "not an amount such as 1234.50"),
        ({"payer": "x" * 33}, "payer_id", "not a code of plain characters, or too long"),
    ],
)
def test_a_cell_that_cannot_be_read_rejects_its_row(
    read: Read, make_line: Line, cells: dict[str, str], column: str, problem: str
) -> None:
    intake = read(make_line("C0"), make_line(**{"claim": "C7", **cells}))
    if not problem:
        assert len(intake.frame) == 2
        return
    rejected = intake.rejected.iloc[0]
    assert (rejected["physical_line"], rejected["kind"]) == (3, "rejected")
    assert (rejected["column"], rejected["problem"]) == (column, problem)
    assert rejected["raw"] == make_line(**{"claim": "C7", **cells})
    assert intake.frame["claim_id"].tolist() == ["C0"]
    assert intake.unreadable_claims == (frozenset() if column == "claim_id" else {"C7"})
    assert intake.unreadable_lines == int(column == "claim_id")


def test_good_cells_are_read_to_the_cent_and_day(read: Read, make_line: Line) -> None:
    intake = read(
        make_line(claim="NA", patient=" 00123 ", code="g0283", units="1.5", charge="-0.05"),
        make_line(claim="Null", patient="\u200b7\ufeff", payer=" mcr ", units="-2", charge="7"),
        make_line(claim="1E10", patient="P 1", units=".5", charge=".5"),
    )
    frame = intake.frame
    assert frame["claim_id"].tolist() == ["NA", "Null", "1E10"]
    assert frame["patient_id"].tolist() == ["00123", "7", "P 1"]
    assert frame["payer_id"].tolist() == ["MCR", "mcr", "MCR"]
    assert frame["procedure_code"].tolist() == ["G0283", "97110", "97110"]
    assert frame["units"].tolist() == [1.5, -2.0, 0.5]
    assert frame["charge"].tolist() == [-5, 700, 50]
    assert frame["service_date"].dt.strftime("%Y%m%d").unique().tolist() == ["20261103"]
    assert intake.files[0].accepted_charge_cents == 745
    assert intake.warnings == ("claims: unusual blanks around values of patient_id were trimmed",)
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        "claim_id": "str",
        "line_number": "Int64",
        "patient_id": "str",
        "payer_id": "category",
        "service_date": "datetime64[s]",
        "procedure_code": "category",
        "units": "float64",
        "charge": "Int64",
    }
    assert frame["payer_id"].cat.categories.tolist() == ["MCR", "mcr"]


def test_optional_columns_may_be_blank_and_choices_are_folded(read: Read, make_line: Line) -> None:
    heading = HEADING + ",Modifier_1 ,discipline,visit_id,line_note,allowed_amount,incident_to"
    intake = read(
        make_line("C1") + ", gp,pt,,  ,,YES",
        make_line("C2") + ",59,Slp,V2,null,1.25,",
        make_line("C3") + ",,occupational,V3,,,",
        heading=heading,
    )
    assert intake.supplied == frozenset(heading.lower().replace(" ", "").split(","))
    frame = intake.frame.astype(object).where(intake.frame.notna(), None)
    assert frame["modifier_1"].tolist() == ["GP", "59"]
    assert frame["discipline"].tolist() == ["PT", "SLP"]
    assert frame["visit_id"].tolist() == [None, "V2"]
    assert frame["line_note"].tolist() == [None, "null"]
    assert frame["allowed_amount"].tolist() == [None, 125]
    assert frame["incident_to"].tolist() == ["yes", None]
    assert intake.rejected["problem"].tolist() == ["not one of PT, OT, SLP"]


@pytest.mark.parametrize(
    ("minutes", "start", "problem"),
    [
        ("-1", "08:00", "not between 0 and 1,440"),
        ("1441", "08:00", "not between 0 and 1,440"),
        ("15", "8:00", "not a clock time HH:MM"),
        ("15", "24:01", "not a clock time HH:MM"),
        ("1440", "24:00", ""),
        ("0", "00:00", ""),
    ],
)
def test_minutes_and_clock_times_of_a_visit(
    read: Read, minutes: str, start: str, problem: str
) -> None:
    intake = read(
        f"V1,P1,2026-11-03,97110,{minutes},{start}",
        heading="visit_id,patient_id,service_date,procedure_code,minutes,start_time",
        table="visits",
        name="visits.csv",
    )
    assert intake.rejected["problem"].tolist() == ([problem] if problem else [])
    if not problem:
        clock = int(start[:2]) * 60
        assert intake.frame["start_time"].tolist() == [clock]


def test_declared_dates(read: Read, make_line: Line) -> None:
    def declared(*formats: str) -> IntakeSettings:
        return IntakeSettings(date_formats={"claims": {"*": formats}})

    american = declared("%m/%d/%Y")
    assert read(make_line(day="11/03/2026"), settings=american).files[0].accepted == 1
    assert read(make_line(day="11/3/2026"), settings=american).files[0].rejected == 1
    assert read(make_line(day="2026-11-03"), settings=american).files[0].rejected == 1
    short = declared("%-m/%-d/%Y", "%d-%b-%Y")
    both = read(make_line(day="1/3/2026"), make_line("C2", day="03-JAN-2026"), settings=short)
    assert both.frame["service_date"].dt.strftime("%Y-%m-%d").tolist() == ["2026-01-03"] * 2
    mixed = read(
        make_line("C1", day="03/11/2026"),
        make_line("C2", day="13/11/2026"),
        make_line("C3", day="11/11/2026"),
        settings=declared("%m/%d/%Y", "%d/%m/%Y"),
    )
    assert mixed.rejected["problem"].tolist() == ["reads differently under two declared formats"]
    assert mixed.frame["claim_id"].tolist() == ["C2", "C3"]
