"""Machine files: names, keys, order and values as CONTRACT.md gives them."""

from __future__ import annotations

import csv
import json
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reports import write_reports
from reports.files import write_files
from tests.reports.night import make_night


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("night")
    write_files(make_night(), path)
    return path


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_the_files_are_private_and_named_by_the_contract(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        written = write_reports(make_night(), tmp_path)
    finally:
        os.umask(old)
    assert {path.name for path in written} == {
        "findings.jsonl", "resolved.jsonl", "not_evaluated.jsonl", "suggestions.jsonl",
        "rejected_rows.jsonl", "outcomes.csv", "dispositions.csv", "exceptions.html",
        "exceptions.xlsx",
    }  # fmt: skip
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}


def test_findings_have_the_keys_of_the_contract_in_order(folder: Path) -> None:
    found = rows(folder / "findings.jsonl")
    expected = [
        "finding_key", "rule_id", "rule_name", "title", "severity", "claim_id", "line_number",
        "patient_id", "payer_id", "service_date", "procedure_code", "modifiers", "discipline",
        "location_id", "therapist_id", "observed", "expected", "message", "evidence", "fix",
        "citation", "denial_codes", "cause", "owner_role", "amount", "related", "confidence",
        "rule_source", "first_seen", "nights_open", "state", "accepted_until",
    ]  # fmt: skip
    assert len(found) == 30
    assert all(list(row) == expected for row in found)
    rank = {"block": 0, "review": 1, "note": 2}
    order = [
        (rank[row["severity"]], row["rule_id"], row["claim_id"] or "", row["line_number"] or -1)
        for row in found
    ]
    assert order == sorted(order)


def test_a_finding_is_written_whole(folder: Path) -> None:
    found = {(r["rule_id"], r["claim_id"]): r for r in rows(folder / "findings.jsonl")}
    unit = found["UNIT001", "C0001"]
    assert unit["amount"] == "95.00"
    assert unit["related"] == [["C0001", 2]]
    assert unit["evidence"]["working"] == ["97110 20 min", "97530 13 min"]
    assert unit["evidence"]["timed_minutes"] == 33
    assert unit["denial_codes"] == ["CARC 151"]
    assert unit["citation"] == {
        "authority": "CMS", "document": "Benefit Policy Manual, chapter 15", "section": "220.1",
        "url": "https://example.org/manual", "read_on": "2026-11-01",
    }  # fmt: skip
    assert (unit["patient_id"], unit["owner_role"]) == ("PAT-10001", "therapist")
    plan = found["COV002", None]
    assert plan["line_number"] is None
    assert plan["service_date"] is None
    assert found["MOD001", "C0010"]["accepted_until"] == "2026-12-31"


def test_rows_in_another_order_are_sorted(tmp_path: Path, folder: Path) -> None:
    night = make_night()
    write_files(replace(night, findings=night.findings.iloc[::-1]), tmp_path)
    assert (tmp_path / "findings.jsonl").read_bytes() == (folder / "findings.jsonl").read_bytes()


def test_evidence_may_hold_what_json_does_not_know(tmp_path: Path) -> None:
    night = make_night()
    odd = {"n": np.int64(3), "share": float("nan"), "on": np.datetime64("2026-11-17"), "yes": True}
    evidence = [odd, *night.findings["evidence"].tolist()[1:]]
    write_files(replace(night, findings=night.findings.assign(evidence=evidence)), tmp_path)
    first = rows(tmp_path / "findings.jsonl")[0]["evidence"]
    assert first == {"n": 3, "share": None, "on": "2026-11-17", "yes": True}


def test_groups_are_followed_by_their_rows(folder: Path) -> None:
    found = rows(folder / "not_evaluated.jsonl")
    assert [(row["rule_id"], "reason" in row) for row in found] == [
        ("POC002", True), ("UNIT001", True), ("UNIT001", False), ("UNIT001", False),
    ]  # fmt: skip
    assert found[0]["amount"] == "480.00"
    assert found[2]["claim_id"] == "C0015"


def test_other_lines_files(folder: Path) -> None:
    suggestions = rows(folder / "suggestions.jsonl")
    assert len(suggestions) == 5
    assert list(suggestions[0]) == [
        "finding_key", "claim_id", "line_number", "field", "from", "to", "requires",
    ]  # fmt: skip
    assert (suggestions[0]["from"], suggestions[0]["to"]) == ("GP", "GP 59")
    resolved = rows(folder / "resolved.jsonl")
    assert [row["amount"] for row in resolved] == ["40.00", "160.00"]
    assert resolved[1]["claim_id"] is None
    rejected = rows(folder / "rejected_rows.jsonl")
    assert list(rejected[0]) == ["file", "physical_line", "kind", "column", "problem", "raw"]
    assert rejected[0]["raw"] == "C0011,9,PAT-10011,…"


def test_tables(folder: Path) -> None:
    with (folder / "dispositions.csv").open(encoding="utf-8", newline="") as file:
        claims = list(csv.DictReader(file))
    assert list(claims[0]) == [
        "claim_id", "disposition", "block", "review", "note", "charge", "undecided",
    ]  # fmt: skip
    assert claims[0] == {
        "claim_id": "C0001", "disposition": "HOLD", "block": "4", "review": "1", "note": "0",
        "charge": "160.00", "undecided": "0",
    }  # fmt: skip
    with (folder / "outcomes.csv").open(encoding="utf-8", newline="") as file:
        outcomes = list(csv.reader(file))
    assert outcomes[0] == [
        "rule_id", "payer_id", "status", "rows_seen", "applicable", "flagged", "undecided",
        "reason",
    ]  # fmt: skip
    assert len(outcomes) == 1 + 12 * 4
