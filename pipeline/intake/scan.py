"""One look at every byte of a file, a piece at a time: what is in it that needs care?"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from typing import IO

import numpy as np
import numpy.typing as npt

_PIECE = 1 << 18  # stays in the processor's cache
STEP = 1 << 14
_QUOTE, _LF, _CR = 34, 10, 13
_FEW = 200
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(slots=True)
class Scan:
    """What a look at every byte found.

    Attributes:
        mark: the bytes before the text that say its encoding, b"" without.
        line_ends: LF bytes, in quotes or not.
        ends_open: whether the last line has no line end.
        any_quote: whether there is any quote.
        tidy: whether each quote opens or closes a whole cell and no CR stands alone; pyarrow and
            Python's strict csv then agree on every record.
        line_breaks: LF bytes within quotes.
        steps: an index into the file, every ``STEP`` bytes or less: (offset, LF bytes before it).
        nul_line: line of the first NUL byte; bad_line: line of the first byte that is not UTF-8.
    """

    mark: bytes = b""
    line_ends: int = 0
    ends_open: bool = False
    any_quote: bool = False
    tidy: bool = True
    line_breaks: int = 0
    steps: list[tuple[int, int]] = field(default_factory=list, repr=False, compare=False)
    nul_line: int | None = None
    bad_line: int | None = None


def scan(stream: IO[bytes], delimiter: str) -> Scan:
    """Look at a file from its first byte; stops at NUL and at what is not UTF-8."""
    found = Scan()
    fresh = stream.read(_PIECE)
    if fresh.startswith(_UTF16_MARKS):
        found.mark = fresh[:2]
        return found
    if fresh.startswith(codecs.BOM_UTF8):
        found.mark, fresh = codecs.BOM_UTF8, fresh[len(codecs.BOM_UTF8) :]
        fresh = fresh or stream.read(_PIECE)
    beside = np.zeros(256, dtype=np.bool_)
    beside[[ord(delimiter), _LF, _CR, _QUOTE]] = True
    decoder = codecs.getincrementaldecoder("utf-8")()
    quotes = 0
    # The last two bytes of a piece go before the next one, so that every byte is judged once and
    # with both its neighbours; before the first byte and after the last a cell begins or ends.
    carried = delimiter.encode() * 2
    place = len(found.mark) - 1
    while fresh:
        seen = found.line_ends + int(carried[1] == _LF)
        if not _is_text(fresh, decoder, found, seen):
            return found
        window = carried + fresh
        quotes = _judge(window, found, quotes, beside, place)
        place += len(fresh)
        carried = window[-2:]
        fresh = stream.read(_PIECE)
    quotes = _judge(carried + b"\n", found, quotes, beside, place)
    found.ends_open = carried[1] != _LF
    if decoder.getstate()[0]:
        found.bad_line = found.line_ends + 1
    found.tidy = found.tidy and quotes % 2 == 0
    return found


def _is_text(fresh: bytes, decoder: codecs.IncrementalDecoder, found: Scan, seen: int) -> bool:
    """Whether a piece, with ``seen`` line ends before it, is UTF-8 without NUL."""
    kept = decoder.getstate()[0]
    if kept or not fresh.isascii():
        try:
            decoder.decode(fresh)
        except UnicodeDecodeError as error:
            place = max(error.start - len(kept), 0)
            found.bad_line = seen + fresh.count(b"\n", 0, place) + 1
            return False
    if b"\0" in fresh:
        found.nul_line = seen + fresh.count(b"\n", 0, fresh.index(b"\0")) + 1
        return False
    return True


def _judge(
    window: bytes, found: Scan, quotes: int, beside: npt.NDArray[np.bool_], place: int
) -> int:
    """Judge all bytes of a window but the first and last; return the quotes seen so far.

    ``place`` is the offset in the file of the first byte to judge.
    """
    text = np.frombuffer(window, dtype=np.uint8)
    inner = text[1:-1]
    ends = inner == _LF
    before = found.line_ends
    for step in range(0, len(ends), STEP):
        found.steps.append((max(place + step, 0), found.line_ends))
        found.line_ends += int(np.count_nonzero(ends[step : step + STEP]))
    if found.tidy and b"\r" in window:
        returns = np.flatnonzero(inner == _CR)
        found.tidy = bool((text[returns + 2] == _LF).all())
    if b'"' not in window:
        found.line_breaks += (found.line_ends - before) * (quotes % 2)
        return quotes
    at = np.flatnonzero(inner == _QUOTE)
    found.any_quote = found.any_quote or len(at) > 0
    opening, closing = at[quotes % 2 :: 2], at[(quotes + 1) % 2 :: 2]
    sound = beside[text[opening]].all() and beside[text[closing + 2]].all()
    found.tidy = found.tidy and bool(sound)
    found.line_breaks += _breaks_within(window, ends, at, quotes)
    return quotes + len(at)


def _breaks_within(
    window: bytes, ends: npt.NDArray[np.bool_], at: npt.NDArray[np.intp], quotes: int
) -> int:
    """Count the line ends of a window's inner bytes that stand within quotes."""
    if len(at) < _FEW:
        turns = [*([0] if quotes % 2 else []), *at.tolist()]
        turns += [len(ends)] * (len(turns) % 2)
        pairs = zip(turns[::2], turns[1::2], strict=True)
        return sum(window.count(b"\n", begin + 1, end + 1) for begin, end in pairs)
    within = (np.searchsorted(at, np.flatnonzero(ends)) + quotes) % 2
    return int(within.sum())
