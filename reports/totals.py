"""Totals read back from the files that were written, never from memory.

Publishing compares them: the page's shown figures, the workbook's rows, the findings and the
dispositions must tell the same night.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

from openpyxl import load_workbook

from reports.balance import STAGE_LABELS
from reports.excel import WORKLIST_COLUMNS
from reports.formats import DISPOSITION_WORDS, SEVERITY_WORDS
from reports.page_data import unpacked

DISPOSITIONS = ("HOLD", "REVIEW", "RELEASE")
Totals = dict[str, dict[str, dict[str, int]]]
_STAGES = frozenset(STAGE_LABELS)
_BY_WORD = {word: severity for severity, word in SEVERITY_WORDS.items()}
_BY_DISPOSITION = {word: code for code, word in DISPOSITION_WORDS.items()}


def read_back(html: Path, workbook: Path, findings: Path, dispositions: Path) -> dict[str, Totals]:
    """Read the totals of a night back from its files.

    Args:
        html: The page, or the index of a night that has one page a payer.
        workbook: The workbook, or the index of a night that has one workbook a payer.
        findings: `findings.jsonl`.
        dispositions: `dispositions.csv`.

    Returns:
        For "html", "workbook", "findings" and "dispositions": "stages" (what the totals table
        shows; HTML and workbook), "dispositions" (summed over claims; workbook and CSV) and
        "findings" (by severity; HTML, workbook and JSONL), each a mapping to `claims`, `lines`,
        `findings` and `cents` as far as the file holds them. A part that a file does not hold is
        an empty mapping.

    Raises:
        ValueError: A file does not hold what it should; the message names the file's kind only.
    """
    return {
        "html": page_totals(html),
        "workbook": reopen_totals(workbook),
        "findings": _finding_totals(findings),
        "dispositions": _disposition_totals(dispositions),
    }


def cents(text: str) -> int:
    """Read an amount as it is shown or written (`$1,234.56`, `-12.00`) back into cents."""
    return int((Decimal(re.sub(r"[$,]", "", text)) * 100).to_integral_exact())


def _number(text: str) -> int | None:
    plain = text.replace(",", "")
    return int(plain) if plain.isdecimal() else None


def _add(group: dict[str, dict[str, int]], key: str, **figures: int) -> None:
    entry = group.setdefault(key, dict.fromkeys(figures, 0))
    for name, figure in figures.items():
        entry[name] += figure


class _Page(HTMLParser):
    """Reads the totals table's cells, the data block and the links to parts."""

    def __init__(self) -> None:
        super().__init__()
        self.stages: dict[str, dict[str, str]] = {}
        self.parts: list[str] = []
        self.encoding = ""
        self.data: list[str] = []
        self._stage = ""
        self._column = ""
        self._in_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "tr":
            self._stage = given.get("data-stage", "")
        elif tag in ("td", "th"):
            self._column = given.get("data-column", "")
        elif tag == "script" and given.get("id") == "data":
            self._in_data, self.encoding = True, given.get("data-encoding", "")
        elif tag == "a" and "data-part" in given:
            self.parts.append(given["href"])

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._column = ""
        elif tag == "script":
            self._in_data = False

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data.append(data)
        elif self._stage and self._column:
            row = self.stages.setdefault(self._stage, {})
            row[self._column] = row.get(self._column, "") + data


