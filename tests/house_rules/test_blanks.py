"""House rule 5: a blank never clears a fault, and never makes one.

Every decided example of a rule is judged again with one of its optional cells blank, cell by cell,
and with a whole column blank. A row that violated may go on violating or become cannot-tell; an
example without a fault never shows one. Columns that a rule names ``optional`` are left out;
modifier slots are facts of presence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.bucket import NightTables
from pipeline.rule import Grain
from schemas.claim_lines import MODIFIER_COLUMNS
from schemas.tables import columns_of
from tests.checks.examples import Example
from tests.house_rules.rule_examples import all_examples
from tests.judging import (
    CANNOT_TELL,
    CLEAR,
    NOT_APPLICABLE,
    VIOLATES,
    Judged,
    judge_tables,
    rule_of,
)
from tests.tables import tables_of

SLOTS = {*MODIFIER_COLUMNS, "modifiers"}
TABLES = {
    "claims": "claims",
    "visits": "visits",
    "plans": "plans",
    "spend": "spend",
    "documents": "documents",
    "earlier_lines": "claims",
    "earlier_visits": "visits",
}
"""Frames of a night and the input table of each."""
VERSION = {
    "claim_frequency": "blank is an original claim: it says which claim a row is, like its id",
    "replaces_claim_id": "blank is the same claim id's earlier version",
}
"""Columns left out: they say which claim a row is (CONTRACT.md, claim_lines), not what it holds."""
MAY_LEAVE: dict[tuple[str, str], str] = {}
"""(rule, column) whose blank makes the rule not applicable, with the reason."""
TWO_RECORDS = {
    ("UNIT001", "codes say 20, the visit 23: not over under both"),
    ("UNIT001", "codes say 23, the visit 20: not over under both"),
    ("UNIT001", "hybrid: codes say 7 + 9, the visit 23: not over under both"),
}
"""Examples in which two records of one fact disagree and are believed together (RULES.md UNIT:
"both known and different"): where one of them is gone, the other alone decides, as it must."""
EVERY_ROW = -1
IDS = ("claim_id", "patient_id", "visit_id", "plan_id", "member_id", "replaces_claim_id")


@dataclass(frozen=True)
class Cell:
    """One filled optional cell of a frame, or all of a column (``EVERY_ROW``)."""

    frame: str
    row: int
    column: str

    def __str__(self) -> str:
        """Its place, as a failure names it."""
        row = "every row" if self.row == EVERY_ROW else f"row {self.row}"
        return f"{self.frame}.{self.column} {row}"


def cells_of(tables: NightTables, optional: Sequence[str]) -> list[Cell]:
    """List the filled cells that may be blank, without slots and the rule's optional columns."""
    left_out = {*SLOTS, *VERSION, *optional}
    found = []
    for name, table in TABLES.items():
        frame: pd.DataFrame | None = getattr(tables, name)
        if frame is None:
            continue
        nullable = [
            column
            for column, facts in columns_of(table).items()
            if column in frame and not facts["required"] and column not in left_out
        ]
        for column in nullable:
            rows = frame[column].notna().to_numpy().nonzero()[0].tolist()
            found += [Cell(name, row, column) for row in rows]
            found += [Cell(name, EVERY_ROW, column)] if len(rows) > 1 else []
    return found


def blanked(tables: NightTables, cell: Cell) -> NightTables:
    """Return the tables with one cell blank."""
    frame: pd.DataFrame = getattr(tables, cell.frame)
    kept = (np.arange(len(frame)) != cell.row) & (cell.row != EVERY_ROW)
    return _with(
        tables, {cell.frame: frame.assign(**{cell.column: frame[cell.column].where(kept)})}
    )


def _with(tables: NightTables, frames: Mapping[str, Any]) -> NightTables:
    return replace(tables, **frames)


def renamed(tables: NightTables, mark: str) -> NightTables:
    """Return the tables as those of other people and claims: every id begins with a mark."""

    def marked(frame: pd.DataFrame | None) -> pd.DataFrame | None:
        if frame is None:
            return None
        return frame.assign(**{name: mark + frame[name] for name in IDS if name in frame})

    return _with(tables, {name: marked(getattr(tables, name)) for name in TABLES})


def stacked(parts: Sequence[NightTables]) -> NightTables:
    """Put several nights into one."""

    def together(name: str) -> Any:
        frames = [getattr(part, name) for part in parts]
        return None if frames[0] is None else pd.concat(frames, ignore_index=True)

    return _with(parts[0], {name: together(name) for name in TABLES})


Answers = Mapping[str, str]


def answers_of(judged: Judged, mark: str) -> dict[str, str]:
    """Return the weightiest answer about each claim line and each row of one part of a night."""
    weight = [VIOLATES, CANNOT_TELL, CLEAR, NOT_APPLICABLE]
    found: dict[str, str] = {}
    for row in judged.rows:
        for name in sorted({row.key, *row.lines}):
            if name.startswith(mark):
                own = name.removeprefix(mark)
                found[own] = min(found.get(own, NOT_APPLICABLE), row.answer, key=weight.index)
    return found


def variants(example: Example, cells: Sequence[Cell]) -> list[Answers]:
    """Judge an example once as it stands and once for each blank cell."""
    night = example.night
    tables = tables_of(night)
    nights = [tables, *(blanked(tables, cell) for cell in cells)]
    by_payer = rule_of(example.rule).rule.grain is Grain.NIGHT
    if by_payer or any(cell.column == "received_order" for cell in cells):
        # What holds for a whole night cannot share one.
        return [answers_of(judge_tables(one, night, example.rule), "") for one in nights]
    marks = [f"{number:04d}:" for number in range(len(nights))]
    refused = {mark + claim: count for mark in marks for claim, count in night.refused.items()}
    whole = stacked([renamed(one, mark) for one, mark in zip(nights, marks, strict=True)])
    judged = judge_tables(whole, night, example.rule, refused)
    return [answers_of(judged, mark) for mark in marks]


def faults_of(example: Example) -> list[str]:
    """Say which blank cells cleared a fault, or made one."""
    cells = cells_of(tables_of(example.night), rule_of(example.rule).rule.optional)
    if not cells:
        return []
    before, *after = variants(example, cells)
    violating = [name for name, answer in before.items() if answer == VIOLATES]
    faults = []
    for cell, answers in zip(cells, after, strict=True):
        may_leave = (example.rule, cell.column) in MAY_LEAVE
        allowed = {VIOLATES, CANNOT_TELL, *([NOT_APPLICABLE] if may_leave else [])}
        new = {name: answers.get(name, NOT_APPLICABLE) for name in violating}
        if any(answer not in allowed for answer in new.values()):
            faults.append(f"{cell}: {new}")
        if not violating and VIOLATES in answers.values():
            faults.append(f"{cell}: {dict(answers)}")
    return faults


DECIDED = [
    example
    for example in all_examples()
    if example.expect in (VIOLATES, CLEAR) and (example.rule, example.name) not in TWO_RECORDS
]


@pytest.mark.parametrize("example", DECIDED, ids=[f"{one.rule} {one.name}" for one in DECIDED])
def test_a_blank_cell_neither_clears_nor_blames(example: Example) -> None:
    assert faults_of(example) == []
