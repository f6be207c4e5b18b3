"""Release files of workbooks and Parquet files: the same columns, types and values, split."""

from __future__ import annotations

import datetime as dt
import re
import stat
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook

from pipeline.intake import (
    Intake,
    IntakeError,
    IntakeSettings,
    Split,
    count_released,
    read_table,
    write_split,
)
from pipeline.intake.sheet_writer import letters_of
from tests.intake.packages import HEADINGS, LINE, claims, parts, row, write

SETTINGS = IntakeSettings(reject_share=1.0)
DAY = dt.datetime(2026, 11, 3)  # noqa: DTZ001 (a cell has no zone)
HOSTILE = (
    "=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@x", "\tx", "\uff1d1", "#N/A", "x\ry",
    "<b>&amp;", "  two  ", "_x000D_", "'quoted", "0012", "1E10", "x" * 32_000, "\u00fcbung\nzwei",
    "\U0001f600",
)  # fmt: skip


def read(*paths: Path) -> Intake:
    return read_table("claims", list(paths), SETTINGS)


def split(intake: Intake, released: list[str], out: Path) -> Split:
    out.mkdir(exist_ok=True)
    return write_split(intake, released, out, SETTINGS)


def by_openpyxl(path: Path, rows: list[list[Any]], **changes: Any) -> Path:
    """Write rows with another program; a text is text whatever it looks like."""
    book = Workbook()
    for name, value in changes.items():
        setattr(book, name, value)
    sheet = book.active
    assert sheet is not None
    sheet.title = "Export of \u00e9t\u00e9"
    for number, cells in enumerate(rows, start=1):
        for place, value in enumerate(cells, start=1):
            cell: Any = sheet.cell(number, place, "" if isinstance(value, str) else value)
            if isinstance(value, str):
                cell._value, cell.data_type = value, "s"
    book.save(path)
    return path


