"""Texts of findings by column: a rule's templates filled for all flagged rows at once.

Arrow joins whole columns of text outside the interpreter's lock, so a text costs a tenth of a
``format`` and other rules go on meanwhile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from string import Formatter
from typing import Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.tables import repeated

Cells: TypeAlias = "list[Any] | npt.NDArray[Any] | pa.LargeStringArray"
_TEXT = pa.large_string()
_KEY_BYTES, _KEY_LENGTH = 10, 16
_BITS = 5
_BASE_32 = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz234567", dtype=np.uint8)
_WEIGHTS = np.array([16, 8, 4, 2, 1], dtype=np.uint8)


def as_texts(cells: Cells) -> pa.LargeStringArray:
    """Return cells as one array of text: what ``str`` makes of each."""
    if isinstance(cells, pa.Array):
        return cells
    if isinstance(cells, np.ndarray):
        if cells.dtype.kind in "iu":
            return cast("pa.LargeStringArray", pa.array(cells).cast(_TEXT))
        cells = cells.tolist()
    try:
        array: Any = pa.array(cells, type=_TEXT)
    except pa.ArrowException:
        array = None
    if array is None or array.null_count:
        array = pa.array([str(cell) for cell in cells], type=_TEXT)
    return cast("pa.LargeStringArray", array)


def in_python(cells: Cells) -> list[Any]:
    """Return cells as Python values."""
    if isinstance(cells, list):
        return cells
    return cells.to_pylist() if isinstance(cells, pa.Array) else cells.tolist()


def joined(*parts: str | pa.LargeStringArray) -> pa.LargeStringArray:
    """Join columns of text and constants row by row; at least one is a column."""
    pieces: list[Any] = [
        pa.scalar(part, _TEXT) if isinstance(part, str) else part for part in parts
    ]
    return cast("pa.LargeStringArray", pc.binary_join_element_wise(*pieces, pa.scalar("", _TEXT)))


def names_in(*templates: str) -> frozenset[str]:
    """Return the names in braces of some templates."""
    parsed = (part for template in templates for part in Formatter().parse(template))
    return frozenset(name for _, name, _, _ in parsed if name is not None)


def filled(template: str, shown: Mapping[str, Cells], count: int) -> pa.LargeStringArray:
    """Fill a template such as ``"{billed} units"`` with columns of values.

    Args:
        template: plain names in braces, without formats.
        shown: the values of each name, one a row.
        count: number of rows.
    """
    parts: list[str | pa.LargeStringArray] = []
    for literal, name, _, _ in Formatter().parse(template):
        parts.append(literal)
        if name is not None:
            parts.append(as_texts(shown[name]))
    if all(isinstance(part, str) for part in parts):
        return repeated("".join(map(str, parts)), count)
    return joined(*parts)


def finding_keys(
    site: str,
    rule_id: str,
    claims: Cells,
    lines: Sequence[int] | npt.NDArray[np.int64],
    discriminators: Cells,
) -> list[str]:
    """Return the keys that findings of a rule keep for ever.

    A key is the rule's id and 16 characters of a hash over site, rule, claim, line and
    discriminator: no wording, version, payer, amount or run, so that the same fault found again
    tomorrow is the same finding. A line of -1 stands for none.
    """
    places = np.asarray(lines, dtype=np.int64)
    numbers: Any = pc.if_else(pa.array(places < 0), "", pa.array(places).cast(_TEXT))
    hashed: Any = joined(
        f"{site}\0{rule_id}\0", as_texts(claims), "\0", numbers, "\0", as_texts(discriminators)
    )
    names = hashed.cast(pa.large_binary()).to_pylist()
    digests = b"".join([hashlib.sha256(name).digest()[:_KEY_BYTES] for name in names])
    # Ten bytes of a digest are sixteen characters of base 32, so all go through it at once.
    bits = np.unpackbits(np.frombuffer(digests, dtype=np.uint8)).reshape(-1, _BITS)
    letters = pa.py_buffer(_BASE_32[bits @ _WEIGHTS].tobytes())
    ends = np.arange(0, len(bits) + 1, _KEY_LENGTH, dtype=np.int64)
    offsets = pa.py_buffer(ends.tobytes())
    texts: Any = pa.LargeStringArray.from_buffers(len(ends) - 1, offsets, letters)
    return cast("list[str]", joined(f"{rule_id.lower()}-", texts).to_pylist())
