"""Day pairs: codes billed together for which a payer's own file asks a modifier.

A row is one pair of one day (or claim, by the entry's scope) of a patient, with a line of
tonight. RULES.md "PAIR" and "Before any rule" 4: tonight's lines and those released earlier
count, by payer, provider and discipline (across disciplines where the entry says so).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from payer_rules.coding_knobs import PairModifier
from pipeline import vocabulary as words
from pipeline.day_pools import DayPools, pool_days
from pipeline.grains import first_of
from pipeline.modifiers import DISTINCT_MODIFIERS
from pipeline.rule import Grain, Mask, Positions
from pipeline.service_lines import ServiceLines


@dataclass(frozen=True, kw_only=True)
class _Found:
    """The days of one entry: its target and other lines, grouped."""

    entry: PairModifier
    days: words.Groups
    rows: Positions
    is_target: Mask
    carries: Mask
    lacks: Mask
    pools: DayPools | None
    cut_off: Mask

    @property
    def on_other_alone(self) -> Mask:
        """Mark days on which the other code carries it and no target line does."""
        on_target = self.days.any(self.carries & self.is_target)
        return self.days.any(self.carries & ~self.is_target) & ~on_target

    def unsure(self, fact: str) -> Mask:
        """Mark rows whose pool turns on a missing fact."""
        none = np.zeros(len(self.rows), dtype=np.bool_)
        return none if self.pools is None else getattr(self.pools, fact)


KNOB = "pair_modifier"
_LATER, _LAST = np.int64(2**60), np.int64(2**61)


class DayPairs:
    """Pairs of the day, with what their target lines carry.

    Attributes (one entry a pair and day):
        carried: whether some line of the pair has one of the accepted modifiers (of a payer that
            will not say, one that marks a separate service).
        lacking: whether some target line has none of them.
        on_other_alone: whether the other code alone carries one.
        policy_unknown: the payer's entry says that nobody knows.
        modifiers_cut_off: whether a lacking line may have lost its modifier in the export.
        discipline_unknown, provider_unknown: whether the pair turns on a line that does not say.
        wants_block: by the entry's severity, where its grade may block.
    """

    grain = Grain.DAY

    def __init__(self, lines: ServiceLines, found: list[_Found]) -> None:
        """See ``build``."""
        self._lines = lines
        self._found = found
        counts = [item.days.count for item in found]
        self._start = np.concatenate([[0], np.cumsum(counts)]).astype(np.intp)
        self._entry_of = np.repeat(np.arange(len(found)), counts)
        self.carried: Mask = _joined([item.days.any(item.carries) for item in found])
        self.on_other_alone: Mask = _joined([item.on_other_alone for item in found])
        self.lacking: Mask = _joined([item.days.any(item.lacks) for item in found])
        self.discipline_unknown: Mask = _joined(
            [item.days.any(item.unsure("discipline_unsure")) for item in found]
        )
        self.provider_unknown: Mask = _joined(
            [item.days.any(item.unsure("provider_unsure")) for item in found]
        )
        self.policy_unknown: Mask = _joined(
            [np.full(item.days.count, item.entry.unknown) for item in found]
        )
        self.modifiers_cut_off: Mask = _joined([item.days.any(item.cut_off) for item in found])
        as_of = lines.policy.as_of
        self.wants_block: Mask = _joined(
            [
                np.full(
                    item.days.count,
                    item.entry.severity == "block" and item.entry.may_block(as_of),
                )
                for item in found
            ]
        )
        self._anchor = _rows([_anchor_of(item, lines) for item in found])

    @classmethod
    def build(cls, lines: ServiceLines) -> DayPairs:
        """Find the pairs that the payers' files name, on days with a line of tonight."""
        facts, policy = lines.facts, lines.policy
        counts = facts.in_force & ~lines.outside_benefit
        codes = lines.codes
        found = []
        stated = policy.entries(KNOB) + policy.entries(KNOB, unknown=True)
        for entry, in_force in stated:
            assert isinstance(entry, PairModifier)
            target = entry.target or entry.codes[1]
            wanted = [target, *(code for code in entry.codes if code != target)]
            number = np.array([*(wanted.index(v) if v in wanted else -1 for v in codes.values), -1])
            rows = np.flatnonzero(in_force & counts & (number[codes.codes] >= 0))
            is_target = number[codes.codes[rows]] == 0
            pools = _pools(lines, entry.scope, rows)
            days = _days(lines, rows) if pools is None else pools.days
            whole = days.any(is_target) & days.any(~is_target)
            whole &= days.any(rows < lines.tonight_count)
            kept = whole[days.of_row]
            rows, is_target = rows[kept], is_target[kept]
            pools = _pools(lines, entry.scope, rows)
            days = _days(lines, rows) if pools is None else pools.days
            carries = lines.has_modifier(*(entry.accepts or DISTINCT_MODIFIERS))[rows]
            lacks = is_target & ~carries
            found.append(
                _Found(
                    entry=entry,
                    days=days,
                    rows=rows,
                    is_target=is_target,
                    carries=carries,
                    lacks=lacks,
                    pools=pools,
                    cut_off=lacks & lines.modifiers_cut_off[rows],
                )
            )
        return cls(lines, found)

    def __len__(self) -> int:
        """Return the number of pairs of days."""
        return len(self._entry_of)

    def members(self) -> tuple[Positions, Positions]:
        """Return tonight's lines by pair."""
        pairs, members = [], []
        for start, item in zip(self._start.tolist(), self._found, strict=False):
            tonight = item.rows < self._lines.tonight_count
            pairs.append(item.days.of_row[tonight] + start)
            members.append(item.rows[tonight])
        return _rows(pairs), _rows(members)

    def sample(self) -> Positions:
        """Return the anchor of each pair."""
        return self._anchor

    def anchors(self, rows: Positions) -> Positions:
        """Return tonight's first violating target line, else its first line of the pair."""
        return self._anchor[rows]

    def related(self, rows: Positions) -> list[list[int]]:
        """Return the other lines of the pair, tonight's and earlier ones."""
        gathered: list[list[int]] = [[] for _ in range(len(rows))]
        for number, item in enumerate(self._found):
            own = np.flatnonzero(self._entry_of[rows] == number)
            days = rows[own] - self._start[number]
            every = np.ones(len(item.rows), dtype=np.bool_)
            for place, found in zip(
                own.tolist(), words.rows_of(item.days, days, every), strict=True
            ):
                anchor = self._anchor[rows[place]]
                gathered[place] = [line for line in item.rows[found].tolist() if line != anchor]
        return gathered

    def discriminators(self, rows: Positions) -> list[str]:
        """Return the date and the other code of the pair."""
        days = self._lines.dates(self._anchor[rows])
        return [
            f"{day} {'+'.join(entry.codes)}"
            for day, entry in zip(days, self._entries(rows), strict=True)
        ]

    # -- what a finding shows ------------------------------------------------------------

    def pair_text(self, rows: Positions) -> list[str]:
        """Return the pair, such as "97110 + 97530"."""
        return [" + ".join(entry.codes) for entry in self._entries(rows)]

    def target(self, rows: Positions) -> list[str]:
        """Return the code that the modifier belongs on."""
        return [str(entry.target) for entry in self._entries(rows)]

    def other(self, rows: Positions) -> list[str]:
        """Return the other code of the pair."""
        return [entry.other for entry in self._entries(rows)]

    def accepted(self, rows: Positions) -> list[str]:
        """Return the modifiers that the payer accepts."""
        return [", ".join(entry.accepts or ()) for entry in self._entries(rows)]

    def sources(self, rows: Positions) -> list[str]:
        """Return the file and entry that asks for the modifier."""
        sources = [item.entry.source for item in self._found]
        return [sources[number] for number in self._entry_of[rows].tolist()]

    def _entries(self, rows: Positions) -> list[PairModifier]:
        return [self._found[number].entry for number in self._entry_of[rows].tolist()]


