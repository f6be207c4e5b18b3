"""The stores that every history must behave alike on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.history.interface import History
from pipeline.history.sql import open_history
from tests.history.nights import SITE


@pytest.fixture(params=["file", "memory"])
def history(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[History]:
    where = {"file": str(tmp_path / "history.sqlite"), "memory": "sqlite://"}
    opened = open_history(where[request.param], SITE)
    yield opened
    opened.close()
