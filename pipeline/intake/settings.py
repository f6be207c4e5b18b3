"""How an office's exports are to be read. Everything is declared; nothing is guessed."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field

from payer_rules.rulebook import UsedFile
from pipeline.intake.dates import DateFormat
from pipeline.intake.map_files import ColumnMap

ISO = "%Y-%m-%d"
EVERY_COLUMN = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeSettings:
    """Reading rules of one office.

    Attributes:
        date_formats: table -> column (or ``"*"``) -> exact formats; ISO where nothing is declared.
        legacy_encoding: codec tried last, after UTF-8 and UTF-16 with a mark; None for none.
        delimiter: one ASCII character between fields.
        set_aside_codes: procedure codes of the office that are not billable.
        column_maps: table -> maps of foreign layouts; a file's headings tell which is meant.
        sheets: table -> name of the sheet to read in its workbooks; without one, the first sheet.
        max_bytes: largest file; max_workbook_bytes: largest workbook, as it lies on the disk.
        max_rows: most rows of a Parquet file, whose size on the disk says little; max_columns:
            most headings; max_field: longest free text in characters.
        reject_share: a file with a larger share of rejected records is refused, once it has
            ``reject_share_from`` records.
        settle_seconds: wait between looks at a file that changes; settle_attempts: looks.

    Raises:
        ValueError: a setting that could only be guessed at (a configuration fault, exit 2).
    """

    date_formats: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    legacy_encoding: str | None = None
    delimiter: str = ","
    set_aside_codes: frozenset[str] = frozenset()
    column_maps: Mapping[str, tuple[ColumnMap, ...]] = field(default_factory=dict)
    sheets: Mapping[str, str] = field(default_factory=dict)
    max_bytes: int = 4 * 1024**3
    max_workbook_bytes: int = 256 * 1024**2
    max_rows: int = 20_000_000
    max_columns: int = 500
    max_field: int = 32_000
    reject_share: float = 0.05
    reject_share_from: int = 20
    settle_seconds: float = 0.5
    settle_attempts: int = 4

    def __post_init__(self) -> None:
        """Refuse what cannot be read exactly."""
        if len(self.delimiter) != 1 or self.delimiter in '"\r\n\0 ' or not self.delimiter.isascii():
            raise ValueError("the delimiter must be one ASCII character, no quote or line break")
        if self.legacy_encoding is not None and not _keeps_ascii(self.legacy_encoding):
            raise ValueError("the legacy encoding must be a known one-byte codec such as cp1252")
        for columns in self.date_formats.values():
            for formats in columns.values():
                if isinstance(formats, str):
                    raise ValueError("date formats are a list, also when there is only one")
                for pattern in formats:
                    DateFormat.of(pattern)

    @property
    def map_files(self) -> dict[str, UsedFile]:
        """The files that the column maps were read from, by name."""
        maps = (one for several in self.column_maps.values() for one in several)
        return {file.name: file for one in maps for file in one.files}

    def map_hashes(self) -> dict[str, str]:
        """Return the SHA-256 of each of these files, by name."""
        return {name: file.sha256 for name, file in self.map_files.items()}

    def formats_of(self, table: str, column: str) -> tuple[DateFormat, ...]:
        """Return the date formats declared for a column, ISO when there are none."""
        declared = self.date_formats.get(table, {})
        formats = declared.get(column, declared.get(EVERY_COLUMN, ()))
        return tuple(DateFormat.of(pattern) for pattern in formats or (ISO,))


def _keeps_ascii(encoding: str) -> bool:
    """Line ends and delimiters must be the bytes that they are in ASCII, one byte a character."""
    try:
        codecs.lookup(encoding)
        ascii_bytes = bytes(range(128))
        return ascii_bytes.decode(encoding).encode(encoding) == ascii_bytes and _one_byte(encoding)
    except (LookupError, UnicodeError, ValueError):
        return False


def _one_byte(encoding: str) -> bool:
    return all(len(bytes([byte]).decode(encoding, "ignore")) <= 1 for byte in range(256)) and (
        sum(bool(bytes([byte]).decode(encoding, "ignore")) for byte in range(128, 256)) > 64  # noqa: PLR2004
    )
