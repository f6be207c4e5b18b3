"""The history in a database: SQLite in a file or in memory, other databases by their address."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, create_engine, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from pipeline.history import files, findings, reading, recording
from pipeline.history.batches import store_errors, unavailable
from pipeline.history.cells import UnreadableCell
from pipeline.history.interface import (
    COMPLETE,
    HORIZON_DAYS,
    NO_HISTORY,
    History,
    HistoryElsewhere,
    HistoryView,
    NightCounts,
    NightRecord,
    RunRow,
)
from pipeline.history.null import NoHistory
from pipeline.history.tables import METADATA, runs
from pipeline.history.visible import (
    NumberedRun,
    nightly_of,
    position_of,
    visible_at,
    visible_runs,
)
from schemas.night_result import Total

_COUNTS = tuple(NightCounts.__dataclass_fields__)


def open_history(url_or_path: str, site: str, *, make: bool = True) -> History:
    """Open the history of a site.

    Args:
        url_or_path: a SQLAlchemy URL, a path of a SQLite file, or "none" for a history that
            knows nothing and keeps nothing. ``sqlite://`` lives in memory.
        site: the id that ``totals_of`` looks under; several sites may share a database.
        make: whether one is made where there is none.

    Raises:
        HistoryDamaged: the store is not ours, is damaged or of a newer version.
        HistoryUnavailable: it is locked, cannot be reached, or its driver is not installed.
        HistoryElsewhere: there is none, and none is to be made.
    """
    if url_or_path == NO_HISTORY:
        return NoHistory()
    if "://" not in url_or_path:
        return _of_file(Path(url_or_path), site, make)
    try:
        url = make_url(url_or_path)
    except ArgumentError:
        raise unavailable("address", "is not a database address") from None
    if url.get_backend_name() != "sqlite":
        return SqlHistory(_open_server(url, make), site, url.render_as_string(hide_password=True))
    if url.database in (None, "", ":memory:"):
        return SqlHistory(files.open_memory(), site, "in memory")
    return _of_file(Path(str(url.database)), site, make)


def _of_file(path: Path, site: str, make: bool) -> SqlHistory:
    path = path.expanduser()
    if not make and not path.exists():
        raise _not_there(str(path))
    return SqlHistory(files.open_file(path), site, str(path))


def _not_there(name: str) -> HistoryElsewhere:
    return HistoryElsewhere(f"The history {name} is not there.")


def _open_server(url: URL, make: bool) -> Engine:
    name = url.render_as_string(hide_password=True)
    try:
        # Rows go in as plain tuples, so the marks in the statements must be positional.
        engine = create_engine(url, hide_parameters=True, paramstyle="format")
    except (ImportError, NoSuchModuleError):
        raise unavailable(name, "needs a database driver that is not installed") from None
    with store_errors(name), engine.begin() as connection:
        if not set(METADATA.tables) & set(inspect(connection).get_table_names()):
            if not make:
                raise _not_there(name)
            files.lay_out(connection)
        files.check_format(connection, name)
    return engine


class SqlHistory:
    """A history in a SQL database; see ``interface.History``."""

    def __init__(self, engine: Engine, site: str, name: str) -> None:
        """Take over an engine whose tables are there; ``name`` is used in error messages."""
        self._engine = engine
        self._site = site
        self._name = name

    def view(
        self,
        site: str,
        as_of: date,
        claim_file_hashes: frozenset[str],
        patients: Collection[str] | None = None,
        horizon_days: int = HORIZON_DAYS,
        position: str | None = None,
        dates: Collection[date] = (),
    ) -> HistoryView:
        """Return what a run may see; see ``interface.History.view``."""
        since = reading.first_day_seen(as_of, horizon_days)
        with self._reading() as connection:
            recorded = [_run_of(row) for row in connection.execute(_runs_of(site))]
            visible = self._visible(recorded, as_of, claim_file_hashes, position)
            reading.list_runs(connection, visible)
            if patients is not None:
                patients = {*patients, *reading.patients_seen_on(connection, site, dates)}
                reading.list_patients(connection, patients)
            return HistoryView(
                position=position_of(visible),
                lines=reading.read_lines(connection, site, visible, since, patients),
                visits=reading.read_visits(connection, since, all_patients=patients is None),
                open_findings=findings.read_findings(connection, visible, since),
                nightly=nightly_of(visible, as_of),
            )

    def _visible(
        self,
        recorded: Sequence[NumberedRun],
        as_of: date,
        claim_file_hashes: frozenset[str],
        position: str | None,
    ) -> list[NumberedRun]:
        if position is None:
            return visible_runs(recorded, as_of, claim_file_hashes)
        found = visible_at(recorded, as_of, claim_file_hashes, position)
        if found is None:
            raise HistoryElsewhere(
                f"The history {self._name} does not hold the nights that this run saw."
            )
        return found

    def record_night(self, record: NightRecord) -> None:
        """Put a night on record, whole or not at all; see ``interface.History``."""
        with store_errors(self._name), self._engine.begin() as connection:
            recording.record(connection, record)

    def find_run(self, site: str, run_id: str) -> RunRow | None:
        """Return the run of that id, whatever its status."""
        return self._one_run(_runs_of(site).where(runs.c.run_id == run_id))

    def last_complete_run(self, site: str) -> RunRow | None:
        """Return the complete run recorded last."""
        complete = _runs_of(site).where(runs.c.status == COMPLETE)
        return self._one_run(complete.order_by(runs.c.run_no.desc()).limit(1))

    def totals_of(self, run_id: str) -> Total | None:
        """Count and add up what is stored for a run of this site: claims, lines, cents."""
        with self._reading() as connection:
            return reading.totals_of(connection, self._site, run_id)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _one_run(self, query: Any) -> RunRow | None:
        with self._reading() as connection:
            row = connection.execute(query).first()
            return None if row is None else _run_of(row).row

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """Read within one transaction, which is rolled back and takes temporary lists with it."""
        with store_errors(self._name), self._engine.connect() as connection:
            try:
                yield connection
            finally:
                connection.rollback()


def _runs_of(site: str) -> Any:
    return select(runs).where(runs.c.site == site)


def _run_of(row: Row[Any]) -> NumberedRun:
    try:
        return _read_run(row)
    except (ValueError, TypeError):
        raise UnreadableCell from None


def _read_run(row: Row[Any]) -> NumberedRun:
    found = row._mapping
    return NumberedRun(
        run_no=found["run_no"],
        in_received_order=found["in_received_order"],
        row=RunRow(
            run_id=found["run_id"],
            site=found["site"],
            as_of=date.fromisoformat(found["as_of"]),
            status=found["status"],
            exit_code=found["exit_code"],
            run_dir=found["run_dir"],
            claim_file_hashes=frozenset(found["claim_file_hashes"].split()),
            versions=json.loads(found["versions"]),
            counts=NightCounts(**{name: found[name] for name in _COUNTS}),
            accepted=Total(
                claims=found["accepted_claims"],
                lines=found["accepted_lines"],
                charge_cents=found["accepted_cents"],
            ),
        ),
    )
