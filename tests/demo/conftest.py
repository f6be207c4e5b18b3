"""The demo of one seed, generated once, with plain readers for its files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.demo import DemoNight, generate
from pipeline.demo.model import Label
from pipeline.demo.scoring import read_labels
from tests.demo.ledger import Ledger

Row = dict[str, str]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoNight:
    return generate(tmp_path_factory.mktemp("demo") / "one", 1)


@pytest.fixture(scope="session")
def labels(demo: DemoNight) -> list[Label]:
    return read_labels(demo.labels)


@pytest.fixture(scope="session")
def read() -> Callable[[Path], list[Row]]:
    known: dict[Path, list[Row]] = {}

    def rows(path: Path) -> list[Row]:
        if path not in known:
            with path.open(encoding="utf-8", newline="") as text:
                known[path] = list(csv.DictReader(text, strict=True))
        return known[path]

    return rows


@pytest.fixture(scope="session")
def ledger(demo: DemoNight, read: Callable[[Path], list[Row]]) -> Ledger:
    return Ledger(demo, read)
