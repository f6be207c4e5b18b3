"""Small nights for the tests of history: claims in a sentence, the rest filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from pipeline.history.cells import LINE_KINDS, VISIT_KINDS, column_of
from pipeline.history.interface import (
    EVENT_COLUMNS,
    History,
    HistoryView,
    NightCounts,
    NightRecord,
)
from schemas.columns import Kind
from schemas.night_result import Total

SITE = "main"
TONIGHT = frozenset({"the file of tonight"})


@dataclass(frozen=True, kw_only=True)
class Line:
    """A claim line; the disposition is its claim's."""

    claim: str
    cents: int
    became: str = "RELEASE"
    frequency: str | None = None
    replaces: str | None = None
    patient: str = "P1"
    day: str = "2026-11-02"
    number: int = 1
    received: int | None = None


LATER = date(2026, 11, 20)


def november(day: int) -> date:
    return date(2026, 11, day)


def frame_of(rows: Sequence[dict[str, Any]], kinds: dict[str, Kind]) -> pd.DataFrame:
    """Make a frame as intake gives it, of the columns that the first row names."""
    names = rows[0].keys() if rows else kinds.keys()
    return pd.DataFrame(
        {name: column_of([row[name] for row in rows], kinds[name]) for name in names}
    )


def lines_of(lines: Sequence[Line]) -> pd.DataFrame:
    rows = [
        {
            "claim_id": line.claim,
            "line_number": line.number,
            "patient_id": line.patient,
            "payer_id": "MCR",
            "service_date": line.day,
            "procedure_code": "97110",
            "units": 2.0,
            "charge": line.cents,
            "claim_frequency": line.frequency,
            "replaces_claim_id": line.replaces,
            "received_order": line.received,
        }
        for line in lines
    ]
    return frame_of(rows, LINE_KINDS)


def visits_of(*visits: tuple[str, str, int]) -> pd.DataFrame:
    """Make visits of P1 from (visit, day, minutes)."""
    rows = [
        {
            "visit_id": visit,
            "patient_id": "P1",
            "service_date": day,
            "procedure_code": "97110",
            "minutes": minutes,
        }
        for visit, day, minutes in visits
    ]
    return frame_of(rows, VISIT_KINDS)


def events_of(*events: tuple[str, str]) -> pd.DataFrame:
    """Make events from (finding key, event)."""
    facts = {
        "how": "",
        "rule_id": "KX001",
        "claim_id": "C1",
        "patient_id": "P1",
        "payer_id": "MCR",
        "severity": "block",
        "amount_cents": 10_000,
        "accepted_until": "",
    }
    rows = [{"finding_key": key, "event": event, **facts} for key, event in events]
    return pd.DataFrame(rows, columns=list(EVENT_COLUMNS))


def night(
    as_of: date,
    lines: Sequence[Line] = (),
    *,
    run_id: str | None = None,
    files: str | None = None,
    site: str = SITE,
    status: str = "complete",
    visits: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    unreadable: Sequence[str] = (),
    counts: NightCounts | None = None,
) -> NightRecord:
    became = {line.claim: line.became for line in lines} | dict.fromkeys(unreadable, "HOLD")
    run_id = run_id or f"run-{as_of}"
    return NightRecord(
        run_id=run_id,
        site=site,
        as_of=as_of,
        status=status,
        exit_code=0,
        run_dir=f"{as_of}/{run_id}",
        claim_file_hashes=frozenset({files or run_id}),
        versions={"claimscrub": "0.1.0"},
        counts=counts or NightCounts(claims=len(became)),
        accepted=Total(
            claims=len(became), lines=len(lines), charge_cents=sum(line.cents for line in lines)
        ),
        lines=lines_of(lines),
        visits=visits,
        dispositions=pd.DataFrame(
            {"claim_id": list(became), "disposition": list(became.values())}, dtype="str"
        ),
        events=events_of() if events is None else events,
    )


def seen_on(
    history: History, as_of: date = LATER, patients: Sequence[str] | None = None
) -> HistoryView:
    return history.view(SITE, as_of, TONIGHT, patients)


def ledger_of(
    history: History, as_of: date = LATER, patients: Sequence[str] | None = None
) -> list[tuple[str, int]]:
    """Return (claim, cents) of the current lines in the order of accrual."""
    lines = seen_on(history, as_of, patients).lines
    assert lines["place"].tolist() == list(range(len(lines)))
    return list(zip(lines["claim_id"].tolist(), lines["charge"].tolist(), strict=True))
