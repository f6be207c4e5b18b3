"""What a night costs against pyarrow's own reading: `python -m benchmarks.spine`.

Every size runs in a process of its own. Floor, whole night and staged night take turns within it;
figures are ratios of best to best, with medians beside. Seconds are noise between runs.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.make_data import folder_of
from benchmarks.stages import BUDGET

MB = 1_000_000


def measure(mode: str, lines: int, options: argparse.Namespace) -> dict[str, Any]:
    """Run one worker process and return what it found."""
    command = [sys.executable, "-m", "benchmarks.worker", mode, "--lines", str(lines)]
    command += ["--seed", str(options.seed), "--rounds", str(options.rounds)]
    if options.cache:
        command += ["--cache", str(options.cache)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def show(lines: int, found: Mapping[str, Any], memory: Mapping[str, Any]) -> None:
    """Print one size."""
    floor, whole = found["floor"], found["whole"]
    print(f"\n{lines:,} lines: claims and all files {found['bytes'] / MB:,.0f} MB, "
          f"accepted {found['accepted']:,}, findings {found['findings']:,}, "
          f"lines with a finding {found['share']:.1%}")  # fmt: skip
    print(f"  {'':44}{'best':>8}{'median':>9}   seconds (noisy)")
    print(f"  {'floor: pyarrow.csv reads the same files':44}{1:8.2f}{1:9.2f}   {floor[0]:.2f}")
    for name, key in (
        ("files to dispositions", "whole"),
        ("  of this: reading and schemas", "reading"),
        ("  of this: rules to dispositions", "judging"),
    ):
        own = found[key]
        print(f"  {name:44}{own[0] / floor[0]:8.2f}{own[1] / floor[1]:9.2f}   {own[0]:.2f}")
    used, floor_used = found["processor"], found["floor_processor"]
    print(f"  {'files to dispositions, in processor time':44}{used[0] / floor_used[0]:8.2f}"
          f"{used[1] / floor_used[1]:9.2f}")  # fmt: skip
    print(f"  {'hashing the files (its own row)':44}{found['hashing'] / floor[0]:8.2f}")
    print(f"  {'schemas in the night / by hand':44}{found['schemas'] / found['by_hand']:8.2f}")
    print(f"  {'full pandera models / by hand':44}{found['pandera'] / found['by_hand']:8.2f}")
    print(f"  {'checks by hand':44}{found['by_hand'] / floor[0]:8.2f}")
    _show_stages(found["stages"], floor[0], whole[0])
    print(f"  peak memory a line: {memory['peak'] / lines:,.0f} bytes, "
          f"without imports and payer rules ({memory['imports'] / MB:,.0f} MB) "
          f"{(memory['peak'] - memory['imports']) / lines:,.0f}; "
          f"after reading {memory['read'] / lines:,.0f}")  # fmt: skip
    for name in found["absent"]:
        print(f"  not there, counted in the stage around it: {name}")


def _show_stages(stages: Mapping[str, float], floor: float, whole: float) -> None:
    scale = whole / sum(stages.values())
    print(f"  by stage, in floors (the staged run is {1 / scale:.2f} of the plain one):")
    left = dict(stages)
    for group, budget in BUDGET:
        own = {name: left.pop(name) for name in list(left) if name.startswith(group)}
        total = sum(own.values()) / floor
        mark = f"budget {budget}" + ("  OVER" if total > budget else "") if budget else ""
        print(f"    {group:42}{total:8.3f}   {mark}")
        for name, seconds in sorted(own.items(), key=lambda item: -item[1]):
            if name != group:
                print(f"      {name:40}{seconds / floor:8.3f}")
    for name, seconds in sorted(left.items(), key=lambda item: -item[1]):
        print(f"    {name:42}{seconds / floor:8.3f}")


def show_growth(found: Mapping[int, Mapping[str, Any]], memory: Mapping[int, Any]) -> None:
    """Print exponents and bytes between neighbouring sizes."""
    sizes = sorted(found)
    for small, large in pairwise(sizes):
        step = math.log(large / small)
        ours, floor = (
            math.log(found[large][key][0] / found[small][key][0]) / step
            for key in ("whole", "floor")
        )
        added = (memory[large]["peak"] - memory[small]["peak"]) / (large - small)
        print(f"\n{small:,} -> {large:,} lines: growth exponent {ours:.3f}, floor's {floor:.3f}; "
              f"{added:,.0f} bytes an added line")  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Measure a night against its floor.")
    parser.add_argument("--lines", type=int, action="append", help="sizes; 100,000 and 1,000,000")
    parser.add_argument("--five-million", action="store_true", help="5,000,000 lines as well")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cache", type=Path, default=None)
    parser.add_argument("--json", type=Path, default=None, help="write the raw figures here")
    options = parser.parse_args(arguments)
    sizes = options.lines or [100_000, 1_000_000]
    sizes += [5_000_000] if options.five_million else []
    found, memory = {}, {}
    for lines in sizes:
        folder_of(lines, options.seed, options.cache)
        found[lines] = measure("time", lines, options)
        memory[lines] = measure("memory", lines, options)
        show(lines, found[lines], memory[lines])
    show_growth(found, memory)
    if options.json:
        options.json.write_text(json.dumps({"time": found, "memory": memory}, indent=1))


if __name__ == "__main__":
    main()
