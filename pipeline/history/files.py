"""The SQLite file: made whole or not at all, looked through at every opening."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select
from sqlalchemy.pool import NullPool, StaticPool

from pipeline.history.batches import damaged, store_errors, unavailable
from pipeline.history.interface import HistoryDamaged
from pipeline.history.tables import (
    APPLICATION,
    APPLICATION_ID,
    MARK_AS_OURS,
    METADATA,
    SCHEMA_VERSION,
    history_format,
)

BUSY_SECONDS = 3.0
_HEADER = b"SQLite format 3\x00"
_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",  # lists of patients stay out of temporary files
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA cache_size = -65536",
    "PRAGMA analysis_limit = 1000",  # rows looked at when tables are counted
)


def open_file(path: Path) -> Engine:
    """Return an engine over a checked SQLite file, which is made (0600) where there is none.

    Raises:
        HistoryDamaged: the file is empty, not ours, of a newer version or inconsistent.
        HistoryUnavailable: it cannot be reached, made or is locked.
    """
    try:
        if not path.exists():
            _make(path)
        with path.open("rb") as opened:
            header = opened.read(len(_HEADER))
    except OSError:
        raise unavailable(str(path), "cannot be reached or made") from None
    if not header:
        raise damaged(str(path), "is an empty file")
    if header != _HEADER:
        raise damaged(str(path), "is not a SQLite database")
    engine = _engine(path)
    try:
        with store_errors(str(path)), engine.connect() as connection:
            _check(connection, str(path))
    except HistoryDamaged:
        engine.dispose()
        raise
    return engine


def open_memory() -> Engine:
    """Return an engine over a new database that lives as long as the engine."""
    engine = _tuned(_connect(":memory:"), StaticPool)
    with engine.begin() as connection:
        lay_out(connection)
    return engine


def lay_out(connection: Connection) -> None:
    """Make the tables and say whose they are and in which version."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(MARK_AS_OURS)
    METADATA.create_all(connection)
    ours = {"application": APPLICATION, "schema_version": SCHEMA_VERSION}
    connection.execute(insert(history_format).values(ours))


def check_format(connection: Connection, name: str) -> None:
    """Refuse a store that is not ours, lacks a table or was written by a newer version."""
    missing = set(METADATA.tables) - set(inspect(connection).get_table_names())
    if missing:
        raise damaged(name, "was not written by claimscrub or has lost a table")
    rows = connection.execute(select(history_format)).all()
    if [row.application for row in rows] != [APPLICATION]:
        raise damaged(name, "was not written by claimscrub")
    if rows[0].schema_version > SCHEMA_VERSION:
        raise damaged(name, "was written by a newer version of claimscrub")
    if rows[0].schema_version != SCHEMA_VERSION:
        raise damaged(name, "names a version that never was")


def _check(connection: Connection, name: str) -> None:
    if connection.exec_driver_sql("PRAGMA application_id").scalar_one() != APPLICATION_ID:
        raise damaged(name, "was not written by claimscrub")
    if connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() != ["ok"]:
        raise damaged(name, "is damaged")
    check_format(connection, name)


def _make(path: Path) -> None:
    """Build the file aside and link it into place, so that no half-made one is ever there."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".history-", suffix=".new", dir=path.parent)
    os.close(handle)
    aside = Path(name)
    try:
        engine = _engine(aside)
        with store_errors(str(path)), engine.begin() as connection:
            lay_out(connection)
        engine.dispose()
        # A link fails where another run was quicker; its file is then the history.
        with contextlib.suppress(FileExistsError):
            os.link(aside, path)
    finally:
        aside.unlink()


def _engine(path: Path) -> Engine:
    # mode=rw: a file that vanishes meanwhile is an error, not a new and empty history.
    return _tuned(_connect(path.absolute().as_uri() + "?mode=rw"), NullPool)


def _connect(address: str) -> Callable[[], sqlite3.Connection]:
    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )

    return connect


def _tuned(connect: Callable[[], sqlite3.Connection], pool: Any) -> Engine:
    engine = create_engine("sqlite://", creator=connect, poolclass=pool, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # The driver would begin late and end early; SQLAlchemy decides instead.
        connection.exec_driver_sql("BEGIN")

    return engine
