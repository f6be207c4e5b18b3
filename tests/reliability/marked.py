"""A night in which every field about a person holds a marker of its own."""

from __future__ import annotations

import re
from pathlib import Path

from schemas.columns import Kind
from schemas.tables import columns_of

PLAIN: dict[str, dict[str, str]] = {
    "claims": {
        "line_number": "1", "payer_id": "medicare", "service_date": "2026-11-16",
        "procedure_code": "97110", "units": "2", "charge": "120.00", "modifier_1": "GP",
        "modifier_2": "GO", "modifier_3": "", "modifier_4": "", "discipline": "PT",
        "setting": "professional", "payer_sequence": "P", "claim_frequency": "1",
        "incident_to": "no", "modifiers": "", "state": "IL", "plan": "", "revenue_code": "",
        "bill_type": "", "place_of_service": "11", "replaces_claim_id": "", "modifier_slots": "4",
    },
    "visits": {
        "service_date": "2026-11-16", "procedure_code": "97110", "discipline": "PT",
        "student_supervision": "", "delivery_mode": "individual", "note_type": "daily",
        "interactive_contact": "no", "minutes": "15", "therapist_minutes": "15",
        "assistant_minutes": "0", "total_timed_minutes": "15", "total_treatment_minutes": "20",
        "days_of_data": "3",
    },
    "plans": {
        "discipline": "PT", "start_date": "2026-11-02", "end_date": "",
        "certification_type": "initial",
    },
    "spend": {"year": "2026", "bucket": "PT_SLP", "amount": "100.00", "as_of": "2026-11-15",
              "source": ""},
    "documents": {"discipline": "PT", "kind": "progress", "document_date": "2026-11-10"},
    "authorizations": {
        "payer_id": "medicare", "discipline": "PT", "unit_kind": "visits", "granted": "12",
        "used_elsewhere": "0", "codes": "97110",
    },
    "eligibility": {"payer_id": "medicare", "payer_order": "P", "visits_used_elsewhere": "0"},
}  # fmt: skip
"""What a field holds that says nothing of a person, or cannot hold a marker."""
SHARED = {"patient_id", "visit_id", "member_id", "authorization_number"}
_MARK = re.compile(r"Zq7[A-Za-z0-9_]*")
_DATES = {Kind.DATE: "1941-02-03", Kind.TIME: "09:17"}


def marker(table: str, column: str) -> str:
    """The marker of a field; ids that join tables are the same in all of them."""
    return f"Zq7{'' if column in SHARED else table}{column}"


def cells(table: str) -> dict[str, str]:
    """One sound row, every field that can hold a text marked."""
    row = {}
    for column, facts in columns_of(table).items():
        kind = Kind(str(facts["kind"]))
        plain = PLAIN[table].get(column)
        row[column] = _DATES.get(kind, marker(table, column)) if plain is None else plain
        if plain is None and kind in (Kind.MONEY, Kind.DECIMAL, Kind.WHOLE):
            row[column] = "7"
    return row


def text_of(table: str, *rows: dict[str, str]) -> str:
    """Rows as a file with every heading of the table."""
    names = list(columns_of(table))
    lines = [",".join(names), *(",".join(row[name] for name in names) for row in rows)]
    return "\n".join(lines) + "\n"


def write_marked(folder: Path, *, spoilt: bool = False) -> dict[str, Path]:
    """Write every table; ``spoilt`` adds a row a column whose cell cannot be read."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for table in PLAIN:
        good = cells(table)
        rows = [good]
        if spoilt:
            rows += [_spoilt(table, number, column) for number, column in enumerate(good, 1)]
        # A name as offices give them: somebody's, with a record number.
        paths[table] = folder / f"Zq7Person {table} 00412345.csv"
        paths[table].write_text(text_of(table, *rows), encoding="utf-8")
    return paths


def _spoilt(table: str, number: int, column: str) -> dict[str, str]:
    row = cells(table)
    if table == "claims":
        row["claim_id"], row["line_number"] = f"Zq7Spoilt{number}", "1"
    return row | {column: f"\x01Zq7bad{table}{column}{'x' * 200}"}


def markers_in(text: str) -> set[str]:
    """Markers that a text holds, in any letter case."""
    return set(_MARK.findall(text)) | set(re.findall(r"zq7[a-z0-9_]*", text.casefold()))
