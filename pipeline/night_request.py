"""What is asked of a night: files, date and places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.history.interface import NO_HISTORY, without_password
from pipeline.intake import IntakeSettings


@dataclass(frozen=True, kw_only=True)
class NightRequest:
    """What the command line asks for.

    ``inputs`` maps a table's name to its files. ``publishes`` False judges and records a night
    without writing its reports (earlier nights of the demo); ``dry_run`` writes nothing at all.
    ``workers`` None leaves the number of threads to the size of the night; ``code_sets`` is the
    folder of imported code sets, None for the shipped ones alone.
    """

    inputs: Mapping[str, Sequence[Path]]
    as_of: date
    out: Path
    history: str
    config: Path | None = None
    payer_rules: Path | None = None
    code_sets: Path | None = None
    fail_on: str = ""
    dry_run: bool = False
    force: bool = False
    publishes: bool = True
    workers: int | None = None
    settings: IntakeSettings = field(default_factory=IntakeSettings)


def request_facts(request: NightRequest) -> dict[str, Any]:
    """Return what was asked for, for the manifest: the paths used and the options.

    Of the inputs only their folders: offices put patients' names in file names, and a replay
    knows the files by their hashes.
    """
    history = request.history
    if history != NO_HISTORY and "://" not in history:
        history = str(Path(history).absolute())
    return {
        "paths": {
            "config": None if request.config is None else str(request.config),
            "payer_rules": None if request.payer_rules is None else str(request.payer_rules),
            "code_sets": None if request.code_sets is None else str(request.code_sets),
            "history": without_password(history),
            "out": str(request.out),
            "inputs": {
                table: [str(path.absolute().parent) for path in paths]
                for table, paths in request.inputs.items()
                if paths
            },
        },
        "options": {
            "fail_on": request.fail_on,
            "force": request.force,
            "workers": request.workers,
        },
    }
