"""Relative values of the physician fee schedule (PPRRVU): one release is one edition.

The words of the nine heading records are stacked over their columns; the lowest record alone names
every column that is read, and the words above must not contradict it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import timedelta
from typing import NamedTuple

from pipeline.imports.cells import NO_CODE, code_of, decimal_of
from pipeline.imports.heads import Head, Record
from pipeline.imports.names import FEES
from pipeline.imports.quarters import Quarter
from pipeline.imports.reading import read_records
from pipeline.imports.sources import Source

# Which of the columns with these lowest words, and what the words above it must not say.
_READ = {
    "code": ("hcpcs", 0, r"."),
    "modifier": ("mod", 0, r"."),
    "status": ("code", 0, r"work|fac|mp\b"),
    "work": ("rvu", 0, r"fac|mp\b|malpractice"),
    "pe_nonfacility": ("pe rvu", 0, r"work|(?<!non-)(?<!non )\bfacility"),
    "pe_facility": ("pe rvu", 1, r"work|non-fac"),
    "mp": ("rvu", 1, r"fac|work"),
    "mult_proc": ("proc", 0, r"work|fac|bilat"),
    "conversion_factor": ("factor", 0, r"work|fac[^t]"),
}
COLUMNS = tuple(name for name in _READ if name != "modifier")
_PLACES = {"work": 2, "pe_nonfacility": 2, "pe_facility": 2, "mp": 2, "conversion_factor": 4}
_STATUS = re.compile(r"[A-Z]", re.ASCII)
_DIGIT = re.compile(r"[0-9]", re.ASCII)
_MODIFIER = re.compile(r"[0-9A-Z]{2}", re.ASCII)
_LEAD = timedelta(days=184)
OTHER_RELEASE = "the release line does not belong to {quarter}, which the file is named for"


class Fee(NamedTuple):
    """Relative values of a code without modifier, as texts in the order of the edition."""

    code: str
    status: str
    work: str
    pe_nonfacility: str
    pe_facility: str
    mp: str
    mult_proc: str
    conversion_factor: str


def read_fees(source: Source) -> tuple[Head, list[Record]]:
    """Read the file's heading block and rows; see ``reading.read_records`` for what is refused."""
    return read_records(source, FEES)


def check_release(source: Source, head: Head, quarter: Quarter) -> None:
    """Refuse a file whose headings name another year or release than its name.

    Raises:
        IntakeError: they do.
    """
    years = head.years()
    if years and quarter.year not in years:
        sentence = f"the headings name another year than {quarter.year}"
        raise source.held.fail(sentence, head.line)
    released = head.released()
    if released is not None and not (quarter.first_day - _LEAD <= released <= quarter.last_day):
        raise source.held.fail(OTHER_RELEASE.format(quarter=quarter), head.line)


def fees_of(
    source: Source, head: Head, records: list[Record], therapy: Collection[str]
) -> list[Fee]:
    """Return the relative values of therapy codes; rows of single modifiers are passed over.

    Raises:
        IntakeError: a cell that is not what its heading says, a code twice, or several conversion
        factors.
    """
    places = {name: _place(source, head, name) for name in _READ}
    found: dict[str, Fee] = {}
    for line, cells in records:
        texts = {name: cells[place].strip() for name, place in places.items()}
        code = code_of(texts["code"])
        if code is None:
            raise source.held.fail(NO_CODE, line, "HCPCS")
        if texts["modifier"] and not _MODIFIER.fullmatch(texts["modifier"]):
            raise source.held.fail("this is no modifier", line, "MOD")
        if not _STATUS.fullmatch(texts["status"]):
            raise source.held.fail("this is no status, which is one letter", line, "STATUS CODE")
        if texts["modifier"] or code not in therapy:
            continue
        if code in found:
            raise source.held.fail("the code stands twice without a modifier", line, "HCPCS")
        found[code] = _fee(source, line, texts)
    fees = [found[code] for code in sorted(found)]
    if len({fee.conversion_factor for fee in fees}) > 1:
        raise source.held.fail("its rows have several conversion factors", column="CONV FACTOR")
    return fees


def _place(source: Source, head: Head, name: str) -> int:
    lowest, number, never = _READ[name]
    alike = [place for place, words in enumerate(head.lowest) if words == lowest]
    if len(alike) <= number:
        raise source.held.fail(f"no column is headed {lowest.upper()}", head.line)
    place = alike[number]
    above = head.columns[place].removesuffix(lowest)
    if re.search(never, above):
        sentence = f"the words above {lowest.upper()} are those of another column"
        raise source.held.fail(sentence, head.line, str(place + 1))
    return place


def _fee(source: Source, line: int, texts: dict[str, str]) -> Fee:
    numbers = {}
    for name, places in _PLACES.items():
        number = decimal_of(texts[name], places)
        if number is None:
            sentence = f"this is no number of at most {places} decimals"
            raise source.held.fail(sentence, line, name)
        numbers[name] = number
    if not _DIGIT.fullmatch(texts["mult_proc"]):
        raise source.held.fail("this is no indicator of one digit", line, "MULT PROC")
    return Fee(code=texts["code"], status=texts["status"], mult_proc=texts["mult_proc"], **numbers)
