"""Where things are: runs, history, site settings; the lock around a run."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_config_path, user_data_path

from payer_rules.site import Site
from pipeline.failures import RETRY, ArgumentsError, DiskFullError, LockedError
from pipeline.history.interface import HistoryUnavailable

APP = "claimscrub"
CONFIG_VARIABLE = "CLAIMSCRUB_CONFIG"
CODE_SETS_VARIABLE = "CLAIMSCRUB_CODE_SETS"
LOCK = ".claimscrub.lock"
# Outputs, the record and working files of a night take less than this many times its inputs.
SPACE_FACTOR, LEAST_SPACE = 4, 64 * 1024**2


def default_out() -> Path:
    """Return the folder of the runs when none is given."""
    return user_data_path(APP) / "runs"


def default_history() -> str:
    """Return the history when none is given."""
    return str(user_data_path(APP) / "history.sqlite")


def find_config(given: Path | None) -> Path | None:
    """Return the site file: the one given, the environment's, the user's, else none.

    Raises:
        ArgumentsError: a file that was named is not there.
    """
    named = given or (Path(os.environ[CONFIG_VARIABLE]) if CONFIG_VARIABLE in os.environ else None)
    if named is not None:
        if not named.is_file():
            raise ArgumentsError(f"{named}: the site file is not there")
        return named
    own = user_config_path(APP) / "site.toml"
    return own if own.is_file() else None


def imported_folder(config: Path | None, site: Site) -> Path:
    """Return the folder of imported code sets: the site's, the environment's, else the user's.

    The site file names it relative to itself. The folder need not be there.
    """
    if site.code_sets:
        return (config.parent if config else Path()) / site.code_sets
    named = os.environ.get(CODE_SETS_VARIABLE)
    return Path(named) if named else user_data_path(APP) / "code_sets"


def check_imported_folder(config: Path | None, site: Site) -> Path:
    """Return the folder of imported code sets for a run.

    Raises:
        ArgumentsError: site file or environment name a folder that is not there.
    """
    folder = imported_folder(config, site)
    named = site.code_sets or os.environ.get(CODE_SETS_VARIABLE)
    if named and not folder.is_dir():
        raise ArgumentsError(f"{folder}: the folder of imported code sets is not there")
    return folder


def check_rules_folder(folder: Path | None) -> None:
    """Refuse a payer-rules folder that is not there."""
    if folder is not None and not folder.is_dir():
        raise ArgumentsError(f"{folder}: the payer-rules folder is not there")


def make_writable(out: Path) -> None:
    """Make the output folder and try a file in it.

    Raises:
        ArgumentsError: it cannot be written.
    """
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        if error.errno in RETRY:
            raise
        raise ArgumentsError(f"{out}: the output folder is not writable") from error


def check_space(out: Path, inputs: Iterable[Path]) -> None:
    """Refuse to start a night that the disk cannot hold.

    Raises:
        DiskFullError: names the space needed and the space there is.
    """
    read = sum(path.stat().st_size for path in inputs if path.is_file())
    needed = SPACE_FACTOR * read + LEAST_SPACE
    free = free_space(out)
    if free < needed:
        raise DiskFullError(
            f"{out}: about {needed >> 20:,} MiB are needed and {free >> 20:,} MiB are free; "
            "nothing was published"
        )


def free_space(folder: Path) -> int:
    """Return the free bytes where a folder is, or will be."""
    place = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    return shutil.disk_usage(place).free


def history_file(history: str) -> Path | None:
    """Return the file of a SQLite history, None for any other."""
    if history == "none":
        return None
    if "://" not in history:
        return Path(history)
    scheme, _, place = history.partition(":///")
    return Path(place) if scheme.startswith("sqlite") and place else None


@contextmanager
def own_temporaries(folder: Path | str) -> Iterator[None]:
    """Let libraries put their temporary files, which hold patients' values, into this folder."""
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


@contextmanager
def locked(out: Path, history: str) -> Iterator[None]:
    """Hold the locks of the output folder and of a history file.

    Raises:
        LockedError: another run holds one of them.
    """
    paths = [out / LOCK]
    file = history_file(history)
    if file is not None:
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            raise HistoryUnavailable("the folder of the history cannot be made") from None
        paths.append(file.with_name(f"{file.name}.lock"))
    with ExitStack() as held:
        for path in paths:
            lock = FileLock(path, timeout=0, mode=0o600)
            try:
                held.enter_context(lock)
            except Timeout:
                raise LockedError("another run holds the lock; nothing was done") from None
        if file is not None:
            for left in file.parent.glob(".history-*.new"):
                left.unlink(missing_ok=True)
        yield
