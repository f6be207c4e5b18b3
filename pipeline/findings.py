"""From verdicts to rows: keys, texts and evidence of the rows that a rule flags.

Texts are the rule's templates filled with what its verdict shows, for flagged rows only.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from pipeline import modifiers
from pipeline.grains import GrainTable
from pipeline.registry import RegisteredRule
from pipeline.rule import Grain, Positions, Severity, Shown, Verdict
from pipeline.service_lines import DISCIPLINE_NAMES, ServiceLines
from pipeline.tables import as_dates

CONFIDENCE, RULE_SOURCE = "confidence", "rule_source"
EXACT = "exact"
_RESERVED = (CONFIDENCE, RULE_SOURCE)
_KEY_LENGTH = 16


def finding_key(site: str, rule_id: str, claim: str, line: int, discriminator: str) -> str:
    """Return the key that a finding keeps for ever.

    It holds no wording, version, payer, amount or run, so that the same fault found again
    tomorrow is the same finding. ``line`` -1 stands for none.
    """
    number = "" if line < 0 else str(line)
    text = "\0".join((site, rule_id, claim, number, discriminator))
    digest = hashlib.sha256(text.encode()).digest()
    short = base64.b32encode(digest[:10]).decode().lower()
    return f"{rule_id.lower()}-{short[:_KEY_LENGTH]}"


def build_findings(
    registered: RegisteredRule,
    verdict: Verdict,
    table: GrainTable,
    flagged: Positions,
    lines: ServiceLines,
    site: str,
) -> pd.DataFrame:
    """Build the findings of one rule.

    Args:
        registered: the rule.
        verdict: its verdict over the table.
        table: the table of the rule's grain.
        flagged: rows that violate.
        lines: tonight's and earlier service lines.
        site: id of the office, part of the key.

    Returns:
        One row a finding: columns of ``schemas.results.Findings`` without those that history
        gives, and ``related_rows``, the service-line rows that take part.
    """
    rule = registered.rule
    anchors = table.anchors(flagged)
    related = table.related(flagged)
    shown = {name: _values(value, flagged) for name, value in verdict.shows.items()}
    count = len(flagged)
    confidence = shown.pop(CONFIDENCE, [EXACT] * count)
    source = shown.pop(RULE_SOURCE, [""] * count)
    evidence = [
        dict(zip(shown, values, strict=True)) for values in zip(*shown.values(), strict=True)
    ]
    evidence = evidence or [{} for _ in range(count)]
    who = _who(lines, table, anchors, flagged)
    observed = [rule.seen.format_map(values) for values in evidence]
    expected = [rule.expected.format_map(values) for values in evidence]
    keys = [
        finding_key(site, rule.id, claim, line, discriminator)
        for claim, line, discriminator in zip(
            who["claim_id"], who["line_number"], table.discriminators(flagged), strict=True
        )
    ]
    return pd.DataFrame(
        {
            "finding_key": keys,
            "rule_id": rule.id,
            "severity": _severity(rule.severity, verdict, flagged),
            **who,
            "observed": observed,
            "expected": expected,
            "message": [
                f"{rule.title}: {seen} Expected: {wanted}"
                for seen, wanted in zip(observed, expected, strict=True)
            ],
            "evidence": pd.Series(evidence, dtype=object),
            "fix": [rule.fix.format_map(values) for values in evidence],
            "amount_cents": _amounts(lines, anchors, related),
            "related": pd.Series([lines.references(rows) for rows in related], dtype=object),
            "related_rows": pd.Series(related, dtype=object),
            "anchor_row": anchors,
            "confidence": confidence,
            "rule_source": source,
        }
    )


def _values(shown: Shown, rows: Positions) -> Sequence[object]:
    if callable(shown):
        return shown(rows)
    values: list[object] = np.asarray(shown)[rows].tolist()
    return values


def _severity(default: Severity, verdict: Verdict, rows: Positions) -> list[str]:
    severity = np.full(len(rows), str(default), dtype=object)
    for weight, mask in verdict.severity.items():
        severity[mask[rows]] = str(weight)
    return [str(value) for value in severity]


def _who(
    lines: ServiceLines, table: GrainTable, anchors: Positions, rows: Positions
) -> dict[str, Any]:
    """Name claim, patient, payer and service of each finding; "" and -1 where there is none."""
    hangs = anchors >= 0
    sample = np.where(hangs, anchors, table.sample()[rows])
    known = sample >= 0
    safe = np.where(known, sample, 0)

    def text(column: str, where: np.ndarray, row: np.ndarray = safe) -> list[str]:
        if not len(lines):
            return [""] * len(rows)
        cells = lines.text(column, row)
        return [cell if shown else "" for cell, shown in zip(cells, where.tolist(), strict=True)]

    of_person = known & (table.grain is not Grain.NIGHT)
    claims = text("claim_id", hangs)
    if table.grain is Grain.CLAIM:
        claims = table.claim_ids(rows)  # type: ignore[attr-defined] # the claims table has them
    days = as_dates(lines.facts.day[safe]) if len(lines) else [""] * len(rows)
    numbers = lines.cents("line_number")[safe] if len(lines) else np.zeros(len(rows))
    disciplines = (*DISCIPLINE_NAMES, "")
    rules_ids = [*(str(v) for v in lines.payers.categories), ""]
    payer = [rules_ids[code] for code in lines.payer[safe]] if len(lines) else [""] * len(rows)
    return {
        "claim_id": claims,
        "line_number": np.where(hangs, numbers, -1).astype(np.int64),
        "patient_id": text("patient_id", of_person),
        "payer_id": text("payer_id", known),
        "payer_rules_id": [name if k else "" for name, k in zip(payer, known, strict=True)],
        "service_date": [day if h else "" for day, h in zip(days, hangs, strict=True)],
        "procedure_code": text("procedure_code", hangs),
        "modifiers": [
            joined if h else ""
            for joined, h in zip(modifiers.joined_text(lines, safe), hangs, strict=True)
        ],
        "discipline": [
            disciplines[number] if h else ""
            for number, h in zip(lines.facts.discipline[safe].tolist(), hangs, strict=True)
        ],
        "location_id": text("location_id", of_person),
        "therapist_id": text("therapist_id", hangs),
    }


def _amounts(lines: ServiceLines, anchors: Positions, related: list[list[int]]) -> list[int]:
    charge = lines.facts.charge
    amounts = np.where(anchors >= 0, np.append(charge, 0)[anchors], 0).tolist()
    return [
        int(own) + (int(charge[rows].sum()) if rows else 0)
        for own, rows in zip(amounts, related, strict=True)
    ]
