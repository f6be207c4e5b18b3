"""The files to read among those given, in zips too: held still, found harmless, picked by kind."""

from __future__ import annotations

import struct
import tempfile
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from pipeline.failures import ArgumentsError
from pipeline.imports.names import FEES, NCCI, OF_KIND, said_by_name
from pipeline.imports.quarters import Said, joined
from pipeline.intake.errors import IntakeError, safe_stem
from pipeline.intake.held import Held, hold
from pipeline.intake.package import MOST_OF_A_PART, MOST_OF_ALL, MOST_RATIO, RATIO_FROM
from pipeline.intake.settings import IntakeSettings
from pipeline.intake.workbooks import Workbook

ZIP, TEXT, CSV, WORKBOOK = ".zip", ".txt", ".csv", ".xlsx"
READ = (TEXT, CSV, WORKBOOK)
# The text of a fee file is of fixed width and its workbook the same as its csv.
ORDER = {NCCI: (TEXT, CSV, WORKBOOK)}
ORDER_OF_OTHERS = (CSV, TEXT, WORKBOOK)
MOST_MEMBERS = 500
SETTINGS = IntakeSettings()
_ENCRYPTED = 0x1
_CHUNK = 1 << 20
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, KeyError, IndexError,
    ValueError, OverflowError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What zipfile raises on bytes that make no sense."""
DAMAGED = "the zip is damaged; download it again"
DAMAGED_BOOK = "the workbook is damaged; download it again"


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read: held still, whether it is a workbook, and what its names say."""

    held: Held
    workbook: bool
    said: Said


@dataclass(frozen=True, slots=True)
class _Found:
    path: Path
    shown: str
    name: str
    zip_name: str = ""

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.name).suffix.casefold()

    @property
    def stem(self) -> str:
        return PurePosixPath(self.name).stem.casefold()


@contextmanager
def sources_of(kind: str, paths: Sequence[Path], *, qualifying: bool) -> Iterator[list[Source]]:
    """Hold the files of a kind among those given; members of zips lie aside meanwhile.

    Args:
        kind: which kind is wanted.
        paths: what was named on the command line.
        qualifying: of two fee files, read the one for qualifying participants.

    Raises:
        IntakeError: a file or zip that cannot be used. ArgumentsError: the same file twice, or
        only the fee file that was not asked for.
    """
    with tempfile.TemporaryDirectory(prefix="claimscrub-import-") as aside:
        found: list[_Found] = []
        for number, path in enumerate(paths, 1):
            found += _files_at(path, kind, number, Path(aside) / str(number))
        chosen = _chosen(kind, found)
        if kind == FEES:
            chosen = _of_factor(chosen, qualifying=qualifying)
        yield [_source(one) for one in chosen]


def _source(found: _Found) -> Source:
    workbook = found.suffix == WORKBOOK
    most = SETTINGS.max_workbook_bytes if workbook else SETTINGS.max_bytes
    held = hold(found.path, found.shown, SETTINGS, most)
    held.place = "row" if workbook else "line"
    if workbook:
        _check_sums(held)
    said, differing = joined(said_by_name(name) for name in (found.name, found.zip_name) if name)
    if differing:
        raise held.fail(f"its name and that of its zip give another {differing}")
    return Source(held, workbook, said)


def _check_sums(held: Held) -> None:
    """Refuse a workbook of which any part is not as it was packed; it was found harmless before."""
    with Workbook(held):
        pass
    try:
        with held.opened() as stream, zipfile.ZipFile(stream) as package:
            damaged = package.testzip() is not None
    except _DAMAGE:
        damaged = True
    if damaged:
        raise held.fail(DAMAGED_BOOK)


def _files_at(path: Path, kind: str, number: int, aside: Path) -> list[_Found]:
    shown = _shown(PurePosixPath(path.name), kind, number)
    if path.suffix.casefold() == ZIP:
        return _unpacked(path, shown, kind, aside)
    if path.suffix.casefold() not in READ:
        sentence = "files as CMS publishes them end in .zip, .txt, .csv or .xlsx"
        raise IntakeError(shown, sentence, path=path)
    return [_Found(path, shown, path.name)]


