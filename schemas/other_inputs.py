"""The smaller inputs: opening balances, documents, authorizations and eligibility."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.typing import Series

from schemas import columns as col
from schemas.claim_lines import DISCIPLINES

BUCKETS = ("PT_SLP", "OT")
DOCUMENT_KINDS = ("progress", "reevaluation", "discharge", "order", "referral", "abn")


class TherapySpend(pa.DataFrameModel):
    """One opening balance a row: what the payer has counted, in cents, through ``as_of``."""

    patient_id: Series[col.Id] = col.identifier(required=True)
    year: Series[col.Whole] = col.whole(1998, 2100, required=True)
    bucket: Series[col.Code] = col.choice(*BUCKETS, required=True)
    amount: Series[col.Cents] = col.money(required=True)
    as_of: Series[col.Day] = col.day(required=True)
    source: Series[col.Code] = col.code(col.LONG_CODE_PATTERN)


class Documents(pa.DataFrameModel):
    """One note or order without a service a row."""

    patient_id: Series[col.Id] = col.identifier(required=True)
    discipline: Series[col.Code] = col.choice(*DISCIPLINES, required=True)
    kind: Series[col.Code] = col.choice(*DOCUMENT_KINDS, required=True)
    document_date: Series[col.Day] = col.day(required=True)
    author_credential: Series[col.Code] = col.code()
    signed_on: Series[col.Day] = col.day()
    expires_on: Series[col.Day] = col.day()


class Authorizations(pa.DataFrameModel):
    """One authorization a row; ``granted`` counts visits or units."""

    authorization_number: Series[col.Id] = col.identifier(required=True)
    patient_id: Series[col.Id] = col.identifier(required=True)
    payer_id: Series[col.Code] = col.code(required=True)
    discipline: Series[col.Code] = col.choice(*DISCIPLINES)
    codes: Series[col.Code] = col.code(col.LONG_CODE_PATTERN)
    from_date: Series[col.Day] = col.day()
    to_date: Series[col.Day] = col.day()
    unit_kind: Series[col.Code] = col.choice("visits", "units")
    granted: Series[col.Whole] = col.whole(0, 100_000)
    used_elsewhere: Series[col.Whole] = col.whole(0, 100_000)


class Eligibility(pa.DataFrameModel):
    """One period of coverage of a patient by a payer a row."""

    patient_id: Series[col.Id] = col.identifier(required=True)
    payer_id: Series[col.Code] = col.code(required=True)
    active_from: Series[col.Day] = col.day()
    active_to: Series[col.Day] = col.day()
    payer_order: Series[col.Code] = col.choice("P", "S", "T")
    benefit_year_start: Series[col.Day] = col.day()
    other_coverage: Series[col.Code] = col.code(col.LONG_CODE_PATTERN)
    home_health_from: Series[col.Day] = col.day()
    home_health_to: Series[col.Day] = col.day()
    snf_part_a_from: Series[col.Day] = col.day()
    snf_part_a_to: Series[col.Day] = col.day()
    visits_used_elsewhere: Series[col.Whole] = col.whole(0, 10_000)
