"""Modifiers of a line as a set of bits, so that a rule asks for several at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.rule import Mask
from pipeline.tables import Coded, Table, taken, value_at
from schemas.claim_lines import MODIFIER_COLUMNS

DISCIPLINE_MODIFIERS = ("GP", "GO", "GN")
ASSISTANT_MODIFIERS = ("CQ", "CO")
LIABILITY_MODIFIERS = ("GA", "GX", "GY", "GZ")
DISTINCT_MODIFIERS = ("59", "XE", "XP", "XS", "XU")
KNOWN = (
    *DISCIPLINE_MODIFIERS,
    *ASSISTANT_MODIFIERS,
    "KX",
    *LIABILITY_MODIFIERS,
    *DISTINCT_MODIFIERS,
    *("52", "76", "77", "95", "GT", "22", "25", "27", "91", "96", "97", "AT", "TF", "TL", "UB"),
    *("U1", "U5", "U6", "SZ", "24", "57", "58", "78", "79", "LT", "RT"),
)
_BIT = {modifier: np.uint64(1 << place) for place, modifier in enumerate(KNOWN)}
_SLOTS_ON_A_CLAIM = 4
Bits = npt.NDArray[np.uint64]


def bits_of(modifiers: Iterable[str]) -> np.uint64:
    """Return the bits of some modifiers; one that no rule knows has none."""
    bits = np.uint64(0)
    for modifier in modifiers:
        bits |= _BIT.get(modifier, np.uint64(0))
    return bits


def split(text: str) -> list[str]:
    """Split a cell such as "GP 59", "GP:59" or "GP,59" into modifiers, upper case."""
    return [part for part in re.split(r"[\s:,;|]+", text.upper()) if part]


def has(bits: Bits, *modifiers: str) -> Mask:
    """Mark lines that carry at least one of the modifiers."""
    return np.asarray((bits & bits_of(modifiers)) != 0)


def how_many(bits: Bits, *modifiers: str) -> npt.NDArray[np.int64]:
    """Count how many different ones of the modifiers a line carries."""
    return np.asarray(np.bitwise_count(bits & bits_of(modifiers)), dtype=np.int64)


def _bits_of_column(coded: Coded) -> Bits:
    table = np.array([bits_of(split(value)) for value in coded.values] + [0], dtype=np.uint64)
    return np.asarray(table[coded.codes])


def modifier_bits(lines: Table) -> Bits:
    """Return the modifiers of each line as bits, from slots and the joined column alike."""
    bits = np.zeros(len(lines), dtype=np.uint64)
    for column in (*MODIFIER_COLUMNS, "modifiers"):
        if column in lines.frame:
            bits |= _bits_of_column(lines.coded(column))
    return bits


def slots_are_full(lines: Table) -> Mask:
    """Mark lines whose export has fewer than four slots, all of them taken.

    On such a line a missing modifier may only be a limit of the export. ``modifier_slots`` says
    it line by line, since one night may hold several exports; else the headings say it.
    """
    headings = sum(column in lines.supplied for column in MODIFIER_COLUMNS)
    all_slots = "modifiers" in lines.supplied or headings == 0
    of_export = _SLOTS_ON_A_CLAIM if all_slots else headings
    if of_export == _SLOTS_ON_A_CLAIM and "modifier_slots" not in lines.frame:
        return lines.none()
    slots = np.where(lines.blank("modifier_slots"), of_export, lines.cents("modifier_slots"))
    taken = np.zeros(len(lines), dtype=np.int64)
    for column in MODIFIER_COLUMNS:
        taken += ~lines.blank(column)
    return np.asarray((slots < _SLOTS_ON_A_CLAIM) & (taken >= slots))


def joined_text(lines: Table, rows: npt.NDArray[np.intp]) -> list[str]:
    """Return the modifiers of some lines as billed, in their order, parted by blanks."""
    return cast("list[str]", joined_cells(lines, rows).to_pylist())


def joined_cells(lines: Table, rows: npt.NDArray[np.intp]) -> pa.LargeStringArray:
    """Return the same as one arrow array; a row of -1 has no modifiers."""
    coded = [lines.coded(column) for column in (*MODIFIER_COLUMNS, "modifiers")]
    texts, of_row = [""], np.zeros(len(rows), dtype=np.int64)
    for codes, values in (column for column in coded if column.values):
        # Each way of filling the slots so far is written once.
        width = len(values) + 1
        ways, of_row = np.unique(
            of_row * width + value_at(codes, rows, -1) + 1, return_inverse=True
        )
        before, added = np.divmod(ways, width)
        names = ["", *(" ".join(split(value)) for value in values)]
        texts = [
            f"{texts[one]} {names[other]}".strip()
            for one, other in zip(before.tolist(), added.tolist(), strict=True)
        ]
    return taken(texts, of_row)
