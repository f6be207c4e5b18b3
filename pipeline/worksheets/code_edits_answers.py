"""What the NCCI tables say of pairs of codes, where need be of each table that may be meant.

Usually one table speaks. Where the bill type is not known, both settings' tables are asked, and the
answer stands if they agree. Where the payer's program is not known, or its table does not reach the
day, the loaded tables only say whether there may be an edit: this is then an open question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from payer_rules.ncci import (
    NEVER,
    NO_EDIT,
    NOT_LOADED,
    STALE,
    TABLES,
    WITH_MODIFIER,
    PairAnswers,
    PairEdits,
)
from pipeline.rule import Mask, Positions
from pipeline.worksheets.code_edits_scope import (
    HOSPITAL,
    MEDICAID,
    MEDICARE,
    UNCLEAR,
    UNKNOWN,
    Small,
    table_names,
    table_of,
)

Numbers = npt.NDArray[np.intp]
Days = npt.NDArray[np.int32]


@dataclass(frozen=True, kw_only=True)
class AskedPairs:
    """Pairs of codes to look up, one entry a pair; codes are positions in ``names``."""

    names: Sequence[str]
    one: Numbers
    other: Numbers
    day: Days
    program: Small
    setting: Small

    def some(self, rows: Positions) -> AskedPairs:
        """Return some of the pairs."""
        return AskedPairs(
            names=self.names,
            one=self.one[rows],
            other=self.other[rows],
            day=self.day[rows],
            program=self.program[rows],
            setting=self.setting[rows],
        )


@dataclass(frozen=True, kw_only=True)
class EditAnswers:
    """What is said of each asked pair.

    Attributes:
        indicator: 0 never together, 1 with a modifier, -1 no edit, or an open question.
        in_force: there is an edit, whichever table of the payer's program is meant.
        one_is_first: the first of the two codes is column 1 (for an open question by the first
            table that has the edit).
        stale: the answer is that of a quarter that has ended.
        certainty: how sure the edit is.
        policy_unknown, not_loaded, bill_type_unknown: why the question is open.
        may_need, may_bar: there is an edit, or may be one, with indicator 1, or 0.
        table: number of the table that speaks, -1 for none.
    """

    indicator: Small
    in_force: Mask
    one_is_first: Mask
    stale: Mask
    certainty: npt.NDArray[np.float64]
    policy_unknown: Mask
    not_loaded: Mask
    bill_type_unknown: Mask
    may_need: Mask
    may_bar: Mask
    table: Small
    _sources: PairAnswers

    @property
    def open_question(self) -> Mask:
        """Mark pairs of which the right table is not known or not loaded."""
        return self.policy_unknown | self.not_loaded | self.bill_type_unknown

    @property
    def matters(self) -> Mask:
        """Mark pairs with an edit, or possibly with one."""
        return self.may_need | self.may_bar

    def table_names(self, rows: Positions) -> list[str]:
        """Return the table that speaks of some pairs."""
        return table_names(self.table[rows])

    def sources(self, rows: Positions) -> list[str]:
        """Return the edition in which the edits of some pairs stand."""
        return self._sources.source(rows)


def ask(edits: PairEdits, pairs: AskedPairs) -> EditAnswers:
    """Look pairs up.

    Args:
        edits: the loaded tables.
        pairs: what to ask; no pair is of a payer that applies no edits.
    """
    table = table_of(pairs.program, pairs.setting)
    first = edits.look_up(pairs.names, pairs.one, pairs.other, pairs.day, table)
    policy_unknown = pairs.program == UNKNOWN
    in_force, standing = first.indicator != NO_EDIT, first.standing.copy()
    differ = np.zeros(len(table), dtype=np.bool_)
    twofold = np.flatnonzero((pairs.setting == UNCLEAR) & ~policy_unknown)
    if len(twofold):
        part = pairs.some(twofold)
        hospital = np.full(len(twofold), HOSPITAL, dtype=np.int8)
        second = edits.look_up(
            part.names, part.one, part.other, part.day, table_of(part.program, hospital)
        )
        unlike = first.indicator[twofold] != second.indicator
        unlike |= first.one_is_first[twofold] != second.one_is_first
        unlike |= (standing[twofold] == NOT_LOADED) != (second.standing == NOT_LOADED)
        differ[twofold] = unlike
        in_force[twofold] &= second.indicator != NO_EDIT
        standing[twofold] = np.maximum(standing[twofold], second.standing)
    not_loaded = (standing == NOT_LOADED) & ~policy_unknown & ~differ
    open_question = policy_unknown | not_loaded | differ
    may_need = ~open_question & (first.indicator == WITH_MODIFIER)
    may_bar = ~open_question & (first.indicator == NEVER)
    one_is_first = first.one_is_first.copy()
    rows = np.flatnonzero(open_question)
    if len(rows):
        need, bar, in_order = _any_table(edits, pairs.some(rows), differ[rows])
        may_need[rows], may_bar[rows], one_is_first[rows] = need, bar, in_order
    return EditAnswers(
        indicator=np.where(open_question, NO_EDIT, first.indicator).astype(np.int8),
        in_force=in_force,
        one_is_first=one_is_first,
        stale=~open_question & (standing == STALE),
        certainty=first.certainty,
        policy_unknown=policy_unknown,
        not_loaded=not_loaded,
        bill_type_unknown=differ,
        may_need=may_need,
        may_bar=may_bar,
        table=table,
        _sources=first,
    )


def _any_table(edits: PairEdits, pairs: AskedPairs, own_program: Mask) -> tuple[Mask, Mask, Mask]:
    """Say of open questions whether some loaded table has an edit with indicator 1, or 0.

    A table is asked about the day, or about its first day where that is later.

    Args:
        edits: the loaded tables.
        pairs: the pairs.
        own_program: pairs of which only the payer's own program is asked.

    Returns:
        Pairs that may need a modifier, pairs that may never stand together, and pairs whose first
        code is column 1 by the first table that has them.
    """
    need, bar, in_order, found = (np.zeros(len(pairs.day), dtype=np.bool_) for _ in range(4))
    for number in range(len(TABLES)):
        covered = edits.covered(number)
        if covered is None:
            continue
        program, setting = (MEDICARE, MEDICAID)[number // 2], number % 2
        asked = (pairs.setting == setting) | (pairs.setting == UNCLEAR)
        asked &= ~own_program | (pairs.program == program)
        table = np.where(asked, number, -1).astype(np.int8)
        day = np.maximum(pairs.day, covered[0]).astype(np.int32)
        said = edits.look_up(pairs.names, pairs.one, pairs.other, day, table)
        has_edit = said.indicator != NO_EDIT
        in_order = np.where(has_edit & ~found, said.one_is_first, in_order)
        found |= has_edit
        need |= said.indicator == WITH_MODIFIER
        bar |= said.indicator == NEVER
    return need, bar, in_order
