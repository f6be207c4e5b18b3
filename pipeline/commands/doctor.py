"""`claimscrub doctor`: is this machine ready for a night?"""

from __future__ import annotations

import platform
import stat
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import click
import openpyxl
import pyarrow as pa

from payer_rules.code_sets import load_code_sets
from payer_rules.errors import PayerRuleError
from payer_rules.loader import load_site
from payer_rules.site import Site
from pipeline.cli import origin_problem
from pipeline.commands.places import (
    check_imported_folder,
    default_history,
    default_out,
    find_config,
    free_space,
    locked,
)
from pipeline.failures import ArgumentsError, LockedError
from pipeline.history.interface import HistoryError
from pipeline.history.sql import open_history
from pipeline.imports.coverage import coverage_of

GOOD, LOOK, BAD = "good", "look", "BAD "
LEAST_FREE = 2 * 1024**3
NOT_READY = 1
Look = tuple[bool, str]
Finding = tuple[str, str]


def doctor_command(options: Mapping[str, Any], today: Callable[[str | None], date]) -> int:
    """Look at everything a run needs; exit 1 when something would stop it.

    Args:
        options: what was parsed; see `cli.doctor`.
        today: the local date of a time zone, against which tables are exact or stale.
    """
    out: Path = options["out"] or default_out()
    history: str = options["history"] or default_history()
    config = find_config(options["config"])
    site = load_site(config)
    looks: list[Callable[[], Look]] = [
        _python,
        _packages,
        lambda: _output(out),
        lambda: _disk(out),
        lambda: _lock(out, history),
        lambda: _database(history, site.id),
    ]
    looked = [look() for look in looks]
    findings = [(GOOD if good else BAD, sentence) for good, sentence in looked]
    findings += _code_sets(config, site, today(site.timezone))
    for mark, sentence in findings:
        click.echo(f"{mark}  {sentence}")
    return NOT_READY if any(mark == BAD for mark, _ in findings) else 0


def _python() -> Look:
    return sys.version_info >= (
        3,
        11,
    ), f"Python {platform.python_version()}, pyarrow {pa.__version__}"


def _packages() -> Look:
    problem = origin_problem()
    if not problem and not openpyxl.DEFUSEDXML:
        problem = "openpyxl does not use defusedxml"
    return not problem, problem or "packages come from one installation; XML is read defused"


def _output(out: Path) -> Look:
    if not out.is_dir():
        return True, "the output folder will be made by the first run"
    mode = stat.S_IMODE(out.stat().st_mode)
    private = not mode & 0o077
    return private, f"output folder mode {mode:o}" + ("" if private else ": others can look in")


def _disk(out: Path) -> Look:
    free = free_space(out)
    return free >= LEAST_FREE, f"{free / 1024**3:.1f} GiB free for the output"


def _lock(out: Path, history: str) -> Look:
    if not out.is_dir():
        return True, "no run has been made yet, no lock"
    try:
        with locked(out, history):
            return True, "no other run holds the lock"
    except (LockedError, ArgumentsError) as error:
        return False, str(error)


def _database(history: str, site: str) -> Look:
    if history != "none" and "://" not in history and not Path(history).exists():
        return True, "the history will be made by the first run"
    try:
        with closing(open_history(history, site)) as store:
            last = store.last_complete_run(site)
    except HistoryError as error:
        return False, str(error)
    return True, f"history is sound; last complete night {last.as_of if last else 'none'}"


def _code_sets(config: Path | None, site: Site, today: date) -> list[Finding]:
    """Tell which service dates the tables cover; a stale or unfinished one is advice, no fault."""
    try:
        folder = check_imported_folder(config, site)
        sets = load_code_sets(imported=folder)
        found = coverage_of(sets, folder, today)
    except (ArgumentsError, PayerRuleError) as error:
        return [(BAD, str(error))]
    return [(GOOD if one.is_current else LOOK, str(one)) for one in found]
