"""One consistent copy of an input file in memory, decoded to UTF-8 without guessing.

Everything that intake does with a file (counting lines, hashing, parsing, quoting raw rows) reads
this one copy, so a file that changes underneath cannot give two answers.
"""

from __future__ import annotations

import codecs
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.intake.errors import IntakeError
from pipeline.intake.settings import IntakeSettings

_CHUNK = 1 << 22
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A file as it was read.

    ``data`` is UTF-8 (the file's own bytes when it is UTF-8), ``start`` where its text begins
    (after a mark), ``raw`` the bytes as on disk.
    """

    path: Path
    name: str
    data: bytes
    start: int
    encoding: str
    ascii: bool
    raw: bytes
    stamp: tuple[int, int]

    def fail(
        self, sentence: str, line: int | None = None, column: str | None = None
    ) -> IntakeError:
        """Make the error for a fault of this file."""
        return IntakeError(self.name, sentence, line, column, path=self.path)

    def check_unchanged(self) -> None:
        """Refuse a file that was written to while it was being read."""
        try:
            found = self.path.stat()
        except OSError:
            found = None
        if found is None or (found.st_size, found.st_mtime_ns) != self.stamp:
            raise self.fail("the file changed while it was being read; run again once it is whole")


def take_snapshot(
    path: Path, name: str, settings: IntakeSettings, *, bound: bool = True
) -> Snapshot:
    """Read a file whole.

    Raises:
        IntakeError: missing, not a regular file, empty, too large, still growing, holding NUL
            bytes, or in none of the declared encodings.
    """
    raw, stamp = _read_stable(path, name, settings, bound=bound)

    def fail(sentence: str, line: int | None = None) -> IntakeError:
        return IntakeError(name, sentence, line, path=path)

    if not raw:
        raise fail("the file is empty")
    start, encoding, is_ascii, data = 0, "utf-8", raw.isascii(), raw
    if not is_ascii:
        if raw.startswith(_UTF16_MARKS):
            decoded = _transcode(raw, "utf-16")
            if isinstance(decoded, int):
                raise fail("the file begins as UTF-16 but holds bytes that are not", None)
            data, encoding = decoded, "utf-16"
        else:
            bad = _first_bad_byte(raw)
            if bad is None:
                start = len(codecs.BOM_UTF8) if raw.startswith(codecs.BOM_UTF8) else 0
                encoding = "utf-8-sig" if start else "utf-8"
            else:
                data, encoding = _legacy(raw, bad, settings, fail)
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise fail("the file holds NUL bytes; it is damaged or not a text export", line)
    return Snapshot(
        path=path, name=name, data=data, start=start, encoding=encoding, ascii=is_ascii,
        raw=raw, stamp=stamp,
    )  # fmt: skip


def _legacy(
    raw: bytes, bad: int, settings: IntakeSettings, fail: Callable[[str, int | None], IntakeError]
) -> tuple[bytes, str]:
    declared = settings.legacy_encoding
    if declared is None:
        line = raw.count(b"\n", 0, bad) + 1
        raise fail(
            "the text is not UTF-8; save it as UTF-8 or declare its encoding in the site file", line
        )
    decoded = _transcode(raw, declared)
    if isinstance(decoded, int):
        line = raw.count(b"\n", 0, decoded) + 1
        raise fail(f"the text is neither UTF-8 nor {codecs.lookup(declared).name}", line)
    return decoded, codecs.lookup(declared).name


def _read_stable(
    path: Path, name: str, settings: IntakeSettings, *, bound: bool
) -> tuple[bytes, tuple[int, int]]:
    def fail(sentence: str) -> IntakeError:
        return IntakeError(name, sentence, path=path)

    for attempt in range(max(1, settings.settle_attempts)):
        if attempt:
            time.sleep(settings.settle_seconds)
        problem = ""
        try:
            before = path.stat()
            if stat.S_ISDIR(before.st_mode):
                problem = "this is a folder, not a file"
            elif not stat.S_ISREG(before.st_mode):
                problem = "this is not a regular file"
            elif bound and before.st_size > settings.max_bytes:
                problem = f"the file is larger than {settings.max_bytes:,} bytes"
            else:
                with path.open("rb") as stream:
                    raw = stream.read(before.st_size + 1)
                after = path.stat()
        except FileNotFoundError:
            problem = "there is no such file"
        except PermissionError:
            problem = "the file may not be read by this account"
        except (OSError, ValueError):
            problem = "the file could not be read"
        if problem:
            raise fail(problem)
        stamp = (before.st_size, before.st_mtime_ns)
        if stamp == (after.st_size, after.st_mtime_ns) and len(raw) == before.st_size:
            return raw, stamp
    raise fail("the file is still being written; run again once it is whole")


def _first_bad_byte(raw: bytes) -> int | None:
    """Return the place of the first byte that is not UTF-8, or None. Never holds the whole text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(raw)
    for begin in range(0, len(raw), _CHUNK):
        kept = len(decoder.getstate()[0])
        try:
            decoder.decode(view[begin : begin + _CHUNK], begin + _CHUNK >= len(raw))
        except UnicodeDecodeError as error:
            return begin - kept + error.start
    return None


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
