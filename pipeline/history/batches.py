"""Many rows in and out of the database at once, and its errors turned into ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import DDL, Connection, Select, Table, insert
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.schema import CreateTable

from pipeline.history.cells import UnreadableCell
from pipeline.history.interface import HistoryDamaged, HistoryUnavailable

Columns = Mapping[str, Sequence[Any]]

# SQLite's primary result codes after which the same file may well open later.
_MAY_PASS = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_AUTH,
    }
)
_COUNT = DDL("ANALYZE %(table)s")  # type: ignore[no-untyped-call]
_WAY_BACK = "restore it from a backup, or run with --history none"


def damaged(name: str, what: str) -> HistoryDamaged:
    """Make the one sentence about a history that must not be used."""
    return HistoryDamaged(f"The history {name} {what}: {_WAY_BACK}.")


def unavailable(name: str, what: str) -> HistoryUnavailable:
    """Make the one sentence about a history that cannot be used now."""
    return HistoryUnavailable(f"The history {name} {what}; nothing was changed. Try again later.")


@contextmanager
def store_errors(name: str) -> Iterator[None]:
    """Raise a database's error as ``HistoryError``, without its text, which may hold values."""
    try:
        yield
    except DBAPIError as error:
        raise _as_ours(name, error, error.orig) from None
    except sqlite3.Error as error:
        raise _as_ours(name, error, error) from None
    except (UnreadableCell, UnicodeDecodeError):
        raise damaged(name, "is damaged: it holds what was never written") from None


def _as_ours(
    name: str, error: Exception, original: BaseException | None
) -> HistoryDamaged | HistoryUnavailable:
    if isinstance(original, sqlite3.Error):
        code = getattr(original, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        passes = code in _MAY_PASS
        conflict = code == sqlite3.SQLITE_CONSTRAINT
    else:
        passes = not isinstance(error, ProgrammingError)
        conflict = isinstance(error, IntegrityError)
    if not passes:
        return damaged(name, "is damaged and cannot be read")
    if conflict:
        return unavailable(name, "did not take the night; another run may have changed it")
    return unavailable(name, "is locked, full or cannot be reached")


def insert_rows(connection: Connection, table: Table, columns: Columns) -> None:
    """Add rows given column by column, all of one length, in one batch."""
    statement = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
    rows = list(zip(*(columns[name] for name in statement.positiontup or ()), strict=True))
    if rows:
        connection.exec_driver_sql(str(statement), rows)


def fill(connection: Connection, scratch: Table, columns: Columns) -> None:
    """Make a temporary list and fill it; it goes when the transaction is rolled back."""
    connection.execute(CreateTable(scratch))
    insert_rows(connection, scratch, columns)
    count_rows(connection, scratch)


def count_rows(connection: Connection, table: Table) -> None:
    """Let the planner know how long a table is; else it may walk through all of history."""
    connection.execute(_COUNT.against(table))


def fetch(connection: Connection, query: Select[Any]) -> dict[str, Sequence[Any]]:
    """Return the answer column by column."""
    result = connection.execute(query)
    names = list(result.keys())
    rows = result.fetchall()
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return dict(zip(names, columns, strict=True))
