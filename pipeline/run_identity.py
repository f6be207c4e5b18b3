"""What a run is named by, and what it may see of earlier nights."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from pipeline import __version__
from pipeline.bucket import Rules
from pipeline.history.interface import History, HistoryView
from pipeline.intake import Intake
from pipeline.night_request import NightRequest
from schemas.tables import CLAIMS


def claim_hashes(intakes: Mapping[str, Intake]) -> frozenset[str]:
    """Return the SHA-256 of the claim files, by which the history knows runs of the same files."""
    return frozenset(file.sha256 for file in intakes[CLAIMS].files)


def view_of(
    history: History,
    site: str,
    as_of: date,
    intakes: Mapping[str, Intake],
    position: str | None = None,
) -> HistoryView:
    """Return what a run over these tables may see of earlier nights.

    Args:
        history: the open history.
        site: the site's id.
        as_of: the day of the run.
        intakes: the tables as read; lines and visits of patients who are in none of them, and have
            no visit on a date of tonight's lines, are left out.
        position: a position of that day, to see again what was visible then; None for now.

    Raises:
        HistoryError: the store fails, or never was at that position.
    """
    patients: set[str] = set()
    for intake in intakes.values():
        patients |= set(intake.frame["patient_id"].unique())
    dates = intakes[CLAIMS].frame["service_date"].dropna().dt.date.unique().tolist()
    hashes = claim_hashes(intakes)
    return history.view(site, as_of, hashes, patients, position=position, dates=dates)


def run_id_of(
    request: NightRequest,
    rules: Rules,
    intakes: Mapping[str, Intake],
    view: HistoryView,
    version: str = __version__,
) -> str:
    """Name the run by everything that its result depends on (CONTRACT.md "Runs and states")."""
    config = b"" if request.config is None else request.config.read_bytes()
    parts = {
        "inputs": sorted(
            (file.table, file.sha256) for intake in intakes.values() for file in intake.files
        ),
        "config": hashlib.sha256(config).hexdigest(),
        "rules": {**rules.rulebook.hashes(), **request.settings.map_hashes()},
        "code_sets": rules.code_sets.hashes(),
        "history": view.position,
        "as_of": request.as_of.isoformat(),
        "version": version,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]
