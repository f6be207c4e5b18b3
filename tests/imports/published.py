"""Small files in the layouts that CMS publishes: heading blocks as they are, rows made up.

The words of heading blocks and reasons are those of ``reference``; codes are numbers; where a
published file has a descriptor, these have ``SECRET``, which no edition may ever hold.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

SECRET = "a descriptor"
COPYRIGHT = "CPT codes, descriptions and other data only are copyright 2025 of their owner"
MARK = "MARKED"
"""A cell that no message may show."""
REASON = "Misuse of Column Two code with Column One code"
PAIR_HEADING = [
    ["Column 1", "Column 2", "*=in existence", "Effective", "Deletion", "Modifier",
     "PTP Edit Rationale"],
    ["", "", "prior to 1996", "Date", "Date", "0=not allowed", ""],
    ["", "", "", "", "*=no data", "1=allowed", ""],
    ["", "", "", "", "", "9=not applicable", ""],
]  # fmt: skip

# (column 1, column 2, effective, deletion, indicator): one surgical pair, one half of therapy,
# one voided from the start, one that was closed and came back.
PART_1 = [
    ("0001A", "0591T", "20211110", "*", "0"),
    ("20560", "97602", "20230101", "*", "1"),
    ("20561", "20560", "20200101", "*", "0"),
    ("29881", "97110", "20100101", "*", "1"),
]
PART_2 = [
    ("97140", "97124", "20201001", "*", "0"),
    ("97140", "97750", "20260701", "*", "1"),
    ("97150", "97110", "19980101", "20191231", "1"),
    ("97150", "97110", "20201001", "*", "1"),
    ("97530", "97116", "20200101", "20200101", "9"),
    ("97530", "97750", "20200101", "20260630", "1"),
    ("97530", "97750", "20260701", "*", "1"),
    ("G0283", "97164", "20170101", "*", "1"),
    ("V5008", "92626", "20200101", "*", "0"),
]
ROW_OF_PART_2 = 6 + 1
"""Heading lines before the rows of a part's text, and the first row."""
PART_1_KEPT = [
    ["20560", "97602", "2023-01-01", "", "1"],
    ["20561", "20560", "2020-01-01", "", "0"],
]
PART_2_KEPT = [
    ["97140", "97124", "2020-10-01", "", "0"],
    ["97140", "97750", "2026-07-01", "", "1"],
    ["97150", "97110", "1998-01-01", "2019-12-31", "1"],
    ["97150", "97110", "2020-10-01", "", "1"],
    ["97530", "97750", "2020-01-01", "2026-06-30", "1"],
    ["97530", "97750", "2026-07-01", "", "1"],
    ["G0283", "97164", "2017-01-01", "", "1"],
]
PRACTITIONER_1, PRACTITIONER_2 = "ccipra-v322r0-f1", "ccipra-v322r0-f2"

Table = list[list[str]]


def pair_table(rows: Sequence[Sequence[str]], title: str = "Column1/Column2 Edits") -> Table:
    """A part of a pair file, as records of cells."""
    body = [[one, two, "", begins, ends, mark, REASON] for one, two, begins, ends, mark in rows]
    return [[COPYRIGHT], [title], *PAIR_HEADING, *body]


MUE_ROWS = [
    ("0001U", "1", "2 Date of Service Edit: Policy"),
    ("97110", "6", "3 Date of Service Edit: Clinical"),
    ("97150", "1", "3 Date of Service Edit: Clinical"),
    ("97161", "1", "2 Date of Service Edit: Policy"),
    ("97010", "0", "3 Date of Service Edit: Clinical"),
    ("99213", "2", "2 Date of Service Edit: Policy"),
]
MUE_KEPT = [["97010", "0", "3"], ["97110", "6", "3"], ["97150", "1", "3"], ["97161", "1", "2"]]
MUE_PRACTITIONER = "MCR_MUE_PractitionerServices_Eff_07-01-2026"
MUE_HOSPITAL = "MCR_MUE_OutpatientHospitalServices_Eff_07-01-2026"


def mue_table(setting: str = "Practitioner", rows: Sequence[Sequence[str]] = MUE_ROWS) -> Table:
    """A file of unit limits: a copyright cell of several lines, the headings, the rows."""
    heading = [
        "HCPCS/\nCPT Code",
        f"{setting} Services MUE Values",
        "MUE Adjudication Indicator",
        "MUE Rationale",
    ]
    body = [[code, units, mai, "Nature of Service/Procedure"] for code, units, mai in rows]
    return [[f"{COPYRIGHT}\nall rights reserved,\nand more", "", "", ""], heading, *body]


LOWEST = (
    "HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,"
    "DAYS,OP,OP,OP,PROC,SURG,SURG,SURG,SURG,{ind}BASE,FACTOR,PROCEDURES,FLAG,INDICATOR,"
    "AMOUNT,AMOUNT,AMOUNT"
)
ABOVE = (
    ",,,STATUS,MEDICARE,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,"
    "GLOB,PRE,INTRA,POST,MULT,BILAT,ASST,CO-,TEAM,{ind}ENDO,CONV,DIAGNOSTIC,CALCULATION,FAMILY,"
    "NON-FACILITY,FACILITY,MP"
)
# (code, modifier, status, work, non-facility PE, facility PE, MP, multiple-procedure indicator)
FEE_ROWS = [
    ("00100", "", "J", "0.00", "0.00", "0.00", "0.00", "9"),
    ("92612", "", "A", "1.27", "4.79", "0.62", "0.06", "0"),
    ("97014", "", "I", "0.00", "0.00", "0.00", "0.00", "9"),
    ("97110", "", "A", "0.45", "0.40", "0.40", "0.01", "5"),
    ("97530", "", "A", "0.44", "0.66", "0.66", "0.01", "5"),
    ("97750", "26", "A", "0.44", "0.66", "0.66", "0.01", "5"),
    ("99213", "", "A", "1.30", "1.46", "0.41", "0.10", "0"),
]
FEES_KEPT = [
    ["92612", "A", "1.27", "4.79", "0.62", "0.06", "0", "33.4009"],
    ["97014", "I", "0.00", "0.00", "0.00", "0.00", "9", "33.4009"],
    ["97110", "A", "0.45", "0.40", "0.40", "0.01", "5", "33.4009"],
    ["97530", "A", "0.44", "0.66", "0.66", "0.01", "5", "33.4009"],
]
FEE_FILE = "PPRRVU2026_Jul_nonQPP"


