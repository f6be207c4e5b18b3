"""UNIT008: more one-on-one minutes documented for one person than a day can hold."""

from __future__ import annotations

import numpy as np

from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.worksheets.therapist_days import TherapistDays


@rule(
    id="UNIT008",
    name="therapist-day-impossible",
    title="More one-on-one minutes than a day holds",
    severity=Severity.REVIEW,
    grain=Grain.THERAPIST,
    seen=(
        "{who} on {day}: {minutes} documented one-on-one minutes ({hours}) in {services} "
        "services for {patients} patients."
    ),
    expected="At most {limit} minutes by one person a day (the office's own setting).",
    rationale=(
        "One-on-one minutes are one patient's at a time, so those of a person add up over patients "
        "and payers. A sum that a working day cannot hold means that minutes were written down "
        "twice, that groups went out as individual care, or that someone else furnished part of "
        "it; auditors look for such days first."
    ),
    citations=(
        Citation(
            authority="house",
            document=(
                "No payer sets the number: ten hours of contact leave no time for notes and breaks"
            ),
            section="therapist_day_minutes in the site file",
            read_on="2026-11-21",
        ),
        Citation(
            authority="CMS",
            document="Medicare Claims Processing Manual (Pub. 100-04), chapter 5",
            section="20.2: timed minutes are direct one-on-one contact",
            url="https://www.cms.gov/regulations-and-guidance/guidance/manuals",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 151", "medical review", "recoupment"),
    fix=(
        "Lay the day's notes beside the schedule: find patients seen at the same time, minutes "
        "written down twice, and services that an assistant or another therapist furnished. Only "
        "who furnished a service may correct its note, and only if the record of that day "
        "supports it. The day's claims wait until that is settled."
    ),
    not_checked=(
        "Overlapping clock times (DOC013); untimed modalities, groups, co-treatment and "
        "monitoring, which are no one-on-one time; work in other offices of the same person."
    ),
    needs_payer_policy=False,
    owner="compliance",
    optional=("delivery_mode",),
    decides_always="A service without a delivery mode is an individual one.",
)
def check(days: TherapistDays) -> Verdict:
    """Answer for each person and date."""
    too_many = days.minutes > days.limit
    perhaps_with_unnoted = days.most > days.limit
    perhaps_with_nameless = days.with_nameless > days.limit
    in_question = too_many | perhaps_with_nameless
    return Verdict(
        applies=~in_question | days.of_tonight,
        violates=too_many,
        unknown={
            "minutes": perhaps_with_unnoted & ~too_many,
            "who furnished it": perhaps_with_nameless & ~too_many,
        },
        shows={
            "who": days.who,
            "day": days.dates,
            "minutes": days.minutes,
            "hours": days.hours,
            "services": days.services,
            "patients": days.patients,
            "limit": np.full(len(days), days.limit),
        },
    )
