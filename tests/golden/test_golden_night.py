"""The golden night: worked out by hand (WORKING*.md), then run and compared.

It goes through the command line. Each answer was written before the program was asked; a change
to one of them carries its reason in the commit. Payers stand in the expected files under their
rules id; an unknown payer under the office's own code.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

HERE = Path(__file__).parent
PROJECT = HERE.parent.parent
OFFICE_CODES = {
    "MCR": "medicare",
    "COMM": "commercial-base",
    "LKPPO": "lakeside-ppo",
    "HBPPO": "harbor-ppo",
    "PRPPO": "prairie-ppo",
    "MCD-R": "river-medicaid",
    "MCD-M": "mesa-medicaid",
    "MCD-P": "plains-medicaid",
    "CDPPO": "cedar-ppo",
    "MLPPO": "mill-ppo",
    "BRPPO": "birch-ppo",
    "ASPPO": "aspen-ppo",
    "QRWC": "quarry-comp",
    "MCD-D": "delta-medicaid",
    "MCD-X": "marsh-medicaid",
    "MCD-G": "grove-medicaid",
    "FLPPO": "flint-ppo",
}
PAYER_GROUP_RULES = {"MOD001", "MOD006", "UNIT001", "UNIT006"}
"""Rules of this night that must say exactly for which payers a policy is missing."""

Record = dict[str, Any]
Row = tuple[str, ...]


class Night(NamedTuple):
    """What a night published, as read back from its files."""

    findings: list[Record]
    not_evaluated: list[Record]
    resolved: list[Record]
    rejected: list[Record]
    dispositions: list[dict[str, str]]


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _jsonl(path: Path) -> list[Record]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _run(folder: Path, as_of: str, work: Path) -> Path:
    command = [sys.executable, "-m", "pipeline.cli", "run"]
    for option in ("claims", "visits", "plans", "spend", "documents"):
        path = folder / f"{option}.csv"
        if path.exists():
            command += [f"--{option}", str(path)]
    command += ["--config", str(HERE / "site" / "site.toml")]
    command += ["--payer-rules", str(HERE / "site")]
    command += ["--history", str(work / "history.sqlite"), "--out", str(work / "runs")]
    command += ["--as-of", as_of, "--format", "json"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"exit {done.returncode} on {as_of}\n{done.stderr}"
    return Path(json.loads(done.stdout)["run_dir"])


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """Run the earlier night, then tonight on the same history."""
    work = tmp_path_factory.mktemp("golden")
    _run(HERE / "earlier" / "2026-11-18", "2026-11-18", work)
    run_dir = _run(HERE / "tonight", "2026-11-20", work)
    return Night(
        findings=_jsonl(run_dir / "findings.jsonl"),
        not_evaluated=_jsonl(run_dir / "not_evaluated.jsonl"),
        resolved=_jsonl(run_dir / "resolved.jsonl"),
        rejected=_jsonl(run_dir / "rejected_rows.jsonl"),
        dispositions=_csv(run_dir / "dispositions.csv"),
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _payer(value: object) -> str:
    name = _text(value).strip().upper()
    return OFFICE_CODES.get(name, _text(value).strip())


def _difference(expected: Iterable[Row], actual: Iterable[Row], why: dict[Row, str]) -> str:
    """Return one line a missing or surplus row, or nothing where both sides agree."""
    wanted, found = sorted(expected), sorted(actual)
    lines = [
        f"  missing  {' | '.join(row)}   {why.get(row, '')}" for row in wanted if row not in found
    ]
    lines += [f"  surplus  {' | '.join(row)}" for row in found if row not in wanted]
    lines += [
        f"  twice    {' | '.join(row)}"
        for row in sorted(set(found))
        if row in wanted and found.count(row) > wanted.count(row)
    ]
    return "\n".join(lines)


def _agree(expected: Iterable[Row], actual: Iterable[Row], why: dict[Row, str]) -> None:
    difference = _difference(expected, actual, why)
    assert not difference, f"the night differs from the hand working:\n{difference}"


def test_findings_are_those_worked_out_by_hand(night: Night) -> None:
    rows = _csv(HERE / "expected_findings.csv")
    columns = ("rule_id", "severity", "claim_id", "line_number", "patient_id", "payer_id")
    why = {tuple(row[name] for name in columns): row["reason"] for row in rows}
    actual = [
        (*(_text(found[name]) for name in columns[:-1]), _payer(found["payer_id"]))
        for found in night.findings
    ]
    _agree(why, actual, why)


def test_every_finding_shows_its_numbers(night: Night) -> None:
    wanted = {
        (row["rule_id"], row["claim_id"], row["line_number"])
        for row in _csv(HERE / "expected_findings.csv")
    }
    bare = [
        (found["rule_id"], found["claim_id"], found["line_number"])
        for found in night.findings
        if (found["rule_id"], _text(found["claim_id"]), _text(found["line_number"])) in wanted
        and not found["evidence"]
    ]
    assert not bare, f"findings without evidence: {bare}"


def test_answers_of_a_past_quarter_say_so(night: Night) -> None:
    """Medicare's pairs known of 2024 alone, and its unit limits, whose quarter ended in June."""
    of_past_quarter = {
        *(("PAIR002", claim) for claim in ("T399", "T407", "T416")),
        *(("PAIR003", claim) for claim in ("T401", "T409")),
        *(("UNIT004", claim) for claim in ("T438", "T441", "T442")),
        *(("UNIT005", claim) for claim in ("T452", "T453")),
    }
    assert of_past_quarter == {
        (found["rule_id"], found["claim_id"])
        for found in night.findings
        if found["confidence"] == "stale"
    }


