"""A tally sheet: counts the verdicts of some rules, one after another.

Counting is done on numbers of payers and claims, once a rule, whatever the number of lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline import facts as missing_facts
from pipeline import vocabulary as words
from pipeline.grains import GrainTable
from pipeline.outcomes import Tally
from pipeline.rule import Answer, Grain, Positions, Rule, Verdict
from pipeline.service_lines import ServiceLines
from pipeline.tables import Coded

MOST_LISTED = 1_000
UNJUDGED_PAYER = "payer:rules"
_COUNTS = ("rows_seen", "applicable", "flagged", "undecided")
_GROUP_COLUMNS = (
    "rule_id",
    "payer_id",
    "missing",
    "reason",
    "lines",
    "claims",
    "amount_cents",
    "listed",
)


class TallySheet:
    """Takes the verdicts of a bucket one after another."""

    def __init__(self, lines: ServiceLines, supplied: Mapping[str, frozenset[str]]) -> None:
        """Set up the counts; ``supplied`` are the headings of each input table."""
        self._lines = lines
        self._supplied = supplied
        self._count = lines.tonight_count
        payers: Coded = lines.coded("payer_id")
        self._payers = payers.values
        self._payer = payers.codes
        tonight = self._payer[: self._count]
        here = np.bincount(tonight + 1, minlength=len(self._payers) + 1)[1:]
        self._present = np.flatnonzero(here)
        self._group_of_line = (tonight.astype(np.intp) + 1) * len(Answer)
        self._claims = int(lines.facts.claim.max(initial=-1)) + 1
        self._begin()

    def another(self) -> TallySheet:
        """Return an empty sheet over the same lines, for a thread that counts other rules."""
        twin = copy(self)
        twin._begin()
        return twin

    def _begin(self) -> None:
        self._outcomes: list[tuple[str, bool, npt.NDArray[np.int64]]] = []
        self._groups: list[dict[str, object]] = []
        self._listed: list[tuple[str, str, str, Positions]] = []
        self._undecided = np.zeros(self._count, dtype=np.int16)
        self._undecided_lines: dict[str, list[Positions]] = {}

    def crashed(self, rule_id: str) -> None:
        """Note that a rule failed for every payer."""
        nothing = np.zeros(len(self._present), dtype=np.int64)
        self._add_outcomes(rule_id, nothing, nothing, nothing, nothing, crashed=True)

    def add(
        self, rule: Rule, verdict: Verdict, answers: npt.NDArray[np.int8], table: GrainTable
    ) -> None:
        """Count the answers of one rule."""
        counted = self._count_by_payer(self._group_of_rows(table), answers)
        undecided = answers == Answer.CANNOT_TELL
        unjudged = self._unjudged_lines(rule, table)
        if len(unjudged):
            facts = self._lines.facts
            days = words.packed(facts.patient[unjudged], facts.day[unjudged])
            _, once = np.unique(days, return_index=True)
            by_payer = np.bincount(self._payer[unjudged[once]], minlength=len(self._payers))
            for place in (0, 1, 3):
                counted[place] = counted[place] + by_payer[self._present]
            self._note(rule.id, UNJUDGED_PAYER, unjudged, unjudged[:0])
        self._add_outcomes(rule.id, *counted)
        if not undecided.any():
            return
        told = ~undecided
        rows, lines = table.members()
        for fact, mask in verdict.unknown.items():
            first_named = mask & ~told
            told |= mask
            if first_named.any():
                named = np.flatnonzero(first_named)
                anchors = table.anchors(named)
                open_lines = named
                if table.grain is not Grain.LINE:
                    of_rows = np.zeros(self._count, dtype=np.bool_)
                    of_rows[lines[first_named[rows]]] = True
                    open_lines = np.flatnonzero(of_rows)
                self._note(rule.id, fact, open_lines, anchors[anchors >= 0])

    def tally(self) -> Tally:
        """Return all counts."""
        groups = pd.DataFrame(self._groups, columns=list(_GROUP_COLUMNS))
        groups = groups.astype({name: "str" for name in _GROUP_COLUMNS[:4]})
        groups = groups.astype({name: "int64" for name in _GROUP_COLUMNS[4:]})
        return Tally(
            outcomes=self._all_outcomes(),
            groups=groups,
            rows=self._single_rows(),
            undecided_of_line=self._undecided,
            undecided_lines={
                rule_id: np.concatenate(parts) for rule_id, parts in self._undecided_lines.items()
            },
        )

    def _count_by_payer(
        self, group: npt.NDArray[np.intp], answers: npt.NDArray[np.int8]
    ) -> list[npt.NDArray[np.int64]]:
        """Count rows seen, applicable, flagged and undecided by payer."""
        kinds = len(Answer)
        table = np.bincount(group + answers, minlength=(len(self._payers) + 1) * kinds)
        by_payer = table.reshape(-1, kinds)[1:][self._present]
        return [
            by_payer.sum(axis=1),
            by_payer.sum(axis=1) - by_payer[:, Answer.NOT_APPLICABLE],
            by_payer[:, Answer.VIOLATES],
            by_payer[:, Answer.CANNOT_TELL],
        ]

    def _group_of_rows(self, table: GrainTable) -> npt.NDArray[np.intp]:
        """Return where the counts of each row's payer begin."""
        if table.grain is Grain.LINE:
            return self._group_of_line
        payer = np.append(self._payer, -1)[table.sample()]
        return (payer.astype(np.intp) + 1) * len(Answer)

    def _unjudged_lines(self, rule: Rule, table: GrainTable) -> Positions:
        """Return lines of unknown payers that a day, plan or pair rule has no row for."""
        if not rule.needs_payer_policy or rule.grain not in (Grain.DAY, Grain.PLAN):
            return np.zeros(0, dtype=np.intp)
        unknown = self._lines.payer[: self._count] < 0
        if not unknown.any():
            return np.zeros(0, dtype=np.intp)
        unknown &= self._lines.facts.in_force[: self._count]
        unknown[table.members()[1]] = False
        return np.flatnonzero(unknown)

    def _add_outcomes(
        self,
        rule_id: str,
        seen: npt.NDArray[np.int64],
        applicable: npt.NDArray[np.int64],
        flagged: npt.NDArray[np.int64],
        undecided: npt.NDArray[np.int64],
        *,
        crashed: bool = False,
    ) -> None:
        counts = (seen, applicable, flagged, undecided)
        self._outcomes.append((rule_id, crashed, np.stack(counts)))

    def _note(self, rule_id: str, fact: str, lines: Positions, anchors: Positions) -> None:
        """Note tonight's lines for which a rule could not decide, for want of one fact.

        Single rows name the anchors: the lines on which a finding would have hung.
        """
        self._undecided[lines] += 1
        self._undecided_lines.setdefault(rule_id, []).append(lines)
        listed = missing_facts.is_listed(fact, self._supplied)
        of_line, of_anchor = self._payer[lines], self._payer[anchors]
        for payer in np.flatnonzero(np.bincount(of_line, minlength=1)).tolist():
            own = lines[of_line == payer]
            shown = anchors[of_anchor == payer][: MOST_LISTED if listed else 0]
            self._groups.append(
                {
                    "rule_id": rule_id,
                    "payer_id": self._payers[payer],
                    "missing": fact,
                    "reason": missing_facts.reason(fact, self._supplied),
                    "lines": len(own),
                    "claims": self._distinct_claims(own),
                    "amount_cents": int(self._lines.facts.charge[own].sum()),
                    "listed": len(shown),
                }
            )
            if len(shown):
                self._listed.append((rule_id, self._payers[payer], fact, shown))

    def _all_outcomes(self) -> pd.DataFrame:
        rules, payers = len(self._outcomes), len(self._present)
        names = [self._payers[number] for number in self._present.tolist()]
        counts = np.concatenate(
            [np.zeros((4, 0), dtype=np.int64), *(part for _, _, part in self._outcomes)], axis=1
        )
        rule_ids = np.array([rule_id for rule_id, _, _ in self._outcomes], dtype=object)
        crashed = np.array([crashed for _, crashed, _ in self._outcomes], dtype=np.bool_)
        return pd.DataFrame(
            {
                "rule_id": pd.Series(np.repeat(rule_ids, payers), dtype="str"),
                "payer_id": pd.Series(names * rules, dtype="str"),
                **dict(zip(_COUNTS, counts, strict=True)),
                "crashed": np.repeat(crashed, payers),
            }
        )

    def _distinct_claims(self, lines: Positions) -> int:
        seen = np.zeros(self._claims, dtype=np.bool_)
        seen[self._lines.facts.claim[lines]] = True
        return int(np.count_nonzero(seen))

    def _single_rows(self) -> pd.DataFrame:
        rows = np.concatenate([np.zeros(0, dtype=np.intp), *(group[3] for group in self._listed)])
        counts = [len(group[3]) for group in self._listed]

        def repeated(part: int) -> pd.Series[str]:
            names = np.array([group[part] for group in self._listed], dtype=object)
            return pd.Series(np.repeat(names, counts), dtype="str")

        return pd.DataFrame(
            {
                "rule_id": repeated(0),
                "payer_id": repeated(1),
                "missing": repeated(2),
                "claim_id": pd.Series(self._lines.text("claim_id", rows), dtype="str"),
                "line_number": self._lines.cents("line_number")[rows],
                "patient_id": pd.Series(self._lines.text("patient_id", rows), dtype="str"),
                "service_date": pd.Series(self._lines.dates(rows), dtype="str"),
            }
        )
