"""Reading published files as the command does, without writing."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from pipeline.imports.build import read_files
from pipeline.imports.edition import NewEdition
from pipeline.imports.quarters import Said
from pipeline.imports.store import put_in_place
from pipeline.intake import IntakeError
from tests.imports.published import MARK, put

Read: TypeAlias = Callable[..., NewEdition]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of editions."""
    path = tmp_path / "code_sets"
    path.mkdir()
    return path


@pytest.fixture
def read(tmp_path: Path, folder: Path) -> Read:
    """Read files of one kind, given as name and bytes, into the one edition that they make.

    ``stored`` puts it into the folder, where the next call finds it.
    """

    def go(
        kind: str, *files: tuple[str, bytes], asked: Said | None = None, qualifying: bool = False
    ) -> NewEdition:
        paths = [put(tmp_path / "published", name, data) for name, data in files]
        found = read_files(kind, paths, asked or Said(), qualifying=qualifying)
        (edition,) = found.editions(folder)
        put_in_place(folder, [edition])
        return edition

    return go


def refused(read: Read, kind: str, name: str, data: bytes) -> str:
    """Read a file that has to be refused with exit code 3; return the sentence after its name."""
    with pytest.raises(IntakeError) as caught:
        read(kind, (name, data))
    assert caught.value.exit_code == 3
    said = str(caught.value)
    assert said.startswith(name)
    assert MARK not in said
    return said.removeprefix(name)


def rows_of(edition: NewEdition) -> list[list[str]]:
    """The rows of an edition, below its comment lines and heading."""
    lines = [line for line in edition.text.splitlines() if not line.startswith("#")]
    return list(csv.reader(lines))[1:]
