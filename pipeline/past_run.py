"""A published run as its folder tells it, and whether all that it came from is still there."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline import publish
from pipeline.failures import ArgumentsError, ChangedSinceError
from pipeline.rules_used import RULES_USED


@dataclass(frozen=True)
class PastRun:
    """A run's folder, its manifest, and the sums of its files as they were published."""

    folder: Path
    manifest: Mapping[str, Any]
    sums: Mapping[str, str]

    @property
    def as_of(self) -> date:
        """The day of the night."""
        return date.fromisoformat(self.manifest["as_of"])

    @property
    def config(self) -> Path | None:
        """The site file that the night named; it may have changed or gone since."""
        named = self.manifest["paths"]["config"]
        return None if named is None else Path(named)

    @cached_property
    def changed_files(self) -> tuple[str, ...]:
        """Files of the run that are not what was published, in order of their names."""
        found = publish.hashes_below(self.folder)
        found.pop(publish.SUMS, None)
        names = sorted({*found, *self.sums})
        return tuple(name for name in names if found.get(name) != self.sums.get(name))


def find_run(run: str, out: Path) -> Path:
    """Return a run's folder by its path, or by its id below the folder of the runs.

    Raises:
        ArgumentsError: there is none.
    """
    if (Path(run) / publish.MANIFEST).is_file():
        return Path(run)
    for path in sorted(out.glob("*/*/" + publish.MANIFEST)):
        if path.parent.name == run:
            return path.parent
    raise ArgumentsError(f"{run}: no run of that name; give its folder, or its id and --out")


def read_run(folder: Path) -> PastRun:
    """Read what a run's folder says of it.

    Raises:
        ChangedSinceError: the manifest, the sums or a kept rule file is not what was published.
    """
    try:
        lines = (folder / publish.SUMS).read_text(encoding="utf-8").splitlines()
        sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
        manifest = json.loads((folder / publish.MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ChangedSinceError(f"{folder}: not a whole run, its sums cannot be read") from None
    run = PastRun(folder, manifest, sums)
    judged_by = (publish.MANIFEST, f"{RULES_USED}/")
    problems = [name for name in run.changed_files if name.startswith(judged_by)]
    if problems:
        listed = ", ".join(problems)
        raise ChangedSinceError(f"changed or lost since the run was published: {listed}")
    return run


def find_inputs(run: PastRun, moved: Path | None, aside: Path) -> dict[str, tuple[Path, ...]]:
    """Find the files that a night read by their SHA-256, and give them their names of that night.

    Args:
        run: the night.
        moved: a folder to search, with all below it, instead of those of that night.
        aside: an empty folder, for a link to each file.

    Returns:
        Table to files, in the night's order.

    Raises:
        ChangedSinceError: names every file of which no copy is there.
    """
    folders = run.manifest["paths"].get("inputs", {})
    places: dict[str, Iterator[str]] = {table: iter(found) for table, found in folders.items()}
    found: dict[str, tuple[Path, ...]] = {}
    lost: list[str] = []
    for file in run.manifest["inputs"]:
        table, name = file["table"], Path(file["name"]).name
        own = next(places.get(table, iter(())), None)
        if moved is None and own is None:
            raise ChangedSinceError("the run does not say where its inputs lay: name --inputs")
        folder = moved or Path(own or "")
        path = _of_hash(folder, file["bytes"], file["sha256"], deep=moved is not None)
        if path is None:
            problem = "is not what it was" if (folder / name).is_file() else "is not there"
            lost.append(f"{name} {problem} (no file in {folder} has its SHA-256)")
            continue
        found[table] = (*found.get(table, ()), _linked(path, aside / table, name))
    if lost:
        raise ChangedSinceError("; ".join(lost))
    return found


def _of_hash(folder: Path, size: int, digest: str, *, deep: bool) -> Path | None:
    """Return the first file of a folder with these bytes; only files of the size are read."""
    if not folder.is_dir():
        return None
    for path in sorted(folder.rglob("*") if deep else folder.glob("*")):
        if path.is_file() and path.stat().st_size == size:
            with path.open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() == digest:
                    return path
    return None


def _linked(path: Path, folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / name
    try:
        link.symlink_to(path.absolute())
    except OSError:
        # Windows lets not everybody make links.
        shutil.copyfile(path, link)
    return link
