"""From an exception to one sentence and an exit code; a patient's value never gets out."""

from __future__ import annotations

import errno
import traceback
from pathlib import Path

from payer_rules.errors import PayerRuleError
from pipeline.history.interface import HistoryError
from pipeline.intake import IntakeError

EXIT_ARGUMENTS, EXIT_INPUTS, EXIT_FAILED, EXIT_LOCKED, EXIT_RETRY = 2, 3, 4, 6, 75
RETRY = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.ESTALE, errno.ENETDOWN, errno.ETIMEDOUT}
HERE = Path(__file__).parent.parent
PACKAGES = ("pipeline", "reports", "payer_rules", "schemas")


class ArgumentsError(Exception):
    """An argument or a place that cannot be used; the text is one sentence for people."""


class ChangedSinceError(Exception):
    """What a past night came from is missing or changed; the text is one sentence for people."""


class DiskFullError(Exception):
    """The disk has no room for the night; the text is one sentence for people."""


class LockedError(Exception):
    """Another run holds the lock; the text is one sentence for people."""


TELLING: tuple[tuple[tuple[type[Exception], ...], int], ...] = (
    ((ArgumentsError, PayerRuleError), EXIT_ARGUMENTS),
    ((ChangedSinceError,), EXIT_INPUTS),
    ((LockedError,), EXIT_LOCKED),
    ((DiskFullError,), EXIT_RETRY),
)
"""Failures whose own text is one sentence for people, with the exit code of each."""


def exit_code_of(error: Exception) -> tuple[int, str]:
    """Return the exit code of a failure and the sentence that tells it (CONTRACT.md)."""
    for kinds, code in TELLING:
        if isinstance(error, kinds):
            return code, str(error)
    if isinstance(error, IntakeError | HistoryError):
        return error.exit_code, str(error)
    if isinstance(error, OSError) and error.errno in RETRY:
        words = "the disk is full" if error.errno == errno.ENOSPC else "the disk or share failed"
        return EXIT_RETRY, f"{words}; nothing was published, run again when it is mended"
    return EXIT_FAILED, f"stopped by {type(error).__name__} at {_place(error)}; nothing published"


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        frame
        for frame in frames
        if any(Path(frame.filename).is_relative_to(HERE / package) for package in PACKAGES)
    ]
    if not ours:
        return "an unknown place"
    last = ours[-1]
    return f"{Path(last.filename).relative_to(HERE).as_posix()}:{last.lineno}"
