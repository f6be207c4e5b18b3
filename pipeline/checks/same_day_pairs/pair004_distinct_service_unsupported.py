"""PAIR004: a modifier says that two services were separate, and the record says otherwise."""

from __future__ import annotations

import numpy as np

from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.worksheets.distinct_services import DistinctServices


@rule(
    id="PAIR004",
    name="distinct-service-unsupported",
    title="Separate services that the record contradicts",
    severity=Severity.REVIEW,
    grain=Grain.DAY,
    seen="{pair} on one day, {marked}: {contradiction}.",
    expected="Separate times, minutes and descriptions for two separate services.",
    rationale=(
        "59, an X modifier or an anatomic one vouches for two separate services. A payer that asks "
        "for the note and finds them in the same minutes, or one text for both, takes the money "
        "back and looks at more claims."
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
            document="Article on modifier 59, as WebPT quotes it",
            section="example 9: different 15-minute intervals",
            url="https://www.webpt.com/blog/how-to-handle-modifier-59-denials-for-97530-and-97140/",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 4", "CARC 97", "RARC N706"),
    fix=(
        "Read the note with the therapist. If the services were separate, the therapist may "
        "correct times or descriptions, as far as the record of that day supports it. If they were "
        "not, take the modifier off and bill only the service and units that the minutes support."
    ),
    not_checked=(
        "Whether a modifier was needed at all (PAIR001, PAIR005), and how good the descriptions "
        "are. A goal that both share is no fault. A claim does not say which code a modifier is "
        "about: where the payer names no pair, each other one-on-one code of the day is compared; "
        "supervised modalities and second lines of the same code are not."
    ),
    needs_payer_policy=True,
    optional=(
        *("setting", "bill_type", "rendering_npi", "description", "start_time", "stop_time"),
    ),
    decides_always=(
        "A description that is not given contradicts nothing. A missing time is itself the fault "
        "where the payer asks for it, and leaves the question open where it does not. A line "
        "without setting and bill type is a professional one; where no line of a date names a "
        "provider, the date is one provider's."
    ),
)
def check(pairs: DistinctServices) -> Verdict:
    """Answer for each pair of a day that a modifier calls separate."""
    record = pairs.record
    called_separate = np.ones(len(pairs), dtype=np.bool_)
    contradicted = record.overlap | record.too_few | record.same_description
    contradicted |= record.time_missing & pairs.times_asked
    return Verdict(
        applies=called_separate,
        violates=contradicted,
        unknown={
            "discipline": contradicted & pairs.discipline_unsure,
            "provider": contradicted & pairs.provider_unsure,
            "visit of the line": record.documented & record.visit_unsure,
            "clock times": ~contradicted & ~record.timed,
        },
        shows={
            "pair": pairs.pair_text,
            "marked": pairs.marked_text,
            "contradiction": pairs.contradictions,
            "minutes": record.minutes,
            "minutes_needed": record.needed,
        },
    )
