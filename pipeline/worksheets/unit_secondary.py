"""Secondary units: what the secondary payer's method makes of a day whose units the primary counts.

A day's minutes are the same for both payers, and their methods may differ: what is right for one is
too much for the other. Lines that name a secondary payer and are themselves billed to the primary
one say who it is. Of several the strictest counts. Grain: the days of ``TimedUnits``.
"""

from __future__ import annotations

import numpy as np

from payer_rules.site import match_payers
from pipeline.bucket import Rules
from pipeline.finding_texts import in_python
from pipeline.rule import Mask, Positions
from pipeline.service_lines import ServiceLines
from pipeline.worksheets.timed_units import KNOB, TimedUnits
from pipeline.worksheets.unit_allowed import AllowedUnits, allowance
from pipeline.worksheets.unit_day_words import METHOD_WORDS
from pipeline.worksheets.unit_methods import CountedBy, Minutes
from pipeline.worksheets.unit_words import Texts

_SECONDARY, _LATER = "secondary_payer_id", ("S", "T")
_METHODS = tuple(METHOD_WORDS)
_STRICTEST = "strictest"
_UNKNOWN, _OTHER = -1, -2


class SecondaryUnits:
    """One entry a day.

    Attributes:
        differs: the secondary payer's number of units is known and another one.
        allowed: that number, where it differs.
        over: right for the primary, too many for the secondary, and the office asked for the
            stricter of both.
        method_unknown, needs_codes: whether it is over turns on a method that is not on file, or
            on minutes of each code.
    """

    def __init__(self, days: TimedUnits, primary: AllowedUnits, rules: Rules) -> None:
        """Start without any secondary payer; see ``build``."""
        self._days = days
        nowhere = np.zeros(len(days), dtype=np.bool_)
        self.differs: Mask = nowhere
        self.over: Mask = nowhere
        self.method_unknown: Mask = nowhere
        self.needs_codes: Mask = nowhere
        self.allowed: Minutes = primary.by_payer.allowed
        self._method = np.full(len(days), -1, dtype=np.intp)
        self._strictest = rules.settings.secondary_units == _STRICTEST

    @classmethod
    def build(
        cls, days: TimedUnits, primary: AllowedUnits, lines: ServiceLines, rules: Rules
    ) -> SecondaryUnits:
        """Look up the method of secondary payers.

        Args:
            days: days with timed codes.
            primary: what the payers' own methods allow.
            lines: service lines of whole patients.
            rules: payer rules, the office's names of payers and its settings.
        """
        found = cls(days, primary, rules)
        counted = days.counted_lines
        named = lines.coded(_SECONDARY).codes[counted] >= 0
        named &= ~lines.is_one_of("payer_sequence", *_LATER)[counted]
        places = np.flatnonzero(named)
        if len(places):
            found._hold_against(primary, lines, places, _methods(lines, counted[places], rules))
        return found

    def _hold_against(
        self, primary: AllowedUnits, lines: ServiceLines, places: Positions, method: Positions
    ) -> None:
        """Compare the days of some counted lines with their secondary payers' methods."""
        days, totals = self._days, self._days.totals
        day = totals.codes.days.of_row[totals.codes.of_line[places]]
        count = len(days)
        unknown = np.zeros(count, dtype=np.bool_)
        unknown[day[method == _UNKNOWN]] = True
        pooled = days.pooled & days.method_known & ~days.method_is("value_units")
        least = np.full(count, np.iinfo(np.int64).max)
        over, needs = np.zeros((2, count), dtype=np.bool_)
        for number in range(len(_METHODS)):
            asked = np.zeros(count, dtype=np.bool_)
            asked[day[method == number]] = True
            asked &= pooled
            if not asked.any():
                continue
            held = allowance(totals, CountedBy(*(asked & (place == number) for place in range(4))))
            stricter = asked & (held.allowed < least)
            least = np.where(stricter, held.allowed, least)
            self._method[stricter] = number
            over |= asked & held.over
            needs |= asked & held.needs_codes
        known = self._method >= 0
        by_total = known & (self._method == 0) & days.method_is(_METHODS[0])
        told = known & totals.known & (totals.by_code_known | by_total)
        self.differs = told & (least != primary.by_payer.allowed)
        self.allowed = np.where(self.differs, least, primary.by_payer.allowed)
        right = ~primary.by_payer.over & self._strictest & pooled
        self.needs_codes = right & needs
        self.over = right & over
        any_method = (totals.billed > totals.cms) | (totals.billed > totals.midpoint)
        any_method |= ~totals.by_code_known
        self.method_unknown = right & unknown & any_method & ~self.over

    def told(self, methods: Texts, rows: Positions) -> list[str]:
        """Return the primary's methods of some days, with what the secondary payer makes of them.

        For example "CMS total time; the secondary payer allows 2 by the midpoint of each code".
        """
        texts: list[str] = in_python(methods)
        for place in np.flatnonzero(self.differs[rows]).tolist():
            row = rows[place]
            method = METHOD_WORDS[_METHODS[self._method[row]]]
            texts[place] += f"; the secondary payer allows {self.allowed[row]} by {method}"
        return texts

    def numbers(self, rows: Positions) -> list[int | None]:
        """Return the secondary payer's units of some days, None where they do not differ."""
        return [
            allowed if differs else None
            for allowed, differs in zip(
                self.allowed[rows].tolist(), self.differs[rows].tolist(), strict=True
            )
        ]


def _methods(lines: ServiceLines, rows: Positions, rules: Rules) -> Positions:
    """Return the method of the secondary payer of some lines, below 0 where it gives no units."""
    columns = (
        lines.categorical(name)[rows] if name in lines.frame else None
        for name in ("location_id", "state", "plan")
    )
    secondary = lines.categorical(_SECONDARY)[rows]
    payers = match_payers(rules.site, rules.rulebook, secondary, *columns)
    policy = rules.rulebook.on(payers, lines.facts.day[rows], rules.as_of)
    number, names = policy.number_of(KNOB, "value")
    place = [_METHODS.index(name) if name in _METHODS else _OTHER for name in names]
    return np.array([*place, _UNKNOWN], dtype=np.intp)[number]
