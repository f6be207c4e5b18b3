"""Released and held claims: each input split over two files of its own kind.

Each record of an input goes, in order, below a copy of the file's heading into the file of its
claim's disposition: text byte for byte, workbooks and Parquet files with the same values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.intake.columns import read_column
from pipeline.intake.errors import safe_names
from pipeline.intake.held import FileKind, kind_of
from pipeline.intake.line_rules import set_aside_rows
from pipeline.intake.parquet_split import split_parquet
from pipeline.intake.raw import Cells
from pipeline.intake.read import read_file
from pipeline.intake.result import Intake, Outcome, SourceFile
from pipeline.intake.settings import IntakeSettings
from pipeline.intake.sheet_split import split_workbook
from pipeline.intake.text_split import split_text
from pipeline.intake.validation import narrowed
from schemas.tables import CLAIMS, columns_of

RELEASED, HELD = "released", "held"
_NEITHER, _RELEASED, _HELD = 0, 1, 2
_SPLITS = {
    FileKind.TEXT: split_text,
    FileKind.WORKBOOK: split_workbook,
    FileKind.PARQUET: split_parquet,
}
_READ_BACK = frozenset({"claim_id", "procedure_code", "charge"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    """One written file: ``records`` below the heading; accepted claims, lines, cents of them."""

    path: Path
    disposition: str
    source: str
    records: int
    claims: int
    lines: int
    charge_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """What ``write_split`` wrote.

    ``duplicates_left_out`` counts copies of released rows; ``records_in_neither`` those whose
    claim id could not be read (they stand in the rejected rows only).
    """

    files: tuple[WrittenFile, ...]
    duplicates_left_out: int
    records_in_neither: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """Totals of a written file, read from the disk again."""

    records: int
    claims: int
    lines: int
    charge_cents: int


def write_split(
    intake: Intake, released: Sequence[str] | pd.Series, out_dir: Path, settings: IntakeSettings
) -> Split:
    """Write ``released_claims.*`` and ``held_claims.*`` of every input file, in its own kind.

    Args:
        intake: the claims as read.
        released: ids of the claims to release; every other claim is held.
        out_dir: an existing folder; with several inputs the names are ``released_<stem>.*``.
        settings: the settings under which the claims were read.

    Raises:
        IntakeError: an input changed since it was read.
        ValueError: a claim with an unreadable line was to be released.
        FileExistsError: an output is already there.
    """
    ids: Cells = pa.array(released, type=pa.large_string(), from_pandas=True)
    if intake.unreadable_claims.intersection(_texts(ids, intake.unreadable_claims)):
        raise ValueError("a claim with an unreadable line cannot be released")
    claims = intake.frame["claim_id"].array.__arrow_array__()
    goes = pc.is_in(claims, value_set=ids).to_numpy().astype(np.bool_)
    charges = intake.frame["charge"].to_numpy(np.int64)
    names = safe_names([source.path for source in intake.sources], CLAIMS)
    written: list[WrittenFile] = []
    left_out = neither = done = 0
    for number, source in enumerate(intake.sources):
        rows = slice(done, done + source.info.accepted)
        done = rows.stop
        others = intake.rejected[intake.rejected["file"] == source.info.name]
        target = _targets(source, goes[rows], others, set(_texts(ids, others["claim_id"])))
        copies = (source.outcome == Outcome.DUPLICATE) & (target == _NEITHER)
        left_out += int(copies.sum())
        neither += int((target == _NEITHER).sum() - copies.sum())
        stem = "claims" if len(intake.sources) == 1 else names[number].rpartition(".")[0]
        kind = kind_of(source.path)
        wanted = {
            out_dir / f"{disposition}_{stem}.{kind.value}": target == mark
            for disposition, mark in ((RELEASED, _RELEASED), (HELD, _HELD))
        }
        _SPLITS[kind](source, settings, wanted)
        for (path, chosen), disposition, mark in zip(
            wanted.items(), (RELEASED, HELD), (_RELEASED, _HELD), strict=True
        ):
            mine = goes[rows] if mark == _RELEASED else ~goes[rows]
            part = claims.slice(rows.start, source.info.accepted).filter(pa.array(mine))
            written.append(
                WrittenFile(
                    path=path,
                    disposition=disposition,
                    source=source.info.name,
                    records=int(chosen.sum()),
                    claims=pc.count_distinct(part).as_py(),
                    lines=int(mine.sum()),
                    charge_cents=int(charges[rows][mine].sum()),
                )
            )
    return Split(files=tuple(written), duplicates_left_out=left_out, records_in_neither=neither)


def count_released(path: Path, settings: IntakeSettings) -> ReadBack:
    """Read a written file again and count it.

    ``claims``, ``lines`` and ``charge_cents`` are of records with a billable code, readable claim
    id and charge: for a released file that is every line that was accepted. A held file may also
    hold rejected lines, so of it only ``records`` has to agree.
    """
    raw = read_file(path, path.name, CLAIMS, settings, _READ_BACK, bound=False)
    schema = narrowed(CLAIMS, _READ_BACK)
    columns = {
        name: read_column(
            raw.table.column(name),
            name,
            columns_of(CLAIMS)[name],
            schema.columns[name],
            settings.formats_of(CLAIMS, name),
            settings,
            name in raw.settled,
        )
        for name in _READ_BACK
    }
    counted = np.ones(raw.table.num_rows, dtype=np.bool_)
    counted[[one.row for one in raw.judged]] = False
    aside = set_aside_rows(columns["procedure_code"], settings.set_aside_codes)
    if aside is not None:
        counted &= ~aside[0]
    for column in columns.values():
        faulty = column.faulty()
        if faulty is not None:
            counted &= ~faulty
    claims = columns["claim_id"].build(pa.array(counted)).array.__arrow_array__()
    charges = columns["charge"].build(pa.array(counted)).to_numpy(np.int64)
    return ReadBack(
        records=raw.records,
        claims=pc.count_distinct(claims).as_py(),
        lines=int(counted.sum()),
        charge_cents=int(charges.sum()),
    )


def _texts(ids: Cells, among: Sequence[str] | pd.Series | frozenset[str]) -> list[str]:
    """Return those of a few texts that are among the ids."""
    few: Cells = pa.array(list(among), type=pa.large_string())
    found: list[str] = few.filter(pc.is_in(few, value_set=ids)).to_pylist()
    return found


def _targets(
    source: SourceFile, goes: npt.NDArray[np.bool_], others: pd.DataFrame, released: set[str]
) -> npt.NDArray[np.int8]:
    """Return where each record of a file goes."""
    target = np.zeros(len(source.outcome), dtype=np.int8)
    accepted = source.outcome == Outcome.ACCEPTED
    target[accepted] = np.where(goes, _RELEASED, _HELD)
    # The rows of ``others`` are in file order, one a record that was not accepted.
    for record, claim in zip(np.flatnonzero(~accepted), others["claim_id"], strict=True):
        if not claim:
            continue
        if claim not in released:
            target[record] = _HELD
        elif source.outcome[record] == Outcome.SET_ASIDE:
            target[record] = _RELEASED
    return target
