"""Claims Processing Manual chapter 5, 20.2.D: one unit a day, and none for another discipline.

Evaluations of PT, OT and speech as far as MOD003 and UNIT004 read the table; its other rows (timed
speech devices, swallowing studies, muscle tests) limit nothing that those rules look at.
"""

from __future__ import annotations

import pytest

from tests.oracles.oracle import speaking
from tests.oracles.sources import ONE_UNIT
from tests.tables import Night

TABLE = [
    *((f"9716{number}", "GP") for number in (1, 2, 3, 4)),
    *((f"9716{number}", "GO") for number in (5, 6, 7, 8)),
    *((f"9252{number}", "GN") for number in (1, 2, 3, 4)),
]
DISCIPLINES = {"GP": "PT", "GO": "OT", "GN": "SLP"}


def billed(code: str, mods: str, units: int) -> Night:
    return Night(f"code mods units discipline / {code} {mods} {units} {DISCIPLINES[mods]}")


@pytest.mark.parametrize(("code", "own"), TABLE)
def test_the_table(code: str, own: str) -> None:
    asked = ("MOD003", "UNIT004")
    assert speaking(billed(code, own, 1), asked) == set(), ONE_UNIT.url
    assert "UNIT004" in speaking(billed(code, own, 2), asked)
    for other in sorted({"GP", "GO", "GN"} - {own}):
        assert "MOD003" in speaking(billed(code, other, 1), asked)