def _read_page(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    page.close()
    return page


def page_totals(path: Path) -> Totals:
    """Read a page's shown control totals and its findings, parts included."""
    page = _read_page(path)
    if not set(page.stages) >= _STAGES:
        raise ValueError("the page does not hold its control totals")
    stages: dict[str, dict[str, int]] = {}
    for stage, shown in page.stages.items():
        if stage not in _STAGES:
            continue
        figures = {name: _number(shown[name]) for name in ("claims", "lines")}
        stages[stage] = {name: figure for name, figure in figures.items() if figure is not None}
        if shown["charges"].lstrip("-").startswith("$"):
            stages[stage]["cents"] = cents(shown["charges"])
    findings: dict[str, dict[str, int]] = {}
    for each in [page] if not page.parts else [_read_page(path.parent / p) for p in page.parts]:
        columns = unpacked(each.encoding, "".join(each.data))["columns"]
        for severity, amount in zip(columns["severity"], columns["amount_cents"], strict=True):
            _add(findings, severity, findings=1, cents=amount)
    return {"stages": stages, "dispositions": {}, "findings": findings}


def reopen_totals(path: Path) -> Totals:
    """Open a workbook as it was written and add up its rows, parts included.

    Every sheet is read to its end, so that a workbook which cannot be opened again is found out
    before it is published.
    """
    totals: Totals = {"stages": {}, "dispositions": {}, "findings": {}}
    parts = _add_workbook(path, totals)
    for part in parts:
        _add_workbook(path.parent / part, totals)
    if not set(totals["stages"]) >= _STAGES:
        raise ValueError("the workbook does not hold its control totals")
    return totals


def _add_workbook(path: Path, totals: Totals) -> list[str]:
    parts: list[str] = []
    book = load_workbook(path, read_only=True, data_only=False)
    try:
        for sheet in book.worksheets:
            rows = sheet.iter_rows(values_only=True)
            if sheet.title == "Summary":
                parts = _add_summary(rows, totals)
            elif sheet.title == "Worklist":
                _add_worklist(rows, totals)
            elif sheet.title == "Claims":
                _add_claims(rows, totals)
            else:
                for _ in rows:
                    pass
    finally:
        book.close()
    return parts


_Row = tuple[object, ...]


def _whole(value: object) -> int:
    return int(value) if isinstance(value, (int, float)) else 0


def _as_cents(value: object) -> int:
    return round(value * 100) if isinstance(value, (int, float)) else 0


def _add_summary(rows: Iterable[_Row], totals: Totals) -> list[str]:
    labels = {label: stage for stage, label in STAGE_LABELS.items()}
    parts = []
    for row in rows:
        cells = [*row, None, None, None, None][:4]
        if isinstance(cells[0], str) and cells[0] in labels:
            figures = {"claims": cells[1], "lines": cells[2]}
            entry = {name: _whole(value) for name, value in figures.items() if value is not None}
            if isinstance(cells[3], (int, float)):
                entry["cents"] = _as_cents(cells[3])
            totals["stages"].setdefault(labels[cells[0]], entry)
        elif isinstance(cells[2], str) and re.fullmatch(r"exceptions-[\w-]+\.xlsx", cells[2]):
            parts.append(cells[2])
    return parts


def _add_worklist(rows: Iterator[_Row], totals: Totals) -> None:
    names = [column.name for column in WORKLIST_COLUMNS]
    severity, amount = names.index("severity"), names.index("amount_cents")
    next(rows)
    for row in rows:
        if len(row) > amount and row[severity] in _BY_WORD:
            _add(totals["findings"], _BY_WORD[str(row[severity])], findings=1,
                 cents=_as_cents(row[amount]))  # fmt: skip


def _add_claims(rows: Iterator[_Row], totals: Totals) -> None:
    next(rows)
    for row in rows:
        if len(row) > 4 and row[2] in DISPOSITIONS:  # noqa: PLR2004
            _add(totals["dispositions"], str(row[2]), claims=1, lines=_whole(row[3]),
                 cents=_as_cents(row[4]))  # fmt: skip


def _finding_totals(path: Path) -> Totals:
    findings: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            _add(findings, row["severity"], findings=1, cents=cents(row["amount"]))
    return {"stages": {}, "dispositions": {}, "findings": findings}


def _disposition_totals(path: Path) -> Totals:
    claims: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            _add(claims, row["disposition"], claims=1, cents=cents(row["charge"]))
    return {"stages": {}, "dispositions": claims, "findings": {}}
