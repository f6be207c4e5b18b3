"""Outcomes: what became of every rule for every payer, and what could not be judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.rule import Positions
from schemas.rule_cards import OutcomeStatus


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Counts of a bucket.

    ``outcomes``: rule_id, payer_id, rows_seen, applicable, flagged, undecided, crashed.
    ``groups``: rule_id, payer_id, missing, reason, lines, claims, amount_cents, listed.
    ``rows``: single rows behind groups (``schemas.results.NotEvaluatedRows``).
    ``undecided_of_line``: undecided answers by tonight's line. ``undecided_lines``: those
    lines by rule id.
    """

    outcomes: pd.DataFrame
    groups: pd.DataFrame
    rows: pd.DataFrame
    undecided_of_line: npt.NDArray[np.int16]
    undecided_lines: Mapping[str, Positions]


def joined(parts: Sequence[Tally], order: Mapping[str, int]) -> Tally:
    """Join the counts of some rules each over the same lines; ``order`` places rule ids."""

    def in_order(frames: list[pd.DataFrame]) -> pd.DataFrame:
        whole = pd.concat(frames, ignore_index=True)
        by = whole["rule_id"].map(order).to_numpy(dtype=np.int64)
        return whole.iloc[np.argsort(by, kind="stable")].reset_index(drop=True)

    if len(parts) == 1:
        return parts[0]
    lines = {rule: rows for part in parts for rule, rows in part.undecided_lines.items()}
    return Tally(
        outcomes=in_order([part.outcomes for part in parts]),
        groups=in_order([part.groups for part in parts]),
        rows=in_order([part.rows for part in parts]),
        undecided_of_line=reduce(np.add, [part.undecided_of_line for part in parts]),
        undecided_lines={rule: lines[rule] for rule in sorted(lines, key=order.__getitem__)},
    )


def statuses(counts: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Give each rule and payer its status (CONTRACT.md "Outputs", outcomes.csv).

    Args:
        counts: ``Tally.outcomes`` of all buckets, one row a rule and payer.
        groups: the not-evaluated groups, for the reason.

    Returns:
        The frame of ``schemas.results.Outcomes``.
    """
    found = counts["flagged"] > 0
    none_decided = (counts["applicable"] > 0) & (counts["applicable"] == counts["undecided"])
    status = np.select(
        [counts["crashed"], found, none_decided, counts["applicable"] > 0],
        [
            OutcomeStatus.CRASHED,
            OutcomeStatus.FOUND,
            OutcomeStatus.NOT_EVALUATED,
            OutcomeStatus.CLEAR,
        ],
        OutcomeStatus.NOT_APPLICABLE,
    )
    outcomes = counts.drop(columns="crashed").assign(status=[str(value) for value in status])
    largest = groups.sort_values("lines", kind="stable")
    reasons = dict(
        zip(
            zip(largest["rule_id"], largest["payer_id"], strict=True),
            largest["reason"],
            strict=True,
        )
    )
    keys = zip(outcomes["rule_id"], outcomes["payer_id"], strict=True)
    outcomes["reason"] = [
        reasons.get(key, "") if undecided else ""
        for key, undecided in zip(keys, outcomes["undecided"], strict=True)
    ]
    order = ["rule_id", "payer_id", "status", "rows_seen", "applicable", "flagged", "undecided"]
    return outcomes[[*order, "reason"]].sort_values(
        ["rule_id", "payer_id"], kind="stable", ignore_index=True
    )
