"""From verdicts to rows: keys, texts and evidence of the rows that a rule flags.

Texts are the rule's templates filled with what its verdict shows, for flagged rows only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from pipeline import modifiers
from pipeline.grains import GrainTable
from pipeline.registry import RegisteredRule
from pipeline.rule import Grain, Positions, Rule, Severity, Shown, Verdict
from pipeline.service_lines import DISCIPLINE_NAMES, ServiceLines
from pipeline.tables import BLANK_DAY, as_dates, repeated, taken

CONFIDENCE, RULE_SOURCE = "confidence", "rule_source"
EXACT = "exact"
_KEY_BYTES, _KEY_LENGTH = 10, 16
_BITS = 5
_BASE_32 = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz234567", dtype=np.uint8)
_WEIGHTS = np.array([16, 8, 4, 2, 1], dtype=np.uint8)
Cells: TypeAlias = "list[Any] | npt.NDArray[Any] | pa.LargeStringArray"
Columns: TypeAlias = dict[str, Cells]
SUBJECT_GRAINS = frozenset({Grain.PLAN, Grain.PATIENT, Grain.THERAPIST})
"""Grains whose rows are about somebody or something that outlives tonight's claims."""


def finding_keys(
    site: str,
    rule_id: str,
    claims: Sequence[str],
    lines: Sequence[int],
    discriminators: Sequence[str],
) -> list[str]:
    """Return the keys that findings of a rule keep for ever.

    A key is the rule's id and 16 characters of a hash over site, rule, claim, line and
    discriminator: no wording, version, payer, amount or run, so that the same fault found again
    tomorrow is the same finding. A line of -1 stands for none.
    """
    begin = f"{site}\0{rule_id}\0"
    digests = b"".join(
        hashlib.sha256(
            f"{begin}{claim}\0{'' if line < 0 else line}\0{discriminator}".encode()
        ).digest()[:_KEY_BYTES]
        for claim, line, discriminator in zip(claims, lines, discriminators, strict=True)
    )
    # Ten bytes of a digest are sixteen characters of base 32, so all go through it at once.
    bits = np.unpackbits(np.frombuffer(digests, dtype=np.uint8)).reshape(-1, _BITS)
    text = _BASE_32[bits @ _WEIGHTS].tobytes().decode("ascii")
    prefix = f"{rule_id.lower()}-"
    return [prefix + text[at : at + _KEY_LENGTH] for at in range(0, len(text), _KEY_LENGTH)]


def build_findings(
    registered: RegisteredRule,
    verdict: Verdict,
    table: GrainTable,
    flagged: Positions,
    lines: ServiceLines,
    site: str,
) -> Columns:
    """Build the findings of one rule.

    Args:
        registered: the rule.
        verdict: its verdict over the table.
        table: the table of the rule's grain.
        flagged: rows that violate.
        lines: tonight's and earlier service lines.
        site: id of the office, part of the key.

    Returns:
        Cells by column, an entry a finding: columns of ``schemas.results.Findings`` without those
        that history gives, and ``related_rows``, the service-line rows that take part.
    """
    rule = registered.rule
    anchors = table.anchors(flagged)
    related = table.related(flagged)
    shown = {name: _values(value, flagged) for name, value in verdict.shows.items()}
    count = len(flagged)
    confidence: Cells = shown.pop(CONFIDENCE, repeated(EXACT, count))
    source: Cells = shown.pop(RULE_SOURCE, repeated("", count))
    evidence = [
        dict(zip(shown, values, strict=True)) for values in zip(*shown.values(), strict=True)
    ]
    evidence = evidence or [{} for _ in range(count)]
    who = _who(lines, table, anchors, flagged)
    observed, expected = _filled(rule.seen, evidence), _filled(rule.expected, evidence)
    keys = keys_of(rule, who["claim_id"], who["line_number"], table.discriminators(flagged), site)
    return {
        "finding_key": keys,
        "rule_id": repeated(rule.id, count),
        "severity": _severity(rule.severity, verdict, flagged),
        **who,
        "observed": observed,
        "expected": expected,
        "message": [
            f"{rule.title}: {seen} Expected: {wanted}"
            for seen, wanted in zip(observed, expected, strict=True)
        ],
        "evidence": evidence,
        "fix": _filled(rule.fix, evidence),
        "amount_cents": _amounts(lines, table, flagged, anchors, related),
        "related": lines.references(related),
        "related_rows": related,
        "anchor_row": anchors,
        "sample_row": np.where(anchors >= 0, anchors, table.sample()[flagged]),
        "claim_row": flagged if table.grain is Grain.CLAIM else np.full(count, -1),
        "confidence": confidence,
        "rule_source": source,
    }


