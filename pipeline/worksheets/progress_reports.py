"""Progress reports: how many treatment dates each line stands after the last one.

RULES.md POC007, after manual chapter 15, 220.3.D. The count begins with the evaluation, or after
the last report by a therapist (progress, re-evaluation, recertification). One written up to the
payer's days after the last date that it must cover still counts. Grain: one entry a line of
tonight.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline import vocabulary as words
from pipeline.rule import Mask
from pipeline.service_lines import Lines
from pipeline.tables import BLANK_DAY, Days
from pipeline.worksheets.care_events import SURE, CareEvents
from pipeline.worksheets.certified_intervals import KNOB
from pipeline.worksheets.treatment_counts import Asked, Counted, count_dates


@dataclass(frozen=True, kw_only=True)
class ProgressReports:
    """The count for each of tonight's lines whose payer wants reports.

    Attributes (one entry a line; days since 1970-01-01, ``BLANK_DAY`` for none):
        limit: treatment dates that one report covers, 0 where the payer asks for none.
        count: treatment dates from the begin of the count to the line, itself included.
        begin: day of the evaluation or report that began it. by_report: it was a report.
        last_day: the last date that a report must cover.
        in_time_until: last day on which a report for it counts.
        overdue: beyond the limit without a report in time, whatever a missing fact may be.
        no_start: what began the count is not known, or not all dates since.
        doubts: missing fact -> lines that turn on it.
    """

    limit: words.Ints
    count: words.Ints
    begin: Days
    by_report: Mask
    last_day: Days
    in_time_until: Days
    overdue: Mask
    no_start: Mask
    doubts: dict[str, Mask]

    @classmethod
    def build(cls, lines: Lines, events: CareEvents) -> ProgressReports:
        """Count for every line of tonight."""
        limit = lines.policy.whole(KNOB, "progress_days")
        wanted = np.flatnonzero((limit > 0) & (events.of_line >= 0))
        person, day = events.of_line[wanted].astype(np.int64), lines.facts.day[wanted]
        grace = lines.policy.whole(KNOB, "progress_grace_days")[wanted]
        first, days = words.neighbours(person, day, limit[wanted], grace)
        asked = Asked(
            person[first], day[first].astype(np.int64), limit[wanted[first]], grace[first]
        )
        accusing, clearing = _both_ways(asked, events)
        begun = accusing.begun & clearing.begun
        overdue = begun & (accusing.number > asked.limit) & ~accusing.written
        in_time = (clearing.number <= asked.limit) | clearing.written
        settled = overdue | (begun & clearing.from_start & in_time)
        no_start = ~settled & (~begun | (~clearing.from_start & in_time))
        turning = events.dates, events.evaluations, events.reports
        doubts = events.doubts(asked.person, ~settled & ~no_start, *turning)

        def spread(values: npt.NDArray[Any], blank: int = 0) -> npt.NDArray[Any]:
            whole = np.full(len(lines), blank, dtype=values.dtype)
            whole[wanted] = values[days.of_row]
            return whole

        def spread_days(values: npt.NDArray[Any]) -> Days:
            return spread(values.astype(np.int32), BLANK_DAY)

        return cls(
            limit=limit,
            count=spread(accusing.number),
            begin=spread_days(accusing.begin),
            by_report=spread(accusing.by_report),
            last_day=spread_days(accusing.last_day),
            in_time_until=spread_days(accusing.last_day + asked.grace),
            overdue=spread(overdue),
            no_start=spread(no_start),
            doubts={fact: spread(mask) for fact, mask in doubts.items()},
        )


def _both_ways(asked: Asked, events: CareEvents) -> tuple[Counted, Counted]:
    """Count as gently and as strictly as what is missing allows; once for whom nothing is.

    Gently every report that may be one counts and only sure dates do; strictly the other way.
    """
    dates, evaluations, reports = events.dates, events.evaluations, events.reports
    gently = count_dates(asked, dates.sure, evaluations, reports, events.first_date)
    in_doubt = np.zeros(len(events.people), dtype=np.bool_)
    for part in (dates, evaluations, reports):
        in_doubt[part.person[part.doubt != SURE]] = True
    rows = np.flatnonzero(in_doubt[asked.person])
    if not len(rows):
        return gently, gently
    strictly = count_dates(
        Asked(*(part[rows] for part in asked)),
        dates.where(in_doubt[dates.person]),
        evaluations.sure.where(in_doubt[evaluations.sure.person]),
        reports.sure.where(in_doubt[reports.sure.person]),
        events.first_date,
    )
    return gently, gently.replaced(rows, strictly)
