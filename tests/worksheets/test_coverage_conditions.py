"""COV003: what a finding says that the plan asks for and what the claim says."""

from __future__ import annotations

from tests.judging import judge
from tests.tables import Night

PLAN = """id = "plan"
extends = "cms-base"
name = "Plan"
line_of_business = "medicaid"
[[coverage_condition]]
key = "who-and-where"
from = 2025-01-01
places = ["11"]
taxonomies = ["2251"]
GRADE_A
CONFIRMED
"""


def test_place_and_taxonomy_that_are_not_covered() -> None:
    heading = "payer code mods pos rendering_taxonomy"
    night = Night(f"{heading} / plan 97110 GP 22 111N00000X", payers=(PLAN,))
    (row,) = judge(night, "COV003").rows
    assert row.evidence["found"] == "place of service 22, rendering taxonomy 111N00000X"
