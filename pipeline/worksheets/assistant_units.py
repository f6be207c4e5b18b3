"""Assistant units: for each code of a day, units that need CQ or CO and units that carry it.

A row is a code of a day: patient, date, payer, provider and discipline, with a line of tonight
and a payer that marks assistants by CQ and CO, or of whom that is not known. A line of a date
without any sign of an assistant and without CQ or CO is a row of its own: no other line bears on
it, so these dates are not gathered. RULES.md MOD004, MOD005, MOD008.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import pandas as pd

from payer_rules.code_sets import CodeSets
from pipeline.rule import Mask, Positions, Severity, Shown
from pipeline.service_lines import DISCIPLINE_NUMBER, ServiceLines
from pipeline.tables import Visits
from pipeline.worksheets import assistant_wording as wording
from pipeline.worksheets.assistant_minutes import MinutesByPerson, nobody_assisted
from pipeline.worksheets.assistant_need import Need, settled
from pipeline.worksheets.assistant_scope import AssistantScope
from pipeline.worksheets.assisted_days import KNOB, AssistedDays, gather_days
from pipeline.worksheets.code_families import CodeFamilies
from pipeline.worksheets.codes_of_days import CodesOfDays

_FORM = "CQ_CO"


@dataclass(frozen=True, kw_only=True)
class OtherLines:
    """Tonight's lines of dates without a sign of an assistant.

    ``silent``: no minutes by person are on file. ``several``: 15-minute codes of more than a unit.
    """

    rows: Positions
    silent: Mask
    several: Mask


class AssistantUnits(CodesOfDays[AssistedDays]):
    """Codes of days: the gathered ones first, then lines of dates without an assistant.

    Attributes:
        outside: the modifier does not apply (critical access, incident to a physician).
        carries: some line has CQ or CO.
        need: units that need the modifier against those that carry it.
        by_signs: without minutes by person, an assistant alone furnished it by all signs.
        one_line: a 15-minute code of two units or more that stands on one line.
        cut_off: a line without CQ and CO may have lost it in the export.
        unknown: rows whose answer turns on a missing fact, by fact.
    """

    SHOWN_AS, SHOWN_FOR = "assistant_units", ("MOD004", "MOD005", "MOD008")

    def __init__(
        self,
        lines: ServiceLines,
        days: AssistedDays,
        entries: Positions,
        others: OtherLines,
        heads: tuple[str, ...],
    ) -> None:
        """Take the gathered entries that are rows, and the other lines; see ``build``."""
        super().__init__(lines, days, entries, others.rows, heads)
        self.outside: Mask = self._rows(days.outside)
        self.carries: Mask = self._rows(days.carries)
        self.by_signs: Mask = self._rows(days.only_assistant)
        self.one_line: Mask = self._rows(days.timed & (days.lines_billed == 1) & (days.units > 1))
        self.one_line[len(entries) :] = others.several
        self.cut_off: Mask = self._rows(days.cut_off)
        told = days.split_known | days.only_assistant
        at_stake = (days.assistant > 0) | days.only_assistant | days.carries | ~told
        at_stake &= ~days.outside
        need = settled(days.need, told & days.whole & ~days.outside, at_stake & told)
        self.need: Need = Need(
            **{item.name: self._rows(getattr(need, item.name)) for item in fields(Need)}
        )
        silent = self._rows(~told & ~days.outside)
        silent[len(entries) :] = others.silent
        policy_known = lines.policy.known(KNOB)[self._anchor]
        turns_on_payer = silent | self._rows(at_stake | days.outside)
        self.unknown: dict[str, Mask] = {
            f"payer:{KNOB}": turns_on_payer & ~policy_known,
            "minutes that agree": self._rows(days.contradictory & ~told & ~days.outside),
            "minutes by person": silent,
            "discipline": self._rows(days.discipline_unsure & at_stake),
            "provider": self._rows(days.provider_unsure & at_stake),
            "visit of the line": self._rows(days.visit_unsure & at_stake),
        }

    @classmethod
    def build(
        cls, lines: ServiceLines, visits: Visits, sets: CodeSets, hands: MinutesByPerson
    ) -> AssistantUnits:
        """Work out the rows.

        Args:
            lines: service lines of whole patients.
            visits: documented services of the same patients; may be empty.
            sets: dated code sets.
            hands: minutes by person of the visits' rows.
        """
        scope = AssistantScope.of(lines, visits, sets, hands)
        families = CodeFamilies.of(lines.codes, visits.coded("procedure_code"), sets)
        days = gather_days(lines, scope, visits, hands, families, sets)
        asked = lines.policy.equals(KNOB, "value", _FORM) | ~lines.policy.known(KNOB)
        asked &= scope.counted & (lines.facts.discipline != DISCIPLINE_NUMBER["SLP"])
        tonight = days.line.any(days.rows < lines.tonight_count)
        entries = np.flatnonzero(tonight & days.line.any(asked[days.rows]))
        asked &= ~scope.near & ~scope.outside
        rows = np.flatnonzero(asked[: lines.tonight_count])
        others = OtherLines(
            rows=rows,
            silent=~nobody_assisted(lines, rows, visits, hands, families, scope.dates),
            several=scope.timed[rows] & (lines.facts.units[rows] > 1),
        )
        return cls(lines, days, entries, others, families.heads)

    # -- payer facts ---------------------------------------------------------------------

    @cached_property
    def lighter(self) -> dict[Severity, Mask]:
        """Say where a finding weighs less than a block, by the payer's entry."""
        by_line = self._lines.lighter_by(KNOB)
        return {weight: mask[self._anchor] for weight, mask in by_line.items()}

    def sources(self, rows: Positions) -> list[str]:
        """Return the payer's entry on assistants."""
        return self._lines.policy.source(KNOB, self._anchor[rows])

    @property
    def modifiers_not_exported(self) -> Mask:
        """Mark every row when the export has no modifiers at all."""
        supplied = self._lines.supplied
        return np.full(len(self), not supplied & {"modifier_1", "modifiers"})

    @cached_property
    def mixed_on_one_line(self) -> Mask:
        """Mark codes whose only line holds units that need the modifier and units that do not."""
        return self.one_line & self.need.mixed

    @property
    def shows(self) -> dict[str, Shown]:
        """What the findings on a code have in common."""
        return {
            "code": self.codes,
            "by_person": self.by_person,
            "billed": self.billed,
            "marked": self.marked,
            "needed": self.needed,
            "modifier": self.modifier,
            "working": self.working,
            "lines": self.lines,
            "rule_source": self.sources,
        }

    # -- what a finding shows ------------------------------------------------------------

    def billed(self, rows: Positions) -> list[int]:
        """Return units billed, all lines of the day together."""
        return self._numbers("units", rows)

    def marked(self, rows: Positions) -> list[int]:
        """Return units billed with CQ or CO."""
        return self._numbers("marked", rows)

    def needed(self, rows: Positions) -> list[str]:
        """Return how many of the billed units need the modifier, such as "1" or "1 to 2"."""
        return wording.ranges(self.need.low[rows], self.need.high[rows])

    def modifier(self, rows: Positions) -> list[str]:
        """Return the assistant modifier of the line's discipline."""
        names = self._lines.discipline_names(self._anchor[rows])
        return [wording.modifier_of(name) for name in names]

    def by_person(self, rows: Positions) -> list[str]:
        """Return minutes by person, or what stands in their place."""
        incident = self._lines.is_one_of("incident_to", "yes")[self._anchor[rows]]
        return [
            (wording.INCIDENT if by_physician else wording.CRITICAL_ACCESS)
            if outside
            else (wording.ONLY_ASSISTANT if signs else wording.by_person(therapist, assistant))
            for outside, by_physician, signs, therapist, assistant in zip(
                self.outside[rows].tolist(),
                incident.tolist(),
                self.by_signs[rows].tolist(),
                self._numbers("therapist", rows),
                self._numbers("assistant", rows),
                strict=True,
            )
        ]

    def working(self, rows: Positions) -> list[str]:
        """Return how the units that need the modifier follow from the minutes."""
        units = wording.ranges(self.need.of_minutes_low[rows], self.need.of_minutes_high[rows])
        return [
            wording.NOT_USED_THERE
            if outside
            else (
                wording.ALL_BY_SIGNS
                if signs
                else wording.working(therapist, assistant, timed, of_minutes)
            )
            for outside, signs, timed, therapist, assistant, of_minutes in zip(
                self.outside[rows].tolist(),
                self.by_signs[rows].tolist(),
                self._rows(self._days.timed)[rows].tolist(),
                self._numbers("therapist", rows),
                self._numbers("assistant", rows),
                units,
                strict=True,
            )
        ]

    def lines(self, rows: Positions) -> list[str]:
        """Return the lines that would say what the minutes say of a code, with and without."""
        need = self.need
        marked = wording.ranges(need.with_low[rows], need.with_high[rows])
        plain = wording.ranges(need.without_low[rows], need.without_high[rows])
        return [
            wording.lines_that_say_so(code, modifier, "0", str(billed))
            if outside
            else wording.lines_that_say_so(code, modifier, with_it, without)
            for code, modifier, outside, billed, with_it, without in zip(
                self.codes(rows),
                self.modifier(rows),
                self.outside[rows].tolist(),
                self.billed(rows),
                marked,
                plain,
                strict=True,
            )
        ]

    def shown(self, anchors: Positions) -> pd.DataFrame:
        """Return the codes of days that hang on some lines, as reports draw them.

        Columns: claim_id, line_number, service_date (ISO), code, therapist, assistant (minutes;
        blank where not known), billed, marked, need_low, need_high (billed units), with_low,
        with_high, without_low, without_high (units of the minutes), lines, working; one row a code
        of a day.
        """
        rows = np.flatnonzero(np.isin(self._anchor[: len(self._entries)], anchors))
        lines = self._anchor[rows]
        known = pd.Series(self._rows(self._days.split_known)[rows])
        return pd.DataFrame(
            {
                "claim_id": self._lines.text("claim_id", lines),
                "line_number": self._lines.cents("line_number")[lines],
                "service_date": self._lines.dates(lines),
                "code": self.codes(rows),
                "therapist": pd.Series(self._numbers("therapist", rows), dtype="Int64").where(
                    known
                ),
                "assistant": pd.Series(self._numbers("assistant", rows), dtype="Int64").where(
                    known
                ),
                "billed": self.billed(rows),
                "marked": self.marked(rows),
                "need_low": self.need.low[rows],
                "need_high": self.need.high[rows],
                "with_low": self.need.with_low[rows],
                "with_high": self.need.with_high[rows],
                "without_low": self.need.without_low[rows],
                "without_high": self.need.without_high[rows],
                "lines": self.lines(rows),
                "working": [
                    f"{working}; lines: {lines}"
                    for working, lines in zip(self.working(rows), self.lines(rows), strict=True)
                ],
            }
        )

    def _numbers(self, name: str, rows: Positions) -> list[int]:
        numbers: list[int] = self._rows(getattr(self._days, name))[rows].tolist()
        return numbers
