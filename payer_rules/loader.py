"""Reading payer files and site files: the only code that does.

The shipped files stand beside this module. A site's folder is laid over them and never replaces
them: a file whose id is defined elsewhere holds overrides only, a new id is a payer of its own.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from re import search
from typing import Any

from pydantic import ValidationError

from payer_rules.cases import PayerCase
from payer_rules.errors import (
    PayerRuleError,
    from_validation,
    nearest,
    place_of_entry,
    raise_first,
)
from payer_rules.files import HOME, PAYER_NAMES, SITE_NAMES, PayerFile, PayerHeader, SiteFile
from payer_rules.layers import Layer, Payer, layer_of, overlaps
from payer_rules.model import Entry
from payer_rules.rulebook import RuleBook, UsedFile
from payer_rules.site import Site

SITE_FILE = "site.toml"
COLUMN_MAPS = "column_maps"
"""Folder beside the site file whose files say how exports are read; they are no payer files."""


@dataclass(frozen=True, slots=True)
class _Read:
    name: str
    text: str
    model: PayerHeader
    of_site: bool

    @property
    def defines(self) -> bool:
        return self.model.name is not None

    def error(self, where: str, problem: str) -> PayerRuleError:
        return PayerRuleError(self.name, where, problem)

    def entry_error(self, entry: Entry, problem: str) -> PayerRuleError:
        return self.error(place_of_entry(self.text, entry.knob, entry.number), problem)


def load_rulebook(site_dir: Path | None = None, shipped: Path = HOME) -> RuleBook:
    """Read the shipped payer files and, over them, every ``*.toml`` below a site's folder.

    Args:
        site_dir: the site's folder (``--payer-rules``); ``site.toml`` in it is not a payer file.
        shipped: where the shipped files lie; another folder for those of a past night.

    Returns:
        The rule book.

    Raises:
        PayerRuleError: the first fault, with all others in ``more``.
    """
    errors: list[PayerRuleError] = []
    reads: list[_Read] = []
    used: list[UsedFile] = []
    for name, path in _paths(site_dir, shipped):
        try:
            data = path.read_bytes()
            used.append(UsedFile(name, hashlib.sha256(data).hexdigest(), data))
            reads.append(_read_payer_file(name, data, of_site=name.startswith("site/")))
        except OSError:
            errors.append(PayerRuleError(name, "", "cannot be read"))
        except PayerRuleError as error:
            errors += [error, *error.more]
    raise_first(errors)
    payers = _assemble(reads, errors)
    raise_first(errors)
    cases = tuple(
        PayerCase(read.model.id, read.name, number, case)
        for read in reads
        for number, case in enumerate(read.model.case, 1)
    )
    return RuleBook(payers, tuple(used), cases)


def load_site(path: Path | None) -> Site:
    """Read a site file; without one the office is ``main`` with no payers mapped.

    Raises:
        PayerRuleError: the file is missing, not TOML, or holds what a site file must not.
    """
    if path is None:
        return Site.from_file("", SiteFile())
    name = path.name
    try:
        data = path.read_bytes()
    except OSError:
        raise PayerRuleError(str(path), "", "cannot be read") from None
    text, table = read_toml(name, data)
    try:
        model = SiteFile.model_validate(table)
    except ValidationError as error:
        raise_first(from_validation(error, name, text, SITE_NAMES))
        raise
    return Site.from_file(name, model)


def _paths(site_dir: Path | None, shipped: Path) -> list[tuple[str, Path]]:
    files = sorted(shipped.rglob("*.toml"))
    found = [(path.relative_to(shipped).as_posix(), path) for path in files]
    if site_dir is None:
        return found
    if not site_dir.is_dir():
        raise PayerRuleError(str(site_dir), "", "is not a folder")
    return found + [
        (f"site/{path.relative_to(site_dir).as_posix()}", path)
        for path in sorted(site_dir.rglob("*.toml"))
        if path.name != SITE_FILE and path.is_file() and path.parent.name != COLUMN_MAPS
    ]


def read_toml(name: str, data: bytes) -> tuple[str, dict[str, Any]]:
    """Return the text of a TOML file and what it holds.

    Raises:
        PayerRuleError: not UTF-8 or not TOML; names the place, quotes nothing.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PayerRuleError(name, "", "is not UTF-8 text") from None
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # The parser's own words may quote the file, so only the place is taken from them.
        found = search(r"\(at line (\d+), column (\d+)\)\Z", str(error))
        where = f"line {found[1]}, column {found[2]}" if found else "at its end"
        raise PayerRuleError(name, where, "is not valid TOML") from None
    except (RecursionError, ValueError):
        raise PayerRuleError(name, "", "is not valid TOML") from None


