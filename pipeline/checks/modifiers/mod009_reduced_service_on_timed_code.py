"""MOD009: 52 on a code that is billed by quarters of an hour."""

from __future__ import annotations

import numpy as np

from payer_rules.code_sets import CodeSets
from pipeline.modifiers import joined_text
from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines

_QUARTER_HOURS = ("15min_pool", "quarter_hour")


@rule(
    id="MOD009",
    name="reduced-service-on-timed-code",
    title="52 on a timed code",
    severity=Severity.REVIEW,
    seen=(
        "Code {code}, timed in units of 15 minutes, carries {modifiers_billed}; units billed: "
        "{units}."
    ),
    expected="No 52 on a timed code: a shorter service has fewer units, or none.",
    rationale=(
        "52 says that a service was cut short. On a timed code the units already say how long it "
        "took, so a short one is billed with fewer units or not at all."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Medicare Claims Processing Manual (Pub. 100-04), chapter 5",
            section="20.2: the first unit from 8 minutes",
            url="https://www.cms.gov/regulations-and-guidance/guidance/manuals",
            read_on="2026-11-21",
        ),
        Citation(
            authority="AMA",
            document="CPT time rule (midpoint)",
            section="time",
            read_on="2026-11-21",
        ),
        Citation(
            authority="AAPC",
            document="Forum consensus: 52 and timed therapy codes",
            section="thread 116551",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 4", "RARC N519"),
    fix=(
        "Compare the note's minutes with the units. If they support the units, take 52 off; if "
        "they support fewer, correct the units as well. A timed code below 8 minutes has no unit "
        "by itself; where the payer counts CMS total time, its minutes still count in the day's "
        "total."
    ),
    not_checked=(
        "The few payers that still read 52 on short timed services: the site may set this rule's "
        "severity for them. Whether the units fit the minutes (UNIT001)."
    ),
    needs_payer_policy=False,
    decides_always=(
        "The code's time base is in a dated table; only an export without any modifier column "
        "leaves it open."
    ),
)
def check(lines: Lines, sets: CodeSets) -> Verdict:
    """Answer for each line of tonight that carries 52."""
    reduced = lines.has_modifier("52")
    no_modifiers_exported = lines.column_missing("modifier_1", "modifiers")
    rows = np.flatnonzero(reduced | no_modifiers_exported)
    codes, day = lines.categorical("procedure_code")[rows], lines.facts.day[rows]
    base = sets.time_bases.take("base", codes, day, None)
    by_quarter = np.array([*(name in _QUARTER_HOURS for name in base.categories), False])
    timed_by_quarter_hours = lines.none()
    timed_by_quarter_hours[rows] = by_quarter[base.codes]
    return Verdict(
        applies=reduced | (no_modifiers_exported & timed_by_quarter_hours),
        violates=reduced & timed_by_quarter_hours,
        unknown={"modifiers": no_modifiers_exported},
        shows={
            "code": lambda rows: lines.text("procedure_code", rows),
            "modifiers_billed": lambda rows: joined_text(lines, rows),
            "units": lambda rows: [f"{units:g}" for units in lines.facts.units[rows].tolist()],
        },
    )
