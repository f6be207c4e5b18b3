"""A file with damaged bytes is refused, or gives the undamaged rows as they were; never a crash."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.failures import ArgumentsError
from pipeline.imports.build import read_files
from pipeline.imports.quarters import Said
from pipeline.intake import IntakeError
from tests.imports.published import (
    FEE_FILE,
    MUE_PRACTITIONER,
    PART_1,
    PART_2,
    PRACTITIONER_1,
    Table,
    as_csv,
    as_text,
    as_workbook,
    as_zip,
    fee_table,
    gpci_table,
    mue_table,
    pair_table,
)

PAIRS = pair_table([*PART_1, *PART_2])


@dataclass(frozen=True)
class Published:
    """A sound file: its kind, name and bytes; ``rows`` where one line is one record."""

    kind: str
    name: str
    data: bytes
    lines: bool


def _published(kind: str, stem: str, table: Table) -> list[Published]:
    return [
        Published(kind, f"{stem}.csv", as_csv(table), True),
        Published(kind, f"{stem}.xlsx", as_workbook(table), False),
        Published(kind, f"{stem}.zip", as_zip({f"{stem}.csv": as_csv(table)}), False),
    ]


FILES = [
    Published("ncci", f"{PRACTITIONER_1}.txt", as_text(PAIRS), True),
    *_published("ncci", PRACTITIONER_1, PAIRS),
    *_published("mue", MUE_PRACTITIONER, mue_table()),
    *_published("fees", FEE_FILE, fee_table()),
    *_published("gpci", "GPCI2026", gpci_table()),
]

damages = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.sampled_from(["set", "cut", "add"]),
              st.one_of(st.integers(0, 255), st.sampled_from(list(b'"\t,\r\n09A*')))),
    min_size=1,
    max_size=4,
)  # fmt: skip


def _rows(kind: str, name: str, data: bytes) -> list[str] | None:
    """The rows of the edition that a file gives, None where it is refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            (edition,) = read_files(kind, [path], Said()).editions(Path(folder))
        except (IntakeError, ArgumentsError):
            return None
    lines = [line for line in edition.text.splitlines() if not line.startswith("#")]
    return lines[1:]


def _damaged(data: bytes, where: list[tuple[float, str, int]]) -> tuple[bytes, set[int]]:
    """Damage some bytes; return also the lines (from 0) of the sound file that were touched."""
    touched: set[int] = set()
    damaged = bytearray(data)
    for place, how, byte in sorted(where, reverse=True):
        at = int(place * len(data))
        line = data.count(b"\n", 0, at)
        touched |= {line, line + 1} if data[at : at + 1] in (b"\r", b"\n") else {line}
        if how == "set":
            damaged[at : at + 1] = bytes([byte])
        elif how == "add":
            damaged[at:at] = bytes([byte])
        else:
            del damaged[at : at + 1 + byte // 16]
            touched |= {line + n for n in range(1 + data.count(b"\n", at, at + 17))}
    return bytes(damaged), touched


def _rows_by_line(file: Published) -> dict[int, set[str]]:
    """Which rows of the edition each line of a sound text gives, found by leaving it out."""
    whole = set(_rows(file.kind, file.name, file.data) or ())
    lines = file.data.splitlines(keepends=True)
    found = {}
    for number in range(len(lines)):
        without = b"".join(lines[:number] + lines[number + 1 :])
        rows = _rows(file.kind, file.name, without)
        if rows is not None and set(rows) != whole:
            found[number] = whole - set(rows)
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.kind}-{file.name[-4:]}")
def test_damage_is_refused_or_stays_within_its_row(file: Published) -> None:
    sound = _rows(file.kind, file.name, file.data)
    assert sound is not None
    by_line = _rows_by_line(file) if file.lines else {}

    @given(damages)
    def check(where: list[tuple[float, str, int]]) -> None:
        data, touched = _damaged(file.data, where)
        rows = _rows(file.kind, file.name, data)
        if rows is None:
            return
        if not file.lines:
            assert rows == sound
            return
        allowed = {row for line in touched for row in by_line.get(line, set())}
        assert set(sound) - allowed <= set(rows)
        assert len(set(rows) - set(sound)) <= len(touched)

    check()
