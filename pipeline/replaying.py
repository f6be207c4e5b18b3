"""A past night again: its files, its rules, the history as it stood; built aside and compared.

Nothing is recorded, no pointer moves, and the run stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.failures import ArgumentsError
from pipeline.history.interface import NO_HISTORY, HistoryView
from pipeline.history.sql import open_history
from pipeline.intake import Intake
from pipeline.night_request import NightRequest
from pipeline.nightly import build_files, judge_night, read_inputs, seal, tell_night, withdraw
from pipeline.past_run import PastRun, find_inputs
from pipeline.rules_used import RULES_USED, KeptRules, take_up
from pipeline.run_identity import run_id_of, view_of
from pipeline.run_report import EXIT_OUT_OF_BALANCE, exit_code_of, versions_of
from pipeline.same_bytes import Difference, differences
from pipeline.stages import Stages

HIDDEN_PASSWORD = ":***@"
_OURS = "claimscrub"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What a replay came to.

    ``reasons`` are sentences on what else is not as it was in that night: they may explain
    ``differences``, and are told without any too.
    """

    run: PastRun
    files: int
    differences: tuple[Difference, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a replay finds what it needs, None as the manifest says; ``aside`` is its own."""

    aside: Path
    into: Path
    history: str | None = None
    inputs: Path | None = None


def replay(run: PastRun, places: Places, stages: Stages) -> Replayed:
    """Judge a past night again and hold it against what was published.

    Args:
        run: the night.
        places: ``aside`` is a private folder for links and rules, ``into`` an empty one for the
            files of the night.
        stages: takes the name of each stage as it begins.

    Raises:
        ArgumentsError: the history's address must be given (exit 2). ChangedSinceError: an input
        is missing or changed (exit 3). HistoryError: the history is another one, or fails.
    """
    with stages.stage("payer rules"):
        kept = take_up(run.folder / RULES_USED, places.aside / "rules", run.as_of, run.config)
    request = _request_of(run, places, kept)
    with stages.stage("reading"):
        intakes = read_inputs(request)
    view = _view(run, request, intakes)
    with stages.stage("checking"):
        run_id = run_id_of(request, kept.rules, intakes, view, run.manifest["versions"][_OURS])
        judged = judge_night(kept.rules, intakes, view, request.workers)
        told = tell_night(request, kept.rules, intakes, view, judged, run.manifest["run_id"])
    # Where the program has changed, only what it says of the claims is to differ.
    result = replace(told, run=replace(told.run, version=run.manifest["versions"][_OURS]))
    exit_code = exit_code_of(result, request.fail_on)
    problems = build_files(request, intakes, result, places.into, stages)
    if problems:
        result, exit_code = withdraw(result, problems, places.into), EXIT_OUT_OF_BALANCE
    seal(request, kept.rules, result, exit_code, places.into, stages)
    reasons = [*_other_versions(run), *_other_failures(run, [c.rule_id for c in result.crashes])]
    if run_id != run.manifest["run_id"]:
        reasons.append(f"the same night is now named {run_id}")
    if run.manifest["status"] == "out_of_balance" and not problems:
        reasons.append("that run was out of balance, the replay is not")
    changed = [f"{name} has been changed since it was published" for name in run.changed_files]
    return Replayed(
        run=run,
        files=len(run.sums),
        differences=tuple(differences(run, places.into)),
        reasons=(*reasons, *changed),
    )


def _request_of(run: PastRun, places: Places, kept: KeptRules) -> NightRequest:
    options: Mapping[str, Any] = run.manifest.get("options", {})
    return NightRequest(
        inputs=find_inputs(run, places.inputs, places.aside / "inputs"),
        as_of=run.as_of,
        out=places.into,
        history=_history_of(run, places.history),
        config=kept.config,
        payer_rules=kept.site,
        fail_on=options.get("fail_on", ""),
        force=options.get("force", False),
        workers=options.get("workers"),
        settings=kept.settings,
    )


def _history_of(run: PastRun, given: str | None) -> str:
    """Return the history to look into; it is never made."""
    if run.manifest["history_position"] == NO_HISTORY:
        return NO_HISTORY
    history: str = given or run.manifest["paths"]["history"]
    if HIDDEN_PASSWORD in history:
        raise ArgumentsError("the manifest keeps no password: give the history's address")
    return history


def _view(run: PastRun, request: NightRequest, intakes: Mapping[str, Intake]) -> HistoryView:
    site, position = run.manifest["site"], run.manifest["history_position"]
    with closing(open_history(request.history, site, make=False)) as history:
        return view_of(history, site, run.as_of, intakes, position)


def _other_versions(run: PastRun) -> list[str]:
    now = versions_of(__version__)
    return [
        f"made with {name} {then}, replayed with {now.get(name, 'none')}"
        for name, then in sorted(run.manifest["versions"].items())
        if now.get(name) != then
    ]


def _other_failures(run: PastRun, failed: list[str]) -> list[str]:
    then, now = {crash["rule_id"] for crash in run.manifest["crashes"]}, set(failed)
    mended = [f"{rule} failed in that night and not in the replay" for rule in sorted(then - now)]
    return mended + [f"{rule} failed in the replay" for rule in sorted(now - then)]
