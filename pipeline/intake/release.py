"""Released and held claims: the office's own bytes, split over two files.

Nothing is rewritten. Each record of an input goes, byte for byte and in order, below a copy of the
file's heading into the file of its claim's disposition.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.intake.columns import read_column
from pipeline.intake.errors import safe_names
from pipeline.intake.headings import read_heading
from pipeline.intake.layout import Int64s, Records, locate, read_strictly
from pipeline.intake.line_rules import set_aside_rows
from pipeline.intake.result import Intake, Outcome, SourceFile
from pipeline.intake.settings import IntakeSettings
from pipeline.intake.snapshot import take_snapshot
from pipeline.intake.tables import Cells, read_raw
from pipeline.intake.validation import narrowed
from schemas.tables import CLAIMS, columns_of

RELEASED, HELD = "released", "held"
_NEITHER, _RELEASED, _HELD = 0, 1, 2
_LF, _CR = 10, 13
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
    """Write ``released_claims.csv`` and ``held_claims.csv`` of every input file.

    Args:
        intake: the claims as read.
        released: ids of the claims to release; every other claim is held.
        out_dir: an existing folder; with several inputs the names are ``released_<stem>.csv``.
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
        raw, places = _places(source, settings)
        stem = "claims" if len(intake.sources) == 1 else names[number].rpartition(".")[0]
        for disposition, mark in ((RELEASED, _RELEASED), (HELD, _HELD)):
            path = out_dir / f"{disposition}_{stem}.csv"
            chosen = target == mark
            _write(path, raw, places, chosen)
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
    file = take_snapshot(path, path.name, settings, bound=False)
    heading = read_heading(file, CLAIMS, settings)
    raw = read_raw(file, heading, CLAIMS, settings, only=_READ_BACK)
    schema = narrowed(CLAIMS, _READ_BACK)
    columns = {
        name: read_column(
            raw.table.column(name),
            name,
            columns_of(CLAIMS)[name],
            schema.columns[name],
            settings.formats_of(CLAIMS, name),
            settings,
        )
        for name in _READ_BACK
    }
    counted = np.ones(raw.table.num_rows, dtype=np.bool_)
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


def _places(source: SourceFile, settings: IntakeSettings) -> tuple[bytes, Records]:
    """Return the file's own bytes and where its heading and records stand in them."""
    file = take_snapshot(source.path, source.info.name, settings)
    if hashlib.sha256(file.raw).hexdigest() != source.info.sha256:
        raise file.fail("the file changed after it was read; run again")
    places = locate(file.data, file.start, file.found) if file.found.tidy else None
    if places is None or len(places) != len(source.outcome) + 1:
        places = read_strictly(file.data, file.start, settings.delimiter).records
    if len(places) != len(source.outcome) + 1:
        raise file.fail("its records could not be told apart a second time")
    if file.transcoded is None:
        return file.raw, places
    ours, theirs = _line_starts(file.data, "utf-8"), _line_starts(file.raw, file.encoding)
    begin = theirs[np.searchsorted(ours, places.begin)]
    end = theirs[np.searchsorted(ours, places.end)]
    return file.raw, Records(
        begin, end, places.first_line,
        places.physical_lines, places.blank_lines, places.continuation_lines,
    )  # fmt: skip


def _line_starts(data: bytes, encoding: str) -> Int64s:
    """Return the offset of every physical line, and of the end, of a text in its own encoding."""
    width, first = 1, 0
    units = np.frombuffer(data, dtype=np.uint8)
    if encoding == "utf-16":
        width, first = 2, 2
        units = np.frombuffer(data[:2], dtype="<u2")
        order = "<u2" if units[0] == 0xFEFF else ">u2"  # noqa: PLR2004 (the byte order mark)
        units = np.frombuffer(data, dtype=order)
    breaks = units == _LF
    lone = np.flatnonzero(units == _CR)
    lone = lone[(lone + 1 >= len(units)) | (units[np.minimum(lone + 1, len(units) - 1)] != _LF)]
    breaks[lone] = True
    after = (np.flatnonzero(breaks) + 1) * width
    starts = np.concatenate([[first], after])
    return starts if starts[-1] == len(data) else np.append(starts, len(data))


def _write(path: Path, raw: bytes, places: Records, chosen: npt.NDArray[np.bool_]) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    flags |= getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb", buffering=1 << 20) as stream:
        stream.writelines(_pieces(raw, places, chosen))


def _pieces(raw: bytes, places: Records, chosen: npt.NDArray[np.bool_]) -> Iterator[memoryview]:
    """Yield the heading, with all before it, and then the chosen records in as long runs as fit."""
    view = memoryview(raw)
    heading_end = int(places.end[0])
    yield view[:heading_end]
    begin, end = places.begin[1:][chosen], places.end[1:][chosen]
    if len(begin) == 0:
        return
    breaks = np.flatnonzero(begin[1:] != end[:-1]) + 1
    firsts = np.concatenate([[0], breaks])
    lasts = np.concatenate([breaks, [len(begin)]]) - 1
    for first, last in zip(begin[firsts].tolist(), end[lasts].tolist(), strict=True):
        yield view[first:last]
