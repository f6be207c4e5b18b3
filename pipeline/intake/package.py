"""The zip package of a workbook: looked over before anything in it is unpacked.

A workbook may come from anybody. Nothing is written to the disk; the parts are read as streams of
XML events without a tree, so that what a part unpacks to never lies in memory as a whole.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers.expat import ExpatError

import openpyxl
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from pipeline.intake.errors import IntakeError
from pipeline.intake.held import Held

MOST_PARTS = 5_000
MOST_OF_A_PART = 1024**3
MOST_OF_ALL = 2 * 1024**3
MOST_RATIO, RATIO_FROM = 200, 16 * 1024**2
_CHUNK = 1 << 16
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = 0x1
_DAMAGE = (
    ExpatError, zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, KeyError,
    IndexError, ValueError, OverflowError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What zipfile, expat and the readers of parts raise on bytes that make no sense."""
DAMAGED = "the workbook is damaged; open it in Excel, save it anew and run again"
NO_WORKBOOK = "this is not a workbook (.xlsx), whatever its name says"
OLD_OR_LOCKED = (
    "this is an old workbook (.xls) or one with a password; save it as .xlsx without a password"
)
LOCKED = "a part of the workbook is encrypted; save it without a password"
MACROS = "the workbook holds macros; save it as .xlsx without them"
BINARY = "this is a binary workbook; save it as .xlsx"
TOO_MANY_PARTS = "the workbook has more than {most:,} parts"
STRANGE_NAME = "the workbook has a part whose name leads out of it"
SAME_NAME = "the workbook has two parts of one name"
STRANGE_ZIP = "the workbook is packed in a way that spreadsheets do not use"
BOMB = "the workbook unpacks to far more than a workbook of this size holds"
NO_DOCUMENT_TYPES = "the workbook holds a document type or an entity, which no spreadsheet writes"

Start = Callable[[str, dict[str, str]], None]


class Package:
    """A workbook's zip file, found harmless.

    Raises:
        IntakeError: not a zip file, encrypted, with macros, or one that would not end well.
    """

    def __init__(self, file: Held, *, bound: bool = True) -> None:
        if not openpyxl.DEFUSEDXML:
            raise RuntimeError("defusedxml is not in use; the installation is not whole")
        self.file = file
        self._stream = file.opened()
        try:
            self._open(bound)
        except IntakeError:
            self.close()
            raise

    def _open(self, bound: bool) -> None:
        if self._stream.read(len(_OLD_OFFICE)) == _OLD_OFFICE:
            raise self.file.fail(OLD_OR_LOCKED)
        problem = ""
        try:
            self._zip = zipfile.ZipFile(self._stream)
        except zipfile.BadZipFile:
            problem = NO_WORKBOOK
        except _DAMAGE:
            problem = DAMAGED
        problem = problem or _problem(self._zip.infolist(), bound)
        if problem:
            raise self.file.fail(problem)
        self.parts = frozenset(self._zip.namelist())

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()

    def events(
        self, part: str, start: Start, end: Callable[[str], None], text: Callable[[str], None]
    ) -> Iterator[None]:
        """Read a part, handing over its elements; yields after every piece of it.

        ``start`` takes an element's name without its namespace, and its attributes; ``end`` the
        name; ``text`` a piece of text.

        Raises:
            IntakeError: the part is damaged, or holds what no spreadsheet writes.
        """
        parser: Any = DefusedXMLParser(forbid_dtd=True).parser
        parser.StartElementHandler = lambda name, found: start(name.rpartition("}")[2], found)
        parser.EndElementHandler = lambda name: end(name.rpartition("}")[2])
        parser.CharacterDataHandler = text
        parser.buffer_text = True
        parser.ordered_attributes = False
        problem = ""
        try:
            with self._zip.open(part) as stream:
                while piece := stream.read(_CHUNK):
                    parser.Parse(piece, False)
                    yield
                parser.Parse(b"", True)
                yield
        except DefusedXmlException:
            problem = NO_DOCUMENT_TYPES
        except _DAMAGE:
            problem = DAMAGED
        if problem:
            raise self.file.fail(problem)


def _problem(infos: list[zipfile.ZipInfo], bound: bool) -> str:
    """Say what is wrong with a package by its list of parts, "" for nothing."""
    names = [info.filename.casefold() for info in infos]
    methods = {info.compress_type for info in infos}
    problems = {
        TOO_MANY_PARTS.format(most=MOST_PARTS): len(names) > MOST_PARTS,
        SAME_NAME: len(set(names)) < len(names),
        # zipfile cuts a name at a NUL; the name that stood there is kept beside it.
        STRANGE_NAME: any(_leads_out(info.orig_filename) for info in infos),
        LOCKED: any(info.flag_bits & _ENCRYPTED for info in infos),
        STRANGE_ZIP: not methods <= {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED},
        MACROS: any(map(_is_macro, names)),
        BOMB: bound and _is_bomb(infos),
    }
    return next((problem for problem, is_so in problems.items() if is_so), "")


def _leads_out(name: str) -> bool:
    parts = name.split("/")
    return ".." in parts or name.startswith("/") or any(mark in name for mark in "\\:\0")


def _is_macro(name: str) -> bool:
    return name.endswith("vbaproject.bin") or "/macrosheets/" in name


def _is_bomb(infos: list[zipfile.ZipInfo]) -> bool:
    """Whether the parts unpack to more than sheets of the size that they have do."""
    if sum(info.file_size for info in infos) > MOST_OF_ALL:
        return True
    return any(
        info.file_size > MOST_OF_A_PART
        or (info.file_size > RATIO_FROM and info.file_size > MOST_RATIO * info.compress_size)
        for info in infos
    )
