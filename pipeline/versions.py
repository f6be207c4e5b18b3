"""Which version of a claim is the claim: replacements (7) and voids (8).

RULES.md "Before any rule" 2: the newest version in force is the claim in every day, year, visit
and unit total. A replacement names its original in ``replaces_claim_id``; blank means an earlier
version of the same claim id.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.rule import Mask
from pipeline.tables import Table

REPLACEMENT, VOID = "7", "8"


def tonight_in_force(claims: Table) -> Mask:
    """Mark tonight's lines that count: neither void nor replaced by another claim of tonight.

    Where two claims of tonight replace the same original, the one later in the file counts.
    """
    changes = claims.is_one_of("claim_frequency", REPLACEMENT, VOID)
    if not changes.any():
        return claims.everywhere(True)
    in_force = ~claims.is_one_of("claim_frequency", VOID)
    ids = claims.frame["claim_id"]
    target = _targets(claims)
    named = changes & (target != ids).to_numpy(dtype=np.bool_)
    in_force &= ~ids.isin(set(target[named])).to_numpy(dtype=np.bool_)
    changed_in_place = set(ids[changes & ~named])
    in_force &= changes | ~ids.isin(changed_in_place).to_numpy(dtype=np.bool_)
    voided_in_place = set(ids[claims.is_one_of("claim_frequency", VOID) & ~named])
    in_force &= ~ids.isin(voided_in_place).to_numpy(dtype=np.bool_)
    last = pd.Series(ids[named].to_numpy(), index=target[named].to_numpy())
    newest = last.groupby(level=0).last()
    rivals = named & (target.map(newest) != ids).to_numpy(dtype=np.bool_)
    return np.asarray(in_force & ~rivals)


def earlier_in_force(earlier: pd.DataFrame, claims: Table) -> Mask:
    """Mark earlier lines that still count beside tonight's claims.

    A claim that comes again tonight, or that a claim of tonight replaces or voids, no longer does,
    nor does an earlier replacement of the same original.
    """
    changes = claims.is_one_of("claim_frequency", REPLACEMENT, VOID)
    targets = set(_targets(claims)[changes])
    leaves = earlier["claim_id"].isin(claims.frame["claim_id"])
    leaves |= earlier["claim_id"].isin(targets)
    if "replaces_claim_id" in earlier and targets:
        leaves |= earlier["replaces_claim_id"].isin(targets)
    return np.asarray(~leaves.to_numpy(dtype=np.bool_))


def original_row(earlier: pd.DataFrame, claims: Table) -> npt.NDArray[np.intp]:
    """Return, for each line of tonight, the earlier row whose claim it replaces first; else -1."""
    none = np.full(len(claims), -1, dtype=np.intp)
    replacement = claims.is_one_of("claim_frequency", REPLACEMENT)
    if not replacement.any():
        return none
    first = earlier.sort_values("place", kind="stable").drop_duplicates("claim_id")
    row_of = pd.Series(earlier.index.get_indexer(first.index), index=first["claim_id"].to_numpy())
    found = row_of.reindex(_targets(claims)[replacement]).fillna(-1)
    none[replacement] = found.to_numpy(dtype=np.intp)
    return none


def _targets(claims: Table) -> pd.Series[str]:
    ids = claims.frame["claim_id"]
    if "replaces_claim_id" not in claims.frame:
        return ids
    return claims.frame["replaces_claim_id"].fillna(ids)
