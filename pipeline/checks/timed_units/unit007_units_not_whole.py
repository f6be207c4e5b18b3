"""UNIT007: a line whose units are none, negative or a fraction."""

from __future__ import annotations

import numpy as np

from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines


@rule(
    id="UNIT007",
    name="units-not-whole",
    title="Units zero, negative or not whole",
    severity=Severity.BLOCK,
    seen="Units billed for code {code}: {units}.",
    expected="A whole number of units, one or more.",
    rationale=(
        "Therapy is billed in whole units. Zero, negative or fractional units come from a slip or "
        "from a correction that was booked as a line of its own, and the claim is turned back."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Medicare Claims Processing Manual (Pub. 100-04), chapter 5",
            section="20.2",
            url="https://www.cms.gov/regulations-and-guidance/guidance/manuals",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 16", "RARC M53"),
    fix=(
        "See in the note what was furnished and correct the units: those that the minutes support "
        "on a timed code. If nothing was furnished, take the line off; if the line is meant to "
        "take back an earlier one, send a corrected claim or a void of that one instead."
    ),
    not_checked="Whether the units fit the minutes (UNIT001), and daily limits (UNIT005, UNIT006).",
    needs_payer_policy=False,
    owner="biller",
    decides_always="Every accepted line has its units; a blank one is a rejected row.",
)
def check(lines: Lines) -> Verdict:
    """Answer for each line of tonight; quality codes and supplies are outside."""
    units = lines.facts.units
    one_or_more = units >= 1
    whole = units == np.floor(units)
    return Verdict(
        applies=~lines.facts.supply,
        violates=~(one_or_more & whole),
        shows={
            "code": lambda rows: lines.text("procedure_code", rows),
            "units": lambda rows: [f"{value:g}" for value in units[rows].tolist()],
        },
    )
