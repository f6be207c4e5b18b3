"""The machine files of a night: JSON Lines and CSV as CONTRACT.md "Outputs" names them.

Money is text in dollars, dates are ISO, "" and -1 of the frames become null where the contract
allows it. Texts are written as they are (JSON escapes whatever is not ASCII): what is made safe
for people's eyes belongs to the page and the workbook.

Findings are written by column: each distinct value is encoded once, what a rule's findings share
is encoded once a rule, and a row is one template filled.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from reports import formats
from reports.frames import mapped, numbers, objects, ordered_findings, texts
from reports.private import open_text
from schemas.night_result import NightResult
from schemas.rule_cards import RuleCard

_SUGGESTED = ("field", "from", "to", "requires")
_encode = json.JSONEncoder(separators=(", ", ": "), allow_nan=False).encode


def write_files(result: NightResult, folder: Path) -> list[Path]:
    """Write every machine file of a night that reports are responsible for.

    Args:
        result: The night.
        folder: An existing folder; files are made for their owner only.

    Returns:
        The paths written, in a fixed order.
    """
    findings = ordered_findings(result.findings)
    cards = {card.id: card for card in result.rule_cards}
    streams: dict[str, Iterable[str]] = {
        "findings.jsonl": finding_lines(findings, cards),
        "resolved.jsonl": _resolved_lines(result.resolved),
        "not_evaluated.jsonl": _not_evaluated_lines(result),
        "suggestions.jsonl": _suggestion_lines(findings),
        "rejected_rows.jsonl": _rejected_lines(result.rejected),
    }
    written = []
    for name, lines in streams.items():
        written.append(folder / name)
        with open_text(written[-1]) as file:
            file.writelines(lines)
    for name, heading, rows in (
        ("outcomes.csv", _OUTCOME_COLUMNS, _outcome_rows(result.outcomes)),
        ("dispositions.csv", _DISPOSITION_COLUMNS, _disposition_rows(result.dispositions)),
    ):
        written.append(folder / name)
        with open_text(written[-1]) as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(heading)
            writer.writerows(rows)
    return written


def finding_lines(findings: pd.DataFrame, cards: Mapping[str, RuleCard]) -> Iterator[str]:
    """Write findings, already in order, one JSON object a line."""
    template = "{" + ", ".join(_PIECES.get(name, f'"{name}": %s') for name in _LAYOUT) + "}\n"
    columns: dict[str, Sequence[str]] = {
        "rule": mapped(findings, "rule_id", lambda rule: _rule_piece(cards[rule])),
        "source": mapped(findings, "rule_id", lambda rule: _source_piece(cards[rule])),
    }
    for name in _TEXT_KEYS:
        columns[name] = mapped(findings, name, _encode)
    for name in _NULLABLE_KEYS:
        columns[name] = mapped(findings, name, lambda text: _encode(text or None))
    columns["line_number"] = _line_numbers(findings)
    columns["nights_open"] = [str(nights) for nights in numbers(findings, "nights_open")]
    columns["amount"] = _money(findings)
    columns["evidence"] = _evidence_objects(objects(findings, "evidence"))
    columns["related"] = [_pairs(row) for row in objects(findings, "related")]
    return (template % row for row in zip(*(columns[name] for name in _LAYOUT), strict=True))


# The keys of a finding in order; "rule" and "source" stand for the keys that all findings of a
# rule share, written once a rule.
_LAYOUT = (
    "finding_key", "rule", "severity", "claim_id", "line_number", "patient_id", "payer_id",
    "service_date", "procedure_code", "modifiers", "discipline", "location_id", "therapist_id",
    "observed", "expected", "message", "evidence", "fix", "source", "amount", "related",
    "confidence", "rule_source", "first_seen", "nights_open", "state", "accepted_until",
)  # fmt: skip
_PIECES = {"rule": "%s", "source": "%s"}
_TEXT_KEYS = (
    "finding_key", "severity", "patient_id", "payer_id", "procedure_code", "modifiers",
    "discipline", "location_id", "therapist_id", "observed", "expected", "message", "fix",
    "confidence", "rule_source", "first_seen", "state",
)  # fmt: skip
_NULLABLE_KEYS = ("claim_id", "service_date", "accepted_until")


def _piece(**values: object) -> str:
    return _encode(values)[1:-1]


def _rule_piece(card: RuleCard) -> str:
    return _piece(rule_id=card.id, rule_name=card.name, title=card.title)


def _source_piece(card: RuleCard) -> str:
    citation: dict[str, str] = dict.fromkeys(
        ("authority", "document", "section", "url", "read_on"), ""
    )
    if card.citations:
        citation = {name: getattr(card.citations[0], name) for name in citation}
    return _piece(
        citation=citation,
        denial_codes=list(card.prevents),
        cause=card.cause,
        owner_role=card.owner,
    )


def _line_numbers(frame: pd.DataFrame) -> list[str]:
    return ["null" if line < 0 else str(line) for line in numbers(frame, "line_number")]


def _money(frame: pd.DataFrame) -> list[str]:
    return [f'"{formats.dollars(cents)}"' for cents in numbers(frame, "amount_cents")]


def _evidence_objects(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Encode evidence; a pair of name and plain value is encoded once a night."""
    known: dict[tuple[str, type, Any], str] = {}
    column = []
    for row in rows:
        pieces = []
        for name, value in row.items():
            kind = type(value)
            if kind is int or kind is str:
                pair = (name, kind, value)
                if pair not in known:
                    known[pair] = f"{_encode(name)}: {_encode(value)}"
                pieces.append(known[pair])
            else:  # nested, a float, or a type that JSON does not know
                pieces.append(f"{_encode(str(name))}: {_encode(plain(value))}")
        column.append("{" + ", ".join(pieces) + "}")
    return column


