"""The whole night: read, judge, write aside, read back, record, rename.

Everything with an effect is here or in what this module calls; the judging itself is `night.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pandas as pd

from payer_rules.code_sets import CodeSets, load_code_sets
from payer_rules.loader import load_rulebook, load_site
from payer_rules.rulebook import RuleBook
from payer_rules.site import Site, check_site
from pipeline import __version__, publish
from pipeline.bucket import NightTables, Rules
from pipeline.dispositions import RELEASE
from pipeline.history.interface import (
    History,
    HistoryView,
    NightCounts,
    NightRecord,
    RunRow,
)
from pipeline.history.sql import open_history
from pipeline.intake import Intake, read_table
from pipeline.intake.release import write_split
from pipeline.night import Judged, judge
from pipeline.night_request import NightRequest, request_facts
from pipeline.rules_used import used_files
from pipeline.run_identity import claim_hashes, run_id_of, view_of
from pipeline.run_report import (
    EXIT_OUT_OF_BALANCE,
    NightReport,
    exit_code_of,
    manifest_of,
    newest_run,
    out_of_balance,
    read_back_all,
    report_of,
    split_problems,
    told_again,
)
from pipeline.side_by_side import run_side_by_side
from pipeline.stages import Stages, no_collection
from pipeline.telling import result_of
from reports import write_reports
from schemas.night_result import NightResult, RunFacts
from schemas.tables import CLAIMS, VISITS

STAGES = (
    "payer rules",
    "reading",
    "history",
    "checking",
    "reports",
    "release files",
    "control totals",
    "recording",
    "publishing",
)


def run_night(request: NightRequest, stages: Stages) -> NightReport:
    """Run a night from files to files.

    Args:
        request: files, dates and places.
        stages: takes the name of each stage as it begins, and its duration for the manifest.

    Returns:
        Identity, status and exit code of the run.

    Raises:
        PayerRuleError: payer rules or site settings (exit 2). IntakeError: an input file
        (exit 3). HistoryError: the history (exit 75). OSError: the output.
    """
    with stages.stage("payer rules"):
        rules = _rules(request)
    with stages.stage("reading"):
        intakes = read_inputs(request)
    with closing(open_history(_history_of(request), rules.site.id)) as history:
        with stages.stage("history"):
            view = view_of(history, rules.site.id, request.as_of, intakes)
        run_id = run_id_of(request, rules, intakes, view)
        earlier = newest_run(history, rules.site.id, run_id)
        if earlier is not None and not request.force and is_whole(earlier, request):
            return told_again(earlier, request.out)
        with stages.stage("checking"):
            judged = judge_night(rules, intakes, view, request.workers)
            result = tell_night(request, rules, intakes, view, judged, run_id)
        if request.dry_run:
            return report_of(result, None, exit_code_of(result, request.fail_on))
        return _put_out(request, rules, intakes, history, judged, result, stages)


def read_inputs(request: NightRequest, at_once: int = 2) -> dict[str, Intake]:
    """Read every table that has files, some at a time.

    Raises:
        IntakeError: of the first table, in the contract's order, whose files cannot be used.
    """
    given = {table: list(paths) for table, paths in request.inputs.items() if paths}

    def read(table: str) -> Intake:
        return read_table(table, given[table], request.settings)

    return dict(zip(given, run_side_by_side(read, list(given), at_once), strict=True))


def _history_of(request: NightRequest) -> str:
    """Return the history to open; a dry run makes none."""
    missing = "://" not in request.history and not Path(request.history).exists()
    return "none" if request.dry_run and missing else request.history


def is_whole(earlier: RunRow, request: NightRequest) -> bool:
    """Say whether an earlier run can be told again: it was published, or was not to be.

    A stop between recording and renaming leaves a record without its files; a night that was out
    of balance has no release files. Both are made anew.
    """
    if not earlier.run_dir:
        return not request.publishes
    return publish.is_published(request.out / earlier.run_dir)


def _rules(request: NightRequest) -> Rules:
    site: Site = load_site(request.config)
    rulebook: RuleBook = load_rulebook(request.payer_rules)
    check_site(site, rulebook)
    code_sets: CodeSets = load_code_sets(imported=request.code_sets)
    return Rules(rulebook=rulebook, code_sets=code_sets, site=site, as_of=request.as_of)


def judge_night(
    rules: Rules,
    intakes: Mapping[str, Intake],
    view: HistoryView,
    workers: int | None = None,
) -> Judged:
    """Judge what was read, beside what earlier nights left."""
    frames = {table: intake.frame for table, intake in intakes.items()}
    claims = intakes[CLAIMS]
    tables = NightTables(
        claims=claims.frame,
        visits=frames.get("visits"),
        plans=frames.get("plans"),
        spend=frames.get("spend"),
        documents=frames.get("documents"),
        earlier_lines=view.lines,
        earlier_visits=view.visits,
        supplied={table: intake.supplied for table, intake in intakes.items()},
    )
    unreadable = claims.rejected[claims.rejected["claim_id"].isin(claims.unreadable_claims)]
    unreadable = unreadable[unreadable["kind"] != "duplicate"]
    with no_collection():
        return judge(tables, rules, view, unreadable.groupby("claim_id").size(), workers)


def tell_night(
    request: NightRequest,
    rules: Rules,
    intakes: Mapping[str, Intake],
    view: HistoryView,
    judged: Judged,
    run_id: str,
) -> NightResult:
    """Gather a judged night for its reports."""
    run = RunFacts(
        run_id=run_id,
        site=rules.site.id,
        as_of=request.as_of.isoformat(),
        version=__version__,
        status="",
        dry_run=request.dry_run,
        inputs=tuple(file for intake in intakes.values() for file in intake.files),
        rule_files=rules.rulebook.hashes()
        | rules.code_sets.hashes()
        | request.settings.map_hashes(),
        history_position=view.position,
        supplied_tables=tuple(intakes),
        warnings=tuple(text for intake in intakes.values() for text in intake.warnings),
    )
    rejected = pd.concat([intake.rejected for intake in intakes.values()], ignore_index=True)
    return result_of(judged, rules, view, run, rejected)


def _put_out(
    request: NightRequest,
    rules: Rules,
    intakes: Mapping[str, Intake],
    history: History,
    judged: Judged,
    result: NightResult,
    stages: Stages,
) -> NightReport:
    """Write aside, read back, record, rename."""
    exit_code = exit_code_of(result, request.fail_on)
    as_of = result.run.as_of
    if not request.publishes:
        name = result.run.run_id
        history.record_night(_record(request, intakes, judged, result, exit_code, name))
        return report_of(result, None, exit_code)
    run_name = publish.free_name(request.out / as_of, result.run.run_id)
    folder = publish.build_folder(request.out, as_of, run_name)
    problems = build_files(request, intakes, result, folder, stages)
    if not problems:
        with stages.stage("recording"):
            history.record_night(_record(request, intakes, judged, result, exit_code, run_name))
            on_record = history.totals_of(run_name)
        problems = publish.balance_problems(result, {}, on_record)
    if problems:
        result, exit_code = withdraw(result, problems, folder), EXIT_OUT_OF_BALANCE
    with stages.stage("publishing"):
        seal(request, rules, result, exit_code, folder, stages)
        run_dir = publish.put_in_place(folder, request.out, as_of, run_name)
        if not problems:
            publish.point_latest(request.out, as_of, run_name)
    return report_of(result, run_dir, exit_code)


def build_files(
    request: NightRequest,
    intakes: Mapping[str, Intake],
    result: NightResult,
    folder: Path,
    stages: Stages,
) -> tuple[str, ...]:
    """Write a night's reports and release files, and return what reading them back finds wrong."""
    with stages.stage("reports"):
        write_reports(result, folder)
    with stages.stage("release files"):
        sent = result.dispositions["disposition"] == RELEASE
        released = result.dispositions.loc[sent, "claim_id"]
        split = write_split(intakes[CLAIMS], released, folder, request.settings)
    with stages.stage("control totals"):
        problems = publish.balance_problems(result, read_back_all(folder), None)
        return problems + split_problems(split, result, request.settings)


