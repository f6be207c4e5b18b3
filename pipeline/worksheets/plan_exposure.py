"""Plan exposure: the lines that stand under each plan of care whose signature a payer asks for.

A row is a plan of care, the grain of the certification rules. A line is exposed when its date
lies in the plan's period, for the same patient and discipline, and its payer wants certification.
Lines with GA or GZ are outside the rules on missing and late certification only (RULES.md "Lines
outside"), so there are two tables.
"""

from __future__ import annotations

from typing import Self

import numpy as np

from pipeline import vocabulary as words
from pipeline.grains import first_of
from pipeline.rule import Grain, Mask, Positions, Severity
from pipeline.service_lines import ServiceLines
from pipeline.tables import Days, as_dates
from pipeline.worksheets.certified_intervals import KNOB, PlanPeriods


class PlanExposure:
    """Plans with their exposed lines.

    Attributes:
        periods: the plans as periods, row by row.
        exposed: whether any line, tonight's or earlier, is exposed.
        pairs: the exposed lines as (plans, lines).
        asking: lines, tonight's or earlier, whose payer wants certification.
    """

    grain = Grain.PLAN

    def __init__(
        self,
        periods: PlanPeriods,
        lines: ServiceLines,
        plan: Positions,
        line: Positions,
        asking: Positions,
    ) -> None:
        """See ``build``."""
        self.periods = periods
        self.pairs = plan, line
        self.asking = asking
        self._lines = lines
        count = len(periods.plans)
        self._plans = words.Groups(plan, count)
        self._line = line
        tonight = np.flatnonzero(line < lines.tonight_count)
        self._tonight = tonight
        self.exposed: Mask = self._plans.any(np.ones(len(line), dtype=np.bool_))
        rank = lines.claim_line_rank[line]
        first = first_of(plan[tonight], rank[tonight], count)
        self._anchor = np.where(first >= 0, np.append(line[tonight], -1)[first], -1)
        any_line = first_of(plan, rank, count)
        self._sample = np.where(any_line >= 0, np.append(line, -1)[any_line], -1)
        self._sample = np.where(self._anchor >= 0, self._anchor, self._sample)

    @classmethod
    def build(cls, periods: PlanPeriods, lines: ServiceLines) -> Self:
        """Find the exposed lines of every plan, those with GA or GZ aside."""
        return cls._of(periods, lines, ~lines.outside_threshold)

    @classmethod
    def _of(cls, periods: PlanPeriods, lines: ServiceLines, judged: Mask) -> Self:
        """Find the exposed lines among those that are judged."""
        facts, policy = lines.facts, lines.policy
        wanted = policy.flag(KNOB, "signature_required")
        wanted |= policy.payer_known() & lines.policy_missing(KNOB)
        wanted &= facts.in_force & judged & ~facts.supply
        rows = np.flatnonzero(wanted)
        line_key, plan_key = words.packed_together(
            (facts.patient[rows], facts.discipline[rows]), periods.key
        )
        plan, found = words.pairs_of(plan_key, line_key)
        line = rows[found]
        day = facts.day[line]
        end, _ = periods.last_days(plan, policy.whole(KNOB, "period_days")[line])
        inside = (periods.start[plan] <= day) & (day <= end)
        return cls(periods, lines, plan[inside], line[inside], rows)

    # -- payer facts ---------------------------------------------------------------------

    @property
    def policy_missing(self) -> Mask:
        """Mark plans of whose payer nothing is known on the date of the exposed line."""
        return np.append(self._lines.policy_missing(KNOB), False)[self._sample]

    def whole(self, knob: str, field: str) -> words.Ints:
        """Return a payer's whole number for each plan; 0 for a plan without exposed lines."""
        return np.append(self._lines.policy.whole(knob, field), 0)[self._sample]

    def day(self, knob: str, field: str) -> Days:
        """Return a payer's date for each plan, far in the future where there is none."""
        days = self._lines.policy.day(knob, field)
        return np.append(days, np.iinfo(np.int32).max).astype(np.int32)[self._sample]

    def lighter_by(self, knob: str) -> dict[Severity, Mask]:
        """Say for which plans a finding weighs less than a block, by the payer's entry."""
        by_line = self._lines.lighter_by(knob)
        return {weight: np.append(mask, False)[self._sample] for weight, mask in by_line.items()}

    def noted(self, knob: str) -> dict[Severity, Mask]:
        """Say for which plans the payer's entry makes a finding that never blocks a note."""
        return {Severity.NOTE: self.lighter_by(knob)[Severity.NOTE]}

    def some(self, mask: Mask) -> Mask:
        """Mark plans with an exposed line, tonight's or earlier, on which the mask holds."""
        return self._plans.any(mask[self._line])

    def sources(self, knob: str, rows: Positions) -> list[str]:
        """Return the file and entry that speaks for each plan."""
        return self._lines.policy.source(knob, self._sample[rows])

    # -- grain ---------------------------------------------------------------------------

    def __len__(self) -> int:
        """Return the number of plans."""
        return self._plans.count

    def members(self) -> tuple[Positions, Positions]:
        """Return tonight's exposed lines by plan."""
        return self._plans.of_row[self._tonight], self._line[self._tonight]

    def sample(self) -> Positions:
        """Return an exposed line of each plan, tonight's before earlier ones; else -1."""
        return np.asarray(self._sample, dtype=np.intp)

    def anchors(self, rows: Positions) -> Positions:
        """Return tonight's first exposed line by claim and line; -1 where there is none."""
        return np.asarray(self._anchor[rows], dtype=np.intp)

    def related(self, rows: Positions) -> list[list[int]]:
        """Return tonight's other exposed lines; what went out earlier is shown as dates."""
        tonight = self._line < self._lines.tonight_count
        gathered = words.rows_of(self._plans, rows, tonight)
        anchors = self._anchor[rows].tolist()
        lines = [self._line[found].tolist() for found in gathered]
        return [
            [line for line in found if line != own]
            for found, own in zip(lines, anchors, strict=True)
        ]

    def discriminators(self, rows: Positions) -> list[str]:
        """Return plan, first day of its period and patient."""
        plans = self.periods.plans
        parts = (
            plans.text("plan_id", rows),
            as_dates(self.periods.start[rows]),
            plans.text("patient_id", rows),
        )
        return [" ".join(cells) for cells in zip(*parts, strict=True)]

    # -- what a finding shows ------------------------------------------------------------

    def earlier_dates(self, rows: Positions) -> list[str]:
        """Return the exposed dates of service that went out on earlier nights."""
        earlier = self._line >= self._lines.tonight_count
        gathered = words.rows_of(self._plans, rows, earlier)
        texts = []
        for found in gathered:
            days = np.unique(self._lines.facts.day[self._line[found]])
            texts.append(", ".join(as_dates(days)) or "none")
        return texts

    def named(self, rows: Positions) -> list[str]:
        """Return the plans in words, such as "PT plan of care of 2026-10-20"."""
        disciplines = self.periods.plans.text("discipline", rows)
        begun = zip(disciplines, as_dates(self.periods.start[rows]), strict=True)
        return [f"{name} plan of care of {start}".strip() for name, start in begun]

    def plan_ids(self, rows: Positions) -> list[str]:
        """Return the plan ids."""
        return self.periods.plans.text("plan_id", rows)


class PlanLines(PlanExposure):
    """Plans with all lines that stand under them, those with GA or GZ too."""

    @classmethod
    def build(cls, periods: PlanPeriods, lines: ServiceLines) -> Self:
        """Find the exposed lines of every plan."""
        return cls._of(periods, lines, ~lines.outside_benefit)
