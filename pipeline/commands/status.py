"""`claimscrub status`: the last complete run, and whether it is recent (dead-man check)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from pipeline import publish
from pipeline.commands.places import default_out
from pipeline.failures import ArgumentsError

GOOD_EXITS = (0, 1)
NONE_RECENT = 1
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "m": timedelta(minutes=1)}


def status_command(max_age: str, options: Mapping[str, Any], now: datetime) -> int:
    """Tell the newest complete run; exit 1 when none is recent.

    Args:
        max_age: such as "26h".
        options: ``out``.
        now: the present time.
    """
    limit = _age(max_age)
    out: Path = options["out"] or default_out()
    published = [path for path in out.glob("*/[!.]*/" + publish.MANIFEST)]
    ended = [found for found in map(_ended, published) if found]
    if not ended:
        click.echo("no complete run is on file")
        return NONE_RECENT
    at, run_id, as_of = max(ended)
    age = now - at
    recent = age <= limit
    words = "recent" if recent else f"older than {max_age}"
    click.echo(f"last complete run {run_id} of {as_of}, {_hours(age)} hours ago: {words}")
    return 0 if recent else NONE_RECENT


def _ended(path: Path) -> tuple[datetime, str, str] | None:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        ended = datetime.fromisoformat(manifest["times"]["ended"])
        if manifest["exit_code"] not in GOOD_EXITS:
            return None
        return ended, manifest["run_id"], manifest["as_of"]
    except (OSError, ValueError, KeyError, TypeError):
        return None  # a damaged manifest is no complete run


def _age(text: str) -> timedelta:
    match = re.fullmatch(r"([0-9]{1,5})([hdm])", text)
    if not match:
        raise ArgumentsError("--max-age is a number and a unit, such as 26h or 2d")
    return int(match[1]) * _UNITS[match[2]]


def _hours(age: timedelta) -> str:
    return f"{age.total_seconds() / 3600:.1f}"
