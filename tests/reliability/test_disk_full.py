"""A full disk at any writer: exit 75, nothing published, and the next run succeeds unaided."""

from __future__ import annotations

import errno
import sqlite3
import tempfile
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from pipeline import publish
from pipeline.failures import exit_code_of
from pipeline.history import recording
from tests.cli.office import Done, claimscrub, run_arguments, write_exports
from tests.reliability.faults import is_whole, leftovers, raising, runs_of

FULL = OSError(errno.ENOSPC, "No space left on device", "/somewhere/Zq7Secret.csv")
WRITERS = {
    "the machine files": "reports.write_files",
    "the workbook": "reports.write_workbook",
    "the release files": "pipeline.nightly.write_split",
    "the rules used": "pipeline.publish.write_rules_used",
    "the manifest": "pipeline.publish.write_manifest",
    "the modes": "pipeline.publish.make_private",
    "the rename": "pipeline.publish.put_in_place",
}


def _run(work: Path) -> Done:
    inputs = write_exports(work / "export")
    return claimscrub(*run_arguments(inputs, work, "--format", "json"))


def _told_to_try_again(done: Done, work: Path) -> None:
    assert (done.code, done.out) == (75, ""), done.err
    assert len(done.said) == 1
    assert "Zq7Secret" not in done.err
    assert runs_of(work / "runs") == []
    assert not (work / "runs" / "latest").exists()


def _succeeds_unaided(work: Path) -> None:
    done = _run(work)
    assert done.code == 0, done.err
    (run,) = runs_of(work / "runs")
    assert done.summary["run_dir"] == str(run)
    assert is_whole(run)
    assert (work / "runs" / "latest").is_file()
    assert leftovers(work) == []


@pytest.mark.parametrize("what", WRITERS)
def test_nothing_is_published_and_the_next_run_succeeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    with monkeypatch.context() as full:
        full.setattr(WRITERS[what], raising(FULL))
        done = _run(tmp_path)
    _told_to_try_again(done, tmp_path)
    assert "disk is full" in done.said[0]
    _succeeds_unaided(tmp_path)


def test_a_full_disk_under_the_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    error = OperationalError("INSERT", {"patient": "Zq7Secret"}, full)
    with monkeypatch.context() as broken:
        broken.setattr(recording, "record", raising(error))
        done = _run(tmp_path)
    _told_to_try_again(done, tmp_path)
    _succeeds_unaided(tmp_path)


def test_a_disk_that_is_full_before_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the arguments are at fault: tried again with room, the same command succeeds."""
    with monkeypatch.context() as full:
        full.setattr(tempfile, "TemporaryFile", raising(FULL))
        done = _run(tmp_path)
    _told_to_try_again(done, tmp_path)
    _succeeds_unaided(tmp_path)


def test_a_pointer_that_could_not_be_moved_is_moved_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run itself is in place by then; `latest` must name it after the next attempt."""
    with monkeypatch.context() as full:
        full.setattr(publish, "point_latest", raising(FULL))
        assert _run(tmp_path).code == 75
    done = _run(tmp_path)
    assert done.code == 0, done.err
    run = Path(done.summary["run_dir"])
    assert is_whole(run)
    assert publish.read_latest(tmp_path / "runs") == run


def test_a_share_that_is_lost_midway(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as lost:
        error = OSError(errno.ESTALE, "lost", "/share/Zq7Secret")
        lost.setattr("reports.write_page", raising(error))
        done = _run(tmp_path)
    _told_to_try_again(done, tmp_path)
    _succeeds_unaided(tmp_path)
    for number in (errno.EIO, errno.ESTALE, errno.ENETDOWN, errno.ETIMEDOUT, errno.EDQUOT):
        assert exit_code_of(OSError(number, "lost", "/share/Zq7Secret"))[0] == 75
