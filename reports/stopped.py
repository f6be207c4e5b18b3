"""Which open findings stop which claims, by columns: the figures by rule, by cause and "do first".

A claim takes part in a finding of its line and of its related lines, as for its disposition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
import pandas as pd

from reports.frames import numbers, objects, severity_rank, texts
from schemas.night_result import NightResult

_BLOCK, _REVIEW = 0, 1
Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What stands behind the open findings of one group; money in cents, each claim once."""

    findings: int
    new: int
    claims: int
    charges: int
    held_claims: int
    held: int
    held_alone: int
    review: int
    review_claims: int


class Stopped:
    """Open findings (those that the office accepted are out) with the claims they touch."""

    def __init__(self, result: NightResult) -> None:
        """Pair findings with the claims of tonight."""
        frame, claims = result.findings, result.dispositions
        state = texts(frame, "state")
        self._open: Mask = np.array([one != "accepted" for one in state], dtype=np.bool_)
        self._new: Mask = np.array([one == "new" for one in state], dtype=np.bool_)
        self._rank = severity_rank(frame)
        codes, rules = pd.factorize(np.array(texts(frame, "rule_id"), dtype=object), sort=True)
        self._rule: Numbers = codes.astype(np.int64)
        self.rules: list[str] = list(rules)
        self._charge: Numbers = np.array(numbers(claims, "charge_cents"), dtype=np.int64)
        disposition = np.array(texts(claims, "disposition"), dtype=object)
        self._held: Mask = np.asarray(disposition == "HOLD", dtype=np.bool_)
        self._review: Mask = np.asarray(disposition == "REVIEW", dtype=np.bool_)
        self._finding, self._claim = _pairs(frame, texts(claims, "claim_id"))
        kept = self._open[self._finding]
        self._finding, self._claim = self._finding[kept], self._claim[kept]

    def by(self, groups: Sequence[int]) -> dict[int, Group]:
        """Add up by groups of rules.

        Args:
            groups: the group of each of ``rules``, numbered from 0.

        Returns:
            Each group that has an open finding. ``held`` is the charge of claims on Hold with a
            Block finding of the group, ``held_alone`` of those that no other group blocks,
            ``review`` of claims at Review with a Review finding of it.
        """
        count = max(groups, default=-1) + 1
        of_rule = np.array(groups, dtype=np.int64)
        of_finding = of_rule[self._rule] if len(of_rule) else np.zeros(0, dtype=np.int64)
        of_pair, rank = of_finding[self._finding], self._rank[self._finding]
        findings = np.bincount(of_finding[self._open], minlength=count)
        new = np.bincount(of_finding[self._open & self._new], minlength=count)
        every, claims = self._once(of_pair, np.ones(len(of_pair), dtype=np.bool_))
        blocked, held = self._once(of_pair, (rank == _BLOCK) & self._held[self._claim])
        waiting, review = self._once(of_pair, (rank == _REVIEW) & self._review[self._claim])
        alone = np.bincount(held, minlength=len(self._charge))[held] == 1
        counted = [np.bincount(of, minlength=count) for of in (every, blocked, waiting)]
        charges, stuck, freed, decided = (
            np.bincount(group, weights=self._charge[claim], minlength=count)
            for group, claim in (
                (every, claims), (blocked, held), (blocked[alone], held[alone]), (waiting, review),
            )
        )  # fmt: skip
        return {
            int(group): Group(
                findings=int(findings[group]), new=int(new[group]),
                claims=int(counted[0][group]), charges=round(charges[group]),
                held_claims=int(counted[1][group]), held=round(stuck[group]),
                held_alone=round(freed[group]), review=round(decided[group]),
                review_claims=int(counted[2][group]),
            )
            for group in np.flatnonzero(findings)
        }  # fmt: skip

    def _once(self, group: Numbers, wanted: Mask) -> tuple[Numbers, Numbers]:
        """Give (group, claim) of the pairs wanted, each once."""
        width = np.int64(len(self._charge) + 1)
        key = np.unique(group[wanted] * width + self._claim[wanted])
        return key // width, key % width


def _pairs(findings: pd.DataFrame, claims: list[str]) -> tuple[Numbers, Numbers]:
    """Pair each finding with the claims of its line and of its related lines."""
    related = objects(findings, "related")
    lengths = [len(pairs) for pairs in related]
    beside = np.repeat(np.arange(len(related), dtype=np.int64), lengths)
    names = [claim for claim, _ in chain.from_iterable(related)]
    finding = np.concatenate([np.arange(len(findings), dtype=np.int64), beside])
    place = {claim: number for number, claim in enumerate(claims)}
    claim = np.array(
        [place.get(name, -1) for name in chain(texts(findings, "claim_id"), names)], dtype=np.int64
    )
    known = claim >= 0
    return finding[known], claim[known]
