"""`claimscrub doctor`: is this machine ready for a night?"""

from __future__ import annotations

import platform
import stat
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click
import openpyxl
import pyarrow as pa

from payer_rules.code_sets import CodeSets, load_code_sets
from payer_rules.loader import load_site
from payer_rules.model import LAST_DAY
from pipeline.cli import origin_problem
from pipeline.commands.places import (
    default_history,
    default_out,
    find_config,
    free_space,
    locked,
)
from pipeline.failures import ArgumentsError, LockedError
from pipeline.history.interface import HistoryError
from pipeline.history.sql import open_history

GOOD, BAD = "good", "BAD "
LEAST_FREE = 2 * 1024**3
NOT_READY = 1
Finding = tuple[bool, str]


def doctor_command(options: Mapping[str, Any]) -> int:
    """Look at everything a run needs; exit 1 when something would stop it."""
    out: Path = options["out"] or default_out()
    history: str = options["history"] or default_history()
    site = load_site(find_config(options["config"]))
    looks: list[Callable[[], Finding]] = [
        _python,
        _packages,
        lambda: _output(out),
        lambda: _disk(out),
        lambda: _lock(out, history),
        lambda: _database(history, site.id),
    ]
    findings = [look() for look in looks]
    findings += _code_sets(load_code_sets())
    for good, sentence in findings:
        click.echo(f"{GOOD if good else BAD}  {sentence}")
    return 0 if all(good for good, _ in findings) else NOT_READY


def _python() -> Finding:
    return sys.version_info >= (
        3,
        11,
    ), f"Python {platform.python_version()}, pyarrow {pa.__version__}"


def _packages() -> Finding:
    problem = origin_problem()
    if not problem and not openpyxl.DEFUSEDXML:
        problem = "openpyxl does not use defusedxml"
    return not problem, problem or "packages come from one installation; XML is read defused"


def _output(out: Path) -> Finding:
    if not out.is_dir():
        return True, "the output folder will be made by the first run"
    mode = stat.S_IMODE(out.stat().st_mode)
    private = not mode & 0o077
    return private, f"output folder mode {mode:o}" + ("" if private else ": others can look in")


def _disk(out: Path) -> Finding:
    free = free_space(out)
    return free >= LEAST_FREE, f"{free / 1024**3:.1f} GiB free for the output"


def _lock(out: Path, history: str) -> Finding:
    if not out.is_dir():
        return True, "no run has been made yet, no lock"
    try:
        with locked(out, history):
            return True, "no other run holds the lock"
    except (LockedError, ArgumentsError) as error:
        return False, str(error)


def _database(history: str, site: str) -> Finding:
    if history != "none" and "://" not in history and not Path(history).exists():
        return True, "the history will be made by the first run"
    try:
        with closing(open_history(history, site)) as store:
            last = store.last_complete_run(site)
    except HistoryError as error:
        return False, str(error)
    return True, f"history is sound; last complete night {last.as_of if last else 'none'}"


def _code_sets(sets: CodeSets) -> list[Finding]:
    named = {
        "always-therapy list": sets.always_therapy,
        "time bases": sets.time_bases,
        "Medicare fees": sets.fees,
        "geographic factors": sets.gpci,
    }
    found = []
    for name, table in named.items():
        first = _day(min(table.first))
        last = table.last_day()
        until = "with no end" if last >= LAST_DAY else f"to {_day(last)}"
        found.append((True, f"{name}: service dates from {first} {until}"))
    return found


def _day(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=number)
