"""Labels of the rules that read a patient's year, plans and papers: enough of each by hand."""

from __future__ import annotations

from collections import Counter

import pytest

from pipeline.demo.model import Label

RULES = [
    *("KX003", "KX004", "KX005", "KX006", "COV003", "POC003"),
    *("POC005", "POC006", "POC007", "POC008", "POC011", "POC012"),
]
WORKED_OUT = {"by-the-ledger", "by-the-dates"}
ALWAYS_DECIDED = {"KX005"}
OF_PLANS = {"POC002", "POC003", "POC005", "POC006", "POC012"}
OF_PATIENTS = {"KX003", "KX004", "KX006"}


@pytest.mark.parametrize("rule", RULES)
def test_a_dozen_faults_planted_by_hand(labels: list[Label], rule: str) -> None:
    mine = [label for label in labels if label.rule_id == rule and label.scenario not in WORKED_OUT]
    kinds = Counter(label.kind for label in mine)
    assert kinds["fault"] >= 12
    assert kinds["near_miss"] >= 8
    assert (kinds["cannot_tell"] >= 3) == (rule not in ALWAYS_DECIDED)
    assert {label.spans for label in mine if label.kind == "fault"} - {"line"}


def test_one_label_a_patient_or_plan(labels: list[Label]) -> None:
    places = Counter(
        (label.rule_id, label.patient_id, label.plan_id)
        for label in labels
        if label.rule_id in OF_PATIENTS | OF_PLANS
    )
    assert set(places.values()) == {1}


def test_labels_name_what_they_are_about(labels: list[Label]) -> None:
    for label in labels:
        if label.rule_id in OF_PLANS:
            assert label.plan_id, label
            assert label.patient_id, label
        elif label.rule_id in OF_PATIENTS:
            assert label.patient_id, label
            assert label.claim_id is None, label


def test_severities_where_the_catalogue_gives_two(labels: list[Label]) -> None:
    for rule, wanted in (("POC003", {"note", "review"}), ("COV003", {"block", "review"})):
        assert {x.severity for x in labels if x.rule_id == rule and x.kind == "fault"} == wanted
