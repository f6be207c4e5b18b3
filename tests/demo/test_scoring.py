"""Scoring against labels written by hand."""

from __future__ import annotations

from dataclasses import replace

from pipeline.demo.model import Label
from pipeline.demo.scoring import score


def _label(rule: str, kind: str, claim: str | None, line: int | None, payer: str = "MCR") -> Label:
    return Label(rule, kind, "by-hand", "line", claim, line, "P1", None, payer, "block", "planned")


def _finding(
    rule: str, claim: str | None, line: int | None, *, payer: str = "MCR", patient: str = "P1"
) -> dict[str, object]:
    return {
        "rule_id": rule,
        "claim_id": claim,
        "line_number": line,
        "patient_id": patient,
        "payer_id": payer,
        "severity": "block",
    }


def test_two_of_three_found_and_one_alarm_in_three() -> None:
    labels = [
        _label("MOD001", "fault", "A", 1),
        _label("MOD001", "fault", "A", 2),
        _label("MOD001", "fault", "B", 1),
        _label("MOD001", "near_miss", "C", 1),
    ]
    findings = [_finding("MOD001", "A", 1), _finding("MOD001", "A", 2), _finding("MOD001", "C", 1)]
    mark = score(labels, findings)["MOD001"]
    assert mark.recall == 2 / 3
    assert mark.precision == 1 - 1 / 3
    assert [label.claim_id for label in mark.misses] == ["B"]
    assert [label.claim_id for label in mark.alarmed] == ["C"]
    assert [one["claim_id"] for one in mark.false_alarms] == ["C"]


def test_the_same_place_in_another_rule_does_not_count() -> None:
    marks = score([_label("MOD001", "fault", "A", 1)], [_finding("MOD002", "A", 1)])
    assert marks["MOD001"].recall == 0.0
    assert marks["MOD002"].precision == 0.0
    assert marks["MOD002"].recall == 1.0


def test_without_a_claim_by_patient() -> None:
    labels = [_label("POC002", "fault", None, None)]
    assert score(labels, [_finding("POC002", None, None)])["POC002"].recall == 1.0
    other = score(labels, [_finding("POC002", None, None, patient="P2")])["POC002"]
    assert (other.recall, other.precision) == (0.0, 0.0)


def test_about_a_person_and_a_day() -> None:
    label = replace(_label("UNIT008", "fault", None, None), subject="T1 2026-11-12")
    finding = _finding("UNIT008", None, None, patient="P9")
    right = finding | {"evidence": {"who": "T1", "day": "2026-11-12"}}
    assert score([label], [right])["UNIT008"].recall == 1.0
    other = finding | {"evidence": {"who": "T1", "day": "2026-11-13"}}
    assert score([label], [other])["UNIT008"].recall == 0.0


def test_about_a_patient_wherever_the_finding_hangs() -> None:
    labels = [_label("KX003", "fault", None, None)]
    assert score(labels, [_finding("KX003", "A", 1)])["KX003"].recall == 1.0
    assert score(labels, [_finding("KX003", None, None)])["KX003"].precision == 1.0
    other = score(labels, [_finding("KX003", "A", 1, patient="P2")])["KX003"]
    assert (other.recall, other.precision) == (0.0, 0.0)


def test_about_a_plan_by_the_plan_that_the_evidence_names() -> None:
    labels = [
        replace(_label("POC005", "fault", None, None), plan_id="POC1"),
        replace(_label("POC005", "near_miss", None, None), plan_id="POC2"),
    ]
    first = _finding("POC005", "A", 1) | {"evidence": {"plan": "POC1"}}
    mark = score(labels, [first])["POC005"]
    assert (mark.recall, mark.precision, mark.alarmed) == (1.0, 1.0, [])
    second = _finding("POC005", "A", 1) | {"evidence": {"plan": "POC2"}}
    mark = score(labels, [second])["POC005"]
    assert (mark.recall, mark.precision) == (0.0, 0.0)
    assert [label.plan_id for label in mark.alarmed] == ["POC2"]


def test_coverage_unknown_by_the_offices_payer_code() -> None:
    labels = [
        _label("COV002", "fault", None, None, payer="MCDB"),
        _label("COV002", "near_miss", None, None, payer="MCDA"),
    ]
    mark = score(labels, [_finding("COV002", None, None, payer="MCDB")])["COV002"]
    assert (mark.recall, mark.precision, mark.alarmed) == (1.0, 1.0, [])


def test_claim_grain_has_no_line() -> None:
    labels = [_label("SCH001", "fault", "A", None)]
    assert score(labels, [_finding("SCH001", "A", None)])["SCH001"].recall == 1.0


def test_a_second_finding_of_one_fault_is_an_alarm() -> None:
    labels = [_label("PAIR001", "fault", "A", 1)]
    mark = score(labels, [_finding("PAIR001", "A", 1), _finding("PAIR001", "A", 1)])["PAIR001"]
    assert (mark.recall, mark.precision) == (1.0, 0.5)


def test_another_severity_is_told() -> None:
    found = _finding("PAIR001", "A", 1)
    found["severity"] = "review"
    mark = score([_label("PAIR001", "fault", "A", 1)], [found])["PAIR001"]
    assert mark.recall == 1.0
    assert len(mark.wrong_severity) == 1
