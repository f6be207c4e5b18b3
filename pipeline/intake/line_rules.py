"""Which rows are judged: codes that are not billable, and lines that come twice."""

from __future__ import annotations

import re
from collections.abc import Collection

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.intake.arrow_columns import bounds
from pipeline.intake.cells import clean, is_code_list
from pipeline.intake.columns import Column
from schemas.claim_lines import LINE_KEY
from schemas.columns import Kind
from schemas.tables import CLAIMS, columns_of

Rows = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint64]

# CPT: four digits and a digit, or F (category II), T (III), A, M, U (administrative, MAAA, PLA).
# HCPCS level II: a letter A to V and four digits. CONTRACT "Rows".
_BILLABLE = re.compile(r"\A(?:[0-9]{4}[0-9AFMTU]|[A-V][0-9]{4})\Z", re.ASCII)
NOT_BILLABLE = "not a CPT or HCPCS code, so not billable"
ON_OFFICE_LIST = "on the office's list of codes that are not billable"
FREQUENCY_WHEN_BLANK = "1"
_MIX = np.uint64(0x9E3779B97F4A7C15)
_WORD = 8
_ROWS = 1 << 14  # what they need stays in the processor's cache


def why_set_aside(code: str, office_codes: Collection[str]) -> str:
    """Return why a procedure code (upper case) is set aside, "" when it is billable or blank.

    A list of codes is not set aside: its services are billable, and the row is rejected.
    """
    if not code or is_code_list(code):
        return ""
    if code in office_codes:
        return ON_OFFICE_LIST
    return "" if _BILLABLE.match(code) else NOT_BILLABLE


def set_aside_rows(column: Column, office_codes: Collection[str]) -> tuple[Rows, list[str]] | None:
    """Find the rows whose procedure code is not billable.

    Returns:
        The rows, and a reason (or "") for each distinct code of the column; None when every code
        is billable.
    """
    assert column.reading is not None
    assert column.codes is not None
    assert isinstance(column.reading.values, list)
    office = frozenset(clean(code).upper() for code in office_codes)
    why = [why_set_aside(code, office) for code in column.reading.values]
    if not any(why):
        return None
    return np.array([bool(reason) for reason in why], dtype=np.bool_)[column.codes], why


def repeated_rows(table: str, frame: pd.DataFrame) -> tuple[Rows, Rows]:
    """Find rows that come again: (later copies of an equal row, rows in conflict).

    Claims: rows of one (claim_id, line_number, claim_frequency) that are equal in every cell are
    one row and its copies; when any two of them differ, all are in conflict. A blank frequency is
    an original claim. Other tables have no key: only a row equal in every cell is a copy.
    """
    copies = np.zeros(len(frame), dtype=np.bool_)
    conflicts = np.zeros(len(frame), dtype=np.bool_)
    if table == CLAIMS:
        key = [name for name in LINE_KEY if name in frame]
    else:
        facts = columns_of(table)
        key = [str(name) for name in frame if facts[str(name)]["kind"] != Kind.TEXT]
    candidates = _may_repeat(frame, key)
    if len(candidates) == 0:
        return copies, conflicts
    part = frame.iloc[candidates].reset_index(drop=True)
    later = part.duplicated().to_numpy()
    if table != CLAIMS:
        copies[candidates] = later
        return copies, conflicts
    keys = part[key].astype("str")
    if "claim_frequency" in keys:
        keys["claim_frequency"] = keys["claim_frequency"].fillna(FREQUENCY_WHEN_BLANK)
    group = keys.groupby(key, sort=False).ngroup().to_numpy()
    kinds = np.bincount(group[~later], minlength=int(group.max()) + 1)
    conflict = (kinds > 1)[group]
    conflicts[candidates] = conflict
    copies[candidates] = later & ~conflict
    return copies, conflicts


def _may_repeat(frame: pd.DataFrame, key: list[str]) -> npt.NDArray[np.intp]:
    """Return the positions of rows whose key's digest occurs twice, in order.

    Equal rows always have equal digests, so none is missed; the few others are told apart by the
    exact comparison that follows.
    """
    digest = np.zeros(len(frame), dtype=np.uint64)
    for name in key:
        digest = (digest ^ _words(frame[name], name)) * _MIX
        digest ^= digest >> np.uint64(29)
    # Half the digest sorts twice as fast; the few rows that share it are looked at in full.
    half = digest.astype(np.uint32)
    ordered = np.sort(half)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    if len(twice) == 0:
        return np.empty(0, dtype=np.intp)
    marked = np.zeros(1 << 16, dtype=np.bool_)
    marked[twice.astype(np.uint16)] = True
    rows = np.flatnonzero(marked[half.astype(np.uint16)])
    _, same, times = np.unique(digest[rows], return_inverse=True, return_counts=True)
    return rows[times[same] > 1]


def _words(column: pd.Series, name: str) -> Words:
    """Return a number a cell, equal for equal cells."""
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy().astype(np.int64)
        if name == "claim_frequency" and FREQUENCY_WHEN_BLANK in column.cat.categories:
            codes[codes < 0] = column.cat.categories.tolist().index(FREQUENCY_WHEN_BLANK)
        return codes.view(np.uint64)
    if isinstance(dtype, pd.StringDtype):
        return _text_words(column)
    if isinstance(dtype, pd.Int64Dtype):
        return column.to_numpy(dtype=np.int64, na_value=np.iinfo(np.int64).min).view(np.uint64)
    values = column.to_numpy()
    if values.dtype.kind == "f":
        values = values + 0.0  # a negative zero equals zero
    return values.astype(values.dtype.str, copy=False).view(np.int64).view(np.uint64)


def _text_words(column: pd.Series) -> Words:
    """Digest length, first and last eight bytes of each text, straight from Arrow's memory."""
    out = [np.zeros(0, dtype=np.uint64)]
    for chunk in column.array.__arrow_array__().chunks:
        places, raw = bounds(chunk)
        for begin in range(0, len(places) - 1, _ROWS):
            own = places[begin : begin + _ROWS + 1]
            out.append(_words_of(own - own[0], raw[own[0] : own[-1]]))
    return np.concatenate(out)


def _words_of(places: npt.NDArray[np.int64], raw: npt.NDArray[np.uint8]) -> Words:
    padded = np.concatenate([raw, np.zeros(_WORD, dtype=np.uint8)])
    windows = np.ndarray((len(raw) + 1,), dtype="<u8", buffer=padded.data, strides=(1,))
    length = np.diff(places)
    ends = np.maximum(places[1:] - _WORD, places[:-1])
    unused = (_WORD - np.minimum(length, _WORD)).astype(np.uint64) * np.uint64(8)
    short = length == 0
    unused[short] = 0
    first, last = windows[places[:-1]] << unused, windows[ends] << unused
    mixed: Words = (first * _MIX) ^ last ^ (length.astype(np.uint64) << np.uint64(56))
    mixed[short] = 0
    return mixed
