"""Several threads for one large night: tasks side by side over tables that none of them changes.

The heavy work is numpy's and Arrow's, which let other threads run; so no table is copied to
another process, and nothing of a night lies on a disk in between.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

LARGE_NIGHT = 100_000
MOST_WORKERS = 4
Task = TypeVar("Task")
Result = TypeVar("Result")


def run_side_by_side(
    work: Callable[[Task], Result], tasks: Sequence[Task], workers: int
) -> list[Result]:
    """Do some tasks, several at once.

    Args:
        work: what to do with a task; it changes nothing that other tasks read.
        tasks: the longest first.
        workers: most tasks at once; 1 does them one after another.

    Returns:
        The results in the order of the tasks. An error of the work is raised.
    """
    if workers == 1:
        return [work(task) for task in tasks]
    with ThreadPoolExecutor(workers) as threads:
        return list(threads.map(work, tasks))


def workers_for(lines: int, wanted: int | None) -> int:
    """Return how many threads a night of this many service lines should have.

    ``wanted`` is the office's own number; without one a small night has a single thread.
    """
    if wanted is not None:
        return wanted
    return min(os.cpu_count() or 1, MOST_WORKERS) if lines >= LARGE_NIGHT else 1
