"""What a column map does to the rows of a foreign layout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pipeline.intake import Intake, IntakeError
from pipeline.intake.site_settings import settings_of
from tests.intake import maps
from tests.intake.maps import row

Read = Callable[..., Intake]
Faults = Callable[[Intake], list[tuple[int, str, str]]]
LIST = '"{97110,97140}"'


@pytest.fixture
def mapped(tmp_path: Path, read: Read) -> Read:
    """Read rows of the layout by the office's map, changed by keywords."""

    def read_mapped(
        *rows: str, heading: str = maps.HEADING, columns: str = "", extra: str = "", **changed: str
    ) -> Intake:
        settings = maps.settings(tmp_path / "site", columns, extra, **changed)
        return read(*rows, heading=heading, settings=settings)

    return read_mapped


def test_a_row_becomes_a_claim_line(mapped: Read) -> None:
    intake = mapped(row(modifiers="gp,59"))
    line = intake.frame.iloc[0]
    assert line["claim_id"] == "V1-MCR"
    assert (line["line_number"], line["patient_id"], line["payer_id"]) == (1, "P1", "MCR")
    assert line["service_date"] == pd.Timestamp(2026, 11, 3)
    assert (line["procedure_code"], line["units"], line["charge"]) == ("97110", 2.0, 6000)
    assert (line["modifier_1"], line["modifier_2"], line["modifier_slots"]) == ("GP", "59", 2)
    assert intake.supplied == {
        "claim_id", "line_number", "patient_id", "payer_id", "service_date", "procedure_code",
        "units", "charge", "modifier_1", "modifier_2", "modifier_slots",
    }  # fmt: skip
    assert intake.warnings == ()


def test_headings_may_differ_in_case_and_blanks_and_others_are_not_ours(mapped: Read) -> None:
    heading = "VISIT, payer ,Chart,Day,Code,Count,Amount,M1,M2,Key,charge,,charge"
    intake = mapped(row() + ",999.00,,1.00", heading=heading)
    assert intake.frame["charge"].tolist() == [6000]
    assert intake.warnings == ()


def test_exact_headings_are_compared_letter_by_letter(mapped: Read) -> None:
    intake = mapped(row() + ",7", heading=maps.HEADING + ",COUNT", extra="exact_headings = true")
    assert intake.frame["units"].tolist() == [2.0]
    with pytest.raises(IntakeError, match="column Count: a heading that the column map ours"):
        mapped(row(), heading=maps.HEADING.replace("Count", "COUNT"), extra="exact_headings = true")


def test_two_headings_of_one_name_are_refused(mapped: Read) -> None:
    with pytest.raises(IntakeError) as error:
        mapped(row() + ",7", heading=maps.HEADING + ",count")
    assert str(error.value) == (
        "claims.csv, line 1, column Count: columns 6 and 11 are both the heading that the "
        "column map ours reads"
    )


def test_a_missing_heading_is_named_with_its_map(mapped: Read) -> None:
    with pytest.raises(IntakeError) as error:
        mapped(row(), heading=maps.HEADING.replace("Count,Amount", "X,Y"))
    assert str(error.value) == (
        "claims.csv, line 1, column Count: a heading that the column map ours needs is missing "
        "(also missing: Amount)"
    )
    assert error.value.exit_code == 3


def test_a_file_with_our_headings_needs_no_map(
    tmp_path: Path, read: Read, make_line: Callable[..., str]
) -> None:
    intake = read(make_line(), settings=maps.settings(tmp_path / "site"))
    assert intake.frame["claim_id"].tolist() == ["C1"]
    assert intake.warnings == (
        "claims.csv: its headings are ours already, so no column map was used",
    )


def test_a_blank_part_of_an_id_rejects_the_row(mapped: Read, faults: Faults) -> None:
    intake = mapped(row(), row(visit=" ", key="2"), row(payer="", key="3"))
    assert intake.frame["claim_id"].tolist() == ["V1-MCR"]
    assert faults(intake) == [(3, "rejected", "Visit, Payer"), (4, "rejected", "Visit, Payer")]
    assert intake.rejected["problem"].tolist() == [
        "Visit is blank, and claim_id is made of it",
        "Visit, Payer: Payer is blank, and claim_id is made of it; Payer: blank, but required",
    ]
    assert intake.rejected["raw"].tolist()[0] == row(visit=" ", key="2")


def test_rejected_rows_have_the_names_of_the_file(mapped: Read, faults: Faults) -> None:
    bad = [row(day="31/12/2026"), row(amount="6o"), row(count="two"), row(code=LIST)]
    intake = mapped(row(), *bad)
    assert faults(intake) == [
        (3, "rejected", "Day"), (4, "rejected", "Amount"), (5, "rejected", "Count"),
        (6, "rejected", "Code"),
    ]  # fmt: skip
    assert intake.rejected["problem"].tolist()[-1] == (
        "several procedure codes in one cell; export one code a row"
    )
    assert intake.unreadable_claims == {"V1-MCR"}


