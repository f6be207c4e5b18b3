"""A second run at once, and histories that cannot be used: nothing is published."""

from __future__ import annotations

from pathlib import Path

import pytest
from filelock import FileLock

from pipeline.commands.places import LOCK
from tests.cli.office import Done, claimscrub, nothing_published, run_arguments, write_exports
from tests.conftest import RunClaimscrub


def test_a_second_run_at_once_leaves_with_6(tmp_path: Path, run_claimscrub: RunClaimscrub) -> None:
    inputs = write_exports(tmp_path / "export")
    (tmp_path / "runs").mkdir()
    with FileLock(tmp_path / "runs" / LOCK):
        ran = run_claimscrub(*run_arguments(inputs, tmp_path))
    done = Done(ran.returncode, ran.stdout, ran.stderr)
    assert (done.code, done.out) == (6, "")
    assert len(done.said) == 1
    assert "lock" in done.said[0]
    assert nothing_published(tmp_path / "runs")


def test_two_outputs_over_one_history_exclude_each_other(tmp_path: Path) -> None:
    inputs = write_exports(tmp_path / "export")
    with FileLock(tmp_path / "history.sqlite.lock"):
        done = claimscrub(*run_arguments(inputs, tmp_path))
        address = f"sqlite:///{tmp_path / 'history.sqlite'}"
        by_address = claimscrub(*run_arguments(inputs, tmp_path, "--history", address))
    assert (done.code, by_address.code) == (6, 6)
    assert nothing_published(tmp_path / "runs")


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for place in range(8_192, len(data), 1_024):
        data[place] ^= 0xFF
    path.write_bytes(bytes(data))


def test_a_damaged_history_is_never_taken_for_an_empty_one(tmp_path: Path) -> None:
    inputs = write_exports(tmp_path / "export")
    history = tmp_path / "history.sqlite"
    arguments = run_arguments(inputs, tmp_path)
    assert claimscrub(*arguments).code == 0
    before = sorted(path.name for path in (tmp_path / "runs").glob("2*/*"))
    whole = history.read_bytes()

    def flipped() -> bytes:
        _flip(history)
        return history.read_bytes()

    for content in (b"", b"not a database, whatever its name says", whole[:5_000], flipped()):
        history.write_bytes(content)
        done = claimscrub(*arguments)
        assert done.code == 75, done.err
        assert done.out == ""
        assert len(done.said) == 1
        assert history.name in done.said[0]
        assert "Traceback" not in done.err
        assert history.read_bytes() == content
    assert sorted(path.name for path in (tmp_path / "runs").glob("2*/*")) == before
    assert claimscrub(*run_arguments(inputs, tmp_path, "--history", "none")).code == 0
    history.write_bytes(whole)
    again = claimscrub(*arguments)
    assert again.code == 0
    assert "made before" in again.out


@pytest.mark.parametrize(
    "history", ["postgresql://user:Zq7secret@nowhere.invalid/claims", "mysql://h/d", "no://where"]
)
def test_a_database_that_cannot_be_reached(tmp_path: Path, history: str) -> None:
    inputs = write_exports(tmp_path / "export")
    done = claimscrub(*run_arguments(inputs, tmp_path, "--history", history))
    assert (done.code, done.out) == (75, ""), done.err
    assert len(done.said) == 1
    assert "Zq7secret" not in done.err
    assert nothing_published(tmp_path / "runs")


def test_a_history_in_a_place_that_is_no_folder(tmp_path: Path) -> None:
    inputs = write_exports(tmp_path / "export")
    (tmp_path / "file").touch()
    history = tmp_path / "file" / "history.sqlite"
    done = claimscrub(*run_arguments(inputs, tmp_path, "--history", history))
    assert done.code == 75, done.err
    assert len(done.said) == 1
    assert nothing_published(tmp_path / "runs")
