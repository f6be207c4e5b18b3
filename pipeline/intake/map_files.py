"""Reading column maps: those that ship, and an office's own beside its site file.

An office's map has a name of its own; it may extend a shipped map, one level deep, and then says
only what differs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from pydantic import ValidationError

from payer_rules.errors import PayerRuleError, from_validation, nearest, raise_first
from payer_rules.loader import COLUMN_MAPS, read_toml
from payer_rules.model import field_names
from payer_rules.rulebook import UsedFile
from pipeline.intake.column_map import MapColumn, MapFile, RowKind
from pipeline.intake.map_checks import (
    columns_not_given,
    faults_of_map,
    spelled,
    used_headings,
)

HOME = Path(__file__).parent / COLUMN_MAPS
"""The folder of the shipped maps."""
MAP_NAMES: dict[tuple[str, ...], list[str]] = {
    (): field_names(MapFile),
    ("rows",): field_names(RowKind),
}


@dataclass(frozen=True)
class ColumnMap:
    """A map that holds together, the one that it extends laid below it.

    Attributes:
        name: the file's name without its ending.
        table: the table of ours that it makes.
        rules: what it says.
        files: the files that it was read from, its own first.
    """

    name: str
    table: str
    rules: MapFile
    files: tuple[UsedFile, ...]

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The headings that a file of this layout must have."""
        optional = self.rules.optional or ()
        return tuple(name for name in used_headings(self.rules) if name not in optional)

    def found_in(self, cells: Iterable[str]) -> list[str]:
        """Return the declared name of each heading of a file, "" where the map does not read it."""
        exact = self.rules.exact_headings
        declared = {spelled(name, exact=exact): name for name in used_headings(self.rules)}
        return [declared.get(spelled(cell, exact=exact), "") for cell in cells]

    def fits(self, cells: Iterable[str]) -> bool:
        """Whether a row could be the heading of this layout: all that it needs is there."""
        return set(self.found_in(cells)).issuperset(self.needed)


def load_maps(
    names: Mapping[str, Iterable[str]], site_file: Path, shipped_maps: Path = HOME
) -> list[ColumnMap]:
    """Read the maps that a site file names.

    Args:
        names: table to the names of its maps.
        site_file: the site file; the office's own maps are in ``column_maps`` beside it.
        shipped_maps: the folder of the shipped ones.

    Raises:
        PayerRuleError: a map that is not there, or a fault in one; all others in ``more``.
    """
    own, shipped = _paths(site_file.parent / COLUMN_MAPS), _paths(shipped_maps)
    errors: list[PayerRuleError] = []
    maps: list[ColumnMap] = []
    for table, several in names.items():
        for name in several:
            try:
                if name not in own and name not in shipped:
                    close = nearest(name, [*own, *shipped])
                    problem = f'"column_map" names no map that is there{close}'
                    raise PayerRuleError(site_file.name, f"[intake.{table}]", problem)
                maps.append(_load(name, table, own, shipped))
            except PayerRuleError as error:
                errors += [error, *error.more]
    raise_first(errors)
    return maps


@cache
def shipped_maps() -> tuple[ColumnMap, ...]:
    """Return every shipped map, also those that an office must add something to."""
    paths = _paths(HOME)
    return tuple(_whole(name, {}, paths) for name in sorted(paths))


def _paths(folder: Path) -> dict[str, Path]:
    return {path.stem: path for path in sorted(folder.glob("*.toml")) if path.is_file()}


def _load(name: str, table: str, own: Mapping[str, Path], shipped: Mapping[str, Path]) -> ColumnMap:
    if name in own and name in shipped:
        problem = 'has the name of a shipped map; give it another and say what it "extends"'
        raise PayerRuleError(_name_of(name, of_site=True), "", problem)
    found = _whole(name, own, shipped)
    if found.table != table:
        problem = f"is a map of {found.table}, and [intake.{table}] names it"
        raise PayerRuleError(found.files[0].name, "", problem)
    missing = columns_not_given(found.rules, table)
    if missing:
        raise PayerRuleError(
            found.files[0].name,
            "[columns]",
            f"gives no {', '.join(missing)}; write a map of your own that extends it, with the "
            "headings under which your export has them",
        )
    return found


def _whole(name: str, own: Mapping[str, Path], shipped: Mapping[str, Path]) -> ColumnMap:
    of_site = name in own
    rules, file, text = _read(name, own[name] if of_site else shipped[name], of_site=of_site)
    files = [file]
    if rules.extends is not None:
        if rules.extends not in shipped:
            close = nearest(rules.extends, shipped)
            raise PayerRuleError(file.name, "", f'"extends" names no shipped map{close}')
        base, base_file, _ = _read(rules.extends, shipped[rules.extends], of_site=False)
        if base.extends is not None:
            raise PayerRuleError(file.name, "", '"extends" goes one level only')
        rules = rules.over(base)
        files.append(base_file)
    table = str(rules.table)
    raise_first(
        [PayerRuleError(file.name, _line_of(key, text), f'"{key}" {problem}')
         for key, problem in dict.fromkeys(faults_of_map(rules, table))]
    )  # fmt: skip
    return ColumnMap(name, table, rules, tuple(files))


def _read(name: str, path: Path, *, of_site: bool) -> tuple[MapFile, UsedFile, str]:
    shown = _name_of(name, of_site=of_site)
    try:
        data = path.read_bytes()
    except OSError:
        raise PayerRuleError(shown, "", "cannot be read") from None
    text, table = read_toml(shown, data)
    try:
        rules = MapFile.model_validate(table)
    except ValidationError as error:
        raise_first(from_validation(error, shown, text, _names_in(table)))
        raise
    return rules, UsedFile(shown, hashlib.sha256(data).hexdigest(), data), text


def _names_in(table: Mapping[str, object]) -> dict[tuple[str, ...], list[str]]:
    columns = table.get("columns")
    given = columns if isinstance(columns, dict) else {}
    of_columns = {("columns", str(name)): field_names(MapColumn) for name in given}
    return MAP_NAMES | of_columns


def _name_of(name: str, *, of_site: bool) -> str:
    return f"{'site/' if of_site else ''}{COLUMN_MAPS}/{name}.toml"


def _line_of(key: str, text: str) -> str:
    """Return ``line 12`` where the last part of a key begins a line, "" when none or several do."""
    last = key.removesuffix(".values").rpartition(".")[2]
    lines = [
        number
        for number, line in enumerate(text.splitlines(), start=1)
        if line.split("=")[0].strip() == last and "=" in line
    ]
    return f"line {lines[0]}" if len(lines) == 1 else ""
