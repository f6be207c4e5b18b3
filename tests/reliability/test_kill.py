"""SIGKILL at random points of a night: nothing half-published, the next run succeeds unaided.

``CLAIMSCRUB_KILLS=200 pytest tests/reliability/test_kill.py`` kills at 200 points; the gate at 12.
A point lies between two effects on files, so that reading and judging, where nothing can break,
take no share of them; the points around the rename at the end are always among them.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.office import CLAIMS, jsonl, run_arguments, write_exports
from tests.reliability.faults import is_whole, leftovers, runs_of, tree
from tests.reliability.killing import Killer, started

KILLS = int(os.environ.get("CLAIMSCRUB_KILLS", "12"))
LAST = 12
SIGKILLED = -9
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


class Office(NamedTuple):
    """An office with one night behind it, and tonight as it looks undisturbed."""

    killer: Killer
    work: Path
    tonight: str
    findings: list[dict[str, object]]
    effects: int


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    work = tmp_path_factory.mktemp("killed") / "office"
    with started() as killer:
        inputs = write_exports(work / "export")
        earlier = CLAIMS.replace("CLEAN1,", "EARLY1,").replace("2026-11-16", "2026-11-09")
        first = {**inputs, "claims": work / "export" / "earlier.csv"}
        first["claims"].write_text(earlier, encoding="utf-8")
        code, _ = killer.night([*run_arguments(first, work), "--as-of", "2026-11-18"])
        assert code == 0
        sound = work.with_name("undisturbed")
        shutil.copytree(work, sound)
        code, effects = killer.night(run_arguments(inputs, sound))
        assert code == 0
        (tonight,) = runs_of(sound / "runs")[1:]
        yield Office(killer, work, tonight.name, jsonl(tonight / "findings.jsonl"), effects)


def _points(effects: int) -> list[int]:
    chosen = random.Random(20_261_120)
    others = range(1, effects - LAST)
    last = min(LAST, max(KILLS // 2, 1))
    points = chosen.sample(others, min(KILLS - last, len(others)))
    return sorted({*points, *(effects - back for back in range(last))})


def _kill_and_run_again(office: Office, work: Path, point: int) -> None:
    inputs = {name: work / "export" / f"{name}.csv" for name in ("claims", "visits", "plans")}
    inputs["spend"] = work / "export" / "spend.csv"
    arguments = run_arguments(inputs, work)
    earlier = runs_of(work / "runs")
    before = [tree(run) for run in earlier]
    code, _ = office.killer.night(arguments, point)
    assert code == SIGKILLED
    assert [tree(run) for run in earlier] == before
    assert all(is_whole(run) for run in runs_of(work / "runs"))
    pointer = (work / "runs" / "latest").read_text(encoding="utf-8").strip()
    assert is_whole(work / "runs" / pointer)
    code, _ = office.killer.night(arguments)
    assert code == 0
    assert [tree(run) for run in earlier] == before
    made = [run for run in runs_of(work / "runs") if run not in earlier]
    assert [run.name for run in made] == [office.tonight]
    assert is_whole(made[0])
    assert jsonl(made[0] / "findings.jsonl") == office.findings
    pointer = (work / "runs" / "latest").read_text(encoding="utf-8").strip()
    assert pointer == f"2026-11-20/{office.tonight}"
    assert leftovers(work) == []


def test_a_killed_night_leaves_nothing_half_done(office: Office, tmp_path: Path) -> None:
    points = _points(office.effects)
    assert len(points) >= min(KILLS, office.effects)
    failed: dict[int, str] = {}
    for point in points:
        work = tmp_path / str(point)
        shutil.copytree(office.work, work)
        try:
            _kill_and_run_again(office, work, point)
        except AssertionError as error:
            failed[point] = str(error).splitlines()[0]
        shutil.rmtree(work)
    assert not failed, f"of {office.effects} effects, killed before: {failed}"


def test_a_first_night_that_is_killed(office: Office, tmp_path: Path) -> None:
    """Without any history yet, the making of its file is among the points."""
    failed: dict[int, str] = {}
    for point in (3, 13, 17, 18):
        work = tmp_path / str(point)
        inputs = write_exports(work / "export")
        arguments = run_arguments(inputs, work)
        code, _ = office.killer.night(arguments, point)
        assert code == SIGKILLED
        code, _ = office.killer.night(arguments)
        whole = [is_whole(run) for run in runs_of(work / "runs")]
        if code != 0 or whole != [True] or leftovers(work):
            failed[point] = f"exit {code}, runs {whole}, left {leftovers(work)}"
    assert not failed, failed
