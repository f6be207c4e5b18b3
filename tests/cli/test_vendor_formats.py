"""A vendor's layout as a workbook and as a Parquet file: the same night as from its CSV file."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from tests.cli.vendors import WEBPT, Night, night_of


def _as_workbook(path: Path, rows: list[list[Any]]) -> None:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)


def _as_parquet(path: Path, rows: list[list[Any]]) -> None:
    heading, *cells = rows
    columns = {}
    for name, values in zip(heading, zip(*cells, strict=True), strict=True):
        same = {type(value) for value in values if value is not None}
        texts = [None if value is None else str(value) for value in values]
        columns[name] = pa.array(values if len(same) == 1 else texts)
    pq.write_table(pa.table(columns), path)


def _typed(name: str, text: str) -> Any:
    """Return a cell of the RevFlow export as a program that knows types would keep it."""
    if not text:
        return None
    if name in {"charge_id", "units", "visit_id", "patient_account_number"}:
        return int(text)
    if name == "date_of_service" and text.startswith("2026-"):
        return dt.date.fromisoformat(text)
    return float(text) if name == "charge_amount" and text[0] != "$" else text


@pytest.mark.parametrize(("ending", "write"), [("xlsx", _as_workbook), ("parquet", _as_parquet)])
def test_a_workbook_or_parquet_file_of_a_layout_gives_the_same_night(
    tmp_path: Path, ending: str, write: Callable[[Path, list[list[Any]]], None]
) -> None:
    webpt = night_of(tmp_path / "csv", "webpt", *WEBPT)
    with webpt.claims.open(encoding="utf-8", newline="") as stream:
        heading, *rows = csv.reader(stream, strict=True)
    typed = [[_typed(name, cell) for name, cell in zip(heading, row, strict=True)] for row in rows]
    claims = tmp_path / f"revflow_charges.{ending}"
    write(claims, [heading, *typed])
    night: Night = night_of(tmp_path / ending, "webpt", "--claims", claims, *WEBPT[2:])
    assert night.findings == webpt.findings
    assert night.dispositions == webpt.dispositions
    assert night.counts("claims") == webpt.counts("claims")
    # A Parquet file has no line for its heading.
    lines = [(line + (ending == "parquet"), kind, column) for _, line, kind, column
             in night.rejected]  # fmt: skip
    of_csv = [found[1:] for found in webpt.rejected]
    assert lines[:5] == of_csv[:5]
    assert (night.run_dir / f"released_claims.{ending}").is_file()
