"""The engine: runs every check over a bucket and turns verdicts into findings and outcomes.

A check that fails is caught here and nowhere else, one rule and bucket at a time: it is reported
by place in our code, never with what it was looking at, and its claims go to review.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.bucket import NightTables, Rules, prepare
from pipeline.findings import build_findings
from pipeline.grains import GrainTable, LineGrain
from pipeline.outcomes import Tally, TallySheet
from pipeline.registry import RegisteredRule, all_rules
from pipeline.rule import Answer, Grain, Mask, Verdict
from pipeline.service_lines import Lines, ServiceLines
from pipeline.workbench import Workbench
from pipeline.worksheets.claims import Claims
from schemas.night_result import Crash

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class BucketResult:
    """What one bucket of patients gave.

    ``findings`` has the columns of ``findings.build_findings``; ``tally`` the outcome counts,
    the not-evaluated groups and how many undecided answers each line has; ``claims`` and
    ``lines`` are the tables that dispositions are made of.
    """

    findings: pd.DataFrame
    tally: Tally
    crashes: tuple[Crash, ...]
    claims: Claims
    lines: ServiceLines
    workbench: Workbench = field(repr=False)


def run_bucket(
    tables: NightTables,
    rules: Rules,
    refused: pd.Series[int],
    registered: Sequence[RegisteredRule] | None = None,
) -> BucketResult:
    """Run every rule over the tables of whole patients.

    Args:
        tables: validated frames.
        rules: what is in force.
        refused: number of unreadable rows by claim id.
        registered: rules to run; all by default.

    Returns:
        Findings without their history, outcome counts and crashes.
    """
    prepared = prepare(tables, rules)
    lines = prepared.service_lines
    workbench = Workbench(prepared, rules, refused)
    claims = workbench.get(Claims)
    sheet = TallySheet(lines, tables.supplied)
    found: list[pd.DataFrame] = []
    crashes: list[Crash] = []
    for rule in registered if registered is not None else all_rules():
        try:
            verdict, table = _verdict(rule, workbench)
            answers = verdict.answers()
            flagged = np.flatnonzero(answers == Answer.VIOLATES)
            findings = build_findings(rule, verdict, table, flagged, lines, rules.site.id)
        except MemoryError:
            raise
        except Exception as error:
            crashes.append(_crash(rule, error))
            sheet.crashed(rule.rule.id)
            continue
        sheet.add(rule.rule, verdict, answers, table)
        found.append(findings)
    return BucketResult(
        findings=pd.concat(found, ignore_index=True) if found else pd.DataFrame(),
        tally=sheet.tally(),
        crashes=tuple(crashes),
        claims=claims,
        lines=lines,
        workbench=workbench,
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
