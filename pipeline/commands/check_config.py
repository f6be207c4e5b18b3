"""`claimscrub check-config`: payer rules, code sets, site settings and column maps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import click

from payer_rules.check import check_files, check_report
from payer_rules.code_sets import load_code_sets
from payer_rules.loader import load_rulebook, load_site
from payer_rules.summaries import FileSummary
from pipeline.commands.places import check_imported_folder, check_rules_folder, find_config
from pipeline.imports.coverage import coverage_of
from pipeline.intake import IntakeSettings
from pipeline.intake.column_map import MOST_SLOTS
from pipeline.intake.site_settings import settings_of


def check_config_command(options: Mapping[str, Any], today: Callable[[str | None], date]) -> int:
    """Load everything as a run would, and tell what a person should know.

    Raises:
        PayerRuleError: the first fault that a run would stop at (exit 2).
    """
    config = find_config(options["config"])
    site = load_site(config)
    settings = settings_of(config)
    check_rules_folder(options["payer_rules"])
    rulebook = load_rulebook(options["payer_rules"])
    given = options["as_of"]
    as_of = given.date() if given else today(site.timezone)
    report = check_report(rulebook, site, as_of)
    for line in report:
        click.echo(f"{line.level}: {line.sentence}")
    _tell_files(check_files(rulebook, site, as_of))
    _tell_maps(settings)
    folder = check_imported_folder(config, site)
    sets = load_code_sets(imported=folder)
    click.echo("Code sets:")
    for one in coverage_of(sets, folder, as_of):
        click.echo(f"  {one}")
    click.echo(
        f"{len(rulebook.ids())} payers, {len(rulebook.hashes())} files, "
        f"{len(sets.hashes())} code sets; {len(report)} remarks"
    )
    return 0


def _tell_maps(settings: IntakeSettings) -> None:
    """Print by which column maps the office's exports are read, and what they cannot hold."""
    maps = [one for several in settings.column_maps.values() for one in several]
    if maps:
        click.echo("Column maps of your exports:")
    for one in maps:
        own, *base = (file.name for file in one.files)
        over = f" over {base[0]}" if base else ""
        click.echo(f"  {one.table}: {one.rules.layout}, by {own}{over}")
        click.echo(f"    headings needed: {', '.join(one.needed)}")
        slots = len(one.rules.modifier_slots or ())
        if 0 < slots < MOST_SLOTS:
            click.echo(f"    {slots} modifiers a line at most: more may have been cut off")
        if one.rules.absent:
            click.echo(f"    never there: {', '.join(one.rules.absent)}")


def _tell_files(files: Sequence[FileSummary]) -> None:
    """Print what each file holds, under a heading for the office's own payers and the others."""
    for own, heading in ((True, "Files of your payers:"), (False, "Other files:")):
        found = [file for file in files if file.own is own]
        if found:
            click.echo(heading)
        for file in found:
            for line in file.lines():
                click.echo(f"  {line}")
