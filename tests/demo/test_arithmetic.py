"""What scenarios planted by hand, and what the books' own arithmetic says of the same patients."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest

from pipeline.demo import certifications, days, distinct, ledger
from pipeline.demo.generate import books
from pipeline.demo.model import Label, Plan, Spend
from pipeline.demo.office import Office

WANTED = {"fault": "fault", "near_miss": "", "cannot_tell": "cannot_tell"}
WORKED_OUT = {"by-the-ledger", "by-the-dates", "by-the-tables"}


@pytest.fixture(scope="module")
def office() -> Office:
    return books(1)


def _by_hand(office: Office, *rules: str) -> list[Label]:
    found = [
        label
        for label in office.labels
        if label.rule_id in rules and label.scenario not in WORKED_OUT
    ]
    assert {label.rule_id for label in found} == set(rules)
    return found


def test_planted_balances_add_up(office: Office) -> None:
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (patient_id, _), standing in ledger.standings(office).items():
        if standing.seen:
            for rule, (kind, _) in ledger.answers(standing).items():
                said[rule, patient_id].add(kind)
    for label in _by_hand(office, "KX003", "KX004", "KX006"):
        kinds = said[label.rule_id, str(label.patient_id)]
        assert kinds - {""} == {WANTED[label.kind]} - {""}, label


def test_planted_plans_by_their_dates(office: Office) -> None:
    said: dict[tuple[str, str], tuple[str, str]] = {}
    for chart in certifications.charts(office):
        for plan in chart.plans:
            for rule, (kind, severity, _) in certifications.answers(chart, plan).items():
                said[rule, plan.id] = (kind if chart.exposed(plan, rule) else "", severity)
    for label in _by_hand(office, "POC003", "POC005", "POC006", "POC012"):
        kind, severity = said.get((label.rule_id, str(label.plan_id)), ("", ""))
        assert kind == WANTED[label.kind], label
        assert kind != "fault" or severity == label.severity, label


def test_planted_distinct_modifiers_by_the_tables(office: Office) -> None:
    said: dict[tuple[str, int], str] = {}
    for day in distinct.days_of(office).values():
        for entry in day:
            marked = distinct.DISTINCT & set(entry.line.modifiers)
            if marked and entry.night == days.TONIGHT:
                said[entry.claim.id, entry.line.number] = distinct.answer(entry, day)[0]
    for label in _by_hand(office, "PAIR005"):
        kind = said.get((str(label.claim_id), int(label.line_number or 0)), "")
        assert kind == WANTED[label.kind], label


def test_ordinary_patients_are_out_of_sight_of_the_amount(office: Office) -> None:
    planted = {x.patient_id for x in office.labels if x.scenario not in WORKED_OUT}
    for (patient_id, _), standing in ledger.standings(office).items():
        if patient_id not in planted:
            assert standing.low < 215_000
            assert set(ledger.answers(standing).values()) >= {("", "")} or not any(
                kind for kind, _ in ledger.answers(standing).values()
            )


def test_nothing_is_both_overdue_and_due_soon(office: Office) -> None:
    """Such a plan could be called either; the demo has none."""
    overdue = {x.plan_id for x in office.labels if x.rule_id == "POC002" and x.kind == "fault"}
    due = {x.plan_id for x in office.labels if x.rule_id == "POC005" and x.kind == "fault"}
    assert not overdue & due


def test_a_balance_low_and_high() -> None:
    """600.00 sent before the balance of 11-12, 80.00 last night and 81.00 tonight."""
    nights = {
        date(2026, 10, 30): 60_000,
        date(2026, 11, 19): 8_000,
        date(2026, 11, 20): 8_100,
    }
    own = ledger.Standing("P1", "PT_SLP", nights)
    assert (own.low, own.high) == (76_100, 76_100)
    told = Spend("P1", 2026, "PT_SLP", 150_000, date(2026, 11, 12))
    counted = ledger.Standing("P1", "PT_SLP", nights, balance=told)
    assert (counted.low, counted.high) == (166_100, 226_100)
    others = Spend("P1", 2026, "PT_SLP", 150_000, date(2026, 11, 12), "other-providers")
    apart = ledger.Standing("P1", "PT_SLP", nights, balance=others)
    assert (apart.low, apart.high) == (226_100, 226_100)
    small = Spend("P1", 2026, "PT_SLP", 10_000, date(2026, 11, 12))
    assert ledger.Standing("P1", "PT_SLP", nights, balance=small).low == 76_100


def test_the_worked_dates_of_a_plan() -> None:
    """Start 2026-01-05: the ninety days end on 2026-04-04."""
    plan = Plan("POC1", "P1", "PT", date(2026, 1, 5))
    assert certifications.last_day(plan) == date(2026, 4, 4)
    plan.end = date(2026, 3, 1)
    assert certifications.last_day(plan) == date(2026, 3, 1)
