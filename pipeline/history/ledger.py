"""Which version of a claim counts, and where it stands in the order of accrual. No database.

RULES.md "Before any rule" 2 and KX "Accrual", CONTRACT.md "Runs and states":

* A claim is what was seen last under its id; it counts only if it was then released or in review.
* A replacement (7) or void (8) that was last held has no effect. Otherwise it takes the place of
  its original: the claim it names, or an earlier version of its own id.
* A named original stays replaced even if the old claim is exported again, or money would count
  twice; after a void, an original seen on a later night is a new bill and counts.
* Of several that name one original, the one seen last counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.history.interface import SENT

ORDINARY, REPLACEMENT, VOID = "1", "7", "8"
# On one night a replacement follows what it replaces, and a void follows both.
_RANK = {ORDINARY: 0, REPLACEMENT: 1, VOID: 2}
SEEN_ORDER = ["last_turn", "rank", "position"]


class _Row(NamedTuple):
    claim_id: str
    claim_frequency: str
    replaces_claim_id: str
    last_turn: int
    first_turn: int
    position: int
    sent: bool


def current_versions(sightings: pd.DataFrame, nights: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Fold the sightings of claims into the versions in force.

    Args:
        sightings: one row a stored version: ``version_no``, ``claim_id``, ``claim_frequency``
            (1, 7, 8), ``replaces_claim_id`` ("" for the same id), ``received_first``,
            ``first_turn`` and ``last_turn`` (number of the first and last run that saw it),
            ``position`` and ``disposition`` (on the last).
        nights: the as-of, in days, of each run number.

    Returns:
        The rows in force, with ``root_claim_id``, ``root_turn`` and ``root_received_first`` of
        the original whose place they keep (their own where they replace nothing), and
        ``keeps_place``, whether that is another version.
    """
    rows = sightings[sightings["claim_frequency"].isin(list(_RANK))].copy()
    rows["rank"] = rows["claim_frequency"].map(_RANK).astype("int64")
    rows["sent"] = rows["disposition"].isin(list(SENT))
    kind = ["claim_id", "claim_frequency"]
    rows["first_turn"] = rows.groupby(kind)["first_turn"].transform("min")
    rows = rows.sort_values(SEEN_ORDER, kind="stable")
    newest = rows.drop_duplicates(kind, keep="last")
    newest = newest[newest["sent"] | (newest["claim_frequency"] == ORDINARY)]
    claims = newest.drop_duplicates("claim_id", keep="last")
    claims = claims[claims["sent"] & (claims["claim_frequency"] != VOID)]
    sent = newest[newest["sent"]]
    edges = _named_originals(rows, sent)
    leaves = _replaced(claims, edges, nights) | _outdone(claims, edges)
    return _with_roots(claims[~leaves], sent, edges)


def _named_originals(rows: pd.DataFrame, sent: pd.DataFrame) -> pd.DataFrame:
    """Return the replacements and voids in effect that name another claim, one a claim and kind.

    A later version that names nothing continues the earlier one and keeps its original.
    """
    named = rows[(rows["claim_frequency"] != ORDINARY) & (rows["replaces_claim_id"] != "")]
    named = named.drop_duplicates(["claim_id", "claim_frequency"], keep="last")
    seen = sent[["claim_id", "claim_frequency", "last_turn", "position"]]
    edges = named.drop(columns=["last_turn", "position"]).merge(seen)
    return edges.sort_values(["last_turn", "position"], kind="stable")


def _replaced(
    claims: pd.DataFrame, edges: pd.DataFrame, nights: npt.NDArray[np.int64]
) -> pd.Series[Any]:
    """Mark claims that a replacement or void in effect names."""
    gone: set[str] = set()
    target: dict[str, _Row] = {row.claim_id: row for row in _rows(claims)}
    for edge in _rows(edges):
        original = target.get(edge.replaces_claim_id)
        if original is None:
            continue
        if edge.claim_frequency == VOID:
            leaves = nights[original.last_turn] <= nights[edge.last_turn]
        else:
            # An office that corrects back and forth under two ids names each from the other.
            later = original.claim_frequency == REPLACEMENT
            leaves = not (later and original.first_turn > edge.first_turn)
        if leaves:
            gone.add(original.claim_id)
    return claims["claim_id"].isin(gone)


