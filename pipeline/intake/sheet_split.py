"""Splitting a workbook: the sheet that was read, with the same columns and values."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from pipeline.intake.held import hold
from pipeline.intake.result import Chosen, SourceFile
from pipeline.intake.settings import IntakeSettings
from pipeline.intake.sheet_rows import rows_of
from pipeline.intake.sheet_writer import SheetWriter
from pipeline.intake.sheets import chosen_sheet
from pipeline.intake.workbooks import Workbook
from schemas.tables import CLAIMS


def split_workbook(
    source: SourceFile, settings: IntakeSettings, wanted: Mapping[Path, Chosen]
) -> None:
    """Write the chosen rows of a workbook's sheet below its heading.

    Texts stay texts, numbers numbers and dates dates; a formula is written as its value.

    Raises:
        IntakeError: the input changed since it was read. FileExistsError: an output is there.
    """
    file = hold(source.path, source.info.name, settings, None)
    source.check_same(file, file.sha256())
    with ExitStack() as open_files:
        book = open_files.enter_context(Workbook(file, bound=False))
        sheet = chosen_sheet(book, CLAIMS, settings)
        writers = [
            (open_files.enter_context(SheetWriter(path, sheet.name, book)), chosen)
            for path, chosen in wanted.items()
        ]
        # Record 0 is the first row after the heading that is not blank.
        for record, row in enumerate(rows_of(book, sheet), start=-1):
            for writer, chosen in writers:
                if record < 0 or chosen[record]:
                    writer.write(row.cells)
