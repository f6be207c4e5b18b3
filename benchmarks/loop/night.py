"""A night judged row by row: payers matched, versions sorted out, patients gathered, rules asked.

``judge`` takes plain rows and gives back what each rule finds and what it cannot tell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, NamedTuple

from benchmarks.loop.context import (
    DISCIPLINE_OF,
    INSTITUTIONAL,
    REVENUE,
    Found,
    Night,
    Patient,
    Row,
    Settings,
    Undecided,
)
from benchmarks.loop.policies import Policies
from benchmarks.loop.tables import Tables
from schemas.claim_lines import MODIFIER_COLUMNS

Rows = Sequence[Mapping[str, Any]]
REPLACEMENT, VOID = "7", "8"


class Judged(NamedTuple):
    """What the rules found, and what they could not tell."""

    found: list[Found]
    undecided: list[Undecided]


def judge(
    claims: Rows,
    *,
    visits: Rows = (),
    plans: Rows = (),
    spend: Rows = (),
    documents: Rows = (),
    earlier_lines: Rows = (),
    earlier_visits: Rows = (),
    settings: Settings,
    families: Sequence[str] = (),
) -> Judged:
    """Judge a night by every rule of the named families.

    Args:
        claims: tonight's claim lines; rows by column, blanks None or not there.
        visits: tonight's visit rows.
        plans: plans of care.
        spend: opening balances.
        documents: documents.
        earlier_lines: claim lines of earlier nights that still count, with ``night`` and
            ``place`` (their order in the ledger).
        earlier_visits: visit rows of earlier nights.
        settings: what is in force.
        families: which ``rules_<family>`` to ask; all of them where none is named.

    Returns:
        Findings and undecided rows, sorted.
    """
    tables = {"visits": visits, "plans": plans, "spend": spend, "documents": documents}
    night = prepare(claims, tables, earlier_lines, earlier_visits, settings)
    for family in families or all_families():
        import_module(f"benchmarks.loop.rules_{family}").judge(night)
    return Judged(sorted(night.found), sorted(night.undecided))


def all_families() -> list[str]:
    """Return the names of the families of rules: the modules ``rules_<name>`` beside this one."""
    names = (found.name for found in iter_modules([str(Path(__file__).parent)]))
    return sorted(name.removeprefix("rules_") for name in names if name.startswith("rules_"))


def prepare(
    claims: Rows,
    tables: Mapping[str, Rows],
    earlier_lines: Rows,
    earlier_visits: Rows,
    settings: Settings,
) -> Night:
    """Gather patients and describe their lines; takes what ``judge`` takes."""
    seen = {name: _headings(rows) for name, rows in {"claims": claims, **tables}.items()}
    settings = Settings(
        as_of=settings.as_of,
        payer_folders=settings.payer_folders,
        code_sets=settings.code_sets,
        site=settings.site,
        supplied=seen | dict(settings.supplied),
    )
    policies = Policies(settings.payer_folders, settings.as_of)
    again = {visit["visit_id"] for visit in tables["visits"]}
    older = [visit for visit in earlier_visits if visit["visit_id"] not in again]
    tables = {**tables, "visits": [*tables["visits"], *older]}
    patients: dict[str, Patient] = {}

    def patient_of(row: Mapping[str, Any]) -> Patient:
        return patients.setdefault(row["patient_id"], Patient(row["patient_id"]))

    for name, rows in tables.items():
        for row in rows:
            getattr(patient_of(row), name).append(dict(row))
    lines = _in_force(claims, earlier_lines, settings.as_of)
    named: dict[str, list[Row]] = {}
    for patient in patients.values():
        for visit in patient.visits:
            named.setdefault(visit["visit_id"], []).append(visit)
    lines.sort(key=lambda line: (line["claim_id"], line["line_number"]))
    codes = Tables(settings.code_sets)
    for order, line in enumerate(lines):
        line["order"] = order
        line["payer"] = match_payer(line, policies.ids(), settings.site)
        line["marks"] = _modifiers(line)
        line["whose"] = _discipline(line, named.get(line.get("visit_id") or "", []), codes)
        line["kind"] = _kind(line)
        npi = "billing_npi" if line["kind"] == INSTITUTIONAL else "rendering_npi"
        line["provider"] = line.get(npi)
        patient_of(line).lines.append(line)
    ordered = [patients[name] for name in sorted(patients)]
    return Night(settings, policies, codes, ordered)


def _headings(rows: Rows) -> frozenset[str]:
    return frozenset(name for row in rows for name in row)


# -- versions ----------------------------------------------------------------------------------


def _in_force(claims: Rows, earlier: Rows, as_of: date) -> list[Row]:
    """Return copies of the lines that count: no void, nothing replaced or withdrawn.

    A replacement or void that names no original means the same claim's earlier version. Of two
    replacements of one original the later id counts, and a correction of an earlier night stands
    when its original comes again.
    """
    changes = [line for line in claims if line.get("claim_frequency") in (REPLACEMENT, VOID)]
    named = [line for line in changes if _target(line) != line["claim_id"]]
    own = [line for line in changes if _target(line) == line["claim_id"]]
    gone = {_target(line) for line in named}
    redone = {line["claim_id"] for line in own}
    withdrawn = {line["claim_id"] for line in own if line["claim_frequency"] == VOID}
    newest: dict[str, str] = {}
    for line in named:
        newest[_target(line)] = max(line["claim_id"], newest.get(_target(line), ""))
    corrected = {line["replaces_claim_id"] for line in earlier if line.get("replaces_claim_id")}

    def stands(line: Mapping[str, Any]) -> bool:
        claim, kind = line["claim_id"], line.get("claim_frequency")
        if kind == VOID or claim in gone | withdrawn:
            return False
        if kind != REPLACEMENT:
            return claim not in redone | corrected
        return bool(_target(line) == claim or newest[_target(line)] == claim)

    tonight_ids = {line["claim_id"] for line in claims}
    aimed_at = {_target(line) for line in changes}
    first: dict[str, Mapping[str, Any]] = {}
    for line in earlier:
        held = first.setdefault(line["claim_id"], line)
        if line["place"] < held["place"]:
            first[line["claim_id"]] = line
    rows: list[Row] = []
    for line in claims:
        if stands(line):
            replaces = line.get("claim_frequency") == REPLACEMENT
            before = first.get(_target(line)) if replaces else None
            night, place = (before["night"], before["place"]) if before else (as_of, None)
            rows.append({**line, "tonight": True, "night": night, "place": place})
    for line in earlier:
        if not {line["claim_id"]} & (tonight_ids | aimed_at) and (
            line.get("replaces_claim_id") not in aimed_at
        ):
            rows.append({**line, "tonight": False})
    return rows


def _target(line: Mapping[str, Any]) -> str:
    return str(line.get("replaces_claim_id") or line["claim_id"])


# -- facts of a line ---------------------------------------------------------------------------


def match_payer(line: Row, ids: frozenset[str], site: Mapping[str, Any]) -> str | None:
    """Return the rules id of a line's payer, None where the office's code is unknown.

    Trimmed and case-folded; the office's own codes first, then a rules id stands for itself. Of
    several choices the first whose conditions all hold answers; a blank fulfils none.
    """
    code = _folded(line["payer_id"])
    for name, choices in site.get("payers", {}).items():
        if _folded(name) != code:
            continue
        if isinstance(choices, str):
            return choices
        for choice in choices:
            asked = choice.get("when", {}).items()
            if all(line.get(k) and _folded(line[k]) == _folded(v) for k, v in asked):
                return str(choice["id"])
        return None
    return code if code in ids else None


def _folded(text: str) -> str:
    return text.strip().casefold()


def _modifiers(line: Row) -> tuple[str, ...]:
    cells = [line.get(name) for name in (*MODIFIER_COLUMNS, "modifiers")]
    text = " ".join(cell for cell in cells if cell).upper()
    return tuple(part for part in re.split(r"[\s:,;|]+", text) if part)


def _discipline(line: Row, visit: Sequence[Row], codes: Tables) -> str | None:
    """Column, one modifier, the only discipline that bills an evaluation, revenue code, visit."""
    if line.get("discipline"):
        return str(line["discipline"])
    by_modifier = {DISCIPLINE_OF[mark] for mark in line["marks"] if mark in DISCIPLINE_OF}
    if len(by_modifier) == 1:
        return by_modifier.pop()
    locked = codes.row("evaluation_codes", line["procedure_code"], line["service_date"])
    if locked and locked["discipline"]:
        return locked["discipline"]
    by_revenue = REVENUE.get(str(line.get("revenue_code") or "").rjust(4, "0")[:3])
    by_visit = {str(row["discipline"]) for row in visit if row.get("discipline")}
    return by_revenue or (by_visit.pop() if len(by_visit) == 1 else None)


def _kind(line: Row) -> str | None:
    if line.get("setting"):
        return str(line["setting"])
    return INSTITUTIONAL if line.get("bill_type") else None
