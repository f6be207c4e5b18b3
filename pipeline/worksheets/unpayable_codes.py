"""Unpayable codes: what the fee file and the unit limits say is never paid by itself.

RULES.md CLM020. A status of B (bundled), I (not valid for Medicare) or N (not covered) in the fee
file of the date, or a limit of zero units in the payer's table for the setting. Grain: tonight's
lines; those of payers that do not go by Medicare's fee schedule are not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from payer_rules.code_sets import CodeSets
from payer_rules.ncci import NOT_LOADED, STALE, TABLES
from pipeline.findings import EXACT
from pipeline.rule import Mask, Positions
from pipeline.service_lines import Lines
from pipeline.worksheets.code_edits_scope import (
    HOSPITAL,
    MEDICAID,
    MEDICARE,
    PRACTITIONER,
    UNCLEAR,
    UNKNOWN,
    Small,
    settings,
    table_names,
    table_of,
)
from pipeline.worksheets.fee_schedule import NOT_PAID
from pipeline.worksheets.pricing import of_critical_access
from pipeline.worksheets.unit_limits import programs

KNOB = "fee_schedule"
_SIDES = (np.int8(HOSPITAL), np.int8(PRACTITIONER))
_STATUS_WORDS = {
    "B": "bundled into what else is paid that day (status B)",
    "I": "not valid for Medicare (status I)",
    "N": "not covered by Medicare (status N)",
}
_WITHIN_A_QUARTER = 28
_LAST_KNOWN = "stale"


@dataclass(frozen=True, kw_only=True)
class UnpayableCodes:
    """One entry a line of tonight.

    Attributes:
        asked: the payer goes by Medicare's fee schedule, and something is known of the code on its
            date, or a loaded file of another date does not pay it.
        by_status: the fee file of the date does not pay the code by itself.
        by_limit: the unit limit is zero, in either table where the setting is not clear.
        payer_missing: nobody knows whose fee schedule the payer goes by, and it matters.
        limits_missing: nobody knows whose unit limits the payer applies, and a zero would decide.
        setting_missing: of an institutional line without bill type only one table says zero.
        fees_missing, table_missing: no fee file, or no unit limits, reach the date.
    """

    asked: Mask
    by_status: Mask
    by_limit: Mask
    payer_missing: Mask
    limits_missing: Mask
    setting_missing: Mask
    fees_missing: Mask
    table_missing: Mask
    _lines: Lines
    _status: tuple[Positions, tuple[str, ...]]
    _limits: _Limits

    @classmethod
    def build(cls, lines: Lines, sets: CodeSets) -> UnpayableCodes:
        """Look up status and limits; the latter only of codes that have a zero anywhere.

        A critical access hospital is paid by its cost: no status keeps a code from being paid.
        """
        codes, fees = lines.codes.codes, sets.fees
        zeros, unpaid_ones = _codes_with_a_zero(lines, sets), _codes_not_paid(lines, sets)
        by_schedule = lines.policy.equals(KNOB, "value", "medicare")
        # A table of limits speaks of a zero whatever fee schedule its payer goes by.
        by_table = np.isin(programs(lines), (MEDICARE, MEDICAID))
        limits = _Limits.of(lines, np.flatnonzero((by_schedule | by_table) & zeros[codes]), sets)
        rows = np.flatnonzero(by_schedule)
        rows = rows[~of_critical_access(lines, rows)]
        fee = fees.rows_on(lines.categorical("procedure_code")[rows], lines.facts.day[rows])
        unpaid = np.array([*(text in NOT_PAID for text in fees.columns["status"]), False])
        status = np.full(len(lines), -1, dtype=np.intp)
        status[rows] = np.where(unpaid[fee], fee, -1)
        listed, suspected = lines.none(), lines.none()
        listed[rows] = fee >= 0
        suspected[rows] = (fee < 0) & unpaid_ones[codes[rows]]
        return cls(
            asked=listed | suspected | limits.perhaps_zero,
            by_status=status >= 0,
            by_limit=limits.zero,
            payer_missing=lines.policy_missing(KNOB) & (zeros | unpaid_ones)[codes] & ~limits.zero,
            limits_missing=limits.policy_missing,
            setting_missing=limits.setting_missing,
            fees_missing=suspected,
            table_missing=limits.not_loaded,
            _lines=lines,
            _status=(status, fees.columns["status"]),
            _limits=limits,
        )

    def reasons(self, rows: Positions) -> list[str]:
        """Say what keeps the codes of some lines from being paid, and when."""
        fee, statuses = self._status
        named = zip(
            fee[rows].tolist(),
            self.by_limit[rows].tolist(),
            table_names(self._limits.table[rows]),
            self._limits.stale[rows].tolist(),
            self._lines.dates(rows),
            strict=True,
        )
        told = []
        for row, is_zero, table, stale, day in named:
            edition = f"{table}, its last known edition" if stale else table
            parts = [_STATUS_WORDS[statuses[row]]] if row >= 0 else []
            parts += [f"limited to zero units ({edition})"] if is_zero else []
            told.append(f"{' and '.join(parts)} on {day}")
        return told

    def confidence(self, rows: Positions) -> list[str]:
        """Return whether a finding rests on the fee file of the date or on old limits alone."""
        on_old_limits = self._limits.stale & ~self.by_status
        return [_LAST_KNOWN if old else EXACT for old in on_old_limits[rows].tolist()]


@dataclass(frozen=True, kw_only=True)
class _Limits:
    """One entry a line of tonight: what the unit limits say of codes that have a zero anywhere."""

    zero: Mask
    perhaps_zero: Mask
    stale: Mask
    policy_missing: Mask
    setting_missing: Mask
    not_loaded: Mask
    table: Small

    @classmethod
    def of(cls, lines: Lines, rows: Positions, sets: CodeSets) -> _Limits:
        program = programs(lines)[rows]
        setting = settings(lines, rows)
        hospital, unclear = setting == HOSPITAL, setting == UNCLEAR
        names, day = lines.categorical("procedure_code")[rows], lines.facts.day[rows]
        own, other = (
            sets.unit_limits.look_up(names, day, table_of(program, np.where(is_one, *_SIDES)))
            for is_one in (hospital, ~hospital)
        )
        zero, both = own.limit == 0, (own.limit == 0) & (other.limit == 0)
        either = zero | (unclear & (other.limit == 0))
        unknown = program == UNKNOWN
        table = table_of(program, np.where(hospital, *_SIDES))

        def spread(mask: Mask) -> Mask:
            whole = lines.none()
            whole[rows] = mask
            return whole

        whole_table = np.full(len(lines), -1, dtype=np.int8)
        whole_table[rows] = table
        not_loaded = (table >= 0) & (own.standing == NOT_LOADED)
        return cls(
            zero=spread(np.where(unclear, both, zero)),
            perhaps_zero=spread(either | unknown | not_loaded),
            stale=spread((table >= 0) & (own.standing == STALE)),
            policy_missing=spread(unknown),
            setting_missing=spread(unclear & either & ~both),
            not_loaded=spread(not_loaded),
            table=whole_table,
        )


def _codes_not_paid(lines: Lines, sets: CodeSets) -> Mask:
    """Mark the distinct codes that some fee file does not pay; the last stands for no code."""
    pairs = zip(sets.fees.columns["code"], sets.fees.columns["status"], strict=True)
    unpaid = {code for code, status in pairs if status in NOT_PAID}
    return np.array([*(code in unpaid for code in lines.codes.values), False])


def _codes_with_a_zero(lines: Lines, sets: CodeSets) -> Mask:
    """Mark the distinct codes of which some loaded table says zero; the last stands for no code.

    Each table is asked on days so near each other that no quarter is missed.
    """
    names = lines.codes.values
    found = np.zeros(len(names) + 1, dtype=np.bool_)
    for number in range(len(TABLES)):
        covered = sets.unit_limits.covered(number)
        if covered is None or not names:
            continue
        days = np.arange(covered[0], covered[1] + 1, _WITHIN_A_QUARTER, dtype=np.int32)
        every = np.repeat(np.arange(len(names)), len(days))
        said = sets.unit_limits.look_up(
            pd.Categorical.from_codes(every, categories=pd.Index(names)),
            np.tile(days, len(names)),
            np.full(len(every), number, dtype=np.int8),
        )
        found[every[said.limit == 0]] = True
    return found
