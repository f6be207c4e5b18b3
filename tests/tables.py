"""Text table → validated frame: a night drawn in a few lines, judged by one rule.

A table is drawn with a heading row and one row a line (or rows parted by `` / ``), cells parted by
blanks or ``|``; ``-`` is a blank cell. Only the columns that matter are drawn; required ones that
are not drawn take a default. Headings may be short (``SHORT``); ``mods`` holds modifiers parted by
commas and stands for the four slots; ``11-16`` is a date of 2026.

    lines:   code   mods   units        visits:  code   minutes
             97110  GP     2                     97110  25
             97530  GP,59  1                     97530  13
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from payer_rules.code_sets import CodeSets, load_code_sets
from payer_rules.loader import load_rulebook, load_site
from payer_rules.rulebook import RuleBook
from payer_rules.site import Site
from pipeline.bucket import NightTables
from schemas.claim_lines import MODIFIER_COLUMNS
from schemas.columns import Kind
from schemas.tables import MODELS, columns_of, required_columns

AS_OF = "2026-11-20"
SERVICE_DATE = "2026-11-16"
EARLIER_NIGHT = "2026-11-18"
BLANK = "-"

SHORT = {
    "claim": "claim_id",
    "line": "line_number",
    "patient": "patient_id",
    "payer": "payer_id",
    "date": "service_date",
    "code": "procedure_code",
    "allowed": "allowed_amount",
    "npi": "rendering_npi",
    "billing": "billing_npi",
    "pos": "place_of_service",
    "born": "patient_birth_date",
    "frequency": "claim_frequency",
    "replaces": "replaces_claim_id",
    "received": "received_order",
    "visit": "visit_id",
    "member": "member_id",
    "therapist": "therapist_minutes",
    "assistant": "assistant_minutes",
    "total": "total_timed_minutes",
    "plan_row": "plan_id",
    "start": "start_date",
    "end": "end_date",
    "type": "certification_type",
    "signed": "certified_on",
    "verbal": "verbal_order_on",
    "order": "order_signed_on",
    "sent": "sent_on",
}
"""Short headings; every other heading is the column's own name."""

DEFAULTS: dict[str, dict[str, str]] = {
    "claims": {
        "claim_id": "C1",
        "patient_id": "P1",
        "payer_id": "medicare",
        "service_date": SERVICE_DATE,
        "units": "1",
        "charge": "60.00",
    },
    "visits": {"visit_id": "V1", "patient_id": "P1", "service_date": SERVICE_DATE},
    "plans": {"patient_id": "P1", "discipline": "PT", "start_date": "2026-11-02"},
    "documents": {"patient_id": "P1", "discipline": "PT", "kind": "progress"},
    "spend": {"patient_id": "P1", "year": "2026", "bucket": "PT_SLP", "as_of": EARLIER_NIGHT},
}

_CITED = """grade = "{grade}"
verified_on = 2026-11-02
review_by = 2027-11-02
citation = {{ authority = "P", document = "Manual", section = "1", read_on = 2026-11-02 }}"""
_CONFIRMED = """reason = "denied twice, confirmed by the payer"
author = "JD"
expires = 2027-06-30"""


@dataclass(frozen=True)
class Night:
    """The tables of a night as text, and what is in force.

    ``payers`` are payer files as TOML: ``GRADE_A`` (B, C) in them stands for grade, citation and
    dates of an entry, ``CONFIRMED`` for reason, author and expiry. ``site`` is a site file.
    ``refused`` counts unreadable rows by claim. ``supplied`` names a table's headings where they
    are not just the drawn ones.
    """

    lines: str
    visits: str = ""
    plans: str = ""
    spend: str = ""
    documents: str = ""
    earlier_lines: str = ""
    earlier_visits: str = ""
    as_of: str = AS_OF
    payers: tuple[str, ...] = ()
    site: str = ""
    refused: Mapping[str, int] = field(default_factory=dict)
    supplied: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def as_of_date(self) -> date:
        """The as-of date."""
        return date.fromisoformat(self.as_of)


def tables_of(night: Night) -> NightTables:
    """Build and validate the frames of a night, as intake and history give them."""
    drawn = {
        "claims": _drawn("claims", night.lines),
        "visits": _drawn("visits", night.visits),
        "plans": _drawn("plans", night.plans),
        "spend": _drawn("spend", night.spend),
        "documents": _drawn("documents", night.documents),
    }
    frames = {name: frame for name, frame in drawn.items() if frame is not None}
    supplied = {name: frozenset(map(str, frame.columns)) for name, frame in frames.items()}
    return NightTables(
        claims=frames["claims"],
        visits=frames.get("visits"),
        plans=frames.get("plans"),
        spend=frames.get("spend"),
        documents=frames.get("documents"),
        earlier_lines=_earlier_lines(night.earlier_lines),
        earlier_visits=_drawn("visits", night.earlier_visits),
        supplied=supplied | dict(night.supplied),
    )


@cache
def frame_of(table: str, text: str) -> pd.DataFrame:
    """Turn a text table into the validated frame of an input table; it is never changed."""
    records = [_expanded(record) for record in _records(text)]
    names = list(dict.fromkeys([*_headings(text), *required_columns(table)]))
    order = [name for name in columns_of(table) if name in names]
    _fill(table, records)
    unknown = [name for name in names if name not in columns_of(table)]
    assert not unknown, f"{table} has no column {unknown[0]}"
    columns = {name: tuple(record.get(name) for record in records) for name in order}
    frame = pd.DataFrame({name: _validated(table, name, columns[name]) for name in order})
    for check in _whole_schema(table).checks:
        assert check(frame).check_passed, f"{table}: {check.name}"
    return frame


