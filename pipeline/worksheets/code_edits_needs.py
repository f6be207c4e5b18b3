"""Who needs it: codes of a day with 59 or an X modifier, and what may ask for the modifier.

A row is one code of one patient, date, payer and provider, over all disciplines, with a line of
tonight that carries such a modifier. It is explained by a pair in force with another code of that
day, by a pair of the payer's own file, or by a second line of the same code on that date, whoever
furnished it. RULES.md PAIR005 and "Before any rule" 3-5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from payer_rules.code_sets import CodeSets
from payer_rules.coding_knobs import PairModifier
from payer_rules.ncci import TABLES, PairEdits
from pipeline import vocabulary as words
from pipeline.day_pools import DayPools, pool_days
from pipeline.grains import first_of
from pipeline.modifiers import DISTINCT_MODIFIERS, joined_text
from pipeline.rule import Grain, Mask, Positions
from pipeline.service_lines import ServiceLines
from pipeline.tables import as_dates
from pipeline.worksheets.code_edits_answers import AskedPairs, ask
from pipeline.worksheets.code_edits_scope import (
    KNOB,
    NO_PROGRAM,
    UNCLEAR,
    UNKNOWN,
    EditScope,
    Small,
    table_names,
    table_of,
)

OWN_PAIRS = "pair_modifier"


@dataclass(frozen=True, kw_only=True)
class _Day:
    """Lines on dates with such a modifier, and their codes by day.

    ``rows`` are the lines, ``pools`` their days, ``entry`` the code of the day of each; ``day_of``
    and ``code_of`` say of each entry its day and code. ``subjects`` are the entries that are rows
    of the worksheet; ``own`` and ``beside`` each subject with each other entry of its day.
    """

    rows: Positions
    pools: DayPools
    entry: words.Groups
    day_of: Positions
    code_of: Positions
    subjects: Positions
    own: Positions
    beside: Positions
    setting: Small

    @classmethod
    def of(cls, lines: ServiceLines, scope: EditScope, marked: Mask) -> _Day:
        rows = scope.on_dates_of(np.flatnonzero(marked), scope.counts)
        pools = pool_days(lines, rows, np.zeros(len(rows), dtype=np.bool_))
        entry = words.group_by(pools.days.of_row, lines.facts.code[rows])
        some_row = np.zeros(entry.count, dtype=np.intp)
        some_row[entry.of_row] = np.arange(len(rows))
        day_of = pools.days.of_row[some_row]
        subjects = np.flatnonzero(entry.any(marked[rows]))
        own, beside = words.pairs_of(day_of[subjects].astype(np.int64), day_of.astype(np.int64))
        others = subjects[own] != beside
        return cls(
            rows=rows,
            pools=pools,
            entry=entry,
            day_of=day_of,
            code_of=lines.facts.code[rows[some_row]].astype(np.intp),
            subjects=subjects,
            own=own[others],
            beside=beside[others],
            setting=scope.settings_of(pools.days, rows),
        )

    def any_beside(self, mask: Mask) -> Mask:
        """Mark subjects for which a mask over the pairs holds somewhere."""
        return words.Groups(self.own, len(self.subjects)).any(mask)


class DistinctNeeds:
    """Codes of days with such a modifier.

    Attributes:
        explained: a pair in force, one of the payer's own, or a second line asks for it.
        policy_unknown, own_pairs_unknown: nobody knows which pairs the payer looks at.
        bill_type_unknown: only one of the two settings' tables has a pair that explains it.
        table_unknown: the payer's table does not answer exactly, or not for all codes of the day.
        provider_unknown: what explains it may belong to another provider.
    """

    grain = Grain.DAY

    def __init__(self, lines: ServiceLines, scope: EditScope, day: _Day, edits: PairEdits) -> None:
        """See ``build``."""
        self._lines, self._day, self._edits = lines, day, edits
        marked = lines.has_modifier(*DISTINCT_MODIFIERS)[day.rows]
        marked &= day.rows < lines.tonight_count
        own = np.flatnonzero(marked)
        first = first_of(
            day.entry.of_row[own], lines.claim_line_rank[day.rows[own]], day.entry.count
        )
        self._anchor: Positions = day.rows[own[first[day.subjects]]]
        self._program: Small = scope.program[self._anchor]
        self._setting: Small = day.setting[day.day_of[day.subjects]]
        by_edit, by_setting = _by_edits(lines, day, self._program, self._setting, edits)
        by_payer, own_pairs_unknown = _by_payer(lines, day, self._anchor)
        second = _second_lines(lines, day)
        explained = by_edit | by_payer
        unsure = day.pools.days.any(day.pools.provider_unsure)[day.day_of[day.subjects]]
        self.explained: Mask = explained | second
        self.provider_unknown: Mask = explained & ~second & unsure
        self.policy_unknown: Mask = self._program == UNKNOWN
        self.own_pairs_unknown: Mask = own_pairs_unknown
        self.bill_type_unknown: Mask = by_setting
        exact = _exact(lines, day, self._program, self._anchor, edits)
        self.table_unknown: Mask = ~exact & (self._program != NO_PROGRAM)

    @classmethod
    def build(cls, lines: ServiceLines, scope: EditScope, sets: CodeSets) -> DistinctNeeds:
        """Find the codes and what explains their modifier."""
        marked = lines.has_modifier(*DISTINCT_MODIFIERS) & scope.counts & lines.is_tonight
        return cls(lines, scope, _Day.of(lines, scope, marked), sets.pair_edits)

    def __len__(self) -> int:
        """Return the number of codes of days."""
        return len(self._day.subjects)

    def members(self) -> tuple[Positions, Positions]:
        """Return tonight's lines of each code of the day."""
        row_of = np.full(self._day.entry.count, -1, dtype=np.intp)
        row_of[self._day.subjects] = np.arange(len(self))
        row = row_of[self._day.entry.of_row]
        own = (row >= 0) & (self._day.rows < self._lines.tonight_count)
        return row[own], self._day.rows[own]

    def sample(self) -> Positions:
        """Return the anchor of each code of the day."""
        return self._anchor

    def anchors(self, rows: Positions) -> Positions:
        """Return tonight's first line of the code that carries the modifier."""
        return self._anchor[rows]

    def related(self, rows: Positions) -> list[list[int]]:
        """Return nothing: a second line of the code would explain the modifier."""
        return [[] for _ in range(len(rows))]

    def discriminators(self, rows: Positions) -> list[str]:
        """Return the date and the code."""
        days = self._lines.dates(self._anchor[rows])
        return [f"{day} {code}" for day, code in zip(days, self.code(rows), strict=True)]

    # -- what a finding shows ----------------------------------------------------------------

    def code(self, rows: Positions) -> list[str]:
        """Return the code."""
        return self._lines.text("procedure_code", self._anchor[rows])

    def modifiers(self, rows: Positions) -> list[str]:
        """Return what its line carries."""
        return joined_text(self._lines, self._anchor[rows])

    def others(self, rows: Positions) -> list[str]:
        """Return the other codes of the day, such as "beside 97110, 97140", or "alone"."""
        names = self._lines.codes.values
        found: list[list[str]] = [[] for _ in range(len(rows))]
        place = {row: position for position, row in enumerate(rows.tolist())}
        for pair in np.flatnonzero(np.isin(self._day.own, rows)).tolist():
            code = names[self._day.code_of[self._day.beside[pair]]]
            found[place[int(self._day.own[pair])]].append(code)
        return [f"beside {', '.join(sorted(some))}" if some else "alone" for some in found]

    def where(self, rows: Positions) -> list[str]:
        """Return where no pair was found: the table and its last day, or the payer's file."""
        tables = table_of(self._program[rows], self._setting[rows])
        names = zip(table_names(tables), tables.tolist(), strict=True)
        return [
            f"{name} (loaded to {self._loaded_to(table)})"
            if name
            else "payer's file (no NCCI pairs)"
            for name, table in names
        ]

    def rule_source(self, rows: Positions) -> list[str]:
        """Return the payer's entry that names the table."""
        return self._lines.policy.source(KNOB, self._anchor[rows])

    def _loaded_to(self, table: int) -> str:
        covered = self._edits.covered(table)
        return "" if covered is None else as_dates(np.array(covered))[1]


