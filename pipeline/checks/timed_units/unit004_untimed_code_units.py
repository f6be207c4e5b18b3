"""UNIT004: an untimed code billed more often on a day than it can be."""

from __future__ import annotations

import numpy as np

from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.worksheets.unit_limits import KNOB
from pipeline.worksheets.untimed_units import UntimedUnits


@rule(
    id="UNIT004",
    name="untimed-code-units",
    title="Untimed code billed several times a day",
    severity=Severity.BLOCK,
    grain=Grain.DAY,
    seen="{code} on {day}: {units} units ({working}).{session}",
    expected="At most {limit} a day{by_table}: the code is untimed, minutes make no units of it.",
    rationale=(
        "An untimed code stands for the whole service of a session, however long it took. More "
        "units are mostly minutes that were typed in as units, or a line that was copied; the "
        "payer denies what is over its limit."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Medicare Claims Processing Manual (Pub. 100-04), chapter 5",
            section="20.2",
            url="https://www.cms.gov/regulations-and-guidance/guidance/manuals",
            read_on="2026-11-21",
        ),
        Citation(
            authority="CMS",
            document="NCCI medically unlikely edits",
            section="practitioner and outpatient hospital tables",
            url="https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 151", "CARC 222", "RARC N362"),
    fix=(
        "See in the note how many sessions of the service there were. If it was one, correct the "
        "units to one and take copied lines off. If there were two, both must stand in the record "
        "with their times and reasons before a person decides to send the second."
    ),
    not_checked=(
        "Timed codes (UNIT001) and other daily limits (UNIT005, UNIT006); whether the record holds "
        "two sessions; two different evaluations on one day (CLM011)."
    ),
    needs_payer_policy=True,
    owner="biller",
    optional=("setting", "rendering_npi"),
    decides_always=(
        "A line without setting and bill type is a professional one; where no line of a date names "
        "a provider, the date is one provider's."
    ),
)
def check(codes: UntimedUnits) -> Verdict:
    """Answer for each untimed code of a day."""
    perhaps = codes.perhaps_over
    turns_on_the_day = perhaps & ~codes.over
    return Verdict(
        applies=np.ones(len(codes), dtype=np.bool_),
        violates=codes.over,
        unknown={
            f"payer:{KNOB}": codes.policy_unknown & perhaps,
            "unit limits": codes.not_loaded & perhaps,
            "provider": turns_on_the_day & codes.provider_unsure,
            "discipline": turns_on_the_day & codes.discipline_unsure,
            "bill_type": turns_on_the_day,
        },
        severity={
            Severity.REVIEW: codes.lighter[Severity.REVIEW] | codes.second_session | codes.unsure,
            Severity.NOTE: codes.lighter[Severity.NOTE],
        },
        shows={
            "code": codes.codes,
            "day": codes.days,
            "units": codes.units,
            "limit": codes.limits,
            "by_table": codes.by_table,
            "session": codes.sessions,
            "working": codes.working,
            "confidence": codes.confidence,
            "rule_source": codes.sources,
        },
    )
