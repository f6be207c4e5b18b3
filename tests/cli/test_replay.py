"""`claimscrub replay`: a past night byte for byte, whatever has changed since."""

from __future__ import annotations

import json
import shutil
import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from payer_rules.files import HOME
from pipeline.rules_used import take_up
from tests.cli.office import CLAIMS, SITE, claimscrub, jsonl, write_exports
from tests.cli.past_nights import EARLIER, TONIGHT, Office
from tests.reliability.faults import break_rule, tree

pytestmark = pytest.mark.usefixtures("no_leftovers")


def test_a_night_among_others_is_the_same_after_everything_has_changed(office: Office) -> None:
    office.published("2026-11-19", EARLIER)
    office.published("2026-11-20", CLAIMS)
    run = office.published("2026-11-21", TONIGHT)
    states = {one["state"] for one in jsonl(run / "findings.jsonl")}
    assert states == {"recurring"}
    office.change_everything()
    today = office.run("2026-11-21", TONIGHT, "--dry-run").summary
    assert today["run_id"] != run.name
    # What the exports hold would be judged otherwise today: 97530 without 59 is held.
    assert today["dollars"]["held"] != _manifest(run)["dollars"]["held"]
    before = office.state()
    done = claimscrub("replay", run)
    assert done.code == 0, done.err
    count = len((run / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    assert done.out == f"run {run.name} of 2026-11-21: the same, {count} files\n"
    assert done.err == ""
    assert office.state() == before


def _manifest(run: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    return found


def test_every_night_of_several_is_the_same(office: Office) -> None:
    runs = [
        office.published("2026-11-19", EARLIER),
        office.published("2026-11-20", CLAIMS),
        office.published("2026-11-20", TONIGHT, name="second"),
        office.published("2026-11-21", TONIGHT.replace(",GP,GO,", ",GP,,")),
    ]
    office.change_everything()
    for run in runs:
        done = claimscrub("replay", run.name, "--out", office.work / "runs")
        assert (done.code, done.err) == (0, "")
        assert ": the same, " in done.out


def test_a_night_without_history_settings_or_own_rules(tmp_path: Path) -> None:
    inputs = write_exports(tmp_path / "export", {"claims": CLAIMS.replace("MCR", "medicare")})
    run = claimscrub(
        "run", "--claims", inputs["claims"], "--as-of", "2026-11-20", "--format", "json",
        "--history", "none", "--out", tmp_path / "runs",
    )  # fmt: skip
    done = claimscrub("replay", run.summary["run_dir"])
    assert (done.code, done.err) == (0, "")


def test_a_night_written_anew_by_force(office: Office) -> None:
    first = office.published("2026-11-20", CLAIMS)
    second = office.published("2026-11-20", CLAIMS, "--force")
    office.published("2026-11-20", CLAIMS, "--force")
    assert second.name == f"{first.name}-2"
    for run in (first, second):
        done = claimscrub("replay", run)
        assert (done.code, done.err) == (0, "")
        assert done.out.startswith(f"run {run.name} of 2026-11-20: the same")


def test_a_night_that_met_fail_on(office: Office) -> None:
    done = office.run("2026-11-20", CLAIMS, "--fail-on", "block", "--workers", "2")
    assert done.code == 1
    assert claimscrub("replay", done.summary["run_dir"]).code == 0


def test_a_night_in_which_a_rule_failed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        break_rule(broken, "KX002", ZeroDivisionError())
        done = office.run("2026-11-20", CLAIMS)
        assert (done.code, done.summary["status"]) == (4, "incomplete")
        assert claimscrub("replay", done.summary["run_dir"]).code == 0
    mended = claimscrub("replay", done.summary["run_dir"])
    assert mended.code == 5
    assert "KX002 failed in that night and not in the replay" in mended.out
    assert "  manifest.json: in " in mended.out
    assert "crashes" in mended.out


def test_a_vendors_exports_and_the_offices_column_maps(tmp_path: Path) -> None:
    examples = SITE.parent / "exports"
    shutil.copytree(examples / "site" / "webpt", tmp_path / "site")
    claims = tmp_path / "Charges of November.csv"
    shutil.copyfile(examples / "webpt" / "revflow_charges.csv", claims)
    visits = tmp_path / "units.csv"
    shutil.copyfile(examples / "webpt" / "documented_units.csv", visits)
    run = claimscrub(
        "run", "--claims", claims, "--visits", visits, "--as-of", "2026-11-20",
        "--config", tmp_path / "site" / "site.toml", "--out", tmp_path / "runs",
        "--history", tmp_path / "history.sqlite", "--format", "json",
    )  # fmt: skip
    assert run.code == 0, run.err
    shutil.rmtree(tmp_path / "site")
    done = claimscrub("replay", run.summary["run_dir"])
    assert (done.code, done.err) == (0, "")


def test_another_version_is_told_also_where_nothing_differs(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = office.published("2026-11-20", CLAIMS)
    for module in ("replaying", "nightly", "run_identity"):
        monkeypatch.setattr(f"pipeline.{module}.__version__", "9.9.9")
    done = claimscrub("replay", run)
    assert (done.code, done.err) == (0, "")
    first, second = done.out.splitlines()
    assert ": the same, " in first
    assert second.startswith("made with claimscrub ")
    assert second.endswith(", replayed with 9.9.9")


EDITION = """\
# Pairs of codes, imported
# quarter first day: 2026-10-01
# quarter last day: 2026-12-31
column1,column2,from,to,indicator,part
97530,97116,2020-01-01,,1,f1
"""


def test_imported_code_sets_are_those_of_the_night(office: Office) -> None:
    settings = office.site / "site.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[site]\n", '[site]\ncode_sets = "ours"\n'), encoding="utf-8")
    edition = office.site / "ours" / "ncci-medicare-practitioner-2026q4.csv"
    edition.parent.mkdir()
    edition.write_text(EDITION, encoding="utf-8")
    run = office.published("2026-11-20", CLAIMS)
    kept = run / "rules_used" / "code_sets" / "imported" / edition.name
    assert kept.read_text(encoding="utf-8") == EDITION
    # The next quarter's file in its place, then none: neither is looked at.
    edition.write_text(EDITION.replace("97116", "97140"), encoding="utf-8")
    assert office.run("2026-11-20", CLAIMS, "--dry-run").summary["run_id"] != run.name
    assert claimscrub("replay", run).code == 0
    shutil.rmtree(edition.parent)
    done = claimscrub("replay", run)
    assert (done.code, done.err) == (0, "")


def test_the_files_are_kept_on_request(office: Office) -> None:
    run = office.published("2026-11-20", CLAIMS)
    kept = office.work / "again"
    done = claimscrub("replay", run, "--to", kept)
    assert done.code == 0
    assert done.out.splitlines()[-1] == f"written to {kept}"
    names = set(tree(run))
    assert set(tree(kept)) == names
    timed = {"manifest.json", "SHA256SUMS", "exceptions.xlsx"}
    assert {name for name in names if tree(kept)[name] != tree(run)[name]} <= timed
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept.rglob("*")} == {0o700, 0o600}
    again = claimscrub("replay", run, "--to", kept)
    assert (again.code, again.out) == (2, "")
    assert "not empty" in again.said[0]


def test_nothing_of_todays_rules_is_read(office: Office, tmp_path: Path) -> None:
    """The shipped files of the night are those beside it, also where today's are others."""
    run = office.published("2026-11-20", CLAIMS)
    kept = run / "rules_used"
    name = next(path for path in HOME.rglob("medicare.toml")).relative_to(HOME).as_posix()
    (kept / name).write_bytes((kept / name).read_bytes() + b"\n# of that night\n")
    (kept / "code_sets" / "always_therapy.csv").unlink()
    (tmp_path / "aside").mkdir()
    taken = take_up(kept, tmp_path / "aside", _day(), office.site / "site.toml")
    assert taken.rules.rulebook.files()[name].endswith(b"# of that night\n")
    assert "code_sets/always_therapy.csv" not in taken.rules.code_sets.hashes()
    others = {key for key in taken.rules.rulebook.files() if key.startswith("site/")}
    assert others == {
        f"site/{path.relative_to(office.site).as_posix()}"
        for path in office.site.rglob("*.toml")
        if path.name != "site.toml"
    }


def _day() -> date:
    return date(2026, 11, 20)
