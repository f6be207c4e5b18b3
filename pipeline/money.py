"""Integer cents as the text that people read."""

from __future__ import annotations

from typing import cast

import numpy as np

from pipeline.finding_texts import as_texts, joined
from pipeline.tables import Cents, taken

_SIGNS = ("", "-")
_HUNDREDTHS = tuple(f".{part:02d}" for part in range(100))


def dollars(cents: Cents) -> list[str]:
    """Return amounts as text such as "2480.00"."""
    whole, rest = np.divmod(np.abs(cents), 100)
    sign = taken(_SIGNS, (cents < 0).astype(np.int64))
    return cast("list[str]", joined(sign, as_texts(whole), taken(_HUNDREDTHS, rest)).to_pylist())


def as_dollars(cents: int) -> str:
    """Return one amount as text such as "-12.05"."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{whole}.{rest:02d}"
