"""Workbooks that somebody made to do harm, or that came to harm: one sentence, no value, exit 3."""

from __future__ import annotations

import contextlib
import io
import tempfile
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake import IntakeError, IntakeSettings, package, read_table
from tests.intake.conftest import LENIENT, balanced
from tests.intake.packages import HEADINGS, LINE, MAIN, claims, parts, row, text_cell, write

CANARY = "ZQXCANARY"
SHEET, BOOK, STRINGS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"
GOOD = parts(claims({}, {"patient_id": CANARY}))
Change = Callable[[dict[str, str | bytes]], None]


def _sheet(old: str, new: str) -> Change:
    def change(files: dict[str, str | bytes]) -> None:
        files[SHEET] = str(files[SHEET]).replace(old, new)
        assert old != new
        assert new in str(files[SHEET])

    return change


def _put(name: str, content: str | bytes) -> Change:
    return lambda files: files.update({name: content})


def _drop(name: str) -> Change:
    return lambda files: files.__delitem__(name)


def _entities(name: str, declared: str) -> Change:
    def change(files: dict[str, str | bytes]) -> None:
        files[name] = f"<!DOCTYPE x [{declared}]>{files[name]!s}"

    return change


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
FILE = '<!ENTITY f SYSTEM "file:///etc/hostname">'
CASES: dict[str, tuple[Change, str]] = {
    "an entity in the sheet": (_entities(SHEET, '<!ENTITY a "b">'), package.NO_DOCUMENT_TYPES),
    "billion laughs": (_entities(STRINGS, f'<!ENTITY l0 "ha">{LAUGHS}'), package.NO_DOCUMENT_TYPES),
    "a file from outside": (_entities(BOOK, FILE), package.NO_DOCUMENT_TYPES),
    "a document type": (_entities("xl/_rels/workbook.xml.rels", ""), package.NO_DOCUMENT_TYPES),
    "a part above": (_put("../../evil.xml", "x"), package.STRANGE_NAME),
    "a part with an own root": (_put("/evil.xml", "x"), package.STRANGE_NAME),
    "a part on a drive": (_put("C:\\evil.xml", "x"), package.STRANGE_NAME),
    "macros": (_put("xl/vbaProject.bin", "x"), package.MACROS),
    "old macros": (_put("xl/macrosheets/sheet1.xml", "x"), package.MACROS),
    "a binary workbook": (
        lambda files: files.update(
            {"_rels/.rels": str(files["_rels/.rels"]).replace("workbook.xml", "workbook.bin")}
        ),
        package.BINARY,
    ),
    "two parts of one name": (_put("XL/Workbook.xml", "x"), package.SAME_NAME),
    "no frame": (_drop("_rels/.rels"), package.NO_WORKBOOK),
    "no workbook part": (_drop(BOOK), package.NO_WORKBOOK),
    "a sheet that is not there": (_drop(SHEET), package.DAMAGED),
    "a text that is not there": (
        _sheet(text_cell("A2", "C1"), '<c r="A2" t="s"><v>99</v></c>'),
        package.DAMAGED,
    ),
    "a text counted from the end": (
        _sheet(text_cell("A2", "C1"), '<c r="A2" t="s"><v>-1</v></c>'),
        package.DAMAGED,
    ),
    "a number that is none": (
        _sheet(text_cell("A2", "C1"), f'<c r="A2"><v>{CANARY}</v></c>'),
        package.DAMAGED,
    ),
    "an endless number": (
        _sheet(text_cell("A2", "C1"), '<c r="A2"><v>1e999</v></c>'),
        package.DAMAGED,
    ),
    "a kind of cell that is none": (_sheet('t="inlineStr"', f't="{CANARY}"'), package.DAMAGED),
    "broken XML": (_sheet("</row>", "</wor>"), package.DAMAGED),
    "cut off": (
        lambda files: files.update({SHEET: str(files[SHEET])[:-40]}),
        package.DAMAGED,
    ),
    "rows out of order": (_sheet('<row r="3"', '<row r="2"'), "out of order"),
    "a row beyond the last": (_sheet('<row r="3"', '<row r="1048577"'), "out of order"),
    "cells out of order": (_sheet('r="B3"', 'r="A3"'), "out of order"),
    "a cell of another row": (_sheet('r="B3"', 'r="B4"'), "out of order"),
    "a cell beyond the last": (_sheet('r="H3"', 'r="XFE3"'), "out of order"),
    "a cell nowhere": (_sheet('r="B3"', f'r="{CANARY}3"'), "out of order"),
    "a text longer than a cell": (
        _sheet(">C1<", f">{'x' * 32_768}<"),
        "row 2: a cell holds more than 32,767 characters",
    ),
    "a shared text longer than a cell": (
        _put(STRINGS, f'<sst xmlns="{MAIN}"><si><t>{"x" * 99_999}</t></si></sst>'),
        "a cell holds more than 32,767 characters",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_is_said_in_one_sentence(tmp_path: Path, name: str) -> None:
    change, expected = CASES[name]
    files: dict[str, str | bytes] = dict(GOOD)
    change(files)
    path = write(tmp_path / "claims.xlsx", files)
    with pytest.raises(IntakeError) as caught:
        read_table("claims", [path], LENIENT)
    assert expected in str(caught.value)
    assert caught.value.exit_code == 3
    error: BaseException | None = caught.value
    while error is not None:
        assert CANARY.casefold() not in f"{error} {error!r} {error.args}".casefold()
        error = error.__cause__ or error.__context__


def test_the_workbook_that_the_others_are_made_of_is_sound(tmp_path: Path) -> None:
    path = write(tmp_path / "claims.xlsx", GOOD)
    assert len(balanced(read_table("claims", [path], LENIENT)).frame) == 2


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "claims.xlsx: the file is empty"),
        (b"claim_id,line_number\n", f"claims.xlsx: {package.NO_WORKBOOK}"),
        (b"PK", f"claims.xlsx: {package.NO_WORKBOOK}"),
        (b"PK\x03\x04" + b"x" * 90, f"claims.xlsx: {package.NO_WORKBOOK}"),
        (bytes.fromhex("d0cf11e0a1b11ae1") * 9, f"claims.xlsx: {package.OLD_OR_LOCKED}"),
    ],
)
def test_files_that_are_no_workbooks(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "claims.xlsx"
    path.write_bytes(content)
    with pytest.raises(IntakeError) as caught:
        read_table("claims", [path], LENIENT)
    assert str(caught.value) == expected


def test_the_packing_is_looked_at_before_anything_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read() -> str:
        with pytest.raises(IntakeError) as caught:
            read_table("claims", [path], LENIENT)
        return str(caught.value)

    path = write(tmp_path / "claims.xlsx", GOOD)
    locked = bytearray(path.read_bytes())
    at = locked.index(b"PK\x01\x02")
    locked[at + 8] |= 1
    path.write_bytes(locked)
    assert package.LOCKED in read()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as strange:
        strange.writestr("a", "b")
    assert package.STRANGE_ZIP in read()
    write(path, GOOD | {f"xl/media/{n}.png": "" for n in range(40)})
    monkeypatch.setattr(package, "MOST_PARTS", 40)
    assert "more than 40 parts" in read()
    path.write_bytes(b"x" * 300)
    with pytest.raises(IntakeError, match="larger than 200 bytes"):
        read_table("claims", [path], IntakeSettings(max_workbook_bytes=200))


LITTLE = 8 * 1024**2


@contextlib.contextmanager
def in_little_memory() -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < LITTLE
    finally:
        tracemalloc.stop()


def test_a_bomb_is_refused_in_little_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "claims.xlsx", {**GOOD, STRINGS: bytes(40 * 1024**2)})
    with in_little_memory(), pytest.raises(IntakeError, match="unpacks to far more"):
        read_table("claims", [path], LENIENT)
    # A single text of that size, in a package that is taken for sound: given up as it comes in.
    monkeypatch.setattr(package, "MOST_RATIO", 10_000)
    text = f'<sst xmlns="{MAIN}"><si><t>'.encode() + b"x" * 40 * 1024**2
    write(path, {**GOOD, STRINGS: text})
    with in_little_memory(), pytest.raises(IntakeError, match="more than 32,767 characters"):
        read_table("claims", [path], LENIENT)
    for limit in ("MOST_OF_A_PART", "MOST_OF_ALL"):
        monkeypatch.setattr(package, limit, 1_000)
        with pytest.raises(IntakeError, match="unpacks to far more"):
            read_table("claims", [write(path, GOOD)], LENIENT)


