"""Mutation testing of the worksheets: what share of small faults in them some test notices.

``python -m benchmarks.mutants`` changes one thing at a time in pipeline/worksheets and runs the
tests that reach it. mutmut makes the faulty copies and notes which test reaches which function
(settings: ``[tool.mutmut]`` in pyproject.toml); here the tests are then collected once, and each
mutant is a fork that runs its own tests, the cheapest first, until one fails.

All mutants take hours, so a part drawn by seed is run: ``--sample 600 --seed 1``; ``--only pricing
--only accrual`` takes all mutants of some worksheets, or so many of them with ``--sample``.
``--again NAMES.txt`` runs the mutants named in a file, such as survivors after a test was added.
``mutmut show NAME`` prints a mutant. Results stay in ``mutants/``, and a mutant that was run is not
run again unless named; remove the folder when a worksheet has changed. docs/mutation.md holds the
figures of the last run.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pytest

MUTANTS = Path("mutants")
FOLDER = Path("pipeline") / "worksheets"
LOG = Path("mutants.log")
ANY_MUTANT = "pipeline.worksheets.unit_cap_words.x__paid__mutmut_1"
# mutmut's exit codes, so that `mutmut results` and `mutmut show` read ours.
KILLED, SURVIVED, NO_TEST, TIMED_OUT, CRASHED = 1, 0, 33, 36, -11
SECONDS_MORE, TIMES_LONGER = 20, 10
OF_ALL = 600


class Outcomes:
    """The exit code of each mutant by its name, kept in mutmut's files; None: not run."""

    def __init__(self, folder: Path) -> None:
        self.files = {path: json.loads(path.read_text("utf-8")) for path in _files_in(folder)}
        self.path_of = {name: path for path in self.files for name in self._codes(path)}

    def __getitem__(self, name: str) -> int | None:
        return self._codes(self.path_of[name]).get(name)

    def __setitem__(self, name: str, code: int) -> None:
        path = self.path_of[name]
        self._codes(path)[name] = code
        path.write_text(json.dumps(self.files[path], indent=4), encoding="utf-8")

    def _codes(self, path: Path) -> dict[str, int | None]:
        codes: dict[str, int | None] = self.files[path]["exit_code_by_key"]
        return codes


def _files_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.py.meta"))


def worksheet_of(name: str) -> str:
    """Return the worksheet's module name of a mutant."""
    return name.split(".")[2]


class EachMutant:
    """Takes the place of pytest's loop over the tests: one fork a mutant, with its own tests."""

    def __init__(self, names: list[str], workers: int) -> None:
        """Take the mutants to run, and how many forks may run side by side."""
        noted = json.loads(Path("mutmut-stats.json").read_text("utf-8"))
        self.reached: dict[str, list[str]] = noted["tests_by_mangled_function_name"]
        self.seconds: dict[str, float] = noted["duration_by_test"]
        self.outcomes = Outcomes(FOLDER)
        self.names, self.workers = names, workers

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run every mutant; note each outcome as it comes."""
        items = {item.nodeid.removeprefix("mutants/"): item for item in session.items}
        running: dict[int, str] = {}
        gc.collect()
        gc.freeze()
        # Of a test that came later nobody noted what it reaches: every mutant is shown to it.
        later = items.keys() - self.seconds.keys()
        for done, name in enumerate(self.names):
            noted = items.keys() & set(self.reached.get(name.rpartition("__mutmut_")[0], ()))
            tests = sorted(noted | later, key=lambda test: self.seconds.get(test, 0))
            if not tests:
                self.outcomes[name] = NO_TEST
                continue
            if len(running) == self.workers:
                self._wait(running)
            seconds = sum(self.seconds.get(test, 1) for test in tests)
            limit = int(TIMES_LONGER * seconds) + SECONDS_MORE
            pid = os.fork()
            if not pid:
                os._exit(_run(session, name, [items[test] for test in tests], limit))
            running[pid] = name
            _say(f"{done} of {len(self.names)}")
        while running:
            self._wait(running)
        return True

    def _wait(self, running: dict[int, str]) -> None:
        pid, status = os.wait()
        code = os.waitstatus_to_exitcode(status)
        if -code in (signal.SIGXCPU, signal.SIGALRM):
            code = TIMED_OUT
        self.outcomes[running.pop(pid)] = code if code >= 0 else CRASHED


def _run(session: pytest.Session, name: str, items: list[pytest.Item], limit: int) -> int:
    """Run a mutant's tests until one fails, within seconds of computing and of the clock."""
    os.environ["MUTANT_UNDER_TEST"] = name
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
    signal.alarm(TIMES_LONGER * limit)
    for item, after in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        if session.testsfailed:
            return KILLED
    return SURVIVED


