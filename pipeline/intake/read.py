"""Reading a table: files in, validated frame and a full account of every record out."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.intake.accounts import Ledger
from pipeline.intake.columns import Column, read_column
from pipeline.intake.errors import safe_names
from pipeline.intake.headings import read_heading
from pipeline.intake.line_rules import repeated_rows, why_set_aside
from pipeline.intake.result import Intake, Outcome
from pipeline.intake.settings import IntakeSettings
from pipeline.intake.snapshot import take_snapshot
from pipeline.intake.tables import RawFile, join, read_raw
from pipeline.intake.validation import faults_of, narrowed
from schemas.tables import CLAIMS, MODELS, columns_of

Rows = npt.NDArray[np.bool_]
NEEDED_TO_SET_ASIDE = ("claim_id", "charge")
SAME_KEY = "another line of this claim has the same number and frequency but differs"
COPY = "the same row again"


def read_table(table: str, paths: Sequence[Path], settings: IntakeSettings) -> Intake:
    """Read the files of one table.

    Args:
        table: a name of ``schemas.tables.MODELS``.
        paths: CSV files, read together in this order.
        settings: the office's reading rules.

    Returns:
        The accepted rows, validated, and what became of every other record.

    Raises:
        IntakeError: a file that cannot be used as a whole (exit code 3).
        KeyError: a table that does not exist.
    """
    MODELS[table]
    names = safe_names([Path(path) for path in paths], table)
    with ThreadPoolExecutor(max_workers=1) as hasher:
        files = []
        for path, name in zip(paths, names, strict=True):
            snapshot = take_snapshot(Path(path), name, settings, hasher)
            heading = read_heading(snapshot, table, settings)
            files.append(read_raw(snapshot, heading, table, settings))
        reader = _Reader(table, files, settings)
        intake = reader.read()
        for raw in files:
            raw.file.check_unchanged()
    return intake


@dataclass
class _Reader:
    """One call of ``read_table``; ``row`` counts the rows of all files joined."""

    table: str
    files: list[RawFile]
    settings: IntakeSettings
    columns: dict[str, Column] = field(default_factory=dict)
    ledger: Ledger = field(init=False)

    def read(self) -> Intake:
        supplied = frozenset(name for raw in self.files for name in raw.heading.known)
        schema = narrowed(self.table, supplied)
        self.ledger = Ledger(self.table, self.files, self.settings)
        self._read_columns(schema.columns)
        self._set_aside()
        self._cell_faults()
        self.ledger.refuse_bad_files()
        positions, frame = self._build()
        for at, found in faults_of(frame, schema, self.columns).items():
            self.ledger.reject(int(positions[at]), found)
        positions, frame = self._drop(positions, frame)
        copies, conflicts = repeated_rows(self.table, frame)
        for at in np.flatnonzero(conflicts):
            self.ledger.reject(int(positions[at]), [("line_number", SAME_KEY)])
        for at in np.flatnonzero(copies):
            self.ledger.note(int(positions[at]), Outcome.DUPLICATE, "", COPY)
        self.ledger.name_claims(frame, positions)
        positions, frame = self._drop(positions, frame)
        self.ledger.refuse_bad_files()
        return self.ledger.close(frame, positions, supplied)

    def _read_columns(self, schema_columns: dict[str, object]) -> None:
        facts = columns_of(self.table)
        cells = join(self.files)
        for raw in self.files:
            raw.table = raw.table.select([])
        for name in [name for name in facts if name in cells.column_names]:
            self.columns[name] = read_column(
                cells.column(name),
                name,
                facts[name],
                schema_columns[name],
                self.settings.formats_of(self.table, name),
                self.settings,
            )
            cells = cells.drop_columns([name])
        self.ledger.columns = self.columns
