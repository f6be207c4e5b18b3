"""`claimscrub run`: a night from the command line."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from payer_rules.loader import load_site
from pipeline import publish
from pipeline.commands.places import (
    check_imported_folder,
    check_rules_folder,
    check_space,
    default_history,
    default_out,
    find_config,
    locked,
    make_writable,
    own_temporaries,
)
from pipeline.failures import ArgumentsError
from pipeline.history.interface import without_password
from pipeline.intake.site_settings import settings_of
from pipeline.night_request import NightRequest
from pipeline.nightly import STAGES, run_night
from pipeline.run_report import NightReport
from pipeline.stages import Stages, progress
from schemas.tables import MODELS

NOT_YET_READ = {".xls", ".837", ".edi"}


def run_command(options: Mapping[str, Any], today: Callable[[str | None], date]) -> int:
    """Run a night and tell of it.

    Args:
        options: what was parsed; see `cli.run`.
        today: the local date of a time zone.

    Returns:
        The exit code.
    """
    request = request_of(options, today)
    _say_places(request)
    if not request.dry_run:
        make_writable(request.out)
    report = run_locked(request)
    # Whoever reads may have gone; the night is done all the same.
    with contextlib.suppress(BrokenPipeError):
        text = json.dumps(report.summary) if options["output"] == "json" else None
        click.echo(text or "\n".join(told(report)))
    return report.exit_code


def run_locked(request: NightRequest) -> NightReport:
    """Run a night under the lock, with temporary files in a private folder."""
    if request.dry_run:
        return run_night(request, Stages())
    check_space(request.out, [path for paths in request.inputs.values() for path in paths])
    with locked(request.out, request.history):
        swept = publish.sweep(request.out)
        if swept:
            click.echo(f"removed {swept} unfinished run(s) of an earlier stop", err=True)
        with (
            tempfile.TemporaryDirectory(prefix=publish.TEMPORARY, dir=request.out) as private,
            own_temporaries(private),
            progress(STAGES) as announce,
        ):
            return run_night(request, Stages(announce))


def request_of(options: Mapping[str, Any], today: Callable[[str | None], date]) -> NightRequest:
    """Turn parsed options into a request, with the defaults of the contract.

    Raises:
        ArgumentsError: a place that is not there, or a kind of file not read yet.
    """
    config = find_config(options["config"])
    check_rules_folder(options["payer_rules"])
    inputs: dict[str, tuple[Path, ...]] = {name: tuple(options[name]) for name in MODELS}
    for path in (path for paths in inputs.values() for path in paths):
        if path.suffix.casefold() in NOT_YET_READ:
            raise ArgumentsError(f"{path.suffix} files: not in this version")
    site = load_site(config)
    given = options["as_of"]
    as_of = given.date() if given else today(site.timezone)
    return NightRequest(
        inputs=inputs,
        as_of=as_of,
        out=options["out"] or default_out(),
        history=options["history"] or default_history(),
        config=config,
        payer_rules=options["payer_rules"],
        code_sets=check_imported_folder(config, site),
        fail_on=options["fail_on"] or "",
        dry_run=options["dry_run"],
        force=options["force"],
        workers=options["workers"],
        settings=settings_of(config),
    )


def _say_places(request: NightRequest) -> None:
    config = request.config or "none"
    click.echo(f"site settings: {config}", err=True)
    click.echo(f"payer rules: shipped, with {request.payer_rules or 'none'} over them", err=True)
    click.echo(f"code sets: shipped, with {request.code_sets or 'none'} over them", err=True)
    click.echo(f"history: {without_password(request.history)}", err=True)
    click.echo(f"output: {'nothing is written' if request.dry_run else request.out}", err=True)


def told(report: NightReport) -> list[str]:
    """Return what a person reads at the end of a run."""
    summary = report.summary
    counts, dollars = summary["counts"], summary["dollars"]
    lines = [
        f"run {summary['run_id']}: {summary['status'].replace('_', ' ')}"
        + (" (made before; nothing was done anew)" if report.repeated else "")
    ]
    if counts:
        lines += [
            f"claims {counts['claims']:,}, lines {counts['lines']:,}, charges {dollars['charges']}",
            f"held {dollars['held']}, review {dollars['review']}, released {dollars['released']}",
            f"findings {counts['findings']:,}: {counts['block']:,} block, "
            f"{counts['review']:,} review, {counts['note']:,} note; "
            f"not evaluated {counts['not_evaluated']:,}",
        ]
        lines += summary["control_totals"]["problems"]
    if report.run_dir is not None:
        lines.append(f"report: {report.run_dir / 'exceptions.html'}")
        lines.append(f"workbook: {report.run_dir / 'exceptions.xlsx'}")
    return lines
