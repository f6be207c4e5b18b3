"""One rule over one small night: every row's answer, read through the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from pipeline.bucket import NightTables, Rules
from pipeline.engine import BucketResult, run_bucket
from pipeline.grains import GrainTable, LineGrain
from pipeline.registry import RegisteredRule, all_rules
from pipeline.rule import Answer, Grain, Verdict
from pipeline.service_lines import Lines
from tests.tables import Night, code_sets, rulebook_of, site_of, tables_of

VIOLATES, CLEAR, CANNOT_TELL = "violates", "clear", "cannot_tell"
NOT_APPLICABLE = "not_applicable"
WORST_FIRST = (VIOLATES, CANNOT_TELL, CLEAR, NOT_APPLICABLE)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One answer; the texts are "" and the numbers empty where nothing is found.

    ``key`` is "claim/line" of a line or anchor (line, day, patient grain), the claim (claim),
    the plan id (plan), the office's payer code (night). ``lines`` are tonight's lines that belong
    to the row, ``missing`` the fact for want of which it cannot tell.
    """

    key: str
    answer: str
    missing: str = ""
    lines: tuple[str, ...] = ()
    severity: str = ""
    anchor: str = ""
    observed: str = ""
    expected: str = ""
    fix: str = ""
    evidence: Mapping[str, Any]
    related: tuple[str, ...] = ()
    confidence: str = ""
    source: str = ""
    amount_cents: int = 0


@dataclass(frozen=True)
class Judged:
    """The answers of a rule over a night, with the engine's own result.

    ``facts`` are those that the verdict names as possibly missing.
    """

    rows: tuple[Row, ...]
    result: BucketResult
    facts: tuple[str, ...] = ()

    @property
    def answers(self) -> dict[str, str]:
        """Each row's answer by its key."""
        return {row.key: row.answer for row in self.rows}

    @property
    def overall(self) -> str:
        """The weightiest answer of all rows; not applicable where there is no row."""
        found = {row.answer for row in self.rows}
        return next((answer for answer in WORST_FIRST if answer in found), NOT_APPLICABLE)

    def of(self, name: str) -> list[Row]:
        """Rows of this key, or that this line of tonight belongs to."""
        return [row for row in self.rows if name == row.key or name in row.lines]

    def at(self, name: str) -> Row:
        """The one row of a key or line; a line that no row speaks of is not applicable."""
        found = self.of(name)
        assert len(found) <= 1, f"{len(found)} rows speak of {name}"
        return found[0] if found else Row(key=name, answer=NOT_APPLICABLE, evidence={})

    @property
    def groups(self) -> dict[tuple[str, str], int]:
        """Not-evaluated lines by payer code and missing fact."""
        groups = self.result.tally.groups
        keys = zip(groups["payer_id"], groups["missing"], strict=True)
        return dict(zip(keys, groups["lines"].tolist(), strict=True))


class _Listener:
    """Stands in for a rule's check and keeps what it was given and what it said."""

    def __init__(self, registered: RegisteredRule) -> None:
        self.registered = registered
        self.given: tuple[object, ...] = ()
        self.verdict: Verdict | None = None
        self.error: Exception | None = None

    def __call__(self, *tables: object) -> Verdict:
        self.given = tables
        try:
            self.verdict = self.registered.check(*tables)
        except Exception as error:
            self.error = error
            raise
        return self.verdict


def rule_of(rule_id: str) -> RegisteredRule:
    """The registered rule of an id."""
    return next(rule for rule in all_rules() if rule.rule.id == rule_id)


def judge(night: Night, rule_id: str) -> Judged:
    """Run one rule over a night."""
    return judge_tables(tables_of(night), night, rule_id)


