"""Splitting a text file: the office's own bytes, nothing rewritten."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from pipeline.intake.layout import Int64s, Records, locate, read_strictly
from pipeline.intake.private import open_new
from pipeline.intake.result import Chosen, SourceFile
from pipeline.intake.settings import IntakeSettings
from pipeline.intake.snapshot import take_snapshot

_LF, _CR = 10, 13


def split_text(source: SourceFile, settings: IntakeSettings, wanted: Mapping[Path, Chosen]) -> None:
    """Write the chosen records of a text file, byte for byte, below a copy of its heading.

    Raises:
        IntakeError: the input changed since it was read. FileExistsError: an output is there.
    """
    raw, places = _places(source, settings)
    for path, chosen in wanted.items():
        with open_new(path) as stream:
            stream.writelines(_pieces(raw, places, chosen))


def _places(source: SourceFile, settings: IntakeSettings) -> tuple[bytes, Records]:
    """Return the file's own bytes and where its heading and records stand in them."""
    file = take_snapshot(source.path, source.info.name, settings)
    source.check_same(file, hashlib.sha256(file.raw).hexdigest())
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


def _pieces(raw: bytes, places: Records, chosen: Chosen) -> Iterator[memoryview]:
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
