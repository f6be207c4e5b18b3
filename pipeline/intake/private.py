"""Making an output file: new, for its owner only, never through a link."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO


def open_new(path: Path) -> BinaryIO:
    """Open a new file for bytes.

    Raises:
        FileExistsError: something of that name is there.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    for name in ("O_NOFOLLOW", "O_BINARY"):  # each exists on some systems only
        flags |= getattr(os, name, 0)
    return os.fdopen(os.open(path, flags, 0o600), "wb", buffering=1 << 20)
