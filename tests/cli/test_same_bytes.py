"""Only the manifest holds times: two fresh runs of one night write the same bytes."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Published
from tests.cli.office import run_arguments
from tests.conftest import RunClaimscrub

TIMED = {"manifest.json", "SHA256SUMS", "exceptions.xlsx"}


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _compare(first: Path, second: Path) -> None:
    ours, theirs = _files(first), _files(second)
    assert set(ours) == set(theirs)
    differing = {name for name in ours if ours[name] != theirs[name]}
    assert differing <= TIMED
    mine, other = (json.loads(files["manifest.json"]) for files in (ours, theirs))
    for manifest in (mine, other):
        del manifest["times"], manifest["outputs"]["exceptions.xlsx"]
        manifest.pop("paths", None)
    assert mine == other


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist() if name != "docProps/core.xml"}


@pytest.fixture
def second(night: Published, tmp_path: Path, run_claimscrub: RunClaimscrub) -> Path:
    """The night again in another place: other hash seed, language, time zone and day."""
    other = {"PYTHONHASHSEED": "7", "LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati"}
    arguments = run_arguments(night.inputs, tmp_path, "--format", "json")
    ran = run_claimscrub(*arguments, env=other)
    assert ran.returncode == 0, ran.stderr
    return Path(json.loads(ran.stdout)["run_dir"])


def test_two_fresh_runs_write_the_same_bytes(night: Published, second: Path) -> None:
    assert second.name == night.run_dir.name
    _compare(night.run_dir, second)
    workbooks = [_parts(folder / "exceptions.xlsx") for folder in (night.run_dir, second)]
    assert workbooks[0] == workbooks[1]
