"""A view at the position of a past night: the same to the cell, whatever was recorded since."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

from pipeline.history.interface import History, HistoryElsewhere, HistoryView
from pipeline.history.sql import open_history
from tests.history.nights import (
    SITE,
    TONIGHT,
    Line,
    events_of,
    night,
    november,
    seen_on,
    visits_of,
)
from tests.history.test_ten_nights import made_up_nights

PATIENTS = ("P1", "P2")


def _of_two_patients(lines: Sequence[Line]) -> list[Line]:
    return [replace(line, patient=PATIENTS[int(line.claim[1:]) % 2]) for line in lines]


def _assert_same(one: HistoryView, other: HistoryView) -> None:
    assert one.position == other.position
    for name in ("lines", "visits", "open_findings", "nightly"):
        assert_frame_equal(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize("seed", range(4))
def test_every_past_night_sees_again_what_it_saw(history: History, seed: int) -> None:
    """Nights come in any order, with corrections, files sent twice and failed runs among them."""
    chance = random.Random(seed)
    nights = [(as_of, _of_two_patients(lines)) for as_of, lines in made_up_nights(seed)]
    chance.shuffle(nights)
    saw: list[tuple[date, frozenset[str], list[str] | None, HistoryView]] = []
    for number, (as_of, lines) in enumerate(nights * 2):
        files = frozenset({f"file of {as_of}"})
        patients = chance.choice([None, ["P1"], ["P1", "P2"]])
        saw.append((as_of, files, patients, history.view(SITE, as_of, files, patients)))
        record = night(
            as_of,
            lines,
            run_id=f"run-{number}",
            files=f"file of {as_of}",
            status="incomplete" if number % 5 == 4 else "complete",
            visits=visits_of((f"V{number % 3}", "2026-11-02", 15 + number)),
            events=events_of((f"K{number % 4}", "seen" if number % 3 else "resolved")),
        )
        history.record_night(record)
    for as_of, files, patients, view in saw:
        again = history.view(SITE, as_of, files, patients, position=view.position)
        _assert_same(again, view)


def test_a_position_that_never_was_is_refused(history: History) -> None:
    history.record_night(night(november(3), [Line(claim="C1", cents=5)]))
    first = seen_on(history, november(2)).position
    # The empty position was once everybody's.
    assert len(history.view(SITE, november(9), TONIGHT, position=first).lines) == 0
    with pytest.raises(HistoryElsewhere, match="does not hold the nights") as caught:
        history.view(SITE, november(9), TONIGHT, position="0123456789ab")
    assert caught.value.exit_code == 3


def test_without_a_history_there_is_one_position() -> None:
    nothing = open_history("none", SITE)
    view = seen_on(nothing)
    again = nothing.view(SITE, november(20), TONIGHT, position=view.position)
    _assert_same(again, view)
    with pytest.raises(HistoryElsewhere):
        nothing.view(SITE, november(20), TONIGHT, position="0123456789ab")


def test_no_history_is_made_for_a_look(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    for address in (str(path), f"sqlite:///{path}"):
        with pytest.raises(HistoryElsewhere, match="is not there"):
            open_history(address, SITE, make=False)
    assert list(tmp_path.iterdir()) == []
