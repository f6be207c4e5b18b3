"""Workbooks put together part by part, for what no program writes by itself."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEADINGS = (
    "claim_id", "line_number", "patient_id", "payer_id", "service_date", "procedure_code",
    "units", "charge",
)  # fmt: skip
LINE = ("C1", "1", "P1", "MCR", "2026-11-03", "97110", "2", "60.00")
FORMATS = ("General", "yyyy\\-mm\\-dd", "hh:mm", "[h]:mm", "0000", '#,##0.00" d"', "m/d/yy h:mm")
"""Number formats of the styles 0, 1, 2 ..."""


def text_cell(place: str, text: str) -> str:
    """A cell that holds its text itself."""
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def row(number: int, cells: Sequence[str]) -> str:
    """A row of texts from column A on; an element stands for itself, without a place."""
    inside = "".join(
        cell.replace("<c", f'<c r="{chr(65 + place)}{number}"', 1)
        if cell.startswith("<")
        else text_cell(f"{chr(65 + place)}{number}", cell)
        for place, cell in enumerate(cells)
    )
    return f'<row r="{number}">{inside}</row>'


def claims(*lines: Mapping[str, str], heading: Sequence[str] = HEADINGS) -> str:
    """Sheet data of claim lines: each line says what differs from ``LINE``, element or text."""
    usual = dict(zip(HEADINGS, LINE, strict=True))
    rows = [row(1, heading)]
    for number, line in enumerate(lines, start=2):
        cells = {"claim_id": f"C{number - 1}", **line}
        rows.append(row(number, [cells.get(name, usual.get(name, "")) for name in heading]))
    return "".join(rows)


def parts(
    *sheets: str,
    names: Sequence[str] = (),
    states: Sequence[str] = (),
    strings: Sequence[str] = (),
    about: str = "",
) -> dict[str, str]:
    """The parts of a workbook, by name.

    Args:
        sheets: inside of ``sheetData`` of each sheet.
        names: names of the sheets.
        states: "hidden" and the like, for the sheets.
        strings: the shared texts, as elements ``si``.
        about: elements of the workbook after its sheets.
    """
    listed, related = "", ""
    made: dict[str, str] = {}
    for number, sheet in enumerate(sheets, start=1):
        name = names[number - 1] if names else f"Sheet{number}"
        state = f' state="{states[number - 1]}"' if states and states[number - 1] else ""
        listed += f'<sheet name="{name}" sheetId="{number}"{state} r:id="s{number}"/>'
        related += _relation(f"s{number}", "worksheet", f"worksheets/sheet{number}.xml")
        made[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>'
        )
    codes = "".join(
        f'<numFmt numFmtId="{164 + place}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for place, code in enumerate(FORMATS)
    )
    styles = "".join(f'<xf numFmtId="{164 + place}"/>' for place in range(len(FORMATS)))
    related += _relation("st", "styles", "/xl/styles.xml")
    related += _relation("ss", "sharedStrings", "sharedStrings.xml")
    return {
        "_rels/.rels": _relations(_relation("r", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{about}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(related),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"".join(strings)}</sst>',
        **made,
    }


def write(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """Zip parts up as a workbook."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return path


def _relations(inside: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}">{inside}</Relationships>'


def _relation(number: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
