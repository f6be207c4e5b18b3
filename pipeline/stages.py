"""Stages of a run: how long each took, and a progress line for people.

This is the only place besides the command line that reads a clock; durations go into the
manifest and nowhere else.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


class Stages:
    """Takes the stages of a run as they come."""

    def __init__(self, announce: Callable[[str], None] | None = None) -> None:
        """Start the clock; ``announce`` is told the name of each stage as it begins."""
        self.started = datetime.now(UTC)
        self.seconds: dict[str, float] = {}
        self._announce = announce or (lambda name: None)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage."""
        self._announce(name)
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0) + time.perf_counter() - begun

    def times(self) -> dict[str, object]:
        """Return start, end and durations for the manifest."""
        return {
            "started": self.started.isoformat(timespec="seconds"),
            "ended": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": {name: round(value, 3) for name, value in self.seconds.items()},
        }


@contextmanager
def no_collection() -> Iterator[None]:
    """Spare the search for circular garbage where many small objects are made and kept."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def progress(names: tuple[str, ...]) -> Iterator[Callable[[str], None] | None]:
    """Show a progress bar per stage on stderr when it is a terminal; else say nothing."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 (only for a terminal)
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("starting", total=len(names))

        def announce(name: str) -> None:
            bars.update(task, description=name, completed=names.index(name))

        yield announce
