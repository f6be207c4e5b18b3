"""A drawn night prepared or judged whole, for tests below the level of one rule."""

from __future__ import annotations

import pandas as pd

from pipeline.bucket import NightTables, Rules, prepare
from pipeline.engine import BucketResult, run_bucket
from pipeline.registry import RegisteredRule
from pipeline.service_lines import ServiceLines
from tests.tables import Night, code_sets, rulebook_of, site_of, tables_of


def rules_of(night: Night) -> Rules:
    """What is in force on a night."""
    return Rules(
        rulebook=rulebook_of(night.payers),
        code_sets=code_sets(),
        site=site_of(night.site),
        as_of=night.as_of_date,
    )


def lines_of(night: Night) -> ServiceLines:
    """The service lines of a night, tonight's first."""
    return prepare(tables_of(night), rules_of(night)).service_lines


def judged(night: Night, *rules: RegisteredRule, tables: NightTables | None = None) -> BucketResult:
    """Run rules, all where none is named, over a night."""
    refused = pd.Series(dict(night.refused), dtype="int64")
    refused.index = refused.index.astype("str")
    return run_bucket(tables or tables_of(night), rules_of(night), refused, rules or None)


def named(lines: ServiceLines, row: int) -> str:
    """A line as "claim/line"."""
    return f"{lines.frame['claim_id'].iloc[row]}/{lines.frame['line_number'].iloc[row]}"
