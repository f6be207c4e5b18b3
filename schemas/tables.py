"""The input tables by name, with the model of each."""

from __future__ import annotations

from functools import cache

import pandera.pandas as pa

from schemas.claim_lines import ClaimLines
from schemas.other_inputs import Authorizations, Documents, Eligibility, TherapySpend
from schemas.plans_of_care import PlansOfCare
from schemas.visits import Visits

CLAIMS, VISITS, PLANS, SPEND = "claims", "visits", "plans", "spend"
MODELS: dict[str, type[pa.DataFrameModel]] = {
    CLAIMS: ClaimLines,
    VISITS: Visits,
    PLANS: PlansOfCare,
    SPEND: TherapySpend,
    "documents": Documents,
    "authorizations": Authorizations,
    "eligibility": Eligibility,
}


@cache
def columns_of(table: str) -> dict[str, dict[str, object]]:
    """Return the facts of every column of a table, in the contract's order.

    Each value holds ``kind``, ``required`` and, by kind, ``pattern`` or ``values``.
    """
    schema = MODELS[table].to_schema()
    return {name: dict(column.metadata or {}) for name, column in schema.columns.items()}


def required_columns(table: str) -> tuple[str, ...]:
    """Return the headings that a file of this table must have."""
    return tuple(name for name, facts in columns_of(table).items() if facts["required"])
