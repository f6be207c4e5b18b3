"""SCH001: a claim of which some row could not be read, or was set aside with a charge."""

from __future__ import annotations

import numpy as np

from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.worksheets.claims import Claims


@rule(
    id="SCH001",
    name="claim-partly-unreadable",
    title="Part of the claim could not be read",
    severity=Severity.BLOCK,
    grain=Grain.CLAIM,
    seen="Rows of this claim that were rejected, or set aside with a charge: {refused}.",
    expected="Every row of the claim can be read, so that it is judged and sent whole.",
    rationale=(
        "A claim is sent whole or not at all: what was not read was not checked, and its charges "
        "are not in the totals."
    ),
    citations=(
        Citation(
            authority="house",
            document="claimscrub contract",
            section="Rows",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 16",),
    fix=(
        "See under the rejected rows in which file and line they stand and what the problem is. "
        "Correct them in the system that exported them and export the claim again. Take a row that "
        "was set aside off the claim if it is not to be billed; do not send the rest alone."
    ),
    not_checked="What the unreadable rows would have said.",
    needs_payer_policy=False,
    decides_always="Intake knows of every row whether it was read.",
    judges_superseded=True,
)
def check(claims: Claims) -> Verdict:
    """Answer for each claim of tonight."""
    return Verdict(
        applies=np.ones(len(claims), dtype=np.bool_),
        violates=claims.unreadable,
        shows={"refused": claims.refused},
    )
