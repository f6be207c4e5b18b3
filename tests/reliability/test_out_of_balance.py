"""Totals that differ from what was written: exit 5, no release file, `latest` stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline import nightly
from pipeline.history.sql import SqlHistory
from schemas.night_result import Total
from tests.cli.office import Done, claimscrub, run_arguments, write_exports
from tests.reliability.faults import is_whole, runs_of

After = Callable[[Path], None]


def _run(work: Path, *more: str) -> Done:
    inputs = write_exports(work / "export")
    return claimscrub(*run_arguments(inputs, work, "--format", "json", *more))


def _drop(name: str, beginning: str) -> After:
    """Lose one line of a written file."""

    def drop(folder: Path) -> None:
        path = folder / name
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if beginning not in line]
        assert len(kept) == len(lines) - 1
        path.write_text("".join(kept), encoding="utf-8")

    return drop


def _another_charge(folder: Path) -> None:
    path = folder / "dispositions.csv"
    text = path.read_text(encoding="utf-8").replace(",120.00,", ",120.01,")
    path.write_text(text, encoding="utf-8")


def _another_severity(folder: Path) -> None:
    path = folder / "findings.jsonl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"severity": "block"', '"severity": "note"', 1), encoding="utf-8")


def _spoil(monkeypatch: pytest.MonkeyPatch, writer: str, spoil: After) -> None:
    """Let a writer's files be spoilt once they are written."""
    real = getattr(nightly, writer)

    def written(*arguments: Any) -> Any:
        made = real(*arguments)
        spoil(next(one for one in arguments if isinstance(one, Path)))
        return made

    monkeypatch.setattr(nightly, writer, written)


SPOILT = {
    "a claim lost from dispositions": ("write_reports", _drop("dispositions.csv", "CLEAN1")),
    "a cent more in dispositions": ("write_reports", _another_charge),
    "a finding lost": ("write_reports", _drop("findings.jsonl", "MOD002")),
    "a finding that weighs otherwise": ("write_reports", _another_severity),
    "a released line lost": ("write_split", _drop("released_claims.csv", "CLEAN1")),
    "a held line lost": ("write_split", _drop("held_claims.csv", "PAIR1,2")),
    "a set-aside line lost": ("write_split", _drop("released_claims.csv", "ASIDE1,2")),
    "a rejected line lost": ("write_split", _drop("held_claims.csv", "TORN1,2")),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_total_that_differs_is_exit_5(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    writer, spoil = SPOILT[name]
    with monkeypatch.context() as broken:
        _spoil(broken, writer, spoil)
        done = _run(tmp_path, "--fail-on", "block")
    assert done.code == 5
    assert done.summary["status"] == "out_of_balance"
    assert done.summary["control_totals"]["problems"]
    (run,) = runs_of(tmp_path / "runs")
    assert not list(run.glob("released*"))
    assert not list(run.glob("held*"))
    assert not (tmp_path / "runs" / "latest").exists()
    assert is_whole(run)
    page = (run / "exceptions.html").read_text(encoding="utf-8")
    assert done.summary["control_totals"]["problems"][0] in page.replace("&#39;", "'")
    assert json.loads((run / "manifest.json").read_text(encoding="utf-8"))["exit_code"] == 5


def test_the_next_run_is_made_anew_and_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        _spoil(broken, "write_reports", _another_charge)
        assert _run(tmp_path).code == 5
    assert claimscrub("status", "--out", tmp_path / "runs").code != 0
    done = _run(tmp_path)
    assert done.code == 0
    run = Path(done.summary["run_dir"])
    assert (run / "released_claims.csv").is_file()
    assert (tmp_path / "runs" / "latest").read_text(encoding="utf-8").strip().endswith(run.name)
    assert claimscrub("status", "--out", tmp_path / "runs").code == 0


def test_a_history_that_stored_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Total(claims=7, lines=8, charge_cents=56_901)
    with monkeypatch.context() as broken:
        broken.setattr(SqlHistory, "totals_of", lambda *_: wrong)
        done = _run(tmp_path)
    assert done.code == 5
    assert not (tmp_path / "runs" / "latest").exists()
    (run,) = runs_of(tmp_path / "runs")
    assert not list(run.glob("released*"))
    # Whatever the next run does, it must not tell the failed night as a good one.
    again = _run(tmp_path)
    assert again.code == 5 or list(Path(again.summary["run_dir"]).glob("released*"))
