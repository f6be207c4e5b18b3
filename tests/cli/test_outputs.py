"""What a published night holds: every file of the contract, private, hashed and in balance."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.registry import all_rules
from tests.cli.conftest import Published
from tests.cli.office import CLAIMS, jsonl, table

FILES = {
    "exceptions.html", "exceptions.xlsx", "findings.jsonl", "resolved.jsonl",
    "not_evaluated.jsonl", "outcomes.csv", "dispositions.csv", "released_claims.csv",
    "held_claims.csv", "suggestions.jsonl", "rejected_rows.jsonl", "manifest.json", "SHA256SUMS",
}  # fmt: skip
FINDING_KEYS = {
    "finding_key", "rule_id", "rule_name", "title", "severity", "claim_id", "line_number",
    "patient_id", "payer_id", "service_date", "procedure_code", "modifiers", "discipline",
    "location_id", "therapist_id", "observed", "expected", "message", "evidence", "fix",
    "citation", "denial_codes", "cause", "owner_role", "amount", "related", "confidence",
    "rule_source", "first_seen", "nights_open", "state", "accepted_until",
}  # fmt: skip
CITATION_KEYS = {"authority", "document", "section", "url", "read_on"}


def test_every_file_of_the_contract_is_there_and_no_other(night: Published) -> None:
    found = {path.name for path in night.run_dir.iterdir()}
    assert found == FILES | {"rules_used"}
    used = {path.name for path in (night.run_dir / "rules_used").rglob("*") if path.is_file()}
    assert {"medicare.toml", "cms-base.toml", "example-ppo.toml", "fees.csv"} <= used


def test_the_run_lies_under_its_as_of_and_run_id(night: Published) -> None:
    summary = night.done.summary
    assert re.fullmatch(r"[0-9a-f]{12}", summary["run_id"])
    assert night.run_dir == night.work / "runs" / "2026-11-20" / summary["run_id"]
    latest = (night.work / "runs" / "latest").read_text(encoding="utf-8")
    assert latest.strip() == f"2026-11-20/{summary['run_id']}"


def test_stdout_is_one_object_with_the_contracts_keys(night: Published) -> None:
    summary = night.done.summary
    assert {"run_id", "run_dir", "status", "counts", "dollars", "control_totals"} <= set(summary)
    assert summary["status"] == "complete"
    # Seven claims of eight accepted lines; the rejected, the aside and the copied row are not.
    assert {"claims": 7, "lines": 8, "findings": 4}.items() <= summary["counts"].items()
    assert {"block": 3, "review": 1, "note": 0}.items() <= summary["counts"].items()
    assert summary["counts"]["not_evaluated"] > 0
    # 120+61+62+63+64+65+66+68; held 61+64+66; review 62+63; released 120+65+68.
    assert summary["dollars"] == {
        "charges": "569.00", "held": "191.00", "review": "125.00", "released": "253.00",
    }  # fmt: skip
    assert night.done.out.count("\n") == 1


def test_stderr_says_the_paths_used(night: Published) -> None:
    for path in (night.work / "runs", night.work / "history.sqlite", "site.toml"):
        assert str(path) in night.done.err


def test_the_manifest_says_the_paths_used(night: Published) -> None:
    text = (night.run_dir / "manifest.json").read_text(encoding="utf-8")
    for path in (night.work / "runs", night.work / "history.sqlite"):
        assert str(path) in text


def _every_file(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


@pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")
def test_folders_and_files_are_their_owners_alone(night: Published) -> None:
    runs = night.work / "runs"
    assert stat.S_IMODE(runs.stat().st_mode) == 0o700
    for path in [*runs.rglob("*"), night.work / "history.sqlite"]:
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path.name


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_sums_cover_every_file_but_themselves(night: Published) -> None:
    lines = (night.run_dir / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    files = {path.relative_to(night.run_dir).as_posix() for path in _every_file(night.run_dir)}
    assert set(sums) == files - {"SHA256SUMS"}
    assert all(_sha256(night.run_dir / name) == digest for name, digest in sums.items())


def _manifest(night: Published) -> dict[str, Any]:
    text = (night.run_dir / "manifest.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def test_the_manifest_tells_inputs_outputs_and_rules_by_hash(night: Published) -> None:
    manifest = _manifest(night)
    inputs = {one["table"]: one for one in manifest["inputs"]}
    assert set(inputs) == set(night.inputs)
    for name, path in night.inputs.items():
        assert inputs[name]["sha256"] == _sha256(path)
        assert inputs[name]["bytes"] == path.stat().st_size
    outputs = manifest["outputs"]
    files = {path.relative_to(night.run_dir).as_posix() for path in _every_file(night.run_dir)}
    assert set(outputs) == files - {"manifest.json", "SHA256SUMS"}
    assert all(_sha256(night.run_dir / name) == digest for name, digest in outputs.items())
    for name, digest in manifest["rules"].items():
        assert outputs[f"rules_used/{name}"] == digest


def test_the_manifest_has_counts_versions_totals_times_and_status(night: Published) -> None:
    manifest = _manifest(night)
    summary = night.done.summary
    for name in ("run_id", "status", "counts", "dollars", "control_totals"):
        assert manifest[name] == summary[name]
    assert {"claimscrub", "python", "pandas", "pyarrow"} <= set(manifest["versions"])
    assert {"started", "ended", "seconds"} == set(manifest["times"])
    assert manifest["as_of"] == "2026-11-20"
    assert manifest["history_position"]
    # Twelve lines: the heading, eleven records; one rejected, one set aside, one a copy.
    claims = next(one for one in manifest["inputs"] if one["table"] == "claims")
    wanted = {
        "physical_lines": 12, "heading_lines": 1, "blank_lines": 0, "continuation_lines": 0,
        "records": 11, "accepted": 8, "rejected": 1, "set_aside": 1, "duplicate": 1,
        "accepted_charge_cents": 56_900,
    }  # fmt: skip
    assert wanted.items() <= claims.items()


def test_findings_have_every_key_and_the_contracts_order(night: Published) -> None:
    findings = jsonl(night.run_dir / "findings.jsonl")
    assert all(set(finding) == FINDING_KEYS for finding in findings)
    assert all(set(finding["citation"]) == CITATION_KEYS for finding in findings)
    assert all(isinstance(finding["evidence"], dict) for finding in findings)
    places = [(one["rule_id"], one["claim_id"], one["line_number"]) for one in findings]
    # Blocks before reviews, then rule, claim, line.
    assert places == [
        ("MOD001", "HELD1", 1), ("MOD002", "NOBODY1", 1), ("SCH001", "TORN1", None),
        ("PAIR001", "PAIR1", 2),
    ]  # fmt: skip
    pair = findings[-1]
    assert pair["amount"] == "125.00"
    assert pair["rule_source"].startswith("site/payers/example-ppo.toml#")
    assert {finding["state"] for finding in findings} == {"new"}


def test_outcomes_name_every_rule_for_every_payer(night: Published) -> None:
    rows = table(night.run_dir / "outcomes.csv")
    assert list(rows[0]) == [
        "rule_id", "payer_id", "status", "rows_seen", "applicable", "flagged", "undecided",
        "reason",
    ]  # fmt: skip
    rules = {row["rule_id"] for row in rows}
    assert rules == {rule.rule.id for rule in all_rules()}
    assert {(row["rule_id"], row["payer_id"]) for row in rows} == {
        (rule, payer) for rule in rules for payer in ("MCR", "EXPPO", "NOBODY")
    }
    status = {(row["rule_id"], row["payer_id"]): row["status"] for row in rows}
    assert status["MOD001", "MCR"] == "FOUND"
    assert status["MOD002", "MCR"] == "CLEAR"
    assert status["KX001", "EXPPO"] == "NOT_APPLICABLE"
    assert status["UNIT001", "NOBODY"] == "NOT_EVALUATED"


def test_not_evaluated_and_rejected_rows_have_their_keys(night: Published) -> None:
    groups = jsonl(night.run_dir / "not_evaluated.jsonl")
    keys = {"rule_id", "payer_id", "missing", "reason", "lines", "claims", "amount", "listed"}
    assert groups
    assert all(keys <= set(group) for group in groups if "lines" in group)
    rejected = jsonl(night.run_dir / "rejected_rows.jsonl")
    keys = {"file", "physical_line", "kind", "column", "problem", "raw"}
    assert all(keys <= set(row) for row in rejected)
    assert [(row["physical_line"], row["kind"]) for row in rejected] == [
        (9, "rejected"), (11, "set_aside"), (12, "duplicate"),
    ]  # fmt: skip


def test_dispositions_and_release_files_hold_every_claim_once(night: Published) -> None:
    rows = table(night.run_dir / "dispositions.csv")
    assert list(rows[0])[:7] == [
        "claim_id", "disposition", "block", "review", "note", "charge", "undecided",
    ]  # fmt: skip
    disposition = {row["claim_id"]: row["disposition"] for row in rows}
    assert disposition == {
        "ASIDE1": "RELEASE", "CLEAN1": "RELEASE", "HELD1": "HOLD", "NOBODY1": "HOLD",
        "NOBODY2": "RELEASE", "PAIR1": "REVIEW", "TORN1": "HOLD",
    }  # fmt: skip
    released = {row["claim_id"] for row in table(night.run_dir / "released_claims.csv")}
    held = {row["claim_id"] for row in table(night.run_dir / "held_claims.csv")}
    assert released == {claim for claim, to in disposition.items() if to == "RELEASE"}
    assert held == set(disposition) - released


def test_release_files_are_the_exports_own_bytes(night: Published) -> None:
    heading, *records = CLAIMS.splitlines(keepends=True)
    parts = [
        (night.run_dir / f"{name}_claims.csv").read_text(encoding="utf-8")
        for name in ("released", "held")
    ]
    assert all(part.startswith(heading) for part in parts)
    written = [line for part in parts for line in part.splitlines(keepends=True)[1:]]
    # The copy of a row goes out once.
    assert sorted(written) == sorted(dict.fromkeys(records))
