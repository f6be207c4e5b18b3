"""What to do first, and open findings by rule and by cause."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import pandas as pd

from reports import formats
from reports.frames import texts
from reports.stopped import Group, Stopped
from reports.view import Cell, Column, Kind, Link, Table
from schemas.night_result import NightResult
from schemas.rule_cards import RuleCard

MOST_ON_PAGE, MOST_TO_DO = 25, 8
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")


def by_rule(stopped: Stopped, cards: Mapping[str, RuleCard]) -> Table:
    """Open findings by rule with the claims they touch, most dollars held first."""
    groups = stopped.by(range(len(stopped.rules)))
    rows: list[tuple[Cell, ...]] = []
    for number, group in _ordered(groups, stopped.rules):
        card = cards[stopped.rules[number]]
        rows.append((rule_link(card.id), formats.visible(card.title), *_figures(group)))
    return Table(
        name="by-rule",
        caption="By rule",
        columns=(
            Column("rule", "Rule", Kind.ID, 10),
            Column("title", "What is wrong", width=48),
            *_GROUP_COLUMNS,
        ),
        rows=tuple(rows),
        note=_GROUP_NOTE,
        empty="No open findings.",
        most_on_page=MOST_ON_PAGE,
    )


def by_cause(stopped: Stopped, cards: Mapping[str, RuleCard]) -> Table:
    """Open findings by root cause and the role that usually mends it."""
    causes = [(cards[rule].cause, cards[rule].owner) for rule in stopped.rules]
    names = sorted(set(causes))
    groups = stopped.by([names.index(cause) for cause in causes])
    rows: list[tuple[Cell, ...]] = []
    for number, group in _ordered(groups, names):
        cause, owner = names[number]
        rows.append((formats.visible(cause), formats.visible(owner), *_figures(group)))
    return Table(
        name="by-cause",
        caption="By cause",
        columns=(
            Column("cause", "Cause", width=34),
            Column("owner", "Usually fixed by", width=20),
            *_GROUP_COLUMNS,
        ),
        rows=tuple(rows),
        note=_GROUP_NOTE,
        empty="No open findings.",
        most_on_page=MOST_ON_PAGE,
    )


def do_first(result: NightResult, stopped: Stopped, cards: Mapping[str, RuleCard]) -> Table:
    """Name the faults that stop claims, most dollars held first, with who begins and how."""
    steps = _first_steps(result.findings)
    groups = stopped.by(range(len(stopped.rules)))
    rows: list[tuple[Cell, ...]] = []
    for number, group in _ordered(groups, stopped.rules):
        if group.held_claims or group.review_claims:
            card = cards[stopped.rules[number]]
            rows.append(
                (rule_link(card.id, formats.visible(card.title)), group.held, group.held_claims,
                 group.held_alone, group.review, group.findings, formats.visible(card.owner),
                 steps[card.id])
            )  # fmt: skip
    return Table(
        name="do-first",
        caption="Faults that stop claims",
        columns=(
            Column("title", "What is wrong", width=34),
            Column("held", "Dollars held", Kind.MONEY, 16),
            Column("held_claims", "Claims held", Kind.COUNT, 12),
            Column("alone", "Held by this alone", Kind.MONEY, 18),
            Column("review", "Dollars for review", Kind.MONEY, 18),
            Column("findings", "Findings", Kind.COUNT, 12),
            Column("owner", "Who", width=14),
            Column("step", "First step", width=48),
        ),
        rows=tuple(rows),
        note="Most dollars held first. Held by this alone: what is free to go once this is fixed. "
        "A claim with several faults stands in several rows, so the rows do not add up to the "
        "total.",
        empty="No claim is stopped tonight."
        if result.control_totals.accepted.lines
        else "No claim was judged tonight: see first what became of the files.",
        most_on_page=MOST_TO_DO,
    )


def rule_link(rule: str, text: str = "") -> Link:
    """Link to the worklist with the findings of one rule."""
    return Link(text or formats.visible(rule), "#" + urlencode({"rule_id": rule}))


def _first_steps(findings: pd.DataFrame) -> dict[str, str]:
    """Give the first sentence of the fix that most findings of a rule have."""
    fixes: dict[str, Counter[str]] = defaultdict(Counter)
    for (rule, fix), number in Counter(
        zip(texts(findings, "rule_id"), texts(findings, "fix"), strict=True)
    ).items():
        fixes[rule][fix] = number
    return {
        rule: formats.visible(_SENTENCE_END.split(min(most, key=lambda fix: (-most[fix], fix)))[0])
        for rule, most in fixes.items()
    }


_GROUP_COLUMNS = (
    Column("findings", "Findings", Kind.COUNT, 12),
    Column("new", "New", Kind.COUNT, 12),
    Column("claims", "Claims", Kind.COUNT, 12),
    Column("charges", "Charges of these claims", Kind.MONEY, 18),
    Column("held", "Dollars held", Kind.MONEY, 18),
)
_GROUP_NOTE = (
    "Open findings, without those the office accepted. A claim with several findings stands in "
    "several rows, so charges do not add up over the rows. Dollars held: of claims on Hold with "
    "a Block finding of the row."
)


def _figures(group: Group) -> tuple[int, ...]:
    return (group.findings, group.new, group.claims, group.charges, group.held)


def _ordered(groups: Mapping[int, Group], names: Sequence[object]) -> list[tuple[int, Group]]:
    """Put most dollars held first, then most claims held, then the same for review."""

    def weight(of: tuple[int, Group]) -> tuple[object, ...]:
        number, group = of
        stopped = (group.held, group.held_claims, group.review, group.review_claims, group.charges)
        return (*(-figure for figure in stopped), names[number])

    return sorted(groups.items(), key=weight)
