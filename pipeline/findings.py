"""From verdicts to rows: keys, texts and evidence of the rows that a rule flags.

Texts are the rule's templates filled with what its verdict shows, for flagged rows only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from pipeline import modifiers
from pipeline.finding_texts import (
    Cells,
    as_texts,
    filled,
    finding_keys,
    in_python,
    joined,
    names_in,
)
from pipeline.grains import GrainTable
from pipeline.registry import RegisteredRule
from pipeline.rule import Grain, Positions, Rule, Severity, Shown, Verdict
from pipeline.service_lines import DISCIPLINE_NAMES, ServiceLines
from pipeline.tables import BLANK_DAY, as_dates, repeated, taken, value_at

CONFIDENCE, RULE_SOURCE = "confidence", "rule_source"
EXACT = "exact"
Columns: TypeAlias = dict[str, Cells]
_TEXTS = (
    *("finding_key", "rule_id", "severity", "claim_id", "patient_id", "payer_id"),
    *("payer_rules_id", "service_date", "procedure_code", "modifiers", "discipline"),
    *("location_id", "therapist_id", "observed", "expected", "message", "fix", "confidence"),
    "rule_source",
)
_NUMBERS = ("line_number", "amount_cents", "anchor_row", "sample_row", "claim_row")
_OBJECTS = ("evidence", "related", "related_rows")
SUBJECT_GRAINS = frozenset({Grain.PLAN, Grain.PATIENT, Grain.THERAPIST})
"""Grains whose rows are about somebody or something that outlives tonight's claims."""


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
    who = _who(lines, table, anchors, flagged)
    named = names_in(rule.seen, rule.expected, rule.fix)
    texts = {name: as_texts(values) for name, values in shown.items() if name in named}
    observed = filled(rule.seen, texts, count)
    expected = filled(rule.expected, texts, count)
    keys = keys_of(rule, who["claim_id"], who["line_number"], table.discriminators(flagged), site)
    return {
        "finding_key": keys,
        "rule_id": repeated(rule.id, count),
        "severity": _severity(rule.severity, verdict, flagged),
        **who,
        "observed": observed,
        "expected": expected,
        "message": joined(f"{rule.title}: ", observed, " Expected: ", expected),
        "evidence": _evidence(shown, count),
        "fix": filled(rule.fix, texts, count),
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

    def parts(name: str) -> list[Cells]:
        return [cells[name] for cells in rules]

    numbers = {name: _numbers(parts(name)) for name in _NUMBERS}
    objects = {name: list(chain.from_iterable(parts(name))) for name in _OBJECTS}
    return pd.DataFrame(
        {name: _texts(parts(name)) for name in _TEXTS}
        | numbers
        | {name: pd.Series(cells, dtype=object) for name, cells in objects.items()}
    )


def _numbers(parts: Sequence[Cells]) -> npt.NDArray[np.int64]:
    nothing = np.zeros(0, dtype=np.int64)
    return np.concatenate([nothing, *(np.asarray(part, dtype=np.int64) for part in parts)])


def _texts(parts: Sequence[Cells]) -> pd.Series[str]:
    texts: Any = pa.chunked_array([as_texts(part) for part in parts], type=pa.large_string())
    return pd.Series(pd.array(texts.combine_chunks(), dtype="str"))


def keys_of(
    rule: Rule,
    claims: Cells,
    lines: npt.NDArray[np.int64],
    discriminators: Cells,
    site: str,
) -> list[str]:
    """Return the keys of a rule's findings.

    What is found about a plan, a patient or a therapist stays the same finding while the claims
    on which it shows come and go, so its key names neither claim nor line.
    """
    if rule.grain in SUBJECT_GRAINS:
        count = len(discriminators)
        return finding_keys(site, rule.id, [""] * count, [-1] * count, discriminators)
    return finding_keys(site, rule.id, claims, lines, discriminators)


def _values(shown: Shown, rows: Positions) -> Cells:
    if callable(shown):
        values = shown(rows)
        return values if isinstance(values, pa.Array | np.ndarray) else list(values)
    return np.asarray(shown)[rows]


def _evidence(shown: Mapping[str, Cells], count: int) -> list[dict[str, Any]]:
    columns = [in_python(values) for values in shown.values()]
    if not columns:
        return [{} for _ in range(count)]
    return [dict(zip(shown, values, strict=True)) for values in zip(*columns, strict=True)]


def _severity(default: Severity, verdict: Verdict, rows: Positions) -> pa.LargeStringArray:
    weights = [default, *verdict.severity]
    weight = np.zeros(len(rows), dtype=np.int64)
    for place, mask in enumerate(verdict.severity.values(), 1):
        weight[mask[rows]] = place
    return taken([str(severity) for severity in weights], weight)


def _who(
    lines: ServiceLines, table: GrainTable, anchors: Positions, rows: Positions
) -> dict[str, Any]:
    """Name claim, patient, payer and service of each finding; "" and -1 where there is none."""
    hangs = anchors >= 0
    sample = np.where(hangs, anchors, table.sample()[rows])
    nobody = table.grain in (Grain.NIGHT, Grain.THERAPIST)
    person = np.full(len(rows), -1) if nobody else sample
    claims: Cells = lines.cells("claim_id", anchors)
    if table.grain is Grain.CLAIM:
        claims = table.claim_ids(rows)  # type: ignore[attr-defined] # the claims table has them
    therapists: Cells = lines.cells("therapist_id", anchors)
    if table.grain is Grain.THERAPIST:
        therapists = table.who(rows)  # type: ignore[attr-defined] # a therapist's table says who
    payers = tuple(str(name) for name in lines.payers.categories)
    facts = lines.facts
    days, of_day = np.unique(value_at(facts.day, anchors, BLANK_DAY), return_inverse=True)
    return {
        "claim_id": claims,
        "line_number": value_at(lines.cents("line_number"), anchors, -1),
        "patient_id": lines.cells("patient_id", person),
        "payer_id": lines.cells("payer_id", sample),
        "payer_rules_id": taken(payers, value_at(lines.payer, sample, -1)),
        "service_date": taken(as_dates(days), of_day),
        "procedure_code": lines.cells("procedure_code", anchors),
        "modifiers": modifiers.joined_cells(lines, anchors),
        "discipline": taken(DISCIPLINE_NAMES, value_at(facts.discipline, anchors, -1)),
        "location_id": lines.cells("location_id", person),
        "therapist_id": therapists,
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
