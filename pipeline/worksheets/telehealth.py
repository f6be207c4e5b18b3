"""Telehealth: what a line's modifiers, place of service and code say of it, by dated tables.

RULES.md MOD015. Institutional claims have no place of service; theirs is not looked at. Grain:
tonight's lines.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from payer_rules.code_sets import CodeSets
from pipeline.rule import Mask
from pipeline.service_lines import Lines
from pipeline.worksheets.modifier_lists import ModifierLists

TELEHEALTH_MODIFIERS = ("95", "GT", "93")
_ANY_PLACE = "*"


@dataclass(frozen=True, kw_only=True)
class Telehealth:
    """One entry a line of tonight.

    Attributes:
        by_modifier: the line carries 95, GT or 93.
        by_place: its place of service is one of telehealth (02, 10).
        place_may_stand: the place goes with a telehealth modifier on that date; also where the
            claim has none.
        never_listed: the code is known not to be on Medicare's telehealth list.
        not_known: we do not know whether the list has the code on that date.
    """

    by_modifier: Mask
    by_place: Mask
    place_may_stand: Mask
    never_listed: Mask
    not_known: Mask

    @classmethod
    def build(cls, lines: Lines, lists: ModifierLists, sets: CodeSets) -> Telehealth:
        """Look up modifiers, places and codes of the lines that say telehealth."""
        by_modifier = lists.carried(*TELEHEALTH_MODIFIERS)
        outside = lines.facts.institutional
        places_of_telehealth = {*sets.telehealth_places.columns["code"]} - {_ANY_PLACE}
        by_place = lines.is_one_of("place_of_service", *places_of_telehealth) & ~outside
        may_stand, never_listed, not_known = outside.copy(), lines.none(), lines.none()
        rows = np.flatnonzero(by_modifier | by_place)
        day = lines.facts.day[rows]
        places = lines.categorical("place_of_service")[rows]
        may_stand[rows] |= sets.telehealth_places.holds(places, day)
        codes = lines.categorical("procedure_code")[rows]
        listed = sets.telehealth_codes.take("listed", codes, day, None)
        names = [*(str(name) for name in listed.categories), ""]
        never_listed[rows] = np.array([name == "no" for name in names])[listed.codes]
        not_known[rows] = listed.codes < 0
        return cls(
            by_modifier=by_modifier,
            by_place=by_place,
            place_may_stand=may_stand,
            never_listed=never_listed,
            not_known=not_known,
        )

    def problems(self, elsewhere: Mask, impossible: Mask) -> list[str]:
        """Say of some lines what does not agree."""
        told = []
        for place_is_wrong, code_is_wrong in zip(
            elsewhere.tolist(), impossible.tolist(), strict=True
        ):
            parts = ["the modifier says telehealth, the place does not"] if place_is_wrong else []
            parts += ["Medicare does not list the code for telehealth"] if code_is_wrong else []
            told.append("; ".join(parts))
        return told
