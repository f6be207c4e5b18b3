"""Dispositions: what happens to each claim of tonight (CONTRACT.md "Disposition").

HOLD: an open block finding, or a row that could not be read. REVIEW: else an open review
finding, or a crashed block or review rule. RELEASE: the rest. Accepted findings do not count.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from pipeline.engine import BucketResult
from pipeline.rule import Positions
from schemas.night_result import ControlTotals, Total

HOLD, REVIEW, RELEASE = "HOLD", "REVIEW", "RELEASE"


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
    charge = np.zeros(count, dtype=np.int64)
    np.add.at(charge, row_of_line, result.lines.facts.charge[:tonight])
    sample = claims.sample()
    payer = np.array([*result.lines.coded("payer_id").values, ""], dtype=object)
    payer_code = np.append(result.lines.coded("payer_id").codes, -1)[sample]
    frame = pd.DataFrame(
        {
            "claim_id": claims.ids,
            "disposition": np.select([held, reviewed], [HOLD, REVIEW], RELEASE),
            "block": counted["block"],
            "review": counted["review"],
            "note": counted["note"],
            "charge_cents": charge,
            "undecided": undecided,
            "payer_id": payer[payer_code],
            "lines": np.bincount(row_of_line, minlength=count),
            "unreadable": claims.unreadable,
        }
    )
    return frame.sort_values("claim_id", kind="stable", ignore_index=True)


def _claims_of_findings(
    result: BucketResult, findings: pd.DataFrame
) -> tuple[Positions, Positions]:
    """Return (claim row, finding row) pairs, each pair once."""
    row_of_line = result.claims.row_of_line
    tonight = len(row_of_line)
    anchors = findings["anchor_row"].to_numpy(dtype=np.intp)
    hangs = np.flatnonzero(anchors >= 0)
    claim = [row_of_line[anchors[hangs]]]
    finding = [hangs]
    related = [
        (line, row)
        for row, lines in enumerate(findings["related_rows"])
        for line in lines
        if line < tonight
    ]
    if related:
        lines, rows = zip(*related, strict=True)
        claim.append(row_of_line[list(lines)])
        finding.append(np.array(rows, dtype=np.intp))
    by_name = np.flatnonzero((anchors < 0) & (findings["claim_id"] != "").to_numpy())
    if len(by_name):
        names = pd.Index(result.claims.ids)
        claim.append(
            names.get_indexer(pd.Index(findings["claim_id"].iloc[by_name])).astype(np.intp)
        )
        finding.append(by_name)
    pairs = np.unique(np.stack([np.concatenate(claim), np.concatenate(finding)]), axis=1)
    return pairs[0].astype(np.intp), pairs[1].astype(np.intp)


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
