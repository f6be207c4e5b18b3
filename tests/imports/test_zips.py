"""Zips: what is taken of them, and the ones that are refused before anything is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from pipeline.failures import ArgumentsError
from pipeline.imports import sources
from pipeline.imports.quarters import Said
from pipeline.imports.sources import sources_of
from pipeline.intake import IntakeError
from tests.imports.conftest import Read, refused
from tests.imports.published import (
    FEE_FILE,
    PART_1,
    PART_2,
    PRACTITIONER_1,
    PRACTITIONER_2,
    as_csv,
    as_text,
    as_zip,
    fee_table,
    pair_table,
    put,
)

ZIP = "ccipra-v322r0.zip"
MEMBER = f"{PRACTITIONER_1}.txt"
SOUND = {MEMBER: as_text(pair_table([*PART_1, *PART_2]))}


def _with_flag(data: bytes) -> bytes:
    """Mark the first member as encrypted, in its own header and in the list of members."""
    changed = bytearray(data)
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[changed.index(mark) + flag] |= 1
    return bytes(changed)


def _bomb() -> bytes:
    """A member that says it unpacks to 20 GB."""
    data = bytearray(as_zip(SOUND))
    listed = data.index(b"PK\x01\x02")
    data[listed + 24 : listed + 28] = struct.pack("<I", 0xF0000000)
    return bytes(data)


def _packed(method: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as package:
        package.writestr(MEMBER, SOUND[MEMBER])
    return stream.getvalue()


HOSTILE = {
    "leads out": (as_zip({f"../{MEMBER}": b"x"}), "a file whose name leads out of it"),
    "from the root": (as_zip({f"/etc/{MEMBER}": b"x"}), "a file whose name leads out of it"),
    "encrypted": (_with_flag(as_zip(SOUND)), "is encrypted"),
    "bomb": (_bomb(), "unpacks to far more"),
    "packed otherwise": (_packed(zipfile.ZIP_BZIP2), "packed in a way"),
    "one name twice": (as_zip({MEMBER: b"x", MEMBER.upper(): b"y"}), "two files of one name"),
    "too many": (as_zip({f"{n}.txt": b"" for n in range(501)}), "more than 500 files"),
    "no zip": (b"PK not at all", "the zip is damaged"),
    "cut off": (as_zip(SOUND)[:-30], "the zip is damaged"),
    "another kind": (as_zip({"GPCI2026.csv": b"x", "readme.txt": b"y"}), "holds no ncci file"),
    "a zip of zips": (as_zip({"f1.zip": as_zip(SOUND)}), "holds no ncci file"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_and_useless_zips_are_refused(read: Read, what: str) -> None:
    data, said = HOSTILE[what]
    assert said in refused(read, "ncci", ZIP, data)


def test_a_byte_that_changed_on_the_way_is_found_by_the_sum(read: Read) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as package:
        package.writestr(MEMBER, SOUND[MEMBER])
    data = stream.getvalue().replace(b"97140\t97124", b"97140\t97112", 1)
    assert "the zip is damaged" in refused(read, "ncci", ZIP, data)


def test_members_lie_aside_only_while_they_are_read(tmp_path: Path) -> None:
    path = put(tmp_path, ZIP, as_zip(SOUND))
    with sources_of("ncci", [path], qualifying=False) as (source,):
        aside = source.held.path
        assert aside.is_file()
        assert source.held.name == f"{ZIP}: {MEMBER}"
        assert source.said == Said(
            "medicare", "practitioner", source.said.quarter, "32.2 r0", 1, 2026
        )
    assert not aside.exists()


def test_names_that_may_hold_a_person_are_not_repeated(read: Read) -> None:
    name = "Smith John 1234567 ccipra-v322r0-f1.txt"
    said = f"ncci_1.txt{refused_as(read, name)}"
    assert "Smith" not in said


def refused_as(read: Read, name: str) -> str:
    with pytest.raises(IntakeError) as caught:
        read("ncci", (name, as_text(pair_table([]))))
    assert str(caught.value).startswith("ncci_1.txt")
    return str(caught.value).removeprefix("ncci_1.txt")


def test_names_of_zip_and_member_may_not_differ(read: Read) -> None:
    data = as_zip({f"{PRACTITIONER_2}.txt": as_text(pair_table(PART_2))})
    said = refused(read, "ncci", f"{PRACTITIONER_1}.zip", data)
    assert said == f": {PRACTITIONER_2}.txt: its name and that of its zip give another part"


def test_the_same_file_twice(read: Read, tmp_path: Path) -> None:
    one = put(tmp_path / "a", MEMBER, SOUND[MEMBER])
    two = put(tmp_path / "b", MEMBER, SOUND[MEMBER])
    with (
        pytest.raises(ArgumentsError, match="the same file is given twice"),
        sources_of("ncci", [one, two], qualifying=False),
    ):
        pass


def test_other_endings_folders_and_missing_files(read: Read, tmp_path: Path) -> None:
    assert "end in .zip, .txt, .csv or .xlsx" in refused(
        read, "ncci", f"{PRACTITIONER_1}.pdf", b"x"
    )
    for path, said in (
        (tmp_path / "none.txt", "there is no such file"),
        (tmp_path, "end in .zip"),
    ):
        with (
            pytest.raises(IntakeError, match=said),
            sources_of("ncci", [path], qualifying=False),
        ):
            pass


def test_of_two_fee_files_the_one_asked_for(tmp_path: Path) -> None:
    data = as_zip({f"{FEE_FILE}.csv": as_csv(fee_table()), "PPRRVU2026_Jul_QPP.csv": b"x"})
    path = put(tmp_path, "rvu26c.zip", data)
    for qualifying, name in ((False, f"{FEE_FILE}.csv"), (True, "PPRRVU2026_Jul_QPP.csv")):
        with sources_of("fees", [path], qualifying=qualifying) as (source,):
            assert source.held.name == f"rvu26c.zip: {name}"


def test_a_file_that_grows_meanwhile_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_CHUNK", 16)
    path = put(tmp_path, MEMBER, SOUND[MEMBER])
    with sources_of("ncci", [path], qualifying=False) as (source,):
        path.write_bytes(SOUND[MEMBER] * 2)
        with pytest.raises(IntakeError, match="changed while it was being read"):
            source.held.check_unchanged()
