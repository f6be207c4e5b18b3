"""Modifier orders: the order that the payer wants, compared with the one on the line.

Only modifiers that the payer's list names are compared; others may stand anywhere. Grain: tonight's
lines.
"""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt

from payer_rules.policy import Policy
from pipeline.rule import Mask, Positions
from pipeline.service_lines import Lines
from pipeline.worksheets.modifier_lists import ModifierLists

KNOB = "modifier_order"
Order = tuple[str, ...]


class ModifierOrders:
    """One entry a line of tonight.

    Attributes:
        several: two or more modifiers on the line.
        comparable: two or more modifiers on the line that the payer's list names.
        differs: they stand in another order.
    """

    def __init__(
        self, lists: ModifierLists, number: npt.NDArray[np.int32], orders: list[Order]
    ) -> None:
        """Take the number of each line's order (-1 for none), and the orders."""
        self._lists, self._number, self._orders = lists, number, orders
        comparable = np.zeros((len(orders) + 1, len(lists.lists)), dtype=np.bool_)
        differs = np.zeros_like(comparable)
        for place, order in enumerate(orders):
            ranked = [_ranked(found.modifiers, order) for found in lists.lists]
            comparable[place] = [len(ranks) > 1 for ranks in ranked]
            differs[place] = [ranks != sorted(ranks) for ranks in ranked]
        self.several: Mask = lists.tonight(lambda found: len(found.modifiers) > 1)
        self.comparable: Mask = comparable[number, lists.of_tonight]
        self.differs: Mask = differs[number, lists.of_tonight]

    @classmethod
    def build(cls, lines: Lines, policy: Policy, lists: ModifierLists) -> ModifierOrders:
        """Compare every list with every order in force, once."""
        number, orders = policy.number_of(KNOB, "value")
        return cls(lists, number, cast("list[Order]", orders))

    def wanted(self, rows: Positions) -> list[str]:
        """Return the modifiers of some lines in the payer's order, as far as its list goes."""
        texts = []
        for row in rows.tolist():
            order = self._orders[self._number[row]]
            found = self._lists.lists[self._lists.of_tonight[row]].modifiers
            named = sorted((part for part in found if part in order), key=order.index)
            texts.append(" ".join(named))
        return texts


def _ranked(modifiers: tuple[str, ...], order: Order) -> list[int]:
    """Return the places that a line's modifiers have in the order, those it names alone."""
    return [order.index(part) for part in modifiers if part in order]
