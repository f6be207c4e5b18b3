"""Where the dollars are: tables by payer, rule and cause, and what changed since last night."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping

import pandas as pd

from reports import formats
from reports.balance import is_first_night
from reports.frames import numbers, objects, texts
from reports.view import Cell, Column, Kind, Table
from schemas.night_result import NightResult
from schemas.rule_cards import RuleCard


def by_rule(result: NightResult, cards: Mapping[str, RuleCard]) -> Table:
    """Open findings by rule with the claims they touch, most charges first."""
    groups = _groups(result, lambda rule: (rule,))
    rows: list[tuple[Cell, ...]] = []
    for (rule,), findings, new, claims, charges in groups:
        card = cards[rule]
        rows.append((card.id, formats.visible(card.title), findings, new, claims, charges))
    return Table(
        name="by-rule",
        caption="By rule",
        columns=(
            Column("rule", "Rule", Kind.ID),
            Column("title", "What is wrong", width=48),
            *_GROUP_COLUMNS,
        ),
        rows=tuple(rows),
        note=_GROUP_NOTE,
        empty="No open findings.",
    )


def by_cause(result: NightResult, cards: Mapping[str, RuleCard]) -> Table:
    """Open findings by root cause and the role that usually mends it."""
    groups = _groups(result, lambda rule: (cards[rule].cause, cards[rule].owner))
    rows: list[tuple[Cell, ...]] = []
    for (cause, owner), *figures in groups:
        rows.append((formats.visible(cause), formats.visible(owner), *figures))
    return Table(
        name="by-cause",
        caption="By cause",
        columns=(
            Column("cause", "Cause", width=34),
            Column("owner", "Usually mended by", width=20),
            *_GROUP_COLUMNS,
        ),
        rows=tuple(rows),
        note=_GROUP_NOTE,
        empty="No open findings.",
    )


_GROUP_COLUMNS = (
    Column("findings", "Findings", Kind.COUNT),
    Column("new", "New", Kind.COUNT),
    Column("claims", "Claims", Kind.COUNT),
    Column("charges", "Charges of these claims", Kind.MONEY, 22),
)
_GROUP_NOTE = (
    "Open findings, without those the office accepted. A claim with several findings stands in "
    "several rows, so charges do not add up over the rows."
)


def _groups(
    result: NightResult, group_of: Callable[[str], tuple[str, ...]]
) -> list[tuple[tuple[str, ...], int, int, int, int]]:
    """Count open findings, new ones, distinct claims and their charges by group."""
    charges = dict(
        zip(
            texts(result.dispositions, "claim_id"),
            numbers(result.dispositions, "charge_cents"),
            strict=True,
        )
    )
    findings: Counter[tuple[str, ...]] = Counter()
    new: Counter[tuple[str, ...]] = Counter()
    claims: dict[tuple[str, ...], set[str]] = defaultdict(set)
    frame = result.findings
    groups = {rule: group_of(rule) for rule in dict.fromkeys(texts(frame, "rule_id"))}
    for rule, state, claim, related in zip(
        texts(frame, "rule_id"),
        texts(frame, "state"),
        texts(frame, "claim_id"),
        objects(frame, "related"),
        strict=True,
    ):
        if state == "accepted":
            continue
        group = groups[rule]
        findings[group] += 1
        new[group] += state == "new"
        claims[group].update((claim, *(other for other, _ in related)) if related else (claim,))
    rows = []
    for group, number in findings.items():
        known = [charges[claim] for claim in claims[group] if claim in charges]
        rows.append((group, number, new[group], len(known), sum(known)))
    return sorted(rows, key=lambda row: (-row[4], -row[1], row[0]))


_MEASURES = (
    ("Claims accepted", "claims", Kind.COUNT),
    ("Charges", "charge_cents", Kind.MONEY),
    ("Claims held", "held", Kind.COUNT),
    ("Dollars held", "held_cents", Kind.MONEY),
    ("Claims for review", "review", Kind.COUNT),
    ("Claims released", "released", Kind.COUNT),
    ("Findings", "findings", Kind.COUNT),
    ("New", "new", Kind.COUNT),
    ("Resolved", "resolved", Kind.COUNT),
)


def changes(result: NightResult) -> Table:
    """Tonight beside the last complete night."""
    rows: tuple[tuple[Cell, ...], ...] = ()
    if not is_first_night(result):
        before, tonight = result.nightly.iloc[-2], result.nightly.iloc[-1]
        rows = (
            ("Night of", formats.day(str(before["as_of"])), formats.day(str(tonight["as_of"])), ""),
            *(_change(label, int(before[name]), int(tonight[name]), kind)
              for label, name, kind in _MEASURES),
        )  # fmt: skip
    return Table(
        name="changes",
        caption="What changed since last night",
        columns=(
            Column("measure", "Measure", width=24),
            Column("before", "Last night", width=18),
            Column("tonight", "Tonight", width=18),
            Column("change", "Change", width=16),
        ),
        rows=rows,
        empty="This is the first night: there is nothing to compare with yet.",
    )


def _change(label: str, before: int, tonight: int, kind: Kind) -> tuple[Cell, ...]:
    def write(value: int) -> str:
        return formats.money(value) if kind is Kind.MONEY else f"{value:,}"

    moved = tonight - before
    return (label, write(before), write(tonight), f"{'+' if moved > 0 else ''}{write(moved)}")


def states(result: NightResult) -> Table:
    """How the findings of earlier nights stand."""
    counted = Counter(texts(result.findings, "state"))
    how = Counter(texts(result.resolved, "how"))
    elsewhere = Counter(texts(result.open_elsewhere, "state"))
    rows = (
        ("New tonight", counted["new"]),
        ("Recurring", counted["recurring"]),
        ("Reopened", counted["reopened"]),
        ("Accepted by the office", counted["accepted"]),
        ("Resolved: fixed", how["fixed"]),
        ("Resolved: claim replaced", how["replaced"]),
        ("Resolved: claim gone", how["vanished"]),
        ("Open, claim not in tonight's files", elsewhere["not_seen"]),
        ("Open, could not be verified tonight", elsewhere["unverified"]),
    )
    return Table(
        name="states",
        caption="Findings by state",
        columns=(Column("state", "State", width=36), Column("findings", "Findings", Kind.COUNT)),
        rows=rows,
        note="Oldest finding still open: "
        + formats.count(max(_open_nights(result.findings), default=0), "night")
        + ".",
    )


def _open_nights(findings: pd.DataFrame) -> list[int]:
    return [
        nights
        for nights, state in zip(
            numbers(findings, "nights_open"), texts(findings, "state"), strict=True
        )
        if state != "accepted"
    ]
