"""What changed since last night: counts, states of findings, and what was resolved by rule."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

import pandas as pd

from reports import formats
from reports.balance import is_first_night
from reports.frames import numbers, texts
from reports.view import Cell, Column, Kind, Table
from schemas.night_result import NightResult
from schemas.rule_cards import RuleCard

MOST_ON_PAGE = 15

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


_WAYS = ("fixed", "replaced", "vanished")


def changes(result: NightResult) -> Table:
    """Tonight beside the last complete night."""
    rows: tuple[tuple[Cell, ...], ...] = ()
    last, now = "Last night", "Tonight"
    if not is_first_night(result):
        before, tonight = result.nightly.iloc[-2], result.nightly.iloc[-1]
        last, now = (formats.day(str(night["as_of"])) for night in (before, tonight))
        rows = tuple(
            _change(label, int(before[name]), int(tonight[name]), kind)
            for label, name, kind in _MEASURES
        )
    return Table(
        name="changes",
        caption="Tonight and last night",
        columns=(
            Column("measure", "Measure", width=24),
            Column("before", last, Kind.FIGURE, 18),
            Column("tonight", now, Kind.FIGURE, 18),
            Column("change", "Change", Kind.FIGURE, 16),
        ),
        rows=rows,
        note="Last night is the last night that was complete.",
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
    oldest = max(_open_nights(result.findings), default=0)
    return Table(
        name="states",
        caption="Findings by state",
        columns=(Column("state", "State", width=36), Column("findings", "Findings", Kind.COUNT)),
        rows=rows,
        note=f"Oldest finding still open: {formats.count(oldest, 'night')}.",
    )


def resolved_by_rule(result: NightResult, cards: Mapping[str, RuleCard]) -> Table:
    """Count what was resolved tonight, by rule and by how."""
    frame = result.resolved
    how: dict[str, Counter[str]] = defaultdict(Counter)
    for rule, way in zip(texts(frame, "rule_id"), texts(frame, "how"), strict=True):
        how[rule][way] += 1
    rows: list[tuple[Cell, ...]] = [
        (formats.visible(rule), formats.visible(cards[rule].title) if rule in cards else "",
         *(how[rule][way] for way in _WAYS))
        for rule in sorted(how, key=lambda rule: (-how[rule].total(), rule))
    ]  # fmt: skip
    ways = [sum(counted[way] for counted in how.values()) for way in _WAYS]
    return Table(
        name="resolved-by-rule",
        caption="Resolved tonight, by rule",
        columns=(
            Column("rule", "Rule", Kind.ID, 10),
            Column("title", "What was wrong", width=48),
            Column("fixed", "Fixed", Kind.COUNT, 12),
            Column("replaced", "Claim replaced", Kind.COUNT, 12),
            Column("vanished", "Claim gone", Kind.COUNT, 12),
        ),
        rows=tuple(rows),
        note="Fixed: the claim came again and the rule found it clear. Each finding is in the "
        "workbook, sheet Resolved.",
        empty="Nothing was resolved tonight.",
        most_on_page=MOST_ON_PAGE,
        total=("All", "", *ways),
    )


def _open_nights(findings: pd.DataFrame) -> list[int]:
    return [
        nights
        for nights, state in zip(
            numbers(findings, "nights_open"), texts(findings, "state"), strict=True
        )
        if state != "accepted"
    ]
