"""What becomes of a row: accepted, rejected, set aside or duplicate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.intake import Intake, IntakeSettings, read_table

Read = Callable[..., Intake]
Line = Callable[..., str]
Faults = Callable[[Intake], list[tuple[int, str, str]]]
HEADING = "claim_id,line_number,patient_id,payer_id,service_date,procedure_code,units,charge"


def test_a_row_with_several_faults_is_one_record_that_names_them_all(
    read: Read, make_line: Line
) -> None:
    rejected = read(make_line(), make_line("C2", day="x", charge="y")).rejected
    assert rejected["column"].tolist() == ["service_date, charge"]
    assert rejected["problem"].tolist() == [
        "service_date: not a date of the form YYYY-MM-DD; charge: not an amount such as 1234.50"
    ]


def test_ragged_rows_are_rejected_with_their_claim(
    read: Read, make_line: Line, faults: Faults
) -> None:
    intake = read(make_line("C1"), make_line("C2") + ",", "C3,1,P1", make_line("C4"))
    assert faults(intake) == [(3, "rejected", ""), (4, "rejected", "")]
    assert intake.rejected["problem"].tolist() == [
        "9 fields, the heading has 8",
        "3 fields, the heading has 8",
    ]
    assert intake.unreadable_claims == {"C2", "C3"}
    assert intake.frame["claim_id"].tolist() == ["C1", "C4"]
    assert intake.physical_line.tolist() == [2, 5]


def test_a_shifted_ragged_row_still_holds_the_claim_it_belongs_to(
    read: Read, make_line: Line
) -> None:
    intake = read(make_line("C1"), "note," + make_line("C1", "2"))
    assert intake.unreadable_claims == {"C1"}


def test_codes_that_are_not_billable_are_set_aside(
    read: Read, make_line: Line, faults: Faults
) -> None:
    codes = ["97110", "G0283", "0591T", "0001F", "0001A", "0001U", "0001M"]
    pseudo = ["COPAY", "NOSHO", "W1234", "9711", "971100", "97110-59", "A123F", "NO SHOW"]
    lines = [make_line(f"A{n}", code=code) for n, code in enumerate(codes)]
    lines += [make_line(f"B{n}", code=code, charge="0.00") for n, code in enumerate(pseudo)]
    intake = read(*lines)
    assert intake.frame["claim_id"].tolist() == [f"A{n}" for n in range(7)]
    assert faults(intake) == [(9 + n, "set_aside", "procedure_code") for n in range(8)]
    assert intake.unreadable_claims == frozenset()
    assert intake.frame["procedure_code"].cat.categories.tolist() == sorted(codes)


def test_a_set_aside_line_with_a_charge_makes_its_claim_unreadable(
    read: Read, make_line: Line
) -> None:
    settings = IntakeSettings(set_aside_codes=frozenset({"99999", "s9999"}))
    intake = read(
        make_line("C1"),
        make_line("C1", "2", code="99999", charge="35.00"),
        make_line("C2", "1", code="S9999", charge="0"),
        make_line("C3", "1", code="COPAY", charge="-20.00", day=""),
        settings=settings,
    )
    assert intake.files[0].set_aside == 3
    assert intake.unreadable_claims == {"C1", "C3"}
    assert intake.set_aside["charge_cents"].tolist() == [3500, 0, -2000]
    assert intake.rejected["problem"].tolist() == [
        "on the office's list of codes that are not billable",
        "on the office's list of codes that are not billable",
        "not a CPT or HCPCS code, so not billable",
    ]


def test_a_set_aside_line_whose_charge_cannot_be_read_is_rejected(
    read: Read, make_line: Line
) -> None:
    intake = read(make_line("C1"), make_line("C2", code="COPAY", charge="free"))
    assert intake.files[0].rejected == 1
    assert intake.unreadable_claims == {"C2"}


def test_the_same_row_again_is_a_duplicate(read: Read, make_line: Line, faults: Faults) -> None:
    again = make_line("C1", " 1 ", charge="60.00")
    intake = read(make_line("C1"), make_line("C1", "2"), again, make_line("C1"))
    assert faults(intake) == [(4, "duplicate", ""), (5, "duplicate", "")]
    assert intake.frame["line_number"].tolist() == [1, 2]
    assert intake.unreadable_claims == frozenset()


def test_another_row_with_the_same_key_rejects_both(
    read: Read, make_line: Line, faults: Faults
) -> None:
    intake = read(
        make_line("C1"),
        make_line("C1", "2"),
        make_line("C1", charge="61.00"),
        make_line("C1"),
        make_line("C2"),
    )
    assert [fault[:2] for fault in faults(intake)] == [
        (2, "rejected"),
        (4, "rejected"),
        (5, "rejected"),
    ]
    assert intake.unreadable_claims == {"C1"}
    assert intake.frame["claim_id"].tolist() == ["C1", "C2"]


def test_the_frequency_is_part_of_the_key_and_blank_means_original(
    read: Read, make_line: Line
) -> None:
    heading = HEADING + ",claim_frequency"
    intake = read(
        make_line("C1") + ",1",
        make_line("C1") + ",7",
        make_line("C2") + ",",
        make_line("C2") + ",1",
        heading=heading,
    )
    assert intake.frame["claim_id"].tolist() == ["C1", "C1"]
    assert intake.unreadable_claims == {"C2"}


def test_duplicates_and_conflicts_are_seen_across_files(tmp_path: Path, make_line: Line) -> None:
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    paths[0].write_text(f"{HEADING}\n{make_line('C1')}\n{make_line('C2')}\n")
    paths[1].write_text(f"{HEADING}\n{make_line('C1')}\n{make_line('C2', units='9')}\n")
    intake = read_table("claims", paths, IntakeSettings())
    rows = intake.rejected[["file", "physical_line", "kind"]]
    assert list(rows.itertuples(index=False, name=None)) == [
        ("a.csv", 3, "rejected"),
        ("b.csv", 2, "duplicate"),
        ("b.csv", 3, "rejected"),
    ]


def test_many_rows_with_equal_ends_are_told_apart(read: Read, make_line: Line) -> None:
    # Ids of more than 16 characters that differ in the middle only: the cheap digest is equal.
    ids = [f"PREFIX-A{n:04d}Z-SUFFIX-B" for n in range(300)]
    intake = read(*[make_line(one) for one in ids], make_line(ids[7]))
    assert intake.frame["claim_id"].tolist() == ids
    assert intake.rejected["physical_line"].tolist() == [302]


def test_other_tables_have_no_key_only_equal_rows_are_duplicates(read: Read) -> None:
    intake = read(
        "V1,P1,2026-11-03,97110,15,walked",
        "V1,P1,2026-11-03,97110,20,walked",
        "V1,P1,2026-11-03,97110,15,stairs",
        "V1,P1,2026-11-03,97110,15,walked",
        heading="visit_id,patient_id,service_date,procedure_code,minutes,description",
        table="visits",
        name="visits.csv",
    )
    assert intake.rejected[["physical_line", "kind"]].to_numpy().tolist() == [[5, "duplicate"]]


def test_a_plan_that_ends_before_it_starts_is_rejected(read: Read) -> None:
    intake = read(
        "PL1,P1,PT,2026-11-03,2026-11-02",
        "PL2,P1,PT,2026-11-03,2026-11-03",
        "PL3,P1,PT,2026-11-03,",
        heading="plan_id,patient_id,discipline,start_date,end_date",
        table="plans",
        name="plans.csv",
    )
    rejected = intake.rejected.iloc[0]
    assert (rejected["physical_line"], rejected["column"]) == (2, "end_date")
    assert rejected["problem"] == "the plan ends before it starts"
    assert intake.frame["plan_id"].tolist() == ["PL2", "PL3"]


def test_every_table_reads_its_required_columns(read: Read) -> None:
    tables = {
        "spend": ("patient_id,year,bucket,amount,as_of", "P1,2026,pt_slp,1234.56,2026-11-01"),
        "documents": ("patient_id,discipline,kind,document_date", "P1,PT,progress,2026-11-01"),
        "authorizations": ("authorization_number,patient_id,payer_id", "A1,P1,MCR"),
        "eligibility": ("patient_id,payer_id,active_to", "P1,MCR,9999-12-31"),
    }
    for table, (heading, row) in tables.items():
        intake = read(row, heading=heading, table=table, name=f"{table}.csv")
        assert len(intake.frame) == 1
        assert list(intake.frame) == heading.split(",")


def test_text_over_the_limit_rejects_its_row(read: Read, make_line: Line) -> None:
    intake = read(
        make_line("C1") + "," + "é" * 40,
        make_line("C2") + "," + "é" * 41,
        heading=HEADING + ",line_note",
        settings=IntakeSettings(max_field=40),
    )
    assert intake.rejected["problem"].tolist() == ["longer than 40 characters"]
    assert intake.frame["line_note"].tolist() == ["é" * 40]


def test_unknown_headings_are_named_in_a_warning_and_kept_out(read: Read, make_line: Line) -> None:
    intake = read(make_line() + ",Ann,1", heading=HEADING + ",Clinic Name,SMITH 1950")
    assert list(intake.frame) == HEADING.split(",")
    assert intake.warnings == (
        "claims.csv: heading 'clinic name' is not a column of claims and was not used",
        "claims.csv: the heading of column 10 is not a column of claims and was not used",
    )
