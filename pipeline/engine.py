"""The engine: runs every check over a bucket and turns verdicts into findings and outcomes.

A check that fails is caught here and nowhere else, one rule and bucket at a time: it is reported
by place in our code, never with what it was looking at, and its claims go to review.
"""

from __future__ import annotations

import traceback
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.bucket import NightTables, Rules, prepare
from pipeline.findings import Columns, build_findings, stacked
from pipeline.followed import Followed, follow, together
from pipeline.grains import GrainTable, LineGrain
from pipeline.outcomes import Tally, joined
from pipeline.registry import RegisteredRule, all_rules
from pipeline.rule import Answer, Grain, Mask, Verdict
from pipeline.service_lines import Lines, ServiceLines
from pipeline.side_by_side import run_side_by_side
from pipeline.tally_sheet import TallySheet
from pipeline.workbench import Workbench
from pipeline.worksheets.claims import Claims
from schemas.night_result import Crash

HERE = Path(__file__).parent
NONE_OPEN: Mapping[str, Collection[str]] = {}
LONGEST_FIRST = ("timed_units", "therapy_threshold", "modifiers", "plan_of_care")
"""Families by what they cost, so that the last one to end began early."""


@dataclass(frozen=True, kw_only=True)
class BucketResult:
    """What one bucket of patients gave.

    ``findings`` has the columns of ``findings.build_findings``; ``tally`` the outcome counts,
    the not-evaluated groups and how many undecided answers each line has; ``claims`` and
    ``lines`` are the tables that dispositions are made of; ``shown`` holds for
    reports the rows behind findings, by worksheet. ``subjects`` is what
    tonight said of open findings about plans and patients.
    """

    findings: pd.DataFrame
    tally: Tally
    crashes: tuple[Crash, ...]
    claims: Claims
    lines: ServiceLines
    shown: Mapping[str, pd.DataFrame]
    subjects: Followed
    workbench: Workbench = field(repr=False)


def run_bucket(
    tables: NightTables,
    rules: Rules,
    refused: pd.Series[int],
    registered: Sequence[RegisteredRule] | None = None,
    workers: int = 1,
    open_subjects: Mapping[str, Collection[str]] = NONE_OPEN,
) -> BucketResult:
    """Run every rule over the tables of whole patients.

    Args:
        tables: validated frames.
        rules: what is in force.
        refused: number of unreadable rows by claim id.
        registered: rules to run; all by default.
        workers: threads that share the rules; the result is the same for any number.
        open_subjects: open findings of earlier nights about plans, patients and therapists: rule
            id -> finding keys.

    Returns:
        Findings without their history, outcome counts and crashes.
    """
    prepared = prepare(tables, rules, workers)
    lines = prepared.service_lines
    workbench = Workbench(prepared, rules, refused)
    claims = workbench.get(Claims)
    sheet = TallySheet(lines, tables.supplied)

    def judge(share: Sequence[RegisteredRule]) -> _Part:
        return _judge(share, workbench.another(), sheet.another(), rules.site.id, open_subjects)

    wanted = all_rules() if registered is None else registered
    parts = run_side_by_side(judge, shares_of(wanted), workers)
    order = {rule.rule.id: place for place, rule in enumerate(wanted)}
    found = sorted(
        (findings for part in parts for findings in part.findings), key=lambda pair: order[pair[0]]
    )
    crashes = sorted((c for part in parts for c in part.crashes), key=lambda c: order[c.rule_id])
    return BucketResult(
        findings=stacked([columns for _, columns in found]),
        tally=joined([part.tally for part in parts], order),
        crashes=tuple(crashes),
        claims=claims,
        lines=lines,
        shown={name: frame for part in parts for name, frame in part.shown.items()},
        subjects=together(part.subjects for part in parts),
        workbench=workbench,
    )


@dataclass(frozen=True, kw_only=True)
class _Part:
    """What some rules gave; ``findings`` by rule id."""

    findings: list[tuple[str, Columns]]
    tally: Tally
    crashes: list[Crash]
    shown: dict[str, pd.DataFrame]
    subjects: Followed


def shares_of(registered: Sequence[RegisteredRule]) -> list[list[RegisteredRule]]:
    """Part the rules by family, those that take longest first.

    A family's rules read the same worksheets, which it builds for itself and lets go.
    """
    families: dict[str, list[RegisteredRule]] = {}
    for rule in registered:
        families.setdefault(rule.family, []).append(rule)
    last = len(LONGEST_FIRST)
    place = {family: position for position, family in enumerate(LONGEST_FIRST)}
    return [families[name] for name in sorted(families, key=lambda name: place.get(name, last))]


def _judge(
    registered: Sequence[RegisteredRule],
    workbench: Workbench,
    sheet: TallySheet,
    site: str,
    open_subjects: Mapping[str, Collection[str]],
) -> _Part:
    lines = workbench.get(ServiceLines)
    found: list[tuple[str, Columns]] = []
    crashes: list[Crash] = []
    subjects: list[Followed] = []
    for rule in registered:
        try:
            verdict, table = _verdict(rule, workbench)
            answers = verdict.answers()
            flagged = np.flatnonzero(answers == Answer.VIOLATES)
            findings = (
                build_findings(rule, verdict, table, flagged, lines, site) if len(flagged) else None
            )
            followed = open_subjects.get(rule.rule.id, ())
            said = follow(rule, answers, table, site, followed)
        except MemoryError:
            raise
        except Exception as error:
            crashes.append(_crash(rule, error))
            sheet.crashed(rule.rule.id)
            continue
        sheet.add(rule.rule, verdict, answers, table)
        if findings is not None:
            found.append((rule.rule.id, findings))
        subjects.append(said)
    return _Part(
        findings=found,
        tally=sheet.tally(),
        crashes=crashes,
        shown=workbench.shown(found),
        subjects=together(subjects),
    )


def _verdict(registered: RegisteredRule, workbench: Workbench) -> tuple[Verdict, GrainTable]:
    arguments: list[object] = [workbench.get(kind) for kind in registered.asks_for]
    verdict = registered.check(*arguments)
    table = _grain_table(registered, workbench, arguments)
    if len(table) != len(verdict.applies):
        raise ValueError("the verdict does not answer for every row of its grain")
    if not registered.rule.judges_superseded and registered.rule.grain is Grain.LINE:
        in_force: Mask = workbench.get(Lines).facts.in_force
        if not in_force.all():
            verdict = replace(verdict, applies=verdict.applies & in_force)
    return verdict, table


def _grain_table(
    registered: RegisteredRule, workbench: Workbench, arguments: Sequence[object]
) -> GrainTable:
    grain = registered.rule.grain
    if grain is Grain.LINE:
        return LineGrain(workbench.get(Lines))
    for argument in arguments:
        if getattr(argument, "grain", None) is grain:
            return argument  # type: ignore[return-value] # a table that names a grain has its questions
    raise TypeError(f"{registered.rule.id} asks for no table of grain {grain}")


def _crash(registered: RegisteredRule, error: Exception) -> Crash:
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(HERE)
    ]
    place = f"{Path(ours[-1].filename).relative_to(HERE)}:{ours[-1].lineno}" if ours else "?"
    return Crash(rule_id=registered.rule.id, error_type=type(error).__name__, place=place)
