"""One size, one process: measures a night and prints one JSON object (see `spine`)."""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import resource
import statistics
import time
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import by_hand
from benchmarks.make_data import folder_of
from benchmarks.night import Night
from benchmarks.stages import StageClock, staged
from pipeline.intake import Intake
from pipeline.intake.snapshot import Snapshot
from pipeline.intake.validation import narrowed
from pipeline.night import Judged

WARM_UP_LINES = 2_000
_PAGE = 4096
_TOUCHED_A_LINE = 2_500


def settle(lines: int) -> None:
    """Collect garbage, and touch as much memory as the work will want.

    A virtual machine hands memory that lay idle back to its host, and getting it again costs ten
    times a page fault: seconds a gigabyte, which fell on whatever ran first.
    """
    gc.collect()
    np.empty(max(lines * _TOUCHED_A_LINE, 1), dtype=np.uint8)[::_PAGE] = 1


def clocked(work: Callable[[], object], lines: int = 0) -> tuple[float, float]:
    """Time one call on settled memory: seconds on the wall, and seconds of all processors."""
    settle(lines)
    used = time.process_time()
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun, time.process_time() - used


def seconds_of(work: Callable[[], object], lines: int = 0) -> float:
    """Time one call on settled memory, on the wall."""
    return clocked(work, lines)[0]


def peak_bytes() -> int:
    """Return the most memory this process has held (Linux counts it in kilobytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def time_of(night: Night, lines: int, rounds: int) -> dict[str, Any]:
    """Take turns: floor, plain night, staged night."""
    floors: list[float] = []
    floor_used: list[float] = []
    night_used: list[float] = []
    reads: list[float] = []
    judgings: list[float] = []
    stages: list[dict[str, float]] = []
    absent: list[str] = []
    # SPEED.md gives hashing its own row; in a run it works beside the columns, on another core.
    setattr(Snapshot, "sha256", _no_hash)  # noqa: B010 (this process only)
    for _ in range(rounds):
        wall, used = clocked(night.floor, lines)
        floors.append(wall)
        floor_used.append(used)
        settle(lines)
        used = time.process_time()
        begun = time.perf_counter()
        intakes = night.read()
        between = time.perf_counter()
        judged = night.judge(intakes)
        judgings.append(time.perf_counter() - between)
        night_used.append(time.process_time() - used)
        reads.append(between - begun)
        facts = _facts(intakes, judged)
        del intakes, judged
        floors.append(seconds_of(night.floor, lines))
        settle(lines)
        clock = StageClock()
        with staged(clock) as missing:
            # In one thread, the only one that the clock charges.
            night.judge(night.read(at_once=1), workers=1)
        absent = missing
        stages.append(clock.close())
    best = min(range(rounds), key=lambda at: sum(stages[at].values()))
    wholes = [read + judging for read, judging in zip(reads, judgings, strict=True)]
    return {
        **facts,
        **checks_of(night, lines, rounds),
        "floor": _best_and_median(floors),
        "whole": _best_and_median(wholes),
        "processor": _best_and_median(night_used),
        "floor_processor": _best_and_median(floor_used),
        "reading": _best_and_median(reads),
        "judging": _best_and_median(judgings),
        "stages": stages[best],
        "schemas": sum(took for name, took in stages[best].items() if name.startswith("schemas")),
        "hashing": seconds_of(lambda: [hashlib.sha256(raw).digest() for raw in _files(night)]),
        "absent": absent,
    }


def _no_hash(snapshot: Snapshot) -> str:
    return ""


def _best_and_median(found: list[float]) -> tuple[float, float]:
    return min(found), statistics.median(found)


def _files(night: Night) -> list[bytes]:
    return [path.read_bytes() for paths in night.request.inputs.values() for path in paths]


def _facts(intakes: dict[str, Intake], judged: Judged) -> dict[str, Any]:
    findings = judged.findings
    touched = set(zip(findings["claim_id"], findings["line_number"], strict=True))
    touched |= {tuple(line) for line in chain.from_iterable(findings["related"])}
    accepted = len(intakes["claims"].frame)
    size = sum(file.bytes for intake in intakes.values() for file in intake.files)
    assert not judged.bucket.crashes, judged.bucket.crashes
    return {
        "bytes": size,
        "accepted": accepted,
        "findings": len(findings),
        "share": len(touched) / accepted,
    }


def checks_of(night: Night, lines: int, rounds: int) -> dict[str, float]:
    """Time the full pandera models and the same checks by hand on the accepted frames."""
    intakes = night.read()
    schemas = {table: narrowed(table, intake.supplied) for table, intake in intakes.items()}

    def pandera() -> None:
        for table, intake in intakes.items():
            schemas[table].validate(intake.frame, lazy=True)

    def hand() -> None:
        for table, intake in intakes.items():
            if not by_hand.passes(table, intake.frame):
                raise AssertionError(table)

    took = [(seconds_of(pandera, lines), seconds_of(hand, lines)) for _ in range(rounds)]
    return {"pandera": min(pair[0] for pair in took), "by_hand": min(pair[1] for pair in took)}


def memory_of(night: Night) -> dict[str, int]:
    """Peak of one night in this process, which has done nothing else but imports and rules."""
    imports = peak_bytes()
    intakes = night.read()
    read = peak_bytes()
    judged = night.judge(intakes)
    return {
        "imports": imports,
        "read": read,
        "peak": peak_bytes(),
        "findings": len(judged.findings),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="One measurement in one process.")
    parser.add_argument("mode", choices=["time", "memory"])
    parser.add_argument("--lines", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cache", type=Path, default=None)
    options = parser.parse_args()
    folder = folder_of(options.lines, options.seed, options.cache)
    if options.mode == "memory":
        print(json.dumps(memory_of(Night(folder))))
        return
    small = Night(folder_of(WARM_UP_LINES, options.seed, options.cache))
    small.judge(small.read())
    print(json.dumps(time_of(Night(folder), options.lines, options.rounds)))


if __name__ == "__main__":
    main()