def test_a_date_with_two_readings_is_rejected(mapped: Read) -> None:
    both = '{ from = "Day", dates = ["%m/%d/%Y", "%d/%m/%Y"] }'
    intake = mapped(
        row(day="11/03/2026"), row("V2", day="03/03/2026"), row("V3", day="12/25/2026"),
        service_date=both,
    )  # fmt: skip
    assert intake.frame["claim_id"].tolist() == ["V2-MCR", "V3-MCR"]
    assert intake.rejected[["column", "problem"]].to_numpy().tolist() == [
        ["Day", "reads differently under two declared formats"]
    ]


def test_lines_are_counted_by_a_key_whatever_their_order(mapped: Read) -> None:
    rows = [row(key="9"), row(key="10"), row("V2", key="3"), row(key="2"), row(key="10")]
    intake = mapped(*rows)
    numbers = dict(zip(intake.physical_line.tolist(), intake.frame["line_number"], strict=True))
    assert numbers == {2: 2, 3: 3, 4: 1, 5: 1}
    assert intake.rejected["kind"].tolist() == ["duplicate"]
    # A key that comes again with another charge is one line with two contents.
    other = mapped(row(key="1"), row(key="2"), row(key="2", amount="61.00"))
    assert other.frame["line_number"].tolist() == [1]
    assert other.rejected["kind"].tolist() == ["rejected", "rejected"]


def test_keys_that_are_no_numbers_are_counted_by_their_letters(mapped: Read) -> None:
    intake = mapped(row(key="b7"), row(key="12"), row(key="b10"), row(key=""))
    assert intake.frame["line_number"].tolist() == [3, 1, 2]
    assert intake.rejected[["column", "problem"]].to_numpy().tolist() == [
        ["Key", "blank or not readable, and the lines of a claim are counted by it"]
    ]


def test_lines_may_be_counted_as_they_come(mapped: Read) -> None:
    intake = mapped(row(), row("V2"), row(), line_number="{ in_file_order = true }")
    assert intake.frame["line_number"].tolist() == [1, 1, 2]


def test_values_are_translated(mapped: Read) -> None:
    table = '{ "3" = "MCR", "17" = "BCBS" }'
    rows = [row(payer="3"), row("V2", payer=" 17"), row("V3", payer="6"), row("V4", payer="")]
    kept = mapped(*rows[:3], payer_id=f'{{ from = "Payer", values = {table} }}')
    assert kept.frame["payer_id"].tolist() == ["MCR", "BCBS", "6"]
    # The id is made of the heading's own cells.
    assert kept.frame["claim_id"].tolist() == ["V1-3", "V2-17", "V3-6"]
    strict = mapped(
        *rows[:3], payer_id=f'{{ from = "Payer", values = {table}, otherwise = "reject" }}'
    )
    assert strict.rejected[["column", "problem"]].to_numpy().tolist() == [
        ["Payer", "not one of the values that the column map translates"]
    ]


def test_an_unlisted_value_may_be_blank(mapped: Read) -> None:
    column = '{ from = "M2", values = { "phys" = "PT", "OCC" = "OT" }, otherwise = "blank" }'
    rows = [row(key=str(n), modifiers=f"GP,{text}") for n, text in enumerate(["PHYS", "occ", "X"])]
    intake = mapped(*rows, columns=f"discipline = {column}", modifier_slots='["M1"]')
    assert intake.frame["discipline"].tolist()[:2] == ["PT", "OT"]
    assert intake.frame["discipline"].isna().tolist() == [False, False, True]


def test_constants_and_cells_that_stand_for_nothing(mapped: Read) -> None:
    intake = mapped(
        row(modifiers="GP,NULL"),
        row("V2", modifiers="null,"),
        row("V3", count="NULL"),
        extra='blanks = ["NULL"]',
        columns='[constants]\nsetting = "institutional"\nprimary_adjudicated_on = "2026-11-01"',
    )
    assert intake.frame["modifier_2"].isna().all()
    assert intake.frame["modifier_1"].isna().tolist() == [False, True]
    assert set(intake.frame["setting"]) == {"institutional"}
    assert set(intake.frame["primary_adjudicated_on"]) == {pd.Timestamp(2026, 11, 1)}
    assert intake.rejected["problem"].tolist() == ["blank, but required"]


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("60.00", 6000), ("$60", 6000), ('"$1,234.50"', 123450), ("(5.00)", -500), ("-$5", -500),
        ("$-5.00", -500), ('"(1,000)"', -100000), ('"1,23.00"', None), ("(-5)", None),
        ("(5.00", None), ("5.00-", None), ("$", None), ("5.001", None),
    ],
)  # fmt: skip
def test_amounts_in_declared_forms(mapped: Read, text: str, cents: int | None) -> None:
    intake = mapped(row(amount=text), extra='money = ["$", ",", "()"]')
    assert intake.frame["charge"].tolist() == ([] if cents is None else [cents])


def test_forms_that_are_not_declared_are_not_read(mapped: Read) -> None:
    rows = [row(amount=text) for text in ("$60.00", '"1,000.00"', "(5.00)")]
    assert mapped(*rows).rejected["column"].tolist() == ["Amount"] * 3