def _unpacked(path: Path, shown: str, kind: str, aside: Path) -> list[_Found]:
    held = hold(path, shown, SETTINGS, SETTINGS.max_bytes)
    found = []
    with held.opened() as stream, _package(held, stream) as package:
        for number, info in enumerate(_members(held, package, kind), 1):
            name = PurePosixPath(PurePosixPath(info.filename).name)
            place = aside / str(number) / f"member{name.suffix.casefold()}"
            place.parent.mkdir(parents=True)
            with place.open("xb") as outside:
                for piece in _pieces(held, package, info):
                    outside.write(piece)
            told = f"{shown}: {_shown(name, kind, number)}"
            found.append(_Found(place, told, name.name, path.name))
    held.check_unchanged()
    return found


def _package(held: Held, stream: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except _DAMAGE:
        raise held.fail(DAMAGED) from None


def _pieces(held: Held, package: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Read a member to its end, where its sum is checked."""
    try:
        with package.open(info) as inside:
            while piece := inside.read(_CHUNK):
                yield piece
    except _DAMAGE:
        raise held.fail(DAMAGED) from None


def _members(held: Held, package: zipfile.ZipFile, kind: str) -> list[zipfile.ZipInfo]:
    """Return the members to read, none of which is unpacked before all were looked over."""
    infos = package.infolist()
    problem = _problem(infos)
    if problem:
        raise held.fail(problem)
    files = [info for info in infos if PurePosixPath(info.filename).suffix.casefold() in READ]
    named = [
        info for info in files if OF_KIND[kind].search(PurePosixPath(info.filename).name.casefold())
    ]
    if not named and len(files) == 1:
        named = files
    if not named:
        raise held.fail(f"the zip holds no {kind} file (.txt, .csv or .xlsx)")
    return named


def _problem(infos: Sequence[zipfile.ZipInfo]) -> str:
    names = [info.filename.casefold() for info in infos]
    methods = {info.compress_type for info in infos}
    problems = {
        f"the zip holds more than {MOST_MEMBERS} files": len(infos) > MOST_MEMBERS,
        "the zip holds two files of one name": len(set(names)) < len(names),
        "the zip holds a file whose name leads out of it": any(
            _leads_out(info.orig_filename) for info in infos
        ),
        "a file in the zip is encrypted": any(info.flag_bits & _ENCRYPTED for info in infos),
        "the zip is packed in a way that CMS does not use": not methods
        <= {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED},
        "the zip unpacks to far more than CMS publishes": _is_bomb(infos),
    }
    return next((problem for problem, is_so in problems.items() if is_so), "")


def _leads_out(name: str) -> bool:
    parts = name.split("/")
    return ".." in parts or name.startswith("/") or any(mark in name for mark in "\\:\0")


def _is_bomb(infos: Sequence[zipfile.ZipInfo]) -> bool:
    return sum(info.file_size for info in infos) > MOST_OF_ALL or any(
        info.file_size > MOST_OF_A_PART
        or (info.file_size > RATIO_FROM and info.file_size > MOST_RATIO * info.compress_size)
        for info in infos
    )


def _chosen(kind: str, found: Sequence[_Found]) -> list[_Found]:
    """Take one file of those that differ by their ending only."""
    alike: defaultdict[str, list[_Found]] = defaultdict(list)
    for one in found:
        alike[one.stem].append(one)
    order = ORDER.get(kind, ORDER_OF_OTHERS)
    chosen = []
    for several in alike.values():
        suffixes = [one.suffix for one in several]
        if len(set(suffixes)) < len(suffixes):
            raise ArgumentsError(f"{several[0].shown}: the same file is given twice")
        chosen.append(min(several, key=lambda one: order.index(one.suffix)))
    return sorted(chosen, key=lambda one: (one.stem, one.shown))


def _of_factor(chosen: Sequence[_Found], *, qualifying: bool) -> list[_Found]:
    """Of fee files, keep those with the conversion factor that was asked for."""
    kept = [one for one in chosen if bool(said_by_name(one.name).qualifying) is qualifying]
    if kept:
        return kept
    if qualifying:
        raise ArgumentsError(f"{chosen[0].shown}: not the file for qualifying participants (QPP)")
    raise ArgumentsError(
        f"{chosen[0].shown}: its conversion factor is for qualifying participants (QPP) only; "
        "take the nonQPP file, or say --qualifying"
    )


def _shown(name: PurePosixPath, kind: str, number: int) -> str:
    """Return the name for messages: the file's own where it is harmless."""
    path = Path(name.name)
    if safe_stem(path, kind, number) == path.stem.casefold():
        return path.name
    return f"{kind}_{number}{path.suffix if path.suffix.casefold() in (*READ, ZIP) else ''}"
