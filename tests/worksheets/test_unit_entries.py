"""What surely falls to one day of one therapist: RULES.md UNIT005, one line alone at least."""

from __future__ import annotations

from tests.judging import CANNOT_TELL, VIOLATES, judge
from tests.tables import Night


def _answer(*lines: str) -> str:
    """The answer for some lines "units npi" of 97110; Medicare's table ends at 6 units a day."""
    drawn = "".join(f" / 97110 GP 2026-05-04 {line}" for line in lines)
    return judge(Night(f"code mods date units npi{drawn}"), "UNIT005").overall


def test_two_lines_that_name_nobody_need_not_be_one_therapists() -> None:
    assert _answer("1 1111111111", "4 -", "3 -") == CANNOT_TELL
    assert _answer("1 1111111111", "7 -", "3 -") == VIOLATES
    assert _answer("4 1111111111", "3 1111111111", "1 -") == VIOLATES