def test_lists_and_joined_cells(mapped: Read) -> None:
    intake = mapped(
        row(modifiers="ICD10|M25.561:ICD10|M54.50:,"),
        row("V2", modifiers="M54.2,M25.552"),
        modifier_slots='["Key"]',
        columns=(
            'diagnosis_codes = { from = "M1", separator = ":", after = "|" }\n'
            'diagnosis_pointers = { join = ["M1", "M2"] }'
        ),
    )
    assert intake.frame["diagnosis_codes"].tolist() == ["M25.561 M54.50", "M54.2"]
    assert intake.frame["diagnosis_pointers"].tolist() == [
        "ICD10|M25.561:ICD10|M54.50:", "M54.2 M25.552",
    ]  # fmt: skip


def test_rows_that_are_no_service_lines(mapped: Read, faults: Faults) -> None:
    kinds = '[[rows]]\nheading = "M2"\nlines = ["CPT4"]\ncharge_free = ["COPAY"]\n'
    rows = [
        row(modifiers="GP,cpt4"),
        row(modifiers=",COPAY", code="", amount="-20.00", key="2"),
        row("V2", modifiers="GP,CPT4"),
        row("V2", modifiers=",TAX", code="TX", amount="3.20", key="2"),
        row("V3", modifiers="GP,CPT4", key="5"),
        row("V3", modifiers="GP,", key="6"),
        row("V4", modifiers=",COPAY", code="", amount="n/a", key="2"),
        row("V5", modifiers=",TAX", amount="n/a", key="2"),
    ]
    intake = mapped(*rows, columns=kinds, modifier_slots='["M1"]')
    assert intake.frame["claim_id"].tolist() == ["V1-MCR", "V2-MCR", "V3-MCR"]
    assert intake.frame["line_number"].tolist() == [1, 1, 1]
    assert faults(intake) == [
        (3, "set_aside", "M2"), (5, "set_aside", "M2"), (7, "rejected", "M2"),
        (8, "set_aside", "M2"), (9, "rejected", "Amount"),
    ]  # fmt: skip
    # A payment holds nothing; an amount that may be a charge does, and so does a row unread.
    assert intake.unreadable_claims == {"V2-MCR", "V3-MCR", "V5-MCR"}


def test_rows_of_other_tables_are_set_aside_too(tmp_path: Path, read: Read, faults: Faults) -> None:
    text = (
        'layout = "Notes"\ntable = "visits"\nheadings = ["Visit", "Chart", "Day", "Code", "Done"]\n'
        '[columns]\nvisit_id = "Visit"\npatient_id = "Chart"\nservice_date = "Day"\n'
        'procedure_code = "Code"\n[[rows]]\nheading = "Done"\nlines = ["yes"]\n'
    )
    site = maps.office(tmp_path / "site", text, '[intake.visits]\ncolumn_map = "ours"\n')
    intake = read(
        "V1,P1,2026-11-03,97110,yes", "V1,P1,2026-11-03,97530,planned",
        heading="Visit,Chart,Day,Code,Done", table="visits", settings=settings_of(site),
    )  # fmt: skip
    assert intake.frame["procedure_code"].tolist() == ["97110"]
    assert faults(intake) == [(3, "set_aside", "Done")]


def test_a_ragged_row_finds_its_claim_by_the_parts_of_its_id(mapped: Read) -> None:
    intake = mapped(row(), row("V2"), f"{row('V2', key='2')},x", "x," + row("V1", key="2"))
    assert intake.rejected["claim_id"].tolist() == ["V2-MCR", "V1-MCR"]
    assert intake.unreadable_claims == {"V1-MCR", "V2-MCR"}


def test_two_layouts_of_one_table_are_told_apart_by_their_headings(
    tmp_path: Path, read: Read
) -> None:
    second = maps.map_text().replace('"Count"', '"Units"').replace('layout = "A', 'layout = "B')
    maps.office(tmp_path / "site", second, name="second")
    site = maps.office(
        tmp_path / "site", maps.map_text(), '[intake.claims]\ncolumn_map = ["ours", "second"]\n'
    )
    settings = settings_of(site)
    heading = maps.HEADING.replace("Count", "Units")
    assert read(row(count="4"), heading=heading, settings=settings).frame["units"].tolist() == [4.0]
    assert read(row(), heading=maps.HEADING, settings=settings).frame["units"].tolist() == [2.0]
    both = maps.HEADING + ",Units"
    with pytest.raises(IntakeError, match="fit several column maps: ours, second"):
        read(row() + ",4", heading=both, settings=settings)


def test_a_layout_whose_map_ships_is_recognised(read: Read) -> None:
    heading = "From,Procedure,Mod 1,Mod 2,Mod 3,Mod 4,Units,Total Charge"
    with pytest.raises(IntakeError) as error:
        read("11/3/2026,97110,GP,,,,2,60.00", heading=heading)
    assert str(error.value).endswith(
        '; these are headings of Tebra procedure lines: say column_map = "tebra-lines" below '
        "[intake.claims]"
    )
