"""Plans and their exposed lines: on which line of tonight a finding about a plan hangs."""

from __future__ import annotations

from tests.judging import judge
from tests.tables import Night


def test_a_finding_hangs_on_tonights_first_exposed_line() -> None:
    """The signature was due on 11-19; the first line is one of an earlier night."""
    night = Night(
        "claim code mods date / C2 97110 GP 11-16 / C3 97110 GP 11-18",
        plans="start type signed verbal order sent / 10-20 initial - - - -",
        earlier_lines="claim code mods date / C1 97110 GP 11-10",
    )
    (row,) = judge(night, "POC002").rows
    assert (row.anchor, row.related) == ("C2/1", ("C3/1",))
