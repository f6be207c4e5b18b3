"""Which codes an import keeps: those that any table of ours knows as therapy."""

from __future__ import annotations

import re
from functools import cache

from payer_rules.code_sets import CodeSets
from payer_rules.table_text import read_table

CODE = re.compile(r"[0-9]{5}|[0-9]{4}[A-Z]|[A-Z][0-9]{4}", re.ASCII)
"""How a procedure code is written."""
TABLES_OF_THERAPY = (
    "always_therapy",
    "sometimes_therapy",
    "time_bases",
    "evaluation_codes",
    "supervised_modalities",
    "device_supply",
    "fees",
    "ncci_pairs",
    "unit_limits",
)
_COLUMNS = ("code", "column1", "column2")


@cache
def therapy_codes() -> frozenset[str]:
    """Return every code, of any date, that a shipped table names for therapy.

    An edition keeps only rows of these codes (of a pair, both), and says in its comment lines
    which they were. Imported editions add none, so that the same file always gives the same one.
    """
    files = CodeSets().files()
    found: set[str] = set()
    for name in TABLES_OF_THERAPY:
        table = read_table(name, files[f"code_sets/{name}.csv"].decode(), ())
        for column in _COLUMNS:
            if column in table.columns:
                found |= {row.cells[column] for row in table.rows}
    return frozenset(code for code in found if CODE.fullmatch(code))
