"""POC011: a line that names no discipline, of a patient who was or was not discharged in one."""

from __future__ import annotations

import pytest

from pipeline.worksheets.discharges import Discharges
from tests.judging import judge
from tests.tables import Night


@pytest.mark.parametrize(
    ("note", "day", "is_open"),
    [
        ("discharge", "11-10", True),
        ("discharge", "11-16", False),
        ("discharge", "11-25", False),
        ("daily", "11-10", False),
    ],
)
def test_a_discharge_leaves_open_which_discipline_ended(note: str, day: str, is_open: bool) -> None:
    night = Night(
        "code date / 97110 11-16",
        earlier_visits=f"visit date code discipline note_type / V0 {day} 97110 PT {note}",
    )
    found = judge(night, "POC011").result.workbench.get(Discharges)
    assert found.discipline_open.tolist() == [is_open]
