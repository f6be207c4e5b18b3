"""The command line: parses, sets the process up, hands over. Imports click and nothing heavy.

This is where the clock is read: the default of ``--as-of`` and the age that ``status`` tells.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from pipeline import __version__

PACKAGES = ("schemas", "payer_rules", "reports", "pipeline")
NOT_YET = "not in this version"
EXIT_ARGUMENTS, EXIT_STOPPED = 2, 4
FOLDER = click.Path(path_type=Path, file_okay=False)
ANY_PATH = click.Path(path_type=Path)


def today(timezone: str | None) -> date:
    """Return the local date of the office."""
    return datetime.now(ZoneInfo(timezone) if timezone else None).date()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="claimscrub")
def cli() -> None:
    """Check outpatient therapy claims before they are submitted."""


def _inputs(command: Callable[..., None]) -> Callable[..., None]:
    texts = {
        "claims": "claim lines",
        "visits": "documented services",
        "plans": "plans of care",
        "spend": "opening balances of the therapy threshold",
        "documents": "progress reports, orders and other notes",
        "authorizations": "authorizations",
        "eligibility": "eligibility",
    }
    for name, text in reversed(texts.items()):
        command = click.option(
            f"--{name}",
            type=ANY_PATH,
            multiple=True,
            required=name == "claims",
            metavar="PATH",
            help=f"Export of {text} (CSV, XLSX or Parquet); may be given again.",
        )(command)
    return command


@cli.command()
@_inputs
@click.option("--payer-rules", type=FOLDER, metavar="DIR", help="The office's own payer rules.")
@click.option("--config", type=ANY_PATH, metavar="FILE", help="Site settings (site.toml).")
@click.option("--history", metavar="URL", help="Database address, a SQLite path, or none.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Date of the night.")
@click.option("--out", type=FOLDER, metavar="DIR", help="Folder of the runs.")
@click.option("--fail-on", type=click.Choice(["block", "review"]), default=None)
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local")
@click.option("--workers", type=click.IntRange(min=1), help="Threads; by size if not given.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text")
@click.option("--dry-run", is_flag=True, help="Judge, and write nothing.")
@click.option("--force", is_flag=True, help="Write a run anew that was made before.")
def run(**options: Any) -> None:
    """Check a night's exports and publish reports and release files."""
    if options["engine"] != "local":
        refuse(f"--engine {options['engine']}: {NOT_YET}")
    from pipeline.commands.run import run_command

    finish(lambda: run_command(options, today))


@cli.command()
@click.option("--out", type=FOLDER, metavar="DIR", help="Folder of the demo.")
@click.option("--seed", type=int, default=1, show_default=True)
def demo(out: Path | None, seed: int) -> None:
    """Run a whole night on a generated, realistic export with its own history."""
    from pipeline.commands.demo import demo_command

    finish(lambda: demo_command(out, seed))


