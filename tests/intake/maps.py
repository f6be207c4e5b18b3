"""A small office with a layout of its own: its site file, its map, its exports."""

from __future__ import annotations

from pathlib import Path

from pipeline.intake import IntakeSettings
from pipeline.intake.site_settings import settings_of

HEADING = "Visit,Payer,Chart,Day,Code,Count,Amount,M1,M2,Key"
MAP = """\
layout = "A layout of the tests"
table = "claims"
headings = ["Visit", "Payer", "Chart", "Day", "Code", "Count", "Amount", "M1", "M2", "Key"]
modifier_slots = ["M1", "M2"]
EXTRA
[columns]
claim_id = "{Visit}-{Payer}"
line_number = { number_by = "Key" }
patient_id = "Chart"
payer_id = "Payer"
service_date = { from = "Day", dates = ["%-m/%-d/%Y"] }
procedure_code = "Code"
units = "Count"
charge = "Amount"
COLUMNS
"""


def row(  # noqa: PLR0917 (the columns, in their order)
    visit: str = "V1",
    payer: str = "MCR",
    chart: str = "P1",
    day: str = "11/3/2026",
    code: str = "97110",
    count: str = "2",
    amount: str = "60.00",
    modifiers: str = "GP,",
    key: str = "1",
) -> str:
    """Return one line of the layout as CSV text."""
    return ",".join((visit, payer, chart, day, code, count, amount, modifiers, key))


def office(
    folder: Path,
    column_map: str = MAP,
    site: str = '[intake.claims]\ncolumn_map = "ours"\n',
    name: str = "ours",
) -> Path:
    """Write a site file and one map beside it; return the site file."""
    maps = folder / "column_maps"
    maps.mkdir(parents=True, exist_ok=True)
    (maps / f"{name}.toml").write_text(column_map, encoding="utf-8")
    path = folder / "site.toml"
    path.write_text(site, encoding="utf-8")
    return path


def map_text(columns: str = "", extra: str = "", **changed: str) -> str:
    """Return the map with lines added; ``changed`` replaces the line of a column."""
    text = MAP.replace("COLUMNS", columns).replace("EXTRA", extra)
    lines = []
    for line in text.splitlines():
        key = line.partition(" = ")[0]
        lines.append(f"{key} = {changed[key]}" if key in changed else line)
    return "\n".join(lines) + "\n"


def settings(folder: Path, columns: str = "", extra: str = "", **changed: str) -> IntakeSettings:
    """Return the reading rules of the office with its map changed so."""
    return settings_of(office(folder, map_text(columns, extra, **changed)))
