"""The tables a night produces: findings, not-evaluated, outcomes, dispositions, rejected rows.

All are plain data frames; money is integer cents in columns ending ``_cents``; dates are ISO
text or "" where there is none, so that what is drawn and what is written are the same values.
"""

from __future__ import annotations

import pandera.pandas as pa
from pandera.typing import Series


class Findings(pa.DataFrameModel):
    """One finding a row, sorted by severity, rule, claim, line, key.

    ``claim_id`` is "" and ``line_number`` is -1 where a finding hangs on no claim or line.
    ``evidence`` holds a dict of plain numbers and short texts, ``related`` a list of
    (claim_id, line_number) pairs. The citation, denial codes, cause and owner are on the rule's
    card (``rule_id``).
    """

    finding_key: Series[str] = pa.Field(unique=True)
    rule_id: Series[str]
    severity: Series[str] = pa.Field(isin=["block", "review", "note"])
    claim_id: Series[str]
    line_number: Series[int]
    patient_id: Series[str]
    payer_id: Series[str]
    payer_rules_id: Series[str]
    service_date: Series[str]
    procedure_code: Series[str]
    modifiers: Series[str]
    discipline: Series[str]
    location_id: Series[str]
    therapist_id: Series[str]
    observed: Series[str]
    expected: Series[str]
    message: Series[str]
    evidence: Series[object]
    fix: Series[str]
    amount_cents: Series[int]
    related: Series[object]
    confidence: Series[str]
    rule_source: Series[str]
    first_seen: Series[str]
    nights_open: Series[int]
    state: Series[str] = pa.Field(isin=["new", "recurring", "reopened", "accepted"])
    accepted_until: Series[str]


class NotEvaluated(pa.DataFrameModel):
    """One group a row: a rule that could not decide for a payer because a fact is missing."""

    rule_id: Series[str]
    payer_id: Series[str]
    missing: Series[str]
    reason: Series[str]
    lines: Series[int]
    claims: Series[int]
    amount_cents: Series[int]
    listed: Series[int]


class NotEvaluatedRows(pa.DataFrameModel):
    """Single rows behind a group, at most 1,000 a group; "" and -1 as in ``Findings``."""

    rule_id: Series[str]
    payer_id: Series[str]
    missing: Series[str]
    claim_id: Series[str]
    line_number: Series[int]
    patient_id: Series[str]
    service_date: Series[str]


class Outcomes(pa.DataFrameModel):
    """One rule and payer a row: what became of the rule tonight."""

    rule_id: Series[str]
    payer_id: Series[str]
    status: Series[str] = pa.Field(
        isin=["CRASHED", "FOUND", "NOT_EVALUATED", "CLEAR", "NOT_APPLICABLE"]
    )
    rows_seen: Series[int]
    applicable: Series[int]
    flagged: Series[int]
    undecided: Series[int]
    reason: Series[str]


class Dispositions(pa.DataFrameModel):
    """One claim of tonight a row; ``block``, ``review``, ``note`` count open findings.

    Payer, location and therapist are those of its first line.
    """

    claim_id: Series[str] = pa.Field(unique=True)
    disposition: Series[str] = pa.Field(isin=["HOLD", "REVIEW", "RELEASE"])
    block: Series[int]
    review: Series[int]
    note: Series[int]
    charge_cents: Series[int]
    undecided: Series[int]
    payer_id: Series[str]
    location_id: Series[str]
    therapist_id: Series[str]
    lines: Series[int]
    unreadable: Series[bool]


class RejectedRows(pa.DataFrameModel):
    """One row of an input file that was not judged; ``raw`` is its text as it stood."""

    file: Series[str]
    physical_line: Series[int]
    kind: Series[str] = pa.Field(isin=["rejected", "set_aside", "duplicate"])
    column: Series[str]
    problem: Series[str]
    raw: Series[str]
    table: Series[str]
    claim_id: Series[str]
