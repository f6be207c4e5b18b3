"""Everything beside the big night: `python -m benchmarks.small [--only help --only demo …]`.

Start-up, the demo night, history, release files and reports, each against its target of SPEED.md.
A part of the project that is not there yet is told, not failed.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.make_data import folder_of
from benchmarks.night import Night
from benchmarks.worker import seconds_of, settle

ROOT = Path(__file__).parent.parent
HELP_RUNS = 7


def told(what: str, figure: str, target: str) -> None:
    """Print one row."""
    print(f"{what:58}{figure:>16}   target {target}")


def start_up(options: argparse.Namespace) -> None:
    """Time `claimscrub --help` in fresh processes and see what it imports."""
    command = [sys.executable, "-m", "pipeline.cli", "--help"]
    took = []
    for _ in range(HELP_RUNS):
        begun = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        took.append(time.perf_counter() - begun)
    bare = [seconds_of(_bare_python) for _ in range(HELP_RUNS)]
    look = (
        "import sys; sys.argv = ['claimscrub', '--help']\n"
        "from pipeline.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('pandas' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", look], check=True, capture_output=True, text=True, cwd=ROOT
    )
    told("--help, wall, median of 7", f"{statistics.median(took):.3f} s", "0.3 s")
    told("  python -c pass, wall, median of 7", f"{statistics.median(bare):.3f} s", "-")
    told("  pandas loaded", done.stdout.splitlines()[-1], "False")


def _bare_python() -> None:
    subprocess.run([sys.executable, "-c", "pass"], check=True)


def demo(options: argparse.Namespace) -> None:
    """Time `claimscrub demo`: the last night alone, and the whole command."""
    command: Any = import_module("pipeline.commands.demo")

    took: list[float] = []
    run_locked: Callable[..., Any] = command.run_locked

    def timed(request: Any) -> Any:
        begun = time.perf_counter()
        report = run_locked(request)
        took.append(time.perf_counter() - begun)
        return report

    command.run_locked = timed
    try:
        with tempfile.TemporaryDirectory() as folder:
            whole = seconds_of(lambda: command.run_demo(Path(folder) / "demo", 1))
    finally:
        command.run_locked = run_locked
    told("demo: the last night, everything written", f"{took[-1]:.2f} s", "5 s")
    told(f"  its {len(took) - 1} earlier nights", f"{sum(took[:-1]):.2f} s", "-")
    told("  generating and all nights, imports not counted", f"{whole:.2f} s", "-")
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["demo", "--out", str(Path(folder) / "demo")]
        command_line = [sys.executable, "-m", "pipeline.cli", *arguments]
        begun = time.perf_counter()
        subprocess.run(command_line, check=True, capture_output=True, cwd=ROOT)
        told("  claimscrub demo, wall", f"{time.perf_counter() - begun:.2f} s", "-")


def history(options: argparse.Namespace) -> None:
    """Time recording a night and reading it back, by line."""
    from pipeline import nightly  # noqa: PLC0415
    from pipeline.history.sql import open_history  # noqa: PLC0415

    night = _night(options)
    intakes = night.read()
    judged = night.judge(intakes)
    lines = len(intakes["claims"].frame)
    record = nightly._record(
        night.request, intakes, judged, night.tell(intakes, judged), 0, "bench"
    )
    patients = set(intakes["claims"].frame["patient_id"].unique())
    with tempfile.TemporaryDirectory() as folder:
        store = open_history(str(Path(folder) / "history.sqlite"), "bench")
        wrote = seconds_of(lambda: store.record_night(record), options.lines)
        later = record.as_of + timedelta(days=1)
        read = seconds_of(
            lambda: store.view("bench", later, frozenset(["x"]), patients), options.lines
        )
        store.close()
    told("history: recording a night, a line", f"{wrote / lines * 1e6:.1f} µs", "10 µs")
    told("history: reading it back, a line", f"{read / lines * 1e6:.1f} µs", "10 µs")


def release_files(options: argparse.Namespace) -> None:
    """Time released and held claims against the floor of the same run."""
    try:
        from pipeline.intake.release import write_split  # noqa: PLC0415
    except ImportError:
        told("release files", "not there yet", "1 floor")
        return
    night = _night(options)
    intakes = night.read()
    judged = night.judge(intakes)
    dispositions = judged.dispositions
    released = dispositions.loc[dispositions["disposition"] == "RELEASE", "claim_id"]
    floors, wrote = [], []
    for _ in range(3):
        floors.append(seconds_of(night.floor, options.lines))
        with tempfile.TemporaryDirectory() as name:
            out, settings = Path(name), night.request.settings
            settle(options.lines)
            begun = time.perf_counter()
            write_split(intakes["claims"], released, out, settings)
            wrote.append(time.perf_counter() - begun)
    told("release files, in floors", f"{min(wrote) / min(floors):.2f}", "1")


def reports(options: argparse.Namespace) -> None:
    """Time JSON Lines, page and workbook on findings copied up to the sizes of SPEED.md."""
    try:
        from benchmarks import paper  # noqa: PLC0415 (imports the reports)
    except ImportError:
        told("reports", "not there yet", "-")
        return
    night = _night(options)
    intakes = night.read()
    result = night.tell(intakes, night.judge(intakes))
    for what, figure, target in paper.figures(result):
        told(what, figure, target)


def _night(options: argparse.Namespace) -> Night:
    return Night(folder_of(options.lines, options.seed, options.cache))


PARTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "help": start_up,
    "demo": demo,
    "history": history,
    "release": release_files,
    "reports": reports,
}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Measure what surrounds the rules.")
    parser.add_argument("--only", action="append", choices=list(PARTS))
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cache", type=Path, default=None)
    options = parser.parse_args(arguments)
    for name in options.only or PARTS:
        PARTS[name](options)


if __name__ == "__main__":
    main()
