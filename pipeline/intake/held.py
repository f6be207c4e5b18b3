"""An input file, held still: which kind it is, and that it does not change while it is read."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from pipeline.intake.errors import IntakeError
from pipeline.intake.settings import IntakeSettings

Found = TypeVar("Found")
Stamp = tuple[int, int]


class FileKind(StrEnum):
    """How a file is read, and with which ending its release files are written."""

    TEXT = "csv"
    WORKBOOK = "xlsx"
    PARQUET = "parquet"


# Workbooks with macros and binary ones go to the same reader, which says what is wrong with them.
_KINDS = {
    ".xlsx": FileKind.WORKBOOK,
    ".xlsm": FileKind.WORKBOOK,
    ".xlsb": FileKind.WORKBOOK,
    ".parquet": FileKind.PARQUET,
    ".pq": FileKind.PARQUET,
}


def kind_of(path: Path) -> FileKind:
    """Return the kind of a file by its ending; text (CSV) when the ending says nothing."""
    return _KINDS.get(path.suffix.casefold(), FileKind.TEXT)


@dataclass(kw_only=True)
class Held:
    """A file whose size and time of change are watched from the first look to the last.

    ``encoding`` is what the account of the night says of it, ``place`` the word for one physical
    line, ``digest`` its SHA-256 where the first look took it.
    """

    path: Path
    name: str
    encoding: str
    stamp: Stamp
    place: str = "line"
    digest: str = ""

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return self.stamp[0]

    def sha256(self) -> str:
        """Hash the bytes on disk."""
        if self.digest:
            return self.digest
        with self.opened() as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def fail(
        self, sentence: str, line: int | None = None, column: str | None = None
    ) -> IntakeError:
        """Make the error for a fault of this file."""
        return IntakeError(self.name, sentence, line, column, path=self.path, place=self.place)

    def check_unchanged(self) -> None:
        """Refuse a file that was written to while it was being read."""
        try:
            stamp = stamp_of(self.path.stat())
        except OSError:
            stamp = None
        if stamp != self.stamp:
            raise self.fail("the file changed while it was being read; run again once it is whole")

    def opened(self) -> io.BufferedReader:
        """Open the file's bytes once more."""
        try:
            return self.path.open("rb")
        except OSError:
            pass
        raise self.fail("the file could not be read again; it was there a moment ago")


def hold(path: Path, name: str, settings: IntakeSettings, most: int | None) -> Held:
    """Hold a workbook or a Parquet file of at most ``most`` bytes (None: any size).

    Raises:
        IntakeError: missing, not a regular file, empty, too large, or still growing.
    """

    def look() -> str:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    digest, stamp = look_until_stable(path, name, settings, look, most)
    kind = kind_of(path).value
    held = Held(path=path, name=name, encoding=kind, stamp=stamp, place="row", digest=digest)
    if held.size == 0:
        raise held.fail("the file is empty")
    return held


def stamp_of(found: os.stat_result) -> Stamp:
    """Return what tells that a file was written to: its size and time of change."""
    return found.st_size, found.st_mtime_ns


def look_until_stable(
    path: Path,
    name: str,
    settings: IntakeSettings,
    look: Callable[[], Found],
    most: int | None,
) -> tuple[Found, Stamp]:
    """Look at a file that stays as it is meanwhile; look again after a while when it does not."""
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
            elif most is not None and before.st_size > most:
                problem = f"the file is larger than {most:,} bytes"
            else:
                found = look()
                if stamp_of(before) == stamp_of(path.stat()):
                    return found, stamp_of(before)
        except FileNotFoundError:
            problem = "there is no such file"
        except PermissionError:
            problem = "the file may not be read by this account"
        except (OSError, ValueError):
            problem = "the file could not be read"
        if problem:
            raise IntakeError(name, problem, path=path)
    sentence = "the file is still being written; run again once it is whole"
    raise IntakeError(name, sentence, path=path)
