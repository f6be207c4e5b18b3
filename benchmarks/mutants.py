"""Mutation testing of the worksheets: what share of small faults in them some test notices.

``python -m benchmarks.mutants`` changes one thing at a time in pipeline/worksheets and runs the
tests that reach it (settings: ``[tool.mutmut]`` in pyproject.toml). All mutants take hours, so
a part drawn by seed is run: ``--sample 600 --seed 1``; ``--only pricing --only accrual`` runs all
mutants of some worksheets. Survivors are listed; ``mutmut show NAME`` prints one. Results stay in
``mutants/``, and a mutant that was run is not run again.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

MUTANTS = Path("mutants")
FOLDER = MUTANTS / "pipeline" / "worksheets"
KILLED, SURVIVED, TIMED_OUT = 1, 0, 36
_AT_ONCE = 200


def outcomes() -> dict[str, int | None]:
    """Return the exit code of each mutant by its name; None where it has not been run."""
    found: dict[str, int | None] = {}
    for path in sorted(FOLDER.glob("*.py.meta")):
        found |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def worksheet_of(name: str) -> str:
    """Return the worksheet's module name of a mutant."""
    return name.split(".")[2]


def mutmut(*names: str, workers: int) -> None:
    """Run some mutants; mutmut makes all of them on its first call."""
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(workers), *names]
    with (MUTANTS.parent / "mutants.log").open("a", encoding="utf-8") as log:
        subprocess.run(command, stdout=log, stderr=log, check=False)


def chosen(names: list[str], only: list[str], sample: int, seed: int) -> list[str]:
    """Return the mutants to run: all of some worksheets, or a part drawn by seed."""
    if only:
        return [name for name in names if worksheet_of(name) in only]
    return sorted(random.Random(seed).sample(names, min(sample, len(names))))


def table(names: list[str], codes: dict[str, int | None]) -> str:
    """Return killed and run mutants by worksheet, then the survivors."""
    run = [name for name in names if codes.get(name) is not None]
    killed = [name for name in run if codes[name] != SURVIVED]
    by_sheet, by_killed = Counter(map(worksheet_of, run)), Counter(map(worksheet_of, killed))
    rows = [f"{sheet:28} {by_killed[sheet]:5} of {by_sheet[sheet]:5}" for sheet in sorted(by_sheet)]
    share = 100 * len(killed) / max(len(run), 1)
    left = [f"survived: {name}" for name in run if codes[name] == SURVIVED]
    return "\n".join([*rows, f"killed {len(killed)} of {len(run)}: {share:.1f} %", *left])


def main() -> None:
    """Make the mutants, run the chosen ones, say what became of them."""
    parser = argparse.ArgumentParser(description="Mutation testing of the worksheets.")
    parser.add_argument("--sample", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", default=[], metavar="WORKSHEET")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    if not FOLDER.exists():
        mutmut("pipeline.worksheets.unit_methods.x_units_for__mutmut_1", workers=options.workers)
    names = chosen(sorted(outcomes()), options.only, options.sample, options.seed)
    waiting = [name for name in names if outcomes()[name] is None]
    for start in range(0, len(waiting), _AT_ONCE):
        mutmut(*waiting[start : start + _AT_ONCE], workers=options.workers)
        done = sum(outcomes()[name] is not None for name in names)
        print(f"{done} of {len(names)}", file=sys.stderr, flush=True)
    print(table(names, outcomes()))


if __name__ == "__main__":
    main()
