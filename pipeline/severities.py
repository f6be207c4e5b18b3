"""Another weight for a rule, where a payer file or the site gives one with a reason and date."""

from __future__ import annotations

import numpy as np

from payer_rules.policy_knobs import RuleSeverity
from pipeline.bucket import Rules
from pipeline.engine import BucketResult

KNOB = "rule_severity"


def apply_rule_severities(bucket: BucketResult, rules: Rules) -> None:
    """Change the severity of findings whose payer has a ``rule_severity`` entry in force.

    A finding that would become a block needs an entry that may block.
    """
    findings = bucket.findings
    samples = findings["sample_row"].to_numpy(dtype=np.intp)
    for entry, rows in bucket.lines.policy.entries(KNOB):
        assert isinstance(entry, RuleSeverity)
        if entry.value == "block" and not entry.may_block(rules.as_of):
            continue
        own = np.append(rows, False)[samples] & (findings["rule_id"] == entry.rule).to_numpy()
        findings.loc[own, "severity"] = entry.value
