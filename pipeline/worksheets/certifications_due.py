"""Certifications due soon: plans whose signature the office should ask for now.

RULES.md POC005: within the office's days of notice, for patients whom it still sees. An initial
plan is due by its thirtieth day (the payer's own number), a recertification by the last day of the
period that stands. Grain: one entry a plan row.
"""

from __future__ import annotations

import numpy as np

from pipeline import vocabulary as words
from pipeline.bucket import Rules
from pipeline.rule import Mask
from pipeline.service_lines import ServiceLines
from pipeline.worksheets.care_events import NEVER, CareEvents
from pipeline.worksheets.certification_paths import CertificationPaths

BUCKETS = (7, 14, 30)
"""Days within which a certification is said to be due; the office's own notice may be longer."""


class CertificationsDue:
    """Which plans are due.

    Attributes:
        active: a line of patient and discipline within the office's days up to the as-of date.
        discharged: by the plan, or by a note or document since its first day.
        first_soon: an initial plan (or one that does not say) that waits for its certification.
        again_soon: a period that stands, none stands longer, and its last day comes.
        overdue: the first certification is past its day: no longer soon, but POC002's.
        again: it is the recertification that is due; the other one is due later, or not at all.
        due: the day. days_left: from the as-of date to it.
        within: the smallest of ``BUCKETS`` that holds ``days_left``, else the office's notice.
    """

    def __init__(
        self, paths: CertificationPaths, events: CareEvents, lines: ServiceLines, rules: Rules
    ) -> None:
        """Compare the days on which plans are due with the as-of date."""
        today = rules.as_of_day
        notice = rules.settings.certification_notice_days
        self.active: Mask = _seen_lately(paths, lines, rules)
        self.discharged: Mask = _discharged(paths, events, today)
        going_on = paths.exposure.exposed & self.active & ~self.discharged

        def comes(day: words.Ints) -> Mask:
            return (day >= today) & (day <= today + notice)

        waits = paths.first & ~paths.certified
        self.first_soon: Mask = going_on & waits & comes(paths.due)
        self.again_soon: Mask = going_on & paths.ends_last & comes(paths.end.astype(np.int64))
        self.overdue: Mask = waits & (paths.due < today) & ~self.again_soon
        self.again: Mask = self.again_soon & ~(self.first_soon & (paths.due <= paths.end))
        self.due = np.where(self.again, paths.end, paths.due).astype(np.int32)
        self.days_left = self.due - today
        limits = np.array([*(limit for limit in BUCKETS if limit < notice), notice])
        place = np.searchsorted(limits, self.days_left, side="left")
        self.within = limits[np.minimum(place, len(limits) - 1)]

    @classmethod
    def build(
        cls, paths: CertificationPaths, events: CareEvents, lines: ServiceLines, rules: Rules
    ) -> CertificationsDue:
        """Look at all plans."""
        return cls(paths, events, lines, rules)

    @property
    def soon(self) -> Mask:
        """Mark plans that are due within the notice."""
        return self.first_soon | self.again_soon


def _seen_lately(paths: CertificationPaths, lines: ServiceLines, rules: Rules) -> Mask:
    facts, today = lines.facts, rules.as_of_day
    since = today - rules.settings.active_days
    rows = np.flatnonzero(facts.in_force & (facts.day >= since) & (facts.day <= today))
    plan_key, line_key = words.packed_together(
        paths.periods.key, (facts.patient[rows], facts.discipline[rows])
    )
    return np.isin(plan_key, line_key)


def _discharged(paths: CertificationPaths, events: CareEvents, today: int) -> Mask:
    """Mark plans of people who have left since they began, and were not evaluated again."""
    periods = paths.periods
    by_plan = ~periods.plans.blank("discharged_on")
    by_plan &= periods.plans.days("discharged_on") <= today
    left = events.latest(events.discharges.sure)
    left[left <= events.latest(events.evaluations)] = NEVER
    person = events.people.of(*periods.key)
    return by_plan | (np.append(left, NEVER)[person] >= periods.start)
