"""The same run again, ``--force``, ``--dry-run``, ``--fail-on``, several inputs, the default."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import Published
from tests.cli.office import (
    CLAIMS,
    claimscrub,
    jsonl,
    published,
    run_arguments,
    table,
    write_exports,
)

CLEAN = "\n".join(CLAIMS.splitlines()[:2]) + "\n"


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_run_again_reports_the_earlier_one_and_changes_nothing(night: Published) -> None:
    before = _tree(night.work)
    again = claimscrub(*run_arguments(night.inputs, night.work, "--format", "json"))
    assert again.code == 0
    assert again.summary == night.done.summary
    assert _tree(night.work) == before


def test_the_same_run_again_says_so_in_words(night: Published) -> None:
    again = claimscrub(*run_arguments(night.inputs, night.work))
    assert again.code == 0
    assert night.done.summary["run_id"] in again.out
    assert "made before" in again.out
    assert str(night.run_dir / "exceptions.html") in again.out
    assert "claims 7" in again.out


def test_text_output_tells_run_counts_dollars_and_places(tmp_path: Path) -> None:
    inputs = write_exports(tmp_path / "export")
    done = claimscrub(*run_arguments(inputs, tmp_path, "--fail-on", "block"))
    assert done.code == 1
    for said in ("complete", "claims 7", "lines 8", "569.00", "191.00", "125.00", "253.00"):
        assert said in done.out
    (run_dir,) = published(tmp_path / "runs")
    assert str(run_dir / "exceptions.html") in done.out
    assert str(run_dir / "exceptions.xlsx") in done.out
    assert (tmp_path / "runs" / "latest").is_file()
    again = claimscrub(*run_arguments(inputs, tmp_path, "--fail-on", "block"))
    assert again.code == 1


def test_force_writes_the_run_anew_beside_the_first(tmp_path: Path) -> None:
    inputs = write_exports(tmp_path / "export", {"claims": CLEAN})
    arguments = run_arguments(inputs, tmp_path, "--format", "json")
    first = claimscrub(*arguments)
    before = _tree(Path(first.summary["run_dir"]))
    second = claimscrub(*arguments, "--force")
    third = claimscrub(*arguments, "--force")
    run_id = first.summary["run_id"]
    assert [done.code for done in (first, second, third)] == [0, 0, 0]
    assert [path.name for path in published(tmp_path / "runs")] == [
        run_id, f"{run_id}-2", f"{run_id}-3",
    ]  # fmt: skip
    assert Path(second.summary["run_dir"]).name == f"{run_id}-2"
    assert _tree(Path(first.summary["run_dir"])) == before
    latest = (tmp_path / "runs" / "latest").read_text(encoding="utf-8")
    assert latest.strip() == f"2026-11-20/{run_id}-3"
    # A run never sees itself: written anew it says the same.
    one = {name: first.summary[name] for name in ("counts", "dollars", "control_totals")}
    assert one.items() <= third.summary.items()


@pytest.mark.parametrize(
    ("rows", "fail_on", "code"),
    [
        (slice(2, 3), "block", 1),
        (slice(2, 3), "review", 1),
        (slice(3, 5), "block", 0),
        (slice(3, 5), "review", 1),
        (slice(1, 2), "review", 0),
    ],
    ids=["block-block", "block-review", "review-block", "review-review", "clean-review"],
)
def test_fail_on(tmp_path: Path, rows: slice, fail_on: str, code: int) -> None:
    lines = CLAIMS.splitlines()
    text = "\n".join([lines[0], *lines[rows]]) + "\n"
    inputs = write_exports(tmp_path / "export")
    inputs["claims"].write_text(text, encoding="utf-8")
    # Nothing is written, so that the exit code of a judged night alone is seen.
    done = claimscrub(*run_arguments(inputs, tmp_path, "--fail-on", fail_on, "--dry-run"))
    assert done.code == code, done.err


def test_a_dry_run_judges_and_writes_nothing(tmp_path: Path) -> None:
    inputs = write_exports(tmp_path / "export")
    before = _tree(tmp_path)
    done = claimscrub(*run_arguments(inputs, tmp_path, "--dry-run", "--format", "json"))
    assert done.code == 0
    assert done.summary["counts"]["block"] == 3
    assert done.summary["run_dir"] is None
    assert not (tmp_path / "runs").exists()
    assert _tree(tmp_path) == before


def test_a_dry_run_over_a_history_leaves_it_as_it_was(night: Published) -> None:
    before = _tree(night.work)
    arguments = run_arguments(night.inputs, night.work, "--dry-run", "--format", "json")
    done = claimscrub(*arguments, "--as-of", "2026-11-21")
    assert done.code == 0
    assert done.summary["counts"]["block"] == 3
    assert _tree(night.work) == before


def test_a_change_of_anything_that_matters_is_another_run(night: Published, tmp_path: Path) -> None:
    def run_id(*more: str | Path) -> str:
        arguments = run_arguments(night.inputs, tmp_path, "--history", "none", *more)
        done = claimscrub(*arguments, "--dry-run", "--format", "json")
        assert done.code == 0, done.err
        return str(done.summary["run_id"])

    plain = run_id()
    settings = tmp_path / "site.toml"
    settings.write_text('[payers]\n"MCR" = "medicare"\n', encoding="utf-8")
    others = [run_id("--as-of", "2026-11-21"), run_id("--config", settings)]
    assert run_id() == plain
    assert len({plain, *others}) == 3


def test_several_inputs_of_one_kind_have_release_files_of_their_own(tmp_path: Path) -> None:
    heading, *rows = CLAIMS.splitlines(keepends=True)
    inputs = write_exports(tmp_path / "export")
    parts = [tmp_path / "export" / f"{name}.csv" for name in ("north", "south")]
    for path, half in zip(parts, (rows[:4], rows[4:-1]), strict=True):
        path.write_text("".join((heading, *half)), encoding="utf-8")
    every: dict[str, Path | Sequence[Path]] = {**inputs, "claims": parts}
    done = claimscrub(*run_arguments(every, tmp_path, "--format", "json"))
    assert done.code == 0, done.err
    run_dir = Path(done.summary["run_dir"])
    names = {path.name for path in run_dir.glob("*_*.csv")}
    assert names == {"released_north.csv", "held_north.csv", "released_south.csv", "held_south.csv"}
    files = [run_dir / f"held_{name}.csv" for name in ("north", "south")]
    assert [row["claim_id"] for path in files for row in table(path)] == [
        "HELD1", "PAIR1", "PAIR1", "NOBODY1", "TORN1", "TORN1",
    ]  # fmt: skip


def test_claims_alone_are_enough(tmp_path: Path) -> None:
    """Without visits, plans or spend each rule that needed them is not evaluated."""
    inputs = write_exports(tmp_path / "export", {"claims": CLEAN})
    done = claimscrub(*run_arguments(inputs, tmp_path, "--format", "json"))
    assert done.code == 0, done.err
    outcomes = table(Path(done.summary["run_dir"]) / "outcomes.csv")
    undecided = {row["rule_id"] for row in outcomes if row["status"] == "NOT_EVALUATED"}
    assert {"UNIT001", "POC001", "POC004"} <= undecided
    groups = jsonl(Path(done.summary["run_dir"]) / "not_evaluated.jsonl")
    assert all("No visits export" in one["reason"] for one in groups if one["rule_id"] == "UNIT001")


def test_defaults_lie_in_the_users_own_folders(tmp_path: Path) -> None:
    inputs = write_exports(tmp_path / "export", {"claims": CLEAN})
    done = claimscrub("run", "--claims", inputs["claims"], "--as-of", "2026-11-20")
    assert done.code == 0, done.err
    (run_dir,) = published(tmp_path / "home" / "claimscrub" / "runs")
    assert (tmp_path / "home" / "claimscrub" / "history.sqlite").is_file()
    assert str(run_dir) in done.out


def test_the_environment_names_the_site_file(tmp_path: Path) -> None:
    inputs = write_exports(tmp_path / "export", {"claims": CLEAN})
    settings = tmp_path / "office.toml"
    settings.write_text('[payers]\n"MCR" = "medicare"\n', encoding="utf-8")
    arguments = ("run", "--claims", inputs["claims"], "--as-of", "2026-11-20", "--dry-run")
    done = claimscrub(*arguments, env={"CLAIMSCRUB_CONFIG": str(settings)})
    assert done.code == 0, done.err
    assert str(settings) in done.err
