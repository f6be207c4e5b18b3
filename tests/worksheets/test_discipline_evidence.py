"""What a plan of care says of a line's discipline: RULES.md MOD003."""

from __future__ import annotations

from tests.judging import CANNOT_TELL, VIOLATES, judge
from tests.tables import Night

EARLIER = "claim code mods date / C0 97165 GO 11-10"


def test_an_evaluation_that_was_voided_says_nothing_of_a_missing_plan() -> None:
    """The patient's only plan is PT; an OT evaluation would show that one of OT is missing."""
    tonight = "claim code mods frequency replaces date / C1 97530 GO - - 11-16"
    void = f"{tonight} / C8 97165 GO 8 C0 11-10"
    plan = "discipline / PT"
    before = judge(Night(tonight, earlier_lines=EARLIER, plans=plan), "MOD003")
    after = judge(Night(void, earlier_lines=EARLIER, plans=plan), "MOD003")
    assert (before.at("C1/1").answer, after.at("C1/1").answer) == (CANNOT_TELL, VIOLATES)
