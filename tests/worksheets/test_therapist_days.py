"""People and dates of UNIT008: whose payer a day is counted under."""

from __future__ import annotations

import numpy as np

from pipeline.worksheets.therapist_days import TherapistDays
from tests.judging import judge
from tests.tables import Night


def test_a_day_is_counted_under_the_payer_of_its_own_lines() -> None:
    """T1 sees the patient of the first claim, T2 that of the second; both stay below ten hours."""
    night = Night(
        "payer claim patient code mods visit / medicare C1 P1 97110 GP V1"
        " / medicare C1 P1 97530 GP V1 / anthem C2 P2 97110 GP V2",
        visits="visit patient code therapist_id minutes / V1 P1 97110 T1 60 / V2 P2 97110 T2 60",
    )
    result = judge(night, "UNIT008").result
    days = result.workbench.get(TherapistDays)
    every = np.arange(len(days))
    payers = result.lines.text("payer_id", days.sample())
    assert dict(zip(days.who(every), payers, strict=True)) == {"T1": "medicare", "T2": "anthem"}
