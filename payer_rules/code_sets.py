"""The tables of codes, shipped and imported, read when first asked for."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path

from payer_rules import pair_tables, unit_limits
from payer_rules.code_set import CodeSet, parse_code_set
from payer_rules.editions import Edition, imported_editions, spliced
from payer_rules.files import HOME
from payer_rules.ncci import TABLES, PairEdition, PairEdits
from payer_rules.unit_limits import LimitEdition, UnitLimitTables

FOLDER = HOME / "code_sets"


class CodeSets:
    """Every table of codes by its name.

    Columns of their own: ``time_bases`` base, minutes, family, part; ``evaluation_codes`` kind,
    discipline; ``modifiers`` kind, meaning, ncci; ``fees`` status, work, pe_nonfacility,
    pe_facility, mp, mult_proc, conversion_factor; ``gpci`` mac, locality, year, work, pe, mp
    (code ``mac-locality``); ``code_labels`` label; ``placeholders`` kind; ``telehealth_codes``
    listed; ``modifier_scopes`` only_on; ``group_codes`` kind; ``retired_codes`` family,
    replacement, says. Pairs of codes and unit limits are looked up in another way:
    ``payer_rules.ncci``, ``payer_rules.unit_limits``.
    """

    def __init__(self, folder: Path = FOLDER, imported: Path | None = None) -> None:
        """Point at a folder of tables and one of imported editions; nothing is read yet.

        Args:
            folder: the shipped tables.
            imported: editions that take the place of shipped rows (``payer_rules.editions``); a
                folder that is not there holds none.
        """
        self._folder, self._imported = folder, imported

    @cached_property
    def always_therapy(self) -> CodeSet:
        """Codes that carry GP, GO or GN whoever furnishes them."""
        return self._read("always_therapy")

    @cached_property
    def sometimes_therapy(self) -> CodeSet:
        """Codes that carry one when furnished by a therapist or under a therapy plan."""
        return self._read("sometimes_therapy")

    @cached_property
    def time_bases(self) -> CodeSet:
        """How time makes units of a code: ``15min_pool``, another time, untimed, monitoring."""
        return self._read("time_bases")

    @cached_property
    def evaluation_codes(self) -> CodeSet:
        """Initial evaluations and re-evaluations, with the discipline where only one bills it."""
        return self._read("evaluation_codes")

    @cached_property
    def modifiers(self) -> CodeSet:
        """Modifiers, in the place of codes, with their kind."""
        return self._read("modifiers")

    @cached_property
    def quality_codes(self) -> CodeSet:
        """Codes that report quality or function and are not paid."""
        return self._read("quality_codes")

    @cached_property
    def supply_codes(self) -> CodeSet:
        """Supplies and orthotics, outside the therapy rules."""
        return self._read("supply_codes")

    @cached_property
    def placeholders(self) -> CodeSet:
        """What people type where a number is missing; upper case, trimmed."""
        return self._read("placeholders")

    @cached_property
    def fees(self) -> CodeSet:
        """National Medicare fee inputs by code and year."""
        return self._dated("fees")

    @cached_property
    def gpci(self) -> CodeSet:
        """Geographic factors by ``mac-locality`` and year."""
        return self._dated("gpci")

    @cached_property
    def pair_edits(self) -> PairEdits:
        """Pairs of codes that are not paid together, by table, edition and day."""
        path = self._folder / "ncci_pairs.csv"
        text = path.read_text(encoding="utf-8")
        shipped = pair_tables.shipped_pairs(f"code_sets/{path.name}", text)
        return PairEdits(
            [
                pair_tables.with_imported(own, self._imported_pairs(table))
                for table, own in zip(TABLES, shipped, strict=True)
            ]
        )

    @cached_property
    def unit_limits(self) -> UnitLimitTables:
        """Medically unlikely units by table, edition and day."""
        path = self._folder / "unit_limits.csv"
        text = path.read_text(encoding="utf-8")
        shipped = unit_limits.shipped_limits(f"code_sets/{path.name}", text)
        return UnitLimitTables(
            [
                unit_limits.with_imported(own, self._imported_limits(table))
                for table, own in zip(TABLES, shipped, strict=True)
            ]
        )

    @cached_property
    def code_labels(self) -> CodeSet:
        """Short labels of our own for people who do not know the numbers."""
        return self._read("code_labels")

    @cached_property
    def telehealth_codes(self) -> CodeSet:
        """Codes that are, or surely are not, on Medicare's list of telehealth services."""
        return self._read("telehealth_codes")

    @cached_property
    def telehealth_places(self) -> CodeSet:
        """Places of service that say telehealth, or may stand beside a telehealth modifier."""
        return self._read("telehealth_places")

    @cached_property
    def supervised_modalities(self) -> CodeSet:
        """Modalities without one-on-one contact, which may share minutes with other services."""
        return self._read("supervised_modalities")

    @cached_property
    def device_supply(self) -> CodeSet:
        """Monitoring codes for a device and its data, outside the assistant's share."""
        return self._read("device_supply")

    @cached_property
    def certifiers(self) -> CodeSet:
        """Credentials, in the place of codes: whether their holder may certify a plan of care."""
        return self._read("certifiers")

    @cached_property
    def modifier_scopes(self) -> CodeSet:
        """Modifiers, in the place of codes, that lift a pair's edit on some lines only."""
        return self._read("modifier_scopes")

    @cached_property
    def group_codes(self) -> CodeSet:
        """Services for several people at once, with their kind."""
        return self._read("group_codes")

    @cached_property
    def retired_codes(self) -> CodeSet:
        """Codes on the days on which they are not valid, for all payers or for Medicare's."""
        return self._read("retired_codes")

    @cached_property
    def report_authors(self) -> CodeSet:
        """Credentials, in the place of codes: whether their holder's progress report counts."""
        return self._read("report_authors")

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """The imported editions, in order of kind, table and first day.

        Raises:
            PayerRuleError: the folder or a file's name is not what it should be.
        """
        return tuple(imported_editions(self._imported))

    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of every table by file name, read or not, imported ones too."""
        return {name: hashlib.sha256(text).hexdigest() for name, text in self.files().items()}

    def files(self) -> dict[str, bytes]:
        """Return the bytes of every table by file name, to keep beside a run."""
        shipped = {
            f"code_sets/{path.name}": path.read_bytes()
            for path in sorted(self._folder.glob("*.csv"))
        }
        return shipped | {one.name: one.path.read_bytes() for one in self.editions}

    def check_imported(self) -> None:
        """Read every imported edition, so that a damaged one is named before a night begins.

        Raises:
            PayerRuleError: an edition is damaged; the sentence names file and line.
        """
        if self.editions:
            _ = self.pair_edits, self.unit_limits, self.fees, self.gpci

    def _editions(self, kind: str, table: str = "") -> list[Edition]:
        return [one for one in self.editions if (one.kind, one.table) == (kind, table)]

    def _imported_pairs(self, table: str) -> list[PairEdition]:
        read = [(one, one.rows()) for one in self._editions("ncci", table)]
        return [
            pair_tables.imported_pairs(rows, _source(one), one.last)
            for one, rows in read
            if pair_tables.is_whole(rows)
        ]

    def _imported_limits(self, table: str) -> list[LimitEdition]:
        return [
            unit_limits.imported_limits(one.rows(), _source(one), one.first, one.last)
            for one in self._editions("mue", table)
        ]

    def _dated(self, name: str) -> CodeSet:
        """Return a shipped table with imported editions in the place of rows of their days."""
        shipped = self._read(name)
        editions = [(one, parse_code_set(one.name, one.text())) for one in self._editions(name)]
        return spliced(shipped, editions) if editions else shipped

    def _read(self, name: str) -> CodeSet:
        path = self._folder / f"{name}.csv"
        return parse_code_set(f"code_sets/{path.name}", path.read_text(encoding="utf-8"))


def _source(edition: Edition) -> str:
    kind = {"ncci": "CMS NCCI PTP file", "mue": "CMS MUE file"}[edition.kind]
    return f"{kind}, {edition.table} {edition.label}"


def load_code_sets(folder: Path = FOLDER, imported: Path | None = None) -> CodeSets:
    """Return the tables of codes.

    Args:
        folder: the shipped tables.
        imported: a folder of imported editions, read at once.

    Raises:
        PayerRuleError: an imported edition is damaged.
    """
    sets = CodeSets(folder, imported)
    sets.check_imported()
    return sets
