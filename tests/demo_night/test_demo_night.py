"""The demo night, whole: what was planted is found, and the night can be told again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from benchmarks.recall import LEAST_DECIDED, LEAST_PRECISION
from pipeline.commands.demo import run_demo
from pipeline.commands.run import run_locked
from pipeline.demo.scoring import read_labels, score
from pipeline.night import decided_share
from pipeline.night_request import NightRequest
from pipeline.run_report import NightReport
from schemas.night_result import NightResult
from schemas.tables import MODELS

SEED = 1


class Demo(NamedTuple):
    """A demo that was run, and the request that runs its last night again."""

    folder: Path
    report: NightReport
    request: NightRequest

    @property
    def result(self) -> NightResult:
        assert self.report.result is not None
        return self.report.result

    @property
    def run_dir(self) -> Path:
        assert self.report.run_dir is not None
        return self.report.run_dir

    @property
    def findings(self) -> list[dict[str, object]]:
        text = (self.run_dir / "findings.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo")
    report = run_demo(folder, SEED)
    assert report.result is not None
    export = folder / "export"
    request = NightRequest(
        inputs={table: (export / "tonight" / f"{table}.csv",) for table in MODELS},
        as_of=pd.Timestamp(report.result.run.as_of).date(),
        out=folder / "runs",
        history=str(folder / "history.sqlite"),
        config=export / "site" / "site.toml",
        payer_rules=export / "site",
        code_sets=export / "site" / "code_sets",
    )
    return Demo(folder, report, request)


def test_every_planted_fault_is_found_and_little_else(demo: Demo) -> None:
    labels = read_labels(demo.folder / "export" / "labels.jsonl")
    scores = score(labels, demo.findings)
    below = {
        rule: (mark.recall, mark.precision)
        for rule, mark in scores.items()
        if mark.recall < 1 or mark.precision < LEAST_PRECISION
    }
    assert below == {}
    assert not [mark.wrong_severity for mark in scores.values() if mark.wrong_severity]


def test_no_rule_hides_behind_cannot_tell(demo: Demo) -> None:
    decided = decided_share(demo.result)
    assert {rule: share for rule, share in decided.items() if share < LEAST_DECIDED} == {}


def test_the_night_is_in_balance_and_complete(demo: Demo) -> None:
    assert demo.result.control_totals.problems == ()
    assert demo.result.crashes == ()
    assert demo.report.exit_code == 0


def test_the_same_night_again_is_told_and_not_counted_twice(demo: Demo) -> None:
    before = (demo.run_dir / "SHA256SUMS").read_bytes()
    again = run_locked(demo.request)
    assert again.repeated
    assert again.run_dir == demo.run_dir
    assert again.exit_code == demo.report.exit_code
    assert (demo.run_dir / "SHA256SUMS").read_bytes() == before
    assert [path.name for path in demo.run_dir.parent.iterdir()] == [demo.run_dir.name]


def test_on_the_next_night_the_same_files_give_the_same_findings_recurring(demo: Demo) -> None:
    tomorrow = replace(demo.request, as_of=demo.request.as_of + timedelta(days=1), dry_run=True)
    result = run_locked(tomorrow).result
    assert result is not None
    tonight = {str(found["finding_key"]) for found in demo.findings}
    states = dict(zip(result.findings["finding_key"], result.findings["state"], strict=True))
    assert {states[key] for key in tonight & set(states)} == {"recurring"}
    # The calendar alone makes the difference: a balance grows too old, a signature dated
    # tomorrow arrives, a certification falls due or is late, a verbal order's days run out.
    gone, new = tonight - set(states), set(states) - tonight
    assert {key.partition("-")[0] for key in gone} <= {
        *("kx002", "poc002", "poc004", "poc005"),
    }
    assert {key.partition("-")[0] for key in new} <= {
        *("kx006", "poc002", "poc003", "poc005", "poc006"),
    }
    assert len(gone) + len(new) < len(tonight) / 10
