"""Modifiers that lift a code edit: the NCCI-associated ones, on the lines on which they count.

RULES.md "PAIR": 24, 25 and 57 count on evaluation-and-management codes only, 27 on institutional
lines, 91 on laboratory tests. GP, KX, CQ and their like never do.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from payer_rules.code_set import CodeSet
from payer_rules.code_sets import CodeSets
from pipeline.rule import Mask, Positions
from pipeline.service_lines import ServiceLines
from pipeline.tables import look_up
from pipeline.worksheets.modifier_lists import ModifierLists

_INSTITUTIONAL = "institutional"


def lifts_an_edit(
    lines: ServiceLines, lists: ModifierLists, sets: CodeSets, rows: Positions
) -> Mask:
    """Mark those of some lines that carry a modifier that lifts an edit with indicator 1.

    Args:
        lines: the service lines.
        lists: their modifiers.
        sets: dated code sets.
        rows: the lines that are asked about; a line may stand there several times.
    """
    table, scopes = sets.modifiers, sets.modifier_scopes
    associated = {
        code: place
        for place, code in enumerate(table.columns["code"])
        if table.columns["ncci"][place] == "yes"
    }
    of_line = lists.of_line[rows]
    present = np.flatnonzero(np.bincount(of_line, minlength=len(lists.lists))).tolist()
    carrying: defaultdict[str, list[int]] = defaultdict(list)
    for number in present:
        for modifier in associated.keys() & set(lists.lists[number].modifiers):
            carrying[modifier].append(number)
    day = lines.facts.day[rows]
    lifts = np.zeros(len(rows), dtype=np.bool_)
    for modifier, numbers in carrying.items():
        place = associated[modifier]
        carries = np.zeros(len(lists.lists), dtype=np.bool_)
        carries[numbers] = True
        in_force = (day >= table.first[place]) & (day <= table.last[place])
        lifts |= carries[of_line] & in_force & _counts_on(modifier, scopes, lines, rows)
    return lifts


def _counts_on(modifier: str, scopes: CodeSet, lines: ServiceLines, rows: Positions) -> Mask:
    """Mark the lines on which a modifier counts: all but for those that have a scope."""
    if modifier not in scopes.columns["code"]:
        return np.ones(len(rows), dtype=np.bool_)
    only_on = scopes.columns["only_on"][scopes.columns["code"].index(modifier)]
    if only_on == _INSTITUTIONAL:
        return lines.facts.institutional[rows]
    whole = tuple(name for name in only_on.split() if not name.endswith("*"))
    families = tuple(name.rstrip("*") for name in only_on.split() if name.endswith("*"))
    of_code = look_up(lines.codes, lambda code: code in whole or code.startswith(families))
    return of_code[rows]
