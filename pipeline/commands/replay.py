"""`claimscrub replay`: a past night again, byte for byte."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from pipeline.commands.places import default_out, own_temporaries
from pipeline.failures import ArgumentsError
from pipeline.nightly import STAGES
from pipeline.past_run import find_run, read_run
from pipeline.replaying import Places, Replayed, replay
from pipeline.stages import Stages, progress

SAME, DIFFERENT = 0, 5
UNEXPLAINED = (
    "nothing else has changed since: another program under the same version, or another machine"
)


def replay_command(named: str, options: Mapping[str, Any]) -> int:
    """Judge a past night again and say whether it comes out the same.

    Args:
        named: a run's folder, or its id.
        options: what was parsed; see `cli.replay`.

    Returns:
        The exit code: 0 the same, 5 different.
    """
    run = read_run(find_run(named, options["out"] or default_out()))
    into: Path | None = options["to"]
    if into is not None:
        _make_empty(into)
    with ExitStack() as held:
        private = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="claimscrub-replay-")))
        for name in ("temporary", "files"):
            (private / name).mkdir(mode=0o700)
        held.enter_context(own_temporaries(private / "temporary"))
        announce = held.enter_context(progress(STAGES))
        places = Places(
            aside=private / "aside",
            into=into or private / "files",
            history=options["history"],
            inputs=options["inputs"],
        )
        found = replay(run, places, Stages(announce))
    click.echo("\n".join(told(found)))
    if into is not None:
        click.echo(f"written to {into}")
    return DIFFERENT if found.differences else SAME


def told(found: Replayed) -> list[str]:
    """Return what a person reads at the end of a replay."""
    name = f"run {found.run.folder.name} of {found.run.manifest['as_of']}"
    if not found.differences:
        return [f"{name}: the same, {found.files} files", *found.reasons]
    lines = [f"{name}: different, {len(found.differences)} of {found.files} files"]
    lines += [f"  {one.file}: {one.where}" for one in found.differences]
    return [*lines, *(found.reasons or (UNEXPLAINED,))]


def _make_empty(folder: Path) -> None:
    """Make the folder for the files, which must not hold anything.

    Raises:
        ArgumentsError: it does, or cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        taken = any(folder.iterdir())
    except OSError as error:
        raise ArgumentsError(f"{folder}: the folder cannot be written") from error
    if taken:
        raise ArgumentsError(f"{folder}: not empty; choose another folder")
