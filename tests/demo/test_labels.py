"""The labels: enough of each, a third over claims, nights and corrections, all of tonight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.demo import DemoNight
from pipeline.demo.model import Label

Row = dict[str, str]
Read = Callable[[Path], list[Row]]
RULES = [
    *("MOD001", "MOD002", "MOD006", "PAIR001", "KX001", "KX002"),
    *("POC001", "POC002", "POC004", "COV001", "UNIT001", "SCH001"),
]
CODING_RULES = [
    *("MOD003", "MOD004", "MOD005", "MOD007", "MOD008", "MOD009", "MOD010", "MOD011", "MOD012"),
    *("MOD013", "MOD014", "MOD015", "PAIR004", "PAIR006", "PAIR008"),
    *("UNIT002", "UNIT003", "UNIT006", "UNIT007"),
    *("PAIR002", "PAIR003", "PAIR005", "PAIR009", "UNIT004", "UNIT005", "CLM007", "CLM020"),
]
ALWAYS_DECIDED = {"MOD002", "SCH001", "MOD010", "MOD014", "PAIR006", "UNIT007"}
OF_PLANS = {"POC002", "POC003", "POC005", "POC006", "POC012"}
OF_PATIENTS = {"KX003", "KX004", "KX006"}
OF_PERSONS = {"UNIT008"}


@pytest.mark.parametrize("rule", RULES)
def test_twenty_faults_and_near_misses_a_rule(labels: list[Label], rule: str) -> None:
    kinds = Counter(label.kind for label in labels if label.rule_id == rule)
    assert kinds["fault"] >= 20
    assert kinds["near_miss"] >= 20
    assert (kinds["cannot_tell"] >= 5) == (rule not in ALWAYS_DECIDED)


@pytest.mark.parametrize("rule", CODING_RULES)
def test_twelve_faults_a_coding_rule(labels: list[Label], rule: str) -> None:
    mine = [label for label in labels if label.rule_id == rule]
    kinds = Counter(label.kind for label in mine)
    assert kinds["fault"] >= 12
    assert kinds["near_miss"] >= 8
    assert (kinds["cannot_tell"] >= 3) == (rule not in ALWAYS_DECIDED)
    spans = Counter(label.spans for label in mine if label.kind == "fault")
    assert spans["nights"] >= 2
    assert spans["correction"] >= 1


@pytest.mark.parametrize(
    ("rule", "severities"),
    [
        ("MOD004", {"block", "review"}),
        ("MOD007", {"block", "review"}),
        ("MOD010", {"block", "review"}),
        ("MOD013", {"review", "note"}),
        ("PAIR002", {"block", "review"}),
        ("PAIR003", {"block", "review"}),
        ("UNIT004", {"block", "review"}),
        ("UNIT005", {"block", "review"}),
    ],
)
def test_both_severities(labels: list[Label], rule: str, severities: set[str]) -> None:
    faults = [label for label in labels if label.rule_id == rule and label.kind == "fault"]
    assert {label.severity for label in faults} == severities


def test_ten_impossible_days(labels: list[Label]) -> None:
    mine = [label for label in labels if label.rule_id == "UNIT008"]
    assert Counter(label.kind for label in mine) == {"fault": 10, "near_miss": 9, "cannot_tell": 3}
    assert sum(label.spans == "nights" for label in mine if label.kind == "fault") == 3
    assert len({label.subject for label in mine}) == len(mine)


def test_each_uncovered_medicaid_plan_once(labels: list[Label]) -> None:
    found = [label for label in labels if label.rule_id == "COV002" and label.kind == "fault"]
    assert sorted(str(label.payer_id) for label in found) == ["MCDB", "MCDC", "MCDF"]
    assert all(label.claim_id is None and label.patient_id is None for label in found)


def test_a_third_of_the_faults_span(labels: list[Label]) -> None:
    faults = [label for label in labels if label.kind == "fault"]
    spans = Counter(label.spans for label in faults)
    assert set(spans) == {"line", "claims", "nights", "correction"}
    assert 3 * (len(faults) - spans["line"]) >= len(faults)


def test_no_two_labels_contradict(labels: list[Label]) -> None:
    places = Counter(
        (label.rule_id, label.claim_id, label.line_number, label.payer_id)
        for label in labels
        if label.claim_id or label.rule_id == "COV002"
    )
    assert set(places.values()) == {1}


def test_labels_point_at_lines_of_tonight(demo: DemoNight, read: Read, labels: list[Label]) -> None:
    rows = read(demo.tonight.claims)
    lines = {
        (row["claim_id"].strip(), row["line_number"], row["patient_id"].strip()) for row in rows
    }
    claims = {(claim, patient) for claim, _, patient in lines}
    for label in labels:
        if label.claim_id is None:
            assert label.rule_id in {"COV002"} | OF_PLANS | OF_PATIENTS | OF_PERSONS
        elif label.line_number is None:
            assert label.rule_id == "SCH001"
            assert (label.claim_id, label.patient_id) in claims
        else:
            place = (label.claim_id, str(label.line_number), str(label.patient_id))
            assert place in lines, label.scenario


def test_labels_say_why(labels: list[Label]) -> None:
    for label in labels:
        assert label.why
        assert label.kind in {"fault", "near_miss", "cannot_tell"}
        assert label.severity in {"block", "review", "note"}
        assert (label.subject is not None) == (label.rule_id in OF_PERSONS)
        assert (label.plan_id is not None) == (
            label.rule_id in OF_PLANS or label.scenario == "kind-blank"
        )


def test_inputs_do_not_tell(demo: DemoNight) -> None:
    heading = demo.tonight.claims.read_text(encoding="utf-8").split("\n", 1)[0]
    assert not {"label", "kind", "scenario"} & set(heading.split(","))
