"""What the intake tests share: small claim files, written to a folder of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.intake import Intake, IntakeSettings, read_table
from schemas.results import RejectedRows
from tests.intake.packages import parts, write

LENIENT = IntakeSettings(reject_share=1.0)
HEADING = "claim_id,line_number,patient_id,payer_id,service_date,procedure_code,units,charge"


def line(  # noqa: PLR0917 (the columns, in their order)
    claim: str = "C1",
    number: str = "1",
    patient: str = "P1",
    payer: str = "MCR",
    day: str = "2026-11-03",
    code: str = "97110",
    units: str = "2",
    charge: str = "60.00",
) -> str:
    """Return one claim line as CSV text."""
    return ",".join((claim, number, patient, payer, day, code, units, charge))


Read = Callable[..., Intake]


@pytest.fixture
def make_line() -> Callable[..., str]:
    return line


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write bytes or lines to a file and read it as a table."""

    def write_and_read(
        *lines: str,
        content: bytes | None = None,
        heading: str = HEADING,
        table: str = "claims",
        name: str = "claims.csv",
        settings: IntakeSettings | None = None,
    ) -> Intake:
        path = tmp_path / name
        text = "".join(f"{one}\n" for one in (heading, *lines))
        path.write_bytes(text.encode() if content is None else content)
        return balanced(read_table(table, [path], settings or IntakeSettings()))

    return write_and_read


def balanced(intake: Intake) -> Intake:
    """Demand the two equations of the control totals, and well-formed rejected rows."""
    for info in intake.files:
        others = info.rejected + info.set_aside + info.duplicate
        assert info.records == info.accepted + others
        assert info.physical_lines == (
            info.heading_lines + info.blank_lines + info.continuation_lines + info.records
        )
    assert len(intake.rejected) == sum(info.records - info.accepted for info in intake.files)
    assert len(intake.frame) == sum(info.accepted for info in intake.files)
    assert len(intake.physical_line) == len(intake.source_file) == len(intake.frame)
    RejectedRows.validate(intake.rejected)
    return intake


@pytest.fixture
def account() -> Callable[[Intake], Intake]:
    return balanced


@pytest.fixture
def faults() -> Callable[[Intake], list[tuple[int, str, str]]]:
    """Return (physical line, kind, column) of every record that was not accepted."""

    def listed(intake: Intake) -> list[tuple[int, str, str]]:
        rows: pd.DataFrame = intake.rejected[["physical_line", "kind", "column"]]
        found: Iterator[tuple[int, str, str]] = rows.itertuples(index=False, name=None)
        return list(found)

    return listed


@pytest.fixture
def sheet(tmp_path: Path) -> Read:
    """Read a workbook of one sheet given as XML, or of whole parts."""

    def write_and_read(
        data: str = "", table: str = "claims", settings: IntakeSettings = LENIENT, **more: Any
    ) -> Intake:
        path = tmp_path / f"{table}.xlsx"
        write(path, parts(data, **more) if data else more["files"])
        return balanced(read_table(table, [path], settings))

    return write_and_read
