"""How a day's lines and units are told where a limit is in question."""

from __future__ import annotations

from itertools import accumulate, pairwise

import numpy as np

from pipeline.modifiers import joined_text
from pipeline.rule import Mask
from pipeline.service_lines import ServiceLines
from pipeline.worksheets.code_edits_scope import Small, table_names
from pipeline.worksheets.unit_entries import Amounts


def plain_units(units: Amounts) -> list[str]:
    """Return units such as "7" or "1.5"."""
    return [f"{value:g}" for value in units.tolist()]


def tables_told(tables: Small, stale: Mask) -> list[str]:
    """Return tables such as "Medicare hospital table", with a remark on one that is not new."""
    return [
        f"{name}, its last known edition" if is_stale else name
        for name, is_stale in zip(table_names(tables), stale.tolist(), strict=True)
    ]


def listed_lines(lines: ServiceLines, groups: list[list[int]]) -> list[str]:
    """Return the lines of each group, such as "C1 line 1, GP KX: 4; C1 line 2, GP CQ: 3".

    Lines sent on earlier nights come first, then tonight's by claim and line.
    """
    facts, rank = lines.facts, lines.claim_line_rank
    ordered = [
        sorted(group, key=lambda line: (int(facts.place[line]), int(rank[line])))
        for group in groups
    ]
    flat = np.array([line for group in ordered for line in group], dtype=np.intp)
    names = [name for group in lines.references(ordered) for name in group]
    told = [
        f"{claim} line {number}{f', {carried}' if carried else ''}: {units}"
        for (claim, number), carried, units in zip(
            names, joined_text(lines, flat), plain_units(facts.units[flat]), strict=True
        )
    ]
    ends = accumulate((len(group) for group in ordered), initial=0)
    return ["; ".join(told[begin:end]) for begin, end in pairwise(ends)]
