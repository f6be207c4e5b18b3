"""`claimscrub demo`: a whole night on a generated export, with its own history."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
from platformdirs import user_data_path

from pipeline.commands.places import APP, make_writable
from pipeline.commands.run import run_locked, told
from pipeline.demo import DemoNight, NightFiles, generate
from pipeline.failures import ArgumentsError
from pipeline.night_request import NightRequest
from pipeline.run_report import NightReport
from schemas.tables import MODELS

MARK = ".claimscrub-demo"


def demo_command(out: Path | None, seed: int) -> int:
    """Generate a demo, run its nights and say where the report is.

    Args:
        out: folder of the demo; an earlier demo in it is made anew.
        seed: which demo.
    """
    folder = out or user_data_path(APP) / "demo"
    report = run_demo(folder, seed)
    click.echo("\n".join(told(report)))
    return report.exit_code


def run_demo(folder: Path, seed: int) -> NightReport:
    """Generate and run a demo below a folder.

    Returns:
        The report of the last night; its run lies in ``folder/runs``.

    Raises:
        ArgumentsError: the folder holds something that is not a demo.
    """
    make_writable(folder)
    if any(folder.iterdir()) and not (folder / MARK).is_file():
        raise ArgumentsError(f"{folder}: not empty, and not a demo; choose another folder")
    (folder / MARK).touch(mode=0o600)
    for name in ("export", "runs"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for path in folder.glob("history.sqlite*"):
        path.unlink()
    demo = generate(folder / "export", seed)
    for night in demo.earlier:
        run_locked(_request(folder, demo, night, publishes=False))
    return run_locked(_request(folder, demo, demo.tonight, publishes=True))


def _request(folder: Path, demo: DemoNight, night: NightFiles, *, publishes: bool) -> NightRequest:
    return NightRequest(
        inputs={table: (night.folder / f"{table}.csv",) for table in MODELS},
        as_of=night.as_of,
        out=folder / "runs",
        history=str(folder / "history.sqlite"),
        config=demo.config,
        payer_rules=demo.payer_rules,
        code_sets=demo.code_sets,
        publishes=publishes,
    )
