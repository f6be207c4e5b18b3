"""Open findings about plans, patients and therapists: what tonight says of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.findings import keys_of
from pipeline.grains import GrainTable
from pipeline.registry import RegisteredRule
from pipeline.rule import Answer


class Followed(NamedTuple):
    """Keys of open findings by tonight's answer for that very subject.

    A plan or patient of whom tonight's tables hold nothing is in none: silence is no answer.
    """

    clear: frozenset[str] = frozenset()
    not_applicable: frozenset[str] = frozenset()
    undecided: frozenset[str] = frozenset()


def follow(
    registered: RegisteredRule,
    answers: npt.NDArray[np.int8],
    table: GrainTable,
    site: str,
    open_keys: Collection[str],
) -> Followed:
    """Say how a rule answered of the subjects of its open findings.

    Args:
        registered: a rule about a plan, patient or therapist.
        answers: its answers by row of the table.
        table: the table of its grain.
        site: id of the office, part of the keys.
        open_keys: keys of its findings that are open from earlier nights.
    """
    if not open_keys:
        return Followed()
    rows = np.flatnonzero(answers != Answer.VIOLATES)
    nothing = np.zeros(0, np.int64)
    keys = np.array(
        keys_of(registered.rule, [], nothing, table.discriminators(rows), site),
        dtype=object,
    )

    def answered(answer: Answer) -> frozenset[str]:
        return frozenset(keys[answers[rows] == answer]) & frozenset(open_keys)

    return Followed(
        answered(Answer.CLEAR), answered(Answer.NOT_APPLICABLE), answered(Answer.CANNOT_TELL)
    )


def together(parts: Iterable[Followed]) -> Followed:
    """Join what several rules said."""
    joined = list(parts)
    return Followed(*(frozenset().union(*(part[at] for part in joined)) for at in range(3)))
