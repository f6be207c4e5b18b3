"""Two makings of one run, file by file: where they are not the same bytes.

Times stand in the manifest and in a workbook's properties alone (CONTRACT.md "Outputs"); they,
and the places and libraries of that night, are left out of the comparison.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pipeline import publish
from pipeline.past_run import PastRun

WORKBOOK = ".xlsx"
_PROPERTIES = "docProps/core.xml"
_TEXTS = {".html", ".jsonl", ".csv", ".toml", ".txt"}
_OF_THE_MAKING = ("times", "paths", "versions", "outputs")


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that is not the same, and where; never what stands there."""

    file: str
    where: str


def differences(run: PastRun, folder: Path) -> Iterator[Difference]:
    """Hold the files of a folder against what a run published, in order of their names."""
    made = publish.hashes_below(folder)
    made.pop(publish.SUMS)
    for name in sorted({*run.sums, *made}):
        if name not in made:
            yield Difference(name, "not made by the replay")
        elif name not in run.sums:
            yield Difference(name, "made by the replay only")
        elif name == publish.MANIFEST:
            keys = _keys_that_differ(run.manifest, _manifest(folder))
            if keys:
                yield Difference(name, f"in {', '.join(keys)}")
        elif made[name] != run.sums[name]:
            where = _where(run, name, folder / name)
            if where:
                yield Difference(name, where)
        elif name in run.changed_files:
            yield Difference(name, "the replay has the bytes that were published, the run not")


def _manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / publish.MANIFEST).read_text(encoding="utf-8"))
    return found


def _keys_that_differ(one: Any, other: Any) -> list[str]:
    """Return the keys of a manifest whose values differ; outputs are compared as files."""
    keys = sorted({*one, *other} - {*_OF_THE_MAKING})
    return [key for key in keys if one.get(key) != other.get(key)]


def _where(run: PastRun, name: str, made: Path) -> str:
    """Say where a file differs from the published one, "" for a workbook made at another time."""
    published = run.folder / name
    if name in run.changed_files:
        return "in bytes; the run's own file has been changed since, so it cannot be said where"
    if made.suffix == WORKBOOK:
        parts = _parts_that_differ(published, made)
        return f"in {', '.join(parts)}" if parts else ""
    if made.suffix in _TEXTS:
        return f"from line {_first_line(published, made)} on"
    return "in bytes"


def _parts_that_differ(one: Path, other: Path) -> list[str]:
    with zipfile.ZipFile(one) as first, zipfile.ZipFile(other) as second:
        books = [{name: book.read(name) for name in book.namelist()} for book in (first, second)]
    names = sorted({*books[0], *books[1]} - {_PROPERTIES})
    return [name for name in names if books[0].get(name) != books[1].get(name)]


def _first_line(one: Path, other: Path) -> int:
    with one.open("rb") as first, other.open("rb") as second:
        for number, (left, right) in enumerate(zip_longest(first, second), start=1):
            if left != right:
                return number
    return 0
