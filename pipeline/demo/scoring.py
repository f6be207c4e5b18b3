"""How well a night's findings answer the labels: recall and precision, rule by rule."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.demo.model import Label

Finding = Mapping[str, object]
Key = tuple[str, str, str, str]

BY_PAYER = frozenset({"COV002"})
BY_PATIENT = frozenset({"KX003", "KX004", "KX006"})
BY_PLAN = frozenset({"POC003", "POC005", "POC006", "POC012"})
BY_PERSON = frozenset({"UNIT008"})


@dataclass(slots=True)
class RuleScore:
    """How one rule did.

    Attributes:
        faults: planted faults.
        found: of these, those with a finding.
        findings: findings of the rule.
        misses: faults without a finding.
        false_alarms: findings without a fault.
        alarmed: near misses and undecidable rows that a finding speaks of (their findings are
            among the false alarms).
        wrong_severity: faults found with another severity than the label's.
    """

    faults: int = 0
    found: int = 0
    findings: int = 0
    misses: list[Label] = field(default_factory=list)
    false_alarms: list[Finding] = field(default_factory=list)
    alarmed: list[Label] = field(default_factory=list)
    wrong_severity: list[tuple[Label, Finding]] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Share of the planted faults that were found; 1.0 where none was planted."""
        return self.found / self.faults if self.faults else 1.0

    @property
    def precision(self) -> float:
        """Share of the findings that answer a planted fault; 1.0 where there is none."""
        return 1 - len(self.false_alarms) / self.findings if self.findings else 1.0


def read_labels(path: Path) -> list[Label]:
    """The labels of a demo, as `generate` wrote them."""
    with path.open(encoding="utf-8") as rows:
        return [Label(**json.loads(row)) for row in rows]


def score(labels: Iterable[Label], findings: Iterable[Finding]) -> dict[str, RuleScore]:
    """Compare tonight's findings with what was planted.

    A label and a finding belong together by rule, claim and line. Where the label names no claim
    (a plan whose lines all went out earlier) they do by rule and patient, and COV002 by rule and
    payer: the finding's `payer_id` is the office's code as it stands in the input, not the rules
    id. Rules about a patient or a plan answer for it wherever their finding hangs: `BY_PATIENT`
    by patient, `BY_PLAN` by patient and the plan that the finding's evidence names as `plan`,
    `BY_PERSON` by the person and date that it names as `who` and `day`.
    Two findings of one key both count; the second of a found fault is a false alarm.

    Args:
        labels: labels of the demo.
        findings: objects of findings.jsonl, keys as in CONTRACT.md.

    Returns:
        A score for each rule that is labelled or has a finding, by rule id in order.
    """
    planted = list(labels)
    reported = list(findings)
    rules = {label.rule_id for label in planted} | {str(one["rule_id"]) for one in reported}
    scores = {rule: RuleScore() for rule in sorted(rules)}

    by_key: dict[Key, list[Finding]] = {}
    for one in reported:
        scores[str(one["rule_id"])].findings += 1
        by_key.setdefault(_finding_key(one), []).append(one)

    answered: set[int] = set()
    for label in planted:
        mark = scores[label.rule_id]
        matching = next((by_key[key] for key in _label_keys(label) if key in by_key), [])
        if label.kind != "fault":
            if matching:
                mark.alarmed.append(label)
            continue
        mark.faults += 1
        if not matching:
            mark.misses.append(label)
            continue
        mark.found += 1
        answered.add(id(matching[0]))
        if matching[0].get("severity") != label.severity:
            mark.wrong_severity.append((label, matching[0]))

    for one in reported:
        if id(one) not in answered:
            scores[str(one["rule_id"])].false_alarms.append(one)
    return scores


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _label_keys(label: Label) -> tuple[Key, ...]:
    """Where a finding may answer the label; a finding that names no plan answers by its patient."""
    rule, patient = label.rule_id, _text(label.patient_id)
    if rule in BY_PAYER:
        return ((rule, "payer", _text(label.payer_id), ""),)
    if rule in BY_PERSON:
        return ((rule, "person", _text(label.subject), ""),)
    if rule in BY_PLAN:
        return (rule, "plan", patient, _text(label.plan_id)), (rule, "plan", patient, "")
    if label.claim_id is None or rule in BY_PATIENT:
        return ((rule, "patient", patient, ""),)
    return ((rule, "line", label.claim_id, _text(label.line_number)),)


def _finding_key(one: Finding) -> Key:
    """A finding answers by its place; about a plan, a patient or a payer, by that."""
    rule = str(one["rule_id"])
    if rule in BY_PAYER:
        return (rule, "payer", _text(one.get("payer_id")), "")
    evidence = one.get("evidence")
    said = evidence if isinstance(evidence, Mapping) else {}
    if rule in BY_PERSON:
        return (rule, "person", f"{_text(said.get('who'))} {_text(said.get('day'))}", "")
    if rule in BY_PLAN:
        plan = said.get("plan")
        return (rule, "plan", _text(one.get("patient_id")), _text(plan))
    if one.get("claim_id") is None or rule in BY_PATIENT:
        return (rule, "patient", _text(one.get("patient_id")), "")
    return (rule, "line", _text(one["claim_id"]), _text(one.get("line_number")))