@cli.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Say why a rule exists, what it prevents, how to fix it and what it leaves alone."""
    from pipeline.commands.rules import explain_command

    finish(lambda: explain_command(rule))


@cli.command()
def rules() -> None:
    """List every rule with severity, family and status."""
    from pipeline.commands.rules import rules_command

    finish(rules_command)


@cli.command("check-config")
@click.option("--payer-rules", type=FOLDER, metavar="DIR")
@click.option("--config", type=ANY_PATH, metavar="FILE")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]))
def check_config(**options: Any) -> None:
    """Check payer rules, code sets and site settings."""
    from pipeline.commands.check_config import check_config_command

    finish(lambda: check_config_command(options, today))


@cli.command()
@click.option("--out", type=FOLDER, metavar="DIR")
@click.option("--history", metavar="URL")
@click.option("--config", type=ANY_PATH, metavar="FILE")
def doctor(**options: Any) -> None:
    """Look at Python, package origin, permissions, disk, lock, database and code sets."""
    from pipeline.commands.doctor import doctor_command

    finish(lambda: doctor_command(options, today))


@cli.command()
@click.option("--max-age", default="26h", show_default=True, help="Such as 26h or 2d.")
@click.option("--out", type=FOLDER, metavar="DIR")
@click.option("--config", type=ANY_PATH, metavar="FILE")
def status(max_age: str, **options: Any) -> None:
    """Tell the last complete run; fails when none is recent."""
    from pipeline.commands.status import status_command

    finish(lambda: status_command(max_age, options, datetime.now(UTC)))


@cli.command()
@click.argument("run", metavar="RUN")
@click.option("--out", type=FOLDER, metavar="DIR", help="Folder of the runs, for a run's id.")
@click.option("--to", type=FOLDER, metavar="DIR", help="Keep the files in this new folder.")
@click.option("--history", metavar="URL", help="The history, if it has moved.")
@click.option("--inputs", type=FOLDER, metavar="DIR", help="Where the inputs lie, if moved.")
def replay(run: str, **options: Any) -> None:
    """Judge a past night again, as it was, and say whether every byte is the same.

    RUN is a run's folder, or its id.
    """
    from pipeline.commands.replay import replay_command

    finish(lambda: replay_command(run, options))


@cli.command("import")
@click.argument("kind", type=click.Choice(["ncci", "mue", "fees", "gpci", "worklist"]))
@click.argument("files", nargs=-1, type=ANY_PATH, metavar="FILE...")
@click.option("--program", type=click.Choice(["medicare", "medicaid"]), default=None)
@click.option("--setting", type=click.Choice(["practitioner", "hospital"]), default=None)
@click.option("--quarter", metavar="2026Q3", help="Only where neither name nor headings say.")
@click.option("--qualifying", is_flag=True, help="Of fees, those for qualifying participants.")
@click.option("--config", type=ANY_PATH, metavar="FILE", help="Site settings (site.toml).")
@click.option("--into", type=FOLDER, metavar="DIR", help="Folder of the imported code sets.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text")
def import_tables(**options: Any) -> None:
    """Read public CMS files as published into dated tables of therapy codes.

    ncci: pairs of codes; mue: unit limits; fees: relative values; gpci: geographic factors.
    """
    if options["kind"] == "worklist":
        refuse(f"import worklist: {NOT_YET}")
    from pipeline.commands.import_tables import import_command

    finish(lambda: import_command(options))


@cli.command()
@click.argument("site_a", type=FOLDER, metavar="SITE_A")
@click.argument("site_b", type=FOLDER, metavar="SITE_B")
@_inputs
@click.option("--history", metavar="URL", help="Database address, a SQLite path, or none.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Date of the night.")
@click.option("--out", type=FOLDER, metavar="DIR", help="Folder for a list of changed claims.")
@click.option("--workers", type=click.IntRange(min=1), help="Threads; by size if not given.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text")
def compare(site_a: Path, site_b: Path, **options: Any) -> None:
    """Judge claims under two site folders: what the second would newly hold and release."""
    from pipeline.commands.compare import compare_command

    finish(lambda: compare_command((site_a, site_b), options, today))


@cli.command("new-rule")
@click.argument("rule_id", metavar="ID")
@click.argument("name")
def new_rule(rule_id: str, name: str) -> None:
    """Write the two files of a new rule into a checkout."""
    from pipeline.commands.new_rule import new_rule_command

    finish(lambda: new_rule_command(rule_id, name, Path.cwd()))


def _later(name: str) -> None:
    settings = {"ignore_unknown_options": True, "allow_extra_args": True}

    @cli.command(name, context_settings=settings, help=f"({NOT_YET})")
    @click.argument("rest", nargs=-1, type=click.UNPROCESSED)
    def not_yet(rest: tuple[str, ...]) -> None:
        refuse(f"{name}: {NOT_YET}")


for _name in ("reconcile", "purge", "sample", "verify"):
    _later(_name)


def refuse(sentence: str) -> None:
    """Say why nothing was done, and leave with the code for arguments."""
    click.echo(f"claimscrub: {sentence}", err=True)
    sys.exit(EXIT_ARGUMENTS)


def finish(command: Callable[[], int]) -> None:
    """Run a command's body and leave with its exit code; a failure is one sentence."""
    from pipeline.failures import exit_code_of

    try:
        code = command()
    except BrokenPipeError:
        # Whoever reads has gone (`| head`); nothing failed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except KeyboardInterrupt:
        code = EXIT_STOPPED
        click.echo("claimscrub: stopped by hand; nothing was published", err=True)
    except Exception as error:
        code, sentence = exit_code_of(error)
        click.echo(f"claimscrub: {sentence}", err=True)
    sys.exit(code)


def origin_problem() -> str:
    """Say which of our packages would come from another place than this file, "" for none."""
    home = Path(__file__).resolve().parent.parent
    for name in PACKAGES:
        spec = find_spec(name)
        found = Path(spec.origin).resolve().parent.parent if spec and spec.origin else None
        if found != home:
            return f"the package {name} would come from another installation; start elsewhere"
    return ""


def main() -> None:
    """Entry point: private files, packages from one place, then the command."""
    os.umask(0o077)
    problem = origin_problem()
    if problem:
        refuse(problem)
    cli(prog_name="claimscrub")


if __name__ == "__main__":
    main()
