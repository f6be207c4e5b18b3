"""`claimscrub check-config`: payer rules, code sets and site settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import click

from payer_rules.check import check_report
from payer_rules.code_sets import load_code_sets
from payer_rules.loader import load_rulebook, load_site
from pipeline.commands.places import check_rules_folder, find_config


def check_config_command(options: Mapping[str, Any], today: Callable[[str | None], date]) -> int:
    """Load everything as a run would, and tell what a person should know.

    Raises:
        PayerRuleError: the first fault that a run would stop at (exit 2).
    """
    site = load_site(find_config(options["config"]))
    check_rules_folder(options["payer_rules"])
    rulebook = load_rulebook(options["payer_rules"])
    given = options["as_of"]
    as_of = given.date() if given else today(site.timezone)
    report = check_report(rulebook, site, as_of)
    for line in report:
        click.echo(f"{line.level}: {line.sentence}")
    sets = load_code_sets()
    click.echo(
        f"{len(rulebook.ids())} payers, {len(rulebook.hashes())} files, "
        f"{len(sets.hashes())} code sets; {len(report)} remarks"
    )
    return 0
