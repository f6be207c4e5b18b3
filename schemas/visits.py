"""Visits: one row a documented service of a visit (CONTRACT.md "Inputs", visits)."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.typing import Series

from schemas import columns as col
from schemas.claim_lines import DISCIPLINES

NOTE_TYPES = ("evaluation", "reevaluation", "daily", "progress", "discharge")
DELIVERY_MODES = ("individual", "group", "cotreat", "telehealth")


class Visits(pa.DataFrameModel):
    """One documented service a row; minutes are whole minutes, clock times since midnight."""

    visit_id: Series[col.Id] = col.identifier(required=True)
    patient_id: Series[col.Id] = col.identifier(required=True)
    service_date: Series[col.Day] = col.day(required=True)
    procedure_code: Series[col.Code] = col.code(col.PROCEDURE_PATTERN, required=True)
    discipline: Series[col.Code] = col.choice(*DISCIPLINES)
    minutes: Series[col.Whole] = col.minutes()
    therapist_minutes: Series[col.Whole] = col.minutes()
    assistant_minutes: Series[col.Whole] = col.minutes()
    start_time: Series[col.Whole] = col.clock_time()
    stop_time: Series[col.Whole] = col.clock_time()
    therapist_id: Series[col.Code] = col.code()
    therapist_credential: Series[col.Code] = col.code()
    therapist_npi: Series[col.Code] = col.code()
    assistant_id: Series[col.Code] = col.code()
    finalized_by: Series[col.Code] = col.code()
    finalized_by_credential: Series[col.Code] = col.code()
    student_supervision: Series[col.Code] = col.choice("directing", "other")
    delivery_mode: Series[col.Code] = col.choice(*DELIVERY_MODES)
    description: Series[col.Text] = col.text()
    justification: Series[col.Text] = col.text()
    goal_id: Series[col.Code] = col.code(col.LONG_CODE_PATTERN)
    goal: Series[col.Text] = col.text()
    measure: Series[col.Text] = col.text()
    response: Series[col.Text] = col.text()
    note_type: Series[col.Code] = col.choice(*NOTE_TYPES)
    note_signed_on: Series[col.Day] = col.day()
    cosigned_on: Series[col.Day] = col.day()
    total_timed_minutes: Series[col.Whole] = col.minutes()
    total_treatment_minutes: Series[col.Whole] = col.minutes()
    location_id: Series[col.Code] = col.code()
    days_of_data: Series[col.Whole] = col.whole(0, 366)
    interactive_contact: Series[col.Code] = col.choice("yes", "no")