@cache
def _whole_schema(table: str) -> Any:
    return MODELS[table].to_schema()


@cache
def _validated(table: str, name: str, cells: tuple[str | None, ...]) -> pd.Series[Any]:
    """Build one column and hold it against the model; the same cells are looked at once."""
    kind = Kind(str(columns_of(table)[name]["kind"]))
    column = pd.DataFrame({name: _column(cells, kind)})
    checked: pd.DataFrame = _whole_schema(table).columns[name].validate(column)
    return checked[name]


def _drawn(table: str, text: str) -> pd.DataFrame | None:
    return frame_of(table, text) if text.strip() else None


def _earlier_lines(text: str) -> pd.DataFrame | None:
    """Earlier lines also have ``night`` and, in the order drawn, their place in the ledger."""
    if not text.strip():
        return None
    nights = [record.pop("night", EARLIER_NIGHT) for record in _records(text)]
    heading, *rows = _rows(text)
    cut = [place for place, name in enumerate(heading) if name != "night"]
    lines = "\n".join(" | ".join(row[place] for place in cut) for row in (heading, *rows))
    frame = frame_of("claims", lines)
    days = [_date(night) for night in nights]
    return frame.assign(
        place=np.arange(len(frame), dtype=np.int64), night=np.array(days, dtype="M8[s]")
    )


def _rows(text: str) -> list[list[str]]:
    lines = [line.strip() for line in re.split(r"\n| / ", text.strip()) if line.strip()]
    mark = "|" if "|" in lines[0] else None
    return [[cell.strip() for cell in line.split(mark)] for line in lines]


def _headings(text: str) -> list[str]:
    names: list[str] = []
    for name in _rows(text)[0]:
        names += MODIFIER_COLUMNS if name == "mods" else [SHORT.get(name, name)]
    return names


def _records(text: str) -> list[dict[str, str]]:
    heading, *rows = _rows(text)
    for row in rows:
        assert len(row) == len(heading), f"{len(row)} cells below {len(heading)} headings: {row}"
    names = [SHORT.get(name, name) for name in heading]
    return [
        {name: cell for name, cell in zip(names, row, strict=True) if cell != BLANK} for row in rows
    ]


def _expanded(record: dict[str, str]) -> dict[str, str]:
    modifiers = record.get("mods", "").split(",")
    slots = {slot: text for slot, text in zip(MODIFIER_COLUMNS, modifiers, strict=False) if text}
    return {name: cell for name, cell in record.items() if name != "mods"} | slots


def _fill(table: str, records: Sequence[dict[str, str]]) -> None:
    """Give required cells their defaults; lines are numbered within their claim."""
    for record in records:
        for name, value in DEFAULTS[table].items():
            record.setdefault(name, value)
    if table == "claims":
        last: dict[str, int] = {}
        for record in records:
            number = int(record.get("line_number", last.get(record["claim_id"], 0) + 1))
            record["line_number"] = str(number)
            last[record["claim_id"]] = number
    if table == "plans":
        for number, record in enumerate(records, 1):
            record.setdefault("plan_id", f"PL{number}")


def _date(text: str | None) -> str | None:
    return f"2026-{text}" if text and re.fullmatch(r"\d\d-\d\d", text) else text


def _whole(text: str, kind: Kind) -> int:
    if kind is Kind.MONEY:
        return int(Decimal(text) * 100)
    if kind is Kind.TIME:
        hour, minute = text.split(":")
        return int(hour) * 60 + int(minute)
    return int(text)


def _column(cells: Sequence[str | None], kind: Kind) -> pd.Series[Any]:
    if kind is Kind.DATE:
        return pd.Series(np.array([_date(cell) or "NaT" for cell in cells], dtype="M8[s]"))
    if kind is Kind.CODE:
        names = pd.Index(sorted({cell for cell in cells if cell}), dtype="str")
        return pd.Series(cells, dtype=pd.CategoricalDtype(names))
    if kind is Kind.DECIMAL:
        return pd.Series([float(cell) if cell else np.nan for cell in cells], dtype="float64")
    if kind in (Kind.MONEY, Kind.WHOLE, Kind.TIME):
        numbers = [_whole(cell, kind) if cell else None for cell in cells]
        return pd.Series(numbers, dtype="Int64")
    return pd.Series(cells, dtype="str")


# -- what is in force ------------------------------------------------------------------------


@cache
def code_sets() -> CodeSets:
    """The shipped code sets."""
    return load_code_sets()


@cache
def rulebook_of(payers: tuple[str, ...]) -> RuleBook:
    """The shipped payer files with these laid over them."""
    if not payers:
        return load_rulebook()
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(payers):
            whole = text.replace("CONFIRMED", _CONFIRMED)
            for grade in "ABC":
                whole = whole.replace(f"GRADE_{grade}", _CITED.format(grade=grade))
            (Path(folder) / f"payer{number}.toml").write_text(whole, encoding="utf-8")
        return load_rulebook(Path(folder))


@cache
def site_of(text: str) -> Site:
    """The site of a site file's text; without one, the office ``main``."""
    if not text:
        return load_site(None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "site.toml"
        path.write_text(text, encoding="utf-8")
        return load_site(path)
