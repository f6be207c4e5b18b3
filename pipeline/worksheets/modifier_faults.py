"""Modifier faults: what is wrong with the modifiers of a line as they are written.

RULES.md MOD010. A slot holds two characters A-Z 0-9, a line at most four different ones; whether a
modifier exists is asked of the dated table of modifiers on the date of service. Grain: tonight's
lines.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from payer_rules.code_sets import CodeSets
from pipeline.rule import Mask, Positions
from pipeline.service_lines import Lines
from pipeline.worksheets.modifier_lists import ModifierList, ModifierLists

MOST = 4
_SHAPE = re.compile(r"[A-Z0-9]{2}", re.ASCII)


class ModifierFaults:
    """One entry a line of tonight.

    Attributes:
        present: the line carries something in the place of a modifier.
        malformed: a modifier that is not two characters A-Z 0-9, one that stands twice, or more
            than four.
        unlisted: well formed, but in no row of the table on the date of service.
    """

    def __init__(self, lists: ModifierLists, unlisted: dict[str, Mask], count: int) -> None:
        """See ``build``."""
        self._lists = lists
        self._unlisted = unlisted
        self._written = tuple(_written(found) for found in lists.lists)
        self.present: Mask = lists.tonight(lambda found: bool(found.slots or found.joined))
        faulty = np.array([bool(text) for text in self._written], dtype=np.bool_)
        self.malformed: Mask = faulty[lists.of_tonight]
        self.unlisted: Mask = np.zeros(count, dtype=np.bool_)
        for mask in unlisted.values():
            self.unlisted |= mask

    @classmethod
    def build(cls, lines: Lines, lists: ModifierLists, sets: CodeSets) -> ModifierFaults:
        """Look at every list once, and at dates only where the table's answer turns on them."""
        names = {
            part for found in lists.lists for part in found.modifiers if _SHAPE.fullmatch(part)
        }
        day = lines.facts.day
        ends = day[[day.argmin(), day.argmax()]] if len(lines) else day
        unlisted: dict[str, Mask] = {}
        for name in sorted(names) if len(lines) else ():
            first, last = sets.modifiers.rows_on(pd.Categorical([name, name]), ends)
            if first >= 0 and first == last:
                continue
            rows = np.flatnonzero(lists.carried(name))
            one = pd.Categorical.from_codes(np.zeros(len(rows), np.int8), pd.Index([name]))
            missing = rows[~sets.modifiers.holds(one, day[rows])]
            if len(missing):
                unlisted[name] = lines.none()
                unlisted[name][missing] = True
        return cls(lists, unlisted, len(lines))

    def texts(self, rows: Positions) -> list[str]:
        """Say what is wrong with the modifiers of some lines."""
        found = []
        for row in rows.tolist():
            parts = [self._written[self._lists.of_tonight[row]]]
            strange = [name for name, mask in self._unlisted.items() if mask[row]]
            if strange:
                verb = "is" if len(strange) == 1 else "are"
                named = ", ".join(strange)
                parts.append(f"{named} {verb} not in our table of modifiers of that date")
            found.append("; ".join(part for part in parts if part))
        return found


def _written(found: ModifierList) -> str:
    """Say what is wrong with a list as it is written; "" where nothing is."""
    faults = [f'"{part}" is not two letters or digits' for part in _misshapen(found)]
    for side in (found.slots, found.joined):
        twice = sorted({part for part in side if side.count(part) > 1})
        faults += [f"{part} is repeated" for part in twice]
    most = max(len(found.slots), len(found.joined), len(found.modifiers))
    if most > MOST:
        faults.append(f"{most} modifiers where a line has room for {MOST}")
    return "; ".join(dict.fromkeys(faults))


def _misshapen(found: ModifierList) -> list[str]:
    return [part for part in (*found.slots, *found.joined) if not _SHAPE.fullmatch(part)]
