"""One look at every byte of a file, a piece at a time: what is in it that needs care?"""

from __future__ import annotations

import codecs
import io
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_PIECE = 1 << 18  # stays in the processor's cache
_QUOTE, _LF, _CR = 34, 10, 13
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
        nul_line: line of the first NUL byte; bad_line: line of the first byte that is not UTF-8.
    """

    mark: bytes = b""
    line_ends: int = 0
    ends_open: bool = False
    any_quote: bool = False
    tidy: bool = True
    line_breaks: int = 0
    nul_line: int | None = None
    bad_line: int | None = None


def scan(stream: io.BufferedIOBase | io.RawIOBase, delimiter: str) -> Scan:
    """Look at a file from its first byte. Stops early at a byte that is not UTF-8."""
    found = Scan()
    head = stream.read(len(codecs.BOM_UTF8)) or b""
    if head.startswith(_UTF16_MARKS):
        found.mark = head[:2]
        return found
    if head == codecs.BOM_UTF8:
        found.mark, head = head, b""
    beside = np.zeros(256, dtype=np.bool_)
    beside[[ord(delimiter), _LF, _CR, _QUOTE]] = True
    decoder = codecs.getincrementaldecoder("utf-8")()
    # The window holds two bytes of the piece before, so that each byte is judged with both its
    # neighbours; a line end stands before the first byte and after the last.
    window = bytearray(b"\n\n" + head)
    quotes = 0
    while True:
        piece = stream.read(_PIECE) or b""
        fresh = window[2:] + piece if len(window) > 2 else piece  # noqa: PLR2004 (the first round)
        if not fresh:
            break
        if not _is_text(fresh, decoder, found):
            return found
        window = window[:2] + fresh
        quotes = _judge(window, found, quotes, beside)
        window = window[-2:]
    if window[1] != _LF or found.line_ends:
        found.ends_open = window[1] != _LF
    quotes = _judge(window + b"\n", found, quotes, beside)
    if not _ends_whole(decoder):
        found.bad_line = found.line_ends + 1
    found.tidy = found.tidy and quotes % 2 == 0
    return found
