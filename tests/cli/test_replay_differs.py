"""`claimscrub replay` where something is missing, changed or comes out otherwise: it is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.registry import all_rules
from tests.cli.office import CLAIMS, claimscrub, run_arguments, write_exports
from tests.cli.past_nights import EARLIER, Office
from tests.reliability.faults import raising, tree
from tests.reliability.marked import markers_in, write_marked

pytestmark = pytest.mark.usefixtures("no_leftovers")


def test_inputs_that_are_changed_or_gone_are_named(office: Office) -> None:
    run = office.published("2026-11-20", CLAIMS)
    exports = office.work / "exports" / "2026-11-20"
    visits, plans = exports / "visits.csv", exports / "plans.csv"
    visits.write_text(visits.read_text(encoding="utf-8").replace("VA,PA", "VA,PB"))
    plans.unlink()
    before = office.state()
    done = claimscrub("replay", run)
    assert (done.code, done.out) == (3, "")
    (said,) = done.said
    assert "visits.csv is not what it was" in said
    assert "plans.csv is not there" in said
    assert "claims.csv" not in said
    assert office.state() == before


def test_inputs_that_were_moved_and_renamed_are_known_by_their_bytes(office: Office) -> None:
    run = office.published("2026-11-20", CLAIMS)
    archive = office.work / "archive" / "November"
    archive.parent.mkdir()
    (office.work / "exports" / "2026-11-20").rename(archive)
    (archive / "claims.csv").rename(archive / "Kept of 2026-11-20.csv")
    assert claimscrub("replay", run).code == 3
    done = claimscrub("replay", run, "--inputs", archive.parent)
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize("name", ["manifest.json", "rules_used/medicare/medicare.toml"])
def test_what_the_night_was_judged_by_must_be_what_was_published(office: Office, name: str) -> None:
    run = office.published("2026-11-20", CLAIMS)
    name = next(iter(run.glob(f"**/{Path(name).name}"))).relative_to(run).as_posix()
    (run / name).write_bytes((run / name).read_bytes() + b"\n")
    done = claimscrub("replay", run)
    assert (done.code, done.out) == (3, "")
    assert name in done.said[0]


def test_a_report_that_was_edited_afterwards_is_told(office: Office) -> None:
    run = office.published("2026-11-20", CLAIMS)
    findings = run / "findings.jsonl"
    findings.write_text(findings.read_text(encoding="utf-8").replace("HELD1", "HELD9"))
    (run / "outcomes.csv").unlink()
    done = claimscrub("replay", run)
    assert done.code == 5
    assert "findings.jsonl has been changed since it was published" in done.out
    assert "outcomes.csv has been changed since it was published" in done.out
    assert "different, 2 of " in done.out


def test_another_program_is_told_with_files_and_lines_and_no_value(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = office.published("2026-11-20", CLAIMS)
    monkeypatch.setattr("pipeline.telling.register", lambda *_: ())
    monkeypatch.setattr("pipeline.engine.all_rules", _without("MOD001"))
    done = claimscrub("replay", run)
    assert done.code == 5
    files = {line.split(":")[0].strip() for line in done.out.splitlines() if line[:2] == "  "}
    assert {"findings.jsonl", "exceptions.html", "exceptions.xlsx", "held_claims.csv"} <= files
    # The first finding of that night is MOD001's.
    assert "  findings.jsonl: from line 1 on\n" in done.out
    assert "xl/worksheets/sheet1.xml" in done.out
    assert "nothing else has changed since" in done.out
    assert "HELD1" not in done.out + done.err


def _without(rule_id: str) -> object:
    rules = tuple(rule for rule in all_rules() if rule.rule.id != rule_id)
    return lambda: rules


def test_a_history_that_is_gone_or_another_one(office: Office) -> None:
    office.published("2026-11-19", EARLIER)
    run = office.published("2026-11-20", CLAIMS)
    history = office.work / "history.sqlite"
    moved = history.rename(office.work / "archive.sqlite")
    gone = claimscrub("replay", run)
    assert (gone.code, gone.out) == (3, "")
    assert "is not there" in gone.said[0]
    assert not history.exists()
    assert claimscrub("replay", run, "--history", moved).code == 0
    inputs = write_exports(office.work / "other", {"claims": CLAIMS})
    claimscrub(*run_arguments(inputs, office.work))
    other = claimscrub("replay", run, "--history", history)
    assert (other.code, other.out) == (3, "")
    assert "does not hold the nights that this run saw" in other.said[0]
    none = claimscrub("replay", run, "--history", "none")
    assert (none.code, none.out) == (3, "")


def test_a_password_is_not_in_the_manifest_and_must_be_given(office: Office) -> None:
    run = office.published("2026-11-20", CLAIMS)
    text = (run / "manifest.json").read_text(encoding="utf-8")
    masked = text.replace(str(office.work / "history.sqlite"), "postgresql://me:***@host/nights")
    (run / "manifest.json").write_text(masked, encoding="utf-8")
    sums = (run / "SHA256SUMS").read_text(encoding="utf-8")
    before, after = (
        tree(run)["manifest.json"],
        next(line for line in sums.splitlines() if line.endswith("  manifest.json")).split()[0],
    )
    (run / "SHA256SUMS").write_text(sums.replace(after, before), encoding="utf-8")
    done = claimscrub("replay", run)
    assert (done.code, done.out) == (2, "")
    assert "give the history's address" in done.said[0]


def test_a_run_that_kept_no_settings_cannot_be_replayed(office: Office) -> None:
    run = office.published("2026-11-20", CLAIMS)
    (run / "rules_used" / "site" / "site.toml").unlink()
    sums = (run / "SHA256SUMS").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in sums if not line.endswith("site/site.toml\n")]
    assert len(kept) == len(sums) - 1
    (run / "SHA256SUMS").write_text("".join(kept), encoding="utf-8")
    done = claimscrub("replay", run)
    assert (done.code, done.out) == (3, "")
    assert "kept no site settings" in done.said[0]


def test_no_value_of_a_patient_is_said(office: Office) -> None:
    """File names as offices give them are somebody's too."""
    inputs = write_marked(office.work / "marked")
    done = claimscrub(*run_arguments(inputs, office.work, "--format", "json"))
    run = done.summary["run_dir"]
    same = claimscrub("replay", run)
    assert same.code == 0
    inputs["claims"].unlink()
    gone = claimscrub("replay", run)
    assert gone.code == 3
    assert "claims_1.csv is not there" in gone.said[0]
    for one in (same, gone):
        assert markers_in((one.out + one.err).replace(str(office.work), "")) == set()


def test_what_is_no_run(tmp_path: Path, office: Office) -> None:
    done = claimscrub("replay", "0123456789ab", "--out", tmp_path / "runs")
    assert (done.code, done.out) == (2, "")
    run = office.published("2026-11-20", CLAIMS)
    (run / "SHA256SUMS").unlink()
    done = claimscrub("replay", run)
    assert (done.code, done.out) == (3, "")


def test_a_failure_leaves_nothing_behind(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    run = office.published("2026-11-20", CLAIMS)
    before = office.state()
    monkeypatch.setattr("pipeline.nightly.write_split", raising(TypeError("HELD1")))
    done = claimscrub("replay", run)
    assert (done.code, done.out) == (4, "")
    assert "HELD1" not in done.err
    assert office.state() == before