def fee_table(
    title: str = "2026 National Physician Fee Schedule Relative Value File July Release",
    released: str = "RELEASED 06/30/2026",
    factor: str = "33.4009",
    extra: bool = True,
) -> Table:
    """Relative values: nine heading records, stacked; 32 columns, or 31 as before 2026."""
    above = ABOVE.format(ind="PRIC," if extra else "").split(",")
    lowest = LOWEST.format(ind="IND," if extra else "").split(",")
    width = len(lowest)
    blank = [""] * width
    head = [
        [title, *blank[1:]],
        [COPYRIGHT, *blank[1:]],
        ["DENTAL CODES ARE COPYRIGHT OF THEIR OWNER", *blank[1:]],
        [released, *blank[1:]],
        blank,
        [*blank[:4], "NOT USED", *blank[5:]],
        [*blank[:4], "FOR", *blank[5:]],
        above,
        lowest,
    ]
    return [*head, *(_fee_row(row, factor, extra=extra) for row in FEE_ROWS)]


def _fee_row(row: Sequence[str], factor: str, *, extra: bool) -> list[str]:
    code, modifier, status, work, non_facility, facility, mp, multiple = row
    before = [code, modifier, f"{SECRET}, short", status, "", work, non_facility, "", facility]
    middle = ["NA", mp, "0.86", "0.86", "7", "XXX", "0.00", "0.00", "0.00", multiple]
    after = ["0", "0", "0", "0", *(["9"] if extra else []), "", factor, "09", "0", "99"]
    return [*before, *middle, *after, "0.00", "0.00", "0.00"]


GPCI_ROWS = [
    ("10112", "AL", "00", "ALABAMA", "1.000", "0.875", "0.566"),
    ("02102", "AK", "01", "ALASKA*", "1.500", "1.065", "0.551"),
    ("06102", "IL", "16", "CHICAGO", "1.008", "1.029", "1.623"),
]
GPCI_KEPT = [
    ["02102-01", "1.500", "1.065", "0.551"],
    ["06102-16", "1.008", "1.029", "1.623"],
    ["10112-00", "1.000", "0.875", "0.566"],
]


def gpci_table(year: str = "2026", titled: str = "2026", both_floors: bool = False) -> Table:
    """Geographic factors: two title records, headings, rows, notes."""
    work = [f"{year} PW GPCI (with 1.0 Floor)***", f"{year} PE GPCI", f"{year} MP GPCI"]
    first = [f"{year} PW GPCI (without 1.0 Floor)"] if both_floors else []
    heading = [
        "Medicare Administrative Contractor (MAC)", "State", "Locality Number", "Locality Name",
        *first, *work,
    ]  # fmt: skip
    blank = [""] * len(heading)
    title = f"ADDENDUM E. FINAL CY {titled} GEOGRAPHIC PRACTICE COST INDICES (GPCIs)"
    body = [[*row[:4], *(["0.900"] if both_floors else []), *row[4:]] for row in GPCI_ROWS]
    notes = [[f"* Work is not below 1.5 in Alaska, by law of {titled}.", *blank[1:]]]
    return [[title, *blank[1:]], blank, heading, *body, blank, *notes]


def shifted(table: Table, heading: int, at: int = 0) -> Table:
    """Push the rows below so many heading records one column to the right, from a column on."""
    return [
        record if number < heading else [*record[:at], "", *record[at:-1]]
        for number, record in enumerate(table)
    ]


def as_text(table: Table) -> bytes:
    """Tab-separated text with the line ends of Windows; lone title cells stand alone."""
    lines = ["\t".join(record) for record in table]
    return ("\r\n".join(lines) + "\r\n").encode("latin-1")


def as_csv(table: Table) -> bytes:
    """Comma-separated text as a spreadsheet saves it: titles padded to the width."""
    text = io.StringIO()
    width = max(map(len, table))
    csv.writer(text, lineterminator="\r\n").writerows(
        [*record, *[""] * (width - len(record))] for record in table
    )
    return text.getvalue().encode("latin-1")


def as_workbook(table: Table, *, numbers: bool = False) -> bytes:
    """A workbook of one sheet; ``numbers``: cells of digits only are numbers."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for record in table:
        sheet.append([_cell(cell, numbers=numbers) for cell in record])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell(text: str, *, numbers: bool) -> str | int | None:
    is_number = numbers and text.isdecimal() and (text == "0" or not text.startswith("0"))
    return int(text) if is_number else text or None


def as_zip(members: Mapping[str, bytes]) -> bytes:
    """A zip of files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return stream.getvalue()


def put(folder: Path, name: str, data: bytes) -> Path:
    """Write a file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(data)
    return path
