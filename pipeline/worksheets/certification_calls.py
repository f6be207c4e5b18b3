"""The certification call list: plans for whose signature the office has something to do.

One row a plan that is due soon, overdue, late, verbal-only or lapsed, with what stands exposed
while nobody has certified it, so that the office can call physician by physician.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline import vocabulary as words
from pipeline.bucket import Rules
from pipeline.rule import Mask, Positions
from pipeline.service_lines import DISCIPLINE_NAMES, ServiceLines
from pipeline.tables import BLANK_DAY, as_dates
from pipeline.worksheets.certification_paths import CertificationPaths
from pipeline.worksheets.certifications_due import CertificationsDue
from pipeline.worksheets.late_signatures import LateSignatures
from pipeline.worksheets.plan_exposure import PlanExposure

OVERDUE, LAPSED, VERBAL_ONLY, DUE_SOON, LATE = (
    "overdue",
    "lapsed",
    "verbal-only",
    "due soon",
    "late",
)
FIRST, AGAIN, VERBAL, REASON, NOTHING = (
    "certification",
    "recertification",
    "signature of the verbal order",
    "reason for the delay",
    "nothing",
)


class CertificationCalls:
    """The call list.

    Attributes:
        due: the certifications that are due soon.
        status: what is the matter with each plan, "" where nothing is.
        exposed: (plan, line) pairs of tonight's and earlier lines that no certification covers.
    """

    SHOWN_AS, SHOWN_FOR = "plan_of_care", ("POC",)

    def __init__(
        self,
        paths: CertificationPaths,
        late: LateSignatures,
        due: CertificationsDue,
        exposure: PlanExposure,
        lines: ServiceLines,
        rules: Rules,
    ) -> None:
        """Look at all plans."""
        self.due = due
        self._paths, self._late, self._exposure = paths, late, exposure
        self._lines, self._today = lines, rules.as_of_day
        periods, today = paths.periods, rules.as_of_day
        waits = paths.first & ~paths.certified & exposure.exposed
        renewal = periods.recertification & ~periods.signed & exposure.exposed
        # While the period before still runs, that one is due soon, and one call is enough.
        renewal &= (periods.start <= today) & (paths.end_before < today)
        ended = paths.ends_last & (paths.end < today)
        plan, line = self._after_the_end(np.flatnonzero(ended))
        lapsed = np.bincount(plan, minlength=len(ended)) > 0
        verbal_only = paths.first & paths.verbal & ~periods.signed & ~paths.by_order
        states = {
            OVERDUE: (waits & (paths.due < today)) | renewal,
            LAPSED: lapsed,
            VERBAL_ONLY: verbal_only & paths.exposure.exposed,
            DUE_SOON: due.soon,
            LATE: late.late & exposure.exposed,
        }
        known = ~paths.exposure.policy_missing
        self.status = np.select([mask & known for mask in states.values()], list(states), "")
        own, inside = exposure.pairs
        open_period = (waits | verbal_only)[own] | (renewal[own] & ~self._stood(own, inside))
        self.exposed = (
            np.concatenate([own[open_period], plan]),
            np.concatenate([inside[open_period], line]),
        )

    @classmethod
    def build(
        cls,
        paths: CertificationPaths,
        late: LateSignatures,
        due: CertificationsDue,
        exposure: PlanExposure,
        lines: ServiceLines,
        rules: Rules,
    ) -> CertificationCalls:
        """Look at all plans."""
        return cls(paths, late, due, exposure, lines, rules)

    def _after_the_end(self, plans: Positions) -> tuple[Positions, Positions]:
        """Pair ended periods with later lines that no period on file covers."""
        paths, asking = self._paths, self._exposure.asking
        facts, key = self._lines.facts, self._paths.periods.key
        plan_key, line_key = words.packed_together(
            (key[0][plans], key[1][plans]), (facts.patient[asking], facts.discipline[asking])
        )
        which, found = words.pairs_of(plan_key, line_key)
        plan, line = plans[which], asking[found]
        after = facts.day[line] > paths.end[plan]
        covered = np.zeros(len(self._lines), dtype=np.bool_)
        covered[self._exposure.pairs[1]] = True
        after &= ~covered[line]
        return plan[after], line[after]

    def _stood(self, plan: Positions, line: Positions) -> Mask:
        """Mark pairs whose line lies in a period that stands."""
        stands = np.zeros(len(self._lines), dtype=np.bool_)
        stands[line[self._paths.periods.stands[plan]]] = True
        return stands[line]

    def shown(self, anchors: Positions) -> pd.DataFrame:
        """Return the list, sorted by physician, day and patient.

        Args:
            anchors: lines with a finding; the list is whole whatever they are.

        Returns:
            One row a plan: patient_id, plan_id, discipline, physician (NPI, "" where the plan
            names none), awaited, status, path (signed, verbal, order path, pending, missing),
            start, due, end (ISO dates; the last days of certifying and of the period), days_left
            (below 0: past), first_exposed, last_exposed (ISO, "" for none), exposed_dates (how
            many) and exposed_cents (charges).
        """
        paths, periods = self._paths, self._paths.periods
        rows = np.flatnonzero(self.status != "")
        due, awaited = self._due(rows)
        frame = pd.DataFrame(
            {
                "patient_id": periods.plans.text("patient_id", rows),
                "plan_id": periods.plans.text("plan_id", rows),
                "discipline": [DISCIPLINE_NAMES[number] for number in periods.discipline[rows]],
                "physician": periods.plans.text("certifier_npi", rows),
                "awaited": awaited,
                "status": self.status[rows].astype(str),
                "path": self._path(rows),
                "start": as_dates(periods.start[rows]),
                "due": as_dates(due),
                "end": as_dates(paths.end[rows]),
                "days_left": due.astype(np.int64) - self._today,
                **self._exposed(rows),
            }
        )
        order = ["physician", "due", "patient_id", "plan_id", "start"]
        return frame.sort_values(order, kind="stable", ignore_index=True)

    def _due(self, rows: Positions) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.str_]]:
        """Return by when each plan's signature is or was due, and what is awaited."""
        paths, periods, status = self._paths, self._paths.periods, self.status[rows]
        before = np.where(paths.end_before != BLANK_DAY, paths.end_before, periods.start - 1)
        by_now = np.where(periods.recertification, before, paths.due)
        due = np.select(
            [status == LAPSED, status == VERBAL_ONLY, status == DUE_SOON],
            [paths.end[rows], paths.sign_by[rows], self.due.due[rows]],
            by_now[rows],
        )
        again = (status == LAPSED) | ((status == OVERDUE) & periods.recertification[rows])
        again |= (status == DUE_SOON) & self.due.again[rows]
        explained = (status == LATE) & self._late.reason[rows]
        awaited = np.select(
            [again, status == VERBAL_ONLY, explained, status == LATE],
            [AGAIN, VERBAL, NOTHING, REASON],
            FIRST,
        )
        return due.astype(np.int32), awaited

    def _path(self, rows: Positions) -> npt.NDArray[Any]:
        paths = self._paths
        kinds = {
            "signed": paths.periods.signed,
            "verbal": paths.first & paths.verbal,
            "order path": paths.first & paths.by_order,
            "pending": paths.first & (paths.due >= self._today),
        }
        return np.select([mask[rows] for mask in kinds.values()], list(kinds), "missing")

    def _exposed(self, rows: Positions) -> dict[str, object]:
        """Return first, last and number of exposed dates, and their charges."""
        plan, line = self.exposed
        place = np.full(len(self._paths.periods.plans), -1, dtype=np.intp)
        place[rows] = np.arange(len(rows))
        listed = place[plan] >= 0
        own, line = place[plan[listed]], line[listed]
        groups, day = words.Groups(own, len(rows)), self._lines.facts.day[line].astype(np.int64)
        _, once = np.unique(words.packed(own, day - day.min(initial=0)), return_index=True)
        first, last = -groups.largest(-day, -BLANK_DAY), groups.largest(day, BLANK_DAY)
        return {
            "first_exposed": as_dates(first.astype(np.int32)),
            "last_exposed": as_dates(last.astype(np.int32)),
            "exposed_dates": np.bincount(own[once], minlength=len(rows)),
            "exposed_cents": groups.total(self._lines.facts.charge[line]),
        }