def _by_edits(
    lines: ServiceLines, day: _Day, program: Small, setting: Small, edits: PairEdits
) -> tuple[Mask, Mask]:
    """Mark subjects with an edit in force, and those for which that turns on the bill type."""
    asked = np.flatnonzero(program[day.own] != NO_PROGRAM)
    own = day.own[asked]
    subject = day.subjects[own]
    some_day = np.zeros(day.pools.days.count, dtype=np.int32)
    some_day[day.pools.days.of_row] = lines.facts.day[day.rows]
    said = ask(
        edits,
        AskedPairs(
            names=lines.codes.values,
            one=day.code_of[subject],
            other=day.code_of[day.beside[asked]],
            day=some_day[day.day_of[subject]],
            program=program[own],
            setting=setting[own],
        ),
    )
    by_edit, by_setting = (np.zeros(len(day.own), dtype=np.bool_) for _ in range(2))
    by_edit[asked] = said.in_force
    by_setting[asked] = said.bill_type_unknown & said.matters
    return day.any_beside(by_edit), day.any_beside(by_setting)


def _by_payer(lines: ServiceLines, day: _Day, anchor: Positions) -> tuple[Mask, Mask]:
    """Mark subjects with a pair of the payer's own file, and with one that nobody knows."""
    one, other = day.code_of[day.subjects[day.own]], day.code_of[day.beside]
    names = lines.codes.values
    marks = []
    for unknown in (False, True):
        mark = np.zeros(len(day.own), dtype=np.bool_)
        for entry, in_force in lines.policy.entries(OWN_PAIRS, unknown=unknown):
            assert isinstance(entry, PairModifier)
            first, second = (names.index(code) if code in names else -2 for code in entry.codes)
            both = (one == first) & (other == second) | (one == second) & (other == first)
            mark |= both & in_force[anchor[day.own]]
        marks.append(day.any_beside(mark))
    return marks[0], marks[1]


