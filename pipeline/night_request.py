"""What is asked of a night: files, date and places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipeline.history.interface import without_password
from pipeline.intake import IntakeSettings


@dataclass(frozen=True, kw_only=True)
class NightRequest:
    """What the command line asks for.

    ``inputs`` maps a table's name to its files. ``publishes`` False judges and records a night
    without writing its reports (earlier nights of the demo); ``dry_run`` writes nothing at all.
    ``workers`` None leaves the number of threads to the size of the night.
    """

    inputs: Mapping[str, Sequence[Path]]
    as_of: date
    out: Path
    history: str
    config: Path | None = None
    payer_rules: Path | None = None
    fail_on: str = ""
    dry_run: bool = False
    force: bool = False
    publishes: bool = True
    workers: int | None = None
    settings: IntakeSettings = field(default_factory=IntakeSettings)


def paths_of(request: NightRequest) -> dict[str, str | None]:
    """Return the paths used, for the manifest."""
    return {
        "config": None if request.config is None else str(request.config),
        "payer_rules": None if request.payer_rules is None else str(request.payer_rules),
        "history": without_password(request.history),
        "out": str(request.out),
    }
