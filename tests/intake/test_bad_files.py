"""Files that cannot be used: one clear sentence with the place, no value, exit code 3."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.intake import Intake, IntakeError, IntakeSettings, read_table, safe_name
from pipeline.intake import snapshot as snapshot_module
from pipeline.intake.scan import Scan

Read = Callable[..., Intake]
HEADING = b"claim_id,line_number,patient_id,payer_id,service_date,procedure_code,units,charge\n"
ROW = b"C1,1,P1,MCR,2026-11-03,97110,2,60.00\n"
CANARY = "ZQXCANARY"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "claims.csv: the file is empty"),
        (b"\n \n", "claims.csv: the file is empty"),
        (b"\xef\xbb\xbf", "claims.csv: the file is empty"),
        (
            HEADING.replace(b",charge", b"") + ROW,
            "claims.csv, line 1, column charge: a required heading is missing",
        ),
        (
            HEADING.replace(b"service_date", b"serivce_date") + ROW,
            "claims.csv, line 1, column service_date: a required heading is missing; "
            "is the heading of column 5 meant to be service_date?",
        ),
        (
            ROW,
            "claims.csv, line 1, column claim_id: a required heading is missing (also missing: "
            "line_number, patient_id, payer_id, service_date, procedure_code, units, charge); "
            "the first line must hold the column names",
        ),
        (
            HEADING.replace(b"\n", b",Units \n"),
            "claims.csv, line 1: columns 7 and 9 have the same heading",
        ),
        (HEADING.replace(b"\n", b",\n"), "claims.csv, line 1: column 9 has no heading"),
        (
            HEADING.replace(b",", b";"),
            "claims.csv, line 1: the headings are separated by semicolons; export the file with "
            "commas, or declare the delimiter in the site file",
        ),
        (
            HEADING + ROW + b"C2,1,P\xe9,MCR,2026-11-03,97110,2,60.00\n",
            "claims.csv, line 3: the text is not UTF-8; save it as UTF-8 or declare its encoding "
            "in the site file",
        ),
        (
            HEADING + ROW + b"C\x002,1,P1,MCR,2026-11-03,97110,2,60.00\n",
            "claims.csv, line 3: the file holds NUL bytes; it is damaged or not a text export",
        ),
        (
            HEADING + ROW + b'C2,1,"P1,MCR,2026-11-03,97110,2,60.00\n' + ROW,
            "claims.csv, line 3: a quote opened on this line is never closed",
        ),
        (
            b'"claim_id,line_number\n' + ROW,
            "claims.csv, line 1: the quotes of the heading line do not match",
        ),
        (
            b"\xff\xfe" + "claim_id".encode("utf-16-le") + b"\x00",
            "claims.csv: the file begins as UTF-16 but holds bytes that are not",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(
    read: Read, content: bytes, expected: str
) -> None:
    with pytest.raises(IntakeError) as caught:
        read(content=content)
    assert str(caught.value) == expected
    assert caught.value.exit_code == 3


def test_missing_file_folder_and_device_are_told_apart(tmp_path: Path) -> None:
    for path, sentence in (
        (tmp_path / "absent.csv", "absent.csv: there is no such file"),
        (tmp_path, "this is a folder, not a file"),
        (Path(os.devnull), "this is not a regular file"),
    ):
        with pytest.raises(IntakeError, match=sentence):
            read_table("claims", [path], IntakeSettings())


def test_limits_of_bytes_and_columns(read: Read) -> None:
    with pytest.raises(IntakeError, match="larger than 100 bytes"):
        read(content=HEADING + ROW * 9, settings=IntakeSettings(max_bytes=100))
    wide = HEADING.strip() + b"".join(b",x%d" % n for n in range(20)) + b"\n"
    with pytest.raises(IntakeError, match="28 columns, more than the 20 allowed"):
        read(content=wide, settings=IntakeSettings(max_columns=20))


def test_a_file_that_grows_is_waited_for_then_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "claims.csv"
    path.write_bytes(HEADING + ROW)
    waits: list[float] = []

    def grow(seconds: float) -> None:
        waits.append(seconds)

    real_stat = Path.stat
    sizes = iter(range(100))

    class Growing:
        def __init__(self, found: os.stat_result) -> None:
            self.st_mode, self.st_size = found.st_mode, found.st_size
            self.st_mtime_ns = next(sizes)

    monkeypatch.setattr(time, "sleep", grow)
    monkeypatch.setattr(Path, "stat", lambda self: Growing(real_stat(self)))
    with pytest.raises(IntakeError, match="still being written"):
        read_table("claims", [path], IntakeSettings(settle_seconds=0.25, settle_attempts=3))
    assert waits == [0.25, 0.25]


def test_a_growing_file_that_comes_to_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "claims.csv"
    path.write_bytes(HEADING + ROW)
    looks = iter([1, 2])
    real_stat = Path.stat

    class Once:
        def __init__(self, found: os.stat_result) -> None:
            self.st_mode, self.st_size = found.st_mode, found.st_size
            self.st_mtime_ns = next(looks, 3)

    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr(Path, "stat", lambda self: Once(real_stat(self)))
    assert len(read_table("claims", [path], IntakeSettings()).frame) == 1


def test_a_file_changed_while_being_read_is_refused(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = snapshot_module._scan_stable

    def older(*args: object, **named: object) -> tuple[Scan, tuple[int, int]]:
        found, (size, moment) = real(*args, **named)  # type: ignore[arg-type]
        return found, (size, moment - 1)

    monkeypatch.setattr(snapshot_module, "_scan_stable", older)
    with pytest.raises(IntakeError, match="changed while it was being read"):
        read(content=HEADING + ROW)


def test_no_data_rows_is_a_night_without_records(read: Read) -> None:
    intake = read(content=HEADING)
    assert intake.files[0].records == 0
    assert list(intake.frame) == HEADING.decode().strip().split(",")
    assert str(intake.frame["service_date"].dtype) == "datetime64[s]"
    assert str(intake.frame["charge"].dtype) == "Int64"


def test_too_many_rejected_records_refuse_the_file_with_the_true_count(read: Read) -> None:
    good = [f"C{n},1,P1,MCR,2026-11-03,97110,2,60.00" for n in range(18)]
    bad = ["X1,1,P1,MCR,03.11.2026,97110,2,60.00", "X2,1,P1,MCR,04.11.2026,97110,2,60.00"]
    with pytest.raises(IntakeError) as caught:
        read(*good, *bad)
    assert str(caught.value) == (
        "claims.csv, line 20, column service_date: 2 of 20 records cannot be read, more than the "
        "5% allowed; here: not a date of the form YYYY-MM-DD"
    )
    assert read(*good[:17], *bad).files[0].rejected == 2  # fewer than 20 records: always listed
    one = [*good, "C18,1,P1,MCR,2026-11-03,97110,2,60.00", bad[0]]
    assert read(*one).files[0].rejected == 1  # exactly 5 %


def test_a_wholly_wrong_column_is_refused_quickly(read: Read) -> None:
    rows = [f"C{n},1,P1,MCR,2026-11-03,97110,2,amount {n}" for n in range(5_000)]
    with pytest.raises(IntakeError, match="5,000 of 5,000 records cannot be read"):
        read(*rows)


def test_wrong_field_counts_over_the_share_name_the_count(read: Read) -> None:
    rows = ["C1,1,P1,MCR,2026-11-03,97110,2,60.00,"] * 30
    with pytest.raises(IntakeError, match=r"line 2: 30 of 30 .* here: 9 fields, the heading has 8"):
        read(*rows)


def test_no_error_ever_holds_a_value(read: Read) -> None:
    contents = [
        CANARY.encode() + b"," + HEADING + ROW * 40,
        CANARY.encode(),
        CANARY.encode() + b";" + CANARY.encode(),
        HEADING + CANARY.encode() + b'"",1,"x\n',
        HEADING + f"C1,1,P1,MCR,{CANARY},97110,2,60.00\n".encode() * 40,
        HEADING + f"C1,1,P1,MCR,{CANARY}\n".encode() * 40,
        HEADING + f"{CANARY}\udc80,1,P1,MCR\n".encode("utf-8", "surrogateescape"),
        HEADING + f'C1,1,"{CANARY},97110,2,60.00\n'.encode(),
        HEADING.replace(b"charge", CANARY.encode()) + ROW,
        (HEADING + ROW).replace(b"\n", b"," + CANARY.encode() + b"\n")
        .replace(CANARY.encode(), b"a" + CANARY.encode() + b"5", 1) + b"x\n" * 40,
    ]  # fmt: skip
    for content in contents:
        with pytest.raises(IntakeError) as caught:
            read(content=content)
        error: BaseException | None = caught.value
        while error is not None:
            assert CANARY.casefold() not in f"{error} {error!r} {error.args}".casefold()
            error = error.__cause__ or error.__context__


def test_file_names_are_reduced_to_a_safe_form() -> None:
    names = {
        "claims.csv": "claims.csv",
        "Claims-North.CSV": "claims-north.csv",
        "claims_2026-11-20.csv": "claims_2026-11-20.csv",
        "John Smith.csv": "claims_3.csv",
        "mrn_00123456.csv": "claims_3.csv",
        "müller.csv": "claims_3.csv",
        "nul.csv": "claims_3.csv",
        ".csv": "claims_3.csv",
    }
    for given, expected in names.items():
        assert safe_name(Path("/some/where") / given, "claims", 3) == expected


def test_files_of_one_name_stay_apart(tmp_path: Path) -> None:
    paths = [tmp_path / folder / "claims.csv" for folder in ("a", "b")]
    for number, path in enumerate(paths):
        path.parent.mkdir()
        path.write_bytes(HEADING + ROW.replace(b"C1", b"C%d" % number))
    intake = read_table("claims", paths, IntakeSettings())
    assert [info.name for info in intake.files] == ["claims.csv", "claims_2.csv"]
    assert intake.frame["claim_id"].tolist() == ["C0", "C1"]
    assert intake.source_file.tolist() == [0, 1]


@pytest.mark.parametrize(
    "settings",
    [
        {"delimiter": '"'},
        {"delimiter": ",,"},
        {"legacy_encoding": "utf-16"},
        {"legacy_encoding": "no-such-codec"},
        {"legacy_encoding": "utf-7"},
        {"date_formats": {"claims": {"service_date": ("%m/%d/%y",)}}},
        {"date_formats": {"claims": {"service_date": ("%Y-%m",)}}},
        {"date_formats": {"claims": {"service_date": "%Y-%m-%d"}}},
    ],
)
def test_settings_that_would_need_guessing_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"delimiter|encoding|date format"):
        IntakeSettings(**settings)  # type: ignore[arg-type]