def _days(lines: ServiceLines, rows: Positions) -> words.Groups:
    """Gather rows by claim and date, for a pair that must stand on one claim."""
    facts = lines.facts
    return words.group_by(facts.claim[rows], np.maximum(facts.day[rows], 0))


def _pools(lines: ServiceLines, scope: str, rows: Positions) -> DayPools | None:
    """Return the day pools of rows; a pair on one claim has none."""
    if scope == "claim":
        return None
    return pool_days(lines, rows, np.full(len(rows), scope == "day"))


def _anchor_of(item: _Found, lines: ServiceLines) -> Positions:
    tonight = item.rows < lines.tonight_count
    rank = lines.claim_line_rank[item.rows]
    # A lacking target line of tonight comes first, then the other code's, by claim and line.
    rank = rank + np.where(item.lacks, 0, np.where(item.is_target, _LAST, _LATER))
    rows = np.flatnonzero(tonight)
    first = first_of(item.days.of_row[rows], rank[rows], item.days.count)
    return np.asarray(item.rows[rows[first]], dtype=np.intp)


def _joined(parts: list[Mask]) -> Mask:
    return np.concatenate([np.zeros(0, dtype=np.bool_), *parts])


def _rows(parts: list[Positions]) -> Positions:
    return np.concatenate([np.zeros(0, dtype=np.intp), *parts])