def _say(text: str) -> None:
    print(f"\r{text}", end="", file=sys.__stderr__, flush=True)


def run_here(listed: Path, workers: int) -> None:
    """Run the listed mutants; called within the folder that mutmut made."""
    selection = ["tests/worksheets", "tests/checks", "tests/oracles"]
    options = ["-p", "no:cacheprovider", "-q", "-o", "timeout=0", *selection]
    each = EachMutant(listed.read_text("utf-8").split(), workers)
    raise SystemExit(pytest.main(options, plugins=[each]))


def run(names: list[str], workers: int) -> None:
    """Run some mutants in a process of their own; its words go into the log."""
    with tempfile.TemporaryDirectory() as folder, LOG.open("a", encoding="utf-8") as log:
        listed = Path(folder, "names.txt")
        listed.write_text("\n".join(names), encoding="utf-8")
        command = [sys.executable, "-m", "benchmarks.mutants", "--here", str(listed)]
        subprocess.run(
            [*command, "--workers", str(workers)],
            cwd=MUTANTS,
            stdout=log,
            stderr=log,
            env=os.environ | {"PYTEST_DEBUG_TEMPROOT": folder},
            check=False,
        )


def make(workers: int) -> None:
    """Let mutmut make the mutants, and note the tests that reach each function."""
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(workers), ANY_MUTANT]
    with LOG.open("a", encoding="utf-8") as log:
        subprocess.run(command, stdout=log, stderr=log, check=True)


def chosen(names: list[str], only: list[str], sample: int | None, seed: int) -> list[str]:
    """Return the mutants to run: a part drawn by seed, of some worksheets or of all.

    They come in the order drawn, so that what was run by any moment is a fair draw too.
    """
    named = [name for name in names if not only or worksheet_of(name) in only]
    wanted = sample or (len(named) if only else OF_ALL)
    return random.Random(seed).sample(named, min(wanted, len(named)))


def table(names: list[str], outcomes: Outcomes) -> str:
    """Return killed and run mutants by worksheet, then what was not killed."""
    ran = sorted(name for name in names if outcomes[name] is not None)
    killed = [name for name in ran if outcomes[name] == KILLED]
    by_sheet, by_killed = Counter(map(worksheet_of, ran)), Counter(map(worksheet_of, killed))
    rows = [f"{sheet:28} {by_killed[sheet]:5} of {by_sheet[sheet]:5}" for sheet in sorted(by_sheet)]
    share = 100 * len(killed) / max(len(ran), 1)
    words = {SURVIVED: "survived", NO_TEST: "no test", TIMED_OUT: "timed out", CRASHED: "crashed"}
    others = [(words.get(outcomes[name] or 0, "other"), name) for name in ran]
    others = [(word, name) for word, name in others if outcomes[name] != KILLED]
    counted = ", ".join(f"{n} {word}" for word, n in sorted(Counter(w for w, _ in others).items()))
    end = f"killed {len(killed)} of {len(ran)}: {share:.1f} %; {counted or 'none left'}"
    return "\n".join([*rows, end, *(f"{word}: {name}" for word, name in others)])


def main() -> None:
    """Make the mutants, run the chosen ones, say what became of them."""
    parser = argparse.ArgumentParser(description="Mutation testing of the worksheets.")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", default=[], metavar="WORKSHEET")
    parser.add_argument("--again", type=Path, metavar="NAMES.txt")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--here", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        run_here(options.here, options.workers)
    if not (MUTANTS / "mutmut-stats.json").exists():
        make(options.workers)
    shutil.copytree("tests", MUTANTS / "tests", dirs_exist_ok=True)
    outcomes = Outcomes(MUTANTS / FOLDER)
    if options.again:
        names = options.again.read_text("utf-8").split()
        run(names, options.workers)
    else:
        names = chosen(sorted(outcomes.path_of), options.only, options.sample, options.seed)
        if waiting := [name for name in names if outcomes[name] is None]:
            run(waiting, options.workers)
    print(table(names, Outcomes(MUTANTS / FOLDER)))


if __name__ == "__main__":
    main()
