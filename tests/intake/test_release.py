"""Released and held files: the office's own bytes, each record in one place."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.intake import (
    IntakeError,
    IntakeSettings,
    count_released,
    read_table,
    write_split,
)

Line = Callable[..., str]
HEADING = "claim_id,line_number,patient_id,payer_id,service_date,procedure_code,units,charge"
SETTINGS = IntakeSettings(legacy_encoding="cp1252", reject_share=1.0)


def split(folder: Path, content: bytes, released: list[str]) -> tuple[bytes, bytes]:
    path = folder / "tonight.csv"
    path.write_bytes(content)
    intake = read_table("claims", [path], SETTINGS)
    out = folder / "out"
    out.mkdir()
    write_split(intake, released, out, SETTINGS)
    return (out / "released_claims.csv").read_bytes(), (out / "held_claims.csv").read_bytes()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_rows_leave_byte_for_byte(tmp_path: Path, codec: str, end: str) -> None:
    heading = f'{HEADING},"line_note"'
    lines = [
        f'A,1,P1,MCR,2026-11-03,97110,2,60.00,"übung{end}two, ""three"""',
        "B,1,P2,MCR,2026-11-03,97110, 2 ,60,é",
        '"A","2",P1,MCR,2026-11-03,97140,1,40.00,',
        "C,1,P3,MCR,2026-11-03,97110,2,60.00,x",
    ]
    mark = {"utf-8-sig": b"\xef\xbb\xbf", "utf-16": b"\xff\xfe"}.get(codec, b"")
    plain = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(codec, codec)

    def as_bytes(*chosen: str) -> bytes:
        return mark + "".join(one + end for one in (heading, *chosen)).encode(plain)

    content = as_bytes(lines[0], lines[1], "", lines[2], lines[3])
    released, held = split(tmp_path, content, ["A", "C"])
    assert released == as_bytes(lines[0], lines[2], lines[3])
    assert held == as_bytes(lines[1])


def test_where_records_go_that_were_not_accepted(tmp_path: Path, make_line: Line) -> None:
    lines = {
        "released": make_line("A"),
        "copy of released": make_line("A"),
        "set aside of released": make_line("A", "3", code="COPAY", charge="0"),
        "held": make_line("B"),
        "copy of held": make_line("B"),
        "rejected, claim known": make_line("D", day="soon"),
        "rejected, claim unknown": make_line("", day="soon"),
        "set aside with charge": make_line("E", code="COPAY", charge="5.00"),
    }
    path = tmp_path / "tonight.csv"
    path.write_text("\n".join([HEADING, *lines.values()]))
    intake = read_table("claims", [path], SETTINGS)
    assert intake.unreadable_claims == {"D", "E"}
    result = write_split(intake, ["A"], tmp_path, SETTINGS)
    released = (tmp_path / "released_claims.csv").read_text().splitlines()
    held = (tmp_path / "held_claims.csv").read_text().splitlines()
    assert released == [HEADING, lines["released"], lines["set aside of released"]]
    assert held == [
        HEADING,
        lines["held"],
        lines["copy of held"],
        lines["rejected, claim known"],
        lines["set aside with charge"],
    ]
    assert (result.duplicates_left_out, result.records_in_neither) == (1, 1)
    first, second = result.files
    assert (first.records, first.claims, first.lines, first.charge_cents) == (2, 1, 1, 6000)
    assert (second.records, second.claims, second.lines, second.charge_cents) == (4, 1, 1, 6000)
    for name in ("released_claims.csv", "held_claims.csv"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_the_written_file_read_back_has_the_totals(tmp_path: Path, make_line: Line) -> None:
    path = tmp_path / "tonight.csv"
    lines = [make_line(f"C{n}", str(line)) for n in range(40) for line in (1, 2, 3)]
    lines.append(make_line("C2", "4", code="COPAY", charge="0.00"))
    path.write_text("\n".join([HEADING, *lines]) + "\n")
    intake = read_table("claims", [path], SETTINGS)
    result = write_split(intake, [f"C{n}" for n in range(0, 40, 2)], tmp_path, SETTINGS)
    for written in result.files:
        back = count_released(written.path, SETTINGS)
        assert (back.records, back.claims, back.lines, back.charge_cents) == (
            written.records,
            written.claims,
            written.lines,
            written.charge_cents,
        )
        assert (back.claims, back.lines, back.charge_cents) == (20, 60, 360_000)


def test_several_inputs_keep_their_names_and_no_claim_is_split(
    tmp_path: Path, make_line: Line
) -> None:
    for name in ("north", "South 12345"):
        (tmp_path / f"{name}.csv").write_text(
            "\n".join(
                [HEADING, make_line(f"{name[0]}1"), make_line("X", "1" if name == "north" else "2")]
            )
        )
    paths = [tmp_path / "north.csv", tmp_path / "South 12345.csv"]
    out = tmp_path / "out"
    out.mkdir()
    intake = read_table("claims", paths, SETTINGS)
    write_split(intake, ["n1", "S1"], out, SETTINGS)
    assert sorted(path.name for path in out.iterdir()) == [
        "held_claims_2.csv",
        "held_north.csv",
        "released_claims_2.csv",
        "released_north.csv",
    ]
    assert (out / "held_north.csv").read_text() == f"{HEADING}\n{make_line('X', '1')}"
    assert (out / "released_claims_2.csv").read_text() == f"{HEADING}\n{make_line('S1')}\n"


def test_no_claims_to_release_leaves_a_heading(tmp_path: Path, make_line: Line) -> None:
    released, held = split(tmp_path, f"{HEADING}\n{make_line()}".encode(), [])
    assert released.decode() == f"{HEADING}\n"
    assert held.decode() == f"{HEADING}\n{make_line()}"


def test_a_claim_with_an_unreadable_line_is_never_released(tmp_path: Path, make_line: Line) -> None:
    with pytest.raises(ValueError, match="cannot be released"):
        split(tmp_path, f"{HEADING}\n{make_line()}\n{make_line('C1', 'x')}\n".encode(), ["C1"])


def test_an_input_that_changed_since_is_refused(tmp_path: Path, make_line: Line) -> None:
    path = tmp_path / "tonight.csv"
    path.write_text(f"{HEADING}\n{make_line()}\n")
    intake = read_table("claims", [path], SETTINGS)
    path.write_text(f"{HEADING}\n{make_line('C2')}\n")
    with pytest.raises(IntakeError, match="changed after it was read"):
        write_split(intake, [], tmp_path, SETTINGS)


def test_an_output_that_exists_is_not_overwritten(tmp_path: Path, make_line: Line) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "held_claims.csv").write_text("")
    path = tmp_path / "tonight.csv"
    path.write_text(f"{HEADING}\n{make_line()}\n")
    intake = read_table("claims", [path], SETTINGS)
    with pytest.raises(FileExistsError):
        write_split(intake, [], tmp_path, SETTINGS)
