"""The small office's night, published once by the command as it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import pipeline
from tests.cli.office import SITE, Done, run_arguments, write_exports
from tests.cli.past_nights import Office


@dataclass(frozen=True)
class Published:
    """A published night: where it lies, and what the command said."""

    work: Path
    inputs: dict[str, Path]
    run_dir: Path
    done: Done


@pytest.fixture(autouse=True)
def _private_files() -> Iterator[None]:
    """``main`` does this before any command."""
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the folders of the person who runs it."""
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.delenv("CLAIMSCRUB_CONFIG", raising=False)


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory) -> Published:
    work = tmp_path_factory.mktemp("office")
    inputs = write_exports(work / "export")
    command = [sys.executable, "-m", "pipeline.cli", *run_arguments(inputs, work)]
    home = {"HOME": str(work), "PYTHONWARNINGS": "error"}
    packages = {"PYTHONPATH": str(Path(pipeline.__file__).parent.parent)}
    ran = subprocess.run(
        [*command, "--format", "json"],
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **home, **packages},
        timeout=120,
    )
    done = Done(ran.returncode, ran.stdout, ran.stderr)
    assert done.code == 0, done.err
    return Published(work, inputs, Path(done.summary["run_dir"]), done)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office before its first night."""
    shutil.copytree(SITE, tmp_path / "site")
    return Office(tmp_path)


@pytest.fixture
def no_leftovers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The system's temporary folder is this test's own, and nothing may be left in it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    assert list(folder.iterdir()) == []
