"""Which version of a claim counts, and where it stands in the order of accrual. No database.

RULES.md "Before any rule" 2 and KX "Accrual", CONTRACT.md "Runs and states":

* A claim is what was seen last under its id; it counts only if it was then released or in review.
* A replacement (7) or void (8) that was last held has no effect. Otherwise it takes the place of
  its original: the claim it names, or an earlier version of its own id.
* A named original stays replaced even if the old claim is exported again, or money would count
  twice; after a void, an original seen on a later night is a new bill and counts.
* Of several that change one original, by naming it or under its own id, the one seen last counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.history.interface import SENT

# On one night a replacement follows what it replaces, and a void follows both.
ORDINARY, REPLACEMENT, VOID = 1, 7, 8
SIGHTING_COLUMNS = (
    "version_no",
    "claim_id",
    "claim_frequency",
    "replaces_claim_id",
    "received_first",
    "first_turn",
    "last_turn",
    "position",
    "disposition",
)
_NOBODY = -1
_SEEN_ORDER = ["last_turn", "kind", "position"]
_SEEN_LAST = ["last_turn", "position"]
_ONE_KIND = ["claim", "kind"]


class _Row(NamedTuple):
    claim: int
    kind: int
    original: int
    last_turn: int
    first_turn: int


def current_versions(sightings: pd.DataFrame, nights: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Fold the sightings of claims into the versions in force.

    Args:
        sightings: one row a stored version (``SIGHTING_COLUMNS``). ``claim_frequency`` is 1, 7
            or 8 ("" for a claim that could not be read, which changes nothing);
            ``replaces_claim_id`` is blank for the same id; ``first_turn`` and ``last_turn`` number
            the first and last run that saw it, ``position`` and ``disposition`` are the last's.
        nights: the as-of, in days, of each run number.

    Returns:
        One row a version in force: ``row`` (in ``sightings``), ``last_turn``, and of the original
        whose place it keeps (itself when it replaces nothing) ``root_claim``, a number in the
        order of the claim ids, ``root_turn`` and ``root_received``; ``keeps_place`` says whether
        that is another version. All whole numbers; an unknown order is -1.
    """
    rows = _in_numbers(sightings)
    rows["first_turn"] = rows.groupby(_ONE_KIND)["first_turn"].transform("min")
    rows = rows.sort_values(_SEEN_ORDER, kind="stable")
    newest = rows.drop_duplicates(_ONE_KIND, keep="last")
    newest = newest[newest["sent"] | (newest["kind"] == ORDINARY)]
    claims = newest.drop_duplicates("claim", keep="last")
    claims = claims[claims["sent"] & (claims["kind"] != VOID)]
    sent = newest[newest["sent"]]
    changes = _changes(rows, sent)
    winners = changes.drop_duplicates("original", keep="last")
    lost = changes[~changes.index.isin(winners.index) & (changes["kind"] == REPLACEMENT)]
    leaves = claims["claim"].isin(_replaced(claims, changes, winners, nights))
    leaves |= claims["claim"].isin(lost["claim"]) & (claims["kind"] == REPLACEMENT)
    return _with_roots(claims[~leaves], sent, changes)


def _in_numbers(sightings: pd.DataFrame) -> pd.DataFrame:
    ids = pd.concat([sightings["claim_id"], sightings["replaces_claim_id"]], ignore_index=True)
    numbers, _ = pd.factorize(ids, sort=True)
    claim, original = np.split(numbers.astype(np.int64), [len(sightings)])
    frequency = sightings["claim_frequency"]
    kind = np.select([frequency == str(known) for known in (1, 7, 8)], (1, 7, 8), default=0)
    rows = pd.DataFrame(
        {
            "row": np.arange(len(sightings)),
            "claim": claim,
            "kind": kind,
            "original": np.where(original == claim, _NOBODY, original),
            "received": sightings["received_first"].to_numpy(np.int64, na_value=_NOBODY),
            "first_turn": sightings["first_turn"],
            "last_turn": sightings["last_turn"],
            "position": sightings["position"],
            "sent": sightings["disposition"].isin(list(SENT)),
        }
    )
    return rows[rows["kind"] > 0].copy()


