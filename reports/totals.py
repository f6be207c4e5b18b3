"""Totals read back from the files that were written, never from memory.

Publishing compares them: the page's shown figures, the workbook's rows, the findings and the
dispositions must tell the same night.
"""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from reports.balance import STAGE_LABELS
from reports.formats import SEVERITY_WORDS
from reports.page_data import unpacked
from reports.worklist_sheet import WORKLIST_COLUMNS

DISPOSITIONS = ("HOLD", "REVIEW", "RELEASE")
Totals = dict[str, dict[str, dict[str, int]]]
_STAGES = frozenset(STAGE_LABELS)
_BY_WORD = {word: severity for severity, word in SEVERITY_WORDS.items()}


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
    book = load_workbook(path, read_only=True)
    names = book.sheetnames
    book.close()
    with zipfile.ZipFile(path) as package:
        for number, name in enumerate(names, start=1):
            with package.open(f"xl/worksheets/sheet{number}.xml") as sheet:
                rows = _sheet_rows(sheet)
                if name == "Summary":
                    parts = _add_summary(rows, totals)
                elif name == "Worklist":
                    _add_worklist(rows, totals)
                elif name == "Claims":
                    _add_claims(rows, totals)
                else:
                    for _ in rows:
                        pass
    return parts


_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_Row = dict[str, str]


def _sheet_rows(sheet: IO[bytes]) -> Iterator[_Row]:
    """Read the rows of a sheet of ours: column letter to the cell's text or number as written.

    openpyxl opens the workbook; its rows are read here because its own reader takes twenty times
    as long, and a file that we wrote a moment ago needs no guarding against.
    """
    for _, element in ElementTree.iterparse(sheet):
        if element.tag == f"{_MAIN}row":
            yield {
                cell.get("r", "").rstrip("0123456789"): "".join(cell.itertext()) for cell in element
            }
            element.clear()


def _whole(text: str) -> int:
    return int(text) if text.lstrip("-").isdecimal() else 0


def _as_cents(text: str) -> int:
    return round(float(text) * 100)


def _add_summary(rows: Iterator[_Row], totals: Totals) -> list[str]:
    labels = {label: stage for stage, label in STAGE_LABELS.items()}
    parts = []
    for row in rows:
        stage = labels.get(row.get("A", ""))
        if stage and stage not in totals["stages"]:
            entry = {
                name: _whole(row[letter])
                for name, letter in (("claims", "B"), ("lines", "C"))
                if letter in row
            }
            if re.fullmatch(r"-?[0-9.]+", row.get("D", "")):
                entry["cents"] = _as_cents(row["D"])
            totals["stages"][stage] = entry
        elif re.fullmatch(r"exceptions-[\w-]+\.xlsx", row.get("C", "")):
            parts.append(row["C"])
    return parts


def _add_worklist(rows: Iterator[_Row], totals: Totals) -> None:
    names = [column.name for column in WORKLIST_COLUMNS]
    severity = get_column_letter(names.index("severity") + 1)
    amount = get_column_letter(names.index("amount_cents") + 1)
    for row in rows:
        if row.get(severity) in _BY_WORD and amount in row:
            _add(totals["findings"], _BY_WORD[row[severity]], findings=1,
                 cents=_as_cents(row[amount]))  # fmt: skip


def _add_claims(rows: Iterator[_Row], totals: Totals) -> None:
    for row in rows:
        if row.get("C") in DISPOSITIONS:
            _add(totals["dispositions"], row["C"], claims=1, lines=_whole(row["D"]),
                 cents=_as_cents(row["E"]))  # fmt: skip


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
