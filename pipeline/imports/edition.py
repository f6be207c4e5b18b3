"""A finished edition: a file of our own table, and what was read for it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.failures import ArgumentsError
from pipeline.imports.names import NCCI
from pipeline.imports.quarters import Said, joined
from pipeline.imports.sources import Source

OPTIONS = {"program": "--program", "setting": "--setting", "quarter": "--quarter"}
WRITTEN_BY = "written by claimscrub import; not to be edited by hand"
NO_PAIR = (
    "the file holds no pair of two therapy codes in force; if it is one part of several, give them "
    "in one call"
)
SUPPLIER = "this is a table for suppliers of equipment (DME), which no rule reads"


@dataclass(frozen=True, slots=True)
class NewEdition:
    """A file to be put into the folder of editions.

    Attributes:
        name: its file name.
        text: its whole text.
        title: what it is, for people.
        rows: rows read of the published files; kept: rows of therapy codes in the edition.
        parts: numbers of the parts that it holds; empty where a table has none.
        complete: whether it answers: no part is missing.
        first: first service day that it answers for; last: the last.
        remarks: what a person should know.
    """

    name: str
    text: str
    title: str
    rows: int
    kept: int
    parts: tuple[int, ...]
    complete: bool
    first: date
    last: date
    remarks: tuple[str, ...] = ()


def settled(source: Source, headings: Said, asked: Said, needed: Sequence[str]) -> Said:
    """Join what a file's name, its headings and the command line say of it.

    Args:
        source: the file.
        headings: what its headings say.
        asked: what the command line says.
        needed: fields that have to be known.

    Raises:
        IntakeError: name and headings differ, or the table is of no use. ArgumentsError: the
        command line differs from the file, or nobody says a field.
    """
    own, differing = joined([source.said, headings])
    if differing:
        raise source.held.fail(f"the headings give another {differing} than the file's name")
    if own.setting == "supplier":
        raise source.held.fail(SUPPLIER)
    said, differing = joined([own, asked])
    if differing:
        option = OPTIONS.get(differing, "--quarter")
        sentence = f"the file gives another {differing} than {option}"
        raise ArgumentsError(f"{source.held.name}: {sentence}")
    for field in needed:
        if getattr(said, field) is None:
            raise ArgumentsError(
                f"{source.held.name}: neither its name nor its headings give the {field}; "
                f"say {OPTIONS.get(field, '--quarter')}"
            )
    return said


def table_text(
    comments: Mapping[str, object],
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> str:
    """Write a table with its title, ``# key: value`` lines, heading and rows."""
    lines = [f"# {title}; {WRITTEN_BY}"]
    lines += [f"# {key}: {value}" for key, value in comments.items()]
    text = io.StringIO()
    text.write("\n".join(lines) + "\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def no_therapy(source: Source, kind: str) -> Exception:
    """Make the error for a file in which no row is of therapy."""
    if kind == NCCI:
        return source.held.fail(NO_PAIR)
    return source.held.fail("the file holds no row of a therapy code")
