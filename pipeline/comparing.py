"""Two site folders over one set of claims: judge both, beside the same history; record nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from payer_rules.code_sets import load_code_sets
from payer_rules.loader import SITE_FILE, load_rulebook, load_site
from payer_rules.site import check_site
from pipeline.bucket import Rules
from pipeline.history.interface import NO_HISTORY, HistoryView
from pipeline.history.sql import open_history
from pipeline.intake import Intake, IntakeSettings
from pipeline.intake.site_settings import settings_of
from pipeline.night import INTERNAL
from pipeline.night_request import NightRequest
from pipeline.nightly import judge_night, read_inputs
from pipeline.rules_used import SETTINGS
from pipeline.run_identity import view_of
from pipeline.stages import Stages

STAGES = ("reading", "history", "checking A", "checking B")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFolder:
    """A site folder as loaded: its settings, and its payer rules over the shipped ones."""

    folder: Path
    rules: Rules
    settings: IntakeSettings
    config: Path | None

    def files(self) -> dict[str, str]:
        """Return the SHA-256 of everything that this side is judged by, by name."""
        found = {
            **self.rules.rulebook.hashes(),
            **self.rules.code_sets.hashes(),
            **self.settings.map_hashes(),
        }
        if self.config is not None:
            found[SETTINGS] = hashlib.sha256(self.config.read_bytes()).hexdigest()
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedSide:
    """What one side makes of the claims.

    ``dispositions`` and ``findings`` follow ``schemas.results``; ``files`` as of ``SiteFolder``;
    ``undecided`` counts answers "cannot tell"; ``crashed`` names rules that failed.
    """

    dispositions: pd.DataFrame
    findings: pd.DataFrame
    files: Mapping[str, str]
    undecided: int
    crashed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What both sides are asked: the files of a night, its day, and the history beside them."""

    inputs: Mapping[str, Sequence[Path]]
    as_of: date
    history: str = NO_HISTORY
    workers: int | None = None


def site_file_of(folder: Path) -> Path | None:
    """Return the settings of a site folder, None where it has none."""
    path = folder / SITE_FILE
    return path if path.is_file() else None


def load_side(folder: Path, as_of: date, imported: Path | None) -> SiteFolder:
    """Load a site folder as a run would with ``--config`` and ``--payer-rules``.

    Args:
        folder: holds payer rules and, perhaps, ``site.toml``.
        as_of: the day of the night.
        imported: the folder of imported code sets.

    Raises:
        PayerRuleError: the folder is not there, or a file in it has a fault (exit 2).
    """
    config = site_file_of(folder)
    site = load_site(config)
    rulebook = load_rulebook(folder)
    check_site(site, rulebook)
    code_sets = load_code_sets(imported=imported)
    return SiteFolder(
        folder=folder,
        rules=Rules(rulebook=rulebook, code_sets=code_sets, site=site, as_of=as_of),
        settings=settings_of(config),
        config=config,
    )


def judge_both(
    asked: Question, one: SiteFolder, other: SiteFolder, stages: Stages
) -> tuple[JudgedSide, JudgedSide]:
    """Judge the claims under both sides, as the office that the first one names.

    The files are read once unless the sides read them differently.

    Raises:
        IntakeError: an input file (exit 3). HistoryError: the history (exit 75).
    """
    site_id = one.rules.site.id
    with stages.stage("reading"):
        intakes = read_inputs(_request(asked, one))
        others = intakes
        if other.settings != one.settings:
            others = read_inputs(_request(asked, other))
    with (
        stages.stage("history"),
        closing(open_history(asked.history, site_id, make=False)) as history,
    ):
        view = view_of(history, site_id, asked.as_of, intakes)
        view_of_other = view
        if others is not intakes:
            view_of_other = view_of(history, site_id, asked.as_of, others)
    with stages.stage("checking A"):
        first = _judged(one, site_id, intakes, view, asked.workers)
    with stages.stage("checking B"):
        return first, _judged(other, site_id, others, view_of_other, asked.workers)


def _request(asked: Question, side: SiteFolder) -> NightRequest:
    return NightRequest(
        inputs=asked.inputs,
        as_of=asked.as_of,
        out=Path(),
        history=asked.history,
        config=side.config,
        payer_rules=side.folder,
        dry_run=True,
        workers=asked.workers,
        settings=side.settings,
    )


def _judged(
    side: SiteFolder,
    site_id: str,
    intakes: Mapping[str, Intake],
    view: HistoryView,
    workers: int | None,
) -> JudgedSide:
    rules = replace(side.rules, site=replace(side.rules.site, id=site_id))
    judged = judge_night(rules, intakes, view, workers)
    return JudgedSide(
        dispositions=judged.dispositions,
        findings=judged.findings.drop(columns=list(INTERNAL)),
        files=side.files(),
        undecided=int(judged.outcomes["undecided"].sum()),
        crashed=tuple(sorted(crash.rule_id for crash in judged.bucket.crashes)),
    )
