"""Which lines and dates the assistant's share is asked about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from payer_rules.code_sets import CodeSets
from pipeline.modifiers import ASSISTANT_MODIFIERS
from pipeline.rule import Mask, Positions
from pipeline.service_lines import ServiceLines
from pipeline.tables import Days, Visits, look_up
from pipeline.worksheets.assistant_minutes import MinutesByPerson
from pipeline.worksheets.day_visits import POOL
from pipeline.worksheets.patient_dates import PatientDates

_CRITICAL_ACCESS = "85"


@dataclass(frozen=True, kw_only=True)
class AssistantScope:
    """Lines by what is asked about them.

    Attributes:
        counted: in-force lines of therapy services in which an assistant can have a share.
        timed: lines of 15-minute codes.
        carries: lines with CQ or CO.
        outside: lines to which the modifier does not apply: of critical access hospitals, and
            incident to a physician's service.
        near: counted lines of tonight's dates with an assistant in a visit, or CQ or CO on a line.
        visits: documented services of these dates.
        dates: patient and date of lines and visits.
    """

    counted: Mask
    timed: Mask
    carries: Mask
    outside: Mask
    near: Mask
    visits: Positions
    dates: PatientDates

    @classmethod
    def of(
        cls, lines: ServiceLines, visits: Visits, sets: CodeSets, hands: MinutesByPerson
    ) -> AssistantScope:
        """Find the lines and dates."""
        facts = lines.facts
        codes = lines.categorical("procedure_code")
        base = sets.time_bases.take("base", codes, facts.day, None)
        counted = facts.in_force & ~facts.supply & _shared_services(codes, base, facts.day, sets)
        carries = lines.has_modifier(*ASSISTANT_MODIFIERS)
        dates = PatientDates.of(lines, visits)
        # Minutes that contradict one another do not rule an assistant's share out.
        took_part = hands.assistant_took_part | hands.contradictory
        met = np.concatenate([dates.of_line[counted & carries], dates.of_visit[took_part]])
        return cls(
            counted=counted,
            timed=_is_of(base, POOL),
            carries=carries,
            outside=_does_not_apply(lines),
            near=counted & dates.among(dates.of_line, met),
            visits=np.flatnonzero(dates.among(dates.of_visit, met)),
            dates=dates,
        )


def _does_not_apply(lines: ServiceLines) -> Mask:
    critical_access = look_up(
        lines.coded("bill_type"), lambda text: text.lstrip("0").startswith(_CRITICAL_ACCESS)
    )
    return critical_access | lines.is_one_of("incident_to", "yes")


def _is_of(base: pd.Categorical, name: str) -> Mask:
    wanted = np.array([*(value == name for value in base.categories), False], dtype=np.bool_)
    return np.asarray(wanted[base.codes])


def _shared_services(
    codes: pd.Categorical, base: pd.Categorical, day: Days, sets: CodeSets
) -> Mask:
    """Mark therapy services; a device's supply is nobody's time."""
    listed = np.asarray(base.codes) >= 0
    rest = np.flatnonzero(~listed)
    for more in (sets.always_therapy, sets.sometimes_therapy):
        listed[rest] |= more.holds(codes[rest], day[rest])
    monitoring = np.flatnonzero(_is_of(base, "monitoring"))
    listed[monitoring] &= ~sets.device_supply.holds(codes[monitoring], day[monitoring])
    return listed
