"""Findings as a worklist: one row a finding, in the order in which an office would work them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from reports import formats
from reports.frames import by_value, mapped, numbers, objects, severity_rank, texts
from reports.view import Link, RuleText, Worklist
from schemas.night_result import NightResult
from schemas.rule_cards import Citation, RuleCard

LINE_COLUMNS = (
    "Line",
    "Date",
    "Code",
    "Modifiers",
    "Units",
    "Minutes (tonight's visits)",
    "Charge",
)
# Above this many service lines the page would pass its size limit; the sheet Claims remains.
MOST_SERVICE_LINES = 60_000
_PLAIN = ("rule_id", "severity", "state", "finding_key")
_SHOWN = (
    "claim_id", "patient_id", "payer_id", "payer_rules_id", "service_date", "procedure_code",
    "modifiers", "discipline", "location_id", "therapist_id", "observed", "expected", "message",
    "fix", "rule_source", "first_seen", "accepted_until",
)  # fmt: skip


def build_worklist(result: NightResult, findings: pd.DataFrame) -> Worklist:
    """Make the worklist of a night.

    Args:
        result: The night.
        findings: Its findings in the order of `findings.jsonl`.

    Returns:
        Rows sorted by severity, then the dollars at risk, then the oldest service date; accepted
        findings come last.
    """
    findings = _worklist_order(findings)
    columns: dict[str, list[Any]] = {name: texts(findings, name) for name in _PLAIN}
    for name in _SHOWN:
        columns[name] = mapped(findings, name, formats.visible)
    columns["line_number"] = numbers(findings, "line_number")
    columns["amount_cents"] = numbers(findings, "amount_cents")
    columns["nights_open"] = numbers(findings, "nights_open")
    columns["confidence"] = mapped(
        findings, "confidence", lambda value: formats.word(formats.CONFIDENCE_WORDS, value)
    )
    columns["evidence"] = _evidence_column(objects(findings, "evidence"))
    columns["related"] = [_related_text(pairs) for pairs in objects(findings, "related")]
    columns["patient_masked"] = by_value(columns["patient_id"], formats.masked)
    dispositions = dict(
        zip(
            texts(result.dispositions, "claim_id"),
            texts(result.dispositions, "disposition"),
            strict=True,
        )
    )
    words = {
        claim: formats.word(formats.DISPOSITION_WORDS, disposition)
        for claim, disposition in dispositions.items()
    }
    columns["disposition"] = [words.get(claim, "") for claim in texts(findings, "claim_id")]
    return Worklist(
        columns=columns,
        size=len(findings),
        rules={card.id: rule_text(card) for card in result.rule_cards},
        service_lines=_service_lines(result),
    )


def _worklist_order(findings: pd.DataFrame) -> pd.DataFrame:
    accepted = np.array([state == "accepted" for state in texts(findings, "state")], dtype=bool)
    amounts = np.array(numbers(findings, "amount_cents"), dtype=np.int64)
    days = np.array(texts(findings, "service_date"), dtype=object)
    day_rank = pd.factorize(days, sort=True)[0]
    order = np.lexsort((day_rank, -amounts, severity_rank(findings), accepted))
    return findings.iloc[order].reset_index(drop=True)


def rule_text(card: RuleCard) -> RuleText:
    """Give what findings of one rule share."""
    return RuleText(
        rule_id=formats.visible(card.id),
        name=formats.visible(card.name),
        title=formats.visible(card.title),
        cause=formats.visible(card.cause),
        owner=formats.visible(card.owner),
        denials=formats.visible(", ".join(card.prevents)),
        citations=tuple(citation_link(citation) for citation in card.citations),
        rationale=formats.visible(card.rationale),
        not_checked=formats.visible(card.not_checked),
    )


def citation_link(citation: Citation) -> Link:
    """Write a citation out and attach its address where that is a plain web address."""
    where = ", ".join(
        part for part in (citation.authority, citation.document, citation.section) if part
    )
    read_on = f" (read on {formats.day(citation.read_on)})" if citation.read_on else ""
    return Link(formats.visible(f"{where}{read_on}"), formats.safe_url(citation.url))


_HIDDEN_EVIDENCE = frozenset({"suggestion"})


def _evidence_column(rows: list[Mapping[str, Any]]) -> list[str]:
    """Write evidence as "label: value" lines; the same pair is written once a night."""
    written: dict[tuple[str, type, Any], str] = {}
    column = []
    for row in rows:
        lines = []
        for key, value in row.items():
            if key in _HIDDEN_EVIDENCE:
                continue
            if isinstance(value, (str, int, float)):
                known = (key, type(value), value)
                if known not in written:
                    written[known] = _evidence_line(key, value)
                lines.append(written[known])
            else:
                lines.append(_evidence_line(key, value))
        column.append("\n".join(lines))
    return column


def _evidence_line(key: str, value: Any) -> str:
    label = formats.visible(key.removesuffix("_cents").replace("_", " "))
    text = formats.visible(_evidence_value(key, value)).replace("\n", " ")
    return f"{label}: {text}"


def _evidence_value(key: str, value: Any) -> str:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_evidence_value(name, item)}" for name, item in value.items())
    if isinstance(value, (list, tuple)):
        return "; ".join(_evidence_value(key, item) for item in value) or formats.NONE
    if value is None or value == "":
        return formats.NONE
    if isinstance(value, (bool, int, float)):
        return _number_text(key, value)
    text = str(value)
    return formats.day(text) if formats.as_date(text) and len(text) == len("2026-11-20") else text


def _number_text(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return formats.money(value) if key.endswith("_cents") else str(value)
    return f"{value:.10g}"


def _related_text(pairs: Sequence[tuple[str, int]]) -> str:
    return "\n".join(
        f"{formats.visible(str(claim))} line {int(line)}" if int(line) >= 0
        else formats.visible(str(claim))
        for claim, line in pairs
    )  # fmt: skip


def _service_lines(result: NightResult) -> dict[str, str]:
    """Write the lines of each claim with findings; cells by tab, lines by line feed."""
    lines = result.lines
    if len(lines) == 0 or len(lines) > MOST_SERVICE_LINES:
        return {}
    minutes = _documented_minutes(result.visits)
    claims, line_numbers = texts(lines, "claim_id"), numbers(lines, "line_number")
    patients, days = texts(lines, "patient_id"), texts(lines, "service_date")
    codes = by_value(texts(lines, "procedure_code"), formats.visible)
    modifiers = _modifiers(lines)
    units = by_value(texts(lines, "units"), _units_text)
    charges = numbers(lines, "charge")
    by_claim: dict[str, list[str]] = {}
    for row in sorted(range(len(lines)), key=lambda row: (claims[row], line_numbers[row])):
        documented = minutes.get((patients[row], days[row], codes[row]))
        cells = (
            str(line_numbers[row]), formats.day(days[row]), codes[row], modifiers[row], units[row],
            formats.NONE if documented is None else str(documented), formats.money(charges[row]),
        )  # fmt: skip
        by_claim.setdefault(formats.visible(claims[row]), []).append("\t".join(cells))
    return {claim: "\n".join(rows) for claim, rows in by_claim.items()}


def _modifiers(lines: pd.DataFrame) -> list[str]:
    slots = [name for name in lines.columns if str(name).startswith("modifier_")]
    columns = [texts(lines, name) for name in slots] or [texts(lines, "modifiers")]
    joined = [" ".join(filter(None, row)) for row in zip(*columns, strict=True)]
    return by_value(joined, formats.visible)


def _units_text(units: str) -> str:
    return units.removesuffix(".0") or formats.NONE


def _documented_minutes(visits: pd.DataFrame) -> dict[tuple[str, str, str], int]:
    """Sum documented minutes by patient, date and code; a blank is not zero but absent."""
    if len(visits) == 0 or "minutes" not in visits.columns:
        return {}
    known = visits[visits["minutes"].notna()]
    keys = zip(
        texts(known, "patient_id"), texts(known, "service_date"), texts(known, "procedure_code"),
        strict=True,
    )  # fmt: skip
    summed: dict[tuple[str, str, str], int] = {}
    for key, minutes in zip(keys, numbers(known, "minutes"), strict=True):
        summed[key] = summed.get(key, 0) + minutes
    return summed
