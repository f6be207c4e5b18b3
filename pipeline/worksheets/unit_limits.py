"""Unit limits: the most units of a code that the payer's MUE table allows a provider on a day.

RULES.md UNIT004 and UNIT005. Practitioner table, or that of outpatient hospitals by bill type, as
for pairs; of an institutional line without bill type either may speak. Where nobody knows whose
table the payer applies, or the table does not reach the day, the loaded tables only say from how
many units on the answer might turn on it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from payer_rules.code_sets import CodeSets
from payer_rules.ncci import NOT_LOADED, STALE, TABLES
from payer_rules.unit_limits import LimitAnswers, UnitLimitTables
from pipeline.rule import Mask, Positions
from pipeline.service_lines import ServiceLines
from pipeline.worksheets.code_edits_scope import (
    HOSPITAL,
    MEDICAID,
    MEDICARE,
    NO_PROGRAM,
    UNCLEAR,
    UNKNOWN,
    Small,
    settings,
    table_of,
)

KNOB = "unit_limits"
UNLIMITED = np.iinfo(np.int64).max
BY_LINE, ABSOLUTE = 1, 2
LEAST_SURE = 0.8
_PROGRAMS = {"medicare": MEDICARE, "medicaid": MEDICAID, "none": NO_PROGRAM}
_MULTIPLIERS = tuple(
    tuple(np.uint32(odd) for odd in of_hash)
    for of_hash in (
        (2_654_435_761, 2_246_822_519, 3_266_489_917),
        (668_265_263, 374_761_393, 1_540_483_477),
    )
)
_FEWEST_BITS, _MOST_BITS = 12, 20
Units = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class LineLimits:
    """One entry a line that was asked.

    Attributes:
        least, most: units allowed by the tables that may speak of the line; ``UNLIMITED`` where
            no limit is known, and where it is zero (not payable: CLM020). Of a line whose table is
            not known, ``least`` is the lowest limit that a loaded table has.
        by_line: the limit is one of each line. absolute: of a line, or of a day without appeal.
        stale: the last known limit of a quarter that has ended. sure: certain enough to block.
        policy_unknown: no value on file for whose table the payer applies. not_loaded: the table
            does not reach the day.
        table: number of the table that speaks, of two the one that allows more; -1 for none.
    """

    least: Units
    most: Units
    by_line: Mask
    absolute: Mask
    stale: Mask
    sure: Mask
    policy_unknown: Mask
    not_loaded: Mask
    table: Small

    def some(self, places: Positions) -> LineLimits:
        """Return the entries of some lines."""
        return LineLimits(
            **{item.name: getattr(self, item.name)[places] for item in fields(LineLimits)}
        )

    @property
    def open(self) -> Mask:
        """Mark lines of which the right table is not known."""
        return self.policy_unknown | self.not_loaded


def limits_of(lines: ServiceLines, rows: Positions, program: Small, sets: CodeSets) -> LineLimits:
    """Look up the limits of some lines.

    Args:
        lines: the service lines; ``rows`` are those that are asked.
        rows: positions of lines.
        program: whose table the payer of each of them applies.
        sets: dated code sets.
    """
    setting = settings(lines, rows)
    policy_unknown = program == UNKNOWN
    table = table_of(program, setting)
    said = _ask(sets.unit_limits, lines, rows, table)
    has_table = table >= 0
    not_loaded = has_table & (said.standing == NOT_LOADED)
    stale = has_table & (said.standing == STALE)
    least = _known(said)
    most = least.copy()
    by_line, absolute = said.mai == BY_LINE, (said.mai == BY_LINE) | (said.mai == ABSOLUTE)
    sure = said.certainty >= LEAST_SURE
    twofold = np.flatnonzero(has_table & (setting == UNCLEAR))
    if len(twofold):
        hospital = np.full(len(twofold), HOSPITAL, dtype=np.int8)
        other_table = table_of(program[twofold], hospital)
        other = _ask(sets.unit_limits, lines, rows[twofold], other_table)
        limit = _known(other)
        table[twofold] = np.where(limit > least[twofold], other_table, table[twofold])
        least[twofold] = np.minimum(least[twofold], limit)
        most[twofold] = np.maximum(most[twofold], limit)
        by_line[twofold] &= other.mai == BY_LINE
        absolute[twofold] &= (other.mai == BY_LINE) | (other.mai == ABSOLUTE)
        stale[twofold] |= other.standing == STALE
        sure[twofold] &= other.certainty >= LEAST_SURE
        not_loaded[twofold] |= other.standing == NOT_LOADED
    asked = np.flatnonzero(policy_unknown | not_loaded)
    if len(asked):
        least[asked] = _lowest(sets.unit_limits, lines, rows[asked], setting[asked])
        most[asked] = UNLIMITED
    return LineLimits(
        least=least,
        most=most,
        by_line=by_line,
        absolute=absolute,
        stale=stale & ~not_loaded,
        sure=sure,
        policy_unknown=policy_unknown,
        not_loaded=not_loaded,
        table=table,
    )


def programs(lines: ServiceLines) -> Small:
    """Say of every line whose table its payer applies: Medicare's, Medicaid's, none, unknown."""
    number, names = lines.policy.number_of(KNOB, "value")
    return np.array([*(_PROGRAMS[name] for name in names), UNKNOWN], dtype=np.int8)[number]


def perhaps_over(
    lines: ServiceLines, rows: Positions, shares: npt.NDArray[np.float64]
) -> Positions:
    """Find lines of which those of one patient, date and code may sum to more than a whole.

    Lines are summed by a hash of the three, and those found by a second one: a few are found
    without need and none is missed, at a fraction of what it costs to gather all of them.

    Args:
        lines: the service lines; ``rows`` are those that count.
        rows: positions of lines.
        shares: what each of them uses up of its limit.

    Returns:
        Places among ``rows``.
    """
    facts = lines.facts
    found = np.arange(len(rows))
    for multipliers in _MULTIPLIERS:
        bits = min(max((2 * len(found)).bit_length(), _FEWEST_BITS), _MOST_BITS)
        place = np.zeros(len(found), dtype=np.uint32)
        for numbers, multiplier in zip(
            (facts.patient, facts.day, facts.code), multipliers, strict=True
        ):
            place ^= numbers[rows[found]].astype(np.uint32) * multiplier
        place >>= np.uint32(32 - bits)
        sums = np.bincount(place, weights=shares[found], minlength=1 << bits)
        found = found[sums.take(place) > 1]
    return found


def _ask(
    tables: UnitLimitTables, lines: ServiceLines, rows: Positions, table: Small
) -> LimitAnswers:
    codes = lines.categorical("procedure_code")[rows]
    return tables.look_up(codes, lines.facts.day[rows], table)


def _known(said: LimitAnswers) -> Units:
    return np.where(said.limit > 0, said.limit, UNLIMITED)


def _lowest(tables: UnitLimitTables, lines: ServiceLines, rows: Positions, setting: Small) -> Units:
    """Return the lowest limit of some lines in any loaded table of their setting.

    A table is asked about the day, or about its first one where that is later.
    """
    codes, day = lines.categorical("procedure_code")[rows], lines.facts.day[rows]
    lowest = np.full(len(rows), UNLIMITED, dtype=np.int64)
    for number in range(len(TABLES)):
        covered = tables.covered(number)
        if covered is None:
            continue
        fits = (setting == number % 2) | (setting == UNCLEAR)
        table = np.where(fits, number, -1).astype(np.int8)
        said = tables.look_up(codes, np.maximum(day, covered[0]).astype(np.int32), table)
        lowest = np.minimum(lowest, _known(said))
    return lowest
