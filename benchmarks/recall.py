"""Recall and precision of every rule on the generated demo, seed by seed.

    python -m benchmarks.recall            seeds 1 to 5
    python -m benchmarks.recall 11 12 13   other seeds

Labels come from the scenarios that planted the faults and never from a rule. The exit code is 1
when a rule misses a planted fault, falls under 0.98 precision, or decides under 80 % of the rows
that it applies to.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from pipeline.commands.demo import run_demo
from pipeline.demo.scoring import RuleScore, read_labels, score
from pipeline.night import decided_share

LEAST_RECALL, LEAST_PRECISION, LEAST_DECIDED = 1.0, 0.98, 0.8
DEFAULT_SEEDS = (1, 2, 3, 4, 5)


def measure(seed: int, folder: Path) -> tuple[dict[str, RuleScore], dict[str, float]]:
    """Run one demo and score tonight's findings; also the share that each rule decided."""
    report = run_demo(folder, seed)
    assert report.run_dir is not None
    assert report.result is not None
    text = (report.run_dir / "findings.jsonl").read_text(encoding="utf-8")
    findings = [json.loads(line) for line in text.splitlines()]
    labels = read_labels(folder / "export" / "labels.jsonl")
    return score(labels, findings), dict(decided_share(report.result))


def main(seeds: list[int]) -> int:
    """Print a table and return the exit code."""
    failed = False
    print(
        f"{'seed':>4}  {'rule':<8} {'faults':>6} {'found':>6} {'recall':>7} {'prec.':>6}  decided"
    )
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            scores, decided = measure(seed, Path(folder))
        for rule, mark in sorted(scores.items()):
            good = (
                mark.recall >= LEAST_RECALL
                and mark.precision >= LEAST_PRECISION
                and decided.get(rule, 0) >= LEAST_DECIDED
            )
            failed |= not good
            print(
                f"{seed:>4}  {rule:<8} {mark.faults:>6} {mark.found:>6} {mark.recall:>7.3f} "
                f"{mark.precision:>6.3f}  {decided.get(rule, 0):6.1%}{'' if good else '  BELOW'}"
            )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main([int(seed) for seed in sys.argv[1:]] or list(DEFAULT_SEEDS)))
