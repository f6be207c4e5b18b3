"""Plans of care: one row a certified or to-be-certified period (CONTRACT.md "Inputs")."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from schemas import columns as col
from schemas.claim_lines import DISCIPLINES


class PlansOfCare(pa.DataFrameModel):
    """One period a row; ``end_date`` is inclusive, blank means 90 days."""

    plan_id: Series[col.Id] = col.identifier(required=True)
    patient_id: Series[col.Id] = col.identifier(required=True)
    discipline: Series[col.Code] = col.choice(*DISCIPLINES, required=True)
    start_date: Series[col.Day] = col.day(required=True)
    episode_start_date: Series[col.Day] = col.day()
    end_date: Series[col.Day] = col.day()
    certification_type: Series[col.Code] = col.choice("initial", "recertification")
    certified_on: Series[col.Day] = col.day()
    certifier_npi: Series[col.Code] = col.code()
    certifier_credential: Series[col.Code] = col.code()
    verbal_order_on: Series[col.Day] = col.day()
    order_signed_on: Series[col.Day] = col.day()
    sent_on: Series[col.Day] = col.day()
    delay_reason: Series[col.Text] = col.text()
    discharged_on: Series[col.Day] = col.day()

    @pa.dataframe_check(name="end_date_not_before_start_date")
    def _ends_after_it_starts(cls, frame: pd.DataFrame) -> bool | pd.Series:
        if "end_date" not in frame:
            return True
        good = frame["end_date"].isna() | (frame["end_date"] >= frame["start_date"])
        return True if good.all() else good