def test_rows_that_cannot_be_told(night: Night) -> None:
    """Single rows: equal. An empty ``missing`` in the expected file accepts any name of a fact."""
    rows = [
        row
        for row in _csv(HERE / "expected_cannot_tell.csv")
        if not row["missing"].startswith("payer:")
    ]
    any_name = {
        (row["rule_id"], row["claim_id"], row["line_number"]) for row in rows if not row["missing"]
    }
    columns = ("rule_id", "claim_id", "line_number", "missing")
    why = {tuple(row[name] for name in columns): row["reason"] for row in rows}
    actual: list[Row] = []
    for single in night.not_evaluated:
        missing = _text(single["missing"])
        if not single.get("claim_id") or missing.startswith("payer:"):
            continue
        place = (single["rule_id"], single["claim_id"], _text(single["line_number"]))
        actual.append((*place, "" if place in any_name else missing))
    _agree(why, actual, why)


def test_payers_without_the_policy_that_a_rule_needs(night: Night) -> None:
    payer_of = {row["claim_id"]: _payer(row["payer_id"]) for row in _tonight()}
    why: dict[Row, str] = {
        (row["rule_id"], payer_of[row["claim_id"]], row["missing"]): row["reason"]
        for row in _csv(HERE / "expected_cannot_tell.csv")
        if row["missing"].startswith("payer:")
    }
    actual = {
        (_text(group["rule_id"]), _payer(group["payer_id"]), _text(group["missing"]))
        for group in night.not_evaluated
        if group["rule_id"] in PAYER_GROUP_RULES and _text(group["missing"]).startswith("payer:")
    }
    _agree(why, actual, why)


def test_dispositions_of_every_claim(night: Night) -> None:
    expected = [
        (row["claim_id"], row["disposition"]) for row in _csv(HERE / "expected_dispositions.csv")
    ]
    actual = [(row["claim_id"], row["disposition"]) for row in night.dispositions]
    _agree(expected, actual, {})


def test_rejected_rows_with_their_lines(night: Night) -> None:
    """Kinds and physical lines: equal; the column where the expected file names one."""
    rows = _csv(HERE / "expected_rejected.csv")
    named = {row["physical_line"] for row in rows if row["column"]}
    expected = [(row["physical_line"], row["kind"], row["column"]) for row in rows]
    actual = [
        (
            _text(row["physical_line"]),
            _text(row["kind"]),
            _text(row["column"]) if _text(row["physical_line"]) in named else "",
        )
        for row in night.rejected
    ]
    _agree(expected, actual, {})


def test_findings_of_the_earlier_night_that_are_resolved(night: Night) -> None:
    rows = _csv(HERE / "expected_resolved.csv")
    columns = ("rule_id", "claim_id", "how")
    why = {tuple(row[name] for name in columns): row["reason"] for row in rows}
    actual = [tuple(_text(done[name]) for name in columns) for done in night.resolved]
    _agree(why, actual, why)


def _tonight() -> list[dict[str, str]]:
    return _csv(HERE / "tonight" / "claims.csv")
