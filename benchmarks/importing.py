"""`claimscrub import` of a full-size pair file: `python -m benchmarks.importing`.

Makes a quarter of 2.5 million rows in the published layout (heading block, four parts) as text,
csv and zip, imports each in a process of its own, and prints seconds and peak memory.
``--workbook`` adds one part as a workbook, which has no target.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from openpyxl import Workbook

from pipeline.imports.therapy import therapy_codes

ROOT = Path(__file__).parent.parent
ROWS, PARTS, SEED = 2_500_000, 4, 1
SECONDS, BYTES = 30, 1024**3
NAME = "ccipra-v322r0-f{part}"
OTHER_CODES = [f"{number:05}" for number in range(10_000, 69_990, 6)]
REASONS = (
    "Misuse of Column Two code with Column One code",
    "CPT Manual or CMS manual coding instruction",
    "Standards of medical/surgical practice",
    "Mutually exclusive procedures",
    "HCPCS/CPT procedure code definition",
)
PERIODS = (
    (0.62, "{start}", "*"),
    (0.30, "{start}", "20191231"),
    (0.08, "{start}", "{start}"),
)
HEADING = (
    ("CPT only copyright 2025 of its owner. All rights reserved.",),
    ("Column1/Column2 Edits",),
    ("Column 1", "Column 2", "*=in existence", "Effective", "Deletion", "Modifier",
     "PTP Edit Rationale"),
    ("", "", "prior to 1996", "Date", "Date", "0=not allowed", ""),
    ("", "", "", "", "*=no data", "1=allowed", ""),
    ("", "", "", "", "", "9=not applicable", ""),
)  # fmt: skip


def main() -> None:
    """Make the files in another process, whose memory is not counted, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--workbook", action="store_true")
    parser.add_argument("--make", type=Path, help="only make the files, in this folder")
    options = parser.parse_args()
    if options.make:
        make(options.make, list(pair_rows(options.rows)), workbook=options.workbook)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(
            [sys.executable, "-m", "benchmarks.importing", "--make", name, *sys.argv[1:]],
            check=True,
            cwd=ROOT,
        )
        for made in sorted(folder.iterdir()):
            paths = sorted(made.iterdir())
            megabytes = sum(path.stat().st_size for path in paths) / 1e6
            seconds, peak = measured(paths, folder / "into" / made.name)
            print(
                f"{made.name:28}{megabytes:8.0f} MB  {seconds:6.1f} s  peak {peak / 1e6:6.0f} MB"
                f"   target {SECONDS} s, {BYTES / 1e6:.0f} MB"
            )


def pair_rows(rows: int) -> Iterator[tuple[str, str, str, str, str, str, str]]:
    """Yield made rows in the order of their first code, every pair of therapy codes in them."""
    draw = np.random.default_rng(SEED)
    codes = np.array(sorted({*OTHER_CODES, *therapy_codes()}))
    therapy = sorted(therapy_codes())
    each = rows // len(codes) + 1
    left = rows
    for column1 in codes.tolist():
        others = set(draw.choice(codes, size=each, replace=False).tolist())
        if column1 in therapy_codes():
            others |= {code for code in therapy if code > column1}
        ordered = sorted(others - {column1})[:left]
        left -= len(ordered)
        kind = draw.choice(len(PERIODS), size=len(ordered), p=[share for share, *_ in PERIODS])
        years = draw.integers(1996, 2020, len(ordered)).tolist()
        for column2, period, year in zip(ordered, kind.tolist(), years, strict=True):
            _, begins, ends = PERIODS[period]
            start = f"{year}0101" if period else f"{year + 6}0101"
            mark = "9" if period == len(PERIODS) - 1 else str(year % 2)
            begins, ends = begins.format(start=start), ends.format(start=start)
            yield column1, column2, "", begins, ends, mark, REASONS[year % len(REASONS)]


def make(folder: Path, rows: Sequence[tuple[str, ...]], *, workbook: bool) -> None:
    """Write the quarter in each layout, each in a folder of its own."""
    bounds = np.linspace(0, len(rows), PARTS + 1).astype(int).tolist()
    parts = [rows[start:end] for start, end in pairwise(bounds)]
    print(f"{len(rows):,} rows in {PARTS} parts")
    for what, suffix, between in (("text, four parts", ".txt", "\t"), ("csv", ".csv", ",")):
        (folder / what).mkdir()
        for number, part in enumerate(parts, 1):
            path = folder / what / f"{NAME.format(part=number)}{suffix}"
            lines = [between.join(row) for row in (*HEADING, *part)]
            path.write_text("\r\n".join([*lines, ""]), encoding="latin-1", newline="")
    (folder / "zip of the texts").mkdir()
    together = folder / "zip of the texts" / "ccipra-v322r0.zip"
    with zipfile.ZipFile(together, "w", zipfile.ZIP_DEFLATED) as package:
        for path in sorted((folder / "text, four parts").iterdir()):
            package.write(path, path.name)
    if workbook:
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        for row in (*HEADING, *parts[-1]):
            sheet.append([cell or None for cell in row])
        (folder / "workbook of one part").mkdir()
        book.save(folder / "workbook of one part" / f"{NAME.format(part=PARTS)}.xlsx")


def measured(paths: Sequence[Path], into: Path) -> tuple[float, int]:
    """Import files in a process of their own; return seconds and peak bytes of memory."""
    command = [sys.executable, "-m", "pipeline.cli", "import", "ncci", *map(str, paths)]
    begun = time.perf_counter()
    child = subprocess.Popen([*command, "--into", str(into)], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"the import failed with exit code {child.returncode}")
    return time.perf_counter() - begun, used.ru_maxrss * 1024


if __name__ == "__main__":
    main()
