"""`claimscrub import`: public CMS files as published become dated tables of therapy codes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from payer_rules.loader import load_site
from pipeline.commands.places import find_config, imported_folder, make_writable
from pipeline.failures import ArgumentsError
from pipeline.imports.build import read_files
from pipeline.imports.edition import NewEdition
from pipeline.imports.names import FEES, MUE, NCCI
from pipeline.imports.quarters import Quarter, Said
from pipeline.imports.store import importing, put_in_place

TAKES = {
    "program": (NCCI, MUE),
    "setting": (NCCI, MUE),
    "qualifying": (FEES,),
}


def import_command(options: Mapping[str, Any]) -> int:
    """Read published files and put their editions into the folder of code sets.

    Args:
        options: what was parsed; see `cli.import_tables`.

    Returns:
        0; every fault is raised, and then nothing was changed.
    """
    kind: str = options["kind"]
    asked = _asked(kind, options)
    config = find_config(options["config"])
    folder: Path = options["into"] or imported_folder(config, load_site(config))
    read = read_files(kind, options["files"], asked, qualifying=options["qualifying"])
    make_writable(folder)
    with importing(folder):
        editions = read.editions(folder)
        paths = put_in_place(folder, editions)
    if options["output"] == "json":
        told = [_facts(edition, path) for edition, path in zip(editions, paths, strict=True)]
        click.echo(json.dumps({"kind": kind, "editions": told}))
    else:
        click.echo("\n".join(_told(kind, editions, paths)))
    return 0


def _asked(kind: str, options: Mapping[str, Any]) -> Said:
    """Return what the options say of the files.

    Raises:
        ArgumentsError: no file, an option of another kind, or a quarter that is none.
    """
    if not options["files"]:
        raise ArgumentsError(f"import {kind}: name the file or files, as CMS publishes them")
    for option, kinds in TAKES.items():
        if options[option] and kind not in kinds:
            raise ArgumentsError(f"--{option} is for import {' and '.join(kinds)}")
    quarter = None
    if options["quarter"]:
        quarter = Quarter.parse(options["quarter"])
        if quarter is None:
            raise ArgumentsError("--quarter: write the quarter like 2026Q3")
    return Said(
        program=options["program"],
        setting=options["setting"],
        quarter=quarter,
        year=quarter.year if quarter else None,
    )


def _facts(edition: NewEdition, path: Path) -> dict[str, Any]:
    return {
        "title": edition.title,
        "path": str(path),
        "rows": edition.rows,
        "therapy_rows": edition.kept,
        "parts": list(edition.parts),
        "complete": edition.complete,
        "first_day": edition.first.isoformat(),
        "last_day": edition.last.isoformat(),
        "remarks": list(edition.remarks),
    }


def _told(kind: str, editions: Sequence[NewEdition], paths: Sequence[Path]) -> list[str]:
    lines = []
    for edition, path in zip(editions, paths, strict=True):
        parts = ", ".join(map(str, edition.parts))
        what = "localities" if kind == "gpci" else "of therapy codes"
        several = "parts" if len(edition.parts) > 1 else "part"
        lines.append(edition.title + (f", {several} {parts}" if parts else ""))
        lines.append(f"  {edition.rows:,} rows read, {edition.kept:,} {what} in the edition")
        lines.append(f"  service dates {edition.first} to {edition.last}")
        lines += [f"  attention: {remark}" for remark in edition.remarks]
        lines.append(f"  written: {path}")
    return lines
