"""Days with a line that names no discipline: a code that two disciplines noted has no one whole."""

from __future__ import annotations

import pytest

from pipeline.worksheets.unsure_pools import UnsurePools
from tests.judging import judge
from tests.tables import Night


@pytest.mark.parametrize(("other", "is_open"), [("PT", False), ("OT", True)])
def test_a_code_of_visits_of_two_disciplines(other: str, is_open: bool) -> None:
    """30 minutes of 97110 are its 2 units, 15 of 97140 its one: every part of whole codes fits."""
    night = Night(
        "code mods units visit / 97110 GP 2 V1 / 97140 - 1 V1",
        visits="visit code discipline minutes"
        f" / V1 97110 PT 15 / V1 97110 {other} 15 / V1 97140 PT 15",
    )
    pools = judge(night, "UNIT001").result.workbench.get(UnsurePools)
    assert pools.over_open.tolist() == [is_open]
