"""`explain`, `rules`, `check-config`, `doctor`, `status`, `--help` and `--version`."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from pipeline import __version__, publish
from pipeline.commands.places import LOCK
from pipeline.commands.status import status_command
from tests.cli.conftest import Published
from tests.cli.office import SITE, claimscrub

RULES = [
    *(f"CLM{number:03}" for number in (7, 20)),
    *(f"COV{number:03}" for number in (1, 2, 3)),
    *(f"KX{number:03}" for number in range(1, 7)),
    *(f"MOD{number:03}" for number in range(1, 16)),
    *(f"PAIR{number:03}" for number in (*range(1, 7), 8, 9)),
    *(f"POC{number:03}" for number in (*range(1, 9), 11, 12)),
    "SCH001",
    *(f"UNIT{number:03}" for number in range(1, 9)),
]


def test_rules_lists_every_rule_with_name_severity_family_and_status() -> None:
    done = claimscrub("rules")
    assert done.code == 0
    rows = [line.split() for line in done.out.splitlines()]
    assert [row[0] for row in rows] == RULES
    first = rows[RULES.index("MOD001")]
    assert first == ["MOD001", "discipline-modifier-missing", "block", "modifiers", "active"]
    assert {row[-1] for row in rows} == {"active"}


@pytest.mark.parametrize("wanted", ["UNIT001", "unit001", "units-exceed-minutes"])
def test_explain_tells_why_denial_fix_source_and_limits(wanted: str) -> None:
    done = claimscrub("explain", wanted)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("UNIT001 units-exceed-minutes")
    for heading in ("Why:", "Denial prevented:", "How to fix:", "Not checked:", "Source:"):
        assert heading in done.out
    assert "BLOCK" in done.out
    assert "CARC 151" in done.out
    assert "20.2" in done.out
    assert "read 2026-11-21" in done.out
    assert max(map(len, done.out.splitlines())) <= 120


def test_explain_offers_the_nearest_rule() -> None:
    done = claimscrub("explain", "UNIT01")
    assert (done.code, done.out) == (2, "")
    assert done.said[0].endswith("did you mean UNIT001 (units-exceed-minutes)?")
    assert claimscrub("explain", "zzz").code == 2


def test_check_config_of_a_sound_site() -> None:
    arguments = ("--payer-rules", SITE, "--config", SITE / "site.toml")
    done = claimscrub("check-config", *arguments, "--as-of", "2026-11-20")
    assert (done.code, done.err) == (0, "")
    assert "payers" in done.out
    assert "expired" not in done.out


def test_check_config_tells_what_is_stale_or_expired() -> None:
    arguments = ("--payer-rules", SITE, "--config", SITE / "site.toml")
    done = claimscrub("check-config", *arguments, "--as-of", "2028-01-03")
    assert done.code == 0
    assert "example-ppo.toml" in done.out
    assert "expired" in done.out
    assert "review" in done.out


def test_check_config_counts_each_file_the_offices_own_first() -> None:
    arguments = ("--payer-rules", SITE, "--config", SITE / "site.toml")
    done = claimscrub("check-config", *arguments, "--as-of", "2026-11-20")
    said = done.out.splitlines()
    own, others = said.index("Files of your payers:"), said.index("Other files:")
    heads = [line.strip() for line in said if line.startswith("  ") and line[2] != " "]
    assert heads.index(said[own + 1].strip()) == 0
    ppo = next(at for at, line in enumerate(said) if "example-ppo (Example PPO)" in line)
    anthem = next(at for at, line in enumerate(said) if ": anthem (" in line)
    assert own < ppo < others < anthem
    assert said[ppo].endswith("entries 4, grade C 1, stale 0")
    assert said[ppo + 1].strip() == (
        "set: assistant_modifier, discipline_modifier, pair_edits, pair_modifier"
    )
    assert said[ppo + 2].strip() == "unset: time_record, plan_of_care, referral"
    assert said[anthem].endswith("entries 8, grade C 3, stale 0")
    assert "39 files" in said[-1]


def test_check_config_without_a_site_lists_every_shipped_file_and_no_single_remarks() -> None:
    done = claimscrub("check-config", "--as-of", "2026-11-20")
    assert done.code == 0
    assert "Files of your payers:" not in done.out
    assert "medicaid/medicaid-il.toml: medicaid-il (Illinois Medicaid)" in done.out
    assert "note:" not in done.out
    assert "unknown: unit_cap.daily-timed" in done.out


def test_check_config_stops_where_a_run_would(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(SITE, site)
    payer = site / "payers" / "example-ppo.toml"
    payer.write_text(payer.read_text(encoding="utf-8") + "[[unit_rule]\n", encoding="utf-8")
    done = claimscrub("check-config", "--payer-rules", site)
    assert (done.code, done.out) == (2, "")
    assert "site/payers/example-ppo.toml, line" in done.said[0]


def test_doctor_finds_a_sound_office_ready(night: Published) -> None:
    places = ("--out", night.work / "runs", "--history", night.work / "history.sqlite")
    done = claimscrub("doctor", *places)
    assert done.code == 0, done.out
    for looked_at in ("Python", "packages", "output folder", "free", "lock", "history", "fees"):
        assert looked_at in done.out
    assert "2026-11-20" in done.out
    assert "BAD" not in done.out


def test_doctor_says_what_would_stop_a_run(night: Published, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    runs.mkdir(mode=0o755)
    runs.chmod(0o755)
    history = tmp_path / "history.sqlite"
    history.write_bytes(b"")
    with FileLock(runs / LOCK):
        done = claimscrub("doctor", "--out", runs, "--history", history)
    assert done.code != 0
    bad = [line for line in done.out.splitlines() if line.startswith("BAD")]
    assert len(bad) == 3
    assert "others can look in" in bad[0]
    assert "another run holds the lock" in bad[1]
    assert "is an empty file" in bad[2]


def test_doctor_makes_nothing(tmp_path: Path) -> None:
    places = ("--out", tmp_path / "runs", "--history", tmp_path / "history.sqlite")
    assert claimscrub("doctor", *places).code == 0
    assert not list(tmp_path.iterdir())


@pytest.fixture
def runs(night: Published, tmp_path: Path) -> Path:
    copied = tmp_path / "runs"
    shutil.copytree(night.work / "runs", copied)
    return copied


def _ended(run: Path) -> datetime:
    manifest = json.loads((run / publish.MANIFEST).read_text(encoding="utf-8"))
    return datetime.fromisoformat(manifest["times"]["ended"])


def _change(run: Path, **changes: Any) -> None:
    path = run / publish.MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**manifest, **changes}), encoding="utf-8")


def _status(out: Path, now: datetime, max_age: str = "26h") -> int:
    return status_command(max_age, {"out": out}, now)


def test_status_of_a_recent_an_old_and_no_run(
    night: Published, runs: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    done = claimscrub("status", "--out", runs)
    assert done.code == 0
    assert night.run_dir.name in done.out
    ended = _ended(runs / "2026-11-20" / night.run_dir.name)
    assert _status(runs, ended + timedelta(hours=25, minutes=59)) == 0
    assert _status(runs, ended + timedelta(hours=26, minutes=1)) != 0
    assert "older than 26h" in capsys.readouterr().out
    assert _status(runs, ended + timedelta(days=2, minutes=-1), "2d") == 0
    assert claimscrub("status", "--out", tmp_path / "nowhere").code != 0


@pytest.mark.parametrize(("code", "counts"), [(0, True), (1, True), (4, False), (5, False)])
def test_status_counts_runs_that_ended_with_0_or_1(
    night: Published, runs: Path, code: int, counts: bool
) -> None:
    run = runs / "2026-11-20" / night.run_dir.name
    _change(run, exit_code=code)
    assert (_status(runs, _ended(run)) == 0) is counts


def test_status_does_not_count_a_run_that_was_not_published(night: Published, runs: Path) -> None:
    """A run killed between its manifest and the rename never happened."""
    run = runs / "2026-11-20" / night.run_dir.name
    ended = _ended(run)
    run.rename(run.with_name(f"{publish.TEMPORARY}{run.name}"))
    assert _status(runs, ended) != 0


def test_status_survives_a_damaged_manifest(night: Published, runs: Path) -> None:
    other = runs / "2026-11-19" / "0123456789ab"
    other.mkdir(parents=True)
    (other / publish.MANIFEST).write_text('{"exit_code": 0', encoding="utf-8")
    done = claimscrub("status", "--out", runs)
    assert done.code == 0, done.err
    assert night.run_dir.name in done.out


def test_status_refuses_an_age_it_cannot_read() -> None:
    for age in ("26", "h", "-1h", "1w", "26h2"):
        done = claimscrub("status", "--max-age", age)
        assert (done.code, done.out) == (2, "")
    assert _status(Path("nowhere"), datetime.now(UTC)) != 0


def test_help_names_every_command_and_version_is_the_packages() -> None:
    done = claimscrub("--help")
    assert done.code == 0
    for command in (
        "run", "demo", "explain", "rules", "check-config", "doctor", "status", "replay", "compare",
        "import", "reconcile", "purge", "sample", "verify", "new-rule",
    ):  # fmt: skip
        assert f"  {command} " in done.out
    assert __version__ in claimscrub("--version").out
