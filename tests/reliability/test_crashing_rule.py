"""A rule that fails: told on page one by rule and place, its claims for review, exit 4."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pipeline.registry import all_rules
from pipeline.worksheets import timed_units
from tests.cli.office import Done, claimscrub, jsonl, run_arguments, table, write_exports
from tests.reliability.faults import break_rule, is_whole, raising, runs_of

SECRET = "Zq7Secret"


def _run(work: Path, *more: str) -> Done:
    inputs = write_exports(work / "export")
    return claimscrub(*run_arguments(inputs, work, "--format", "json", *more))


def _dispositions(run: Path) -> dict[str, str]:
    return {row["claim_id"]: row["disposition"] for row in table(run / "dispositions.csv")}


def test_the_night_is_published_as_incomplete_and_exits_4(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_rule(monkeypatch, "KX002", ZeroDivisionError(SECRET))
    done = _run(tmp_path)
    assert done.code == 4
    assert done.summary["status"] == "incomplete"
    run = Path(done.summary["run_dir"])
    assert is_whole(run)
    assert (tmp_path / "runs" / "latest").read_text(encoding="utf-8").strip().endswith(run.name)
    # What the other rules hold stays held; whatever would have gone out waits for a person.
    assert _dispositions(run) == {
        "ASIDE1": "REVIEW", "CLEAN1": "REVIEW", "HELD1": "HOLD", "NOBODY1": "HOLD",
        "NOBODY2": "REVIEW", "PAIR1": "REVIEW", "TORN1": "HOLD",
    }  # fmt: skip
    assert len((run / "released_claims.csv").read_text(encoding="utf-8").splitlines()) == 1
    rules = [finding["rule_id"] for finding in jsonl(run / "findings.jsonl")]
    assert rules == ["MOD001", "MOD002", "SCH001", "PAIR001"]
    outcomes = table(run / "outcomes.csv")
    crashed = {(row["rule_id"], row["payer_id"]) for row in outcomes if row["status"] == "CRASHED"}
    assert crashed == {("KX002", payer) for payer in ("MCR", "EXPPO", "NOBODY")}
    assert len(outcomes) == 3 * len(all_rules())
    (crash,) = json.loads((run / "manifest.json").read_text(encoding="utf-8"))["crashes"]
    assert (crash["rule_id"], crash["error_type"]) == ("KX002", "ZeroDivisionError")
    page = (run / "exceptions.html").read_text(encoding="utf-8")
    first = page[: page.index("MOD001")]
    assert "KX002" in first
    assert crash["place"] in first
    assert SECRET not in page + done.out + done.err


def test_it_is_no_complete_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        break_rule(broken, "KX002", ZeroDivisionError(SECRET))
        assert _run(tmp_path).code == 4
    assert claimscrub("status", "--out", tmp_path / "runs").code != 0
    again = _run(tmp_path)
    assert again.code == 4  # the same run is told again with its own code
    anew = _run(tmp_path, "--force")
    assert anew.code == 0
    assert anew.summary["status"] == "complete"
    assert claimscrub("status", "--out", tmp_path / "runs").code == 0
    # Written anew the night is complete, so that tomorrow knows of it.
    tomorrow = _run(tmp_path, "--as-of", "2026-11-21")
    assert tomorrow.code == 0
    findings = jsonl(Path(tomorrow.summary["run_dir"]) / "findings.jsonl")
    assert {finding["state"] for finding in findings} == {"recurring"}


def test_a_crashed_note_changes_no_disposition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a block or review rule could have found something that keeps a claim."""
    break_rule(monkeypatch, "COV002", RuntimeError(SECRET))
    done = _run(tmp_path)
    assert done.code == 4
    sent = _dispositions(Path(done.summary["run_dir"]))
    assert [claim for claim, to in sent.items() if to == "RELEASE"] == [
        "ASIDE1", "CLEAN1", "NOBODY2",
    ]  # fmt: skip


def test_a_crash_in_a_shared_worksheet_takes_down_its_rules_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timed_units, "match_visits", raising(IndexError(SECRET)))
    done = _run(tmp_path)
    assert done.code == 4
    run = Path(done.summary["run_dir"])
    crashed = {row["rule_id"] for row in table(run / "outcomes.csv") if row["status"] == "CRASHED"}
    assert crashed == {"UNIT001", "UNIT002", "UNIT003"}
    crash, *_ = json.loads((run / "manifest.json").read_text(encoding="utf-8"))["crashes"]
    assert crash["error_type"] == "IndexError"
    assert re.fullmatch(r"(pipeline/)?worksheets/timed_units\.py:\d+", crash["place"])


def test_crash_comes_before_fail_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    break_rule(monkeypatch, "KX002", ZeroDivisionError(SECRET))
    assert _run(tmp_path, "--fail-on", "block").code == 4


@pytest.mark.parametrize("error", [MemoryError(SECRET), KeyboardInterrupt()])
def test_out_of_memory_and_ctrl_c_are_no_fault_of_a_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    break_rule(monkeypatch, "KX002", error)
    done = _run(tmp_path)
    assert done.out == ""
    assert done.code not in (0, 1)  # both would say that the night is complete
    assert runs_of(tmp_path / "runs") == []
    assert SECRET not in done.err


def test_an_error_outside_a_rule_publishes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.night.dispose", raising(ValueError(SECRET)))
    done = _run(tmp_path)
    assert (done.code, done.out) == (4, "")
    assert re.fullmatch(
        r"claimscrub: stopped by ValueError at pipeline/night\.py:\d+; nothing published",
        done.said[0],
    )
    assert runs_of(tmp_path / "runs") == []
    assert SECRET not in done.err
