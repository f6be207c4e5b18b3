"""What reading a table gives back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.intake.held import Held
from schemas.night_result import InputFile

Chosen = npt.NDArray[np.bool_]
"""Marks some records of a file."""


class Outcome(IntEnum):
    """What became of a record."""

    ACCEPTED = 0
    REJECTED = 1
    SET_ASIDE = 2
    DUPLICATE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One input file and what became of each of its records.

    ``outcome`` holds an ``Outcome`` a record, ``first_line`` the physical line it begins on (None
    when record n simply stands on line n + 2).
    """

    path: Path
    info: InputFile
    outcome: npt.NDArray[np.int8]
    first_line: npt.NDArray[np.int64] | None

    def check_same(self, file: Held, sha256: str) -> None:
        """Refuse a file that is not, byte for byte, the one that was read."""
        if sha256 != self.info.sha256:
            raise file.fail("the file changed after it was read; run again")


@dataclass(frozen=True, kw_only=True)
class Intake:
    """A table as read: every record is accepted, rejected, set aside or a duplicate.

    Attributes:
        table: name of the table.
        frame: accepted rows in file order, files in the order given; columns that were supplied,
            in the contract's order; dtypes of ``schemas.columns``; money in cents.
        supplied: columns whose heading at least one file has.
        rejected: rows of ``schemas.results.RejectedRows`` for every record not accepted, by file
            and line; a record with several faults is one row that names them all.
        files: accounts of each file, for the control totals.
        sources: the same files with the outcome of each record.
        unreadable_claims: claim ids with a rejected line, or a set-aside line with a charge.
        unreadable_lines: rejected records whose claim id could not be read either.
        set_aside: ``file`` (position), ``claim_id``, ``charge_cents`` of the set-aside lines.
        warnings: sentences for the run's page, without values.
    """

    table: str
    frame: pd.DataFrame
    supplied: frozenset[str]
    rejected: pd.DataFrame
    files: tuple[InputFile, ...]
    sources: tuple[SourceFile, ...]
    unreadable_claims: frozenset[str]
    unreadable_lines: int
    set_aside: pd.DataFrame
    warnings: tuple[str, ...]

    @cached_property
    def source_file(self) -> npt.NDArray[np.int16]:
        """Return the position in ``files`` of each accepted row."""
        counts = [source.info.accepted for source in self.sources]
        return np.repeat(np.arange(len(counts), dtype=np.int16), counts)

    @cached_property
    def physical_line(self) -> npt.NDArray[np.int64]:
        """Return the line of its file on which each accepted row begins; 1 is the heading."""
        lines = [np.empty(0, dtype=np.int64)]
        for source in self.sources:
            accepted = np.flatnonzero(source.outcome == Outcome.ACCEPTED)
            first = source.first_line
            lines.append(accepted + 2 if first is None else first[accepted])
        return np.concatenate(lines)