def judge_tables(
    tables: NightTables, night: Night, rule_id: str, refused: Mapping[str, int] | None = None
) -> Judged:
    """Run one rule over frames, under what is in force on a night."""
    registered = rule_of(rule_id)
    listener = _Listener(registered)
    rules = Rules(
        rulebook=rulebook_of(night.payers),
        code_sets=code_sets(),
        site=site_of(night.site),
        as_of=night.as_of_date,
    )
    counts = pd.Series(dict(night.refused if refused is None else refused), dtype="int64")
    counts.index = counts.index.astype("str")
    result = run_bucket(tables, rules, counts, [replace(registered, check=listener)])
    if listener.error is not None:
        raise listener.error
    assert not result.crashes, result.crashes[0].place
    assert listener.verdict is not None
    table = _table(registered, listener.given, result)
    rows = _rows(registered, listener.verdict, table, result)
    return Judged(rows, result, tuple(listener.verdict.unknown))


def _table(
    registered: RegisteredRule, given: tuple[object, ...], result: BucketResult
) -> GrainTable:
    grain = registered.rule.grain
    if grain is Grain.LINE:
        return LineGrain(result.workbench.get(Lines))
    found: Any = next(table for table in given if getattr(table, "grain", None) is grain)
    table: GrainTable = found
    return table


def _rows(
    registered: RegisteredRule, verdict: Verdict, table: GrainTable, result: BucketResult
) -> tuple[Row, ...]:
    answers = verdict.answers()
    if registered.rule.grain is Grain.LINE and not registered.rule.judges_superseded:
        answers[~result.workbench.get(Lines).facts.in_force] = Answer.NOT_APPLICABLE
    flagged = np.flatnonzero(answers == Answer.VIOLATES)
    assert len(flagged) == len(result.findings)
    place = {row: number for number, row in enumerate(flagged.tolist())}
    lines_of: list[list[int]] = [[] for _ in answers]
    for row, line in zip(*(part.tolist() for part in table.members()), strict=True):
        lines_of[row].append(line)
    findings = result.findings.to_dict("records")
    keys = _keys(registered.rule.grain, table, result)
    return tuple(
        Row(
            key=keys[row],
            answer=Answer(answer).name.lower(),
            missing=_missing(verdict, row) if answer == Answer.CANNOT_TELL else "",
            lines=tuple(_named(result, lines_of[row])),
            **(_found(findings[place[row]]) if row in place else {"evidence": {}}),
        )
        for row, answer in enumerate(answers.tolist())
    )


def _named(result: BucketResult, lines: list[int]) -> list[str]:
    frame = result.lines.frame.iloc[lines]
    numbers = frame["line_number"].tolist()
    return [f"{claim}/{line}" for claim, line in zip(frame["claim_id"], numbers, strict=True)]


def _missing(verdict: Verdict, row: int) -> str:
    return next(fact for fact, mask in verdict.unknown.items() if mask[row])


def _keys(grain: Grain, table: Any, result: BucketResult) -> list[str]:
    every = np.arange(len(table))
    if grain is Grain.CLAIM:
        return [str(name) for name in table.claim_ids(every)]
    if grain is Grain.NIGHT:
        return result.lines.text("payer_id", table.sample())
    parted = [text.split(" ") for text in table.discriminators(every)]
    if grain is Grain.PLAN:
        return [parts[0] for parts in parted]
    anchors = _named(result, table.anchors(every).tolist())
    return [
        anchor if anchors.count(anchor) == 1 else f"{anchor} {parts[-1]}"
        for anchor, parts in zip(anchors, parted, strict=True)
    ]


def _found(finding: Mapping[Any, Any]) -> dict[str, Any]:
    hangs = finding["line_number"] >= 0
    return {
        "severity": finding["severity"],
        "anchor": f"{finding['claim_id']}/{finding['line_number']}" if hangs else "",
        "observed": finding["observed"],
        "expected": finding["expected"],
        "fix": finding["fix"],
        "evidence": finding["evidence"],
        "related": tuple(f"{claim}/{line}" for claim, line in finding["related"]),
        "confidence": finding["confidence"],
        "source": finding["rule_source"],
        "amount_cents": finding["amount_cents"],
    }
