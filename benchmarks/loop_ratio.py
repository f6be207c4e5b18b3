"""How many times slower the same rules are as a plain loop: `python -m benchmarks.loop_ratio`.

    python -m benchmarks.loop_ratio [--lines 21000] [--seed 1] [--runs 3] [--cache FOLDER]

Both judge the same night by the same rules and read nothing: the product starts from validated
frames, the loop (benchmarks/loop) from the same rows as dictionaries. The product's time is the
median of some runs with one worker, the loop's that of a single run after a small warm-up. The
target is 12 times.
"""

from __future__ import annotations

import argparse
import statistics
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.loop.context import Settings
from benchmarks.loop.night import judge
from benchmarks.make_data import SITE, folder_of
from benchmarks.night import AS_OF, Night
from payer_rules.code_sets import FOLDER
from payer_rules.files import HOME
from pipeline.bucket import NightTables
from pipeline.engine import run_bucket
from pipeline.intake import Intake
from pipeline.registry import RegisteredRule, all_rules

FAMILIES = ("MOD", "PAIR", "UNIT", "CLM", "COV", "KX", "POC")
"""Rules that the loop has too; SCH001 speaks of files, which it does not read."""
TARGET = 12
WARM_UP = 50


def tables_of(intakes: dict[str, Intake]) -> NightTables:
    """Return the frames that were read as the engine takes them."""
    return NightTables(
        **{name: intake.frame for name, intake in intakes.items()},
        supplied={name: intake.supplied for name, intake in intakes.items()},
    )


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame's rows as dictionaries of plain values; a blank cell is not there."""
    columns: dict[str, list[Any]] = {}
    for name in frame.columns:
        cells = frame[name]
        values = cells.dt.date if pd.api.types.is_datetime64_any_dtype(cells) else cells
        blank = cells.isna().tolist()
        told = values.astype(object).tolist()
        columns[name] = [None if no else value for no, value in zip(blank, told, strict=True)]
    return [
        {name: cell for name, cell in zip(columns, row, strict=True) if cell is not None}
        for row in zip(*columns.values(), strict=True)
    ]


def time_product(
    tables: NightTables, night: Night, rules: list[RegisteredRule], runs: int
) -> float:
    """Return the median seconds in which the product prepares and judges the night."""
    refused = pd.Series({}, dtype="int64", index=pd.Index([], dtype="str"))
    took: list[float] = []
    for _ in range(runs):
        start = time.perf_counter()
        result = run_bucket(tables, night.rules, refused, rules)
        took.append(time.perf_counter() - start)
        assert result.crashes == ()
    return statistics.median(took)


def time_loop(intakes: dict[str, Intake]) -> float:
    """Return the seconds in which the loop prepares and judges the night."""
    rows = {name: rows_of(intake.frame) for name, intake in intakes.items()}
    settings = Settings(
        as_of=AS_OF,
        payer_folders=(HOME, SITE),
        code_sets=FOLDER,
        site=tomllib.loads((SITE / "site.toml").read_text(encoding="utf-8")),
        supplied={name: intake.supplied for name, intake in intakes.items()},
    )
    took = 0.0
    for part in ({name: some[:WARM_UP] for name, some in rows.items()}, rows):
        claims = part["claims"]
        others = {name: some for name, some in part.items() if name != "claims"}
        start = time.perf_counter()
        judge(claims, **others, settings=settings)  # type: ignore[arg-type]
        took = time.perf_counter() - start
    return took


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--lines", type=int, default=21_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--cache", type=Path, default=None)
    options = parser.parse_args(arguments)
    night = Night(folder_of(options.lines, options.seed, options.cache))
    intakes = night.read()
    rules = [rule for rule in all_rules() if rule.rule.id.startswith(FAMILIES)]
    lines = len(intakes["claims"].frame)
    product = time_product(tables_of(intakes), night, rules, options.runs)
    loop = time_loop(intakes)
    ratio = loop / product
    met = "met" if ratio >= TARGET else "missed"
    print(f"{lines:,} lines, {len(rules)} rules: product {product:.2f} s, loop {loop:.1f} s")
    print(f"the loop takes {ratio:.1f} times as long (target {TARGET}: {met})")


if __name__ == "__main__":
    main()