def _changes(rows: pd.DataFrame, sent: pd.DataFrame) -> pd.DataFrame:
    """Return the replacements and voids in effect, one a claim and kind, in the order seen.

    ``original`` is the claim they name or their own. A later version that names nothing continues
    the earlier one and keeps its original.
    """
    named = rows[rows["original"] != _NOBODY].drop_duplicates(_ONE_KIND, keep="last")
    changes = sent[sent["kind"] != ORDINARY].drop(columns="original")
    changes = changes.merge(named[[*_ONE_KIND, "original"]], on=_ONE_KIND, how="left")
    changes["original"] = changes["original"].fillna(changes["claim"]).astype("int64")
    return changes.sort_values(_SEEN_LAST, kind="stable", ignore_index=True)


def _replaced(
    claims: pd.DataFrame,
    changes: pd.DataFrame,
    winners: pd.DataFrame,
    nights: npt.NDArray[np.int64],
) -> set[int]:
    """Return the claims that another claim replaced or voided."""
    gone: set[int] = set()
    others = winners[winners["original"] != winners["claim"]]
    originals = {row.claim: row for row in _rows(claims[claims["claim"].isin(others["original"])])}
    naming = changes[(changes["original"] != changes["claim"]) & (changes["kind"] == REPLACEMENT)]
    names_another = set(naming["claim"].tolist())
    for change in _rows(others):
        original = originals.get(change.original)
        if original is None:
            continue
        if change.kind == VOID:
            leaves = bool(nights[original.last_turn] <= nights[change.last_turn])
        else:
            # An office that corrects back and forth under two ids names each from the other.
            answers = original.kind == REPLACEMENT and original.claim in names_another
            leaves = not (answers and original.first_turn > change.first_turn)
        if leaves:
            gone.add(original.claim)
    return gone


def _with_roots(claims: pd.DataFrame, sent: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Give each claim the place of the first original that it goes back to."""
    answer = claims[["row", "claim", "kind", "last_turn", "received"]].reset_index(drop=True)
    # What stands for a claim in the order: its ordinary version, else its replacement.
    base = sent[sent["kind"] != VOID].sort_values("kind", kind="stable")
    base = base.drop_duplicates("claim", keep="first").set_index("claim")
    known = changes[(changes["kind"] == REPLACEMENT) & changes["original"].isin(base.index)]
    parent = dict(zip(known["claim"].tolist(), known["original"].tolist(), strict=True))
    replaces = answer["kind"].to_numpy() == REPLACEMENT
    root = answer["claim"].to_numpy(copy=True)
    root[replaces] = [_first_of_chain(claim, parent) for claim in root[replaces].tolist()]
    of_root = base.loc[root[replaces]]
    turn = answer["last_turn"].to_numpy(copy=True)
    turn[replaces] = of_root["last_turn"].to_numpy()
    received = answer["received"].to_numpy(copy=True)
    received[replaces] = of_root["received"].to_numpy()
    keeps_place = replaces.copy()
    keeps_place[replaces] = of_root["row"].to_numpy() != answer["row"].to_numpy()[replaces]
    return answer.drop(columns=["claim", "kind", "received"]).assign(
        root_claim=root, root_turn=turn, root_received=received, keeps_place=keeps_place
    )


def _first_of_chain(claim: int, parent: Mapping[int, int]) -> int:
    seen = {claim}
    while parent.get(claim, claim) not in seen:
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
    received = lines["received_order"].to_numpy(dtype=np.int64, na_value=_NOBODY)
    original = versions["root_received"].to_numpy(dtype=np.int64)
    received = np.where(versions["keeps_place"].to_numpy(dtype=np.bool_), original, received)
    received = np.where(in_received_order[turn], received, _NOBODY)
    claim = versions["root_claim"].to_numpy(dtype=np.int64)
    day = lines["service_date"].to_numpy().view(np.int64)
    number = lines["line_number"].to_numpy(dtype=np.int64, na_value=_NOBODY)
    order = np.lexsort((versions["row"].to_numpy(), number, claim, day, received, turn))
    place = np.empty(len(lines), dtype=np.int64)
    place[order] = np.arange(len(lines), dtype=np.int64)
    return place