def withdraw(result: NightResult, problems: tuple[str, ...], folder: Path) -> NightResult:
    """Turn a built night into one that is out of balance: reports only, which say so."""
    result = out_of_balance(result, problems)
    publish.withdraw_release_files(folder)
    write_reports(result, folder)
    return result


def seal(
    request: NightRequest,
    rules: Rules,
    result: NightResult,
    exit_code: int,
    folder: Path,
    stages: Stages,
) -> None:
    """Add what a night was judged by, the manifest and the sums of all files."""
    publish.write_rules_used(folder, used_files(request, rules))
    manifest = manifest_of(result, exit_code, stages) | request_facts(request)
    publish.write_manifest(folder, manifest)
    publish.make_private(folder)


def _record(
    request: NightRequest,
    intakes: Mapping[str, Intake],
    judged: Judged,
    result: NightResult,
    exit_code: int,
    run_name: str,
) -> NightRecord:
    visits = intakes.get(VISITS)
    tonight = result.nightly.iloc[-1]
    counts = {name: int(tonight[name]) for name in NightCounts.__dataclass_fields__}
    return NightRecord(
        run_id=run_name,
        site=result.run.site,
        as_of=request.as_of,
        status=result.run.status,
        exit_code=exit_code,
        run_dir=f"{result.run.as_of}/{run_name}" if request.publishes else "",
        claim_file_hashes=claim_hashes(intakes),
        versions={"claimscrub": __version__},
        counts=NightCounts(**counts),
        accepted=result.control_totals.accepted,
        lines=intakes[CLAIMS].frame,
        visits=None if visits is None else visits.frame,
        dispositions=result.dispositions,
        events=judged.matched.events,
    )