def _outdone(claims: pd.DataFrame, edges: pd.DataFrame) -> pd.Series[Any]:
    """Mark replacements whose original a later claim replaced or voided as well."""
    last = edges.drop_duplicates("replaces_claim_id", keep="last")
    lost = edges.loc[~edges.index.isin(last.index)]
    lost = lost[lost["claim_frequency"] == REPLACEMENT]
    return claims["claim_id"].isin(lost["claim_id"]) & (claims["claim_frequency"] == REPLACEMENT)


def _with_roots(claims: pd.DataFrame, sent: pd.DataFrame, edges: pd.DataFrame) -> pd.DataFrame:
    """Give each claim the place of the first original that it goes back to."""
    answer = claims.reset_index(drop=True)
    # The ordinary version of an id is its original; an id without one stands for itself.
    base = sent[sent["claim_frequency"] != VOID].drop_duplicates("claim_id", keep="first")
    ordinary = sent[sent["claim_frequency"] == ORDINARY]
    base = pd.concat([ordinary, base]).drop_duplicates("claim_id", keep="first")
    replacing = edges[edges["claim_frequency"] == REPLACEMENT]
    known = replacing[replacing["replaces_claim_id"].isin(base["claim_id"])]
    parent = dict(zip(known["claim_id"], known["replaces_claim_id"], strict=True))
    replaces = answer["claim_frequency"] == REPLACEMENT
    answer["root_claim_id"] = answer["claim_id"]
    answer.loc[replaces, "root_claim_id"] = [
        _first_of_chain(claim, parent) for claim in answer.loc[replaces, "claim_id"]
    ]
    root = base.set_index("claim_id").reindex(answer.loc[replaces, "root_claim_id"])
    for name, own in (("root_turn", "last_turn"), ("root_received_first", "received_first")):
        answer[name] = answer[own]
        answer.loc[replaces, name] = root[own].to_numpy()
    answer["root_turn"] = answer["root_turn"].astype("int64")
    answer["keeps_place"] = replaces & (
        (answer["root_claim_id"] != answer["claim_id"])
        | answer["claim_id"].isin(ordinary["claim_id"])
    )
    return answer


def _first_of_chain(claim: str, parent: Mapping[str, str]) -> str:
    seen = {claim}
    while parent.get(claim) is not None and parent[claim] not in seen:
        claim = parent[claim]
        seen.add(claim)
    return claim


def _rows(frame: pd.DataFrame) -> list[_Row]:
    lists = [frame[name].tolist() for name in _Row._fields]
    return [_Row(*cast("Any", row)) for row in zip(*lists, strict=True)]


def places(
    lines: pd.DataFrame, versions: pd.DataFrame, in_received_order: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    """Number ledger lines in the order of accrual, from 0 (RULES.md, KX "Accrual").

    Nights in turn; within a night by received order where every line of it had one, else by
    service date, claim, line. A replacement stands where its original stood.

    Args:
        lines: ledger lines with ``line_number``, ``service_date``, ``received_order``.
        versions: the row of ``current_versions`` of each line.
        in_received_order: by run number, whether every line of that night had an order.
    """
    turn = versions["root_turn"].to_numpy(dtype=np.int64)
    received = lines["received_order"].to_numpy(dtype=np.int64, na_value=0)
    original = versions["root_received_first"].to_numpy(dtype=np.int64, na_value=0)
    received = np.where(versions["keeps_place"].to_numpy(dtype=np.bool_), original, received)
    received = np.where(in_received_order[turn], received, 0)
    claim, _ = pd.factorize(versions["root_claim_id"], sort=True)
    day = lines["service_date"].to_numpy().astype("datetime64[s]").view(np.int64)
    number = lines["line_number"].to_numpy(dtype=np.int64, na_value=0)
    order = np.lexsort((lines["claim_id"], number, claim, day, received, turn))
    place = np.empty(len(lines), dtype=np.int64)
    place[order] = np.arange(len(lines), dtype=np.int64)
    return place
