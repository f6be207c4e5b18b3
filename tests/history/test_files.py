"""A history file is made whole, checked at every opening and never replaced (SAFETY.md, trap 8)."""

from __future__ import annotations

import random
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from pipeline.history import files, tables
from pipeline.history.interface import HistoryDamaged, HistoryError, HistoryUnavailable
from pipeline.history.sql import open_history
from tests.history.nights import (
    LATER,
    SITE,
    TONIGHT,
    Line,
    events_of,
    ledger_of,
    night,
    november,
    visits_of,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A history file with forty claims of one night."""
    path = tmp_path / "claimscrub" / "history.sqlite"
    history = open_history(str(path), SITE)
    lines = [Line(claim=f"CLAIM-{n:03d}", cents=100 + n) for n in range(40)]
    visits = visits_of(*((f"V{n}", "2026-11-01", 30) for n in range(20)))
    events = events_of(*((f"key-{n}", "seen") for n in range(40)))
    history.record_night(night(november(2), lines, visits=visits, events=events))
    history.close()
    return path


def change(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_missing_file_is_made_private_and_marked_as_ours(path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA application_id").fetchone() == (0x434C5343,)
    assert connection.execute("SELECT * FROM history_format").fetchall() == [
        ("claimscrub-history", 1)
    ]
    connection.close()


def test_a_sound_file_opens_again(path: Path) -> None:
    history = open_history(path.as_uri().replace("file://", "sqlite:///"), SITE)
    assert len(ledger_of(history)) == 40
    history.close()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "garbage": lambda path: path.write_bytes(b"claim 1 of Mr Secret\n" * 500),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:9_000]),
    "page zeroed": lambda path: path.write_bytes(
        path.read_bytes()[:4_096] + bytes(8_192) + path.read_bytes()[12_288:]
    ),
    "newer": lambda path: change(path, "UPDATE history_format SET schema_version = 2"),
    "older than any": lambda path: change(path, "UPDATE history_format SET schema_version = 0"),
    "of another program": lambda path: change(path, "PRAGMA application_id = 7"),
    "of another kind": lambda path: change(path, "UPDATE history_format SET application = 'x'"),
    "table lost": lambda path: change(path, "DROP TABLE finding_events"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused_and_left_alone(path: Path, damage: str) -> None:
    DAMAGES[damage](path)
    before = path.read_bytes()
    with pytest.raises(HistoryDamaged) as caught:
        open_history(str(path), SITE)
    assert caught.value.exit_code == 75
    text = str(caught.value)
    assert str(path) in text
    assert "restore it from a backup, or run with --history none" in text
    assert "Secret" not in text
    assert path.read_bytes() == before


def ledger_or_refusal(path: Path) -> list[tuple[str, int]] | str:
    try:
        with closing(open_history(str(path), SITE)) as history:
            return ledger_of(history)
    except HistoryError as error:
        return str(error)


def test_flipped_bytes_never_give_other_lines(path: Path) -> None:
    """Whatever byte is damaged, the ledger is refused or is what it was."""
    sound = path.read_bytes()
    expected = ledger_or_refusal(path)
    assert len(expected) == 40
    chance = random.Random(7)
    refused = 0
    for _ in range(60):
        damaged = bytearray(sound)
        for _ in range(chance.choice([1, 1, 8, 400])):
            damaged[chance.randrange(len(damaged))] ^= chance.randrange(1, 256)
        path.write_bytes(damaged)
        found = ledger_or_refusal(path)
        if isinstance(found, str):
            assert "CLAIM-" not in found
            refused += 1
        else:
            assert found == expected
    assert refused > 20


def test_a_damaged_text_is_found_when_it_is_read(path: Path) -> None:
    change(path, "UPDATE claim_versions SET cells = replace(cells, '97110', '97112')")
    history = open_history(str(path), SITE)
    with pytest.raises(HistoryDamaged, match="restore it"):
        history.view(SITE, LATER, TONIGHT)
    history.close()


def test_a_locked_file_is_a_matter_of_trying_later(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "BUSY_SECONDS", 0.05)
    history = open_history(str(path), SITE)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(HistoryUnavailable, match="Try again later") as caught:
        history.record_night(night(november(3), [Line(claim="CLAIM-1", cents=5)]))
    assert caught.value.exit_code == 75
    assert "CLAIM-1" not in str(caught.value)
    with pytest.raises(HistoryUnavailable):
        open_history(str(path), SITE)
    other.rollback()
    other.close()
    history.record_night(night(november(3), [Line(claim="CLAIM-1", cents=5)]))
    history.close()


def test_a_file_that_vanishes_is_not_made_anew(path: Path) -> None:
    history = open_history(str(path), SITE)
    path.unlink()
    with pytest.raises(HistoryUnavailable):
        history.view(SITE, LATER, TONIGHT)
    assert not path.exists()


def test_a_place_that_cannot_hold_a_file_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HistoryUnavailable, match="cannot be reached or made"):
        open_history(str(tmp_path / "file" / "history.sqlite"), SITE)
    with pytest.raises(HistoryUnavailable):
        open_history(str(tmp_path), SITE)


@pytest.mark.parametrize(
    ("address", "says"),
    [("://", "not a database address"), ("nosuch://host/db", "driver that is not installed")],
)
def test_an_address_of_nothing_is_said_so(address: str, says: str) -> None:
    with pytest.raises(HistoryUnavailable, match=says):
        open_history(address, SITE)


def test_the_tables_can_be_made_in_postgresql() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in [*tables.METADATA.sorted_tables, *tables.SCRATCH.sorted_tables]:
        made = str(CreateTable(table).compile(dialect=dialect))
        assert "WITHOUT ROWID" not in made
        for index in table.indexes:
            assert str(CreateIndex(index).compile(dialect=dialect))
