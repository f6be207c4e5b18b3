"""A text file, held still and decoded to UTF-8 without guessing."""

from __future__ import annotations

import codecs
import io
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from pipeline.intake.errors import IntakeError
from pipeline.intake.held import Held, Stamp, look_until_stable
from pipeline.intake.scan import Scan, scan
from pipeline.intake.settings import IntakeSettings

_HEAD = 1 << 20
_CHUNK = 1 << 22
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(kw_only=True)
class Snapshot(Held):
    """A text file, watched from the first look to the last.

    The whole text is brought into memory (``data``, as UTF-8) only for a file that is not UTF-8 or
    when a record has to be found or quoted; pyarrow reads the others from the disk.
    """

    found: Scan
    transcoded: bytes | None = None

    @property
    def start(self) -> int:
        """Offset of the text, after an encoding mark, within ``data``."""
        return len(self.found.mark)

    @property
    def end(self) -> int:
        """Offset of the end of the text within ``data``."""
        return self.size if self.transcoded is None else len(self.transcoded)

    @cached_property
    def raw(self) -> bytes:
        """The bytes on disk."""
        with self.opened() as stream:
            raw = stream.read()
        self.check_unchanged()
        return raw

    @property
    def data(self) -> bytes:
        """The whole text as UTF-8, with its mark if it has one."""
        return self.raw if self.transcoded is None else self.transcoded

    @cached_property
    def head(self) -> bytes:
        """The first mebibyte of ``data``, which nearly always holds the heading."""
        if self.transcoded is not None:
            return self.transcoded
        with self.opened() as stream:
            return stream.read(_HEAD)

    def cells_from(self, offset: int) -> Any:
        """Open the text for pyarrow at an offset."""
        if self.transcoded is not None:
            return pa.BufferReader(pa.py_buffer(self.transcoded).slice(offset))
        stream = pa.OSFile(str(self.path), "rb")
        stream.seek(offset)
        return stream

    def text(self) -> IO[bytes]:
        """Open the text, its mark included, to be read once more."""
        return self.opened() if self.transcoded is None else io.BytesIO(self.transcoded)


def take_snapshot(
    path: Path, name: str, settings: IntakeSettings, *, bound: bool = True
) -> Snapshot:
    """Look a file over and settle its encoding.

    Raises:
        IntakeError: missing, not a regular file, empty, too large, still growing, holding NUL
            bytes, or in none of the declared encodings.
    """
    found, stamp = _scan_stable(path, name, settings, bound=bound)

    def fail(sentence: str, line: int | None = None) -> IntakeError:
        return IntakeError(name, sentence, line, path=path)

    if stamp[0] == 0:
        raise fail("the file is empty")
    encoding = "utf-8-sig" if found.mark else "utf-8"
    file = Snapshot(path=path, name=name, encoding=encoding, stamp=stamp, found=found)
    if found.mark in _UTF16_MARKS:
        _decode(file, "utf-16", settings.delimiter)
        if file.transcoded is None:
            raise fail("the file begins as UTF-16 but holds bytes that are not")
    elif found.bad_line is not None:
        declared = settings.legacy_encoding
        if declared is None:
            raise fail(
                "the text is not UTF-8; save it as UTF-8 or declare its encoding in the site file",
                found.bad_line,
            )
        bad = _decode(file, codecs.lookup(declared).name, settings.delimiter)
        if file.transcoded is None:
            line = file.raw.count(b"\n", 0, bad) + 1
            raise fail(f"the text is neither UTF-8 nor {codecs.lookup(declared).name}", line)
    if file.found.nul_line is not None:
        raise fail(
            "the file holds NUL bytes; it is damaged or not a text export", file.found.nul_line
        )
    return file


def _decode(file: Snapshot, encoding: str, delimiter: str) -> int:
    """Bring the whole text into memory as UTF-8; on failure return the place of the bad byte."""
    decoded = _transcode(file.raw, encoding)
    if isinstance(decoded, int):
        return decoded
    file.encoding, file.transcoded = encoding, decoded
    file.found = scan(io.BytesIO(decoded), delimiter)
    return 0


def _scan_stable(
    path: Path, name: str, settings: IntakeSettings, *, bound: bool
) -> tuple[Scan, Stamp]:
    """Scan a file that stays as it is meanwhile."""

    def look() -> Scan:
        with path.open("rb", buffering=0) as stream:
            return scan(stream, settings.delimiter)

    most = settings.max_bytes if bound else None
    return look_until_stable(path, name, settings, look, most)


def _transcode(raw: bytes, encoding: str) -> bytes | int:
    """Return the text as UTF-8, or the place of the first byte that cannot be decoded."""
    decoder = codecs.getincrementaldecoder(encoding)()
    pieces: list[bytes] = []
    view = memoryview(raw)
    for begin in range(0, len(raw), _CHUNK):
        kept = len(decoder.getstate()[0])
        try:
            text = decoder.decode(view[begin : begin + _CHUNK], begin + _CHUNK >= len(raw))
            pieces.append(text.encode("utf-8"))
        except UnicodeDecodeError as error:
            return begin - kept + error.start
        except UnicodeEncodeError:
            return begin
    return b"".join(pieces)