def test_one_text_said_very_often_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.intake.sheet_rows.MOST_OF_A_PART", 3_000_000)
    said = '<c t="s"><v>0</v></c>'
    lines = [{"patient_id": said} for _ in range(100)]
    files = parts(claims(*lines), strings=[f"<si><t>{'x' * 32_000}</t></si>"])
    with pytest.raises(IntakeError, match="unpacks to far more"):
        read_table("claims", [write(tmp_path / "claims.xlsx", files)], LENIENT)


def test_one_cell_in_the_farthest_corner_costs_nothing(tmp_path: Path) -> None:
    corner = f'<row r="1048576">{text_cell("XFD1048576", "x")}</row>'
    path = write(tmp_path / "claims.xlsx", parts(row(1, HEADINGS) + row(2, LINE) + corner))
    read_table("claims", [write(tmp_path / "first.xlsx", GOOD)], LENIENT)  # imports what it needs
    with in_little_memory():
        intake = balanced(read_table("claims", [path], LENIENT))
    assert intake.rejected["physical_line"].tolist() == [1_048_576]
    (info,) = intake.files
    assert (info.physical_lines, info.blank_lines, info.accepted) == (1_048_576, 1_048_573, 1)


def test_openpyxl_reads_with_defusedxml_or_nothing_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert openpyxl.DEFUSEDXML
    monkeypatch.setattr(openpyxl, "DEFUSEDXML", False)
    with pytest.raises(RuntimeError, match="defusedxml"):
        read_table("claims", [write(tmp_path / "claims.xlsx", GOOD)], LENIENT)


