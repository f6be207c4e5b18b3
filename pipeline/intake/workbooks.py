"""The frame of a workbook: its sheets, texts, number formats and the day it counts from."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from dataclasses import dataclass
from functools import cached_property

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

from pipeline.intake.held import Held
from pipeline.intake.package import BINARY, DAMAGED, MACROS, NO_WORKBOOK, Package, Start

GENERAL = "General"
LONGEST_CELL = 32_767
"""Characters of a cell: no spreadsheet writes more."""
MOST_TEXTS = 10_000_000
TOO_LONG = f"a cell holds more than {LONGEST_CELL:,} characters"
TOO_MANY_TEXTS = "the workbook holds more texts than a workbook of claims does"
SINCE_1900, SINCE_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_YES = frozenset({"1", "true", "on"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of cells: its name, whether a person sees its tab, and its part."""

    name: str
    hidden: bool
    part: str


class Workbook:
    """A workbook, opened; its texts and formats are read when first asked for.

    Attributes:
        sheets: the sheets of cells in the order of their tabs.
        since: the day that serial numbers count from.
        uncalculated: whether the program that wrote the formulas left their values to Excel.

    Raises:
        IntakeError: not a workbook, damaged, or not harmless (see ``package``).
    """

    def __init__(self, file: Held, *, bound: bool = True) -> None:
        self.file = file
        self.package = Package(file, bound=bound)
        self.sheets: list[Sheet] = []
        self.since = SINCE_1900
        self.uncalculated = False
        try:
            self._look_over()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Workbook:
        """Close with the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the file."""
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self.package.close()

    def _look_over(self) -> None:
        roots = self._related("_rels/.rels", "")
        part = next((part for kind, part in roots.values() if kind == "officeDocument"), "")
        if part.endswith(".bin"):
            raise self.file.fail(BINARY)
        if part not in self.package.parts:
            raise self.file.fail(NO_WORKBOOK)
        folder, name = posixpath.split(part)
        related = self._related(f"{folder}/_rels/{name}.rels", folder)
        found: list[tuple[str, bool, str]] = []

        def start(name: str, facts: dict[str, str]) -> None:
            if name == "sheet":
                number = next((facts[key] for key in facts if key.endswith("}id")), "")
                hidden = facts.get("state", "visible") != "visible"
                found.append((facts.get("name", ""), hidden, number))
            elif name == "workbookPr" and facts.get("date1904", "").casefold() in _YES:
                self.since = SINCE_1904
            elif name == "calcPr":
                self.uncalculated = facts.get("fullCalcOnLoad", "").casefold() in _YES

        self._read(part, start)
        for label, hidden, number in found:
            kind, sheet = related.get(number, ("", ""))
            if "macrosheet" in kind.casefold():
                raise self.file.fail(MACROS)
            if kind == "worksheet":
                if sheet not in self.package.parts:
                    raise self.file.fail(DAMAGED)
                self.sheets.append(Sheet(label, hidden, sheet))
        parts = dict(related.values())
        self._texts_part = parts.get("sharedStrings", "")
        self._styles_part = parts.get("styles", "")

    def _related(self, part: str, folder: str) -> dict[str, tuple[str, str]]:
        """Return id -> (kind, part) of what a part refers to within the package."""
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, facts: dict[str, str]) -> None:
            if name == "Relationship" and facts.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, facts["Target"]))
                found[facts["Id"]] = facts["Type"].rpartition("/")[2], target.lstrip("/")

        if part not in self.package.parts:
            raise self.file.fail(NO_WORKBOOK)
        self._read(part, start)
        return found

    def _read(self, part: str, start: Start) -> None:
        for _ in self.package.events(part, start, _nothing, _nothing):
            pass

    @cached_property
    def texts(self) -> list[str]:
        """The texts that cells refer to by number, as the file spells them."""
        if self._texts_part not in self.package.parts:
            return []
        texts: list[str] = []
        pieces: list[str] = []
        taking, beside = False, 0

        def start(name: str, _: dict[str, str]) -> None:
            nonlocal taking, beside
            if name == "t":
                taking = not beside
            elif name == "rPh":  # how a Chinese or Japanese text is read aloud
                beside += 1

        def end(name: str) -> None:
            nonlocal taking, beside
            if name == "t":
                taking = False
            elif name == "rPh":
                beside -= 1
            elif name == "si":
                texts.append("".join(pieces))
                pieces.clear()

        def text(piece: str) -> None:
            if taking:
                pieces.append(piece)

        for _ in self.package.events(self._texts_part, start, end, text):
            if len(texts) > MOST_TEXTS:
                raise self.file.fail(TOO_MANY_TEXTS)
            if sum(map(len, pieces)) > LONGEST_CELL:
                raise self.file.fail(TOO_LONG)
        if any(len(one) > LONGEST_CELL for one in texts):
            raise self.file.fail(TOO_LONG)
        return texts

    @cached_property
    def formats(self) -> list[str]:
        """The number format of each style."""
        if self._styles_part not in self.package.parts:
            return []
        own: dict[int, str] = {}
        styles: list[int] = []
        section = ""

        def start(name: str, facts: dict[str, str]) -> None:
            nonlocal section
            if name in {"numFmts", "cellXfs"}:
                section = name
            elif name == "numFmt" and section == "numFmts":
                own[int(facts["numFmtId"])] = facts["formatCode"]
            elif name == "xf" and section == "cellXfs":
                styles.append(int(facts.get("numFmtId", "0")))

        def end(name: str) -> None:
            nonlocal section
            section = "" if name == section else section

        for _ in self.package.events(self._styles_part, start, end, _nothing):
            pass
        return [own.get(style, BUILTIN_FORMATS.get(style, GENERAL)) for style in styles]

    @cached_property
    def moments(self) -> frozenset[int]:
        """The styles under which a number is a date or a clock time."""
        return frozenset(
            style
            for style, code in enumerate(self.formats)
            if is_date_format(code) or is_timedelta_format(code)
        )


def _nothing(*_: object) -> None:
    """Pass over what is of no use here."""


def unescaped(text: str) -> str:
    """Return a text as a spreadsheet shows it: ``_x000D_`` stands for a control character."""
    return _ESCAPED.sub(_control, text) if "_x" in text else text


def _control(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if 0 < code < ord(" ") else match[0]