def _read_payer_file(name: str, data: bytes, *, of_site: bool) -> _Read:
    text, table = read_toml(name, data)
    try:
        model = PayerFile.model_validate(table)
    except ValidationError as error:
        raise_first(from_validation(error, name, text, PAYER_NAMES))
        raise
    return _Read(name, text, model, of_site)


def _assemble(reads: Sequence[_Read], errors: list[PayerRuleError]) -> dict[str, Payer]:
    definitions: dict[str, _Read] = {}
    for read in reads:
        if read.defines and read.model.id in definitions:
            first = definitions[read.model.id]
            errors.append(read.error("", _second_definition(first)))
        elif read.defines:
            definitions[read.model.id] = read
    overrides: defaultdict[str, list[_Read]] = defaultdict(list)
    for read in reads:
        _place_entries(read)
        if not read.defines:
            overrides[read.model.id].append(read)
            errors += _override_faults(read, definitions)
        else:
            errors += _definition_faults(read, definitions)
    if errors:
        return {}
    layers = {
        (role, payer): _layer(role, of_payer, errors)
        for payer, definition in definitions.items()
        for role, of_payer in (("override", overrides[payer]), ("file", [definition]))
    }
    return {payer: _payer(payer, definitions, layers) for payer in definitions}


def _second_definition(first: _Read) -> str:
    if first.of_site:
        return f'defines a payer that {first.name} defines too; overrides carry no "name"'
    return 'has the id of a shipped payer, so it may hold overrides only and carries no "name"'


def _payer(
    payer: str, definitions: dict[str, _Read], layers: dict[tuple[str, str], Layer]
) -> Payer:
    model = definitions[payer].model
    line, found = model.line_of_business, [layers["override", payer], layers["file", payer]]
    if model.extends is not None:
        found += [layers["override", model.extends], layers["file", model.extends]]
        line = line or definitions[model.extends].model.line_of_business
    kept = tuple(layer for layer in found if layer.entries)
    return Payer(payer, model.name or payer, line, model.extends, kept)


def _layer(role: str, reads: Sequence[_Read], errors: list[PayerRuleError]) -> Layer:
    entries = [entry for read in reads for entry in read.model.all_entries()]
    layer = layer_of(role, entries)
    place = {
        id(entry): (read.name, place_of_entry(read.text, entry.knob, entry.number))
        for read in reads
        for entry in read.model.all_entries()
    }
    errors += overlaps(layer, place)
    return layer


def _place_entries(read: _Read) -> None:
    counts: defaultdict[str, int] = defaultdict(int)
    for entry in read.model.all_entries():
        counts[entry.knob] += 1
        entry.at_home(
            read.name, counts[entry.knob], of_site=read.of_site, override=not read.defines
        )


def _override_faults(read: _Read, definitions: dict[str, _Read]) -> list[PayerRuleError]:
    model = read.model
    if model.id not in definitions:
        close = nearest(model.id, definitions)
        return [
            read.error(
                "",
                'has an id that no file defines: a new payer needs "name" and '
                f'"line_of_business"{close}',
            )
        ]
    errors = [
        read.error("", f'holds overrides only, so "{key}" does not belong in it')
        for key in ("extends", "line_of_business")
        if getattr(model, key) is not None
    ]
    for entry in model.all_entries():
        missing = [n for n in ("reason", "author", "expires") if getattr(entry, n) is None]
        if missing:
            errors.append(read.entry_error(entry, f'an override needs "{missing[0]}"'))
    return errors


def _definition_faults(read: _Read, definitions: dict[str, _Read]) -> list[PayerRuleError]:
    model, errors = read.model, []
    base = definitions.get(model.extends) if model.extends else None
    if model.extends and base is None:
        known = nearest(model.extends, definitions)
        errors.append(read.error("", f'"extends" names a file that is not there{known}'))
    elif base is not None and base.model.extends is not None:
        errors.append(
            read.error("", '"extends" goes one level only, and that file extends another')
        )
    no_line = model.line_of_business is None and not (base and base.model.line_of_business)
    if no_line and read.of_site:
        errors.append(read.error("", '"line_of_business" is missing'))
    for entry in model.all_entries():
        missing = [n for n in ("citation", "grade") if getattr(entry, n) is None]
        if missing:
            errors.append(read.entry_error(entry, f'"{missing[0]}" is missing'))
    return errors
