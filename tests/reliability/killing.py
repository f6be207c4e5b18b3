"""Runs nights that are killed: a server process that forks one child a night.

Started as a script it imports the program once, then reads one JSON object a line: ``arguments``
of the command line and ``kill_at``. A child counts its own effects on files (what Python's audit
hooks see: opened for writing, made, renamed, linked, removed, database connections) and kills
itself with SIGKILL before the effect number ``kill_at``; 0 lets it live. For each night the
server answers with the exit code, or the signal as a negative number, and the count of effects.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parent.parent.parent
EFFECTS = frozenset(
    {
        "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.chmod", "os.truncate",
        "tempfile.mkstemp", "tempfile.mkdtemp", "shutil.rmtree", "sqlite3.connect",
    }
)  # fmt: skip
_WRITES = os.O_WRONLY | os.O_RDWR


class Killer:
    """Asks the server for nights."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Take a started server."""
        self._process = process

    def night(self, arguments: Sequence[str], kill_at: int = 0) -> tuple[int, int]:
        """Run a night; return its exit code (a signal is negative) and its effects."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"arguments": arguments, "kill_at": kill_at}) + "\n")
        self._process.stdin.flush()
        code, effects = json.loads(self._process.stdout.readline())
        return int(code), int(effects)


@contextmanager
def started() -> Iterator[Killer]:
    """Start the server, and end it by closing its input."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )
    try:
        yield Killer(process)
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.stdout.close()
        process.wait(timeout=60)


def _serve() -> None:
    from pipeline.cli import cli
    from pipeline.commands.run import run_command  # noqa: F401 (imported before the first fork)

    for line in sys.stdin:
        wanted = json.loads(line)
        with tempfile.TemporaryFile("w+") as counted:
            child = os.fork()
            if not child:
                _be_killed(cli, wanted["arguments"], wanted["kill_at"], counted.fileno())
            _, status = os.waitpid(child, 0)
            counted.seek(0)
            effects = int(counted.read() or 0)
        print(json.dumps([os.waitstatus_to_exitcode(status), effects]), flush=True)


def _be_killed(cli: Any, arguments: list[str], kill_at: int, counted: int) -> None:
    effects = 0

    def look(event: str, details: tuple[Any, ...]) -> None:
        nonlocal effects
        writes = event == "open" and bool(details[2] & _WRITES)
        if event in EFFECTS or writes:
            effects += 1
            if effects == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    os.umask(0o077)
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    sys.addaudithook(look)
    code = 4
    try:
        cli.main(arguments, prog_name="claimscrub")
    except SystemExit as left:
        code = int(left.code or 0)
    finally:
        os.pwrite(counted, str(effects).encode(), 0)
        os._exit(code)


if __name__ == "__main__":
    _serve()
