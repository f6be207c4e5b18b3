"""`claimscrub compare`: what a change of payer rules would newly hold and release."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from payer_rules.loader import load_site
from pipeline import publish
from pipeline.commands.changes_told import as_object, as_text
from pipeline.commands.places import (
    check_imported_folder,
    check_rules_folder,
    default_history,
    make_writable,
)
from pipeline.comparing import STAGES, Question, SiteFolder, judge_both, load_side, site_file_of
from pipeline.failures import EXIT_FAILED
from pipeline.history.interface import NO_HISTORY, without_password
from pipeline.money import as_dollars
from pipeline.site_changes import FATES, SiteChanges, changes_between
from pipeline.stages import Stages, progress
from schemas.tables import MODELS

FILE = "changed_claims.csv"
CODE_SETS = "code_sets"


def compare_command(
    folders: Sequence[Path], options: Mapping[str, Any], today: Callable[[str | None], date]
) -> int:
    """Judge one set of claims under two site folders, and tell what differs.

    Args:
        folders: sites A and B.
        options: what was parsed; see `cli.compare`.
        today: the local date of a time zone.

    Returns:
        The exit code: 0, or 4 where a rule failed on either side.

    Raises:
        ArgumentsError: a folder that is not there (exit 2).
    """
    for folder in folders:
        check_rules_folder(folder)
    if options["out"] is not None:
        make_writable(options["out"])
    given = options["as_of"]
    as_of = given.date() if given else today(load_site(site_file_of(folders[0])).timezone)
    one, other = (load_side(folder, as_of, _imported(folder)) for folder in folders)
    asked = Question(
        inputs={name: tuple(options[name]) for name in MODELS},
        as_of=as_of,
        history=options["history"] or _default_history(),
        workers=options["workers"],
    )
    _say_sides(one, other, asked)
    with progress(STAGES) as announce:
        changes = changes_between(*judge_both(asked, one, other, Stages(announce)))
    told = as_object(changes, one, other, as_of)
    if options["out"] is not None:
        path: Path = options["out"] / FILE
        publish.write_private(path, _table(changes).encode())
        told["changed_claims"] = str(path)
    click.echo(json.dumps(told) if options["output"] == "json" else as_text(told))
    return EXIT_FAILED if changes.crashed else 0


def _imported(folder: Path) -> Path | None:
    """Return a site's folder of imported code sets: its own where its settings name no other."""
    config = site_file_of(folder)
    site = load_site(config)
    own = folder / CODE_SETS
    return own if own.is_dir() and not site.code_sets else check_imported_folder(config, site)


def _default_history() -> str:
    """Return the office's history, if it has one; a comparison makes none."""
    history = default_history()
    return history if Path(history).is_file() else NO_HISTORY


def _say_sides(one: SiteFolder, other: SiteFolder, asked: Question) -> None:
    for name, side in (("A", one), ("B", other)):
        settings = side.config or "none"
        click.echo(f"site {name}: {side.folder}, settings: {settings}", err=True)
    own, others = one.rules.site.id, other.rules.site.id
    if own != others:
        click.echo(f"both are judged under the id of A, {own}; that of B is {others}", err=True)
    click.echo(f"history: {without_password(asked.history)}, nothing is recorded", err=True)


def _table(changes: SiteChanges) -> str:
    """Return the claims that change as CSV; dollars as text, rule ids separated by blanks."""
    claims = changes.changed_claims()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["claim_id", "payer_id", "before", "after", "charge", *FATES])
    names = ["claim_id", "payer_id", "before", "after"]
    for facts, cents, fates in zip(
        claims[names].itertuples(index=False, name=None),
        claims["charge_cents"].tolist(),
        claims[list(FATES)].itertuples(index=False, name=None),
        strict=True,
    ):
        writer.writerow([*facts, as_dollars(cents), *fates])
    return text.getvalue()
