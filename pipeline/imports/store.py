"""Putting finished editions into their folder: written aside, read as a night would, renamed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from payer_rules.code_sets import load_code_sets
from payer_rules.table_text import read_table
from pipeline.failures import LockedError
from pipeline.imports.edition import NewEdition
from pipeline.publish import write_private

LOCK = ".claimscrub.lock"
ASIDE = ".importing-"


@contextmanager
def importing(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder of editions, and clear away what a killed import left.

    Raises:
        LockedError: another import holds it.
    """
    lock = FileLock(folder / LOCK, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise LockedError("another import holds the lock; nothing was changed") from None
    try:
        for left in folder.glob(f"{ASIDE}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        lock.release()


def put_in_place(folder: Path, editions: Sequence[NewEdition]) -> list[Path]:
    """Write editions aside, read them back, and rename each over what was there.

    An edition is replaced in one step, so a night reads the old one or the new one whole.

    Returns:
        Where they are.

    Raises:
        PayerRuleError: an edition would not be read by a night. OSError: the folder cannot be
        written; nothing was changed then.
    """
    aside = Path(tempfile.mkdtemp(prefix=ASIDE, dir=folder))
    try:
        for edition in editions:
            write_private(aside / edition.name, edition.text.encode())
        load_code_sets(imported=aside)
        placed = []
        for edition in editions:
            os.replace(aside / edition.name, folder / edition.name)
            placed.append(folder / edition.name)
        _flush(folder)
        return placed
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def incomplete_editions(folder: Path | None) -> dict[str, str]:
    """Return the editions of a folder that do not answer yet, each with what is missing.

    An edition that cannot be read is left out: loading it says what is wrong.
    """
    found: dict[str, str] = {}
    for path in sorted(folder.glob("ncci-*.csv")) if folder is not None else ():
        try:
            table = read_table(path.name, path.read_text(encoding="utf-8"), ())
        except ValueError:
            continue
        if table.said("complete") == "no":
            found[path.name] = table.said("missing") or "a part is missing"
    return found


def _flush(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