def cells_of(path: Path) -> list[list[tuple[object, str]]]:
    """What another program reads: value and kind of every cell."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [[(cell.value, cell.data_type) for cell in line] for line in sheet.iter_rows()]


def lines_of(claim: str, *lines: int, note: object = None) -> list[list[Any]]:
    return [[claim, n, "P1", "MCR", DAY, "97110", 1.5, 34.61, note] for n in lines]


def test_rows_of_a_workbook_leave_with_their_types(tmp_path: Path) -> None:
    rows: list[list[Any]] = [[*HEADINGS, "line_note", "clinic", "seen at"]]
    rows += [[*line, True, dt.time(8, 30)] for line in lines_of("A", 1, 2, note="a note")]
    rows += [[*line, 17, DAY.replace(hour=9)] for line in lines_of("B", 1)]
    rows += [[*line, None, None] for line in lines_of("A", 3, note="=SUM(A1)")]
    path = by_openpyxl(tmp_path / "tonight.xlsx", rows)
    result = split(read(path), ["A"], tmp_path / "out")
    released, held = (tmp_path / "out" / f"{one}_claims.xlsx" for one in ("released", "held"))
    assert [file.path for file in result.files] == [released, held]
    theirs = cells_of(path)
    assert cells_of(released) == [theirs[0], theirs[1], theirs[2], theirs[4]]
    assert cells_of(held) == [theirs[0], theirs[3]]
    kinds = [kind for _, kind in cells_of(released)[1]]
    assert kinds == ["s", "n", "s", "s", "d", "s", "n", "n", "s", "b", "d"]
    assert openpyxl.load_workbook(released).sheetnames == ["Export of \u00e9t\u00e9"]
    for file in (released, held):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [(f.records, f.claims, f.lines, f.charge_cents) for f in result.files] == [
        (3, 1, 3, 10_383),
        (1, 1, 1, 3461),
    ]


def test_texts_that_look_like_formulas_stay_texts(tmp_path: Path) -> None:
    rows = [[*HEADINGS, "clinic"], *[[f"C{n}", *LINE[1:], text] for n, text in enumerate(HOSTILE)]]
    path = by_openpyxl(tmp_path / "tonight.xlsx", rows)
    split(read(path), [f"C{n}" for n in range(len(HOSTILE))], tmp_path / "out")
    released = tmp_path / "out" / "released_claims.xlsx"
    assert cells_of(released) == cells_of(path)
    with zipfile.ZipFile(released) as book:
        for name in book.namelist():
            assert not re.search(rb"<(\w+:)?f[ >/]", book.read(name)), name
    sheet = openpyxl.load_workbook(released).worksheets[0]
    quoted = [text for text, cell in zip(HOSTILE, sheet["I"][1:], strict=True) if cell.quotePrefix]
    assert quoted == list(HOSTILE[:7])
    assert {cell.number_format for cell in sheet["I"]} == {"@"}


def test_formulas_leave_as_values_and_errors_as_errors(tmp_path: Path) -> None:
    formula = "<c><f>30*2</f><v>60</v></c>"
    error = '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    data = row(1, [*HEADINGS, "clinic"]) + row(2, [*LINE[:7], formula, error])
    path = write(tmp_path / "tonight.xlsx", parts(data))
    split(read(path), ["C1"], tmp_path / "out")
    assert cells_of(tmp_path / "out" / "released_claims.xlsx")[1][7:] == [
        (60, "n"),
        ("#DIV/0!", "e"),
    ]


def test_numbers_leave_as_they_are_spelt(tmp_path: Path) -> None:
    """No digit is lost or gained, and how a number is shown stays too."""
    number = '<c s="5"><v>34.609999999999999</v></c>'
    data = claims({"charge": number, "patient_id": '<c s="4"><v>12</v></c>'})
    path = write(tmp_path / "tonight.xlsx", parts(data))
    split(read(path), ["C1"], tmp_path / "out")
    with zipfile.ZipFile(tmp_path / "out" / "released_claims.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>34.609999999999999</v>" in sheet
    (_, cells) = openpyxl.load_workbook(tmp_path / "out" / "released_claims.xlsx").worksheets[0]
    assert (cells[2].value, cells[2].number_format) == (12, "0000")
    assert cells[7].number_format == '#,##0.00" d"'


def test_a_workbook_that_counts_from_1904_goes_on_to(tmp_path: Path) -> None:
    rows = [[*HEADINGS, "line_note"], *lines_of("A", 1)]
    path = by_openpyxl(tmp_path / "tonight.xlsx", rows, epoch=CALENDAR_MAC_1904)
    split(read(path), ["A"], tmp_path / "out")
    released = tmp_path / "out" / "released_claims.xlsx"
    assert openpyxl.load_workbook(released).epoch == CALENDAR_MAC_1904
    assert cells_of(released)[1][4] == (DAY, "d")
    assert read(released).frame["service_date"].dt.day.tolist() == [3]


def test_blank_rows_and_rows_that_were_not_accepted(tmp_path: Path) -> None:
    bad = ["B", 1, "P1", "MCR", "soon", "97110", 1, 60, None]
    beyond = [*lines_of("D", 1)[0], "x"]
    unknown = [None, 1, "P1", "MCR", DAY, "97110", 1, 60, None]
    aside = ["A", 9, "P1", "MCR", DAY, "COPAY", 1, 0, None]
    (line,) = lines_of("A", 1)
    rows: list[list[Any]] = [[None], [*HEADINGS, "line_note"], line, [None], bad, line, aside]
    rows += [beyond, unknown]
    path = by_openpyxl(tmp_path / "tonight.xlsx", rows)
    intake = read(path)
    assert intake.unreadable_claims == {"B", "D"}
    result = split(intake, ["A"], tmp_path / "out")
    assert (result.duplicates_left_out, result.records_in_neither) == (1, 1)
    out = tmp_path / "out"
    released, held = cells_of(out / "released_claims.xlsx"), cells_of(out / "held_claims.xlsx")
    assert [cells[0][0] for cells in released] == ["claim_id", "A", "A"]
    assert [cells[0][0] for cells in held] == ["claim_id", "B", "D"]
    assert held[2][9] == ("x", "s")
    assert [count_released(file.path, SETTINGS).records for file in result.files] == [2, 2]


def test_the_same_bytes_again(tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "tonight.xlsx", [[*HEADINGS, "line_note"], *lines_of("A", 1)])
    made = []
    for name in ("one", "two"):
        split(read(path), ["A"], tmp_path / name)
        made.append((tmp_path / name / "released_claims.xlsx").read_bytes())
    assert made[0] == made[1]


def test_rows_of_a_parquet_file_leave_with_their_types(tmp_path: Path) -> None:
    columns: dict[str, Any] = {
        "claim_id": ["A", "B", "A", "C"],
        "line_number": pa.array([1, 1, 2, 1], pa.int16()),
        "patient_id": ["P1"] * 4,
        "payer_id": pa.array(["MCR"] * 4).dictionary_encode(),
        "service_date": pa.array([DAY] * 4, pa.timestamp("ms")),
        "procedure_code": ["97110", "97140", "97530", "97112"],
        "units": [1.0, 2.0, 1.5, 1.0],
        "charge": pa.array([60, 61, None, 62], pa.float32()),
        "line_note": ["=1+1", None, "", "\u00e9"],
        "clinic": pa.array([[1], None, [2, 3], []], pa.list_(pa.int8())),
    }
    table: Any = pa.table(columns).replace_schema_metadata({"from": "the office"})
    path = tmp_path / "tonight.parquet"
    pq.write_table(table, path, row_group_size=3)
    intake = read(path)
    assert intake.unreadable_claims == {"A"}
    result = split(intake, ["C"], tmp_path / "out")
    written = [pq.read_table(file.path) for file in result.files]
    for part, rows in zip(written, ([3], [0, 1, 2]), strict=True):
        assert part.schema.equals(pq.read_schema(path), check_metadata=True)
        assert part.to_pylist() == table.take(rows).to_pylist()
    assert [file.path.name for file in result.files] == [
        "released_claims.parquet",
        "held_claims.parquet",
    ]
    for file in result.files:
        assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
        back = count_released(file.path, SETTINGS)
        assert (back.records, back.charge_cents) == (
            (1, 6200) if file.disposition == "released" else (3, 12_100)
        )


def test_inputs_of_several_kinds_keep_their_own(tmp_path: Path) -> None:
    heading = ",".join(HEADINGS)
    (tmp_path / "claims.csv").write_text(f"{heading}\nA,{','.join(LINE[1:])}\n")
    (tmp_path / "claims.txt").write_text(f"{heading}\nT,{','.join(LINE[1:])}\n")
    by_openpyxl(tmp_path / "claims.xlsx", [[*HEADINGS], ["B", *LINE[1:]], ["A", "2", *LINE[2:]]])
    usual = dict(zip(HEADINGS, LINE, strict=True)) | {"claim_id": "C"}
    pq.write_table(pa.Table.from_pylist([usual]), tmp_path / "claims.pq")
    intake = read(*(tmp_path / f"claims.{end}" for end in ("csv", "txt", "xlsx", "pq")))
    assert [info.name for info in intake.files] == [
        "claims.csv", "claims_2.txt", "claims_3.xlsx", "claims_4.pq",
    ]  # fmt: skip
    assert intake.frame["claim_id"].tolist() == ["A", "T", "B", "A", "C"]
    result = split(intake, ["A", "T", "C"], tmp_path / "out")
    assert {file.path.name: file.records for file in result.files} == {
        "released_claims.csv": 1, "held_claims.csv": 0,
        "released_claims_2.csv": 1, "held_claims_2.csv": 0,
        "released_claims_3.xlsx": 1, "held_claims_3.xlsx": 1,
        "released_claims_4.parquet": 1, "held_claims_4.parquet": 0,
    }  # fmt: skip
    for file in result.files:
        back = count_released(file.path, SETTINGS)
        assert (back.records, back.claims, back.lines, back.charge_cents) == (
            file.records, file.claims, file.lines, file.charge_cents,
        )  # fmt: skip


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
def test_an_input_that_changed_and_an_output_that_exists(tmp_path: Path, ending: str) -> None:
    def make(claim: str) -> None:
        usual = dict(zip(HEADINGS, LINE, strict=True)) | {"claim_id": claim}
        if ending == "xlsx":
            by_openpyxl(path, [[*usual], [*usual.values()]])
        else:
            pq.write_table(pa.Table.from_pylist([usual]), path)

    path = tmp_path / f"tonight.{ending}"
    make("C1")
    intake = read(path)
    (tmp_path / f"held_claims.{ending}").write_text("")
    with pytest.raises(FileExistsError):
        split(intake, [], tmp_path)
    assert (tmp_path / f"held_claims.{ending}").read_text() == ""
    make("C2")
    with pytest.raises(IntakeError, match="changed after it was read"):
        split(intake, [], tmp_path / "out")


def test_letters_of_columns() -> None:
    numbers = {1: "A", 26: "Z", 27: "AA", 702: "ZZ", 703: "AAA", 16_384: "XFD"}
    assert {number: letters_of(number) for number in numbers} == numbers
