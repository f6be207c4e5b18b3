"""Reports at the sizes of SPEED.md, each beside the plainest way to write the same cells."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import jinja2
import numpy as np
import pandas as pd
from openpyxl import Workbook

from benchmarks.worker import seconds_of
from reports.excel import write_workbook
from reports.exception_report import build_report
from reports.files import write_files
from reports.html import write_page
from reports.worklist_sheet import worklist_values
from schemas.night_result import NightResult

PAGE_ROWS, WORKBOOK_ROWS = 100_000, 25_000
_ROUNDS = 3
_PLAIN_PAGE = """<!doctype html><table>{% for row in rows %}
<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"""


def enlarged(result: NightResult, findings: int) -> NightResult:
    """Return the night with its findings copied up to a number, each with a key of its own."""
    copies = -(-findings // len(result.findings))
    frame = pd.concat([result.findings] * copies, ignore_index=True).iloc[:findings]
    number = pd.Series(np.arange(findings) // len(result.findings)).astype("str")
    keys = frame["finding_key"] + "-" + number
    return replace(result, findings=frame.assign(finding_key=keys))


def figures(result: NightResult) -> Iterator[tuple[str, str, str]]:
    """Measure; yields what, figure and target."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        many = enlarged(result, PAGE_ROWS)
        yield from _jsonl(many, folder)
        yield from _page(many, folder)
        yield from _workbook(enlarged(result, WORKBOOK_ROWS), folder)


def _best(work: Callable[[], object]) -> float:
    return min(seconds_of(work) for _ in range(_ROUNDS))


def _jsonl(many: NightResult, folder: Path) -> Iterator[tuple[str, str, str]]:
    none = replace(many, findings=many.findings.iloc[:0])
    alone = _best(lambda: write_files(many, folder)) - _best(lambda: write_files(none, folder))
    yield "findings.jsonl, a finding", f"{alone / PAGE_ROWS * 1e6:.1f} µs", "12 µs"


def _page(many: NightResult, folder: Path) -> Iterator[tuple[str, str, str]]:
    path = folder / "exceptions.html"
    report = build_report(many)
    rows = list(zip(*report.worklist.columns.values(), strict=True))
    template = jinja2.Environment(autoescape=True).from_string(_PLAIN_PAGE)
    plain = _best(lambda: (folder / "plain.html").write_text(template.render(rows=rows)))
    view = _best(lambda: build_report(many))
    drawn = _best(lambda: write_page(report, path))
    yield "page of 100,000: drawing / plain jinja rows", f"{drawn / plain:.3f}", "0.125"
    yield "  building the view / plain jinja rows", f"{view / plain:.3f}", "-"
    yield "  size", f"{path.stat().st_size / 1e6:.1f} MB", "5 MB"


def _workbook(few: NightResult, folder: Path) -> Iterator[tuple[str, str, str]]:
    report = build_report(few)
    worklist = [[_bare(cell) for cell in row] for row in zip(*worklist_values(report), strict=True)]
    claims = [[_bare(cell) for cell in row] for row in report.claims.rows]

    def bare() -> None:
        book = Workbook(write_only=True)
        for title, rows in (("Worklist", worklist), ("Claims", claims)):
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.save(folder / "bare.xlsx")

    took = [
        (seconds_of(lambda: write_workbook(report, folder / "own.xlsx")), seconds_of(bare))
        for _ in range(_ROUNDS)
    ]
    ours, theirs = (min(side) for side in zip(*took, strict=True))
    yield "workbook of 25,000 / bare openpyxl, same cells", f"{ours / theirs:.2f}", "1.3"


def _bare(cell: object) -> object:
    """Return what openpyxl takes as it stands."""
    return cell if isinstance(cell, (str, int, float)) or cell is None else str(cell)
