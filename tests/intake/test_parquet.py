"""Reading a Parquet file: types as they come, nothing guessed, everything counted."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.intake import Intake, IntakeError, IntakeSettings, read_table
from tests.intake.conftest import LENIENT, balanced

Read = Callable[..., Intake]
DAY = dt.date(2026, 11, 3)
MIDNIGHT = dt.datetime(2026, 11, 3)  # noqa: DTZ001 (a column without a time zone)
MORNING = dt.datetime(2026, 11, 3, 8)  # noqa: DTZ001
USUAL: dict[str, object] = {
    "claim_id": "C1", "line_number": 1, "patient_id": "P1", "payer_id": "MCR",
    "service_date": DAY, "procedure_code": "97110", "units": 2.0, "charge": 60.0,
}  # fmt: skip


@pytest.fixture
def parquet(tmp_path: Path) -> Read:
    """Write columns (each a list, or an Arrow array) beside the usual ones and read them."""

    def write_and_read(
        settings: IntakeSettings = LENIENT, table: str = "claims", **columns: Any
    ) -> Intake:
        rows = max([1, *(len(column) for column in columns.values())])
        cells: dict[str, Any] = {name: [value] * rows for name, value in USUAL.items()}
        cells["claim_id"] = [f"C{n}" for n in range(1, rows + 1)]
        path = tmp_path / f"{table}.parquet"
        made: Any = pa.table({**(cells if table == "claims" else {}), **columns})
        pq.write_table(made, path, row_group_size=2)
        return balanced(read_table(table, [path], settings))

    return write_and_read


def arrow(values: list[Any], kind: pa.DataType) -> Any:
    return pa.array(values, kind)


def test_a_file_of_usual_types(parquet: Read) -> None:
    intake = parquet(units=[2.0, 1.5, -0.5])
    assert intake.frame["units"].tolist() == [2.0, 1.5, -0.5]
    assert intake.frame["charge"].tolist() == [6000] * 3
    assert intake.frame["service_date"].dt.strftime("%Y-%m-%d").unique().tolist() == ["2026-11-03"]
    assert intake.physical_line.tolist() == [1, 2, 3]
    (info,) = intake.files
    assert (info.encoding, info.physical_lines, info.heading_lines, info.records) == (
        "parquet", 3, 0, 3,
    )  # fmt: skip
    assert intake.warnings == ()


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("charge", arrow([34.61, 0.1, 60], pa.float64()), [3461, 10, 6000]),
        ("charge", arrow([34.61, 0.1, 60], pa.float32()), [3461, 10, 6000]),
        ("charge", arrow([Decimal("34.6100"), Decimal("-0.05")], pa.decimal128(12, 4)), [3461, -5]),
        ("charge", arrow([60, -5], pa.int16()), [6000, -500]),
        ("charge", arrow(["34.61", " 7 "], pa.large_string()), [3461, 700]),
        ("units", arrow([Decimal("1.50")], pa.decimal128(5, 2)), [1.5]),
        ("line_number", arrow([1.0, 2.0], pa.float64()), [1, 2]),
        ("line_number", arrow([1, 2], pa.uint8()), [1, 2]),
        ("patient_id", arrow(["00123", "P"], pa.string()), ["00123", "P"]),
        ("patient_id", arrow(["00123", "P"], pa.string()).dictionary_encode(), ["00123", "P"]),
        ("payer_id", arrow(["MCR", "MCR"], pa.large_string()).dictionary_encode(), ["MCR", "MCR"]),
    ],
)
def test_numbers_and_texts_of_any_type(
    parquet: Read, column: str, values: Any, expected: list[object]
) -> None:
    intake = parquet(**{column: values})
    assert intake.frame[column].tolist() == expected
    assert intake.warnings == ()


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        (arrow([DAY], pa.date64()), []),
        (arrow([MIDNIGHT], pa.timestamp("ns")), []),
        (arrow([MIDNIGHT], pa.timestamp("s")), []),
        (arrow([DAY, DAY], pa.date32()).dictionary_encode(), []),
        (arrow(["2026-11-03"], pa.string()), []),
        (arrow([20261103], pa.int64()), ["not a date of the form YYYY-MM-DD"]),
        (arrow([46329], pa.int32()), ["not a date of the form YYYY-MM-DD"]),
        (
            arrow([MORNING], pa.timestamp("us")),
            ["a date with a time of day, where a day belongs"],
        ),
        (arrow([dt.time(8)], pa.time64("us")), ["a clock time, where a day belongs"]),
        (arrow([dt.date(1, 1, 1)], pa.date32()), ["a date before 1900"]),
        (arrow([2**62], pa.timestamp("ms")), ["a date cell that is no day of the calendar"]),
        (arrow([None], pa.date32()), ["blank, but required"]),
        (arrow([None], pa.null()), ["blank, but required"]),
    ],
)  # fmt: skip
def test_days(parquet: Read, values: Any, problems: list[str]) -> None:
    intake = parquet(service_date=values)
    assert intake.rejected["problem"].tolist() == problems
    if not problems:
        assert set(intake.frame["service_date"]) == {pd.Timestamp(DAY)}


@pytest.mark.parametrize(
    ("column", "values", "problem"),
    [
        ("units", arrow([np.inf], pa.float64()), "not a finite number"),
        ("units", arrow([np.nan], pa.float64()), "blank, but required"),
        ("charge", arrow([None], pa.float64()), "blank, but required"),
        ("charge", arrow([1.005], pa.float64()), "not an amount such as 1234.50"),
        ("charge", arrow([True], pa.bool_()), "a TRUE or FALSE cell, which no column here takes"),
        ("charge", arrow([DAY], pa.date32()), "a date or time cell, where a number belongs"),
        ("payer_id", arrow([DAY], pa.date32()),
         "a date or time cell, where an id or a code belongs"),
        ("patient_id", arrow([1.5], pa.float64()), "an id stored as a number with a fraction"),
        ("patient_id", arrow([1e15], pa.float64()),
         "an id stored as a number of more than 15 digits: the last are lost"),
        ("patient_id", arrow(["P\0001"], pa.string()), "a NUL character, which no text may hold"),
        ("patient_id", arrow(["\0!x"], pa.string()), "a NUL character, which no text may hold"),
        ("line_note", arrow(["a\0"], pa.string()), "a NUL character, which no text may hold"),
        ("line_note", arrow(["x" * 41], pa.string()), "longer than 40 characters"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_stand_rejects_its_row(
    parquet: Read, column: str, values: Any, problem: str
) -> None:
    intake = parquet(IntakeSettings(max_field=40, reject_share=1.0), **{column: values})
    assert intake.rejected[["physical_line", "column", "problem"]].to_numpy().tolist() == [
        [1, column, problem]
    ]


def test_blanks_of_every_type_are_blank(parquet: Read) -> None:
    intake = parquet(
        allowed_amount=arrow([np.nan, None, 1.25], pa.float64()),
        service_date_through=arrow([None, None, MIDNIGHT], pa.timestamp("ns")),
        visit_id=arrow([None, "", "V1"], pa.string()),
        line_note=arrow([None, " ", "x"], pa.string()),
        modifier_1=arrow([None, "", "gp"], pa.string()).dictionary_encode(),
        plan=pa.nulls(3),
    )
    optional = intake.frame.drop(columns=list(USUAL)).isna()
    assert optional.pop("plan").tolist() == [True] * 3
    assert optional.to_numpy().tolist() == [[True] * 5, [True] * 5, [False] * 5]
    assert intake.frame["modifier_1"].tolist()[-1] == "GP"


def test_ids_stored_as_numbers_are_named(parquet: Read) -> None:
    intake = parquet(
        patient_id=arrow([123456789012345678, 7], pa.int64()),
        rendering_npi=arrow([1234567893.0, None], pa.float64()),
        place_of_service=arrow([Decimal("11.0"), None], pa.decimal128(5, 1)),
        claim_frequency=arrow([1, 7], pa.int8()),
        modifier_1=arrow([None, None], pa.float64()),
    )
    assert intake.frame["patient_id"].tolist() == ["123456789012345678", "7"]
    assert intake.frame["rendering_npi"].tolist()[0] == "1234567893"
    assert intake.frame["place_of_service"].tolist()[0] == "11"
    assert intake.frame["claim_frequency"].tolist() == ["1", "7"]
    assert intake.warnings == (
        "claims.parquet: ids stored as numbers in patient_id, rendering_npi, place_of_service; "
        "leading zeros may be lost",
    )


def test_clock_times(parquet: Read) -> None:
    visits = {
        "visit_id": ["V1", "V2", "V3"], "patient_id": ["P1"] * 3, "service_date": [DAY] * 3,
        "procedure_code": ["97110"] * 3,
        "start_time": arrow([dt.time(8, 5), None, dt.time(8, 5, 30)], pa.time32("s")),
    }  # fmt: skip
    intake = parquet(table="visits", **visits)
    assert intake.frame["start_time"].tolist() == [485, pd.NA]
    assert intake.rejected[["physical_line", "problem"]].to_numpy().tolist() == [
        [3, "a clock time with seconds, where HH:MM belongs"]
    ]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (arrow([b"P1"], pa.binary()), "binary or other values"),
        (arrow([["P1"]], pa.list_(pa.string())), "nested values"),
        (arrow([{"a": 1}], pa.struct([("a", pa.int8())])), "nested values"),
        (arrow([1], pa.timestamp("ms", "UTC")), "times of a time zone"),
        (arrow([1], pa.duration("s")), "binary or other values"),
    ],
)
def test_nested_and_binary_columns_of_ours_are_refused(
    parquet: Read, values: Any, kind: str
) -> None:
    with pytest.raises(IntakeError) as caught:
        parquet(patient_id=values)
    assert str(caught.value) == (
        f"claims.parquet, column patient_id: a column of {kind}; export it as text, numbers or "
        "dates"
    )
    # Where the heading is not ours, it is not looked at.
    assert parquet(patient_ids=values).warnings == (
        "claims.parquet: heading 'patient_ids' is not a column of claims and was not used",
    )


def test_headings(parquet: Read, tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match=r"claims.parquet: columns 1 and 9 have the same heading"):
        parquet(Claim_ID=["x"])
    path = tmp_path / "claims.parquet"
    pq.write_table(pa.table({"a": [1]}), path)
    with pytest.raises(IntakeError) as caught:
        read_table("claims", [path], LENIENT)
    assert str(caught.value) == (
        "claims.parquet, column claim_id: a required heading is missing (also missing: "
        "line_number, patient_id, payer_id, service_date, procedure_code, units, charge); "
        "no column has a name of this table"
    )
    pq.write_table(pa.table({}), path)
    with pytest.raises(IntakeError, match="the file is empty"):
        read_table("claims", [path], LENIENT)


def test_a_night_without_rows(parquet: Read) -> None:
    intake = parquet(**{name: pa.array([], pa.string()) for name in USUAL})
    assert intake.files[0].records == intake.files[0].physical_lines == 0
    assert str(intake.frame["service_date"].dtype) == "datetime64[s]"


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" * 9, b"claim_id,charge\n"])
def test_what_is_no_parquet_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "claims.parquet"
    path.write_bytes(content)
    with pytest.raises(IntakeError, match=r"claims.parquet: the (file is empty|Parquet file is)"):
        read_table("claims", [path], LENIENT)


def test_damage_on_the_way_and_limits(tmp_path: Path) -> None:
    path = tmp_path / "claims.parquet"
    pq.write_table(
        pa.table({name: [value] * 50 for name, value in USUAL.items()}),
        path,
        write_page_checksum=True,
    )
    for settings, sentence in (
        (IntakeSettings(max_rows=49), "50 rows, more than the 49 allowed"),
        (IntakeSettings(max_bytes=100), "larger than 100 bytes"),
        (IntakeSettings(max_columns=7), "8 columns, more than the 7 allowed"),
    ):
        with pytest.raises(IntakeError, match=sentence):
            read_table("claims", [path], settings)
    content = bytearray(path.read_bytes())
    content[content.index(b"97110")] ^= 1
    path.write_bytes(content)
    with pytest.raises(IntakeError, match="the Parquet file is damaged"):
        read_table("claims", [path], LENIENT)


def test_texts_that_unpack_to_too_much_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "claims.parquet"
    columns: dict[str, Any] = {name: [value] * 5_000 for name, value in USUAL.items()}
    columns["line_note"] = ["x" * 30_000] * 5_000
    pq.write_table(pa.table(columns), path)
    assert path.stat().st_size < 100_000
    with pytest.raises(IntakeError, match="unpacks to more than 1,000,000 bytes"):
        read_table("claims", [path], IntakeSettings(max_bytes=1_000_000))


def test_texts_that_are_not_utf8_name_their_column(tmp_path: Path) -> None:
    path = tmp_path / "claims.parquet"
    columns: dict[str, Any] = {name: [value] for name, value in USUAL.items()}
    broken: Any = pa.Array.from_buffers(
        pa.string(),
        1,
        [None, pa.py_buffer(np.array([0, 2], np.int32).tobytes()), pa.py_buffer(b"P\xe9")],
    )
    pq.write_table(pa.table({**columns, "patient_id": broken}), path)
    with pytest.raises(IntakeError, match="column patient_id: the column holds texts that are not"):
        read_table("claims", [path], LENIENT)
    # In a column that is not ours it does not matter, but it is not shown either.
    pq.write_table(pa.table({**columns, "charge": ["free"], "clinic": broken}), path)
    raw = read_table("claims", [path], LENIENT).rejected["raw"].iloc[0]
    assert json.loads(raw)[-1] == "a value that cannot be read"


def test_raw_rows_are_lists_of_values(parquet: Read) -> None:
    intake = parquet(
        units=["1", "x", "2", "3", ""],
        seen=arrow([None, MORNING, None, None, None], pa.timestamp("ms")),
        other=arrow([None, [1, 2], None, None, None], pa.list_(pa.int8())),
    )
    assert [json.loads(raw) for raw in intake.rejected["raw"]] == [
        ["C2", "1", "P1", "MCR", "2026-11-03", "97110", "x", "60.0", "2026-11-03T08:00:00",
         "[1, 2]"],
        ["C5", "1", "P1", "MCR", "2026-11-03", "97110", "", "60.0", "", ""],
    ]  # fmt: skip
    assert intake.rejected["physical_line"].tolist() == [2, 5]