def _second_lines(lines: ServiceLines, day: _Day) -> Mask:
    """Mark subjects of which the date has a second line, of whatever provider."""
    facts, rows = lines.facts, day.rows
    dates = words.group_by(facts.patient[rows], np.maximum(facts.day[rows], 0), lines.payer[rows])
    alike = words.group_by(dates.of_row, facts.code[rows])
    several = np.bincount(alike.of_row, minlength=alike.count) > 1
    return day.entry.any(several[alike.of_row])[day.subjects]


def _exact(
    lines: ServiceLines, day: _Day, program: Small, anchor: Positions, edits: PairEdits
) -> Mask:
    """Mark subjects whose day lies in a loaded quarter of a table that knows all its codes."""
    setting = day.setting[day.day_of[day.subjects]]
    when = lines.facts.day[anchor]
    exact: Mask = program != UNKNOWN
    for number in range(len(TABLES)):
        asked = (program == number // 2) & ((setting == number % 2) | (setting == UNCLEAR))
        if not asked.any():
            continue
        first, last = edits.covered(number) or (1, 0)
        knows: npt.NDArray[np.bool_] = np.append(edits.knows(lines.codes.values, number), False)
        inside = day.pools.days.every(knows[lines.facts.code[day.rows]])
        holds = (when >= first) & (when <= last) & inside[day.day_of[day.subjects]]
        exact = np.asarray(exact & (holds | ~asked), dtype=np.bool_)
    return exact
