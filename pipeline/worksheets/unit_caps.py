"""Unit caps: days of a patient on which a payer limits units, or value units, by its own count.

A row is one cap of a payer's file and one day by the cap's scope, with a line of tonight
(RULES.md UNIT006). Lines of earlier nights count. Value units (New York): units by the payer's
own value of the code, over all practitioners; evaluations raise the limit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from payer_rules.code_sets import CodeSets
from payer_rules.coding_knobs import UnitCap, ValueUnitCap
from payer_rules.model import Entry
from pipeline import vocabulary as words
from pipeline.grains import first_of
from pipeline.rule import Grain, Mask, Positions, Severity
from pipeline.service_lines import DISCIPLINE_NUMBER, ServiceLines
from pipeline.worksheets.cap_days import CapDays, gather_cap_days
from pipeline.worksheets.day_visits import in_pool

KNOB, VALUE_KNOB = "unit_cap", "value_unit_cap"
VALUE_KEY = "value-units"
HUNDREDTHS = 100
Amounts = npt.NDArray[np.int64]
Part = TypeVar("Part", bound=np.generic)


@dataclass(frozen=True, kw_only=True)
class CappedDays:
    """The days of one entry.

    Attributes:
        entry: the cap. rows: lines that it counts. days: the day of each of them.
        adds: what each line surely counts; ``at_most`` what it might; in hundredths of a unit.
        limit: by day, in hundredths. provider_unsure, discipline_unsure: the day turns on a line
            that does not say. value_unknown: lines without a value.
    """

    entry: UnitCap | ValueUnitCap
    rows: Positions
    days: words.Groups
    adds: Amounts
    at_most: Amounts
    limit: Amounts
    provider_unsure: Mask
    discipline_unsure: Mask
    value_unknown: Mask


class UnitCaps:
    """Days under a cap, all entries one after another.

    Attributes:
        counted: units that surely count. at_most: with those in doubt. limit: the cap. All in
            hundredths of a unit.
        policy_unknown: the payer's entry says that nobody knows. value_unknown: some code, or the
            whole entry, has no value units.
        provider_unsure, discipline_unsure: the day turns on a line that does not say.
        of_values: the cap counts value units. wants: by severity, days whose entry asks for it.
    """

    grain = Grain.DAY

    def __init__(self, lines: ServiceLines, parts: list[CappedDays]) -> None:
        """See ``build``."""
        self._lines, self.parts = lines, parts
        counts = [part.days.count for part in parts]
        self._start = np.concatenate([[0], np.cumsum(counts)]).astype(np.intp)
        self._part_of = np.repeat(np.arange(len(parts)), counts)
        self.counted: Amounts = _joined([part.days.total(part.adds) for part in parts], np.int64)
        self.at_most: Amounts = _joined([part.days.total(part.at_most) for part in parts], np.int64)
        self.limit: Amounts = _joined([part.limit for part in parts], np.int64)
        self.provider_unsure = self._of_days(lambda part: part.provider_unsure)
        self.discipline_unsure = self._of_days(lambda part: part.discipline_unsure)
        self.value_unknown = self._of_days(lambda part: part.value_unknown)
        unknown = np.array([part.entry.unknown for part in parts], dtype=np.bool_)
        self.policy_unknown: Mask = unknown[self._part_of]
        self.of_values: Mask = self._of_entries(lambda entry: isinstance(entry, ValueUnitCap))
        as_of = lines.policy.as_of
        self.wants: dict[Severity, Mask] = {
            Severity.BLOCK: self._of_entries(
                lambda entry: entry.severity == "block" and entry.may_block(as_of)
            ),
            Severity.NOTE: self._of_entries(lambda entry: entry.severity == "note"),
        }
        self._anchor = _joined([_anchors(part, lines) for part in parts], np.intp)

    @classmethod
    def build(cls, lines: ServiceLines, sets: CodeSets) -> UnitCaps:
        """Find the days on which a payer's cap counts a line of tonight.

        Args:
            lines: service lines of whole patients.
            sets: dated code sets: 15-minute codes, evaluations.
        """
        policy = lines.policy
        capped = policy.entries(KNOB) + policy.entries(KNOB, unknown=True)
        valued = policy.entries(VALUE_KNOB) + policy.entries(VALUE_KNOB, unknown=True)
        if not capped and not valued:
            return cls(lines, [])
        counts = lines.facts.in_force & ~lines.facts.supply
        timed = lines.none()
        if any(isinstance(entry, UnitCap) and entry.timed for entry, _ in capped):
            timed = in_pool(sets, lines.categorical("procedure_code"), lines.facts.day)
        parts = []
        for entry, rows in capped:
            assert isinstance(entry, UnitCap)
            parts.append(_capped(lines, entry, np.flatnonzero(rows & counts), timed))
        for entry, rows in valued:
            assert isinstance(entry, ValueUnitCap)
            parts.append(_valued(lines, entry, np.flatnonzero(rows & counts), sets))
        return cls(lines, parts)

    # -- grain ---------------------------------------------------------------------------

    def __len__(self) -> int:
        """Return the number of days under a cap."""
        return len(self._part_of)

    def members(self) -> tuple[Positions, Positions]:
        """Return tonight's counted lines by row."""
        found, lines = [], []
        for start, part in zip(self._start.tolist(), self.parts, strict=False):
            tonight = part.rows < self._lines.tonight_count
            found.append(part.days.of_row[tonight] + start)
            lines.append(part.rows[tonight])
        return _joined(found, np.intp), _joined(lines, np.intp)

    def sample(self) -> Positions:
        """Return the anchor of each row."""
        return self._anchor

    def anchors(self, rows: Positions) -> Positions:
        """Return tonight's first counted line, by claim and line."""
        return self._anchor[rows]

    def related(self, rows: Positions) -> list[list[int]]:
        """Return the other lines that count, tonight's and earlier ones."""
        anchors = self._anchor[rows].tolist()
        return [
            [line for line in self.parts[place].rows[found].tolist() if line != own]
            for place, found, own in zip(
                self._part_of[rows].tolist(), self._entries_of(rows), anchors, strict=True
            )
        ]

    def discriminators(self, rows: Positions) -> list[str]:
        """Return the date and the cap's name in the payer's file."""
        return [
            f"{day} {entry.entry_key or VALUE_KEY}"
            for day, entry in zip(self.dates(rows), self.entries(rows), strict=True)
        ]

    # -- what a finding shows ------------------------------------------------------------

    def dates(self, rows: Positions) -> list[str]:
        """Return the dates of service of some rows, ISO."""
        return self._lines.dates(self._anchor[rows])

    def sources(self, rows: Positions) -> list[str]:
        """Return the file and entry of the caps."""
        return [entry.source for entry in self.entries(rows)]

    def entries(self, rows: Positions) -> list[UnitCap | ValueUnitCap]:
        """Return the caps of some rows."""
        return [self.parts[place].entry for place in self._part_of[rows].tolist()]

    def counted_lines(self, rows: Positions) -> list[list[tuple[int, int]]]:
        """Return lines and what they add (hundredths), in the order in which they are paid.

        Lines sent on earlier nights come first, then tonight's by claim and line.
        """
        facts, rank = self._lines.facts, self._lines.claim_line_rank
        ordered = []
        for place, found in zip(self._part_of[rows].tolist(), self._entries_of(rows), strict=True):
            part = self.parts[place]
            pairs = zip(part.rows[found].tolist(), part.adds[found].tolist(), strict=True)
            ordered.append(
                sorted(pairs, key=lambda pair: (int(facts.place[pair[0]]), int(rank[pair[0]])))
            )
        return ordered

    def _entries_of(self, rows: Positions) -> list[list[int]]:
        """Return, for some rows, positions in the rows of their part."""
        gathered: list[list[int]] = [[] for _ in range(len(rows))]
        for number, part in enumerate(self.parts):
            own = np.flatnonzero(self._part_of[rows] == number)
            every = np.ones(len(part.rows), dtype=np.bool_)
            days = rows[own] - self._start[number]
            for place, found in zip(
                own.tolist(), words.rows_of(part.days, days, every), strict=True
            ):
                gathered[place] = found
        return gathered

    def _of_days(self, marks: Callable[[CappedDays], Mask]) -> Mask:
        return _joined([part.days.any(marks(part)) for part in self.parts], np.bool_)

    def _of_entries(self, holds: Callable[[Entry], bool]) -> Mask:
        table = np.array([holds(part.entry) for part in self.parts], dtype=np.bool_)
        return np.asarray(table[self._part_of], dtype=np.bool_)


