"""Reports of a night: machine files, page and workbook, all drawn from one `NightResult`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reports.excel import write_workbook
from reports.exception_report import build_report, for_payer
from reports.files import write_files
from reports.html import write_page
from reports.view import Report
from schemas.night_result import NightResult

MOST_FINDINGS_ON_A_PAGE = 100_000
MOST_WORKLIST_ROWS = 25_000

__all__ = ["write_reports"]


def write_reports(result: NightResult, folder: Path) -> list[Path]:
    """Write every report and machine file of a night.

    Args:
        result: The night.
        folder: An existing folder, private to its owner.

    Returns:
        The files written. A night of more than 100,000 findings has an index page and one page a
        payer; one of more than 25,000 worklist rows has an index workbook and one a payer.

    Raises:
        OSError: The folder cannot be written.
    """
    written = write_files(result, folder)
    report = build_report(result)
    split = report.worklist.size > MOST_FINDINGS_ON_A_PAGE
    written += _draw(report, folder, "html", write_page, split=split)
    split = report.worklist.size > MOST_WORKLIST_ROWS
    written += _draw(report, folder, "xlsx", write_workbook, split=split)
    return written


def _draw(
    report: Report, folder: Path, ending: str, write: Callable[..., None], *, split: bool
) -> list[Path]:
    path = folder / f"exceptions.{ending}"
    write(report, path, index=split)
    written = [path]
    for part in report.parts if split else ():
        written.append(folder / f"exceptions-{part.file_part}.{ending}")
        write(for_payer(report, part), written[-1])
    return written
