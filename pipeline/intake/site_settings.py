"""From the site file's ``[intake]`` to the reading rules of a night."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from payer_rules.errors import PayerRuleError, nearest
from payer_rules.intake_table import EVERY_COLUMN, IntakeTable
from payer_rules.loader import load_site
from pipeline.intake.map_files import HOME, ColumnMap, load_maps
from pipeline.intake.settings import IntakeSettings
from schemas.columns import Kind
from schemas.tables import MODELS, columns_of


def settings_of(site_file: Path | None, shipped_maps: Path = HOME) -> IntakeSettings:
    """Read how an office's exports are to be read, the column maps that it names included.

    Args:
        site_file: the site file; None means that nothing is declared.
        shipped_maps: where the shipped column maps lie; another folder for those of a past night.

    Raises:
        PayerRuleError: a fault in the site file or in a column map (exit 2).
    """
    if site_file is None:
        return IntakeSettings()
    declared = load_site(site_file).intake
    formats = {table: _formats(declared, table, site_file.name) for table in MODELS}
    named = {table: declared.of_table(table).column_map for table in MODELS}
    wanted = {table: names for table, names in named.items() if names}
    maps = load_maps(wanted, site_file, shipped_maps)
    sheets = {table: declared.of_table(table).sheet for table in MODELS}
    try:
        return IntakeSettings(
            date_formats={table: found for table, found in formats.items() if found},
            legacy_encoding=declared.legacy_encoding,
            delimiter=declared.delimiter,
            set_aside_codes=frozenset(declared.set_aside_codes),
            column_maps=_by_table(maps),
            sheets={table: name for table, name in sheets.items() if name},
            reject_share=declared.reject_share,
        )
    except ValueError as error:
        problem = str(error)
    raise PayerRuleError(site_file.name, "[intake]", problem)


def _formats(declared: IntakeTable, table: str, name: str) -> Mapping[str, tuple[str, ...]]:
    own = declared.of_table(table).date_formats
    days = [column for column, facts in columns_of(table).items() if facts["kind"] == Kind.DATE]
    for column in own:
        if column != EVERY_COLUMN and column not in days:
            problem = f'"date_formats" names no column of dates{nearest(column, days)}'
            raise PayerRuleError(name, f"[intake.{table}]", problem)
    every = {} if declared.date_formats is None else {EVERY_COLUMN: declared.date_formats}
    return {**every, **own}


def _by_table(maps: list[ColumnMap]) -> dict[str, tuple[ColumnMap, ...]]:
    found: defaultdict[str, tuple[ColumnMap, ...]] = defaultdict(tuple)
    for one in maps:
        found[one.table] += (one,)
    return dict(found)