def _capped(lines: ServiceLines, entry: UnitCap, rows: Positions, timed: Mask) -> CappedDays:
    """Gather the days of a cap on units; of one that nobody knows, every date of the payer."""
    facts = lines.facts
    perhaps = np.zeros(len(rows), dtype=np.bool_)
    if entry.disciplines:
        wanted = [DISCIPLINE_NUMBER[name] for name in entry.disciplines]
        discipline = facts.discipline[rows]
        rows = rows[np.isin(discipline, wanted) | (discipline < 0)]
        perhaps = facts.discipline[rows] < 0
    if not entry.unknown:
        codes = lines.codes
        named = set(entry.codes or ())
        listed = np.array([*(code in named for code in codes.values), False], dtype=np.bool_)
        counts = timed[rows] if entry.timed else listed[codes.codes[rows]]
        rows, perhaps = rows[counts], perhaps[counts]
    kept, found = _tonight(lines, rows, entry.scope or "patient")
    rows, perhaps = rows[kept], perhaps[kept]
    units = _hundredths(facts.units[rows])
    return CappedDays(
        entry=entry,
        rows=rows,
        days=found.days,
        adds=np.where(perhaps, 0, units),
        at_most=units,
        limit=np.full(found.days.count, (entry.units or 0) * HUNDREDTHS, dtype=np.int64),
        provider_unsure=found.provider_unsure,
        discipline_unsure=found.discipline_unsure,
        value_unknown=np.zeros(len(rows), dtype=np.bool_),
    )


