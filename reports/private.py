"""Opening an output file: for its owner only, and never through a planted link."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, BinaryIO, cast


def _descriptor(path: Path) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for name in ("O_NOFOLLOW", "O_BINARY"):  # each exists on some systems only
        flags |= getattr(os, name, 0)
    return os.open(path, flags, 0o600)


def open_text(path: Path) -> IO[str]:
    """Open a UTF-8 text file with plain line feeds; a lone surrogate becomes an escape."""
    return open(_descriptor(path), "w", encoding="utf-8", errors="backslashreplace", newline="\n")


def open_binary(path: Path) -> BinaryIO:
    """Open a file for bytes."""
    return cast("BinaryIO", open(_descriptor(path), "wb"))