def plain(value: Any) -> Any:
    """Turn evidence into what JSON knows: numpy scalars, dates and NaN included."""
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset, np.ndarray)):
        items = sorted(value) if isinstance(value, (set, frozenset)) else value
        return [plain(item) for item in items]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def _pairs(pairs: Sequence[tuple[str, int]]) -> str:
    if not pairs:
        return "[]"
    return (
        "["
        + ", ".join(
            f"[{_encode(str(claim))}, {int(line) if int(line) >= 0 else 'null'}]"
            for claim, line in pairs
        )
        + "]"
    )


def _line(**values: object) -> str:
    return _encode(values) + "\n"


def _resolved_lines(frame: pd.DataFrame) -> Iterator[str]:
    for key, rule, claim, how, first_seen, nights, cents in zip(
        texts(frame, "finding_key"), texts(frame, "rule_id"), texts(frame, "claim_id"),
        texts(frame, "how"), texts(frame, "first_seen"), numbers(frame, "nights_open"),
        numbers(frame, "amount_cents"), strict=True,
    ):  # fmt: skip
        yield _line(
            finding_key=key, rule_id=rule, claim_id=claim or None, how=how, first_seen=first_seen,
            nights_open=nights, amount=formats.dollars(cents),
        )  # fmt: skip


def _not_evaluated_lines(result: NightResult) -> Iterator[str]:
    """Each group object, followed by its single rows."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    frame = result.not_evaluated_rows
    for rule, payer, missing, claim, line, patient, day in zip(
        texts(frame, "rule_id"), texts(frame, "payer_id"), texts(frame, "missing"),
        texts(frame, "claim_id"), numbers(frame, "line_number"), texts(frame, "patient_id"),
        texts(frame, "service_date"), strict=True,
    ):  # fmt: skip
        rows.setdefault((rule, payer, missing), []).append(
            _line(
                rule_id=rule, payer_id=payer, missing=missing, claim_id=claim or None,
                line_number=line if line >= 0 else None, patient_id=patient or None,
                service_date=day or None,
            )
        )  # fmt: skip
    frame = result.not_evaluated
    for rule, payer, missing, reason, lines, claims, cents, listed in zip(
        texts(frame, "rule_id"), texts(frame, "payer_id"), texts(frame, "missing"),
        texts(frame, "reason"), numbers(frame, "lines"), numbers(frame, "claims"),
        numbers(frame, "amount_cents"), numbers(frame, "listed"), strict=True,
    ):  # fmt: skip
        yield _line(
            rule_id=rule, payer_id=payer, missing=missing, reason=reason, lines=lines,
            claims=claims, amount=formats.dollars(cents), listed=listed,
        )  # fmt: skip
        yield from rows.get((rule, payer, missing), ())


def _suggestion_lines(findings: pd.DataFrame) -> Iterator[str]:
    """Corrections that a rule names in its evidence, as one mapping or a list of them."""
    for key, claim, line, evidence in zip(
        texts(findings, "finding_key"), texts(findings, "claim_id"),
        numbers(findings, "line_number"), objects(findings, "evidence"), strict=True,
    ):  # fmt: skip
        given = evidence.get("suggestion")
        for suggestion in [given] if isinstance(given, Mapping) else given or ():
            values = {name: plain(suggestion.get(name)) for name in _SUGGESTED}
            yield _line(
                finding_key=key, claim_id=claim or None,
                line_number=line if line >= 0 else None, **values,
            )  # fmt: skip


def _rejected_lines(frame: pd.DataFrame) -> Iterator[str]:
    for file, number, kind, column, problem, raw in zip(
        texts(frame, "file"), numbers(frame, "physical_line"), texts(frame, "kind"),
        texts(frame, "column"), texts(frame, "problem"), texts(frame, "raw"), strict=True,
    ):  # fmt: skip
        yield _line(
            file=file, physical_line=number, kind=kind, column=column, problem=problem, raw=raw
        )


_OUTCOME_COLUMNS = (
    "rule_id", "payer_id", "status", "rows_seen", "applicable", "flagged", "undecided", "reason",
)  # fmt: skip
_DISPOSITION_COLUMNS = (
    "claim_id", "disposition", "block", "review", "note", "charge", "undecided",
)  # fmt: skip


def _outcome_rows(frame: pd.DataFrame) -> Iterable[Sequence[object]]:
    return zip(
        texts(frame, "rule_id"), texts(frame, "payer_id"), texts(frame, "status"),
        numbers(frame, "rows_seen"), numbers(frame, "applicable"), numbers(frame, "flagged"),
        numbers(frame, "undecided"), texts(frame, "reason"), strict=True,
    )  # fmt: skip


def _disposition_rows(frame: pd.DataFrame) -> Iterable[Sequence[object]]:
    charges = [formats.dollars(cents) for cents in numbers(frame, "charge_cents")]
    return zip(
        texts(frame, "claim_id"), texts(frame, "disposition"), numbers(frame, "block"),
        numbers(frame, "review"), numbers(frame, "note"), charges, numbers(frame, "undecided"),
        strict=True,
    )  # fmt: skip