def _valued(
    lines: ServiceLines, entry: ValueUnitCap, rows: Positions, sets: CodeSets
) -> CappedDays:
    """Gather the days of a cap on value units: a patient's whole date."""
    kept, found = _tonight(lines, rows, "patient")
    rows = rows[kept]
    values = entry.values or {}
    codes = lines.codes
    table = np.array([*(values.get(code, -1) for code in codes.values), -1], dtype=np.int64)
    value = table[codes.codes[rows]]
    units = _hundredths(lines.facts.units[rows])
    adds = np.where(value < 0, 0, value * units // HUNDREDTHS)
    kind = sets.evaluation_codes.take(
        "kind", lines.categorical("procedure_code")[rows], lines.facts.day[rows], None
    )
    names = [*(str(name) for name in kind.categories), ""]
    limit = np.full(found.days.count, entry.daily or 0, dtype=np.int64)
    for name, raised in (
        ("evaluation", entry.with_evaluation),
        ("reevaluation", entry.with_reevaluation),
    ):
        is_one = np.array([label == name for label in names], dtype=np.bool_)[kind.codes]
        limit = np.maximum(limit, np.where(found.days.any(is_one), raised or 0, 0))
    return CappedDays(
        entry=entry,
        rows=rows,
        days=found.days,
        adds=adds,
        at_most=adds,
        limit=limit,
        provider_unsure=found.provider_unsure,
        discipline_unsure=found.discipline_unsure,
        value_unknown=value < 0,
    )


def _hundredths(units: npt.NDArray[np.float64]) -> Amounts:
    return np.asarray(np.rint(np.maximum(units, 0) * HUNDREDTHS), dtype=np.int64)


def _tonight(lines: ServiceLines, rows: Positions, scope: str) -> tuple[Mask, CapDays]:
    """Gather rows, and keep those of days that have a line of tonight."""
    found = gather_cap_days(lines, rows, scope)
    kept = found.days.any(rows < lines.tonight_count)[found.days.of_row]
    return kept, found if kept.all() else gather_cap_days(lines, rows[kept], scope)


def _anchors(part: CappedDays, lines: ServiceLines) -> Positions:
    tonight = np.flatnonzero(part.rows < lines.tonight_count)
    rank = lines.claim_line_rank[part.rows[tonight]]
    first = first_of(part.days.of_row[tonight], rank, part.days.count)
    return np.asarray(part.rows[tonight[first]], dtype=np.intp)


def _joined(parts: list[npt.NDArray[Part]], kind: type[Part]) -> npt.NDArray[Part]:
    return np.concatenate([np.zeros(0, dtype=kind), *parts])
