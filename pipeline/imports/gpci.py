"""Geographic factors (GPCI): one file is one year; work with the floor of 1.0."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.imports.cells import LOST_ZEROS, decimal_of
from pipeline.imports.heads import Head, Record
from pipeline.imports.names import GPCI
from pipeline.imports.reading import column, read_records
from pipeline.imports.sources import Source

_MAC, _LOCALITY = r"\(mac\)|^mac$", r"^locality (number|code)$|^locality$"
_WORK, _PE, _MP = r"pw gpci(?!.*without)", r"pe gpci", r"mp gpci"
_CONTRACTOR = re.compile(r"[0-9]{5}", re.ASCII)
_PLACE = re.compile(r"[0-9]{2}", re.ASCII)
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_DECIMALS = 3


class Factors(NamedTuple):
    """The three factors of a contractor's locality, as texts."""

    mac: str
    locality: str
    work: str
    pe: str
    mp: str


def read_gpci(source: Source) -> tuple[Head, list[Record]]:
    """Read the file's heading block and rows; see ``reading.read_records`` for what is refused."""
    return read_records(source, GPCI)


def check_year(source: Source, head: Head, year: int) -> None:
    """Refuse a file whose title and headings do not all name the year.

    Raises:
        IntakeError: one names another.
    """
    if head.years() - {year}:
        raise source.held.fail(f"title or headings name another year than {year}", head.line)


def factors_of(source: Source, head: Head, records: list[Record]) -> list[Factors]:
    """Return the factors of every locality; notes below the last are passed over.

    Raises:
        IntakeError: a cell that is not what its heading says, or a locality that stands twice.
    """
    places = {
        "mac": column(source, head, _MAC, "Medicare Administrative Contractor (MAC)"),
        "locality": column(source, head, _LOCALITY, "Locality Number"),
        "work": column(source, head, _WORK, "PW GPCI (with 1.0 floor)"),
        "pe": column(source, head, _PE, "PE GPCI"),
        "mp": column(source, head, _MP, "MP GPCI"),
    }
    rows = list(records)
    while rows and _is_note(rows[-1][1]):
        rows.pop()
    found: dict[tuple[str, str], Factors] = {}
    for line, cells in rows:
        texts = {name: cells[place].strip() for name, place in places.items()}
        for name, shape in (("mac", _CONTRACTOR), ("locality", _PLACE)):
            if not shape.fullmatch(texts[name]):
                lost = _DIGITS.fullmatch(texts[name])
                sentence = LOST_ZEROS if lost else "this is no number of a contractor or locality"
                raise source.held.fail(sentence, line, name)
        factors = Factors(
            texts["mac"],
            texts["locality"],
            *(_factor(source, line, name, texts[name]) for name in ("work", "pe", "mp")),
        )
        if found.setdefault(factors[:2], factors) != factors:
            raise source.held.fail("the locality stands twice", line, "Locality Number")
    return [found[key] for key in sorted(found)]


def _factor(source: Source, line: int, name: str, text: str) -> str:
    number = decimal_of(text, _DECIMALS)
    if number is None or float(number) == 0:
        raise source.held.fail(f"this is no factor of at most {_DECIMALS} decimals", line, name)
    return number


def _is_note(cells: list[str]) -> bool:
    return not any(cells[1:]) and not _CONTRACTOR.fullmatch(cells[0])
