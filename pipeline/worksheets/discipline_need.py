"""Discipline need: which lines the payer wants to carry GP, GO or GN.

RULES.md MOD001, after CMS's list of always and sometimes therapy codes (CR 10176): an always
therapy code needs one whoever furnishes it, a sometimes therapy code when a therapist does or
under a therapy plan. The payer's knob says which lines it asks about. Grain: tonight's lines.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from payer_rules.code_sets import CodeSets
from payer_rules.policy import Policy
from pipeline import vocabulary as words
from pipeline.rule import Mask, Severity
from pipeline.service_lines import Lines
from pipeline.worksheets.certified_intervals import PlanPeriods
from pipeline.worksheets.episodes import Episodes

KNOB = "discipline_modifier"
_THERAPIST_TAXONOMIES = ("225100000X", "225X00000X", "235Z00000X")
SURE = 0.8


@dataclass(frozen=True, kw_only=True)
class DisciplineNeed:
    """What the payer wants on each of tonight's lines.

    Attributes:
        listed: a therapy code, or any line of a payer that asks for all lines.
        policy_known: the payer's knob has a value in force.
        asked: the payer asks about this line, if a therapist furnished it.
        furnisher_unknown: a sometimes therapy code without sign of a therapist or plan.
        lighter: by severity, lines on which a missing modifier weighs less than a block: by the
            entry's grade or own severity, or for a code that is not sure to be on its list.
    """

    listed: Mask
    policy_known: Mask
    asked: Mask
    furnisher_unknown: Mask
    lighter: dict[Severity, Mask]

    @property
    def needed(self) -> Mask:
        """Lines that surely need a discipline modifier."""
        return self.asked & ~self.furnisher_unknown

    @classmethod
    def build(
        cls,
        lines: Lines,
        policy: Policy,
        sets: CodeSets,
        episodes: Episodes,
        periods: PlanPeriods,
    ) -> DisciplineNeed:
        """Compare each line's code and payer with the dated lists."""
        codes, day = lines.categorical("procedure_code"), lines.facts.day
        always = sets.always_therapy.certainty(codes, day)
        sometimes = sets.sometimes_therapy.certainty(codes, day)
        on_list = (always > 0) | (sometimes > 0)
        known = policy.known(KNOB)
        every_line = policy.equals(KNOB, "value", "all_lines")
        spared = policy.equals(KNOB, "value", "treatment_only") & ~episodes.treatment
        asked = known & ~policy.equals(KNOB, "value", "none") & ~spared & (every_line | on_list)
        only_sometimes = (sometimes > 0) & (always == 0) & ~every_line
        furnisher_unknown = only_sometimes & asked
        if furnisher_unknown.any():
            by_therapist = lines.facts.discipline >= 0
            by_therapist |= lines.is_one_of("rendering_taxonomy", *_THERAPIST_TAXONOMIES)
            furnisher_unknown &= ~by_therapist & ~_under_a_plan(lines, periods)
        certain = every_line | (np.maximum(always, sometimes) >= SURE)
        lighter = lines.lighter_by(KNOB)
        lighter[Severity.REVIEW] |= ~certain
        served = ~lines.facts.supply
        return cls(
            listed=(on_list | every_line) & served,
            policy_known=known,
            asked=asked & served,
            furnisher_unknown=furnisher_unknown & served,
            lighter=lighter,
        )


def _under_a_plan(lines: Lines, periods: PlanPeriods) -> Mask:
    """Mark lines whose date lies in some therapy plan of the patient."""
    patient = lines.facts.patient.astype(np.int64)
    line, plan = words.pairs_of(patient, periods.plans.patient.astype(np.int64))
    day = lines.facts.day[line]
    end, _ = periods.last_days(plan, lines.policy.whole("plan_of_care", "period_days")[line])
    inside = (periods.start[plan] <= day) & (day <= end)
    under = lines.none()
    under[line[inside]] = True
    return under
