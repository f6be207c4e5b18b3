"""PAIR009: group therapy in the minutes of a one-on-one service of the same patient."""

from __future__ import annotations

import numpy as np

from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.worksheets.group_times import GroupTimes


@rule(
    id="PAIR009",
    name="group-and-individual-overlap",
    title="Group and one-on-one therapy in the same minutes",
    severity=Severity.REVIEW,
    grain=Grain.DAY,
    seen="{group} and one-on-one {one_on_one} on one day: {fault}.",
    expected="Minutes of the group apart from those of each one-on-one service.",
    rationale=(
        "In a group the therapist divides attention among several patients; one-on-one codes are "
        "for minutes that this patient alone had. The same minutes cannot be both, and a note "
        "that does not keep them apart does not bear out either where the payer asks for times."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="NCCI policy manual 2026",
            section="chapter 11: two therapy services never share the same 15 minutes",
            read_on="2026-11-21",
        ),
        Citation(
            authority="CMS",
            document="NCCI procedure-to-procedure edits, practitioner and outpatient hospital",
            section="quarter from 2024-07-01: 97150 as column 1 of the one-on-one codes",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 236", "CARC 97", "RARC N706"),
    fix=(
        "Read the note with the therapist. If the group and the one-on-one service had times of "
        "their own, the therapist may correct the times as far as the record of that day supports "
        "it. If they were the same minutes, bill them once, as what they were."
    ),
    not_checked=(
        "How many patients the group had, and whether a modifier is needed (PAIR002). Supervised "
        "modalities may share minutes with a group. Without clock times nothing tells whether the "
        "minutes were the same, so such a day is not decided."
    ),
    needs_payer_policy=True,
    optional=(
        *("setting", "bill_type", "rendering_npi", "start_time", "stop_time", "minutes"),
        *("therapist_minutes", "assistant_minutes"),
    ),
    decides_always=(
        "A missing time is itself the fault where the payer asks for it, and leaves the question "
        "open where it does not. A line without setting and bill type is a professional one; "
        "where no line of a date names a provider, the date is one provider's."
    ),
)
def check(days: GroupTimes) -> Verdict:
    """Answer for each day with group therapy and one-on-one services."""
    notes = days.notes
    both_billed = np.ones(len(days), dtype=np.bool_)
    no_separate_times = notes.lacks_clock & days.clock_asked & days.clock_supplied
    no_separate_times |= notes.lacks_minutes & days.minutes_asked & days.minutes_supplied
    not_apart = notes.overlap | no_separate_times
    return Verdict(
        applies=both_billed,
        violates=not_apart,
        unknown={
            "provider": not_apart & days.provider_unsure,
            "visit of the line": (notes.documented | notes.overlap) & notes.visit_unsure,
            "clock times": ~not_apart & ~notes.timed,
        },
        shows={
            "group": days.group,
            "one_on_one": days.one_on_one,
            "fault": days.faults,
        },
    )