def stacked(rules: Sequence[Columns]) -> pd.DataFrame:
    """Make one frame of the findings of several rules, in their order.

    One frame at the end costs a tenth of forty that are stacked.
    """
    if not rules:
        return pd.DataFrame()
    return pd.DataFrame({name: _column([cells[name] for cells in rules]) for name in rules[0]})


def _column(parts: Sequence[Cells]) -> pd.Series[Any]:
    if isinstance(parts[0], np.ndarray):
        return pd.Series(np.concatenate([np.asarray(part, dtype=np.int64) for part in parts]))
    cells = [cell for part in parts if isinstance(part, list) for cell in part]
    if cells and not isinstance(cells[0], str):
        return pd.Series(cells, dtype=object)
    texts: Any = pa.chunked_array(
        [
            pa.array(part, type=pa.large_string()) if isinstance(part, list) else part
            for part in parts
        ],
        type=pa.large_string(),
    )
    return pd.Series(pd.array(texts.combine_chunks(), dtype="str"))


def keys_of(
    rule: Rule,
    claims: Sequence[str],
    lines: npt.NDArray[np.int64],
    discriminators: Sequence[str],
    site: str,
) -> list[str]:
    """Return the keys of a rule's findings.

    What is found about a plan, a patient or a therapist stays the same finding while the claims
    on which it shows come and go, so its key names neither claim nor line.
    """
    if rule.grain in SUBJECT_GRAINS:
        count = len(discriminators)
        return finding_keys(site, rule.id, [""] * count, [-1] * count, discriminators)
    return finding_keys(site, rule.id, claims, lines.tolist(), discriminators)


def _filled(template: str, evidence: Sequence[Mapping[str, object]]) -> list[str]:
    if "{" not in template:
        return [template] * len(evidence)
    return [template.format_map(values) for values in evidence]


def _values(shown: Shown, rows: Positions) -> list[Any]:
    if callable(shown):
        return list(shown(rows))
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
    person = np.full(len(rows), -1) if table.grain is Grain.NIGHT else sample
    numbers = np.full(len(rows), -1, dtype=np.int64)
    numbers[hangs] = lines.cents("line_number")[anchors[hangs]]
    claims = [str(name) for name in lines.cells("claim_id", anchors).to_pylist()]
    if table.grain is Grain.CLAIM:
        claims = table.claim_ids(rows)  # type: ignore[attr-defined] # the claims table has them
    payers = tuple(str(name) for name in lines.payers.categories)
    facts = lines.facts
    days, of_day = np.unique(np.append(facts.day, BLANK_DAY)[anchors], return_inverse=True)
    billed = [""] * len(rows)
    for place, text in zip(
        np.flatnonzero(hangs).tolist(), modifiers.joined_text(lines, anchors[hangs]), strict=True
    ):
        billed[place] = text
    return {
        "claim_id": claims,
        "line_number": numbers,
        "patient_id": lines.cells("patient_id", person),
        "payer_id": lines.cells("payer_id", sample),
        "payer_rules_id": taken(payers, np.append(lines.payer, -1)[sample]),
        "service_date": taken(as_dates(days), of_day),
        "procedure_code": lines.cells("procedure_code", anchors),
        "modifiers": billed,
        "discipline": taken(DISCIPLINE_NAMES, np.append(facts.discipline, -1)[anchors]),
        "location_id": lines.cells("location_id", person),
        "therapist_id": lines.cells("therapist_id", anchors),
    }


def _amounts(
    lines: ServiceLines,
    table: GrainTable,
    rows: Positions,
    anchors: Positions,
    related: list[list[int]],
) -> npt.NDArray[np.int64]:
    """Return the charge of anchor and related lines; of a claim, all its lines."""
    charge = lines.facts.charge
    if table.grain is Grain.CLAIM:
        claim, line = table.members()
        by_claim = np.bincount(claim, weights=charge[line], minlength=len(table))
        return np.rint(by_claim[rows]).astype(np.int64)
    counts = [len(others) for others in related]
    flat = np.fromiter(chain.from_iterable(related), dtype=np.intp, count=sum(counts))
    finding = np.repeat(np.arange(len(related)), counts)
    beside = np.rint(np.bincount(finding, weights=charge[flat], minlength=len(related)))
    own = np.where(anchors >= 0, charge[anchors] if len(charge) else 0, 0)
    return own + beside.astype(np.int64)
