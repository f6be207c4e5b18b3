"""Tonight's rows joined with those of earlier nights that still count."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import union_categoricals

from pipeline import versions
from pipeline.numbering import is_among
from pipeline.tables import Days, Table, days_of
from schemas.tables import columns_of

TONIGHTS_PLACE = 2**40


class Seen(NamedTuple):
    """When each line was last seen: its place in the ledger and the day of that night."""

    place: npt.NDArray[np.int64]
    night: Days


def with_earlier(
    tonight: Table, earlier: pd.DataFrame | None, as_of_day: int
) -> tuple[pd.DataFrame, Seen]:
    """Append the earlier lines that still count; say when every line was last seen.

    A replacement keeps its original's place and night (RULES.md KX "Accrual").
    """
    claims = tonight.frame
    place = np.full(len(claims), TONIGHTS_PLACE, dtype=np.int64)
    night = np.full(len(claims), as_of_day, dtype=np.int32)
    if earlier is None or earlier.empty:
        return claims, Seen(place, night)
    night_of_earlier = days_of(earlier["night"])
    original = versions.original_row(earlier, tonight)
    replaces = original >= 0
    place[replaces] = earlier["place"].to_numpy(dtype=np.int64)[original[replaces]]
    night[replaces] = night_of_earlier[original[replaces]]
    kept = versions.earlier_in_force(earlier, tonight)
    seen = Seen(
        np.concatenate([place, earlier["place"].to_numpy(dtype=np.int64)[kept]]),
        np.concatenate([night, night_of_earlier[kept]]),
    )
    earlier = earlier[kept]
    columns = [name for name in columns_of("claims") if name in claims or name in earlier]
    return pd.DataFrame({name: _joined(claims, earlier, name) for name in columns}), seen


def _joined(first: pd.DataFrame, second: pd.DataFrame, column: str) -> pd.Series:
    """Stack one column of two frames; a column that one lacks is blank there."""
    parts = [
        frame[column] if column in frame else _blank_like(other[column], len(frame))
        for frame, other in ((first, second), (second, first))
    ]
    if isinstance(parts[0].dtype, pd.CategoricalDtype):
        arrays = [part.array.as_unordered() for part in parts]
        return pd.Series(union_categoricals(arrays))
    return pd.concat(parts, ignore_index=True)


def _blank_like(column: pd.Series, count: int) -> pd.Series:
    if isinstance(column.dtype, pd.CategoricalDtype):
        blank = pd.Categorical.from_codes(np.full(count, -1), dtype=column.dtype)
        return pd.Series(blank)
    return pd.Series([None] * count, dtype=column.dtype)


def all_visits(visits: pd.DataFrame | None, earlier: pd.DataFrame | None) -> pd.DataFrame | None:
    """Join tonight's visits with earlier ones; a visit that comes again replaces itself."""
    if earlier is None or earlier.empty:
        return visits
    if visits is None:
        return earlier
    earlier = earlier[~is_among(earlier["visit_id"], visits["visit_id"])]
    columns = [name for name in columns_of("visits") if name in visits or name in earlier]
    return pd.DataFrame({name: _joined(visits, earlier, name) for name in columns})
