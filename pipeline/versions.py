"""Which version of a claim is the claim: replacements (7) and voids (8).

RULES.md "Before any rule" 2: the newest version in force is the claim in every day, year, visit
and unit total. A replacement names its original in ``replaces_claim_id``; blank means an earlier
version of the same claim id.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.numbering import Numbers, is_among, number_ids
from pipeline.rule import Mask, Positions
from pipeline.tables import Table

REPLACEMENT, VOID = "7", "8"


def tonight_in_force(claims: Table, earlier: pd.DataFrame | None = None) -> Mask:
    """Mark tonight's lines that count: neither void nor replaced by another claim.

    Where two claims of tonight replace the same original, the one with the later id counts. An
    original that comes again tonight stays replaced by the correction of an earlier night.
    """
    in_force = ~claims.is_one_of("claim_frequency", VOID)
    changes = claims.is_one_of("claim_frequency", REPLACEMENT, VOID)
    ids = claims.frame["claim_id"]
    if earlier is not None and "replaces_claim_id" in earlier:
        corrected = earlier["replaces_claim_id"].dropna()
        in_force &= changes | ~is_among(ids, corrected)
    if not changes.any():
        return in_force
    # Only claims that a change names, or that are changes themselves, are looked at closely.
    named = _targets(claims, np.flatnonzero(changes))
    touched = np.flatnonzero(changes | is_among(ids, named))
    stands = _stands(
        ids.iloc[touched],
        _targets(claims, touched),
        changes[touched],
        claims.is_one_of("claim_frequency", VOID)[touched],
    )
    in_force[touched] &= stands
    return in_force


def _stands(ids: pd.Series[str], targets: pd.Series[str], changes: Mask, void: Mask) -> Mask:
    """Mark the lines that no change among them takes out."""
    own, target = number_ids(ids, targets, in_order=True)
    count = int(max(own.max(initial=-1), target.max(initial=-1))) + 1

    def marked(rows: Mask, numbers: Numbers) -> Mask:
        """Mark the claims that some rows speak of."""
        marks = np.zeros(count, dtype=np.bool_)
        marks[numbers[rows]] = True
        return marks

    named = changes & (target != own)
    stands = ~marked(named, target)[own]
    stands &= changes | ~marked(changes & ~named, own)[own]
    stands &= ~marked(void & ~named, own)[own]
    newest = np.full(count, -1, dtype=np.int32)
    np.maximum.at(newest, target[named], own[named])
    rivals = named & (newest[target] != own)
    return np.asarray(stands & ~rivals)


def earlier_in_force(earlier: pd.DataFrame, claims: Table) -> Mask:
    """Mark earlier lines that still count beside tonight's claims.

    A claim that comes again tonight, or that a claim of tonight replaces or voids, no longer does,
    nor does an earlier replacement of the same original.
    """
    changes = claims.is_one_of("claim_frequency", REPLACEMENT, VOID)
    targets = _targets(claims, np.flatnonzero(changes))
    leaves = is_among(earlier["claim_id"], claims.frame["claim_id"])
    leaves |= is_among(earlier["claim_id"], targets)
    if "replaces_claim_id" in earlier:
        leaves |= is_among(earlier["replaces_claim_id"], targets)
    return ~leaves


def original_row(earlier: pd.DataFrame, claims: Table) -> npt.NDArray[np.intp]:
    """Return, for each line of tonight, the earlier row whose claim it replaces first; else -1."""
    none = np.full(len(claims), -1, dtype=np.intp)
    replacement = claims.is_one_of("claim_frequency", REPLACEMENT)
    if not replacement.any():
        return none
    first = earlier.sort_values("place", kind="stable").drop_duplicates("claim_id")
    row_of = pd.Series(earlier.index.get_indexer(first.index), index=first["claim_id"].to_numpy())
    found = row_of.reindex(_targets(claims, np.flatnonzero(replacement))).fillna(-1)
    none[replacement] = found.to_numpy(dtype=np.intp)
    return none


def _targets(claims: Table, rows: Positions) -> pd.Series[str]:
    """Return the claim that each of some lines speaks of: the one it names, else its own."""
    ids = claims.frame["claim_id"].iloc[rows]
    if "replaces_claim_id" not in claims.frame:
        return ids
    return claims.frame["replaces_claim_id"].iloc[rows].fillna(ids)
