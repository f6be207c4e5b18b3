"""A CSV export made into a workbook and a Parquet file, as other programs would write them.

Numbers, amounts and dates become typed cells where the text is one; everything else, all ids and
codes among it, stays text. What is made here has the meaning of the CSV file, so that whatever is
read from it must be the same.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from schemas.columns import Kind
from schemas.tables import columns_of

Value = str | int | float | dt.date | dt.time | None
FORMATS = ("csv", "xlsx", "parquet")
NUMERIC = {Kind.MONEY, Kind.DECIMAL, Kind.WHOLE}
_NUMBER = re.compile(r"\A-?[0-9]{1,9}(\.[0-9]{1,6})?\Z", re.ASCII)
_ARROW: dict[Kind, pa.DataType] = {
    Kind.DATE: pa.date32(), Kind.MONEY: pa.float64(), Kind.DECIMAL: pa.float64(),
    Kind.WHOLE: pa.int64(), Kind.TIME: pa.time32("ms"),
}  # fmt: skip


def convert(source: Path, table: str, ending: str) -> Path:
    """Write a CSV file of a table beside it in another format; ``csv`` gives it back."""
    if ending == "csv":
        return source
    with source.open(encoding="utf-8", newline="") as stream:
        heading, *rows = csv.reader(stream, strict=True)
    path = source.with_suffix(f".{ending}")
    write = write_xlsx if ending == "xlsx" else write_parquet
    write(path, table, heading, rows)
    return path


def write_xlsx(path: Path, table: str, heading: list[str], rows: list[list[str]]) -> None:
    """Write rows of texts as a workbook; a ragged row keeps the cells that it has.

    Control characters are left out: no workbook can hold them.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Export")
    sheet.append(heading)
    for row in rows:
        kinds = [_kind(table, name) for name in heading] + [Kind.TEXT] * len(row)
        texts = (ILLEGAL_CHARACTERS_RE.sub("", text) for text in row)
        sheet.append([typed(text, kind) for text, kind in zip(texts, kinds, strict=False)])
    book.save(path)


def write_parquet(path: Path, table: str, heading: list[str], rows: list[list[str]]) -> None:
    """Write rows of texts as a Parquet file; a column with one text that is no number is text."""
    columns: dict[str, Any] = {}
    for place, name in enumerate(heading):
        kind = _kind(table, name)
        values = [typed(row[place], kind) for row in rows]
        cells: Any
        if any(isinstance(value, str) for value in values):
            cells = pa.array([row[place] or None for row in rows], pa.string())
        else:
            broken = any(isinstance(value, float) for value in values)
            cells = pa.array(values, pa.float64() if broken else _ARROW.get(kind, pa.string()))
        columns[name] = cells.dictionary_encode() if kind is Kind.CODE else cells
    pq.write_table(pa.table(columns), path)


def typed(text: str, kind: Kind) -> Value:
    """Return what a program that knows types would keep of a CSV cell; text when in doubt."""
    trimmed = text.strip()
    if not trimmed:
        return None
    try:
        if kind is Kind.DATE:
            return dt.date.fromisoformat(trimmed)
        if kind is Kind.TIME and trimmed != "24:00":
            return dt.time.fromisoformat(trimmed)
    except ValueError:
        return text
    if kind not in NUMERIC or not _NUMBER.match(trimmed):
        return text
    number = Decimal(trimmed)
    whole = number == number.to_integral_value()
    return int(number) if whole and kind is Kind.WHOLE else float(number)


def _kind(table: str, name: str) -> Kind:
    facts = columns_of(table).get(name.strip().casefold())
    return Kind.TEXT if facts is None else Kind(str(facts["kind"]))
