"""Reading a table: files in, validated frame and a full account of every record out."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from pipeline.intake.accounts import Ledger
from pipeline.intake.arrow_columns import join
from pipeline.intake.columns import Column, read_column
from pipeline.intake.errors import safe_names
from pipeline.intake.headings import read_heading
from pipeline.intake.held import FileKind, kind_of
from pipeline.intake.line_rules import repeated_rows, set_aside_rows
from pipeline.intake.mapped import apply
from pipeline.intake.parquet import read_parquet
from pipeline.intake.raw import Cells, RawFile
from pipeline.intake.result import Intake, Outcome
from pipeline.intake.settings import IntakeSettings
from pipeline.intake.sheets import read_workbook
from pipeline.intake.snapshot import take_snapshot
from pipeline.intake.tables import read_raw
from pipeline.intake.validation import faults_of, narrowed
from schemas.tables import CLAIMS, MODELS, columns_of

Rows = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.intp]
NEEDED_TO_SET_ASIDE = ("claim_id", "charge")
SAME_KEY = "another line of this claim has the same number and frequency but differs"
COPY = "the same row again"
_WORKERS = 2


def read_table(table: str, paths: Sequence[Path], settings: IntakeSettings) -> Intake:
    """Read the files of one table.

    Args:
        table: a name of ``schemas.tables.MODELS``.
        paths: CSV, XLSX and Parquet files, read together in this order.
        settings: the office's reading rules.

    Returns:
        The accepted rows, validated, and what became of every other record.

    Raises:
        IntakeError: a file that cannot be used as a whole (exit code 3).
        KeyError: a table that does not exist.
    """
    MODELS[table]
    names = safe_names([Path(path) for path in paths], table)
    files = [
        read_file(Path(path), name, table, settings)
        for path, name in zip(paths, names, strict=True)
    ]
    with ThreadPoolExecutor(max_workers=1) as hasher, ThreadPoolExecutor(_WORKERS) as workers:
        # Beside the work on columns, which leaves a core idle.
        hashes = [hasher.submit(raw.file.sha256) for raw in files]
        intake = _Reader(table, files, settings, hashes, workers).read()
    for raw in files:
        raw.file.check_unchanged()
    return intake


def read_file(
    path: Path,
    name: str,
    table: str,
    settings: IntakeSettings,
    only: frozenset[str] | None = None,
    *,
    bound: bool = True,
) -> RawFile:
    """Read one file of any kind into columns of text.

    ``only`` names the columns to keep (None: every column of the table); ``bound`` False lifts
    the limits of size, for a file that we wrote.

    Raises:
        IntakeError: the file cannot be used as a whole.
    """
    raw: RawFile
    match kind_of(path):
        case FileKind.WORKBOOK:
            raw = read_workbook(path, name, table, settings, only, bound=bound)
        case FileKind.PARQUET:
            raw = read_parquet(path, name, table, settings, only, bound=bound)
        case _:
            snapshot = take_snapshot(path, name, settings, bound=bound)
            heading = read_heading(snapshot, table, settings)
            raw = read_raw(snapshot, heading, table, settings, only)
    used = raw.heading.used
    return raw if used is None else apply(raw, used, only)


class _Reader:
    """One call of ``read_table``; a row is numbered over the sound records of all files."""

    def __init__(
        self,
        table: str,
        files: Sequence[RawFile],
        settings: IntakeSettings,
        hashes: list[Future[str]],
        workers: ThreadPoolExecutor,
    ) -> None:
        self.table = table
        self.files = files
        self.hashes = hashes
        self.workers = workers
        self.settings = settings
        self.supplied = frozenset(name for raw in files for name in raw.table.column_names)
        self.settled = frozenset(name for raw in files for name in raw.settled)
        self.schema = narrowed(table, self.supplied)
        self.ledger = Ledger(table, files, settings)
        self.columns: dict[str, Column] = {}

    def read(self) -> Intake:
        """Read, judge and build; each step sees only the rows that still stand."""
        self._read_columns()
        self._take_judged()
        if self.table == CLAIMS:
            self._set_aside()
        self._reject_cells()
        positions, frame = self._build()
        for at, found in faults_of(frame, self.table, self.supplied).items():
            for column, problem in found:
                self.ledger.note(int(positions[at]), Outcome.REJECTED, column, problem)
        positions, frame = self._drop(positions, frame)
        copies, conflicts = repeated_rows(self.table, frame)
        for at in np.flatnonzero(conflicts).tolist():
            self.ledger.note(int(positions[at]), Outcome.REJECTED, "line_number", SAME_KEY)
        for at in np.flatnonzero(copies).tolist():
            self.ledger.note(int(positions[at]), Outcome.DUPLICATE, "", COPY)
        _, frame = self._drop(positions, frame)
        self.ledger.refuse_bad_files()
        hashes = [one.result() for one in self.hashes]
        return self.ledger.close(frame, self.supplied, hashes, self.warnings)

    def _read_columns(self) -> None:
        facts = columns_of(self.table)
        cells = join(self.files)
        for raw in self.files:
            raw.table = raw.table.select([])
        names = [name for name in facts if name in self.supplied]
        # One a column, so that the Arrow cells of a column go as soon as it is read.
        waiting = {name: cells.column(name) for name in names}
        del cells

        def read(name: str) -> Column:
            return read_column(
                waiting.pop(name),
                name,
                facts[name],
                self.schema.columns[name],
                self.settings.formats_of(self.table, name),
                self.settings,
                name in self.settled,
            )

        self.columns = dict(zip(names, self.workers.map(read, names), strict=True))
        self.warnings = [
            f"{self.table}: unusual blanks around values of {name} were trimmed"
            for name, column in self.columns.items()
            if column.reading is not None and column.reading.unusual
        ]
        if self.table == CLAIMS:
            # Copies of the two descriptions, so that building the frame does not empty them.
            self.ledger.claim_ids = replace(self.columns["claim_id"])
            self.ledger.charges = replace(self.columns["charge"])

    def _take_judged(self) -> None:
        """Take over what a column map says of rows; an amount that counts must be readable."""
        claims, charges = (
            self.columns[name].faulty() if self.table == CLAIMS else None
            for name in NEEDED_TO_SET_ASIDE
        )
        for number, raw in enumerate(self.files):
            start = int(self.ledger.starts[number])
            for one in raw.judged:
                row = start + one.row
                unread = claims is not None and claims[row]
                unread |= charges is not None and not one.charge_free and charges[row]
                if one.outcome is Outcome.SET_ASIDE and unread:
                    continue
                self.ledger.note(row, one.outcome, one.heading, one.problem)
                if one.charge_free:
                    self.ledger.charge_free.add(row)

    def _set_aside(self) -> None:
        codes = self.columns["procedure_code"]
        found = set_aside_rows(codes, self.settings.set_aside_codes)
        if found is None or codes.codes is None:
            return
        rows, why = found
        rows &= self.ledger.outcome == Outcome.ACCEPTED
        for name in NEEDED_TO_SET_ASIDE:
            faulty = self.columns[name].faulty()
            if faulty is not None:
                rows &= ~faulty
        for row in np.flatnonzero(rows):
            reason = why[codes.codes[row]]
            self.ledger.note(int(row), Outcome.SET_ASIDE, "procedure_code", reason)

    def _reject_cells(self) -> None:
        standing = self.ledger.open_rows()
        faulty: dict[str, tuple[Column, Rows]] = {}
        for name, column in self.columns.items():
            rows = column.faulty()
            if rows is not None and standing is not None:
                rows &= standing
            if rows is not None and rows.any():
                faulty[name] = column, rows
        for _, rows in faulty.values():
            self.ledger.mark(rows, Outcome.REJECTED)
        # Before a reason is noted row by row: a wrong column has as many faults as rows.
        self.ledger.refuse_bad_files(faulty)
        for name, (column, rows) in faulty.items():
            for row in np.flatnonzero(rows):
                problem = column.problem_at(int(row))
                self.ledger.note(int(row), Outcome.REJECTED, name, problem)

    def _build(self) -> tuple[Positions, pd.DataFrame]:
        keep = self.ledger.open_rows()
        kept: Cells | None = None if keep is None else pa.array(keep)
        series = self.workers.map(lambda column: column.build(kept), self.columns.values())
        built = dict(zip(self.columns, series, strict=True))
        positions = np.flatnonzero(keep) if keep is not None else np.arange(self.ledger.rows)
        return positions, pd.DataFrame(built, index=pd.RangeIndex(len(positions)), copy=False)

    def _drop(self, positions: Positions, frame: pd.DataFrame) -> tuple[Positions, pd.DataFrame]:
        """Let go of the rows that no longer stand."""
        standing = self.ledger.outcome[positions] == Outcome.ACCEPTED
        if standing.all():
            return positions, frame
        return positions[standing], frame[standing].reset_index(drop=True)
