"""Where things are: runs, history, site settings; the lock around a run."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_config_path, user_data_path

from pipeline.failures import ArgumentsError, LockedError

APP = "claimscrub"
CONFIG_VARIABLE = "CLAIMSCRUB_CONFIG"
LOCK = ".claimscrub.lock"


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
        raise ArgumentsError(f"{out}: the output folder is not writable") from error


@contextmanager
def locked(out: Path, history: str) -> Iterator[None]:
    """Hold the locks of the output folder and of a history file.

    Raises:
        LockedError: another run holds one of them.
    """
    paths = [out / LOCK]
    if history != "none" and "://" not in history:
        file = Path(history)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        paths.append(file.with_name(f"{file.name}.lock"))
    with ExitStack() as held:
        for path in paths:
            lock = FileLock(path, timeout=0, mode=0o600)
            try:
                held.enter_context(lock)
            except Timeout:
                raise LockedError("another run holds the lock; nothing was done") from None
        yield
