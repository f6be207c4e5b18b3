"""Plans, documents and opening balances of random nights, close to the 30 and 90 days."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]

AFTER_START = (0, 1, 9, 29, 30, 31, 32, 60, 61, 62, 100, 183, 184, 190)
AFTER_PERIOD = (-1, 0, 1, 2, 15)
CERTIFIERS = ("MD", "MD", "D.O.", "np", "PA-C", "DC", "DDS", "PT", "DPM", "Dr", "CNS")
AUTHORS = ("PT", "OT", "SLP", "PTA", "COTA", "DPT", "Someone", "MD")
NEAR_LIMITS = (
    0, 30_000, 57_000, 60_000, 216_000, 218_000, 230_000, 241_000, 244_000, 247_094, 248_000,
    251_000, 290_000, 301_000,
)  # fmt: skip


def plans_of(
    draw: random.Random, patient: str, discipline: str, as_of: date, first: date, dates: list[date]
) -> list[Row]:
    """Return plan rows of a discipline: an initial one at the first visit, and what follows."""
    if draw.random() < 0.25:
        return []
    start = draw.choice((first, first, min(dates), first - timedelta(days=1)))
    rows: list[Row] = []
    for number in range(draw.choice((1, 1, 1, 2, 2, 3))):
        row: Row = {
            "plan_id": f"{patient}-{discipline}-{number}",
            "patient_id": patient,
            "discipline": discipline,
            "start_date": start,
            "certification_type": "initial" if number == 0 else "recertification",
        }
        if draw.random() < 0.08:
            row["certification_type"] = draw.choice(("initial", "recertification"))
        _certify(draw, row, as_of)
        if draw.random() < 0.3:
            row["end_date"] = start + timedelta(days=draw.choice((0, 27, 41, 58, 59, 88, 89, 90)))
        if draw.random() < 0.08:
            row["discharged_on"] = draw.choice(dates) + timedelta(days=draw.choice((-3, -1, 0, 1)))
        rows.append(row)
        last = min(row.get("end_date") or date.max, start + timedelta(days=89))
        start = last + timedelta(days=draw.choice(AFTER_PERIOD))
    return rows


def _certify(draw: random.Random, row: Row, as_of: date) -> None:
    start: date = row["start_date"]

    def some_day(*more: date) -> date:
        days = [start + timedelta(days=days) for days in AFTER_START]
        return draw.choice([day for day in (*days, *more) if day <= as_of] or [start])

    if draw.random() < 0.55:
        row["certified_on"] = some_day(as_of) if draw.random() < 0.95 else as_of + timedelta(days=1)
    if draw.random() < 0.15:
        row["verbal_order_on"] = draw.choice((some_day(), as_of - timedelta(days=14)))
    if draw.random() < 0.25:
        row["order_signed_on"] = draw.choice((start, start - timedelta(days=3), some_day()))
        if draw.random() < 0.8:
            row["sent_on"] = some_day()
    if draw.random() < 0.6:
        row["certifier_credential"] = draw.choice(CERTIFIERS)
    if draw.random() < 0.2:
        row["delay_reason"] = "physician on leave"


def documents_of(
    draw: random.Random, patient: str, discipline: str, as_of: date, first: date, dates: list[date]
) -> list[Row]:
    """Return notes and orders of a discipline, some about a date of service."""
    rows: list[Row] = []
    for _ in range(draw.choice((0, 1, 1, 2, 3))):
        near = draw.choice((first, *dates))
        day = near + timedelta(days=draw.choice((-31, -30, -7, -1, 0, 0, 1, 7, 8)))
        row: Row = {
            "patient_id": patient,
            "discipline": discipline,
            "kind": draw.choice(
                ("progress", "progress", "order", "referral", "reevaluation", "discharge", "abn")
            ),
            "document_date": min(day, as_of),
        }
        if draw.random() < 0.7:
            row["author_credential"] = draw.choice((discipline, *AUTHORS))
        if draw.random() < 0.2:
            row["expires_on"] = draw.choice(dates) + timedelta(days=draw.choice((-1, 0, 1, 30)))
        rows.append(row)
    return rows


def spend_of(draw: random.Random, patient: str, as_of: date) -> list[Row]:
    """Return opening balances near the thresholds, dated around their 30 and 45 days."""
    rows: list[Row] = []
    for _ in range(draw.choice((0, 0, 1, 1, 2))):
        back = draw.choice((0, 1, 3, 10, 30, 44, 45, 46, 90))
        row: Row = {
            "patient_id": patient,
            "year": as_of.year - (draw.random() < 0.08),
            "bucket": draw.choice(("PT_SLP", "PT_SLP", "OT")),
            "amount": draw.choice(NEAR_LIMITS),
            "as_of": as_of - timedelta(days=back),
        }
        if draw.random() < 0.25:
            row["source"] = draw.choice(("other-providers", "271"))
        rows.append(row)
    return rows
