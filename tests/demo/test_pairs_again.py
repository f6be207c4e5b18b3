"""97110 beside 97530 of one day, looked at again: what is flagged was planted."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import pytest

from pipeline.demo import DemoNight
from pipeline.demo.model import Label
from tests.demo.ledger import Billed, Ledger, Place, Read, Row, planted

X = {"XE", "XP", "XS", "XU"}
DISTINCT = X | {"59"}
PAIR = ("97110", "97530")
BY_DAY, BY_CLAIM = "PPO1", "PPO2"
LEAST = 8

Found = dict[str, dict[Place, str]]


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)


def _overlap(one: Row, other: Row) -> bool:
    if not (one["start_time"] and other["start_time"]):
        return False
    start = max(_minute(one["start_time"]), _minute(other["start_time"]))
    return min(_minute(one["stop_time"]), _minute(other["stop_time"])) - start >= 2


@pytest.fixture(scope="module")
def found(ledger: Ledger) -> Found:
    """PAIR001, PAIR004 and PAIR008 of every pair with a line of tonight."""
    answers: Found = {"PAIR001": {}, "PAIR004": {}, "PAIR008": {}}
    groups: dict[tuple[str, ...], list[Billed]] = defaultdict(list)
    for (patient, on, discipline), lines in ledger.days().items():
        for line in lines:
            if line.code in PAIR and "GY" not in line.modifiers:
                if line.payer == BY_DAY:
                    groups[patient, on, discipline].append(line)
                elif line.payer == BY_CLAIM:
                    groups[line.place.claim, on, discipline].append(line)
    for (_, on, discipline), lines in groups.items():
        first = [line for line in lines if line.code == PAIR[0]]
        second = [line for line in lines if line.code == PAIR[1]]
        tonight = [line.place for line in (*second, *first) if line.tonight]
        if not (first and second and tonight):
            continue
        bare = not any(DISTINCT & set(line.modifiers) for line in second)
        if bare:
            severity = "block" if lines[0].payer == BY_DAY else "review"
            answers["PAIR001"][tonight[0]] = severity
            if any(DISTINCT & set(line.modifiers) for line in first):
                answers["PAIR008"][tonight[0]] = "review"
        notes = ledger.given(lines[0].patient, on, discipline)
        if not bare and _contradicted(notes):
            answers["PAIR004"][tonight[0]] = "review"
    return answers


def _contradicted(notes: list[Row]) -> bool:
    one = [row for row in notes if row["procedure_code"] == PAIR[0]]
    other = [row for row in notes if row["procedure_code"] == PAIR[1]]
    if any(_overlap(a, b) or a["description"] == b["description"] for a in one for b in other):
        return True
    sums = [sum(int(row["minutes"]) for row in rows if row["minutes"]) for rows in (one, other)]
    known = all(row["minutes"] for row in (*one, *other))
    return known and sum(sums) < 2 * LEAST


@pytest.mark.parametrize("rule", ["PAIR001", "PAIR004", "PAIR008"])
def test_pairs(found: Found, labels: list[Label], rule: str) -> None:
    # 59 between a group and one-on-one work: looked at with the groups (PAIR009).
    mine = [label for label in labels if label.scenario != "in-a-group"]
    assert found[rule] == planted(mine, rule)


def test_doubled(ledger: Ledger, labels: list[Label]) -> None:
    flagged = {
        line.place: "review"
        for line in ledger.tonight()
        if "59" in line.modifiers and X & set(line.modifiers) and "GY" not in line.modifiers
    }
    assert flagged == planted(labels, "PAIR006")


def test_clock_times_do_not_overlap(demo: DemoNight, read: Read, labels: list[Label]) -> None:
    planned = {label.patient_id for label in labels if label.rule_id in {"PAIR004", "PAIR009"}}
    days: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for night in (*demo.earlier, demo.tonight):
        for row in read(night.visits):
            if row["start_time"] and row["patient_id"] not in planned:
                days[row["patient_id"], row["service_date"]].append(row)
    several = 0
    for rows in days.values():
        several += len({row["visit_id"] for row in rows}) > 1
        assert not any(_overlap(one, other) for one, other in combinations(rows, 2))
    assert several > 100
