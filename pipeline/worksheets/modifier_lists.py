"""Modifier lists: the distinct lists of modifiers of a night, so that each is looked at once.

A million lines carry a few hundred different lists. A question that bits cannot answer (the order,
a modifier that no rule knows, one that stands twice) is put to each list, and a line takes the
answer of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.modifiers import split
from pipeline.rule import Mask, Positions
from pipeline.service_lines import ServiceLines
from schemas.claim_lines import MODIFIER_COLUMNS

_DENSE = 1_000_000


class ModifierList(NamedTuple):
    """The modifier cells of a line as the export has them.

    ``slots`` are the filled slots in their order, ``joined`` the parts of the joined column.
    """

    slots: tuple[str, ...]
    joined: tuple[str, ...]

    @property
    def modifiers(self) -> tuple[str, ...]:
        """Return all modifiers as billed: slot by slot, then what only the joined column has."""
        in_slots = tuple(part for slot in self.slots for part in split(slot))
        return (*in_slots, *(part for part in self.joined if part not in in_slots))

    def carries(self, *wanted: str) -> bool:
        """Say whether one of some modifiers is there, known to other rules or not."""
        return not set(wanted).isdisjoint(self.modifiers)


class ModifierLists:
    """The list of every service line, tonight's first.

    Attributes:
        of_line: number of each line's list.
        lists: the lists.
    """

    def __init__(
        self, of_line: npt.NDArray[np.intp], lists: tuple[ModifierList, ...], tonight: int
    ) -> None:
        """See ``build``; ``tonight`` counts tonight's lines."""
        self.of_line = of_line
        self.lists = lists
        self._tonight = tonight

    @classmethod
    def build(cls, lines: ServiceLines) -> ModifierLists:
        """Number the lists of all service lines."""
        names = [name for name in (*MODIFIER_COLUMNS, "modifiers") if name in lines.frame]
        columns = [lines.coded(name) for name in names]
        of_line, first = _numbered([coded.codes for coded in columns], len(lines))
        found = []
        for row in first.tolist():
            cells = {
                name: coded.values[coded.codes[row]] if coded.codes[row] >= 0 else ""
                for name, coded in zip(names, columns, strict=True)
            }
            slots = tuple(cells[name] for name in MODIFIER_COLUMNS if cells.get(name))
            found.append(ModifierList(slots, tuple(split(cells.get("modifiers", "")))))
        return cls(of_line, tuple(found), lines.tonight_count)

    @property
    def of_tonight(self) -> npt.NDArray[np.intp]:
        """Number of the list of each of tonight's lines."""
        return self.of_line[: self._tonight]

    def table(self, passes: Callable[[ModifierList], bool]) -> Mask:
        """Put a question to each list; one answer a list."""
        return np.array([passes(found) for found in self.lists], dtype=np.bool_)

    def carried(self, *wanted: str) -> Mask:
        """Mark tonight's lines that carry one of some modifiers, known to other rules or not."""
        return self.tonight(lambda found: found.carries(*wanted))

    def tonight(self, passes: Callable[[ModifierList], bool]) -> Mask:
        """Mark tonight's lines whose list passes."""
        return np.asarray(self.table(passes)[self.of_tonight], dtype=np.bool_)

    def everywhere(self, passes: Callable[[ModifierList], bool]) -> Mask:
        """Mark all service lines whose list passes."""
        return np.asarray(self.table(passes)[self.of_line], dtype=np.bool_)


def _numbered(
    columns: list[npt.NDArray[np.int32]], count: int
) -> tuple[npt.NDArray[np.intp], Positions]:
    """Number the distinct rows of some code columns; return also a row of each number."""
    key = np.zeros(count, dtype=np.intp)
    span = 1
    for codes in columns:
        width = int(codes.max(initial=-1)) + 2
        if span * width > _DENSE:
            key, span = _dense(key, span)
        key = key * width + (codes + 1)
        span *= width
    key, span = _dense(key, span)
    first = np.zeros(span, dtype=np.intp)
    first[key[::-1]] = np.arange(count)[::-1]
    return key, first


def _dense(key: npt.NDArray[np.intp], span: int) -> tuple[npt.NDArray[np.intp], int]:
    """Number keys below ``span`` without gaps."""
    if span > 4 * _DENSE:
        numbers, distinct = pd.factorize(key)
        return np.asarray(numbers, dtype=np.intp), len(distinct)
    seen = np.zeros(span, dtype=np.bool_)
    seen[key] = True
    number = np.cumsum(seen) - 1
    return np.asarray(number[key], dtype=np.intp), int(seen.sum())
