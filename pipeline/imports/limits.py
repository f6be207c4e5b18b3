"""Unit limits (MUE): one file is one table of one quarter."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from pipeline.imports.cells import NO_CODE, code_of
from pipeline.imports.heads import Head, Record
from pipeline.imports.names import MUE
from pipeline.imports.reading import column, read_records
from pipeline.imports.sources import Source

_CODE, _UNITS, _MAI = r"\bcode$", r"mue values$", r"adjudication indicator"
_WHOLE = re.compile(r"[0-9]{1,6}", re.ASCII)
_INDICATOR = re.compile(r"([123])(?![0-9])", re.ASCII)


class Limit(NamedTuple):
    """Most units of a code, and the first digit of its adjudication indicator ("" not given)."""

    code: str
    units: int
    mai: str


def read_limits(source: Source) -> tuple[Head, list[Record]]:
    """Read the file's heading block and rows; see ``reading.read_records`` for what is refused."""
    return read_records(source, MUE)


def limits_of(
    source: Source, head: Head, records: list[Record], therapy: Collection[str], *, needs_mai: bool
) -> list[Limit]:
    """Return the limits of therapy codes.

    Args:
        source: the file.
        head: its heading block.
        records: its rows.
        therapy: the codes to keep.
        needs_mai: whether the indicator's column has to be there (Medicaid publishes none).

    Raises:
        IntakeError: a cell that is not what its heading says, or a code that stands twice.
    """
    code_at = column(source, head, _CODE, "HCPCS/CPT Code")
    units_at = column(source, head, _UNITS, "MUE Values")
    mai_at = head.one(_MAI)
    if mai_at is None and needs_mai:
        column(source, head, _MAI, "MUE Adjudication Indicator")
    found: dict[str, Limit] = {}
    for line, cells in records:
        code, units = code_of(cells[code_at]), cells[units_at].strip()
        mai = _INDICATOR.match(cells[mai_at].strip()) if mai_at is not None else None
        if code is None:
            raise source.held.fail(NO_CODE, line, "HCPCS/CPT Code")
        if not _WHOLE.fullmatch(units):
            raise source.held.fail("this is no whole number of units", line, "MUE Values")
        if mai is None and mai_at is not None:
            sentence = "this does not begin with 1, 2 or 3"
            raise source.held.fail(sentence, line, "MUE Adjudication Indicator")
        limit = Limit(code, int(units), mai[1] if mai else "")
        if found.setdefault(code, limit) != limit:
            raise source.held.fail("the code stands twice, with another limit", line, "MUE Values")
    return sorted(limit for code, limit in found.items() if code in therapy)
