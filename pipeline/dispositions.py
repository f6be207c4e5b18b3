"""Dispositions: what happens to each claim of tonight (CONTRACT.md "Disposition").

HOLD: an open block finding, or a row that could not be read. REVIEW: else an open review
finding, or a crashed block or review rule. RELEASE: the rest. Accepted findings do not count.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain

import numpy as np
import pandas as pd

from pipeline.engine import BucketResult
from pipeline.rule import Positions
from schemas.night_result import ControlTotals, Total

HOLD, REVIEW, RELEASE = "HOLD", "REVIEW", "RELEASE"
_OF_FIRST_LINE = ("payer_id", "location_id", "therapist_id")


def dispose(
    result: BucketResult,
    findings: pd.DataFrame,
    *,
    crash_sends_to_review: bool,
    undecided_to_review: bool,
) -> pd.DataFrame:
    """Decide every claim.

    Args:
        result: the bucket with its claims and lines.
        findings: its findings with their states.
        crash_sends_to_review: a block or review rule failed tonight.
        undecided_to_review: the site wants claims with undecided answers reviewed.

    Returns:
        The frame of ``schemas.results.Dispositions``, by claim id. A finding counts for the
        claims of its line and of its related lines.
    """
    claims = result.claims
    count = len(claims)
    claim, finding = _claims_of_findings(result, findings)
    is_open = (findings["state"] != "accepted").to_numpy()[finding]
    severity = findings["severity"].to_numpy(dtype=object)[finding]
    counted = {
        weight: np.bincount(claim[is_open & (severity == weight)], minlength=count)
        for weight in ("block", "review", "note")
    }
    row_of_line = claims.row_of_line
    tonight = len(row_of_line)
    undecided = np.bincount(
        row_of_line, weights=result.tally.undecided_of_line, minlength=count
    ).astype(np.int64)
    held = (counted["block"] > 0) | claims.unreadable
    reviewed = counted["review"] > 0
    if undecided_to_review:
        reviewed |= undecided > 0
    if crash_sends_to_review:
        reviewed |= ~held
    charge = np.rint(
        np.bincount(row_of_line, result.lines.facts.charge[:tonight], minlength=count)
    ).astype(np.int64)
    sample = claims.sample()
    frame = pd.DataFrame(
        {
            "claim_id": claims.ids,
            "disposition": np.select([held, reviewed], [HOLD, REVIEW], RELEASE),
            "block": counted["block"],
            "review": counted["review"],
            "note": counted["note"],
            "charge_cents": charge,
            "undecided": undecided,
            **{name: _of_sample(result, name, sample) for name in _OF_FIRST_LINE},
            "lines": np.bincount(row_of_line, minlength=count),
            "unreadable": claims.unreadable,
        }
    )
    if claims.in_order:
        return frame
    return frame.sort_values("claim_id", kind="stable", ignore_index=True)


def _of_sample(result: BucketResult, column: str, sample: Positions) -> pd.Series[str]:
    """Return a code of each claim's first line, "" where there is none."""
    coded = result.lines.coded(column)
    names = pd.array([*coded.values, ""], dtype="str")
    codes = np.append(coded.codes, -1)[sample]
    return pd.Series(names.take(np.where(codes < 0, len(coded.values), codes)))


def _claims_of_findings(
    result: BucketResult, findings: pd.DataFrame
) -> tuple[Positions, Positions]:
    """Return (claim row, finding row) pairs, each pair once."""
    of_line = result.claims.row_of_line
    anchors = findings["anchor_row"].to_numpy(dtype=np.intp)
    claims = findings["claim_row"].to_numpy(dtype=np.intp)
    hangs, names = np.flatnonzero(anchors >= 0), np.flatnonzero(claims >= 0)
    lists = findings["related_rows"].tolist()
    beside = np.repeat(np.arange(len(lists)), [len(rows) for rows in lists])
    related = np.array(list(chain.from_iterable(lists)), dtype=np.intp)
    tonight = related < len(of_line)
    claim = [of_line[anchors[hangs]], claims[names], of_line[related[tonight]]]
    finding = np.concatenate([hangs, names, beside[tonight]])
    key = pd.unique(np.concatenate(claim) * np.int64(len(lists) + 1) + finding)
    return key // (len(lists) + 1), key % (len(lists) + 1)


def control_totals(dispositions: pd.DataFrame, rejected: pd.DataFrame) -> ControlTotals:
    """Add up tonight's claims by disposition and payer.

    Args:
        dispositions: the frame of ``dispose``.
        rejected: the frame of ``schemas.results.RejectedRows``, claims table and others.
    """
    kinds = Counter(rejected["kind"])
    released = dispositions["disposition"] == RELEASE
    checked = released & (dispositions["undecided"] == 0)
    by_payer = {
        str(payer): {
            name: _total(group[group["disposition"] == name]) for name in (RELEASE, REVIEW, HOLD)
        }
        for payer, group in dispositions.groupby("payer_id", sort=True)
    }
    return ControlTotals(
        accepted=_total(dispositions),
        released=_total(dispositions[released]),
        review=_total(dispositions[dispositions["disposition"] == REVIEW]),
        held=_total(dispositions[dispositions["disposition"] == HOLD]),
        rejected_rows=kinds["rejected"],
        set_aside_rows=kinds["set_aside"],
        duplicate_rows=kinds["duplicate"],
        released_fully_checked=_total(dispositions[checked]),
        by_payer=by_payer,
    )


def _total(dispositions: pd.DataFrame) -> Total:
    return Total(
        claims=len(dispositions),
        lines=int(dispositions["lines"].sum()),
        charge_cents=int(dispositions["charge_cents"].sum()),
    )
