"""A night of which no claim line could be read: every rule says so, none fails."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from pipeline.engine import run_bucket
from tests.engine.nights import rules_of
from tests.tables import Night, tables_of

NIGHT = Night(
    "code mods visit / 97110 GP V1",
    visits="visit code discipline minutes / V1 97110 PT 15",
    plans="start end type signed / 11-02 - initial 11-09",
    documents="kind date / progress 11-10".replace("date", "document_date"),
    spend="amount / 100.00",
)
TABLES = ("visits", "plans", "spend", "documents")


@pytest.mark.parametrize("left", [TABLES, ()], ids=["with the other tables", "with nothing else"])
def test_every_rule_answers_for_no_line(left: tuple[str, ...]) -> None:
    tables = tables_of(NIGHT)
    empty: dict[str, Any] = {name: None for name in TABLES if name not in left}
    tables = replace(tables, claims=tables.claims.iloc[:0].reset_index(drop=True), **empty)
    refused = pd.Series({"C9": 1}, dtype="int64")
    refused.index = refused.index.astype("str")
    result = run_bucket(tables, rules_of(NIGHT), refused)
    assert result.crashes == ()
    assert result.findings["rule_id"].tolist() == ["SCH001"]
