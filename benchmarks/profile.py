"""The heaviest functions of a night: `python -m benchmarks.profile --lines 100000`.

Standard library profiler only; it slows calls of small Python functions, so trust its order and
not its seconds.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
from collections.abc import Sequence
from pathlib import Path

from benchmarks.make_data import folder_of
from benchmarks.night import Night


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Profile reading and judging a night.")
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cache", type=Path, default=None)
    parser.add_argument("--top", type=int, default=25)
    parser.add_argument("--sort", choices=["tottime", "cumtime"], default="tottime")
    parser.add_argument("--part", choices=["all", "read", "judge"], default="all")
    options = parser.parse_args(arguments)
    night = Night(folder_of(options.lines, options.seed, options.cache))
    night.judge(night.read())  # imports and caches, outside the profile
    profiler = cProfile.Profile()
    read = options.part != "judge"
    if read:
        profiler.enable()
    intakes = night.read()
    profiler.disable()
    if options.part != "read":
        profiler.enable()
        night.judge(intakes)
        profiler.disable()
    pstats.Stats(profiler).strip_dirs().sort_stats(options.sort).print_stats(options.top)


if __name__ == "__main__":
    main()
