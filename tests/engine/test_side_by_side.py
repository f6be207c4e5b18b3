"""Several threads: the same answers as one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline.night_request import NightRequest
from pipeline.nightly import run_night
from pipeline.run_report import NightReport
from pipeline.side_by_side import LARGE_NIGHT, run_side_by_side, workers_for
from pipeline.stages import Stages
from tests.golden.test_golden_night import HERE

AS_OF = date(2026, 11, 20)
TEXTS = ("findings.jsonl", "outcomes.csv", "not_evaluated.jsonl", "dispositions.csv")


def _night(out: Path, workers: int) -> NightReport:
    request = NightRequest(
        inputs={
            table: (HERE / "tonight" / f"{table}.csv",)
            for table in ("claims", "visits", "plans", "spend")
        },
        as_of=AS_OF,
        out=out,
        history="none",
        config=HERE / "site" / "site.toml",
        payer_rules=HERE / "site",
        workers=workers,
    )
    return run_night(request, Stages())


def test_three_threads_say_what_one_says(tmp_path: Path) -> None:
    one, three = (_night(tmp_path / str(count), count) for count in (1, 3))
    assert one.run_dir is not None
    assert three.run_dir is not None
    for name in TEXTS:
        assert (three.run_dir / name).read_bytes() == (one.run_dir / name).read_bytes(), name
    html = "exceptions.html"
    assert (three.run_dir / html).read_bytes() == (one.run_dir / html).read_bytes()


def test_results_come_in_the_order_of_the_tasks() -> None:
    doubled = run_side_by_side(lambda number: number * 2, [5, 1, 4, 2], workers=2)
    assert doubled == [10, 2, 8, 4]


def test_an_error_of_the_work_is_not_hidden() -> None:
    def failing(number: int) -> int:
        raise KeyError(number)

    with pytest.raises(KeyError):
        run_side_by_side(failing, [1, 2], workers=2)


def test_a_small_night_has_one_thread_unless_the_office_says_otherwise() -> None:
    assert workers_for(LARGE_NIGHT - 1, None) == 1
    assert workers_for(10, 3) == 3
