"""The shipped tables of codes, read when first asked for."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path

from payer_rules.code_set import CodeSet, parse_code_set
from payer_rules.files import HOME

FOLDER = HOME / "code_sets"


class CodeSets:
    """Every table of codes by its name.

    Columns of their own: ``time_bases`` base, minutes, family, part; ``evaluation_codes`` kind,
    discipline; ``modifiers`` kind, meaning, ncci; ``fees`` status, work, pe_nonfacility,
    pe_facility, mp, mult_proc, conversion_factor; ``gpci`` mac, locality, year, work, pe, mp
    (code ``mac-locality``); ``code_labels`` label; ``placeholders`` kind; ``telehealth_codes``
    listed.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        """Point at a folder of tables; nothing is read yet."""
        self._folder = folder

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
        return self._read("fees")

    @cached_property
    def gpci(self) -> CodeSet:
        """Geographic factors by ``mac-locality`` and year."""
        return self._read("gpci")

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
    def report_authors(self) -> CodeSet:
        """Credentials, in the place of codes: whether their holder's progress report counts."""
        return self._read("report_authors")

    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of every table by file name, read or not."""
        return {
            f"code_sets/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self._folder.glob("*.csv"))
        }

    def files(self) -> dict[str, bytes]:
        """Return the bytes of every table by file name, to keep beside a run."""
        return {
            f"code_sets/{path.name}": path.read_bytes()
            for path in sorted(self._folder.glob("*.csv"))
        }

    def _read(self, name: str) -> CodeSet:
        path = self._folder / f"{name}.csv"
        return parse_code_set(f"code_sets/{path.name}", path.read_text(encoding="utf-8"))


def load_code_sets(folder: Path = FOLDER) -> CodeSets:
    """Return the shipped tables of codes."""
    return CodeSets(folder)
