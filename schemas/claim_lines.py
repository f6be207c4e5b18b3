"""Claim lines: one row a service line of a claim (CONTRACT.md "Inputs", claim_lines)."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.typing import Series

from schemas import columns as col

DISCIPLINES = ("PT", "OT", "SLP")
SETTINGS = ("professional", "institutional")
MODIFIER_COLUMNS = ("modifier_1", "modifier_2", "modifier_3", "modifier_4")
LINE_KEY = ("claim_id", "line_number", "claim_frequency")


class ClaimLines(pa.DataFrameModel):
    """One service line a row; ``charge`` is the line's total in cents, ``units`` as billed.

    ``modifier_slots`` says how many modifiers the export can hold on a line; blank for four.
    """

    claim_id: Series[col.Id] = col.identifier(required=True)
    line_number: Series[col.Whole] = col.whole(0, 9_999, required=True)
    patient_id: Series[col.Id] = col.identifier(required=True)
    payer_id: Series[col.Code] = col.code(required=True)
    service_date: Series[col.Day] = col.day(required=True)
    procedure_code: Series[col.Code] = col.code(col.PROCEDURE_PATTERN, required=True)
    units: Series[float] = col.decimal(required=True)
    charge: Series[col.Cents] = col.money(required=True)
    modifier_1: Series[col.Code] = col.code()
    modifier_2: Series[col.Code] = col.code()
    modifier_3: Series[col.Code] = col.code()
    modifier_4: Series[col.Code] = col.code()
    modifiers: Series[col.Code] = col.code(col.LONG_CODE_PATTERN)
    allowed_amount: Series[col.Cents] = col.money()
    discipline: Series[col.Code] = col.choice(*DISCIPLINES)
    setting: Series[col.Code] = col.choice(*SETTINGS)
    bill_type: Series[col.Code] = col.code()
    revenue_code: Series[col.Code] = col.code()
    place_of_service: Series[col.Code] = col.code()
    diagnosis_codes: Series[col.Code] = col.code(col.LONG_CODE_PATTERN)
    diagnosis_pointers: Series[col.Code] = col.code()
    rendering_npi: Series[col.Code] = col.code()
    billing_npi: Series[col.Code] = col.code()
    referring_npi: Series[col.Code] = col.code()
    attending_npi: Series[col.Code] = col.code()
    rendering_taxonomy: Series[col.Code] = col.code()
    authorization_number: Series[col.Code] = col.code(col.LONG_CODE_PATTERN)
    location_id: Series[col.Code] = col.code()
    therapist_id: Series[col.Code] = col.code()
    visit_id: Series[col.Id] = col.identifier()
    member_id: Series[col.Id] = col.identifier()
    patient_birth_date: Series[col.Day] = col.day()
    state: Series[col.Code] = col.code()
    plan: Series[col.Code] = col.code(col.LONG_CODE_PATTERN)
    payer_sequence: Series[col.Code] = col.choice("P", "S", "T")
    secondary_payer_id: Series[col.Code] = col.code()
    primary_adjudicated_on: Series[col.Day] = col.day()
    claim_frequency: Series[col.Code] = col.choice("1", "7", "8")
    replaces_claim_id: Series[col.Id] = col.identifier()
    payer_control_number: Series[col.Id] = col.identifier()
    claim_total_charge: Series[col.Cents] = col.money()
    service_date_through: Series[col.Day] = col.day()
    line_note: Series[col.Text] = col.text()
    received_order: Series[col.Whole] = col.whole(0, 2_000_000_000)
    incident_to: Series[col.Code] = col.choice("yes", "no")
    modifier_slots: Series[col.Whole] = col.whole(1, 4)
