"""Distinct codes: pairs of codes of a day of which a modifier says that they were separate.

RULES.md PAIR004. 59, an X modifier or an anatomic one on a therapy line says that its service was
separate from another one of that day; the claim does not say from which. It is taken to speak of
the pairs that the payer's own file names; where none of them stands on the day, of each other
therapy code of the day. A second line of the same code without the modifier may be what it speaks
of, so then only a named pair counts. Supervised modalities are no partners: they may share the
minutes of another service.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from payer_rules.code_sets import CodeSets
from payer_rules.coding_knobs import PairModifier
from pipeline import vocabulary as words
from pipeline.day_pools import DayPools, pool_days
from pipeline.rule import Mask, Positions
from pipeline.service_lines import ServiceLines
from pipeline.worksheets.day_pairs import KNOB
from pipeline.worksheets.modifier_lists import ModifierLists

_KINDS = ("distinct", "anatomic")
_MONITORING = "monitoring"


@dataclass(frozen=True, kw_only=True)
class DistinctCodes:
    """Codes of days with such a modifier, and the pairs that it speaks of.

    Attributes:
        rows: service lines of these days; ``pools`` their days, one entry a row.
        together: lines whose payer names a pair across disciplines.
        code: code of the day of each row; ``day_of``, ``name_of``: its day and procedure code.
        marked: rows that carry the modifier.
        left, right: the pairs, as codes of the day; each pair stands once.
    """

    rows: Positions
    pools: DayPools
    together: Mask
    code: words.Groups
    day_of: Positions
    name_of: npt.NDArray[np.int32]
    marked: Mask
    left: Positions
    right: Positions


def distinct_codes(lines: ServiceLines, lists: ModifierLists, sets: CodeSets) -> DistinctCodes:
    """Find the pairs, on days with a line of tonight among the two codes.

    Args:
        lines: service lines of whole patients.
        lists: their modifiers.
        sets: dated code sets.
    """
    marks = _marks(sets)
    marked = lists.everywhere(lambda found: found.carries(*marks))
    together = np.zeros(len(lines), dtype=np.bool_)
    named: list[tuple[PairModifier, Mask]] = []
    for entry, in_force in lines.policy.entries(KNOB):
        assert isinstance(entry, PairModifier)
        named.append((entry, in_force))
        if entry.scope == "day_all_disciplines":
            together |= in_force
    rows = _near_a_mark(lines, marked, sets)
    pools = pool_days(lines, rows, ~together[rows])
    code = words.group_by(pools.days.of_row, lines.facts.code[rows])
    some_row = np.zeros(code.count, dtype=np.intp)
    some_row[code.of_row] = np.arange(len(rows))
    day_of = pools.days.of_row[some_row]
    name_of = lines.facts.code[rows[some_row]]
    left, right = words.pairs_of(day_of.astype(np.int64), day_of.astype(np.int64))
    once = left < right
    left, right = left[once], right[once]
    asked = _asked(lines, named, rows[some_row], (left, right), name_of)
    has_mark, all_marked = code.any(marked[rows]), code.every(marked[rows])
    in_asked_pair = np.zeros(code.count, dtype=np.bool_)
    in_asked_pair[left[asked]] = in_asked_pair[right[asked]] = True
    speaks_of_any = has_mark & all_marked & ~in_asked_pair
    spoken_of = asked & (has_mark[left] | has_mark[right])
    spoken_of |= speaks_of_any[left] | speaks_of_any[right]
    tonight = code.any(rows < lines.tonight_count)
    spoken_of &= tonight[left] | tonight[right]
    return DistinctCodes(
        rows=rows,
        pools=pools,
        together=together,
        code=code,
        day_of=day_of,
        name_of=name_of,
        marked=marked[rows],
        left=left[spoken_of],
        right=right[spoken_of],
    )


def _marks(sets: CodeSets) -> tuple[str, ...]:
    """Return the modifiers that say so: 59, the X modifiers, and the anatomic ones."""
    columns = sets.modifiers.columns
    return tuple(
        name for name, kind in zip(columns["code"], columns["kind"], strict=True) if kind in _KINDS
    )


def _near_a_mark(lines: ServiceLines, marked: Mask, sets: CodeSets) -> Positions:
    """Return the lines that may be one of a pair: therapy lines of patients with a marked one."""
    facts = lines.facts
    counts = facts.in_force & ~lines.outside_benefit & ~facts.supply
    patients = np.zeros(int(facts.patient.max(initial=-1)) + 1, dtype=np.bool_)
    patients[facts.patient[marked & counts]] = True
    rows = np.flatnonzero(counts & patients[facts.patient])
    codes, day = lines.categorical("procedure_code")[rows], facts.day[rows]
    therapy = sets.always_therapy.holds(codes, day) | sets.sometimes_therapy.holds(codes, day)
    therapy &= ~sets.supervised_modalities.holds(codes, day)
    base = sets.time_bases.take("base", codes, day, None)
    by_calendar = np.array([*(name == _MONITORING for name in base.categories), False])
    rows = rows[therapy & ~by_calendar[base.codes]]
    dates = words.group_by(facts.patient[rows], np.maximum(facts.day[rows], 0))
    return np.asarray(rows[dates.any(marked[rows])[dates.of_row]], dtype=np.intp)


def _asked(
    lines: ServiceLines,
    named: list[tuple[PairModifier, Mask]],
    sample: Positions,
    pairs: tuple[Positions, Positions],
    name_of: npt.NDArray[np.int32],
) -> Mask:
    """Mark pairs that an entry in force names; ``sample`` is a line of each code of a day."""
    left, right = pairs
    values = lines.codes.values
    asked = np.zeros(len(left), dtype=np.bool_)
    for entry, in_force in named:
        first, second = (values.index(code) if code in values else -2 for code in entry.codes)
        one, other = name_of[left], name_of[right]
        both = (one == first) & (other == second) | (one == second) & (other == first)
        asked |= both & in_force[sample[left]]
    return asked
