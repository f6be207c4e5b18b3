"""Discipline evidence: all that the record says of a line's discipline, source by source.

RULES.md MOD003: the visit of that line, an evaluation that only one discipline bills, and the
revenue code; a plan of care only where nothing of these is on file and the patient's plans are of
one discipline. Disciplines are numbers as in ``service_lines``, -1 where a source says nothing.
Grain: tonight's lines.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from payer_rules.code_sets import CodeSets
from pipeline.rule import Mask, Positions
from pipeline.service_lines import DISCIPLINE_NAMES, DISCIPLINE_NUMBER, Lines, ServiceLines
from pipeline.tables import Plans
from pipeline.worksheets.visit_disciplines import Disciplines, VisitDisciplines

_OF_REVENUE = {"042": 0, "043": 1, "044": 2}


@dataclass(frozen=True, kw_only=True)
class DisciplineEvidence:
    """One entry a line of tonight.

    Attributes:
        carried: by the line's only discipline modifier, -1 where it has none or several.
        visit: discipline of the line's own visit.
        evaluation: the only discipline that bills the line's code.
        revenue: by revenue code 042x, 043x, 044x.
        plan: of the patient's plans, where they are of one discipline and nothing else speaks.
    """

    carried: Disciplines
    visit: Disciplines
    evaluation: Disciplines
    revenue: Disciplines
    plan: Disciplines

    @classmethod
    def build(
        cls,
        service_lines: ServiceLines,
        lines: Lines,
        plans: Plans,
        visits: VisitDisciplines,
        sets: CodeSets,
    ) -> DisciplineEvidence:
        """Gather the four sources."""
        every_evaluation = _locked(service_lines, sets)
        evaluation = every_evaluation[: len(lines)]
        revenue = _by_revenue(lines)
        silent = ~visits.on_file & (evaluation < 0) & (revenue < 0)
        return cls(
            carried=visits.carried,
            visit=visits.discipline,
            evaluation=evaluation,
            revenue=revenue,
            plan=np.where(silent, _by_plans(service_lines, lines, plans, every_evaluation), -1),
        )

    @property
    def sources(self) -> tuple[tuple[str, Disciplines], ...]:
        """The sources in words, in the order in which they are shown."""
        return (
            ("visit", self.visit),
            ("evaluation code", self.evaluation),
            ("revenue code", self.revenue),
            ("plan of care", self.plan),
        )

    @property
    def known(self) -> Mask:
        """Mark lines of which some source speaks."""
        spoken = [says >= 0 for _, says in self.sources]
        return np.asarray(np.logical_or.reduce(spoken), dtype=np.bool_)

    @property
    def differs(self) -> Mask:
        """Mark lines of which some source names another discipline than the modifier."""
        others = [(says >= 0) & (says != self.carried) for _, says in self.sources]
        return np.asarray(np.logical_or.reduce(others), dtype=np.bool_)

    def texts(self, rows: Positions) -> list[str]:
        """Say what each source names, such as "OT by the visit, PT by the revenue code"."""
        said = [(name, says[rows].tolist()) for name, says in self.sources]
        return [
            ", ".join(
                f"{DISCIPLINE_NAMES[says[place]]} by the {name}"
                for name, says in said
                if says[place] >= 0
            )
            for place in range(len(rows))
        ]

    def named(self, row: int) -> list[int]:
        """Return the disciplines that some source of a line names, without repeats."""
        says = [int(values[row]) for _, values in self.sources]
        return sorted({number for number in says if number >= 0})


def _locked(lines: ServiceLines, sets: CodeSets) -> Disciplines:
    """Return the only discipline that bills each line's evaluation, tonight's lines first."""
    locked: pd.Categorical = sets.evaluation_codes.take(
        "discipline", lines.categorical("procedure_code"), lines.facts.day, None
    )
    names = [str(name) for name in locked.categories]
    table = np.array([*(DISCIPLINE_NUMBER[name] for name in names), -1], dtype=np.int8)
    return np.asarray(table[locked.codes])


def _by_revenue(lines: Lines) -> Disciplines:
    coded = lines.coded("revenue_code")
    numbers = [_OF_REVENUE.get(value.rjust(4, "0")[:3], -1) for value in coded.values]
    return np.array([*numbers, -1], dtype=np.int8)[coded.codes]


def _by_plans(
    service_lines: ServiceLines, lines: Lines, plans: Plans, evaluation: Disciplines
) -> Disciplines:
    """Return the discipline of the patient's plans where it is the only one.

    An evaluation of another discipline shows that a plan is still missing from the files.
    """
    patients = int(service_lines.facts.patient.max(initial=-1)) + 1
    patients = max(patients, int(plans.patient.max(initial=-1)) + 1)
    has_plan = np.zeros((len(DISCIPLINE_NAMES), patients), dtype=np.bool_)
    seen = np.zeros_like(has_plan)
    evaluated = service_lines.facts.in_force & (evaluation >= 0)
    for number, name in enumerate(DISCIPLINE_NAMES):
        if "discipline" in plans.frame:
            has_plan[number][plans.patient[plans.is_one_of("discipline", name)]] = True
        theirs = np.flatnonzero(evaluated & (evaluation == number))
        seen[number][service_lines.facts.patient[theirs]] = True
    several = (has_plan | seen).sum(axis=0) > 1
    only = np.where(has_plan.any(axis=0) & ~several, has_plan.argmax(axis=0), -1).astype(np.int8)
    return np.asarray(only[lines.facts.patient])
