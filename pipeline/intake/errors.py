"""What intake says when a file cannot be used: one sentence, a place, never a value."""

from __future__ import annotations

import re
from pathlib import Path

_SAFE_STEM = re.compile(r"\A[a-z0-9][a-z0-9_-]{0,63}\Z")
_LONG_DIGITS = re.compile(r"[0-9]{5}")
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)
_SUFFIXES = frozenset({".csv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".parquet", ".pq"})
INPUT_FAULT = 3


class IntakeError(Exception):
    """An input file that cannot be read as a whole.

    ``str()`` gives one sentence with the safe file name, line and column; it never holds a cell.
    ``path`` is the file as the user named it, for the person at the terminal only. ``place`` is
    the word for a line: "row" in a workbook.
    """

    def __init__(
        self,
        file_name: str,
        sentence: str,
        line: int | None = None,
        column: str | None = None,
        exit_code: int = INPUT_FAULT,
        path: Path | None = None,
        place: str = "line",
    ) -> None:
        self.file_name = file_name
        self.sentence = sentence
        self.line = line
        self.column = column
        self.exit_code = exit_code
        self.path = path
        where = [file_name]
        if line is not None:
            where.append(f"{place} {line}")
        if column is not None:
            where.append(f"column {column}")
        super().__init__(f"{', '.join(where)}: {sentence}")


def safe_stem(path: Path, table: str, number: int) -> str:
    """Return the file's stem when it is harmless, else ``<table>_<number>``.

    Offices put patient names and record numbers in file names, so a stem is kept only when it is
    plain lower-case ASCII without blanks and without a run of five digits.
    """
    stem = path.stem.casefold()
    if _SAFE_STEM.match(stem) and not _LONG_DIGITS.search(stem) and stem not in _DEVICES:
        return stem
    return f"{table}_{number}"


def safe_name(path: Path, table: str, number: int) -> str:
    """Return the name under which a file appears in reports, manifest and messages."""
    suffix = path.suffix.casefold()
    return safe_stem(path, table, number) + (suffix if suffix in _SUFFIXES else ".csv")


def safe_names(paths: list[Path], table: str) -> list[str]:
    """Return one safe name a file, in the order given (``number`` counts from 1).

    The stems differ too: release files of several inputs are told apart by them alone.
    """
    names: list[str] = []
    stems: set[str] = set()
    for number, path in enumerate(paths, start=1):
        stem, _, suffix = safe_name(path, table, number).rpartition(".")
        more = number
        while stem in stems:
            stem, more = f"{stem}_{more}", more + 1
        stems.add(stem)
        names.append(f"{stem}.{suffix}")
    return names
