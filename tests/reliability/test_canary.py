"""No patient's value in stdout, stderr, manifest, logs, temporary files or exception texts.

Every field about a person holds a marker; every error path is forced; nothing may hold a marker
but the files that are made to hold values (findings, release files, rejected rows, reports).
"""

from __future__ import annotations

import json
import logging
import tempfile
import zipfile
from pathlib import Path

import pytest

from pipeline.intake import IntakeSettings
from pipeline.worksheets.accrued_spend import AccruedSpend
from tests.cli.office import Done, claimscrub, run_arguments
from tests.reliability.faults import break_rule, raising, runs_of
from tests.reliability.marked import cells, markers_in, text_of, write_marked

SECRET = "Zq7 from the middle of a row"
SILENT = ("manifest.json", "SHA256SUMS", "outcomes.csv")
"""Files of a run that hold no patient's value; payer codes here are no markers."""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's temporary folder, empty and this test's own."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def _run(work: Path, *more: str | Path, spoilt: bool = False) -> Done:
    inputs = write_marked(work / "export", spoilt=spoilt)
    return claimscrub(*run_arguments(inputs, work, *more))


def _said_nothing(done: Done, work: Path, caplog: pytest.LogCaptureFixture) -> None:
    own = done.err.replace(str(work), "")
    assert markers_in(done.out) == set()
    assert markers_in(own) == set()
    assert "Traceback" not in done.err
    assert markers_in(caplog.text) == set()
    for run in runs_of(work / "runs"):
        for name in SILENT:
            assert markers_in((run / name).read_text(encoding="utf-8")) == set(), name
        for path in (run / "rules_used").rglob("*.*"):
            assert markers_in(path.read_text(encoding="utf-8")) == set()
        assert markers_in(" ".join(path.name for path in run.rglob("*"))) == set()
    left = [path for path in (work / "temporary").rglob("*") if path.is_file()]
    left += [path for path in (work / "runs").glob(".build*/**/*") if path.is_file()]
    for path in left:
        assert b"zq7" not in path.read_bytes().lower(), path.name


def test_a_sound_night(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    done = _run(tmp_path)
    assert done.code == 0, done.err
    _said_nothing(done, tmp_path, caplog)
    (run,) = runs_of(tmp_path / "runs")
    assert "Zq7patient_id" in (run / "findings.jsonl").read_text(encoding="utf-8")
    assert "Zq7member_id" in (run / "held_claims.csv").read_text(encoding="utf-8")


def test_the_reports_show_no_full_member_id_and_no_note(tmp_path: Path) -> None:
    """Minimum necessary: the member id at most by its last four, a note's text not at all."""
    assert _run(tmp_path).code == 0
    (run,) = runs_of(tmp_path / "runs")
    with zipfile.ZipFile(run / "exceptions.xlsx") as book:
        shown = "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    shown += (run / "exceptions.html").read_text(encoding="utf-8")
    for unwanted in ("Zq7member_id", "Zq7claimsline_note", "1941-02-03"):
        assert unwanted not in shown, unwanted


@pytest.mark.parametrize("share", [0.05, 1.0], ids=["refused", "listed"])
def test_rows_that_cannot_be_read(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    share: float,
) -> None:
    caplog.set_level(logging.DEBUG)
    settings = IntakeSettings(reject_share=share)
    monkeypatch.setattr("pipeline.commands.run.settings_of", lambda _: settings)
    done = _run(tmp_path, spoilt=True)
    assert done.code == (3 if share < 1 else 0), done.err
    _said_nothing(done, tmp_path, caplog)


@pytest.mark.parametrize("rule", ["KX002", "POC002"])
def test_a_rule_that_fails_with_a_value_in_its_text(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    caplog.set_level(logging.DEBUG)
    break_rule(monkeypatch, rule, ValueError(SECRET))
    done = _run(tmp_path)
    assert done.code == 4
    _said_nothing(done, tmp_path, caplog)
    for path in runs_of(tmp_path / "runs")[0].rglob("*.*"):
        assert SECRET.encode() not in path.read_bytes()


def test_a_worksheet_that_fails(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AccruedSpend, "build", classmethod(raising(KeyError(SECRET))))
    done = _run(tmp_path)
    assert done.code == 4
    _said_nothing(done, tmp_path, caplog)


FAILING = [
    "pipeline.nightly.read_table", "pipeline.nightly.load_rulebook", "pipeline.nightly.judge",
    "pipeline.night.match_findings", "reports.write_files", "reports.build_report",
    "reports.write_page", "reports.write_workbook", "pipeline.nightly.write_split",
    "pipeline.nightly.read_back_all", "pipeline.history.recording.record",
    "pipeline.history.reading.read_lines", "pipeline.publish.write_manifest",
]  # fmt: skip


@pytest.mark.parametrize("place", FAILING)
def test_any_stage_that_fails(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(place, raising(TypeError(SECRET)))
    done = _run(tmp_path)
    assert done.code in (4, 75)
    assert len(done.said) == 1
    _said_nothing(done, tmp_path, caplog)
    assert runs_of(tmp_path / "runs") == []


def test_files_and_settings_that_cannot_be_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    inputs = write_marked(tmp_path / "export")
    site = tmp_path / "site.toml"
    site.write_text("[site]\nid = 'Zq7 Site\n", encoding="utf-8")
    (tmp_path / "file").touch()
    sound = inputs["claims"].read_text(encoding="utf-8")
    heading = sound.splitlines()[0]
    torn = {
        "no heading": sound.splitlines()[1],
        "a foreign heading": sound.replace("claim_id", "Zq7heading", 1),
        "an open quote": f'{heading}\n"Zq7open,1\n',
        "no UTF-8": f"{heading}\nZq7\udce9\n",
        "ragged": f"{heading}\n" + "Zq7short,1\n" * 40,
        "nothing": "",
    }
    done = [
        claimscrub(*run_arguments(inputs, tmp_path, "--config", site)),
        claimscrub(*run_arguments(inputs, tmp_path, "--out", tmp_path / "file" / "runs")),
        claimscrub(*run_arguments(inputs, tmp_path, "--history", "no://user:Zq7pass@h/d")),
    ]
    for text in torn.values():
        inputs["claims"].write_text(text, encoding="utf-8", errors="surrogateescape")
        done.append(claimscrub(*run_arguments(inputs, tmp_path)))
    inputs["claims"].unlink()
    done.append(claimscrub(*run_arguments(inputs, tmp_path)))
    for one in done:
        assert one.code in (2, 3, 75), one.err
        # The sentence; what stands above it names the paths as the user gave them.
        assert len(one.said) == 1
        assert markers_in(one.said[0].replace(str(tmp_path), "")) == set()
        assert "Traceback" not in one.err
    assert runs_of(tmp_path / "runs") == []
    assert "Zq7pass" not in done[2].err


def test_the_same_row_twice_and_a_name_in_a_status(tmp_path: Path) -> None:
    """Status and doctor read manifests and folders, never a row."""
    assert _run(tmp_path).code == 0
    for command in (
        ("status", "--out", tmp_path / "runs"),
        ("doctor", "--out", tmp_path / "runs", "--history", tmp_path / "history.sqlite"),
    ):
        done = claimscrub(*command)
        assert markers_in((done.out + done.err).replace(str(tmp_path), "")) == set()
    manifest = json.loads((runs_of(tmp_path / "runs")[0] / "manifest.json").read_text("utf-8"))
    assert {one["name"] for one in manifest["inputs"]} == {
        f"{table}_1.csv" for table in (one["table"] for one in manifest["inputs"])
    }
    assert text_of("claims", cells("claims")).count("Zq7") > 10
