"""What is told of a run: exit code, summary for stdout, manifest, an earlier run again."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from pipeline import publish
from pipeline.history.interface import History, RunRow
from pipeline.intake import IntakeSettings
from pipeline.intake.release import RELEASED, Split, count_released
from pipeline.money import as_dollars
from pipeline.stages import Stages
from reports.totals import read_back
from schemas.night_result import NightResult, Total
from schemas.tables import CLAIMS

COMPLETE, INCOMPLETE, OUT_OF_BALANCE = "complete", "incomplete", "out_of_balance"
EXIT_FAIL_ON, EXIT_CRASHED, EXIT_OUT_OF_BALANCE = 1, 4, 5
SCHEMA_VERSION = 1
_LIBRARIES = ("numpy", "pandas", "pandera", "pyarrow", "openpyxl", "jinja2", "SQLAlchemy")


@dataclass(frozen=True, kw_only=True)
class NightReport:
    """What the command line tells of a night.

    ``summary`` is the object of ``--format json``; ``repeated`` says that an earlier run with
    the same identity is told again; ``result`` is None then.
    """

    run_dir: Path | None
    exit_code: int
    summary: Mapping[str, Any]
    result: NightResult | None = None
    repeated: bool = False


def exit_code_of(result: NightResult, fail_on: str) -> int:
    """Return the exit code of a finished run (CONTRACT.md "Exit codes")."""
    if not result.control_totals.in_balance:
        return EXIT_OUT_OF_BALANCE
    if result.crashes:
        return EXIT_CRASHED
    if fail_on:
        failing = {"block"} if fail_on == "block" else {"block", "review"}
        is_open = result.findings["state"] != "accepted"
        if (is_open & result.findings["severity"].isin(failing)).any():
            return EXIT_FAIL_ON
    return 0


def out_of_balance(result: NightResult, problems: Sequence[str]) -> NightResult:
    """Mark a result as out of balance, for its report."""
    totals = replace(result.control_totals, problems=tuple(problems))
    run = replace(result.run, status=OUT_OF_BALANCE)
    return replace(result, control_totals=totals, run=run)


def read_back_all(folder: Path) -> dict[str, Any]:
    """Read the totals of every written file back."""
    return read_back(
        folder / "exceptions.html",
        folder / "exceptions.xlsx",
        folder / "findings.jsonl",
        folder / "dispositions.csv",
    )


def split_problems(split: Split, result: NightResult, settings: IntakeSettings) -> tuple[str, ...]:
    """Count the written release files again and compare.

    Every record of an input stands in one of them, or was left out for a known reason; released
    files hold exactly the released lines and cents. A claim may stand in several inputs, so that
    claims add up only where there is one.
    """
    counted = [(file, count_released(file.path, settings)) for file in split.files]
    problems = [
        f"{file.path.name} does not hold the rows that were written to it."
        for file, found in counted
        if found.records != file.records
    ]
    read = sum(file.records for file in result.run.inputs if file.table == CLAIMS)
    written = sum(file.records for file in split.files)
    if written + split.duplicates_left_out + split.records_in_neither != read:
        problems.append("Some rows of the claims are in no release file and nowhere else.")
    released = [found for file, found in counted if file.disposition == RELEASED]
    total = result.control_totals.released
    same = sum(found.lines for found in released) == total.lines
    same &= sum(found.charge_cents for found in released) == total.charge_cents
    same &= len(released) != 1 or released[0].claims == total.claims
    if not same:
        problems.append("The release files do not hold what was released.")
    return tuple(problems)


def newest_run(history: History, site: str, run_id: str) -> RunRow | None:
    """Return the run of that id as it was written last, by force or after a failure."""
    newest = history.find_run(site, run_id)
    number = 2
    while newest is not None:
        anew = history.find_run(site, f"{run_id}-{number}")
        if anew is None:
            break
        newest, number = anew, number + 1
    return newest


def report_of(result: NightResult, run_dir: Path | None, exit_code: int) -> NightReport:
    """Return what is told of a run; ``run_dir`` None when nothing was published."""
    return NightReport(
        run_dir=run_dir,
        exit_code=exit_code,
        summary=summary_of(result, run_dir),
        result=result,
    )


def summary_of(result: NightResult, run_dir: Path | None) -> dict[str, Any]:
    """Return the summary object: identity, status, counts, dollars, control totals."""
    totals = result.control_totals
    severities = result.findings["severity"].value_counts()
    return {
        "run_id": result.run.run_id,
        "run_dir": None if run_dir is None else str(run_dir),
        "status": result.run.status,
        "counts": {
            "claims": totals.accepted.claims,
            "lines": totals.accepted.lines,
            "findings": len(result.findings),
            **{name: int(severities.get(name, 0)) for name in ("block", "review", "note")},
            "not_evaluated": int(result.outcomes["undecided"].sum()),
        },
        "dollars": {
            "charges": as_dollars(totals.accepted.charge_cents),
            "held": as_dollars(totals.held.charge_cents),
            "review": as_dollars(totals.review.charge_cents),
            "released": as_dollars(totals.released.charge_cents),
        },
        "control_totals": {
            "in_balance": totals.in_balance,
            "problems": list(totals.problems),
            **{
                name: _total(getattr(totals, name))
                for name in ("accepted", "released", "review", "held", "released_fully_checked")
            },
            "rejected_rows": totals.rejected_rows,
            "set_aside_rows": totals.set_aside_rows,
            "duplicate_rows": totals.duplicate_rows,
        },
    }


def _total(total: Total) -> dict[str, object]:
    return {
        "claims": total.claims,
        "lines": total.lines,
        "charges": as_dollars(total.charge_cents),
    }


def manifest_of(result: NightResult, exit_code: int, stages: Stages) -> dict[str, Any]:
    """Return the manifest: identity, inputs, versions, rules, history, totals, times."""
    run = result.run
    summary = summary_of(result, None)
    return {
        "schema_version": SCHEMA_VERSION,
        "run_id": run.run_id,
        "site": run.site,
        "as_of": run.as_of,
        "status": run.status,
        "exit_code": exit_code,
        "versions": versions_of(run.version),
        "inputs": [asdict(file) for file in run.inputs],
        "rules": dict(run.rule_files),
        "history_position": run.history_position,
        "counts": summary["counts"],
        "dollars": summary["dollars"],
        "control_totals": summary["control_totals"],
        "crashes": [asdict(crash) for crash in result.crashes],
        "warnings": list(run.warnings),
        "times": stages.times(),
    }


def versions_of(own: str) -> dict[str, str]:
    """Return the versions that a night is made with: ours, Python's and the libraries'."""
    return {
        "claimscrub": own,
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in _LIBRARIES},
    }


def told_again(earlier: RunRow, out: Path) -> NightReport:
    """Report an earlier run with the same identity, changing nothing.

    A stop right after the rename leaves the pointer to the newest run behind: it is put right.
    """
    run_dir = out / earlier.run_dir if earlier.run_dir else None
    manifest: dict[str, Any] = {}
    if run_dir is not None and (run_dir / publish.MANIFEST).is_file():
        manifest = json.loads((run_dir / publish.MANIFEST).read_text(encoding="utf-8"))
        publish.point_if_newer(out, earlier.run_dir, manifest)
    summary = {
        "run_id": earlier.run_id,
        "run_dir": None if run_dir is None else str(run_dir),
        "status": earlier.status,
        **{name: manifest.get(name, {}) for name in ("counts", "dollars", "control_totals")},
    }
    return NightReport(run_dir=run_dir, exit_code=earlier.exit_code, summary=summary, repeated=True)