def _refused_or_balanced(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claims.xlsx"
        path.write_bytes(content)
        refusal = ""
        try:
            intake = read_table("claims", [path], LENIENT)
        except IntakeError as error:
            refusal = str(error)
    if refusal:
        assert refusal.startswith("claims.xlsx")
    else:
        balanced(intake)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=8), st.booleans())
def test_any_bytes_of_a_package_are_read_in_balance_or_refused(
    changes: list[tuple[int, int]], cut: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        content = bytearray(write(Path(folder) / "x", GOOD).read_bytes())
    for place, byte in changes:
        content[place % len(content)] = byte
    if cut and changes:
        del content[changes[0][0] % len(content) :]
    _refused_or_balanced(bytes(content))


CELLS = [
    "C1", "", " ", "=1+1", "97110", "2026-11-03", "\u200b", "<c/>", '<c s="1"><v>46329</v></c>',
    '<c s="99"><v>46329</v></c>', '<c s="2"><v>0.5</v></c>', "<c><v>-0</v></c>",
    "<c><v>1e15</v></c>", "<c><v>1e-9</v></c>", "<c><v>.5</v></c>", "<c><v> 1</v></c>",
    '<c t="b"><v>1</v></c>', '<c t="e"><v>#N/A</v></c>', '<c t="s"><v>0</v></c>',
    '<c t="d"><v>2026-11-03</v></c>', '<c t="d"><v>x</v></c>', '<c t="str"><f>A1</f><v/></c>',
    "<c><f>A1</f></c>", '<c t="inlineStr"><is><t>_x0000_ _xD800_ _x0007_</t></is></c>',
    '<c r="ZZZ9"><v>1</v></c>', '<c t="inlineStr"><is><t>&#65534;</t></is></c>',
]  # fmt: skip


@given(
    st.lists(st.lists(st.sampled_from(CELLS), max_size=10), max_size=6),
    st.lists(st.sampled_from(["", "<row/>", '<row r="9"/>', "</row>", "<c>", "</sheetData>"]),
             max_size=2),
)  # fmt: skip
def test_any_cells_are_read_in_balance_or_refused(
    rows: list[list[str]], between: list[str]
) -> None:
    data = row(1, HEADINGS) + "".join(row(n, cells) for n, cells in enumerate(rows, start=2))
    data += "".join(between)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        for name, content in parts(data, strings=["<si><t>\u00e9</t></si>"]).items():
            book.writestr(name, content)
    _refused_or_balanced(buffer.getvalue())
