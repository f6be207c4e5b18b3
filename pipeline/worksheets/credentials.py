"""Credentials as exports write them, looked up in a dated list: yes, no, or not known."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from payer_rules.code_set import CodeSet
from pipeline.rule import Mask


class Listed(NamedTuple):
    """What a list says of each row's credential; where it says nothing, neither holds."""

    yes: Mask
    no: Mask


def listed(
    table: CodeSet, column: str, credential: pd.Categorical, day: npt.NDArray[np.int32]
) -> Listed:
    """Look credentials up on their days.

    Args:
        table: a list whose codes are credentials; ``column`` holds "yes" or "no".
        column: which of its columns to read.
        credential: as the export has it: "PT", "P.T.", "PT, DPT"; blank is in no list.
        day: days since 1970-01-01, one a row.
    """
    known = frozenset(table.columns["code"])
    spelled = [_spelled(str(name), known) for name in credential.categories]
    names = sorted(set(spelled))
    place = np.array([*(names.index(name) for name in spelled), -1])[credential.codes]
    says = table.take(column, pd.Categorical.from_codes(place, pd.Index(names)), day, None)
    answers = [*says.categories, None]

    def answer(value: str) -> Mask:
        marks = np.array([name == value for name in answers], dtype=np.bool_)
        return np.asarray(marks[says.codes])

    return Listed(answer("yes"), answer("no"))


def _spelled(text: str, known: frozenset[str]) -> str:
    """Return the first credential of a text that the list knows, else the whole text."""
    parts = re.split(r"[\s,;]+", text.upper().replace(".", "").strip())
    return next((part for part in parts if part in known), text)
