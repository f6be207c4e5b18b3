"""Writing one sheet of a workbook: every cell is the value that it was, and none a formula.

All cells go through ``_cell``. A text is written as a text whatever it looks like, with the quote
prefix where a spreadsheet would read its first character as a formula on a later edit; there is
no way to write a formula here. Equal rows give equal bytes: the package holds no clock time.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from pipeline.intake.private import open_new
from pipeline.intake.sheet_rows import Cell, CellType
from pipeline.intake.workbooks import GENERAL, SINCE_1904, Workbook
from reports.sheet_cells import RISKY_STARTS, TEXT_FORMAT

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TEXT, _QUOTED, _FIRST_OWN = 1, 2, 3
"""Numbers of the styles: 0 is general, then texts, risky texts, and the formats of numbers."""
_FIRST_FORMAT = 164
_EPOCH = (1980, 1, 1, 0, 0, 0)
_SHEET = "xl/worksheets/sheet1.xml"
_ENTITIES = {"\r": "&#13;"}
_CONTENT = f'''\
<Types xmlns="{_PACKAGE}/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/>\
<Override PartName="/xl/workbook.xml" ContentType="{_OFFICE}.sheet.main+xml"/>\
<Override PartName="/xl/styles.xml" ContentType="{_OFFICE}.styles+xml"/>\
<Override PartName="/{_SHEET}" ContentType="{_OFFICE}.worksheet+xml"/>\
</Types>'''
_ROOT = f'''\
<Relationships xmlns="{_PACKAGE}/relationships">\
<Relationship Id="r1" Type="{_RELATED}/officeDocument" Target="xl/workbook.xml"/>\
</Relationships>'''
_OF_BOOK = f'''\
<Relationships xmlns="{_PACKAGE}/relationships">\
<Relationship Id="r1" Type="{_RELATED}/worksheet" Target="worksheets/sheet1.xml"/>\
<Relationship Id="r2" Type="{_RELATED}/styles" Target="styles.xml"/>\
</Relationships>'''


class SheetWriter:
    """A new workbook of one sheet, with the number formats and the first day of another.

    Raises:
        FileExistsError: something of that name is there.
    """

    def __init__(self, path: Path, sheet_name: str, like: Workbook) -> None:
        codes = list(dict.fromkeys(code for code in like.formats if code != GENERAL))
        numbers = {code: _FIRST_OWN + place for place, code in enumerate(codes)}
        self._styles = [numbers.get(code, 0) for code in like.formats]
        self._rows = 0
        self._stream = open_new(path)
        self._zip = zipfile.ZipFile(self._stream, "w", zipfile.ZIP_DEFLATED)
        since_1904 = like.since == SINCE_1904
        self._put("[Content_Types].xml", _CONTENT)
        self._put("_rels/.rels", _ROOT)
        self._put("xl/workbook.xml", _workbook(sheet_name, since_1904=since_1904))
        self._put("xl/_rels/workbook.xml.rels", _OF_BOOK)
        self._put("xl/styles.xml", _style_sheet(codes))
        self._sheet = self._zip.open(_part(_SHEET), "w", force_zip64=True)
        self._say(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>')

    def __enter__(self) -> SheetWriter:
        """Finish the workbook with the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Finish the workbook."""
        self._say("</sheetData></worksheet>")
        self._sheet.close()
        self._zip.close()
        self._stream.close()

    def write(self, cells: Iterable[Cell]) -> None:
        """Write the next row."""
        self._rows += 1
        number = self._rows
        texts = "".join(_cell(cell, number, self._styles) for cell in cells)
        self._say(f'<row r="{number}">{texts}</row>')

    def _say(self, text: str) -> None:
        self._sheet.write(text.encode())

    def _put(self, name: str, text: str) -> None:
        self._zip.writestr(_part(name), _HEAD + text)


def _cell(cell: Cell, row: int, styles: list[int]) -> str:
    place = f"{letters_of(cell.column)}{row}"
    if cell.holds is CellType.TEXT:
        style = _QUOTED if cell.text.startswith(RISKY_STARTS) else _TEXT
        text = escape(cell.text, _ENTITIES)
        inside = f'<is><t xml:space="preserve">{text}</t></is>'
        return f'<c r="{place}" s="{style}" t="inlineStr">{inside}</c>'
    style = styles[cell.style] if cell.style < len(styles) else 0
    value = escape(cell.text, _ENTITIES)
    return f'<c r="{place}" s="{style}" t="{cell.holds.value}"><v>{value}</v></c>'


def letters_of(column: int) -> str:
    """Return the letters of a column, 1 = A."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _part(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name, _EPOCH)
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _workbook(sheet_name: str, *, since_1904: bool) -> str:
    about = '<workbookPr date1904="1"/>' if since_1904 else "<workbookPr/>"
    name = quoteattr(sheet_name, _ENTITIES)
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}">{about}'
        f'<sheets><sheet name={name} sheetId="1" r:id="r1"/></sheets></workbook>'
    )


def _style_sheet(codes: list[str]) -> str:
    formats = [TEXT_FORMAT, *codes]
    own = "".join(
        f'<numFmt numFmtId="{_FIRST_FORMAT + place}" formatCode={quoteattr(code, _ENTITIES)}/>'
        for place, code in enumerate(formats)
    )
    plain = 'fontId="0" fillId="0" borderId="0" xfId="0"'
    styles = [f'<xf numFmtId="0" {plain}/>']
    styles += [
        f'<xf numFmtId="{_FIRST_FORMAT}" {plain} applyNumberFormat="1"{mark}/>'
        for mark in ("", ' quotePrefix="1"')
    ]
    styles += [
        f'<xf numFmtId="{_FIRST_FORMAT + place}" {plain} applyNumberFormat="1"/>'
        for place in range(1, len(formats))
    ]
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="{len(formats)}">{own}</numFmts>'
        '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        "</cellStyleXfs>"
        f'<cellXfs count="{len(styles)}">{"".join(styles)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    )
