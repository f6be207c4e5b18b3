"""Which earlier runs a run may see, in the order of nights."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from pipeline.history.interface import COMPLETE, NIGHTLY_COLUMNS, RunRow

_POSITION_DIGITS = 12


@dataclass(frozen=True, slots=True)
class NumberedRun:
    """A recorded run with its order of recording."""

    run_no: int
    in_received_order: bool
    row: RunRow


def visible_runs(
    runs: Iterable[NumberedRun], as_of: date, claim_file_hashes: frozenset[str]
) -> list[NumberedRun]:
    """Choose the runs that count for a run of ``as_of`` over these claim files.

    Complete ones of earlier as-ofs, and of the same as-of over other claim files (CONTRACT.md
    "Runs and states"). A second run over the same files on one as-of takes the first one's place:
    it saw the same claims and did not see the first.
    """
    newest: dict[tuple[date, frozenset[str]], NumberedRun] = {}
    for run in sorted(runs, key=lambda run: run.run_no):
        mine = run.row.as_of == as_of and run.row.claim_file_hashes == claim_file_hashes
        if run.row.status == COMPLETE and run.row.as_of <= as_of and not mine:
            newest[run.row.as_of, run.row.claim_file_hashes] = run
    return sorted(newest.values(), key=lambda run: (run.row.as_of, run.run_no))


def visible_at(
    runs: Iterable[NumberedRun], as_of: date, claim_file_hashes: frozenset[str], position: str
) -> list[NumberedRun] | None:
    """Choose the runs that counted when ``position`` was what they came to; None if they never did.

    Runs are only ever added, so what was visible then is what is visible without the newest ones.
    """
    in_order = sorted(runs, key=lambda run: run.run_no)
    counting = [run for run in in_order if visible_runs([run], as_of, claim_file_hashes)]
    for count in range(len(counting), -1, -1):
        visible = visible_runs(counting[:count], as_of, claim_file_hashes)
        if position_of(visible) == position:
            return visible
    return None


def position_of(runs: Sequence[NumberedRun]) -> str:
    """Name what is visible: a short hash over the run ids in order."""
    text = "\0".join(run.row.run_id for run in runs)
    return hashlib.sha256(text.encode()).hexdigest()[:_POSITION_DIGITS]


def nightly_of(runs: Iterable[NumberedRun], as_of: date) -> pd.DataFrame:
    """Add up the counts of the nights before ``as_of``, one row a night."""
    names = NIGHTLY_COLUMNS[1:]
    nights: dict[str, dict[str, int]] = {}
    for run in runs:
        if run.row.as_of < as_of:
            night = nights.setdefault(run.row.as_of.isoformat(), dict.fromkeys(names, 0))
            for name in names:
                night[name] += getattr(run.row.counts, name)
    frame = pd.DataFrame({"as_of": pd.Series(list(nights), dtype="str")})
    for name in names:
        frame[name] = pd.Series([night[name] for night in nights.values()], dtype="int64")
    return frame
